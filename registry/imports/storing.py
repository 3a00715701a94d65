"""Cleans the records of a file in batches, has each checked by its kind, and stores it as a row."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import QuerySet

from bansos.lib.batches import batched
from registry.imports.applying.table import Table, as_json
from registry.imports.importkinds import Kind, Remark, Values, columns_of
from registry.imports.reading.cells import raw_cells
from registry.imports.runrow import hold
from registry.imports.values.cleaning import RowCleaner, masked
from registry.imports.values.examples import Examples
from registry.imports.values.headings import Headed, HeadedRows
from registry.imports.values.merged import (
    Around,
    remark_of,
    shared_as_json,
    used_of,
    with_shared,
)
from registry.models import ImportRun, Outcome, StagedRow

BATCH = 2_000
# Example rows that are kept to be shown, should a file hold nothing else.
KEPT_EXAMPLES = 100
NAMED = 5
# Kept with the run; no list of a city has more blocks.
MOST_HEADINGS = 2_000
STAGED = (
    *("run_id", "number", "raw", "cleaned", "key", "group", "outcome", "problems", "warnings"),
    *("mended_by_id", "from_above"),
)

# In a list of two columns a name alone is a record.
FEWEST_COLUMNS = 2
QUOTED_COMMA = '", "'


class DataRow(NamedTuple):
    """A row as it is stored (`raw`), the cells of it that are read, the file that mended it, and
    what stands above it: headings, and the merged cells that filled in some of the cells.

    `sent`: the cells as they came, whatever a file has mended. `told`: what it has to say of
    several such files. `torn`: why it is no whole record.
    """

    number: int
    raw: list[Any]
    cells: list[Any]
    mended_by: int | None
    around: Around
    sent: Sequence[Any] = ()
    told: Sequence[Remark] = ()
    torn: str = ""


def drop_rows(run: ImportRun) -> None:
    """Of a run that was not applied: nothing but its change rows points at them.

    Raises BegunAnew, and RuntimeError where it was: no constraint would keep what its records name.
    """
    if run.applied_at is not None:
        raise RuntimeError(f"Records name the rows of run {run.pk}.")
    drop_changes(run)
    _drop(run, run.staged_rows.order_by("number"))


def drop_changes(run: ImportRun) -> None:
    """What an apply that came to nothing had written ahead. Raises BegunAnew."""
    _drop(run, run.changes.all())


def _drop(run: ImportRun, rows: QuerySet[Any]) -> None:
    """By the thousand: a preview of the whole city went in one piece, for which Django looked in
    every table that may point at a row, and SQLite let nobody else write for 22 s.
    """
    table = Table(rows.model, "id")
    while keys := list(rows.values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            hold(run)
            table.delete(keys)


class Stager:
    """All that the rows of one file are read by. `columns` is {field: index of its cell}."""

    def __init__(
        self,
        run: ImportRun,
        kind: Kind,
        context: Any,
        cleaner: RowCleaner,
        columns: dict[str, int],
    ) -> None:
        self.run, self.kind, self.context, self.cleaner = run, kind, context, cleaner
        self.columns = columns
        self.labels = {column.field: column.label for column in columns_of(kind.resource)}
        self.examples = Examples(kind, columns)
        self.headed = HeadedRows(kind.placed_by(columns))
        self.table = Table(StagedRow, *STAGED)
        # Example rows that were left out: how many, and the first of them.
        self.left_out, self.kept = 0, list[DataRow]()
        self.is_template = False
        # What the headings say, from which record on.
        self.said = list[Headed]()
        self._headed: Headed | None = None

    def store(self, rows: Iterable[DataRow], progress: Callable[[int], None]) -> int:
        """Stores the records; returns how many. Example rows are none, unless there are
        no others. Raises BegunAnew.
        """
        count = self._store(rows, progress)
        if count == 0 and self.kept:
            self.is_template, self.left_out = True, 0
            count = self._store(self.kept, progress)
        Table(StagedRow, "id", "run_id", "group", "number", "outcome").analyze()
        return count

    def examples_met(self) -> dict[str, Any]:
        """What the preview says of example rows: left out, where, and whether there is more."""
        numbers = [row.number for row in self.kept[:NAMED]]
        return {"left_out": self.left_out, "rows": numbers, "alone": self.is_template}

    def is_sound(self, cells: list[Any], around: Around) -> bool:
        """Whether a row of these cells has no problem of its own, whatever other rows say."""
        used = used_of(cells, around.shared, self.columns)
        ((values, problems, _),) = self.cleaner([with_shared(cells, used, self.columns)])
        if problems or self.examples.among([values]):
            return False
        self.headed.fill(values, around.headed, problems)
        return not self.kind.check(values, self.context).problems

    def _store(self, rows: Iterable[DataRow], progress: Callable[[int], None]) -> int:
        count = 0
        for batch in batched(rows, BATCH):
            staged = list(self._staged(batch))
            with transaction.atomic():
                hold(self.run)  # of two that read, the rows of the first are in the other's way
                self.table.insert(staged)
            count += len(staged)
            progress(count)
        return count

    def _staged(self, batch: Sequence[DataRow]) -> Iterator[tuple[Any, ...]]:
        cleaned = self.cleaner([row.cells for row in batch])
        met = {} if self.is_template else self.examples.among([found[0] for found in cleaned])
        for n, (row, (values, problems, warnings)) in enumerate(zip(batch, cleaned, strict=True)):
            if not row.torn and (left_over := met.get(n)):
                if self.examples.is_nobody(values, left_over):
                    self._leave_out(row)
                    continue
                problems += left_over
            headed, shared = row.around
            if headed is not self._headed:
                self._note(row.number, headed)
            if row.torn:
                values, problems, warnings = {}, [("", "", row.torn)], []
            if shared:
                warnings.append(remark_of(shared, self.labels))
            warnings += row.told
            if self._names_somebody(row.cells):
                warnings += self.headed.fill(values, headed, problems)
            yield self._checked(row, values, problems, warnings)

    def _names_somebody(self, cells: list[Any]) -> bool:
        """A lone cell of a wide table is a remark, or who signs; a place would make it a person."""
        return len(self.run.headers) <= FEWEST_COLUMNS or len(cells) - cells.count("") > 1

    def _note(self, number: int, headed: Headed | None) -> None:
        """For a correction file, which brings records back without their headings."""
        self._headed = headed
        if headed and len(self.said) < MOST_HEADINGS:
            self.said.append(headed._replace(row=number))

    def _leave_out(self, row: DataRow) -> None:
        self.left_out += 1
        if len(self.kept) < KEPT_EXAMPLES:
            self.kept.append(row)

    def _checked(
        self, row: DataRow, values: Values, problems: list[Remark], warnings: list[Remark]
    ) -> tuple[Any, ...]:
        """One cleaned row checked by its kind, in the order of STAGED."""
        key = group = outcome = ""
        cleaned = None
        if problems and values:
            unread = {field for field, _, _ in problems}
            problems += self.kind.check_rest(values, self.context, unread)
        elif not problems:
            verdict = self.kind.check(values, self.context)
            key, group, problems = verdict.key, verdict.group, verdict.problems
            warnings += verdict.warnings
        if problems:
            outcome = Outcome.PROBLEM.value
        else:
            cleaned = as_json(values)
        return (
            *(self.run.pk, row.number, raw_json(row.raw), cleaned, key, group, outcome),
            *(remarks_json(remarks) if remarks else "[]" for remarks in (problems, warnings)),
            row.mended_by,
            as_json(shared_as_json(shared)) if (shared := row.around.shared) else None,
        )


def remarks_json(remarks: Sequence[Remark]) -> str:
    """Masked: a cell in the wrong column may be anybody's number. JSON would hide its dashes."""
    return as_json([[masked(words) for words in remark] for remark in remarks])


def raw_json(cells: list[Any]) -> str:
    """The cells as JSON. Plain text, which most are, needs no encoder."""
    try:
        text = "".join(cells)
    except TypeError:
        return as_json(raw_cells(cells))
    if cells and text.isascii() and text.isprintable() and '"' not in text and "\\" not in text:
        return f'["{QUOTED_COMMA.join(cells)}"]'
    return as_json(raw_cells(cells))
