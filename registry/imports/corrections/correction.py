"""Gives the problem rows of a run back as a file in the sender's layout, with the reason."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from registry.imports.corrections.corrected import before_tail, number_header, tail_of, trimmed
from registry.imports.corrections.problems import Layout, ProblemRow, write_problems
from registry.imports.reading import guard, sniff
from registry.imports.reading.cells import Row
from registry.imports.reading.filekind import FileKind
from registry.imports.reading.reader import first_rows, read_rows
from registry.models import ImportRun, Outcome


def write_correction_file(run: ImportRun, out: Path) -> int:
    """Writes `out` (.xlsx, or .csv by its ending); returns the number of rows."""
    source = Path(run.file.path)
    kind = guard.inspect(source, run.file_name)
    shape = sniff.csv_shape(source) if kind == FileKind.CSV else None
    wrong = _wrong_rows(run)
    layout = Layout(
        above=_above(run, source, kind),
        header_row=run.header_row or 1,
        number_header=number_header(run),
        width=max((row.width for row in wrong.values()), default=0),
        sheet=run.sheet,
        sheets=[(name, hidden) for name, hidden, _ in run.effects.get("sheets", [])],
    )
    return write_problems(out, layout, _problem_rows(run, source, kind, wrong), shape=shape)


class Wrong(NamedTuple):
    """What is wrong with a row, how wide it is, and its cells where a correction changed them."""

    reason: str
    width: int
    mended: list[Any] | None


def _wrong_rows(run: ImportRun) -> dict[int, Wrong]:
    """By the number of the row; one sentence a problem."""
    tail = tail_of(run.headers)
    rows = run.staged_rows.filter(outcome=Outcome.PROBLEM).order_by("number")
    found = rows.values_list("number", "problems", "mended_by", "raw")
    wrong = {}
    for number, problems, mended_by, raw in found.iterator(chunk_size=2_000):
        cells = trimmed(before_tail(raw, tail))
        reason = " ".join(dict.fromkeys(sentence for _, _, sentence in problems))
        wrong[number] = Wrong(reason, len(cells), cells if mended_by else None)
    return wrong


def _above(run: ImportRun, source: Path, kind: FileKind) -> list[Row]:
    """Titles, the header with its second row and its numbering: all above the first data row."""
    first = run.staged_rows.order_by("number").values_list("number", flat=True).first()
    tail = tail_of(run.headers)
    return [
        Row(row.number, trimmed(before_tail(row.cells, tail)))
        for row in first_rows(source, run.sheet or None, kind)
        if first is None or row.number < first
    ]


def _problem_rows(
    run: ImportRun, source: Path, kind: FileKind, wrong: dict[int, Wrong]
) -> Iterator[ProblemRow]:
    """The cells as they came: a date stays a date, which staged rows keep as text only."""
    tail = tail_of(run.headers)
    last = max(wrong, default=0)
    for row in read_rows(source, run.sheet or None, kind) if wrong else ():
        if found := wrong.get(row.number):
            cells = before_tail(row.cells, tail) if found.mended is None else found.mended
            yield ProblemRow(row.number, cells, found.reason)
        if row.number >= last:
            return
