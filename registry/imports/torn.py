"""Records of a text file that a line end inside a cell has torn.

A program that writes cells without quotes writes the line ends inside them too. Read line by line
the first half of such a record would go in cut short, without a word.

Short rows may be whole, too: many programs leave the empty cells at the end out. So halves are told
by two things. Together they are exactly as wide as a row; and what follows the line end is no
record, for no figures stand where a record has them.
"""

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from bansos.lib.dates import read_date
from registry.imports.storing import DataRow
from registry.imports.words import rows_in_words

# Lines of one cell; and lines from one to the next, for empty ones are no rows.
MOST_HALVES = 6
MOST_LINES = 3
# A number of a person has at least so many digits; a damaged one keeps some of them.
LONG, KEPT = 10, 6
CURRENCY = re.compile(r"^\s*(RP|IDR)\b\.?|^\s*RP(?=\d)", re.IGNORECASE)


class Example(NamedTuple):
    """A whole row, and whether its writer is known to write the empty cells at the end."""

    cells: Sequence[object]
    is_padded: bool


def with_torn(rows: Iterable[DataRow], width: int | None) -> Iterator[DataRow]:
    """All rows in their order; those that are parts of one record say so (`torn`).

    `width`: the usual number of cells of a text file; a workbook (None) knows its cells.
    """
    left, ahead = iter(rows), deque[DataRow]()
    whole = Example((), is_padded=False)
    while row := ahead.popleft() if ahead else next(left, None):
        halves = list[DataRow]()
        if width and 1 < len(row.sent) < width:
            like = whole if whole.cells else Example(row.sent, is_padded=False)
            halves = _halves_behind(row, left, ahead, width, like)
        elif len(row.sent) == width:
            whole = Example(row.sent, whole.is_padded or row.sent[-1] == "")
        yield _said(row, _first_words(row, halves, width or 0)) if halves else row
        yield from (_said(half, _other_words(row)) for half in halves)


def _halves_behind(
    first: DataRow, left: Iterator[DataRow], ahead: deque[DataRow], width: int, whole: Example
) -> list[DataRow]:
    """Takes the next rows that complete this one to a whole row; [] where none do.

    What was looked at and is none of it stays `ahead`.
    """
    halves, found, line = list[DataRow](), len(first.sent), first.number
    while len(halves) < MOST_HALVES:
        if len(halves) == len(ahead):
            ahead.extend(islice(left, 1))
        if len(halves) == len(ahead):
            break
        half = ahead[len(halves)]
        found += len(half.sent) - 1
        if found > width or half.number - line > MOST_LINES or half.mended_by:
            break  # what somebody has mended is a record to him
        if _is_record(half.sent, whole):
            break
        halves.append(half)
        line = half.number
        if found == width and len(half.sent) > 1:
            return [ahead.popleft() for _ in halves]
    return []


def _is_record(cells: Sequence[object], whole: Example) -> bool:
    """Whether figures stand in more than half of the columns where a whole row has them."""
    pairs = [(str(cell), str(like)) for cell, like in zip(cells, whole.cells, strict=False)]
    fitting = [_fits(cell, like, whole.is_padded) for cell, like in pairs if _is_figure(like)]
    return 2 * sum(fitting) > len(fitting) if fitting else not whole.is_padded


def _fits(cell: str, like: str, is_padded: bool) -> bool:
    """Empty is what a record may be anywhere; where all cells are written it is a half as well."""
    digits = _digits(cell)
    if _digits(like) >= LONG and digits:
        return digits >= KEPT
    return _is_figure(cell) or not (is_padded or _has_letters(cell))


def _is_figure(cell: str) -> bool:
    """A day with its month in words and an amount with its currency are figures as well."""
    plain = not _has_letters(CURRENCY.sub("", cell))
    return _digits(cell) > 0 and (plain or _is_day(cell))


def _is_day(cell: str) -> bool:
    try:
        return read_date(cell) is not None
    except ValueError:
        return False


def _digits(cell: str) -> int:
    return sum(map(str.isdigit, cell))


def _has_letters(cell: str) -> bool:
    return any(map(str.isalpha, cell))


def _said(row: DataRow, words: str) -> DataRow:
    """A row that a correction file has mended is whole again."""
    return row if row.mended_by else row._replace(torn=words)


def _first_words(row: DataRow, halves: Sequence[DataRow], width: int) -> str:
    return (
        f"Baris ini terpotong: terbaca “{len(row.sent)} dari {width} sel”, sisanya di baris "
        f"“{rows_in_words(half.number for half in halves)}”. Ada ganti baris di dalam sebuah sel. "
        "Satukan isinya di baris ini, lalu unggah lagi."
    )


def _other_words(first: DataRow) -> str:
    return (
        f"Baris ini tampaknya lanjutan baris “{first.number}”, yang terpotong oleh ganti baris di "
        "dalam sebuah sel. Satukan isinya di sana, lalu hapus baris ini dari berkas perbaikan."
    )
