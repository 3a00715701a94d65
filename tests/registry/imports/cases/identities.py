"""NIK, No. KK and ID DTKS: cleaned without loss, or refused in words; never repaired."""

from tests.registry.imports.cases import Case, people, typed
from tests.registry.imports.lists import CHILD, HEAD

NIK = HEAD["NIK"]
OTHER_HOUSE = {**HEAD, "ID DTKS": "6472030000000002"}
NO_NIK = "NIK kosong"
LOST = "digit terakhirnya sudah hilang"


def clean(name: str, nik: str) -> Case:
    return Case(f"NIK {name}", people({**HEAD, "NIK": nik}), stored={"Person.nik": NIK})


def empty(nik: str) -> Case:
    return Case(
        f"NIK “{nik}” stands for none",
        people({**HEAD, "NIK": nik}),
        stored={"Person.nik": None},
        warned=NO_NIK,
    )


def damaged(nik: str, words: str) -> Case:
    return Case(
        f"NIK {nik} is damaged",
        people({**HEAD, "NIK": nik}),
        counts=(0, 0, 0, 1),
        problem=words,
        stored={"Person.nik": []},
    )


def born(nik: str, day: str, sex: str, warned: str = "") -> Case:
    row = {**HEAD, "NIK": nik, "TANGGAL LAHIR": day, "JENIS KELAMIN": sex}
    words = warned or "agrees with birth and sex"
    return Case(
        f"NIK {nik}, {day or 'no date'}, {sex or 'no sex'}: {words}",
        people(row),
        stored={"Person.nik": nik},
        warned=warned,
    )


def family(name: str, kk: str, stored: str = "", **expected: str) -> Case:
    return Case(
        f"No. KK {name}", people({**HEAD, "NOKK": kk}), stored={"Membership.kk": stored}, **expected
    )


IDENTITIES = [
    clean("as text", NIK),
    clean("behind an apostrophe", f"'{NIK}"),
    clean("behind a backtick", f"`{NIK}"),
    clean("between blanks", "  6472 0312 0580 0001 "),
    clean("in a no-break space", f"\u00a0{NIK}\u00a0"),
    clean("among zero-width marks", "\u200b647203\u200c1205800001\ufeff"),
    clean("among marks of direction", f"\u200e{NIK}\u200f"),
    clean("with dots", "6472.0312.0580.0001"),
    clean("with dashes", "647203-120580-0001"),
    clean("with a trailing .0", f"{NIK}.0"),
    clean("in quotes", f'"{NIK}"'),
    Case(
        "a text NIK that ends in 0 is fine",
        typed({"NIK": "6472031205800010"}),
        file="daftar.xlsx",
        stored={"Person.nik": "6472031205800010"},
    ),
    *[
        empty(nik)
        for nik in (
            *("", "0", "-", "0000000000000000", "9999999999999999", "999999", "1234567890123456"),
        )
    ],
    Case(
        "a numeric 0 stands for no NIK",
        typed({"NIK": 0}),
        file="daftar.xlsx",
        stored={"Person.nik": None},
        warned=NO_NIK,
    ),
    damaged("647203120580001", "tertulis 15 digit"),
    damaged("64720312058000011", "tertulis 17 digit"),
    damaged("64720312O5800001", "huruf atau tanda lain"),
    # A digit is missing; the decimal that a program hung on is none.
    damaged("647203120580001.0", "tertulis 15 digit"),
    damaged("6472033213800001", "tanggal lahir"),
    damaged("6472033002800001", "tanggal lahir"),
    damaged("6472037205800001", "tanggal lahir"),
    damaged("6472032902810001", "tanggal lahir"),
    damaged("6472031205800000", "nomor urut 0000"),
    *[
        damaged(f"{province}72031205800001", f"kode provinsi {province} tidak ada")
        for province in ("10", "20", "22", "37", "54", "66", "77", "83", "98")
    ],
    damaged("6666666666666666", "satu digit diulang"),
    damaged("6,47203E+15", LOST),
    damaged("6.47203E+15", LOST),
    Case(
        "a numeric NIK has lost its last digit and is never repaired",
        typed({"NIK": 6472031205800001}),
        file="daftar.xlsx",
        counts=(0, 0, 0, 1),
        problem=LOST,
    ),
    Case(
        "a numeric No. KK has lost its last digit",
        typed({"NOKK": 6472030101800001}),
        file="daftar.xlsx",
        counts=(0, 0, 0, 1),
        problem="No. KK harus berupa teks",
    ),
    Case(
        "a numeric ID DTKS has lost its last digit",
        typed({"ID DTKS": 6472030000000001}),
        file="daftar.xlsx",
        counts=(0, 0, 0, 1),
        problem="ID DTKS harus berupa teks",
    ),
    *[
        born(f"{province}71031205800001", "12/05/1980", "L", "di luar kota ini")
        for province in ("11", "21", "36", "53", "65", "76", "82", "97")
    ],
    born("6472031205800001", "12/05/1980", "L"),
    born("6472035205800001", "12/05/1980", "P"),
    born("6472037112990001", "31/12/1999", "P"),
    born("6472032902800001", "29/02/1980", "L"),
    born("6472031205800001", "", ""),
    born("6472031205800001", "13/05/1980", "L", "Tanggal lahir tidak sama"),
    born("6472031205800001", "12/05/1980", "P", "Jenis kelamin tidak sama"),
    family("as text", HEAD["NOKK"], HEAD["NOKK"]),
    family("of zeros is no family", "0000000000000000", warned="No. KK kosong"),
    family("0 is no family", "0", warned="No. KK kosong"),
    family("equal to the NIK", NIK, NIK, warned="NIK sama dengan No. KK"),
    family("of an impossible day", "6472039999990001", "6472039999990001", warned="tidak wajar"),
    Case(
        "a No. KK of 15 digits",
        people({**HEAD, "NOKK": "647203010180001"}),
        counts=(0, 0, 0, 1),
        problem="No. KK harus 16 digit",
    ),
    Case(
        "an ID DTKS of 18 digits",
        people({**HEAD, "ID DTKS": "647203000000000123"}),
        stored={"Identifier.value": "647203000000000123"},
    ),
    Case(
        "no ID DTKS",
        people({**HEAD, "ID DTKS": "-"}),
        counts=(0, 0, 0, 1),
        problem="ID DTKS kosong",
    ),
    Case(
        "two rows without NIK are two people",
        people({**HEAD, "NIK": ""}, {**OTHER_HOUSE, "NIK": "0"}),
        counts=(2, 0, 0, 0),
        stored={"Person.nik": [None, None], "Household.rt": ["005", "005"]},
        warned=NO_NIK,
    ),
    Case(
        "two households with No. KK 0 stay two",
        people({**HEAD, "NOKK": "0"}, {**OTHER_HOUSE, "NIK": "6472031205800002", "NOKK": "0"}),
        counts=(2, 0, 0, 0),
        stored={"Household.rt": ["005", "005"], "Membership.kk": ["", ""]},
        warned="No. KK kosong",
    ),
    Case(
        "one row twice is one person",
        people(HEAD, CHILD, HEAD),
        counts=(2, 0, 1, 0),
        stored={"Person.name": ["SITI AMINAH", "RUDI"]},
    ),
    Case(
        "one NIK with two names is a problem on both rows",
        people(HEAD, {**HEAD, "NAMA": "HALIMAH"}, CHILD),
        counts=(1, 0, 0, 2),
        stored={"Person.name": "RUDI"},
        problem="Baris 3 menyebut orang",
    ),
]
