"""One list in every format that offices send: the same rows, the same values, the same remarks."""

import csv
import datetime
import html
import io
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from registry.models import RunState
from tests.registry.imports.lists import preview
from tests.registry.imports.workbooks import ods, raw_xlsx, xls

pytestmark = pytest.mark.django_db
WORDS = [
    *("NO", "NIK", "NAMA", "NO KK", "TANGGAL LAHIR", "ALAMAT", "RT", "KELURAHAN", "KECAMATAN"),
]
NUMBERS = list(range(1, len(WORDS) + 1))
NAMES = [
    *("SITI AMINAH", "  H.  RENÉ ", "\u202aÑOÑA\u200b", "A;B", "A,B|C", 'GG. "X" Y', '5" BUDI'),
    *("TOTAL", "JUMLAH BR. GINTING", "\u200fBUDI\u00a0SANTOSO", "SITI\nAMINAH", "#N/A", "'RUDI"),
]
Rows = list[list[Any]]


def identity(at: int, pick: Callable[[list[Any]], Any]) -> str:
    nik = f"6472031205{pick(list(range(10, 99)))}{at:04}"
    groups = " ".join(nik[start : start + 4] for start in range(0, 16, 4))
    return str(pick([nik, nik, f"'{nik}", f" {nik}\u00a0", groups, "6,47203E+15", "-", nik[:15]]))


def record(at: int, pick: Callable[[list[Any]], Any]) -> list[Any]:
    day = datetime.date(pick(list(range(1940, 2020))), pick([1, 2, 12]), pick([1, 12, 28]))
    written = [day, day.strftime("%d-%m-%Y"), day.isoformat(), f"{day.day} Juli {day.year}", ""]
    return [
        *(at, identity(at, pick), pick(NAMES), pick(["6472030101800001", "", 0, True, 64720301])),
        *(pick(written), pick(["JL. MAWAR NO. 1", "JL. A\nRT 5", "=1+1", "-", ""])),
        *(pick(["005", 5, "05/01", ""]), pick(["JAWA", "Kel. Air Hitam", "ENTAH", ""]), ""),
    ]


def a_list(seed: int) -> tuple[Rows, list[int]]:
    """Titles, a header with numbers below it, records with what stands between; where these are."""
    pick = random.Random(seed).choice
    rows: Rows = [["DAFTAR PENERIMA 2021"], [], WORDS, NUMBERS]
    places = []
    for at in range(1, 31):
        rows.append(record(at, pick))
        places.append(len(rows))
        rows += pick([[], [], [], [[]], [["KELURAHAN JAWA"]], [WORDS]])
    return [*rows, ["JUMLAH", *[""] * 6, 3], [*[""] * 5, "Samarinda, 12 Juli 2021"]], places


def by_openpyxl(path: Path, rows: Rows, *, rich: bool = False) -> Path:
    book = openpyxl.Workbook()
    for row, cells in enumerate(rows, start=1):
        for column, value in enumerate(cells, start=1):
            cell = book.active.cell(row, column)
            if not isinstance(value, str):
                cell.value = value
            elif rich and value and value == value.strip():
                bold = TextBlock(InlineFont(b=True), value[:1])
                cell.value = CellRichText(bold, value[1:]) if value[1:] else CellRichText(bold)
            elif value:
                cell.value, cell.data_type = value, "s"
    book.save(path)
    return path


def by_xlsxwriter(path: Path, rows: Rows, **options: bool) -> Path:
    """`constant_memory` writes each text into its cell, `date_1904` is the calendar of old Macs."""
    with xlsxwriter.Workbook(str(path), options) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet = book.add_worksheet()
        for row, cells in enumerate(rows):
            for column, value in enumerate(cells):
                if isinstance(value, str):
                    sheet.write_string(row, column, value)
                elif isinstance(value, datetime.date):
                    sheet.write_datetime(row, column, value, day)
                else:
                    sheet.write(row, column, value)
    return path


def by_hand(path: Path, rows: Rows) -> Path:
    """Without a reference on any row or cell, texts in their cells."""

    def cell(value: Any) -> str:
        if isinstance(value, bool):
            return f'<c t="b"><v>{int(value)}</v></c>'
        if isinstance(value, int):
            return f"<c><v>{value}</v></c>"
        words = html.escape(written(value))
        return f'<c t="inlineStr"><is><t xml:space="preserve">{words}</t></is></c>'

    return raw_xlsx(path, "".join(f"<row>{''.join(map(cell, cells))}</row>" for cells in rows))


