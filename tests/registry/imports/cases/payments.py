"""Months, rupiah and the offices' words for the state of a payment."""

from pathlib import Path
from typing import Any

from tests.registry.imports.cases import BPNT, Case, table
from tests.registry.imports.lists import HEAD, write_list

PAYMENT = {"NIK": HEAD["NIK"], "NAMA": "SITI AMINAH", "KETERANGAN": "BERHASIL TRANSAKSI"}


def payment(name: str, cells: dict[str, str], *, period: str = "2021-04", **expected: Any) -> Case:
    def write(path: Path) -> Path:
        row = {**PAYMENT, **cells}
        return write_list(path, [row], list(row))

    options = {"program": "BPNT", **({"period": period} if period else {})}
    return Case(name, write, kind="disbursements", options=options, **expected)


def amount(found: str, stored: int | None) -> Case:
    return payment(f"NOMINAL “{found}”", {"NOMINAL": found}, stored={"Disbursement.amount": stored})


def no_amount(found: str, words: str = "tidak terbaca") -> Case:
    return payment(
        f"NOMINAL “{found}”",
        {"NOMINAL": found},
        counts=(0, 0, 0, 1),
        problem=words,
        stored={"Disbursement.amount": []},
    )


def state(found: str, stored: str, warned: str = "") -> Case:
    return payment(
        f"KETERANGAN “{found}”",
        {"KETERANGAN": found},
        stored={"Disbursement.status": stored, "Disbursement.raw_status": found},
        warned=warned,
    )


def months(found: str, first: tuple[int, int], last: tuple[int, int]) -> Case:
    ends = [year * 12 + month - 1 for year, month in (first, last)]
    return payment(
        f"PERIODE “{found}”",
        {"PERIODE": found},
        period="",
        stored={"Disbursement.first_month": ends[0], "Disbursement.last_month": ends[1]},
    )


def no_months(found: str, words: str) -> Case:
    return payment(
        f"PERIODE “{found}”",
        {"PERIODE": found},
        period="",
        counts=(0, 0, 0, 1),
        problem=words,
    )


RUPIAH = [
    *[
        amount(found, 600_000)
        for found in (
            *("600000", "600.000", "600,000", "Rp600.000", "Rp 600.000", "Rp. 600.000,-"),
            *("Rp 600.000,-", "Rp600.000,00", "600000.00", "IDR 600.000"),
        )
    ],
    amount("1.234.567", 1_234_567),
    amount("Rp1.234.567,00", 1_234_567),
    amount("-", None),
    amount("", None),
    no_amount("600.000,50"),
    no_amount("enam ratus ribu"),
    no_amount("-600.000"),
    amount("1.000.000.000", 1_000_000_000),
    # Somebody's number under NOMINAL would be stored as money and shown whole.
    *[
        no_amount(found, "Nominal ini terlalu besar")
        for found in (HEAD["NIK"], "1.000.000.001", "99999999999999999999")
    ],
    *[
        Case(
            f"NOMINAL {found} as a number",
            table([*PAYMENT, "NOMINAL"], [*PAYMENT.values(), found]),
            file="daftar.xlsx",
            kind="disbursements",
            options=BPNT,
            counts=(0, 0, 0, 1) if problem else (1, 0, 0, 0),
            stored={"Disbursement.amount": [] if problem else 600_000},
            problem=problem,
        )
        for found, problem in (
            *((600_000, ""), (600_000.0, "")),
            *((600_000.5, "bukan rupiah utuh"), (-600_000, "bukan rupiah utuh")),
            (6472031205800000, "terlalu besar"),
        )
    ],
]
STATES = [
    state("CALON PENERIMA", "calon"),
    state("SPM", "diproses"),
    state("SI", "diproses"),
    state("OMSPAN", "diproses"),
    state("BUREKOL", "diproses"),
    state("SP2D", "diproses"),
    state("berhasil transaksi", "disalurkan"),
    state("SUDAH DISALURKAN", "disalurkan"),
    state("TIDAK TRANSAKSI", "gagal"),
    state("GAGAL OMSPAN", "gagal"),
    state("gagal salur", "gagal"),
    state("RETUR", "gagal"),
    state("setor kas negara", "gagal"),
    state("EXCLUDE", "dikeluarkan"),
    state("EXCLUDE MENINGGAL", "dikeluarkan"),
    state("MENUNGGU KABAR", "diproses", warned="dicatat sebagai diproses, bukan disalurkan"),
]
PERIODS = [
    *[
        months(found, (2021, 4), (2021, 4))
        for found in ("2021-04", "04/2021", "4/2021", "202104", "April 2021", "APR 2021")
    ],
    *[
        months(found, (2021, 4), (2021, 6))
        for found in (
            *("2021-04..2021-06", "April - Juni 2021", "April s/d Juni 2021", "TW II 2021"),
            *("Tahap 2 2021", "April, Mei dan Juni 2021"),
        )
    ],
    months("November 2020 - Januari 2021", (2020, 11), (2021, 1)),
    no_months("", "Bulan penyaluran tidak ada"),
    no_months("April", "tidak terbaca"),
    no_months("13/2021", "tidak terbaca"),
    no_months("Juni - April 2021", "terbalik"),
    no_months("April dan Juni 2021", "tidak berurutan"),
    payment(
        "a month without a year takes the period of the import",
        {"PERIODE": "April"},
        stored={"Disbursement.first_month": 2021 * 12 + 3},
    ),
]
OWNERS = [
    payment(
        "a recipient whom the register does not know stays outside it",
        {},
        stored={"Recipient.link_state": "luar", "Household.rt": []},
    ),
    payment(
        "nothing that tells who it is",
        {"NIK": ""},
        counts=(0, 0, 0, 1),
        problem="orangnya tidak dapat ditentukan",
    ),
    payment(
        "a name and a kelurahan are enough",
        {"NIK": "", "KELURAHAN": "JAWA"},
        stored={"Recipient.name": "SITI AMINAH", "Recipient.area__name": "Jawa"},
        warned="NIK kosong",
    ),
    payment(
        "a kelurahan that is unknown is kept in the list's words",
        {"KELURAHAN": "ENTAH"},
        stored={"Recipient.area_id": None, "Recipient.area_text": "ENTAH"},
        warned="tidak dikenal",
    ),
    payment(
        "a programme of the row beats that of the import",
        {"BANSOS": "PKH"},
        stored={"Recipient.program__code": "PKH"},
    ),
    payment(
        "an unknown programme falls back to that of the import",
        {"BANSOS": "BANTUAN KITA"},
        stored={"Recipient.program__code": "BPNT"},
        warned="dipakai BPNT",
    ),
    payment(
        "BST for Sembako is not BST",
        {"BANSOS": "BST-SEMBAKO"},
        stored={"Recipient.program__code": "BST-SEMBAKO"},
    ),
    payment(
        "aid of a village in a city without villages",
        {"BANSOS": "BLT-DD"},
        stored={"Recipient.program__code": "BLT-DD"},
        warned="Dana desa",
    ),
]
PAYMENTS = [*RUPIAH, *STATES, *PERIODS, *OWNERS]
