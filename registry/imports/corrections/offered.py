"""A correction file that waits for the worker: held against the run's rows before it counts.

It stands in the run's options as `offered` until then, and as `accepted` until the run has been
read with it. One that does not fit leaves the preview, its rows and its figures just as they were;
one over which the reading fails is withdrawn, and the run is read as it was before.
"""

from pathlib import Path

from django.db import transaction

from registry.audit import record
from registry.events import Verb
from registry.identifiers import mask_digits
from registry.imports.corrections.corrected import check_correction
from registry.imports.refusal import FileRefused
from registry.imports.runrow import beat, hold
from registry.models import ImportRun, RunState, SourceFile

# The file; and what stood in `corrections` before it was accepted, with the file at the end.
OFFERED, ACCEPTED = "offered", "accepted"
# Of a hundred: the part of reading that is done when the correction file has been held against it.
CHECKED_SHARE = 20


def accept(run: ImportRun) -> None:
    """The offered file joins the corrections of the run.

    Raises FileRefused where it cannot, and BegunAnew.
    """
    sha256 = run.options[OFFERED]
    path = Path(SourceFile.objects.get(sha256=sha256).path)
    check_correction(run, path, lambda done: beat(run, done, run.rows, 0, CHECKED_SHARE))
    before = run.options.get("corrections", [])
    joined = [*(known for known in before if known != sha256), sha256]
    run.options = {**settled(run), "corrections": joined, ACCEPTED: [*before, sha256]}
    run.progress = CHECKED_SHARE
    hold(run, options=run.options, progress=run.progress)


def turned_down(run: ImportRun, refusal: FileRefused, state: RunState) -> bool:
    """Whether it was a correction file over which the reading failed: it says why it is not taken,
    and the run is as it stood (`state`), or waits to be read so. Raises BegunAnew.
    """
    if OFFERED in run.options:
        _turn_away(run, refusal, state)
    elif ACCEPTED in run.options:
        _withdraw(run, refusal)
    else:
        return False
    return True


def _turn_away(run: ImportRun, refusal: FileRefused, state: RunState) -> None:
    """Back to the preview, whose rows nobody has touched."""
    sha256 = run.options[OFFERED]
    run.options, run.progress = settled(run), 100
    _leave(run, sha256, refusal, state)


def _withdraw(run: ImportRun, refusal: FileRefused) -> None:
    """The rows of the preview are gone: it waits to be read without the file."""
    *before, sha256 = run.options[ACCEPTED]
    run.options, run.progress = {**settled(run), "corrections": before}, 0
    if not before:
        del run.options["corrections"]
    _leave(run, sha256, refusal, RunState.WAITING)


@transaction.atomic
def _leave(run: ImportRun, sha256: str, refusal: FileRefused, state: RunState) -> None:
    hold(run)
    name = SourceFile.objects.get(sha256=sha256).name
    run.state, run.attempts, run.worker = state, 0, None
    run.error = mask_digits(f"Berkas perbaikan {name} tidak dipakai. {refusal}")
    run.save(update_fields=["options", "state", "progress", "attempts", "worker", "error"])
    record(Verb.IMPORT_REFUSED, by=None, run=run, subject=f"file:{name}"[:120], reason=str(refusal))


def settled(run: ImportRun) -> dict[str, object]:
    """The options without a file of which it is not known yet whether it can be taken."""
    return {key: value for key, value in run.options.items() if key not in (OFFERED, ACCEPTED)}
