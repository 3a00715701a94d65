"""What programs write and people would not: NULL, a time with its zone, amounts cut short."""

import datetime
from typing import Any

from tests.registry.imports.cases import BPNT, Case, people, table
from tests.registry.imports.lists import HEAD

NULLS = ["NULL", "(null)", "\\N", "NaN", "nan", "None", "<NA>"]
BORN = datetime.date(1980, 5, 12)
ABSENT = {
    "ALAMAT": "Household.address",
    "TEMPAT LAHIR": "Person.birth_place",
    "RT": "Household.rt",
    "HUB KELUARGA": "Membership.relation",
    "JENIS KELAMIN": "Person.sex",
}


def absent(column: str, stored: str) -> Case:
    row = {**HEAD, column: "NULL"}
    return Case(f"{column} “NULL” says nothing", people(row), stored={stored: ""})


def payment(name: str, amount: Any, stored: int | None, warned: str = "") -> Case:
    write = table(["NIK", "NAMA", "NOMINAL"], [HEAD["NIK"], "SITI AMINAH", amount])
    kept = {"file": "a.xlsx", "kind": "disbursements", "options": BPNT, "warned": warned}
    return Case(name, write, stored={"Disbursement.amount": stored}, **kept)


LITTLE = "kurang dari Rp1.000"
EXPORTS = [
    *[
        Case(
            f"address “{word}” says nothing",
            people({**HEAD, "ALAMAT": word}),
            stored={"Household.address": ""},
        )
        for word in NULLS
    ],
    *[
        Case(
            f"date “{word}” says nothing",
            people({**HEAD, "TANGGAL LAHIR": word}),
            stored={"Person.birth_date": None},
        )
        for word in [*NULLS, "NaT"]
    ],
    *[
        Case(
            f"No. KK “{word}” is no family",
            people({**HEAD, "NOKK": word}),
            stored={"Membership.kk": ""},
            warned="No. KK kosong",
        )
        for word in NULLS
    ],
    *[absent(column, stored) for column, stored in ABSENT.items()],
    Case(
        "a name “NULL” is none",
        people({**HEAD, "NAMA": "NULL"}),
        counts=(0, 0, 0, 1),
        problem="Nama kosong",
    ),
    Case(
        "somebody is called NAN",
        people({**HEAD, "NAMA": "NAN"}),
        stored={"Person.name": "NAN"},
    ),
    *[
        Case(
            f"a day as a server tells it: {found}",
            people({**HEAD, "TANGGAL LAHIR": found}),
            stored={"Person.birth_date": BORN},
        )
        for found in (
            *("1980-05-11T16:00:00.000Z", "1980-05-11T17:00:00Z", "1980-05-12T00:00:00+08:00"),
            *("1980-05-12T00:00:00", "1980-05-12 00:00:00", "1980-05-11 16:00:00+0000"),
        )
    ],
    payment("an amount “NULL” is none", "NULL", None),
    payment("an amount that lost its thousands is warned of", 200, 200, LITTLE),
    payment("kilograms are no rupiah, and are warned of", "10", 10, LITTLE),
    payment("nothing paid", 0, 0),
]
