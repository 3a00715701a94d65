"""Dates, RT, words, places and odd characters of a register's list."""

import datetime
from typing import Any

from tests.registry.imports.cases import Case, people, typed
from tests.registry.imports.lists import HEAD, RELEASE

JULY = datetime.date(2021, 7, 23)
BABY = {**HEAD, "NIK": "6472032307210001", "HUB KELUARGA": "ANAK"}
OLDER = {**HEAD, "NIK": "6472032005700001"}  # born on day 25708 of a spreadsheet's calendar


def cell(column: str, found: str, stored: dict[str, Any], **expected: Any) -> Case:
    shown = found if len(found) < 40 else f"{found[:20]}…"
    return Case(f"{column} “{shown}”", people({**HEAD, column: found}), stored=stored, **expected)


def unread(column: str, found: str, words: str) -> Case:
    return cell(column, found, {"Person.nik": []}, counts=(0, 0, 0, 1), problem=words)


def day(found: str, stored: datetime.date | None = JULY) -> Case:
    row = {**BABY, "TANGGAL LAHIR": found}
    return Case(f"date “{found}”", people(row), stored={"Person.birth_date": stored})


def no_day(found: str, words: str) -> Case:
    row = {**BABY, "TANGGAL LAHIR": found}
    return Case(f"date “{found}”", people(row), counts=(0, 0, 0, 1), problem=words)


DATES = [
    *[
        day(found)
        for found in (
            *("23/07/2021", "23/7/2021", "23-07-2021", "23.07.2021", "23-07-21", "23/07/21"),
            *("2021-07-23", "2021/07/23", "2021-07-23 00:00:00", "'23/07/2021"),
            *("23 Juli 2021", "23 JULI 2021", "23 Jul 2021", "23-Jul-21", "23 July 2021"),
        )
    ],
    *[day(found, None) for found in ("", "-", "0000-00-00", "00/00/0000", "0")],
    no_day("07/23/2021", "bulan dahulu"),
    no_day("31/02/2021", "tidak ada di kalender"),
    no_day("29/02/2021", "tidak ada di kalender"),
    no_day("23/07/0021", "tidak wajar"),
    no_day("2021", "bukan tanggal"),
    no_day("kemarin", "tidak terbaca"),
    *[
        Case(
            f"date serial 25708 as {name}",
            typed({**OLDER, "TANGGAL LAHIR": found}),
            file="daftar.xlsx",
            stored={"Person.birth_date": datetime.date(1970, 5, 20)},
        )
        for name, found in (("a number", 25708), ("text", "25708"))
    ],
    Case(
        "two digits of a year lie in the past",
        people({**HEAD, "TANGGAL LAHIR": "12-05-80"}),
        stored={"Person.birth_date": datetime.date(1980, 5, 12)},
    ),
]

NEIGHBOURHOODS = [
    *[
        cell("RT", found, {"Household.rt": stored, "Household.rw": ""})
        for found, stored in (
            *(("5", "005"), ("005", "005"), ("05", "005"), ("5.0", "005"), ("0005", "005")),
            *(("RT 05", "005"), ("RT. 5", "005"), ("RT.005", "005"), ("rt5", "005")),
            *(("", ""), ("-", ""), ("0", ""), ("000", ""), ("RT -", "")),
        )
    ],
    cell("RT", "RT.001 RW -", {"Household.rt": "001", "Household.rw": ""}),
    cell("RW", "2", {"Household.rt": "005", "Household.rw": "002"}),
    cell("RW", "RW 002", {"Household.rw": "002"}),
    cell("RW", "RT 01/RW 02", {"Household.rt": "005", "Household.rw": "002"}),
    cell("RW", "01/02", {"Household.rt": "005", "Household.rw": "002"}),
    cell("RT", "RT 01/RW 02", {"Household.rt": "001"}),
    cell("RT", "01/02", {"Household.rt": "001"}),
    cell("RW", "-", {"Household.rt": "005", "Household.rw": ""}),
    unread("RT", "1234", "paling banyak 3 digit"),
    unread("RT", "lima", "harus angka"),
    Case(
        "RT as a number",
        typed({"RT": 5}),
        file="daftar.xlsx",
        stored={"Household.rt": "005"},
    ),
]

WORDS = {
    "KEPALA KELUARGA": "kepala",
    "Kepala Rumah Tangga": "kepala",
    "KRT": "kepala",
    "ISTRI/SUAMI": "pasangan",
    "SUAMI": "suami",
    "ISTRI": "istri",
    "ANAK KANDUNG": "anak",
    "MENANTU": "menantu",
    "CUCU": "cucu",
    "ORANG TUA/MERTUA": "ortu_mertua",
    "ORANG TUA": "orang_tua",
    "MERTUA": "mertua",
    "FAMILI LAIN": "famili_lain",
    "PEMBANTU": "pembantu",
    "LAINNYA": "lainnya",
    "": "",
}
CODES = {
    "statistik": {
        "1": "kepala",
        "2": "pasangan",
        "3": "anak",
        "4": "menantu",
        "5": "cucu",
        "6": "ortu_mertua",
        "7": "pembantu",
        "8": "lainnya",
    },
    "dukcapil": {
        "1": "kepala",
        "2": "suami",
        "3": "istri",
        "4": "anak",
        "5": "menantu",
        "6": "cucu",
        "7": "orang_tua",
        "8": "mertua",
        "9": "famili_lain",
        "10": "pembantu",
        "11": "lainnya",
    },
}
RELATIONS = [
    *[
        cell("HUB KELUARGA", found, {"Membership.relation": stored})
        for found, stored in WORDS.items()
    ],
    *[
        Case(
            f"HUB KELUARGA {code} in a list of {scheme}",
            people({**HEAD, "HUB KELUARGA": code}),
            options={**RELEASE, "relation_codes": scheme},
            stored={"Membership.relation": stored},
        )
        for scheme, meanings in CODES.items()
        for code, stored in meanings.items()
    ],
    unread("HUB KELUARGA", "3", "berarti lain di daftar statistik dan di daftar Dukcapil"),
    unread("HUB KELUARGA", "TEMAN", "tidak dikenal"),
    Case(
        "HUB KELUARGA 9 is no code of statistics",
        people({**HEAD, "HUB KELUARGA": "9"}),
        options={**RELEASE, "relation_codes": "statistik"},
        counts=(0, 0, 0, 1),
        problem="kode statistik 1–8",
    ),
]

