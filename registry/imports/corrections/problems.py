"""Rows with a problem, back to their sender in his own layout, with the reason in a last column.

Reading the file again gives the same cells: text stays text (a NIK too), a number stays a number
(a NIK that lost its last digit must not look mended), and no cell is ever a formula.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

import xlsxwriter

from bansos.lib.plaincells import WORKBOOK_OPTIONS, csv_lines_of, write_text
from registry.imports.corrections.corrected import REASON
from registry.imports.reading.cells import Row
from registry.imports.reading.sniff import CsvShape

SHEET = "Bermasalah"
MAX_SHEET_NAME = 31
DEFAULT_SHAPE = CsvShape(encoding="utf-8-sig", delimiter=";", width=0)
FIRST_EXCEL_YEAR = 1900
# More rows than these above the table would fill a small screen.
MOST_FROZEN = 4


class ProblemRow(NamedTuple):
    """The number of the row in its run, its cells, and all that is wrong with it."""

    number: int
    cells: Sequence[object]
    reason: str


@dataclass(frozen=True)
class Layout:
    """What stands around the rows in the sender's file.

    `above`: his filled rows above the data, the header's (`header_row`) among them. `width`: the
    widest of his rows; behind it stand our two columns. `sheets`: (name, hidden) of all of his.
    """

    above: Sequence[Row]
    header_row: int
    number_header: str
    width: int = 0
    sheet: str = ""
    sheets: Sequence[tuple[str, bool]] = field(default_factory=list)

    def lines(self, rows: Iterable[ProblemRow]) -> Iterator[tuple[int, list[object]]]:
        """(row number in the file, cells) from the first title to the last row."""
        width = max([self.width, *(len(row.cells) for row in self.above)])
        for number, cells in self.above:
            ours = [self.number_header, REASON] if number == self.header_row else []
            yield number, [*_padded(cells, width), *ours] if ours else list(cells)
        first = max((row.number for row in self.above), default=0) + 1
        for at, row in enumerate(rows, start=first):
            yield at, [*_padded(row.cells, width), row.number, row.reason]


def _padded(cells: Sequence[object], width: int) -> list[object]:
    return [*cells[:width], *[""] * (width - len(cells))]


def write_problems(
    out_path: Path,
    layout: Layout,
    rows: Iterable[ProblemRow],
    *,
    shape: CsvShape | None = None,
) -> int:
    """Writes .csv where the name ends so (in the source's encoding and delimiter), else .xlsx.

    Returns the number of rows written. Memory is flat in both.
    """
    if out_path.suffix.lower() == ".csv":
        written = _write_csv(out_path, layout.lines(rows), shape or DEFAULT_SHAPE)
    else:
        written = _write_xlsx(out_path, layout, rows)
    return written - len(layout.above)


def _write_csv(
    out_path: Path, lines: Iterable[tuple[int, Sequence[object]]], shape: CsvShape
) -> int:
    count = at = 0
    with out_path.open("w", encoding=shape.encoding, errors="replace", newline="") as stream:
        if shape.has_separator_line:
            stream.write(f"sep={shape.delimiter}\r\n")
            at = 1
        line_of = csv_lines_of(shape.delimiter)
        for number, line in lines:
            # A title in line 1 and the header in line 3 stay there.
            stream.write("\r\n" * max(0, number - at - 1))
            stream.write(line_of(_csv_text(cell) for cell in line))
            at = max(at + 1, number)
            count += 1
    return count


def _csv_text(cell: object) -> str:
    return "" if cell is None else _date_text(cell) or str(cell)


def _date_text(cell: object) -> str:
    if isinstance(cell, datetime) and (cell.hour or cell.minute or cell.second):
        return cell.strftime("%d/%m/%Y %H:%M:%S")
    return cell.strftime("%d/%m/%Y") if isinstance(cell, date) else ""


def _write_xlsx(out_path: Path, layout: Layout, rows: Iterable[ProblemRow]) -> int:
    """The sender's sheets in their order; all but the one with the rows are empty."""
    count = 0
    with xlsxwriter.Workbook(str(out_path), WORKBOOK_OPTIONS) as book:
        for name, is_ours, is_hidden in sheet_tabs(layout.sheet, layout.sheets):
            page = book.add_worksheet(name)
            if is_ours:
                count = _fill(book, page, layout, rows)
            elif is_hidden:
                page.hide()
    return count


def sheet_tabs(
    ours: str, sheets: Sequence[tuple[str, bool]], unnamed: str = SHEET
) -> Iterator[tuple[str, bool, bool]]:
    """(name that Excel allows, whether it is `ours`, hidden) of each sheet; no name comes twice.

    `unnamed`: what a text file's only sheet, which has no name, is called.
    """
    if ours not in [name for name, _ in sheets]:
        sheets = [(ours, False)]
    taken: set[str] = set()
    for at, (name, is_hidden) in enumerate(sheets, start=1):
        fitting = _sheet_name(name) or unnamed
        if fitting.casefold() in taken:
            fitting = f"{fitting[: MAX_SHEET_NAME - 6]} ({at})"
        taken.add(fitting.casefold())
        yield fitting, name == ours, is_hidden


def _fill(
    book: xlsxwriter.Workbook,
    page: xlsxwriter.worksheet.Worksheet,
    layout: Layout,
    rows: Iterable[ProblemRow],
) -> int:
    bold = book.add_format({"bold": True})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    page.activate()
    page.set_first_sheet()
    top = max((row.number for row in layout.above), default=0)
    if top <= MOST_FROZEN:
        page.freeze_panes(top, 0)
    count = 0
    for number, line in layout.lines(rows):
        for column, cell in enumerate(line):
            if number == layout.header_row and cell != "":
                write_text(page, number - 1, column, cell, bold)
            else:
                write_cell(page, number - 1, column, cell, day)
        count += 1
    return count


def write_cell(
    page: xlsxwriter.worksheet.Worksheet,
    row: int,
    column: int,
    cell: object,
    day: xlsxwriter.format.Format,
) -> None:
    """The cell as it was sent: a number stays one, and text is never a formula."""
    if cell is None or cell == "":
        return
    if isinstance(cell, bool):
        page.write_boolean(row, column, cell)
    elif isinstance(cell, int | float):
        page.write_number(row, column, cell)
    elif isinstance(cell, date) and cell.year >= FIRST_EXCEL_YEAR:
        page.write_datetime(row, column, cell, day)
    else:
        write_text(page, row, column, cell)


def _sheet_name(name: str) -> str:
    """Excel's rules for the name of a sheet; '' where nothing is left of it."""
    return re.sub(r"[\[\]:*?/\\']", " ", name)[:MAX_SHEET_NAME].strip()