def as_ods(path: Path, rows: Rows, *, between: str = "</text:p><text:p>") -> Path:
    """`between` the lines of a cell stands a paragraph's end, or a break within it."""

    def cell(value: Any) -> str:
        if isinstance(value, bool):
            kind = f'"boolean" office:boolean-value="{str(value).lower()}"'
        elif isinstance(value, datetime.date):
            kind = f'"date" office:date-value="{value.isoformat()}"'
        else:
            kind = f'"float" office:value="{value}"' if isinstance(value, int) else '"string"'
        lines = html.escape(written(value)).replace("  ", "<text:s text:c='2'/>").split("\n")
        words = f"<text:p>{between.join(lines)}</text:p>"
        return f"<table:table-cell office:value-type={kind}>{words}</table:table-cell>"

    filled = ("".join(map(cell, cells)) or "<table:table-cell/>" for cells in rows)
    return ods(path, "".join(f"<table:table-row>{cells}</table:table-row>" for cells in filled))


def written(value: Any) -> str:
    """What a text file, and a format without dates, holds of a cell."""
    return value.strftime("%d/%m/%Y") if isinstance(value, datetime.date) else str(value)


def as_xls(path: Path, rows: Rows) -> Path:
    def plain(value: Any) -> Any:
        return written(value) if isinstance(value, datetime.date) else value

    return xls(path, [[plain(value) for value in cells] for cells in rows])


def as_csv(path: Path, rows: Rows, delimiter: str, encoding: str, quoting: Any) -> Path:
    """As Excel writes it: every line as wide as the table."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, quoting=quoting)
    for cells in rows:
        writer.writerow([*map(written, cells), *[""] * (len(WORDS) - len(cells))])
    path.write_bytes(text.getvalue().encode(encoding))
    return path


FORMATS: dict[str, Callable[[Path, Rows], Path]] = {
    "rich.xlsx": lambda path, rows: by_openpyxl(path, rows, rich=True),
    "inline.xlsx": lambda path, rows: by_xlsxwriter(path, rows, constant_memory=True),
    "mac.xlsx": lambda path, rows: by_xlsxwriter(path, rows, date_1904=True),
    "bare.xlsx": by_hand,
    "open.ods": as_ods,
    "breaks.ods": lambda path, rows: as_ods(path, rows, between="<text:line-break/>"),
    "old.xls": as_xls,
    "a.csv": lambda path, rows: as_csv(path, rows, ";", "utf-8-sig", csv.QUOTE_MINIMAL),
    "b.csv": lambda path, rows: as_csv(path, rows, ",", "utf-8", csv.QUOTE_ALL),
    "c.csv": lambda path, rows: as_csv(path, rows, "\t", "utf-16", csv.QUOTE_MINIMAL),
    "d.csv": lambda path, rows: as_csv(path, rows, "|", "utf-8", csv.QUOTE_NONNUMERIC),
}
FIELDS = ("cleaned", "outcome", "problems", "warnings")


def staged(path: Path) -> tuple[list[Any], list[int]]:
    """What was read of each row, in order; and the numbers of the rows."""
    run = preview(path, "recipients", {"program": "PKH"})
    assert (run.state, run.error) == (RunState.PREVIEWED, "")
    rows = list(run.staged_rows.order_by("number"))
    assert run.rows == len(rows) == run.new + run.changed + run.same + run.problem
    return [[getattr(row, name) for name in FIELDS] for row in rows], [row.number for row in rows]


@pytest.mark.parametrize("seed", [1, 2])
def test_every_format_of_a_list_is_staged_alike_and_no_row_is_lost(tmp_path, seed):
    rows, places = a_list(seed)
    expected, numbers = staged(by_openpyxl(tmp_path / "plain.xlsx", rows))
    assert numbers == places
    for name, write in FORMATS.items():
        found, numbers = staged(write(tmp_path / name, rows))
        assert found == expected, name
        # A text file numbers its lines, and a quoted cell may hold several.
        assert numbers == places or name.endswith(".csv"), name
