"""What the fast reader cannot tell of an old workbook, for it reads both as empty: its error cells,
and formulas that nobody has calculated.

The workbook is one stream of records in an OLE container whose sectors form chains. A chain that
never ends is found here, before the reader follows it into all the memory there is.
"""

import struct
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from registry.imports.reading.cells import NOT_CALCULATED, BadCell, MergedCell
from registry.imports.reading.limits import MOST_MERGED
from registry.imports.reading.sheet_scan import SheetScan
from registry.imports.refusal import broken

# Shifts of a sector and a short one, 10 bytes on: where chains begin, and how long they are.
HEADER = struct.Struct("<30xHH14xI4xII4xI")
SECTOR_SHIFTS = (9, 12)
FIRST_NUMBERS = slice(76, 512)
ENTRY_BYTES = 128
NO_SECTOR = 0xFFFFFFFA  # from here on up
ROOT, STREAMS = "Root Entry", ("Workbook", "Book")

DATE_MODE, WRITER, MERGED = 0x0022, 0x005C, 0x00E5
FORMULA, BOUND_SHEET, BOOL_OR_ERROR, START, END = 0x0006, 0x0085, 0x0205, 0x0809, 0x000A
NONE = 0x0000  # no record: a piece of the file that was lost
# Of a formula; a number has no mark.
ERROR_ANSWER, EMPTY_ANSWER, NO_NUMBER = 2, 3, 0xFFFF
SETTINGS = frozenset({START, DATE_MODE, WRITER})
EXCEL_97, LONGEST_WRITER = 0x0600, 109
ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


def scan_workbook(path: Path, place: int) -> SheetScan:
    """Of the sheet at this place among all (0 = first). Raises FileRefused (berkas_rusak)."""
    stream = workbook_stream(path)
    book = _book_of(stream)
    if place >= len(book.starts) or not book.starts[place]:
        raise broken()
    scan = SheetScan(from_1904=book.from_1904)
    for kind, at in _records(stream, book.starts[place]):
        if kind == MERGED and scan.merged_count < MOST_MERGED:
            _note_merged(scan, stream, at)
        elif kind == BOOL_OR_ERROR:
            row, column, value, is_error = struct.unpack_from("<HH2xBB", stream, at)
            if is_error:
                scan.note(row + 1, column, _error(value))
        elif kind == FORMULA:
            row, column, what, value, mark = struct.unpack_from("<HH2xBxB3xH", stream, at)
            if mark == NO_NUMBER and what == ERROR_ANSWER:
                scan.note(row + 1, column, _error(value))
            elif mark == NO_NUMBER and what == EMPTY_ANSWER and not book.calculates:
                scan.note(row + 1, column, BadCell(NOT_CALCULATED))
    return scan


class _Book(NamedTuple):
    """Where the sheets begin, and what holds for all of them."""

    starts: list[int]
    from_1904: bool
    calculates: bool


def _book_of(stream: bytes) -> _Book:
    """xlwt gives every formula the empty text as its answer, for it calculates none. In a workbook
    that a spreadsheet program has saved the same bytes are a true answer. The two write the name
    of the user differently: programs as a text with its length before it, xlwt as bare letters.
    """
    starts, from_1904, calculates, version = list[int](), False, True, 0
    for kind, at in _records(stream, 0):
        (first,) = struct.unpack_from("<H", stream, at) if kind in SETTINGS else (0,)
        if kind == START:
            version = first
        elif kind == BOUND_SHEET:
            starts += struct.unpack_from("<I", stream, at)
        elif kind == DATE_MODE:
            from_1904 = first == 1
        elif kind == WRITER and version == EXCEL_97:
            calculates = first <= LONGEST_WRITER
    return _Book(starts, from_1904, calculates)


def _error(value: int) -> BadCell:
    return BadCell(ERRORS.get(value, "#ERROR"))


def _note_merged(scan: SheetScan, stream: bytes, at: int) -> None:
    """No further than the record itself, whatever number it says first."""
    length, count = struct.unpack_from("<HH", stream, at - 2)
    ranges = stream[at + 2 : at + min(length, 2 + 8 * count)]
    for first, last, *columns in struct.iter_unpack("<4H", ranges[: len(ranges) // 8 * 8]):
        scan.note_merged(MergedCell(first + 1, last + 1, *columns))


@lru_cache(maxsize=1)
def workbook_stream(path: Path) -> bytes:
    """Raises FileRefused (berkas_rusak), also where a chain of sectors runs in a circle."""
    file = memoryview(path.read_bytes())
    try:
        shift, short_shift, directory, cutoff, short_table, more = HEADER.unpack_from(file)
        if shift not in SECTOR_SHIFTS:
            raise broken()
        # Sector 0 begins behind the header, which fills one.
        sectors = _Sectors(file[1 << shift :], 1 << shift)
        sectors.follow(sectors.table_of(file[FIRST_NUMBERS], more))
        entries = _entries(sectors.joined(directory))
        start, size = next((entries[name] for name in STREAMS if name in entries), (NO_SECTOR, 0))
        if size < cutoff and ROOT in entries:
            short = _Sectors(memoryview(sectors.joined(entries[ROOT][0])), 1 << short_shift)
            short.follow(_numbers(sectors.joined(short_table)))
            sectors = short
        return sectors.joined(start)[:size]
    except struct.error as error:
        raise broken() from error


def _entries(directory: bytes) -> dict[str, tuple[int, int]]:
    """{name: first sector and length} of the streams."""
    found = {}
    for at in range(0, len(directory) - ENTRY_BYTES + 1, ENTRY_BYTES):
        length, start, size = struct.unpack_from("<64xH50xII", directory, at)
        name = directory[at : at + max(length - 2, 0)].decode("utf-16-le", "replace")
        found[name] = (start, size)
    return found


class _Sectors:
    def __init__(self, content: memoryview, size: int) -> None:
        self._content, self._size = content, size
        self._next: Sequence[int] = ()

    def follow(self, table: Sequence[int]) -> None:
        """The table says of each sector which one comes after it."""
        self._next = table

    def table_of(self, first: memoryview, more: int) -> Sequence[int]:
        """The table lies in sectors itself: the header names the first, a chain the others."""
        numbers, left = list(_numbers(first)), len(self._content) // self._size
        while more < NO_SECTOR:
            *named, more = _numbers(self._sector(more))
            numbers += named
            left -= 1
            if left < 0:
                raise broken()
        parts = [self._sector(number) for number in numbers if number < NO_SECTOR]
        return _numbers(b"".join(parts))

    def joined(self, start: int) -> bytes:
        parts: list[memoryview] = []
        while start < NO_SECTOR:
            if len(parts) > len(self._next) or start >= len(self._next):
                raise broken()
            parts.append(self._sector(start))
            start = self._next[start]
        return b"".join(parts)

    def _sector(self, number: int) -> memoryview:
        return self._content[number * self._size : (number + 1) * self._size]


def _numbers(content: bytes | memoryview) -> Sequence[int]:
    return struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4])


def _records(stream: bytes, at: int) -> Iterator[tuple[int, int]]:
    """Kind and place of the records of one part of the stream, without charts inside it.

    Raises FileRefused where the part breaks off: the fast reader would take the rows so far for
    all of them.
    """
    depth = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        depth += (kind == START) - (kind == END)
        if depth == 0 and kind == END:
            return
        if depth <= 0 or kind == NONE or at + 4 + length > len(stream):
            break
        if depth == 1:
            yield kind, at + 4
        at += 4 + length
    raise broken()
