"""Workbooks for the tests: sound ones by XlsxWriter, odd ones from raw parts."""

import struct
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter

from registry.imports.columns.template import DATA, write_template
from registry.imports.importkinds import kind_of
from registry.imports.reading.cells import BadCell

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="Lembar" sheetId="1" r:id="r1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    ),
}
OPEN = "urn:oasis:names:tc:opendocument:xmlns"
MANIFEST = f'<manifest:manifest xmlns:manifest="{OPEN}:manifest:1.0"/>'
SECTOR = 512
XLS_ERRORS = {"#DIV/0!": 0x07, "#REF!": 0x17, "#N/A": 0x2A}


@dataclass(frozen=True)
class FailedFormula:
    """A formula of an old workbook whose answer is this error."""

    text: str


class EmptyFormula:
    """A formula of an old workbook whose answer is the empty text."""


def raw_xlsx(path: Path, rows: str = "", **other_parts: str) -> Path:
    """A workbook whose only sheet has these `<row>` elements, with further parts by name."""
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    parts = {**PARTS, "xl/worksheets/sheet1.xml": sheet, **other_parts}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, f'<?xml version="1.0"?>{text}' if text[:1] == "<" else text)
    return path


def xlsx(path: Path, rows: Sequence[Sequence[Any]], first_cell: tuple[int, int] = (0, 0)) -> Path:
    """A workbook with one sheet, its table beginning at the given row and column."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Lembar")
        for at, row in enumerate(rows):
            sheet.write_row(first_cell[0] + at, first_cell[1], row)
    return path


def zip_of(path: Path, **parts: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


def ole(path: Path, *streams: str) -> Path:
    """An OLE2 container whose directory names these streams."""
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\x00")
    entries = b"".join(name.encode("utf-16-le").ljust(128, b"\x00") for name in streams)
    path.write_bytes(header + entries.ljust(1024, b"\x00"))
    return path


def ods(path: Path, rows: str, settings: str = "") -> Path:
    """An open document whose only sheet has these `<table:table-row>` elements.

    `settings`: elements that stand before the sheet and hold for the whole document.
    """
    content = (
        f'<office:document-content xmlns:office="{OPEN}:office:1.0" xmlns:calcext="urn:calcext" '
        f'xmlns:table="{OPEN}:table:1.0" xmlns:text="{OPEN}:text:1.0"><office:body>'
        f'<office:spreadsheet>{settings}<table:table table:name="Data">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    parts = {"mimetype": kind, "META-INF/manifest.xml": MANIFEST, "content.xml": content}
    return zip_of(path, **parts)


def ods_cell(words: str, more: str = "") -> str:
    kind = 'office:value-type="string"'
    return f"<table:table-cell {kind} {more}><text:p>{words}</text:p></table:table-cell>"


def ods_rows(rows: Sequence[Sequence[str]]) -> str:
    filled = ("".join(ods_cell(words) for words in row) for row in rows)
    return "".join(f"<table:table-row>{cells}</table:table-row>" for cells in filled)


# First and last row, first and last column, counted from 0.
Range = tuple[int, int, int, int]


def merged_book(path: Path, rows: Sequence[Sequence[Any]], merged: Sequence[Range]) -> Path:
    """A workbook with merged cells, in the format that the name ends with."""
    if path.suffix == ".xls":
        return xls(path, rows, merged)
    if path.suffix == ".ods":
        return ods(path, _ods_merged(rows, merged))
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append([None if cell == "" else cell for cell in row])
    for first, last, left, right in merged:
        book.active.merge_cells(
            start_row=first + 1, end_row=last + 1, start_column=left + 1, end_column=right + 1
        )
    book.save(path)
    return path


def _ods_merged(rows: Sequence[Sequence[Any]], merged: Sequence[Range]) -> str:
    made = ""
    for at, row in enumerate(rows):
        cells = (_ods_cell_at(at, column, words, merged) for column, words in enumerate(row))
        made += f"<table:table-row>{''.join(cells)}</table:table-row>"
    return made


def _ods_cell_at(at: int, column: int, words: str, merged: Sequence[Range]) -> str:
    for first, last, left, right in merged:
        if first <= at <= last and left <= column <= right:
            if (at, column) != (first, left):
                return "<table:covered-table-cell/>"
            over = f'table:number-rows-spanned="{last - first + 1}"'
            return ods_cell(words, f'{over} table:number-columns-spanned="{right - left + 1}"')
    return ods_cell(words) if words else "<table:table-cell/>"


def xls(
    path: Path,
    rows: Sequence[Sequence[Any]],
    merged: Sequence[Range] = (),
    *,
    writer: bytes = b"",
    from_1904: bool = False,
) -> Path:
    """A workbook of Excel 97: its records in one stream, the stream in an OLE2 container.

    `writer`: the name of the user who saved it, as his program writes it.
    """
    name = b"Lembar"
    start = _record(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 0))
    start += _record(0x0042, struct.pack("<H", 1200))
    start += _record(0x0022, struct.pack("<H", from_1904))
    start += _record(0x005C, writer.ljust(112)) if writer else b""
    place = len(start) + 4 + 8 + len(name) + 4  # the sheet begins behind this record and an end
    sheets = _record(0x0085, struct.pack("<IBBBB", place, 0, 0, len(name), 0) + name)
    table = _record(0x0809, struct.pack("<HHHHII", 0x0600, 16, 0, 0, 0, 0))
    for at, row in enumerate(rows):
        table += b"".join(_cell(at, column, value) for column, value in enumerate(row))
    if merged:
        ranges = b"".join(struct.pack("<4H", *each) for each in merged)
        table += _record(0x00E5, struct.pack("<H", len(merged)) + ranges)
    end = _record(0x000A, b"")
    return _container(path, start + sheets + end + table + end)


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _cell(row: int, column: int, value: Any) -> bytes:
    where = struct.pack("<HHH", row, column, 0)
    if isinstance(value, bool):
        return _record(0x0205, where + bytes([value, False]))
    if isinstance(value, BadCell):
        return _record(0x0205, where + bytes([XLS_ERRORS[value.text], True]))
    if isinstance(value, FailedFormula):
        answer = bytes([2, 0, XLS_ERRORS[value.text], 0, 0, 0, 255, 255])
        return _record(0x0006, where + answer + bytes(8))
    if isinstance(value, EmptyFormula):
        return _record(0x0006, where + bytes([3, 0, 0, 0, 0, 0, 255, 255]) + bytes(8))
    if isinstance(value, str):
        words = struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")
        return _record(0x0204, where + words)
    return _record(0x0203, where + struct.pack("<d", value))


def _container(path: Path, stream: bytes) -> Path:
    """OLE2: header, sector 0 the table of sectors, 1 the directory, the stream from 2 on."""
    free, last, table = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    size = max(len(stream), 4096)  # shorter ones would live in another, smaller table
    sectors = -(-size // SECTOR)
    chain = [table, last, *range(3, sectors + 2), last]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack(
        "<HHHHH6xIIIIIIIII", 62, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, last, 0, last, 0
    )
    header += struct.pack("<109I", 0, *[free] * 108)
    entries = _entry("Root Entry", 5, 1, last, 0) + _entry("Workbook", 2, free, 2, size)
    fat = struct.pack("<128I", *chain, *[free] * (128 - len(chain)))
    path.write_bytes(
        header + fat + entries.ljust(SECTOR, b"\x00") + stream.ljust(sectors * SECTOR, b"\x00")
    )
    return path


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    words = name.encode("utf-16-le")
    links = struct.pack("<BBIII", kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
    begin = words.ljust(64, b"\x00") + struct.pack("<H", len(words) + 2) + links
    return begin + bytes(36) + struct.pack("<IQ", start, size)


def filled_template(
    folder: Path, *rows: dict[str, str], kind: str = "dtks", at: int | None = None
) -> Path:
    """The example file of a kind with these rows below its example rows, or from row `at` on."""
    path = folder / f"contoh-{kind}.xlsx"
    with path.open("wb") as file:
        write_template(kind_of(kind), file)
    book = openpyxl.load_workbook(path)
    page = book[DATA]
    if at is not None:
        page.insert_rows(at, len(rows))
    words = [cell.value for cell in page[1]]
    for number, row in enumerate(rows, start=at or page.max_row + 1):
        for column, word in enumerate(words, start=1):
            page.cell(number, column, row.get(word))
    book.save(path)
    return path
