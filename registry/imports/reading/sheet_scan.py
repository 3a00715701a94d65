"""A streamed pass over a sheet's own XML: what the fast reader cannot tell (pure but for reading).

calamine reads `#N/A` and a formula without a stored value as an empty cell, and asks for the
memory of the whole rectangle up to the farthest filled cell before it looks at any. This pass
finds both from the bytes, in flat memory and without an XML parser: 0.7 s for 150,000 × 23.
"""

import html
import io
import re
import zipfile
import zlib
from array import array
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import BinaryIO
from xml.etree import ElementTree

from registry.imports.reading.cells import NOT_CALCULATED, BadCell, MergedCell
from registry.imports.reading.limits import LAST_ROW, MOST_MERGED
from registry.imports.refusal import FileRefused, broken, broken_sheet

BLOCK_BYTES = 1024 * 1024
HEAD_BYTES = 256 * 1024
MAX_ROW_BYTES = 32 * 1024 * 1024
MAX_BAD_CELLS = 100_000
# The names of a workbook's sheets and parts, which are read anew for each sheet.
MAX_LIST_BYTES = 4 * 1024 * 1024

RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"

PREFIX = re.compile(rb"<(\w+:)?sheetData[\s>/]")
NUMBER = re.compile(rb"""[^>]*?\sr\s*=\s*["'](\d{1,7})["']""")
REFERENCE = re.compile(rb"""\sr\s*=\s*["']([A-Z]{1,3})\d{1,7}["']""")
CELL = re.compile(rb"<(?:\w+:)?c(\s[^<>]*?)?(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
EMPTY_ENDS = (b"/>", b" />")
EMPTY_CELL = re.compile(rb"<(?:\w+:)?c(\s[^<>]*?)?/>()")
VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^<>]*)?>([^<]*)<")
MERGED = re.compile(
    rb"""<(?:\w+:)?mergeCell\s[^<>]*?ref\s*=\s*["']"""
    rb"""([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})["']"""
)
TYPE = re.compile(rb"""\st\s*=\s*["'](\w+)["']""")
CELL_START = re.compile(rb"<(?:\w+:)?c\s")
FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")


