"""A correction file that waits for the worker: held against the run's rows before it counts.

It stands in the run's options as `offered` until then. One that does not fit leaves the preview,
its rows and its figures just as they were.
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

OFFERED = "offered"
# Of a hundred: the part of reading that is done when the correction file has been held against it.
CHECKED_SHARE = 20


def accept(run: ImportRun) -> None:
    """The offered file joins the corrections of the run.

    Raises FileRefused where it cannot, and BegunAnew.
    """
    sha256 = run.options[OFFERED]
    path = Path(SourceFile.objects.get(sha256=sha256).path)
    check_correction(run, path, lambda done: beat(run, done, run.rows, 0, CHECKED_SHARE))
    earlier = [known for known in run.options.get("corrections", []) if known != sha256]
    run.options = {**without_offer(run), "corrections": [*earlier, sha256]}
    run.progress = CHECKED_SHARE
    hold(run, options=run.options, progress=run.progress)


@transaction.atomic
def turn_away(run: ImportRun, refusal: FileRefused, state: RunState) -> None:
    """Back to the preview as it stood (`state`), and why the file was not taken.

    Raises BegunAnew.
    """
    hold(run)
    name = SourceFile.objects.get(sha256=run.options[OFFERED]).name
    run.options, run.state, run.progress, run.attempts = without_offer(run), state, 100, 0
    run.error = mask_digits(f"Berkas perbaikan {name} tidak dipakai. {refusal}")
    run.save(update_fields=["options", "state", "progress", "attempts", "error"])
    record(Verb.IMPORT_REFUSED, by=None, run=run, subject=f"file:{name}"[:120], reason=str(refusal))


def without_offer(run: ImportRun) -> dict[str, object]:
    return {key: value for key, value in run.options.items() if key != OFFERED}
