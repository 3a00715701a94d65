"""A DTKS workbook as a tired clerk sends it: sound rows between twelve kinds of mistakes."""

from pathlib import Path
from typing import Any

import xlsxwriter

from tests.registry.imports.lists import HEAD, HEADER

# What is wrong → the cells that are. The first is a number on purpose: Excel keeps 15 digits.
MISTAKES: dict[str, dict[str, Any]] = {
    "numeric NIK": {"NIK": 6472031205800040},
    "NIK too short": {"NIK": "647203120580004"},
    "impossible birth date in the NIK": {"NIK": "6472033913800041"},
    "serial 0000": {"NIK": "6472031205800000"},
    "no name": {"NAMA": ""},
    "damaged ID DTKS": {"ID DTKS": "64720300"},
    "month first": {"TANGGAL LAHIR": "07/23/1980"},
    "unknown sex": {"JENIS KELAMIN": "X"},
    "unknown relation": {"HUB KELUARGA": "SEPUPU JAUH SEKALI"},
    "damaged No. KK": {"NOKK": "64720301018000"},
    "another city": {"KABUPATEN/KOTA": "KOTA BONTANG"},
    "claim in other words": {"BANSOS PKH": "MUNGKIN"},
}
MISSPELT = "SIDODADDI"
MISSPELT_ROWS = 8
SOUND_ROWS = 6
TITLES = ["DINAS SOSIAL KOTA SAMARINDA", "DATA TERPADU KESEJAHTERAAN SOSIAL, JULI 2021"]


def write_mistakes(path: Path) -> Path:
    """Titles, the header in row 4, sound rows, a misspelt kelurahan, then each mistake once."""
    rows = [_person(at) for at in range(SOUND_ROWS)]
    rows += [{**_person(20 + at), "DESA/KELUARAHAN": MISSPELT} for at in range(MISSPELT_ROWS)]
    rows += [{**_person(40 + at), **wrong} for at, wrong in enumerate(MISTAKES.values())]
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("Keterangan").write(0, 0, "Data Juli 2021")
        sheet = book.add_worksheet("Data")
        for at, title in enumerate(TITLES):
            sheet.write(at, 0, title)
        sheet.write_row(3, 0, HEADER)
        for at, row in enumerate(rows, start=4):
            sheet.write_row(at, 0, [row.get(word, "") for word in HEADER])
    return path


def _person(at: int) -> dict[str, Any]:
    """One household of one person, `at` told apart in every number."""
    return {
        **HEAD,
        "ID DTKS": f"64720300000001{at:02}",
        "NOKK": f"64720301018001{at:02}",
        "NIK": f"64720312058001{at:02}",
        "NAMA": f"WARGA {'ABCDEFGHIJ'[at // 10]}{'ABCDEFGHIJ'[at % 10]}",
    }
