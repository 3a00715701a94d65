"""Rows of a delimited text file, streamed: memory does not grow with the file."""

import csv
import re
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from registry.imports.reading.cells import Row, SheetInfo
from registry.imports.reading.limits import MAX_COLUMNS
from registry.imports.reading.sniff import BLOCK_BYTES, CsvShape, delimiters_in
from registry.imports.refusal import FileRefused

MAX_ROWS = 3_000_000
# Room for a row of 400 long cells; a file without line ends is stopped here.
MAX_LINE_CHARS = 4 * 1024 * 1024
# A quoted cell may hold line ends; one that runs on longer was never meant as a quote.
MAX_LINES_OF_A_ROW = 60
TEXT_FORMULA = re.compile(r'="([^"]*)"')


def csv_sheet(path: Path, shape: CsvShape) -> SheetInfo:
    with path.open("rb") as stream:
        blocks = iter(lambda: stream.read(BLOCK_BYTES), b"")
        lines = sum(block.count(b"\n") or block.count(b"\r") for block in blocks)
    return SheetInfo(name="", hidden=False, rows=lines + 1, columns=shape.width)


def csv_rows(path: Path, shape: CsvShape) -> Iterator[Row]:
    """Filled rows with the physical line at which each begins."""
    with path.open(encoding=shape.encoding, errors="replace", newline="") as stream:
        lines = _Lines(stream)
        if shape.has_separator_line:
            next(lines)
        for number, cells in _records(lines, shape):
            if len(cells) > MAX_COLUMNS:
                raise _too_wide(number, len(cells))
            # "".join is the cheapest test that any cell holds anything.
            if "".join(cells):
                yield Row(number, cells)  # type: ignore[arg-type]


class _Lines:
    """Physical lines without NUL, with their count; lines may be put back."""

    def __init__(self, stream: TextIO) -> None:
        self._read = stream.readline
        self._returned: deque[str] = deque()
        self.number = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._returned.popleft() if self._returned else self._read(MAX_LINE_CHARS)
        if not line:
            raise StopIteration
        self.number += 1
        if len(line) >= MAX_LINE_CHARS or self.number > MAX_ROWS:
            raise _too_long(self.number)
        return line.replace("\x00", "")

    def put_back(self, lines: list[str]) -> None:
        self._returned.extendleft(reversed(lines))
        self.number -= len(lines)


def _records(lines: _Lines, shape: CsvShape) -> Iterator[tuple[int, list[str]]]:
    for line in lines:
        number = lines.number
        if '"' in line:
            yield number, _quoted_record(line, lines, shape)
        else:
            yield number, line.rstrip("\r\n").split(shape.delimiter)


def _quoted_record(line: str, lines: _Lines, shape: CsvShape) -> list[str]:
    """A record with quotes, joined over line ends where a quoted cell holds them.

    A stray quote (`|"JL. MAWAR|`) opens a cell that never closes, or that closes at the next
    stray quote rows later and would swallow every row between without a word. Where the quote
    stays open too long, or several of the lines are whole rows by themselves, the quotes of the
    first line are plain characters and the other lines are rows of their own.
    """
    block = _Block(line, lines)
    cells: list[str] | None
    try:
        cells = next(csv.reader(block, delimiter=shape.delimiter, strict=True))
    except csv.Error:
        cells = None if block.is_open else _parsed_leniently(line, shape.delimiter)
    if cells is None or (len(block.taken) > 1 and _holds_whole_rows(block.taken, shape)):
        lines.put_back(block.taken[1:])
        cells = [_unquoted(cell) for cell in line.rstrip("\r\n").split(shape.delimiter)]
    return [_shown(cell) if cell.startswith("=") else cell for cell in cells]


def _unquoted(cell: str) -> str:
    """A sound cell beside one with a stray quote."""
    is_quoted = len(cell) > 1 and cell[0] == cell[-1] == '"'
    return cell[1:-1].replace('""', '"') if is_quoted else cell


def _shown(cell: str) -> str:
    """`="0123"`: web applications write a number so, that a spreadsheet shows all its digits."""
    found = TEXT_FORMULA.fullmatch(cell)
    return found[1] if found else cell


class _Block:
    """A line, and those after it as long as its quote stays open: each is looked at once."""

    def __init__(self, line: str, lines: _Lines) -> None:
        self.taken: list[str] = []
        # Whether more than the first line was asked for.
        self.is_open = False
        self._first, self._lines = line, lines
        self._room = MAX_LINE_CHARS

    def __iter__(self) -> "_Block":
        return self

    def __next__(self) -> str:
        self.is_open = bool(self.taken)
        if len(self.taken) == MAX_LINES_OF_A_ROW or self._room <= 0:
            raise StopIteration
        line = next(self._lines) if self.taken else self._first
        self.taken.append(line)
        self._room -= len(line)
        return line


def _parsed_leniently(line: str, delimiter: str) -> list[str] | None:
    r"""For `"JL. "MAWAR" 5"`, text after a closing quote: on one line only, where it hurts none.

    Databases write `\"` for a quote. A cell beyond what the csv module takes is left as it stands.
    """
    try:
        return next(csv.reader([line.replace('\\"', '""')], delimiter=delimiter, strict=True))
    except csv.Error:
        if line.count('"') % 2:
            return None
    try:
        return next(csv.reader([line], delimiter=delimiter))
    except csv.Error:
        return None


def _holds_whole_rows(block: list[str], shape: CsvShape) -> bool:
    """A cell of several lines may by chance have one line with as many delimiters as a row."""
    full = shape.width - 1
    return full > 0 and sum(delimiters_in(line, shape.delimiter) == full for line in block) > 1


def _too_wide(number: int, width: int) -> FileRefused:
    return FileRefused(
        "terlalu_lebar",
        f"Baris ini berisi {width} kolom",
        expected=f"paling banyak {MAX_COLUMNS} kolom",
        mend="Periksa pemisah kolomnya, atau hapus kolom yang tidak perlu",
        where=f"Baris {number}",
    )


def _too_long(number: int) -> FileRefused:
    if number > MAX_ROWS:
        return FileRefused(
            "terlalu_panjang",
            f"Berkas ini berisi lebih dari {MAX_ROWS} baris",
            mend="Bagi berkas per kecamatan, lalu impor satu per satu",
        )
    return FileRefused(
        "terlalu_panjang",
        f"Baris ini lebih panjang dari {MAX_LINE_CHARS} huruf",
        expected="satu baris untuk satu orang",
        mend="Simpan ulang sebagai .csv dari Excel",
        where=f"Baris {number}",
    )
