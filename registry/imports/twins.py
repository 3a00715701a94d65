"""The same file once more: sent again days later, or by a second press of one button."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from registry.imports.corrections.offered import ACCEPTED, OFFERED
from registry.models import ImportRun, RunState, SourceFile, User

PRESSED_TWICE = timedelta(minutes=1)
# Options that belong to one run alone.
OWN_OPTIONS = ("sheet", "corrections", OFFERED, ACCEPTED)


def pressed_twice(
    file: SourceFile, kind: str, options: dict[str, Any], by: User | None
) -> ImportRun | None:
    """The run that the same person opened a moment ago with the same file: it waits to be read."""
    if by is None:
        return None
    SourceFile.objects.select_for_update().get(pk=file.pk)  # the second press waits for the first
    waiting = file.runs.filter(
        kind=kind,
        created_by=by,
        state__in=[RunState.WAITING, RunState.READING],
        created_at__gt=timezone.now() - PRESSED_TWICE,
    )
    return next((run for run in waiting if run.options == options), None)


def standing_twin(run: ImportRun) -> ImportRun | None:
    """The newest applied run of the same bytes, kind, sheet and options.

    What was mended by hand since does not make another file of it.
    """
    applied = run.file.runs.filter(kind=run.kind, state=RunState.APPLIED).exclude(pk=run.pk)
    return next((twin for twin in applied.order_by("-id") if _same_reading(run, twin)), None)


def _same_reading(run: ImportRun, twin: ImportRun) -> bool:
    """Told or remembered: what counts is which column was read as which."""
    same_columns = run.mapping == twin.mapping or run.options.get("map") == twin.options.get("map")
    return same_columns and _meaning(run) == _meaning(twin)


def _meaning(run: ImportRun) -> dict[str, Any]:
    own = {*OWN_OPTIONS, "mend", "map"}
    options = {key: value for key, value in run.options.items() if key not in own}
    return {**options, "sheet": run.sheet}
