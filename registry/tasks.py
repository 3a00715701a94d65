"""Background work of the register. Arguments are public ids only: no task row holds an identity."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from traceback import format_exception

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import task
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from registry.identifiers import mask_digits
from registry.imports import runs
from registry.imports.undoing import undo
from registry.imports.undoing.asked import is_asked
from registry.models import ImportRun, RunState

# As `nice` counts: 0 is what a process begins with, 19 comes last.
GIVES_WAY = 10


class JobFailed(Exception):
    """A job's error with its traceback as text, every number of a person masked."""


def give_way() -> None:
    """On PostgreSQL what this worker computes waits for whoever waits at a page, and the server
    computes for it on one core.

    On SQLite it would be the other way round (decision 14): who is held up here holds the lock.
    """
    if connection.vendor != "postgresql":
        return
    if os.getpriority(os.PRIO_PROCESS, 0) < GIVES_WAY:
        os.setpriority(os.PRIO_PROCESS, 0, GIVES_WAY)
    with connection.cursor() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 0")


@contextmanager
def in_background() -> Iterator[None]:
    """Every job: it gives way, and leaves no number of a person where it fails.

    The queue keeps the traceback of a job that failed, and databases quote values in errors.
    """
    give_way()
    try:
        yield
    except Exception as error:
        raise JobFailed(mask_digits("".join(format_exception(error)))) from None


@task()
@in_background()
def read_run(public_id: str) -> None:
    """Reads and previews a run; applies it where that was asked for beforehand."""
    run = ImportRun.objects.get(public_id=public_id)
    runs.read(run)
    if run.apply_at_once and run.state == RunState.PREVIEWED:
        runs.ask_apply(run=run, by=run.created_by)
        runs.apply(run)
        follow_up()


@task()
@in_background()
def apply_run(public_id: str) -> None:
    runs.apply(ImportRun.objects.get(public_id=public_id))
    follow_up()


@task()
@in_background()
def undo_run(public_id: str) -> None:
    """Takes a run back for whoever asked; harmless where another worker did it already.

    A run that waited for long has several jobs: when the first has failed, nobody asks any more.
    """
    run = ImportRun.objects.select_related("undone_by").get(public_id=public_id)
    if not is_asked(run):
        return
    with suppress(runs.WrongState):
        undo.undo(run, run.undone_by)
        follow_up()


@task()
@in_background()
def drop_discarded_rows() -> None:
    runs.drop_discarded()


@task()
@in_background()
def look_again() -> None:
    requeue_dead_runs()


def follow_up() -> None:
    """What the apps above do once a file was applied or taken back."""
    for job in settings.AFTER_FILES:
        import_string(job).enqueue()


def requeue_dead_runs() -> int:
    """For whoever waits for a run too; returns how many were handed on."""
    return sum(_hand_on(run) for run in runs.recover())


def _hand_on(run: ImportRun) -> bool:
    """False where its job still waits in the queue: it only looked dead behind a long one, and a
    second one would find nothing to do.
    """
    if is_queued(run):
        return False
    _job_of(run).enqueue(public_id=str(run.public_id))
    return True


def is_queued(run: ImportRun) -> bool:
    """Whether its job waits for a worker."""
    waiting = DBTaskResult.objects.ready().filter(task_path=_job_of(run).module_path)
    return waiting.filter(args_kwargs__kwargs__public_id=str(run.public_id)).exists()


def _job_of(run: ImportRun) -> Task[..., None]:
    undoing = dict.fromkeys((RunState.APPLIED, RunState.UNDONE), undo_run)
    jobs = {RunState.APPLYING: apply_run, **undoing}
    return jobs.get(RunState(run.state), read_run)


def requeue_at_start() -> int:
    """For a starting worker. A run whose worker died a moment ago still seems to be alive: whether
    it is shows only when no sign of life has come for long, and nobody may be waiting at its page.
    """
    count = requeue_dead_runs()
    drop_discarded_rows.enqueue()
    if ImportRun.objects.filter(runs.UNFINISHED).exists():
        look_again.using(run_after=timezone.now() + runs.STALE).enqueue()
    return count