@dataclass(slots=True)
class SheetScan:
    """Extent of the filled cells (1-based), and the cells whose emptiness would be a lie."""

    rows: int = 0
    columns: int = 0
    # row number -> {0-based column: the cell}
    bad: dict[int, dict[int, object]] = field(default_factory=dict)
    bad_count: int = 0
    # Whether the sheet ends where it should, and no row comes twice: the later one would count.
    is_whole: bool = True
    # The numbers of each MergedCell, one after the other, of the first MOST_MERGED.
    merged: "array[int]" = field(default_factory=lambda: array("I"))
    merged_count: int = 0
    from_1904: bool = False

    def note_merged(self, cell: MergedCell) -> None:
        is_deep = LAST_ROW >= cell.last > cell.first
        is_place = 0 <= cell.column <= cell.last_column <= LAST_ROW
        if is_deep and is_place and self.merged_count < MOST_MERGED:
            self.merged.extend(cell)
            self.merged_count += 1

    def note(self, row: int, column: int, cell: object) -> None:
        """By row number and 0-based column. Raises FileRefused at too many."""
        self.bad.setdefault(row, {})[column] = cell
        self.rows, self.columns = max(self.rows, row), max(self.columns, column + 1)
        self.bad_count += isinstance(cell, BadCell)
        if self.bad_count > MAX_BAD_CELLS:
            raise _too_many_bad()


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name -> the name of its XML part, as the archive spells it; "" where it has none.

    The workbook has passed the guard, so no DTD is in it, and this runs in the child process.
    """
    targets = {
        relation.get("Id", ""): relation.get("Target", "")
        for relation in _xml(archive, "xl/_rels/workbook.xml.rels")
    }
    # Part names are equal whatever their case, and some programs write \ for /.
    stored = {name.replace("\\", "/").lower(): name for name in archive.namelist()}
    workbook = _xml(archive, "xl/workbook.xml")
    parts: dict[str, str] = {}
    for element in workbook.iter():
        if element.tag.rpartition("}")[2] == "sheet":
            link = element.get(RELATION) or element.get(STRICT_RELATION) or ""
            name = element.get("name", "")
            part = stored.get(_part_path(targets.get(link, "")).lower(), "")
            if name in parts or (part and part in parts.values()):
                raise broken()
            parts[name] = part
    return parts


def _xml(archive: zipfile.ZipFile, part: str) -> ElementTree.Element:
    try:
        if archive.getinfo(part).file_size > MAX_LIST_BYTES:
            raise broken()
        return ElementTree.fromstring(archive.read(part))  # noqa: S314  no DTD, see above
    except (KeyError, ElementTree.ParseError, zipfile.BadZipFile) as error:
        raise broken() from error


def _part_path(target: str) -> str:
    if target.startswith("/"):
        return target.lstrip("/")
    return str(PurePosixPath("xl") / target)


def scan_sheet(source: Path | BinaryIO, sheet: str) -> SheetScan:
    """Raises FileRefused (lembar_rusak, rumus_tanpa_nilai)."""
    with zipfile.ZipFile(source) as archive:
        part = sheet_parts(archive).get(sheet)
        if part is None:
            return SheetScan()  # nobody's name: the fast reader says so
        if not part:
            raise broken_sheet(sheet)
        try:
            with archive.open(part) as stream:
                blocks = iter(lambda: stream.read(BLOCK_BYTES), b"")
                head = next(blocks, b"")
                prefix = name_prefix(head)
                rows = _whole_rows(chain([head], blocks), b"<" + prefix + b"row")
                # Answers are none yet where a program asks for them: it writes 0 for all of them.
                scan = _scan(rows, prefix, zero_is_none=_says(archive, "fullCalcOnLoad"))
                scan.from_1904 = _says(archive, "date1904")
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise broken_sheet(sheet) from error
    if not scan.is_whole:
        raise broken_sheet(sheet)
    return scan


def _says(archive: zipfile.ZipFile, setting: str) -> bool:
    """Whether this setting of the workbook is on."""
    told = (each.get(setting) for each in _xml(archive, "xl/workbook.xml").iter())
    return any(word in ("1", "true") for word in told)


def sheet_heads(source: Path, sheets: Collection[str], rows: int) -> BinaryIO:
    """A workbook of the same names and styles that holds only the first rows of these sheets.

    The fast reader unpacks a sheet whole before it gives the first row; to find the header among
    150,000 rows need not take as long as to read them.
    """
    head = io.BytesIO()
    with zipfile.ZipFile(source) as archive, zipfile.ZipFile(head, "w") as small:
        parts = sheet_parts(archive)
        wanted = {parts.get(sheet) for sheet in sheets}
        for entry in archive.infolist():
            name = entry.filename
            if name in wanted:
                small.writestr(name, _first_rows(archive, name, rows))
            elif name.endswith((".xml", ".rels")) and not name.startswith("xl/worksheets/"):
                small.writestr(name, archive.read(name))
    head.seek(0)
    return head


def _first_rows(archive: zipfile.ZipFile, part: str, rows: int) -> bytes:
    with archive.open(part) as stream:
        text = stream.read(HEAD_BYTES)
        prefix = name_prefix(text)
        row_start = b"<" + prefix + b"row"
        while text.count(row_start) <= rows and len(text) < MAX_ROW_BYTES:
            block = stream.read(HEAD_BYTES)
            if not block:
                return text
            text += block
    end = b"</" + prefix + b"sheetData></" + prefix + b"worksheet>"
    return text[: text.rfind(row_start)] + end


def name_prefix(head: bytes) -> bytes:
    """Some programs put a prefix before every name: `<x:row>`."""
    found = PREFIX.search(head)
    return (found[1] or b"") if found else b""


def _whole_rows(blocks: Iterable[bytes], row_start: bytes) -> Iterator[bytes]:
    """Pieces that hold whole rows, after the first piece's head."""
    rest = b""
    for block in blocks:
        rest += block
        cut = rest.rfind(row_start)
        if cut > 0:
            yield rest[:cut]
            rest = rest[cut:]
        if len(rest) > MAX_ROW_BYTES:
            raise broken()
    yield rest


