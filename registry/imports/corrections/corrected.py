"""Reads correction files: problem rows that came back mended, each with its number and its run.

Our own two columns at the end of a correction file, "BARIS (impor 1a2b3c4d)" and "ALASAN", tell
whose rows they are; they are never data.
"""

import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from bansos.lib.batches import batched
from bansos.lib.plaincells import unmarked
from bansos.lib.text import clean_text
from registry.identifiers import mask_digits
from registry.imports.reading import reader
from registry.imports.reading.cells import Row, raw_cell
from registry.imports.refusal import FileRefused
from registry.imports.words import rows_in_words, text_of
from registry.models import ImportRun, Outcome

REASON = "ALASAN"
RUN_DIGITS = 8
OUR_NUMBER = re.compile(rf"BARIS \(impor ([0-9a-f]{{{RUN_DIGITS}}})\)")
OUR_REASON = re.compile(rf"{REASON}(?: \(\d+\))?")
ASKED_AT_ONCE = 500
# So many rows are read between two words of progress.
TOLD_EVERY = 2_000
# A longer number is no row's, but perhaps a NIK that slipped into our column.
ROW_DIGITS = 9


class Tail(NamedTuple):
    """Where our two columns begin, and the short id of the run that they name."""

    at: int
    run: str


def short_id(run: ImportRun) -> str:
    return run.public_id.hex[:RUN_DIGITS]


def number_header(run: ImportRun) -> str:
    return f"BARIS (impor {short_id(run)})"


def tail_of(headers: Sequence[object]) -> Tail | None:
    """Our columns among the headers of a file, where it is a correction file."""
    words = [text_of(cell) for cell in headers]
    for at, word in enumerate(words[:-1]):
        mark = OUR_NUMBER.fullmatch(word)
        if mark and OUR_REASON.fullmatch(words[at + 1]):
            return Tail(at, mark[1])
    return None


def before_tail(cells: list[Any], tail: Tail | None) -> list[Any]:
    """The sender's own cells of a row."""
    return cells if tail is None else trimmed(cells[: tail.at])


def trimmed(cells: Sequence[Any]) -> list[Any]:
    """Without the empty cells at the end."""
    width = max((i for i, cell in enumerate(cells, start=1) if cell not in ("", None)), default=0)
    return list(cells[:width])


def row_number(cells: Sequence[Any], tail: Tail) -> int | None:
    """What our own column says; None where it holds nothing that could be the number of a row."""
    written = clean_text(cells[tail.at]) if len(cells) > tail.at else ""
    return int(written) if written.isdecimal() and len(written) <= ROW_DIGITS else None


class Found(NamedTuple):
    """Where in a correction file the rows stand: below this header of this sheet."""

    sheet: str
    header: Row
    tail: Tail


def find_correction(path: Path) -> Found | None:
    """Looks at the first rows only; None for a file that is no correction file."""
    try:
        with closing(reader.heads(path)) as rows:
            for sheet, row in rows:
                if tail := tail_of(row.cells):
                    return Found(sheet, row, tail)
    except FileRefused:
        pass  # whoever reads it says why
    return None


def run_named_by(path: Path) -> ImportRun | None:
    """The run whose problem rows this file brings back."""
    found = find_correction(path)
    if found is None:
        return None
    runs = ImportRun.objects.filter(public_id__startswith=found.tail.run)
    return runs.first() if runs.count() == 1 else None


def correction_of(run: ImportRun, path: Path) -> Found:
    """Where the rows of this run's correction file stand. Raises FileRefused for any other file."""
    found = find_correction(path)
    if found is None:
        raise FileRefused(
            "bukan_perbaikan",
            "Berkas ini bukan berkas perbaikan: kolom BARIS (impor …) dan ALASAN tidak ada",
            mend="Unduh baris bermasalah dari impor ini, perbaiki isinya, jangan ubah judulnya",
        )
    if found.tail.run != short_id(run):
        raise FileRefused("impor_lain", "Berkas perbaikan ini milik impor lain")
    return found


def read_correction(
    path: Path, found: Found, above: int = sys.maxsize
) -> Iterator[tuple[int, list[Any]]]:
    """(row number in the run, cells) of each row. Raises FileRefused.

    `above`: how many rows without a number the sender has between his header and his first row.
    """
    tail = found.tail
    for row in reader.read_rows(path, found.sheet):
        if row.number <= found.header.number:
            continue
        number = row_number(row.cells, tail)
        if number is not None:
            above = 0
            yield number, before_tail(row.cells, tail)
            continue
        if not trimmed(row.cells[: tail.at]):
            continue
        above -= 1
        if above < 0 or trimmed(row.cells[tail.at : tail.at + 1]):
            raise FileRefused(
                "baris_tanpa_nomor",
                f"Baris {row.number} tidak menyebut nomor di kolom BARIS",
                mend="Berkas perbaikan hanya untuk baris yang sudah ada. Baris baru: impor "
                "sebagai berkas tersendiri",
            )


def check_correction(run: ImportRun, path: Path, progress: Callable[[int], None]) -> None:
    """Whether every row of the file may take its place in the run. Raises FileRefused.

    It reads the whole file: the worker's task, never that of a request.
    """
    found = correction_of(run, path)
    first = reader.first_rows(Path(run.file.path), run.sheet or None)
    _check_headers(run, first, before_tail(found.header.cells, found.tail))
    _check_merged(path, found)
    rows = dict[int, list[Any]]()
    for number, cells in read_correction(path, found, _rows_above(run, first)):
        if number in rows:
            raise FileRefused(
                "baris_ganda", f"Nomor BARIS {number} tertulis dua kali", mend="Sisakan satu"
            )
        rows[number] = cells
        if len(rows) % TOLD_EVERY == 0:
            progress(len(rows))
        if len(rows) > run.rows:
            break  # some are unknown: no need to hold all of a long file that is not of this run
    if not rows:
        raise FileRefused("no_rows", "Berkas perbaikan ini tidak berisi satu baris pun")
    _check_rows(run, rows)


