"""An empty list of a kind to fill in, made from the same Resource that reads it.

Every column is text: a NIK keeps its sixteen digits, an RT its zeros, and a date stays as it was
typed. The example rows pass the kind's own import, and are left out of any other (`examples`).
"""

from collections.abc import Sequence
from typing import IO

from import_export.fields import Field
from xlsxwriter import Workbook
from xlsxwriter.format import Format

from bansos.lib.plaincells import WORKBOOK_OPTIONS, write_text
from registry.imports.importkinds import Kind

DATA, HELP = "Data", "Petunjuk"
HELP_HEADINGS = ("Kolom", "Wajib", "Isi", "Contoh", "Judul lain yang dikenal")
HELP_WIDTHS = (24, 8, 52, 28, 60)
NARROWEST = 12
ADVICE = (
    "Tulis di bawah baris contoh, atau gantikan seluruhnya: orang dan nomornya rekaan, dan "
    "barisnya tidak ikut diimpor.",
    "Jangan mengubah judul kolom. Kolom yang tidak dipakai boleh dihapus.",
    "Semua sel bertipe Teks, supaya NIK dan No. KK tidak kehilangan digit terakhirnya.",
)


def write_template(kind: Kind, file: IO[bytes]) -> None:
    """Two sheets: the header with example rows, and what each column expects."""
    columns = template_columns(kind)
    with Workbook(file, WORKBOOK_OPTIONS) as book:
        bold = book.add_format({"bold": True, "bg_color": "#E3F1EE", "bottom": 1})
        text = book.add_format({"num_format": "@"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        _write_data(book, columns, bold, text)
        _write_help(book, columns, bold, wrapped)


def template_columns(kind: Kind) -> list[Field]:
    fields = kind.resource.fields.values()
    return [column for column in fields if getattr(column, "in_template", True)]


def example_rows(columns: Sequence[Field]) -> list[list[str]]:
    """As many rows as the columns give examples for; a column without one stays empty."""
    given = [tuple(getattr(column, "examples", ())) for column in columns]
    rows = max((len(cells) for cells in given), default=0)
    return [[cells[at] if at < len(cells) else "" for cells in given] for at in range(rows)]


def _write_data(book: Workbook, columns: Sequence[Field], bold: Format, text: Format) -> None:
    page = book.add_worksheet(DATA)
    page.freeze_panes(1, 0)
    for at, column in enumerate(columns):
        page.set_column(at, at, max(len(column.column_name) + 4, NARROWEST), text)
        write_text(page, 0, at, column.column_name, bold)
    for number, cells in enumerate(example_rows(columns), start=1):
        for at, cell in enumerate(cells):
            write_text(page, number, at, cell, text)


def _write_help(book: Workbook, columns: Sequence[Field], bold: Format, wrapped: Format) -> None:
    page = book.add_worksheet(HELP)
    for at, sentence in enumerate(ADVICE):
        write_text(page, at, 0, sentence)
    top = len(ADVICE) + 1
    for at, (heading, width) in enumerate(zip(HELP_HEADINGS, HELP_WIDTHS, strict=True)):
        page.set_column(at, at, width, wrapped)
        write_text(page, top, at, heading, bold)
    for row, column in enumerate(columns, start=top + 1):
        for at, words in enumerate(_help_of(column)):
            write_text(page, row, at, words, wrapped)


def _help_of(column: Field) -> tuple[str, ...]:
    example = next((cell for cell in getattr(column, "examples", ()) if cell), "")
    return (
        column.column_name,
        "ya" if getattr(column, "required", False) else "tidak",
        getattr(column.widget, "expected", "teks"),
        example,
        ", ".join(getattr(column, "aliases", ())),
    )
