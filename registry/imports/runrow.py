"""What every step of an import writes about its run: how far it is, its name, why it failed."""

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
    """A sign of life, where the run is still in the step in which it was loaded. Raises BegunAnew.

    A machine that slept wakes up in the middle: what it works on may be applied already. In a
    transaction nobody takes it away before the end. Two may prepare one apply; of two that read,
    the first one stops.
    """
    mine = ImportRun.objects.filter(pk=run.pk, state=run.state)
    if run.state == RunState.READING:
        mine = mine.filter(attempts=run.attempts)
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
