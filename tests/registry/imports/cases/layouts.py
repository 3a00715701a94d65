"""Layouts: where the table stands in a file, what stands around it, how its columns are called."""

from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter

from tests.registry.imports.cases import Case, Write, people, table
from tests.registry.imports.lists import CHILD, HEAD
from tests.registry.imports.workbooks import ods, ods_rows, raw_xlsx, xls

WORDS = ["ID DTKS", "KELURAHAN", "NIK", "NAMA", "HUB KELUARGA"]
SITI = ["6472030000000001", "JAWA", "6472031205800001", "SITI AMINAH", "KEPALA"]
RUDI = ["6472030000000001", "JAWA", "6472031501100002", "RUDI", "ANAK"]
BUDI = ["6472030000000002", "BUKUAN", "6472031205800003", "BUDI", "KEPALA"]
BOTH = {"Person.name": ["SITI AMINAH", "RUDI"], "Household.area__name": "Jawa"}
EMPTY: list[Any] = []


def layout(name: str, *rows: list[Any], header_row: int = 1, **expected: Any) -> Case:
    """Siti and Rudi in a workbook, among whatever else stands there."""
    kept = {"counts": (2, 0, 0, 0), "stored": BOTH, **expected}
    return Case(name, table(*rows), file="daftar.xlsx", header_row=header_row, **kept)


def book(*sheets: tuple[str, list[list[Any]]], hidden: tuple[str, ...] = ()) -> Write:
    """Sheets by name, some of them hidden."""

    def write(path: Path) -> Path:
        with xlsxwriter.Workbook(str(path)) as made:
            for name, rows in sheets:
                sheet = made.add_worksheet(name)
                for at, row in enumerate(rows):
                    sheet.write_row(at, 0, row)
                # The sheet in front cannot be hidden: another one comes to the front first.
                sheet.hide() if name in hidden else sheet.activate()
        return path

    return write


def merged(path: Path) -> Path:
    """A merged title, and the word BANSOS merged over two columns of a header of two rows."""
    with xlsxwriter.Workbook(str(path)) as made:
        sheet = made.add_worksheet("Lembar")
        middle = made.add_format({"align": "center"})
        sheet.merge_range(0, 0, 0, 6, "DAFTAR ANGGOTA RUMAH TANGGA", middle)
        for column, word in enumerate(WORDS):
            sheet.merge_range(2, column, 3, column, word, middle)
        sheet.merge_range(2, 5, 2, 6, "BANSOS", middle)
        sheet.write_row(3, 5, ["BPNT", "PKH"])
        sheet.write_row(4, 0, [*SITI, "YA", "TIDAK"])
        sheet.write_row(5, 0, [*RUDI, "", ""])
    return path


def not_calculated(path: Path) -> Path:
    """A formula that nobody has calculated, and one that failed."""
    made = openpyxl.Workbook()
    for row in (WORDS, [*SITI[:3], "=D3", "KEPALA"], RUDI):
        made.active.append(row)
    made.save(path)
    return path


def failed_formula(path: Path) -> Path:
    with xlsxwriter.Workbook(str(path)) as made:
        sheet = made.add_worksheet("Lembar")
        for at, row in enumerate([WORDS, SITI, RUDI]):
            sheet.write_row(at, 0, row)
        sheet.write_formula(1, 3, "=NA()", None, "#N/A")
    return path


def endless(path: Path) -> Path:
    """Formatted empty rows down to the last one that a sheet can have."""

    def row(number: int, words: list[str]) -> str:
        cells = "".join(f'<c t="inlineStr"><is><t>{word}</t></is></c>' for word in words)
        return f'<row r="{number}">{cells}</row>'

    empty = "".join(f'<row r="{at}"><c r="A{at}" s="1"/></row>' for at in range(4, 1_048_577))
    return raw_xlsx(path, row(1, WORDS) + row(2, SITI) + row(3, RUDI) + empty)


