"""Rows of a sheet that hold no record: what people put between and below the rows (pure).

Only rows that cannot be anybody are left out, by name: a row that names a person and nothing
else stays, and comes back as a row with a problem. What was left out is told (`LeftOut`).
"""

import re
from collections import defaultdict
from collections.abc import Sequence

from registry.imports.words import NAMED, key_of, text_of

EMPTY = "baris kosong"
REPEATED_HEADER = "judul kolom berulang"
NUMBERING = "baris nomor kolom"
TOTAL = "baris jumlah"
HEADING = "judul kelompok"
SIGNATURE = "tanda tangan"
UNITS = "baris satuan"

TOTAL_WORD = re.compile(
    # A sum that is carried from page to page: "Pindahan".
    r"^((SUB\s*-?\s*|GRAND\s+)?(JUMLAH|JML|TOTAL)|(DI)?PINDAH(AN|KAN))\b",
    re.IGNORECASE,
)
HEADING_WORD = re.compile(
    r"^(KELURAHAN|KEL|DESA|KECAMATAN|KEC|KABUPATEN|KOTA|PROVINSI|WILAYAH|LINGKUNGAN|DUSUN|RT|RW"
    r"|TAHAP|BULAN|PERIODE|TAHUN|DAFTAR|CATATAN|KETERANGAN|SUMBER|LAMPIRAN|TERBILANG|HALAMAN)\b",
    re.IGNORECASE,
)
SIGNATURE_WORD = re.compile(
    r"^(MENGETAHUI|DIBUAT OLEH|DITETAPKAN|KEPALA (DINAS|BIDANG|SEKSI)|NIP\b|LURAH\b"
    # "a.n. Kepala Dinas"; but AN NISA is somebody's name.
    r"|A\.\s?N\.?\s|A\s?N\.?\s+(KEPALA|PL[TH]|PJ|LURAH|CAMAT|WALI|SEKRETARIS|KETUA|DIREKTUR)\b"
    r"|CAMAT\b|SAMARINDA\s*,\s*\d|SAMARINDA\s*,\s*\w+\s+20\d\d)",
    re.IGNORECASE,
)
NUMBER_LIKE = re.compile(r"^(RP\.?\s*)?-?[\d.,\s]+(%|,-)?$", re.IGNORECASE)
COUNTED = re.compile(r"\s*(KPM|KK|RT|ORANG|JIWA|KELUARGA|RUTA)$", re.IGNORECASE)
COLUMN_NUMBER = re.compile(r"^\(?(?:KOLOM|KOL\.?|K)?\s*(\d{1,3})\)?\.?$", re.IGNORECASE)
IDENTITY_DIGITS = 14
# One more or less is a slip, or the end of a number cell ("….0").
NIK_DIGITS = range(15, 18)
# A heading or a signature fills one merged cell or a few.
MOST_LABELS = 3


