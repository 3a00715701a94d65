"""What every step of an import writes about its run: how far it is, its name, why it failed."""

import uuid
from typing import Any

from django.db import DatabaseError
from django.db.models import F
from django.utils import timezone

from registry.models import ImportRun, RunState


class BegunAnew(Exception):
    """This worker was thought dead: another one has done its work, or somebody gave it up."""


def subject_of(run: ImportRun) -> str:
    return f"file:{run.file_name}"[:120]


def beat(run: ImportRun, done: int, total: int, start: int, share: int) -> None:
    """Raises BegunAnew."""
    hold(run, progress=min(99, start + done * share // max(total, done, 1)))


def hold(run: ImportRun, **also: Any) -> None:
    """A sign of life, where the run is still in the step and the hands in which it was loaded.

    Raises BegunAnew: a machine that slept wakes up in the middle, and what it works on may be
    another one's, or applied already. In a transaction nobody takes it away before the end.
    """
    mine = ImportRun.objects.filter(pk=run.pk, state=run.state, worker=run.worker)
    if not mine.update(heartbeat=timezone.now(), **also):
        raise BegunAnew


def claim(run: ImportRun, waiting: RunState, **also: Any) -> bool:
    """Whether the run waits in this state: then it is this worker's, until it is handed on."""
    worker = uuid.uuid4()
    free = ImportRun.objects.filter(pk=run.pk, state=waiting, worker=None)
    free.update(worker=worker, **also, **a_beginning())
    run.refresh_from_db()
    return run.worker == worker


def a_beginning() -> dict[str, Any]:
    """What a worker that sets to work writes. Counted now: one that is killed no longer can, and a
    run that waits in the queue for long has not died.
    """
    return {"attempts": F("attempts") + 1, "heartbeat": timezone.now()}


def without_values(error: Exception) -> Exception:
    """A database quotes the row it refuses: people, in the log and in the row of the task."""
    if isinstance(error, DatabaseError):
        return type(error)(str(error).splitlines()[0])
    return error