NOISE = [
    layout("a plain table", WORDS, SITI, RUDI, sheet="Lembar"),
    layout(
        "title rows above",
        ["DAFTAR RUMAH TANGGA DTKS KOTA SAMARINDA"],
        ["KEADAAN JULI 2021"],
        EMPTY,
        *(WORDS, SITI, RUDI),
        header_row=4,
    ),
    layout(
        "a title right above the header is no part of it",
        ["DAFTAR RUMAH TANGGA, JULI 2021"],
        [*WORDS, "LUAS LANTAI"],
        [*SITI, 36],
        [*RUDI, 36],
        header_row=2,
        mapped={"NIK": "nik", "LUAS LANTAI": None},
    ),
    Case(
        "merged cells and a header of two rows",
        merged,
        file="daftar.xlsx",
        counts=(2, 0, 0, 0),
        header_row=3,
        mapped={"BANSOS BPNT": "claim_bpnt", "BANSOS PKH": "claim_pkh", "NIK": "nik"},
        stored={**BOTH, "ListedAid.program_code": "BPNT"},
    ),
    layout(
        "a second header row KOLOM 1, KOLOM 2 …",
        WORDS,
        [f"KOLOM {n}" for n in range(1, 6)],
        *(SITI, RUDI),
    ),
    layout("a second header row (1), (2) …", WORDS, [f"({n})" for n in range(1, 6)], SITI, RUDI),
    layout("a second header row 1, 2 …", WORDS, [1, 2, 3, 4, 5], SITI, RUDI),
    layout("the header repeated inside", WORDS, SITI, WORDS, RUDI),
    layout("numbering rows inside", WORDS, SITI, [1, 2, 3, 4, 5], RUDI),
    layout(
        "a heading row for each kelurahan",
        WORDS,
        ["KELURAHAN JAWA"],
        *(SITI, RUDI),
        ["KELURAHAN BUKUAN"],
        BUDI,
        counts=(3, 0, 0, 0),
        stored={"Household.area__name": ["Jawa", "Bukuan"]},
    ),
    layout(
        "totals below",
        [*WORDS, "NOMINAL"],
        [*SITI, 300_000],
        [*RUDI, 300_000],
        ["JUMLAH", "", "", "", "", 600_000],
        ["TOTAL 2 JIWA"],
    ),
    layout(
        "a block of signatures below",
        *(WORDS, SITI, RUDI, EMPTY),
        ["", "", "", "Samarinda, 12 Juli 2021"],
        ["", "", "", "Kepala Dinas Sosial"],
        EMPTY,
        ["", "", "", "NIP. 19700101 199003 1 001"],
    ),
    Case(
        "a lone name in a first column that was told to hold the names",
        table(["ORANG", "NIK", "KELURAHAN"], ["SITI AMINAH", *SITI[2:0:-1]], ["BUDI"]),
        file="bnba.xlsx",
        kind="recipients",
        options={"program": "BPNT", "map": {"ORANG": "name"}},
        counts=(1, 0, 0, 1),
        problem="Isi salah satunya",
    ),
    layout("rows numbered in advance and never filled", WORDS, SITI, RUDI, [3], [4]),
    Case(
        "a table that begins at C5",
        table(WORDS, SITI, RUDI, first_cell=(4, 2)),
        file="daftar.xlsx",
        counts=(2, 0, 0, 0),
        header_row=5,
        stored=BOTH,
    ),
    Case(
        "formatted empty rows to the end of the sheet",
        endless,
        file="daftar.xlsx",
        counts=(2, 0, 0, 0),
        stored=BOTH,
    ),
    layout(
        "twins of a column: the first counts",
        [*WORDS, "NAMA"],
        [*SITI, "LAIN"],
        [*RUDI, "LAIN"],
        mapped={"NAMA": "name", "NAMA (2)": None},
    ),
    layout(
        "a column that we do not know is kept raw",
        [*WORDS, "LUAS LANTAI"],
        [*SITI, 36],
        [*RUDI, 36],
        mapped={"LUAS LANTAI": None},
    ),
]
SHEETS = [
    Case(
        "several sheets: the one with our columns",
        book(
            ("Petunjuk", [["Isi lembar berikut"], ["Baca dahulu"]]),
            ("Rekap", [["KELURAHAN", "JUMLAH"], ["JAWA", 2]]),
            ("Data", [WORDS, SITI, RUDI]),
        ),
        file="daftar.xlsx",
        counts=(2, 0, 0, 0),
        sheet="Data",
        stored=BOTH,
    ),
    Case(
        "a hidden sheet is not read by itself",
        book(("Lama", [WORDS, BUDI]), ("Data", [WORDS, SITI, RUDI]), hidden=("Lama",)),
        file="daftar.xlsx",
        counts=(2, 0, 0, 0),
        sheet="Data",
        stored=BOTH,
    ),
    Case(
        "a hidden sheet that is asked for",
        book(("Data", [WORDS, SITI, RUDI]), ("Lama", [WORDS, BUDI]), hidden=("Lama",)),
        file="daftar.xlsx",
        options={"release": "DTKS-2021-07", "sheet": "lama"},
        sheet="Lama",
        stored={"Person.name": "BUDI"},
    ),
    Case(
        "a formula without a stored value is no empty cell",
        not_calculated,
        file="daftar.xlsx",
        counts=(1, 0, 0, 1),
        stored={"Person.name": "RUDI"},
        problem="rumus tanpa nilai",
    ),
    Case(
        "#N/A is no empty cell",
        failed_formula,
        file="daftar.xlsx",
        counts=(1, 0, 0, 1),
        stored={"Person.name": "RUDI"},
        problem="#N/A",
    ),
]
KINDS_OF_FILE = [
    Case(
        "Excel 97 (.xls)",
        lambda path: xls(path, [WORDS, SITI, RUDI]),
        file="daftar.xls",
        counts=(2, 0, 0, 0),
        sheet="Lembar",
        stored=BOTH,
    ),
    Case(
        "an .xls whose NIK is a number",
        lambda path: xls(path, [WORDS, [*SITI[:2], 6472031205800001.0, *SITI[3:]], RUDI]),
        file="daftar.xls",
        counts=(1, 0, 0, 1),
        problem="digit terakhirnya sudah hilang",
    ),
    Case(
        "LibreOffice (.ods)",
        lambda path: ods(path, ods_rows([WORDS, SITI, RUDI])),
        file="daftar.ods",
        counts=(2, 0, 0, 0),
        sheet="Data",
        header_row=1,
        stored=BOTH,
    ),
    Case(
        "a workbook under the name .csv",
        table(WORDS, SITI, RUDI),
        file="daftar.csv",
        counts=(2, 0, 0, 0),
        stored=BOTH,
    ),
    Case(
        "a text file under the name .xlsx",
        people(HEAD, CHILD),
        file="daftar.xlsx",
        counts=(2, 0, 0, 0),
        stored=BOTH,
    ),
]
LAYOUTS = [*NOISE, *SHEETS, *KINDS_OF_FILE]