WOMAN = {**HEAD, "NIK": "6472035205800001"}
SEXES = [
    *[
        cell("JENIS KELAMIN", found, {"Person.sex": "L"})
        for found in ("1", "L", "l", "LAKI-LAKI", "Laki-Laki", "PRIA")
    ],
    *[
        Case(
            f"JENIS KELAMIN “{found}”",
            people({**WOMAN, "JENIS KELAMIN": found}),
            stored={"Person.sex": "P"},
        )
        for found in ("2", "P", "PEREMPUAN", "Wanita")
    ],
    cell("JENIS KELAMIN", "", {"Person.sex": ""}),
    cell("JENIS KELAMIN", "-", {"Person.sex": ""}),
    unread("JENIS KELAMIN", "X", "tulis L atau P"),
]

CLAIMS = [
    *[
        Case(
            f"BANSOS BPNT “{found}”",
            people({**HEAD, "BANSOS BPNT": found, "PBI JKN": ""}),
            stored={"ListedAid.program_code": stored},
        )
        for found, stored in (("YA", "BPNT"), ("Ya", "BPNT"), ("1", "BPNT"), ("V", "BPNT"))
    ],
    *[
        Case(
            f"BANSOS BPNT “{found}”",
            people({**HEAD, "BANSOS BPNT": found, "PBI JKN": ""}),
            stored={"ListedAid.program_code": []},
        )
        for found in ("TIDAK", "Tidak", "0", "", "-")
    ],
    unread("BANSOS BPNT", "MUNGKIN", "YA atau TIDAK"),
]


def place(village: str, district: str, stored: str) -> Case:
    return Case(
        f"kelurahan “{village}” in “{district}”",
        people({**HEAD, "KECAMATAN": district, "DESA/KELUARAHAN": village}),
        stored={"Household.area__name": stored},
    )


def nowhere(village: str, district: str, words: str, city: str = "KOTA SAMARINDA") -> Case:
    row = {"KABUPATEN/KOTA": city, "KECAMATAN": district, "DESA/KELUARAHAN": village}
    return Case(
        f"kelurahan “{village}” in “{district}”, {city}",
        people({**HEAD, **row}),
        counts=(0, 0, 0, 1),
        problem=words,
    )


PLACES = [
    place("JAWA", "SAMARINDA ULU", "Jawa"),
    place("Kel. Jawa", "Kec. Samarinda Ulu", "Jawa"),
    place("kelurahan jawa", "", "Jawa"),
    place("SAMBUTAN", "SAMBUTAN", "Sambutan"),
    place("SUNGAI PINANG DALAM", "", "Sungai Pinang Dalam"),
    nowhere("SUNGAI PINANG DALEM", "", "Mungkin maksudnya Sungai Pinang Dalam?"),
    nowhere("BUKUAN", "SAMARINDA ULU", "melainkan di Kec. Palaran"),
    nowhere("JAWA", "TENGGARONG", "tidak dikenal"),
    nowhere("", "SAMARINDA ULU", "Kelurahan kosong"),
    nowhere("MANGGAR", "", "di luar kota", city="KOTA BALIKPAPAN"),
]

CHARACTERS = [
    cell("NAMA", "🌺 SITI", {"Person.name": "🌺 SITI"}),
    cell("NAMA", "SI\x00TI", {"Person.name": "SITI"}),
    cell("NAMA", "SITI\u202e AMINAH\u200f", {"Person.name": "SITI AMINAH"}),
    cell("NAMA", "  SITI\u00a0  AMINAH ", {"Person.name": "SITI AMINAH"}),
    cell("NAMA", "RENE\u0301", {"Person.name": "RENÉ"}),
    cell("NAMA", "SITI NUR'AINI, S.Pd", {"Person.name": "SITI NUR'AINI, S.Pd"}),
    cell("NAMA", "=cmd|'/C calc'!A0", {"Person.name": "=cmd|'/C calc'!A0"}),
    cell("NAMA", "ALM. BUDI", {"Person.name": "ALM. BUDI"}, warned="almarhum"),
    cell("ALAMAT", "=1+1", {"Household.address": "=1+1"}),
    cell("ALAMAT", '\'=HYPERLINK("x")', {"Household.address": '=HYPERLINK("x")'}),
    cell("ALAMAT", "+62 GG. 5", {"Household.address": "+62 GG. 5"}),
    cell("ALAMAT", "-", {"Household.address": ""}),
    cell("ALAMAT", "Jl. Mawar  Gg.2 No. 1/A", {"Household.address": "Jl. Mawar Gg.2 No. 1/A"}),
    unread("ALAMAT", "x" * 10_000, "Terlalu panjang: 10000 huruf"),
    unread("NAMA", "", "Nama kosong"),
    unread("NAMA", "12345", "harus berisi huruf"),
    unread("PEKERJAAN", "BURUH 6472031205800001", "kolomnya tertukar"),
]

VALUES = [
    *(*DATES, *NEIGHBOURHOODS, *RELATIONS, *SEXES, *CLAIMS, *PLACES, *CHARACTERS),
]
