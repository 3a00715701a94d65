"""Applies a run: prepared without the register's lock, written in one short transaction."""

import time

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from registry.audit import record
from registry.events import Verb
from registry.imports.applying.ledger import Ledger
from registry.imports.applying.prepared import NotPrepared
from registry.imports.applying.two_steps import Overtaken, Preparation
from registry.imports.columns.memory import remember
from registry.imports.corrections.causes import keep_causes_of_apply, without_causes
from registry.imports.importkinds import kind_of
from registry.imports.judgement import count_outcomes, judge_all
from registry.imports.runrow import beat, subject_of
from registry.imports.storing import drop_changes
from registry.models import Area, ImportRun, RunState

# A file that other files overtake again and again is applied under the lock.
PREPARATIONS = 3
PREPARED_SHARE = 90  # of a hundred: the part of applying that is done when all is prepared


def apply_in_two_steps(run: ImportRun) -> None:
    """Prepared beforehand and written at once; what cannot be prepared, under the lock."""
    started = time.monotonic()
    if not _apply_prepared(run, started):
        drop_changes(run)
        apply_directly(run, started)
    if run.state == RunState.APPLIED:
        keep_causes_of_apply(run)


def _apply_prepared(run: ImportRun, started: float) -> bool:
    """Whether nothing is left to be done. False: the file cannot be prepared."""
    for _ in range(PREPARATIONS):
        worker = run.worker
        run.refresh_from_db()
        if (run.state, run.worker) != (RunState.APPLYING, worker):
            return True
        drop_changes(run)
        preparation = Preparation(run, lambda done: beat(run, done, run.rows, 0, PREPARED_SHARE))
        try:
            preparation.prepare()
            with transaction.atomic():
                if _take(run):
                    preparation.write()
                    _note_applied(run, preparation.ledger, started)
            return True
        except NotPrepared:
            return False
        except (Overtaken, IntegrityError):
            continue
        finally:
            preparation.close()
    return False


@transaction.atomic
def apply_directly(run: ImportRun, started: float) -> None:
    """Judges and writes batch by batch in one transaction: the slow plain twin of the two steps."""
    if not _take(run):
        return
    kind = kind_of(run.kind)
    context = kind.context(run)
    ledger = Ledger(run)
    judge_all(run, kind, context, ledger)
    kind.conclude(run, context, ledger)
    ledger.flush()
    count_outcomes(run)
    _note_applied(run, ledger, started)


def _take(run: ImportRun) -> bool:
    """The first statement takes the row: nobody hands it on any more. False: it was before."""
    mine = ImportRun.objects.filter(pk=run.pk, state=RunState.APPLYING, worker=run.worker)
    if not mine.update(heartbeat=timezone.now()):
        run.refresh_from_db()
        return False
    take_turns()
    return True


def _note_applied(run: ImportRun, ledger: Ledger, started: float) -> None:
    run.state, run.applied_at, run.progress = RunState.APPLIED, timezone.now(), 100
    run.seconds = round(run.seconds + time.monotonic() - started, 3)
    run.changes_digest, run.effects = ledger.digest(), without_causes(run)
    run.save()
    remember(run)
    counts = {name: getattr(run, name) for name in ("new", "changed", "same", "problem")}
    record(
        Verb.IMPORT_APPLIED,
        by=run.applied_by,
        run=run,
        subject=subject_of(run),
        after={**counts, "changes": ledger.count, "digest": run.changes_digest},
    )


def take_turns() -> None:
    """Two files over the same households would both find them missing: one waits for the other.

    SQLite has one writer at a time anyway. The lock leaves foreign keys to the city free.
    """
    city = Area.objects.select_for_update(no_key=True).filter(code=settings.CITY)
    city.values_list("pk").first()
