"""Rows with a problem, back to their sender in his own layout, with the reason in a last column.

Reading the file again gives the same cells: text stays text (a NIK too), a number stays a number
(a NIK that lost its last digit must not look mended), and no cell is ever a formula.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path

import xlsxwriter

from registry.imports.sniff import CsvShape

REASON = "ALASAN"
SHEET = "Bermasalah"
MAX_CELL_CHARS = 32_767
MAX_SHEET_NAME = 31
# What makes Excel calculate a cell of a CSV file; a plain negative number is harmless.
CALCULATES = re.compile(r"^(?:[=@\t\r]|[+\-](?![\d.,\s]*$))")
DEFAULT_SHAPE = CsvShape(encoding="utf-8-sig", delimiter=";", width=0)

ProblemRow = tuple[Sequence[object], str]


def write_problems(
    out_path: Path,
    header: Sequence[object],
    rows: Iterable[ProblemRow],
    *,
    sheet: str = SHEET,
    shape: CsvShape | None = None,
) -> int:
    """Writes .csv where the name ends so (in the source's encoding and delimiter), else .xlsx.

    Returns the number of rows written. Memory is flat in both.
    """
    width = len(header)
    # A row that is longer than its header keeps its cells; the reason still stands under ALASAN.
    padded = (
        ([*cells, *[""] * (width - len(cells))][:width], cells[width:], why) for cells, why in rows
    )
    lines = ([*fitting, why, *beyond] for fitting, beyond, why in padded)
    first = [*header, REASON]
    if out_path.suffix.lower() == ".csv":
        return _write_csv(out_path, first, lines, shape or DEFAULT_SHAPE)
    return _write_xlsx(out_path, first, lines, sheet)


def _write_csv(
    out_path: Path, header: Sequence[object], lines: Iterable[Sequence[object]], shape: CsvShape
) -> int:
    count = 0
    with out_path.open("w", encoding=shape.encoding, errors="replace", newline="") as stream:
        writer = csv.writer(stream, delimiter=shape.delimiter)
        writer.writerow([_csv_text(cell) for cell in header])
        for line in lines:
            writer.writerow([_csv_text(cell) for cell in line])
            count += 1
    return count


def _csv_text(cell: object) -> str:
    text = "" if cell is None else _date_text(cell) or str(cell)
    return f"'{text}" if CALCULATES.match(text) else text


def _date_text(cell: object) -> str:
    if isinstance(cell, datetime) and (cell.hour or cell.minute or cell.second):
        return cell.strftime("%d/%m/%Y %H:%M:%S")
    return cell.strftime("%d/%m/%Y") if isinstance(cell, date) else ""


def _write_xlsx(
    out_path: Path, header: Sequence[object], lines: Iterable[Sequence[object]], sheet: str
) -> int:
    count = 0
    with xlsxwriter.Workbook(str(out_path), {"constant_memory": True}) as book:
        page = book.add_worksheet(_sheet_name(sheet))
        page.freeze_panes(1, 0)
        bold = book.add_format({"bold": True})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for column, cell in enumerate(header):
            page.write_string(0, column, _fitting(cell), bold)
        for count, line in enumerate(lines, start=1):
            for column, cell in enumerate(line):
                _write_cell(page, count, column, cell, day)
    return count


def _write_cell(
    page: xlsxwriter.worksheet.Worksheet,
    row: int,
    column: int,
    cell: object,
    day: xlsxwriter.format.Format,
) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, bool):
        page.write_boolean(row, column, cell)
    elif isinstance(cell, int | float):
        page.write_number(row, column, cell)
    elif isinstance(cell, date):
        page.write_datetime(row, column, cell, day)
    else:
        page.write_string(row, column, _fitting(cell))


def _fitting(cell: object) -> str:
    return str(cell)[:MAX_CELL_CHARS]


def _sheet_name(name: str) -> str:
    """Excel's rules for the name of a sheet."""
    return re.sub(r"[\[\]:*?/\\']", " ", name)[:MAX_SHEET_NAME].strip() or SHEET
