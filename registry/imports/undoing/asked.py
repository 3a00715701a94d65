"""An undo that was asked for and is not yet done: there is no state between applied and undone."""

from django.db.models import Q

from registry.events import Verb
from registry.models import ImportRun, RunState

# The whole of an applied run; or the rest of one that is undone, while its day is not written.
FIRST = Q(state=RunState.APPLIED, undone_by__isnull=False)
REST = Q(state=RunState.UNDONE, undone_at=None)
UNDOING = FIRST | REST


def is_asked(run: ImportRun) -> bool:
    if run.state == RunState.APPLIED:
        return run.undone_by_id is not None
    return run.state == RunState.UNDONE and run.undone_at is None


def call_off(run: ImportRun, words: str) -> None:
    """The run stands as it stood before anybody asked, with the words why."""
    asked = ImportRun.objects.filter(pk=run.pk)
    asked.filter(FIRST).update(undone_by=None, error=words)
    last = run.events.filter(verb=Verb.IMPORT_UNDONE).first()
    if last is not None:
        asked.filter(REST).update(undone_by=last.actor, undone_at=last.at, error=words)
