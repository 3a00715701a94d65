"""What every step of an import writes about its run: how far it is, its name, why it failed."""

from typing import Any

from django.db import DatabaseError
from django.db.models import F
from django.utils import timezone

from registry.models import ImportRun, RunState


class BegunAnew(Exception):
    """This worker was thought dead: its reading is another one's now, or somebody gave it up."""


def subject_of(run: ImportRun) -> str:
    return f"file:{run.file_name}"[:120]


def beat(run: ImportRun, done: int, total: int, start: int, share: int) -> None:
    progress = min(99, start + done * share // max(total, done, 1))
    if run.state == RunState.READING:
        hold_reading(run, progress=progress)
    else:
        ImportRun.objects.filter(pk=run.pk).update(heartbeat=timezone.now(), progress=progress)


def hold_reading(run: ImportRun, **also: Any) -> None:
    """A sign of life, where the reading is still that in which `run` was loaded. Raises BegunAnew.

    A machine that slept wakes up in the middle: what is read by then may be applied already. In a
    transaction nobody takes it away before the end.
    """
    mine = ImportRun.objects.filter(pk=run.pk, state=RunState.READING, attempts=run.attempts)
    if not mine.update(heartbeat=timezone.now(), **also):
        raise BegunAnew


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
