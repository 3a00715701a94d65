"""Judges the staged rows of a run in batches, and counts what came out."""

import gc
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from django.db import transaction
from django.db.models import Count, QuerySet, TextField
from django.db.models.functions import Cast

from registry.imports.applying.ledger import Ledger
from registry.imports.applying.table import Table, as_json
from registry.imports.importkinds import Kind
from registry.imports.judging import JudgedRow
from registry.imports.runrow import hold
from registry.models import ImportRun, Outcome, StagedRow

BATCH = 2_000
# How an empty list of remarks is stored.
NO_REMARKS = "[]"
# How `Kind.judge` marks the counts of changed fields among those of links.
FIELD = "field:"


# Objects made between two looks for cycles; Python's own 700 is for programs that keep little.
ALLOCATIONS = 50_000


@contextmanager
def rare_collections() -> Iterator[None]:
    """Half a million small values are made and dropped in turn, none of them in a cycle.

    Looking for cycles among them takes a quarter of the time; rarely is often enough. It is for the
    one thread of a worker or command: of two that overlap the second would keep the first's number.
    """
    usual = gc.get_threshold()
    gc.set_threshold(ALLOCATIONS, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def judge_all(
    run: ImportRun,
    kind: Kind,
    context: Any,
    ledger: Ledger | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> None:
    """Judges every good row against the register as it is now; with a ledger, writes.

    Without one it also counts which fields would change, in `run.effects`.
    """
    kind.gather(run)
    counts: Counter[str] = Counter()
    done = 0
    for rows in batches(run):
        counts += judge_batch(run, kind, rows, context, ledger)
        done += len(rows)
        progress(done)
    run.linked, run.ambiguous = counts["linked"], counts["ambiguous"]
    run.unlinked = counts["unlinked"]
    if ledger is None:
        run.effects = {**run.effects, "fields": _fields(counts)}


def _fields(counts: Counter[str]) -> dict[str, int]:
    """{"person.occupation": 40}: how many have a field changed, the most frequent first."""
    told = [(key, n) for key, n in counts.most_common() if key.startswith(FIELD)]
    return {key.removeprefix(FIELD): n for key, n in told}


def judge_batch(
    run: ImportRun,
    kind: Kind,
    rows: list[JudgedRow],
    context: Any,
    ledger: Ledger | None,
    keeping: AbstractContextManager[None] | None = None,
) -> Counter[str]:
    """Judges whole groups, and stores what came out where it was not known already.

    Within `keeping` what the kind writes is kept for later; what came out and the lines of the
    ledger are stored in any case. Raises BegunAnew, before they are.
    """
    before = {row.pk: (row.outcome, row.warnings) for row in rows}
    for row in rows:
        row.forget_warnings()
    with keeping or nullcontext():
        links = kind.judge(rows, context, ledger)
    with transaction.atomic():
        hold(run)
        _store_outcomes(rows, before)
        if ledger is not None:
            ledger.flush()
    return links


def batches(run: ImportRun) -> Iterator[list[JudgedRow]]:
    """Rows still to be judged, whole groups together, by keyset: memory stays flat."""
    good = run.staged_rows.filter(cleaned__isnull=False).order_by("group", "number")
    last: tuple[str, int] = ("", 0)
    while True:
        after = good.filter(group__gte=last[0]).exclude(group=last[0], number__lte=last[1])
        rows = judged(after[:BATCH])
        if not rows:
            return
        tail = rows[-1]
        rows += judged(good.filter(group=tail.group, number__gt=tail.number))
        yield rows
        last = (rows[-1].group, rows[-1].number)


def rows_between(run: ImportRun, first: str, last: str) -> list[JudgedRow]:
    """The batch that begins and ends with these groups, as it was judged before."""
    good = run.staged_rows.filter(cleaned__isnull=False, group__gte=first, group__lte=last)
    return judged(good.order_by("group", "number"))


def judged(rows: QuerySet[StagedRow]) -> list[JudgedRow]:
    """Their JSON is read in one go: a third of the time of one value after the other."""
    texts = rows.annotate(
        cleaned_text=Cast("cleaned", TextField()), warnings_text=Cast("warnings", TextField())
    )
    found = list(texts.values_list(*JudgedRow.STORED))
    cleaned = json.loads(f"[{','.join(row[4] for row in found)}]")
    return [
        JudgedRow(pk, number, group, outcome, values, _remarks(warned))
        for (pk, number, group, outcome, _, warned), values in zip(found, cleaned, strict=True)
    ]


def _remarks(text: str) -> Any:
    return [] if text == NO_REMARKS else json.loads(text)


def _store_outcomes(rows: list[JudgedRow], before: dict[int, tuple[str, Any]]) -> None:
    changed: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        if row.outcome != before[row.pk][0]:
            changed[row.outcome].append(row.pk)
    for outcome, keys in changed.items():
        StagedRow.objects.filter(pk__in=keys).update(outcome=outcome)
    Table(StagedRow, "id", "warnings").update(
        [(row.pk, as_json(row.warnings)) for row in rows if row.warnings != before[row.pk][1]]
    )
    # Of a row that was taken before and is not now, or the other way round.
    problem = Outcome.PROBLEM.value
    Table(StagedRow, "id", "problems").update(
        [
            (row.pk, as_json(row.problems))
            for row in rows
            if problem in (row.outcome, before[row.pk][0])
        ]
    )


def count_outcomes(run: ImportRun) -> None:
    """Every data row is in exactly one outcome; a row with only warnings is no problem."""
    counted = run.staged_rows.values_list("outcome").annotate(n=Count("id")).order_by()
    found = Counter(dict(counted))
    run.new, run.changed = found[Outcome.NEW], found[Outcome.CHANGED]
    run.same, run.problem = found[Outcome.SAME], found[Outcome.PROBLEM]
    run.warnings = run.staged_rows.exclude(warnings=[]).exclude(outcome=Outcome.PROBLEM).count()
