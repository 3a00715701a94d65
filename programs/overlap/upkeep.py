"""Adds up anew what changed: the upkeep of `spans`, a few thousand households at a time.

Each time all is read and judged first, then written in one short transaction: SQLite has one
writer, and officers save what they decide meanwhile. Whoever else wrote in between is noticed by
the turn he took (`AidTimeLine.turn`); then it is read once more.

Raw SQL because the ORM cannot add to a count that may not be there yet.
"""

import logging
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Set
from dataclasses import dataclass

from django.db import OperationalError, connection, transaction
from django.db.backends.utils import CursorWrapper
from psycopg2.extras import execute_values

from programs.models import AidMark, AidRun, AidSpan, AidSummary, AidTimeLine, Recipient
from programs.overlap.summaries import VERSION, InForce, Texts, households_of, texts_of
from programs.overlap.windows import runs_of, spans_of
from registry.imports.applying.table import Table
from registry.models import ListedAid

logger = logging.getLogger(__name__)

# Marks at a time. Four times as many take no less time, and hold SQLite's lock four times as long.
CHUNK = 500
MANY = 20_000
# Bytes; as many marks as are read one by one take a twentieth.
SPARSE = 4_000_000
# How long the pages wait that want to read marks meanwhile.
PATIENCE = "1s"
# (first, last, previous, area id, kind) → households to add; the order of the unique constraint
Deltas = Counter[tuple[int, int, int, int, int]]


def refresh(progress: Callable[[int], None] | None = None, chunk: int = CHUNK) -> int:
    """Adds up anew what is marked, in short transactions; returns how many marks there were.

    Harmless to call at any time, also twice at once: of two who read the same, one writes.
    """
    done = 0
    while marks := _refresh_some(chunk):
        done += marks
        if progress:
            progress(done)
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        _tidy_up(done)
    return done


def _tidy_up(done: int) -> None:
    """So that nobody looks through what was dropped; PostgreSQL itself comes late, or never."""
    with connection.cursor() as cursor:
        if done >= MANY:
            cursor.execute("VACUUM ANALYZE programs_aidmark, programs_aidspan")
        cursor.execute("SELECT pg_relation_size('programs_aidmark')")
        if cursor.fetchone()[0] > SPARSE:
            _give_back_pages(cursor)


def _give_back_pages(cursor: CursorWrapper) -> None:
    """Readers look through all pages of the table: 250 ms after the first load of a million.

    VACUUM gives pages back only where no old transaction might look at them. Nobody may wait for
    this behind an import that leaves marks: then the next upkeep does it.
    """
    try:
        with transaction.atomic():
            cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
            cursor.execute("LOCK TABLE programs_aidmark IN ACCESS EXCLUSIVE MODE")
            if not AidMark.objects.exists():
                cursor.execute("TRUNCATE programs_aidmark")
    except OperationalError as busy:
        logger.warning("The table of marks stays sparse until the next upkeep: %s", busy)


@transaction.atomic
def begin_anew() -> None:
    """Nothing that was added up is believed any more; `refresh` makes all of it from the tables.

    By no rules: readers look at the tables themselves from here on, and whoever adds up next, be it
    after a kill, begins at the beginning.
    """
    _take_next_turn(text="")


@transaction.atomic
def mark_all() -> None:
    """Every household is to be judged anew, once; what comes out the same changes no sum.

    A mark that somebody commits meanwhile stays: it is not among those that are dropped.
    """
    _take_next_turn()
    AidMark.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO programs_aidmark (household_id) SELECT id FROM registry_household"
        )


def _take_next_turn(**changes: str) -> AidTimeLine:
    """In a transaction: who adds up meanwhile finds it taken, and reads anew."""
    line = AidTimeLine.objects.select_for_update().get_or_create(pk=1)[0]
    AidTimeLine.objects.filter(pk=1).update(turn=line.turn + 1, **changes)
    return line


def _refresh_some(chunk: int) -> int:
    while True:
        in_force = InForce.today()
        line = AidTimeLine.objects.first()
        if line is None or line.text != in_force.text:
            _begin_by(in_force)
            continue
        # Read before the aid is: what is committed from here on leaves a mark that stays.
        marks = list(AidMark.objects.order_by("pk")[:chunk])
        if not marks:
            return 0
        sums = _sums_of(households_of(marks), in_force)
        with transaction.atomic():
            # The first statement: who has the same turn waits here, then finds it taken.
            if AidTimeLine.objects.filter(pk=1, turn=line.turn).update(turn=line.turn + 1):
                _write(sums)
                AidMark.objects.filter(pk__in=[mark.pk for mark in marks]).delete()
                return len(marks)


