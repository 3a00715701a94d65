"""Gives the problem rows of a run back as a file in the sender's layout, with the reason."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from registry.imports import guard, sniff
from registry.imports.filekind import FileKind
from registry.imports.problems import write_problems
from registry.models import ImportRun, Outcome


def write_correction_file(run: ImportRun, out: Path) -> int:
    """Writes `out` (.xlsx, or .csv by its ending); returns the number of rows."""
    source = Path(run.file.path)
    is_text = guard.inspect(source, run.file_name) == FileKind.CSV
    shape = sniff.csv_shape(source) if is_text else None
    return write_problems(out, run.headers, problem_rows(run), shape=shape)


def problem_rows(run: ImportRun) -> Iterator[tuple[list[Any], str]]:
    """Raw cells as they came, and all that is wrong with the row in one sentence a problem."""
    rows = run.staged_rows.filter(outcome=Outcome.PROBLEM).order_by("number")
    for raw, problems in rows.values_list("raw", "problems").iterator(chunk_size=2_000):
        yield raw, " ".join(sentence for _, _, sentence in problems)
