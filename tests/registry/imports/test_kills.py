"""An apply killed at twenty moments: nobody ever sees half a file, and in the end it is there once.

The file, the database and the processes are real; only outcomes are looked at, so the tests hold
however an apply goes about its work.
"""

import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Count, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from registry.events import Verb
from registry.imports import runs
from registry.imports.applying.ledger import digest_of
from registry.imports.undoing import undo
from registry.models import (
    AuditEvent,
    ChangeRow,
    Household,
    Identifier,
    ImportRun,
    ListedAid,
    Listing,
    Membership,
    Person,
    Residence,
    RunState,
)
from tests.registry.imports.children import died_long_ago, kill, start
from tests.registry.imports.lists import a_city, counts, preview

pytestmark = pytest.mark.django_db(transaction=True)
HOUSEHOLDS = 1_000
KILLS = 20
# A household's own rows, and those of its two people.
ONCE = (Household, Identifier, Residence, Listing)
TWICE = (Person, Membership, ListedAid)
Sight = tuple[str, tuple[int, ...]]
NOTHING: Sight = (RunState.APPLYING.value, (0,) * 8)
# The last are the change rows: one for each household and person, and one for the release.
EVERYTHING: Sight = (
    RunState.APPLIED.value,
    (*[HOUSEHOLDS] * len(ONCE), *[2 * HOUSEHOLDS] * len(TWICE), 3 * HOUSEHOLDS + 1),
)


def count_of(rows: QuerySet[Any]) -> Coalesce:
    one = rows.order_by().annotate(whole=Value(1)).values("whole").annotate(n=Count("pk"))
    return Coalesce(Subquery(one.values("n")), 0)


def sight_of(run: ImportRun) -> Sight:
    """The state of the run and what is there, in one statement: one moment of the database."""
    rows = [model._default_manager.all() for model in (*ONCE, *TWICE)]
    # Those of a run that is not applied are nobody's business.
    changes = ChangeRow.objects.filter(run=run, run__state=RunState.APPLIED)
    counted = [count_of(each) for each in (*rows, changes)]
    state, *found = ImportRun.objects.filter(pk=run.pk).values_list("state", *counted).get()
    return state, tuple(found)


@contextmanager
def watched(run: ImportRun) -> Iterator[set[Sight]]:
    """All that a reader sees meanwhile, who looks again and again from his own connection."""
    seen: set[Sight] = set()
    over = threading.Event()

    def look() -> None:
        try:
            while not over.is_set():
                seen.add(sight_of(run))
                time.sleep(0.03)
        finally:
            connection.close()

    reader = threading.Thread(target=look)
    reader.start()
    try:
        yield seen
    finally:
        over.set()
        reader.join()


def asked(path: Path) -> ImportRun:
    """A run of the file that a worker is about to apply."""
    run = preview(path)
    runs.ask_apply(run=run, by=None)
    return run


def length_of_an_apply(path: Path) -> float:
    """Seconds, of one that nobody disturbs; it is taken back."""
    run = asked(path)
    child = start("apply", run)
    began = time.monotonic()
    assert child.wait() == 0
    length = time.monotonic() - began
    undo.undo(run, None)
    return length


def state_after_a_death(run: ImportRun) -> str:
    """PostgreSQL may notice a little later that its client is gone: its lock tells when."""
    with transaction.atomic():
        return ImportRun.objects.select_for_update().get(pk=run.pk).state


def taken_up_again(run: ImportRun) -> None:
    """A worker that starts finds the run; where too many have died, somebody asks once more."""
    died_long_ago(run)
    if run not in runs.recover():
        run.refresh_from_db()
        assert (run.state, "terhenti" in run.error) == (RunState.PREVIEWED, True)
        runs.ask_apply(run=run, by=None)


def was_hit(run: ImportRun, after: float) -> bool:
    """Whether the kill came before the end. All that anybody saw was nothing, or else all of it."""
    with watched(run) as sights:
        kill(start("apply", run), after)
    done = state_after_a_death(run) == RunState.APPLIED
    assert sights <= ({NOTHING, EVERYTHING} if done else {NOTHING})
    assert sight_of(run) == (EVERYTHING if done else NOTHING)
    return not done


def test_twenty_kills_at_any_moment_show_nothing_or_everything(tmp_path):
    path = a_city(tmp_path / "kota.csv", households=HOUSEHOLDS)
    length, chance, hits = length_of_an_apply(path), random.Random(20), 0
    run = asked(path)
    while hits < KILLS:
        if was_hit(run, (hits + chance.random()) / KILLS * length):
            taken_up_again(run)
            hits += 1
        else:
            undo.undo(run, None)
            run, length = asked(path), length * 0.9
    finish(run)


def finish(run: ImportRun) -> None:
    """The last worker lives; then all of the file is there, and once."""
    with watched(run) as sights:
        assert start("apply", run).wait() == 0
    run.refresh_from_db()
    assert sights | {NOTHING} == {NOTHING, EVERYTHING}
    assert sight_of(run) == EVERYTHING
    assert counts(run) == (2 * HOUSEHOLDS, 0, 0, 0)
    assert digest_of(run) == run.changes_digest
    assert AuditEvent.objects.filter(run=run, verb=Verb.IMPORT_APPLIED).count() == 1
