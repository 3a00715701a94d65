"""Workbooks for the tests: sound ones by XlsxWriter, odd ones from raw parts."""

import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

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
