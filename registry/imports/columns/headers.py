"""Where the table begins in a sheet, and what its columns are called (pure).

Above the header stand titles, empty rows, merged cells. The header itself may take two rows: a
word over several columns and their own words below it, or words and then "KOLOM 1, 2, 3 …".
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from registry.imports.columns.mapping import Column, bare, known_keys
from registry.imports.columns.noise import is_numbering
from registry.imports.reading.cells import Row
from registry.imports.reading.limits import HEAD_ROWS
from registry.imports.reading.sheet_scan import column_letters
from registry.imports.refusal import FileRefused
from registry.imports.words import key_of, text_of

# Two known words make a header; a list of one single column has only one.
ENOUGH_KNOWN = 2
ENOUGH_SUBWORDS = 3
# A record has as many filled cells, and one of them holds a NIK or No. KK.
ENOUGH_CELLS = 3
IDENTITY = re.compile(r"[`']?(?:[0-9][ .\-]?){15}[0-9]")


@dataclass(frozen=True, slots=True)
class HeaderFound:
    """`headers` are unique, one for each column up to the last named one; nameless columns in
    between are called by their letter. `cells` is the header row as the sender wrote it."""

    row_number: int
    headers: list[str]
    first_data_row: int
    cells: list[object]


def find_header(
    rows: Sequence[Row], columns: Sequence[Column], also: Iterable[str] = ()
) -> HeaderFound:
    """The row that names most of the columns that we know; the first one on a tie.

    Without two known words: the first row that looks like a header of an unknown layout, so that
    the sender can map it by hand. `also`: header words that the sender has mapped already.
    Raises FileRefused: tanpa_judul, data_di_atas_judul.
    """
    rows = rows[:HEAD_ROWS]
    known = known_keys(columns) | {key_of(word) for word in also}
    best, most = None, 0
    for at in range(len(rows)):
        found = _header_at(rows, at, known)
        hits = len({key_of(bare(word)) for word in found.headers} & known)
        more = hits > most or (hits == most and _is_whole_below_a_title(rows[at], best))
        if more and hits >= min(ENOUGH_KNOWN, len(_filled(rows[at]))):
            best, most = found, hits
    if best is None:
        best = _unknown_layout(rows, known)
    if best is None:
        raise _no_header(rows, columns)
    for row in rows:
        if row.number < best.row_number and _is_record(row, len(best.headers)):
            raise _records_above(row.number, best.row_number)
    return best


def _is_whole_below_a_title(row: Row, best: HeaderFound | None) -> bool:
    """The second row of what was taken for a header of two names every column by itself.

    Then the first is a title right above, whose words belong to no column.
    """
    if best is None or row.number >= best.first_data_row:
        return False
    return len(_filled(row)) >= len(best.headers)


def _header_at(rows: Sequence[Row], at: int, known: set[str]) -> HeaderFound:
    """The header that begins at this row, with its second row where it has one."""
    row = rows[at]
    below = rows[at + 1] if at + 1 < len(rows) else None
    names = [text_of(cell) for cell in row.cells]
    last = row.number
    if below and below.number == last + 1 and _is_second_row(names, below, known):
        names = _joined(names, [text_of(cell) for cell in below.cells], known)
        last = below.number
        below = rows[at + 2] if at + 2 < len(rows) else None
    if below and below.number == last + 1 and is_numbering(below.cells):
        last = below.number
    return HeaderFound(row.number, _unique(names), last + 1, list(row.cells))


def _is_second_row(names: Sequence[str], below: Row, known: set[str]) -> bool:
    """Whether the row below only names columns that the first row leaves to it.

    These are columns without a word, and the one before them, where a merged word begins. A
    record with little but a remark can look so too: a known word or three words tell them apart.
    """
    words = {i: text_of(cell) for i, cell in enumerate(below.cells) if text_of(cell)}
    blank = {i for i in range(len(below.cells)) if i >= len(names) or not names[i]}
    merged_from = {i - 1 for i in blank if i and i - 1 not in blank}
    joined = _joined(names, [text_of(cell) for cell in below.cells], known)
    hits = sum(key_of(joined[i]) in known for i in words)
    return (
        bool(words.keys() & blank)
        and (hits > 0 or len(words) >= ENOUGH_SUBWORDS)
        and words.keys() <= blank | merged_from
        and all(isinstance(below.cells[i], str) and _is_word(word) for i, word in words.items())
    )


def _joined(names: Sequence[str], below: Sequence[str], known: set[str]) -> list[str]:
    """One name a column: the lower word where it says enough, else both ("BANSOS PKH")."""
    joined, above = [], ""
    for i in range(max(len(names), len(below))):
        upper = names[i] if i < len(names) else ""
        lower = below[i] if i < len(below) else ""
        above = upper or (above if lower else "")
        both = f"{above} {lower}".strip()
        joined.append(
            lower if lower and key_of(both) not in known and key_of(lower) in known else both
        )
    return joined


def _unique(names: Sequence[str]) -> list[str]:
    """A name for each column, no two alike: a mapping is kept by name."""
    width = max((i for i, name in enumerate(names, start=1) if name), default=0)
    seen: Counter[str] = Counter()
    unique = []
    for i, name in enumerate(names[:width], start=1):
        name = name or f"(kolom {column_letters(i)})"
        seen[name] += 1
        unique.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return unique


def _unknown_layout(rows: Sequence[Row], known: set[str]) -> HeaderFound | None:
    """The first row of words alone that is about as wide as the rows of the table."""
    usual = Counter(len(_filled(row)) for row in rows).most_common(1)
    for at, row in enumerate(rows[:-1]):
        filled = _filled(row)
        as_wide = len(filled) >= 2 and len(filled) >= usual[0][0] * 0.6
        if as_wide and all(isinstance(cell, str) and _is_word(cell) for cell in filled):
            return _header_at(rows, at, known)
    return None


def _is_word(text: str) -> bool:
    """Header words hold letters and hardly a digit; identities, dates and amounts do."""
    return any(c.isalpha() for c in text) and sum(c.isdigit() for c in text) < 4


def _is_record(row: Row, width: int) -> bool:
    """Somebody's number among further cells: a title has no such row."""
    filled = _filled(row)
    is_wide = len(filled) >= min(ENOUGH_CELLS, width)
    return is_wide and any(IDENTITY.fullmatch(text_of(cell)) for cell in filled)


def _filled(row: Row) -> list[object]:
    return [cell for cell in row.cells if text_of(cell)]


def _no_header(rows: Sequence[Row], columns: Sequence[Column]) -> FileRefused:
    if not rows:
        return FileRefused("berkas_kosong", "Tidak ada baris yang berisi")
    wanted = ", ".join(column.label for column in columns if column.required)
    return FileRefused(
        "tanpa_judul",
        f"Baris judul kolom tidak ditemukan di {len(rows)} baris pertama yang berisi",
        expected=f"satu baris berisi nama kolom, antara lain {wanted}" if wanted else "",
        mend="Pastikan lembar yang dipilih benar dan baris judul kolomnya tidak dihapus",
    )


def _records_above(number: int, header_row: int) -> FileRefused:
    """Two tables in one sheet, or a sheet that was sorted together with its header."""
    return FileRefused(
        "data_di_atas_judul",
        f"Baris ini berisi data, tetapi ada di atas baris judul kolom (baris {header_row})",
        expected="satu baris judul kolom di atas semua data",
        mend="Pindahkan judul ke atas, atau pisahkan tabel yang berbeda ke berkas sendiri-sendiri",
        where=f"Baris {number}",
    )
