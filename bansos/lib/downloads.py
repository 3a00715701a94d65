"""Lists as files: CSV and XLSX that no spreadsheet can mistake for anything but plain cells.

A text never becomes a formula, a link or a number (`plaincells`), and an identifier of 16 digits
is a text cell, so that Excel does not round its last digit. Rows stream: memory does not grow with
them.
"""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import IO, Any, Literal

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from bansos.lib.plaincells import WORKBOOK_OPTIONS, csv_lines_of, write_text

Kind = Literal["csv", "xlsx"]
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SAFE_INTEGER = 10**15  # Excel keeps 15 digits of a number
ROWS_PER_SHEET = 1_048_576
COLUMN_WIDTHS = (8, 42)


@dataclass(frozen=True)
class Sheet:
    """What is downloaded: a title, the header row, the rows, and who took it when and why.

    A cell is text, int, float, Decimal, date, datetime (already in the city's zone), bool or
    None. `about` becomes a second sheet ("Keterangan") of an XLSX: pairs such as
    ("Diunduh oleh", "Siti Aminah").
    """

    title: str
    headers: Sequence[str]
    rows: Iterable[Sequence[Any]]
    about: Sequence[tuple[str, str]] = field(default_factory=tuple)


def download(kind: Kind, filename: str, sheet: Sheet) -> HttpResponseBase:
    """The response that hands `sheet` over as `filename`.csv or .xlsx."""
    if kind == "csv":
        response: HttpResponseBase = StreamingHttpResponse(
            csv_lines(sheet), content_type="text/csv; charset=utf-8"
        )
        response["Content-Disposition"] = f'attachment; filename="{filename}.csv"'
        return response
    # Owned and closed by the response.
    file = tempfile.TemporaryFile()  # noqa: SIM115
    write_xlsx(sheet, file)
    file.seek(0)
    return FileResponse(
        file, as_attachment=True, filename=f"{filename}.xlsx", content_type=XLSX_TYPE
    )


def csv_lines(sheet: Sheet) -> Iterator[str]:
    """The lines of a CSV as Excel in an Indonesian locale opens it: UTF-8 with BOM, semicolons."""
    line = csv_lines_of(";")
    yield "\ufeff"
    for row in _all_rows(sheet):
        yield line(_csv_text(value) for value in row)


def _csv_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def write_xlsx(sheet: Sheet, file: IO[bytes]) -> None:
    """Writes the workbook: the list first (in more sheets beyond Excel's limit), then `about`."""
    with Workbook(file, {**WORKBOOK_OPTIONS, "default_date_format": "dd/mm/yyyy"}) as book:
        bold = book.add_format({"bold": True, "bg_color": "#E3F1EE", "bottom": 1})
        moment = book.add_format({"num_format": "dd/mm/yyyy hh.mm"})
        text = book.add_format({"num_format": "@"})
        page, at = _new_page(book, sheet, bold), 1
        for row in sheet.rows:
            if at == ROWS_PER_SHEET:
                page, at = _new_page(book, sheet, bold), 1
            for column, value in enumerate(row):
                _write_cell(page, at, column, value, text, moment)
            at += 1
        if sheet.about:
            _write_about(book, sheet.about, bold, text)


def _all_rows(sheet: Sheet) -> Iterator[Sequence[Any]]:
    yield sheet.headers
    yield from sheet.rows


def _new_page(book: Workbook, sheet: Sheet, bold: Format) -> Worksheet:
    number = len(book.worksheets()) + 1
    page = book.add_worksheet(sheet.title[:28] if number == 1 else f"{sheet.title[:24]} {number}")
    narrowest, widest = COLUMN_WIDTHS
    for column, header in enumerate(sheet.headers):
        page.set_column(column, column, min(max(len(header) + 4, narrowest), widest))
        write_text(page, 0, column, header, bold)
    page.freeze_panes(1, 0)
    return page


def _write_cell(
    page: Worksheet, row: int, column: int, value: Any, text: Format, moment: Format
) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        write_text(page, row, column, "ya" if value else "tidak", text)
    elif isinstance(value, datetime):
        # A workbook knows no zones.
        page.write_datetime(row, column, value.replace(tzinfo=None), moment)
    elif isinstance(value, date):
        page.write_datetime(row, column, value)
    elif isinstance(value, str) or abs(value) >= SAFE_INTEGER:
        write_text(page, row, column, value, text)
    else:
        page.write_number(row, column, value)


def _write_about(
    book: Workbook, about: Sequence[tuple[str, str]], bold: Format, text: Format
) -> None:
    page = book.add_worksheet("Keterangan")
    page.set_column(0, 0, 24)
    page.set_column(1, 1, 80)
    for row, (label, words) in enumerate(about):
        write_text(page, row, 0, label, bold)
        write_text(page, row, 1, words, text)