def _check_merged(path: Path, found: Found) -> None:
    """Who merges cells over rows means one value for all; the others would come back empty."""
    cells = reader.read_merged(path, found.sheet) if found.sheet else ()
    below = {cell.first for cell in cells if cell.column < found.tail.at}
    if rows := [row for row in below if row > found.header.number]:
        raise FileRefused(
            "sel_gabungan",
            f"Berkas perbaikan ini berisi sel yang digabung ke bawah, mulai baris {min(rows)}",
            mend="Pisahkan selnya (Unmerge Cells), salin isinya ke setiap baris, lalu unggah lagi",
        )


def _rows_above(run: ImportRun, first: Sequence[Row]) -> int:
    """How many rows stand between the header and the first record: second headers, headings."""
    numbers = run.staged_rows.order_by("number").values_list("number", flat=True)
    begin, end = run.header_row or 0, numbers.first() or 0
    return sum(begin < row.number < end for row in first)


def _check_headers(run: ImportRun, first: Sequence[Row], sent: Sequence[object]) -> None:
    """Cells are taken by their place, so the columns must stand where they stood."""
    header = next((row.cells for row in first if row.number == run.header_row), [])
    own = before_tail(trimmed(header), tail_of(header))
    for at in range(max(len(own), len(sent))):
        before = text_of(own[at]) if at < len(own) else ""
        now = text_of(sent[at]) if at < len(sent) else ""
        if before != now:
            raise FileRefused(
                "susunan_berubah",
                f"Kolom ke-{at + 1} berjudul “{mask_digits(now)[:60]}”, di berkas asal "
                f"“{mask_digits(before)[:60]}”",
                mend="Kembalikan judul dan urutan kolomnya seperti di berkas asal",
            )


def _check_rows(run: ImportRun, rows: dict[int, list[Any]]) -> None:
    """A row without a problem is nobody's to change here, unless the file leaves it as it is."""
    tail = tail_of(run.headers)
    unknown, sound = set(rows), []
    for batch in batched(sorted(rows), ASKED_AT_ONCE):
        staged = run.staged_rows.filter(number__in=batch)
        for number, outcome, mended_by, raw in staged.values_list(
            "number", "outcome", "mended_by", "raw"
        ):
            unknown.discard(number)
            open_to_change = outcome == Outcome.PROBLEM or mended_by is not None
            if not open_to_change and not same_cells(before_tail(raw, tail), rows[number]):
                sound.append(number)
    if unknown:
        raise FileRefused(
            "baris_tidak_ada", f"Tidak ada baris {rows_in_words(unknown)} di impor ini"
        )
    if sound:
        raise FileRefused(
            "baris_tanpa_masalah",
            f"Baris {rows_in_words(sound)} tidak bermasalah di impor ini, tetapi isinya berubah",
            mend="Hapus baris itu dari berkas perbaikan",
        )


def rows_before(run: ImportRun) -> dict[int, list[Any]]:
    """Row number → cells of the problem rows that this text file brings back.

    The correction file is as wide as its longest row, so that of a row with a separator inside
    only the first file tells how many cells it has.
    """
    if run.corrects is None or run.corrects.sheet:
        return {}
    tail = tail_of(run.corrects.headers)
    rows = run.corrects.staged_rows.filter(outcome=Outcome.PROBLEM).values_list("number", "raw")
    return {number: before_tail(raw, tail) for number, raw in rows.iterator(chunk_size=5_000)}


def shared_before(run: ImportRun) -> dict[int, dict[str, list[Any]]]:
    """Row number → what merged cells said of the problem rows that this file brings back.

    It has no merged cells: only the file that it corrects tells what reached over its rows.
    """
    if run.corrects is None:
        return {}
    rows = run.corrects.staged_rows.filter(outcome=Outcome.PROBLEM, from_above__isnull=False)
    found = rows.values_list("number", "from_above").iterator(chunk_size=5_000)
    return {number: said or {} for number, said in found}


def first_sent(run: ImportRun) -> ImportRun:
    """The run that a chain of corrections began with."""
    while run.corrects is not None:
        run = run.corrects
    return run


def unless_changed(cells: list[Any], tail: Tail, earlier: Mapping[int, list[Any]]) -> list[Any]:
    """The sender's own cells of a row of a correction file; as they first came where they are
    the same.
    """
    own = before_tail(cells, tail)
    number = row_number(cells, tail)
    first = None if number is None else earlier.get(number)
    return first if first is not None and same_cells(first, own) else own


def same_cells(old: Sequence[Any], new: Sequence[Any]) -> bool:
    old, new = trimmed(old), trimmed(new)
    return len(old) == len(new) and all(map(same_cell, old, new))


def same_cell(old: Any, new: Any) -> bool:
    """Whether a cell came back as it went. Text in the place of a number is a change: only so
    can a NIK be mended that lost its last digit.
    """
    old, new = raw_cell(old), raw_cell(new)
    if isinstance(new, str) and isinstance(old, (int, float)) and not isinstance(old, bool):
        return False
    return _plain(old) == _plain(new)


def _plain(cell: Any) -> str:
    """As text, without what writing and reading a file adds to it."""
    return unmarked(clean_text(cell)).removesuffix("T00:00:00")
