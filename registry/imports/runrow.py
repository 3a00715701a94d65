"""What every step of an import writes about its run: how far it is, its name, why it failed."""

from django.db import DatabaseError
from django.utils import timezone

from registry.models import ImportRun


def subject_of(run: ImportRun) -> str:
    return f"file:{run.file_name}"[:120]


def beat(run: ImportRun, done: int, total: int, start: int, share: int) -> None:
    progress = min(99, start + done * share // max(total, done, 1))
    ImportRun.objects.filter(pk=run.pk).update(heartbeat=timezone.now(), progress=progress)


def without_values(error: Exception) -> Exception:
    """A database quotes the row it refuses: people, in the log and in the row of the task."""
    if isinstance(error, DatabaseError):
        return type(error)(str(error).splitlines()[0])
    return error
