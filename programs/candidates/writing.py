"""The same list back: every sheet, row and column where it stood, our columns behind the table."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from bansos.lib.numbers import grouped
from bansos.lib.plaincells import WORKBOOK_OPTIONS, write_text
from programs.candidates.table import MAX_ROWS, Table
from programs.candidates.words import OUR_HEADERS
from registry.imports.corrections.problems import sheet_tabs, write_cell
from registry.imports.reading import reader
from registry.imports.reading.cells import Row, SheetInfo

ABOUT = "Hasil cek"
# The sheet of a text file.
LIST = "Daftar"
OUR_WIDTHS = (26, 30, 36, 26, 60)
# A workbook with more sheets is somebody's archive; his list comes back alone.
MOST_SHEETS = 20

# A row with what stands behind it: our five cells, or nothing.
Answered = tuple[Row, Sequence[str]]


class Out:
    """A workbook being written; its temporary files live in `folder`."""

    def __init__(self, file: IO[bytes], folder: Path) -> None:
        self.book = Workbook(file, {**WORKBOOK_OPTIONS, "tmpdir": str(folder)})
        self.bold = self.book.add_format({"bold": True})
        self.day = self.book.add_format({"num_format": "dd/mm/yyyy"})
        self.ours = self.book.add_format({"bold": True, "bg_color": "#E3F1EE"})

    def close(self) -> None:
        self.book.close()


def write_list(out: Out, table: Table, answered: Iterable[Answered]) -> None:
    """The sheets of the sender's file in their order, the checked one with its answers."""
    kept = [table.sheet] if why_alone(table) else _of_sender(table)
    sheets = [(each.name, each.hidden) for each in kept]
    for (name, _), (tab, is_ours, is_hidden) in zip(
        sheets, sheet_tabs(table.sheet.name, sheets, unnamed=LIST), strict=True
    ):
        page = out.book.add_worksheet(tab)
        if is_ours:
            _write_answered(out, page, table, answered)
        else:
            rows = reader.read_rows(table.path, name, table.kind)
            _write_rows(out, page, rows)
            if is_hidden:
                page.hide()


def why_alone(table: Table) -> str:
    """Why the checked sheet comes back without the others; '' where they all come back.

    They are copied within the request as well, so together they may be as long as one list.
    """
    sheets = _of_sender(table)
    others = [each for each in sheets if each != table.sheet]
    if len(sheets) > MOST_SHEETS:
        why = f"berkas berisi lebih dari {MOST_SHEETS} lembar"
    elif sum(each.rows for each in others) > MAX_ROWS:
        why = f"bersama-sama lebih dari {grouped(MAX_ROWS)} baris"
    else:
        return ""
    return f"{len(others)} lembar lain tidak disalin: {why}"


def _of_sender(table: Table) -> list[SheetInfo]:
    """All sheets but our own last one of an earlier check: it is told afresh."""
    return [each for each in table.sheets if each.name != ABOUT or each == table.sheet]


def write_about(out: Out, lines: Sequence[tuple[str, str]]) -> None:
    """Who checked what, when and why, and how many rows got which verdict."""
    tabs = {page.name.casefold() for page in out.book.worksheets()}
    page = out.book.add_worksheet(ABOUT if ABOUT.casefold() not in tabs else f"{ABOUT} (2)")
    page.set_column(0, 0, 32)
    page.set_column(1, 1, 80)
    for at, (label, words) in enumerate(lines):
        write_text(page, at, 0, label, out.bold)
        write_text(page, at, 1, words)


def _write_answered(out: Out, page: Worksheet, table: Table, answered: Iterable[Answered]) -> None:
    page.activate()
    page.set_first_sheet()
    for at, width in enumerate(OUR_WIDTHS, start=table.width):
        page.set_column(at, at, width)
    for row, cells in answered:
        is_header = row.number == table.header.row_number
        _write_row(page, row, out.bold if is_header else None, out.day)
        ours, style = (OUR_HEADERS, out.ours) if is_header else (cells, None)
        for at, words in enumerate(ours, start=table.width):
            if words:
                write_text(page, row.number - 1, at, words, style)


def _write_rows(out: Out, page: Worksheet, rows: Iterator[Row]) -> None:
    for row in rows:
        _write_row(page, row, None, out.day)


def _write_row(page: Worksheet, row: Row, bold: Format | None, day: Format) -> None:
    for at, cell in enumerate(row.cells):
        if bold is not None and cell != "":
            write_text(page, row.number - 1, at, cell, bold)
        else:
            write_cell(page, row.number - 1, at, cell, day)