class LeftOut:
    """The rows of a file that hold no record, by what they are; wholly empty ones are nothing."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = defaultdict(int)
        self._first: dict[str, list[int]] = defaultdict(list)

    def note(self, noise: str, number: int) -> None:
        self._counts[noise] += 1
        if len(self._first[noise]) <= NAMED:  # one more than is named: a sentence tells of more
            self._first[noise].append(number)

    def told(self) -> dict[str, tuple[int, list[int]]]:
        """{what it is: (how many, the numbers of the first)}"""
        return {noise: (count, self._first[noise]) for noise, count in self._counts.items()}


class NoiseInOrder:
    """What the rows of a table are, in their order: what stands below a signature names who signs.

    `names`: as of `row_noise`.
    """

    def __init__(self, headers: Sequence[str], names: int | None = None) -> None:
        self._headers, self._names = headers, names
        self._is_signed = False

    def noise_of(self, cells: Sequence[object]) -> str | None:
        noise = row_noise(cells, self._headers, self._names)
        if noise is None and self._is_signed and _is_signer(cells, self._headers):
            return SIGNATURE
        if noise != EMPTY:
            self._is_signed = noise == SIGNATURE
        return noise


def _is_signer(cells: Sequence[object], headers: Sequence[str]) -> bool:
    """One name or a few, without any figure, in a table of more columns than that."""
    filled = [str(cell) for cell in cells if text_of(cell)]
    is_poor = len(filled) <= MOST_LABELS and len(headers) > len(filled) + 1
    return is_poor and not any(map(_has_digits, filled))


def _has_digits(words: str) -> bool:
    return any(map(str.isdigit, words))


def row_noise(
    cells: Sequence[object], headers: Sequence[str], names: int | None = None
) -> str | None:
    """What a row is, where it is no record; None for a record. 150,000 records take 0.2 s.

    `names`: the column of the names, where that is known by more than its header.
    """
    if len(cells) - cells.count("") > MOST_LABELS and not _deserves_a_look(cells, headers):
        return None
    filled = [
        (i, cell)
        for i, cell in enumerate(cells)
        if cell != "" and not (isinstance(cell, str) and cell.isspace())
    ]
    if not filled:
        return EMPTY
    if _is_repeated_header(filled, headers):
        return REPEATED_HEADER
    first = filled[0][1]
    if isinstance(first, str) and _may_be_total(first) and _is_total(filled):
        return TOTAL
    if is_numbering(cells) and len(filled) >= min(3, len(headers)):
        return NUMBERING
    if all(isinstance(cell, str) and _is_bracketed(cell) for _, cell in filled):
        return UNITS
    if len(headers) > len(filled) and len(filled) <= MOST_LABELS:
        return _label(filled, headers, names)
    return None


def _deserves_a_look(cells: Sequence[object], headers: Sequence[str]) -> bool:
    """A cheap glance at the first cell, which tells nearly every record from noise."""
    at, first = next((i, cell) for i, cell in enumerate(cells) if cell != "")
    words = str(first).strip()
    if not words or COLUMN_NUMBER.match(words) or _is_bracketed(words):
        return True
    if words[0].isdigit():
        return False
    header = key_of(headers[at]) if at < len(headers) else ""
    return TOTAL_WORD.match(words) is not None or key_of(words[:200]) in header


def is_numbering(cells: Sequence[object]) -> bool:
    """1, 2, 3 … or (1), (2) … or KOLOM 1, KOLOM 2 … under a header; gaps are merged cells."""
    numbers = []
    for cell in cells:
        if cell == "":
            continue
        told = COLUMN_NUMBER.match(text_of(cell))
        if told is None:
            return False
        numbers.append(int(told[1]))
    return (
        len(numbers) >= 2
        and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        and (numbers[0] in (0, 1))
    )


def _is_repeated_header(filled: Sequence[tuple[int, object]], headers: Sequence[str]) -> bool:
    """Each filled cell repeats its column's words, or its half of a header of two rows."""
    for i, cell in filled:
        if not isinstance(cell, str) or i >= len(headers):
            return False
        word, header = key_of(text_of(cell)[:200]), key_of(headers[i])
        if not word or not (header.startswith(word) or header.endswith(word)):
            return False
    return len(filled) >= min(2, len(headers))


def _is_bracketed(cell: str) -> bool:
    """(Rp), (orang): what a column counts in, below its header."""
    words = cell.strip()
    return words.startswith("(") and words.endswith(")") and not _is_identity(words)


def _may_be_total(first: str) -> bool:
    return TOTAL_WORD.match(first.strip()) is not None


def _is_total(filled: Sequence[tuple[int, object]]) -> bool:
    """A label and nothing but figures: no name and no identity beside it."""
    return all(
        not _is_identity(cell) and (not isinstance(cell, str) or _is_figure(cell))
        for _, cell in filled[1:]
    )


def _is_figure(cell: str) -> bool:
    words = text_of(cell)
    number = COUNTED.sub("", words)
    return NUMBER_LIKE.match(number) is not None or words.casefold() in {"-", ":", "kpm", "orang"}


def _label(
    filled: Sequence[tuple[int, object]], headers: Sequence[str], names: int | None
) -> str | None:
    """What a row of one to three cells is: a signature, a group's heading, or a poor record."""
    column, cell = filled[0]
    words = text_of(cell)
    if SIGNATURE_WORD.match(words) and not any(_is_nik(each) for _, each in filled):
        return SIGNATURE
    if any(_is_identity(each) for _, each in filled):
        return None
    if len(filled) > 1:
        # "KELURAHAN : | SIDODADI": a word that names a kind of group, never a column's value.
        is_group = HEADING_WORD.match(words) and words.rstrip(" :.").isalpha()
        return HEADING if is_group and len(headers) > len(filled) + 1 else None
    if NUMBER_LIKE.match(words):
        return EMPTY if column == 0 else None  # numbered in advance, never filled in
    is_heading = column != names and _spans_the_table(column, headers)
    return HEADING if is_heading or HEADING_WORD.match(words) else None


def _spans_the_table(column: int, headers: Sequence[str]) -> bool:
    """A lone cell in the first column of a wide table, unless that column holds the names."""
    return column == 0 and len(headers) > 2 and not key_of(headers[0]).startswith("NAMA")


def _is_nik(cell: object) -> bool:
    """A number of one of the people, never the NIP of who signs: that has 18 digits."""
    words = str(cell)
    return sum(c.isdigit() for c in words) in NIK_DIGITS and not any(c.isalpha() for c in words)


def _is_identity(cell: object) -> bool:
    return sum(c.isdigit() for c in str(cell)) >= IDENTITY_DIGITS