@transaction.atomic
def _begin_by(in_force: InForce) -> None:
    before = _take_next_turn(text=in_force.text).text
    if before.startswith(f"{VERSION} "):
        _mark_where_rules_changed(in_force, before)
    else:
        # What another version of this code added up is no help, nor is what nobody believes.
        for table in (AidSpan, AidRun, AidSummary):
            table.objects.all().delete()
        mark_all()


def _mark_where_rules_changed(in_force: InForce, before: str) -> None:
    """Households with a programme counted otherwise now, or a pair with another verdict."""
    programs, codes, pairs = in_force.differing(before)
    linked = Recipient.objects.exclude(household=None)
    found = set(
        ListedAid.objects.filter(program_code__in=codes).values_list("household", flat=True)
    )
    found |= set(linked.filter(program__in=programs).values_list("household", flat=True))
    for first, second in pairs:
        both = linked.filter(program=first, household__aid__program=second)
        found |= set(both.values_list("household", flat=True))
    AidMark.objects.bulk_create(
        (AidMark(household_id=pk) for pk in sorted(found)), batch_size=CHUNK
    )


@dataclass(frozen=True)
class Sums:
    """What some households change: sums of spans, summaries that are new, those that are gone."""

    deltas: Deltas
    changed: Texts
    gone: Set[int]


def _sums_of(household_ids: Collection[int], in_force: InForce) -> Sums:
    before: Texts = {
        pk: (area_id, text)
        for pk, area_id, text in AidSummary.objects.filter(pk__in=household_ids).values_list(
            "pk", "area_id", "months"
        )
    }
    after = texts_of(household_ids, in_force)
    deltas: Deltas = Counter()
    _add(deltas, [before[pk] for pk in before if before[pk] != after.get(pk)], -1)
    changed = {pk: after[pk] for pk in after if before.get(pk) != after[pk]}
    _add(deltas, changed.values(), 1)
    return Sums(deltas, changed, before.keys() - after.keys())


def _add(deltas: Deltas, summaries: Iterable[tuple[int, str]], sign: int) -> None:
    for area_id, text in summaries:
        for kind, previous, first, last in spans_of(text):
            deltas[first, last, previous, area_id, kind] += sign


def _write(sums: Sums) -> None:
    _write_spans(sums.deltas)
    AidRun.objects.filter(household__in=sums.gone | sums.changed.keys()).delete()
    Table(AidRun, "household_id", "kind", "first", "last").insert(
        [(pk, *run) for pk, (_, text) in sums.changed.items() for run in runs_of(text)]
    )
    AidSummary.objects.filter(pk__in=sums.gone).delete()
    AidSummary.objects.bulk_create(
        [
            AidSummary(household_id=pk, area_id=area, months=text)
            for pk, (area, text) in sums.changed.items()
        ],
        update_conflicts=True,
        unique_fields=["household"],
        update_fields=["area", "months"],
        batch_size=CHUNK,
    )


def _write_spans(deltas: Deltas) -> None:
    more = [(*key, households) for key, households in deltas.items() if households > 0]
    fewer = [(-households, *key) for key, households in deltas.items() if households < 0]
    with connection.cursor() as cursor, connection.wrap_database_errors:
        if connection.vendor == "postgresql":
            execute_values(cursor.cursor, f"{_MORE} VALUES %s {_ADDING}", more, page_size=CHUNK)
            execute_values(cursor.cursor, _FEWER_OF_MANY, fewer, page_size=CHUNK)
        else:
            cursor.executemany(f"{_MORE} VALUES (%s, %s, %s, %s, %s, %s) {_ADDING}", more)
            cursor.executemany(_FEWER, fewer)
    if fewer:
        AidSpan.objects.filter(households=0).delete()


_MORE = "INSERT INTO programs_aidspan (first, last, previous, area_id, kind, households)"
_ADDING = """ON CONFLICT (first, last, previous, area_id, kind)
DO UPDATE SET households = programs_aidspan.households + excluded.households"""
_FEWER = """UPDATE programs_aidspan SET households = households - %s
WHERE first = %s AND last = %s AND previous = %s AND area_id = %s AND kind = %s"""
_FEWER_OF_MANY = """UPDATE programs_aidspan span SET households = span.households - fewer.n
FROM (VALUES %s) AS fewer (n, first, last, previous, area_id, kind)
WHERE span.first = fewer.first AND span.last = fewer.last AND span.previous = fewer.previous
AND span.area_id = fewer.area_id AND span.kind = fewer.kind"""