def _scan(pieces: Iterable[bytes], prefix: bytes, *, zero_is_none: bool) -> SheetScan:
    """Speed rests on plain searches for bytes; patterns only look at what these have found."""
    row_start, value, inline, formula = (
        b"<" + prefix + name for name in (b"row", b"v>", b"is>", b"f")
    )
    ends = (b"</" + prefix + b"sheetData", *(b"<" + prefix + b"sheetData" + e for e in EMPTY_ENDS))
    scan, number, is_in_order = SheetScan(is_whole=False), 0, True
    for piece in pieces:
        scan.is_whole |= any(end in piece for end in ends)
        for found in MERGED.finditer(piece) if b"mergeCell " in piece else ():
            scan.note_merged(_merged_cell(*found.groups()))
        piece = piece.replace(b"<v></v>", b"<v/>")
        suspect = b'"e"' in piece or b"'e'" in piece or formula in piece
        if not (suspect or value in piece or inline in piece) and b" r=" in piece[:2000]:
            continue  # formatted empty rows that number themselves
        for row in piece.split(row_start)[1:]:
            told = NUMBER.match(row)
            number = int(told[1]) if told else number + 1
            last = max(row.rfind(value), row.rfind(inline))
            if last != -1:
                is_in_order &= number > scan.rows
                scan.rows = max(scan.rows, number)
                scan.columns = max(scan.columns, _column_before(row, last))
            if suspect:
                _note_bad_cells(scan, row, number, zero_is_none=zero_is_none)
    scan.is_whole &= is_in_order
    return scan


def _merged_cell(letters: bytes, first: bytes, last_letters: bytes, last: bytes) -> MergedCell:
    columns = column_number(letters) - 1, column_number(last_letters) - 1
    return MergedCell(int(first), int(last), *columns)


def _column_before(row: bytes, at: int) -> int:
    """The column of the cell whose value stands there."""
    start = row.rfind(b"<", 0, at)
    while start > 0 and not CELL_START.match(row, start):
        start = row.rfind(b"<", 0, start)
    told = REFERENCE.search(row, start, at)
    return column_number(told[1]) if told else len(list(_cells(row)))


def _cells(row: bytes) -> Iterator[re.Match[bytes]]:
    """A cell that is never closed is not looked for beyond the last that is: each would be."""
    end = max(row.rfind(b"</c>"), row.rfind(b":c>")) + len(b"</c>")
    return chain(CELL.finditer(row, 0, end), EMPTY_CELL.finditer(row, end))


def _note_bad_cells(scan: SheetScan, row: bytes, number: int, *, zero_is_none: bool) -> None:
    column = -1
    for cell in _cells(row):
        attributes, body = cell[1] or b"", cell[2] or b""
        told = REFERENCE.search(attributes)
        column = column_number(told[1]) - 1 if told else column + 1
        text = _what_it_shows(attributes, body, zero_is_none=zero_is_none)
        if text is not None:
            scan.note(number, column, BadCell(text))


def _what_it_shows(attributes: bytes, body: bytes, *, zero_is_none: bool) -> str | None:
    """The words of a bad cell, None for a sound one."""
    kind = TYPE.search(attributes)
    value = VALUE.search(body)
    if kind and kind[1] == b"e":
        return html.unescape(value[1].decode("utf-8", "replace")) if value else "#ERROR"
    if not FORMULA.search(body):
        return None
    if value and value[1]:
        return NOT_CALCULATED if zero_is_none and value[1] == b"0" else None
    # A formula whose answer is the empty text says so by its type; one without a type has none.
    is_empty_text = kind and kind[1] == b"str" and (value or b"v/>" in body)
    return None if is_empty_text else NOT_CALCULATED


def column_number(letters: bytes) -> int:
    """A = 1, Z = 26, AA = 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def column_letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _too_many_bad() -> FileRefused:
    return FileRefused(
        "rumus_tanpa_nilai",
        f"Lembar ini berisi lebih dari {MAX_BAD_CELLS} sel galat atau rumus tanpa nilai",
        expected="lembar dengan nilai, bukan rumus",
        mend="Buka di Excel agar rumusnya terhitung, salin sebagai nilai, lalu simpan ulang",
    )
