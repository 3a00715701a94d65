"""What people change while they look at a preview: options, sheet, wrong values, mended rows.

Each change reads the file again, so that what is applied is what was seen. Raises WrongState where
the run has moved on meanwhile.
"""

from pathlib import Path
from typing import Any

from django.db import transaction

from registry.audit import record
from registry.events import Verb
from registry.identifiers import mask_digits
from registry.imports.corrections.corrected import correction_of
from registry.imports.corrections.offered import OFFERED
from registry.imports.importkinds import kind_of
from registry.imports.reading import guard
from registry.imports.reading.filestore import keep
from registry.imports.runrow import subject_of
from registry.imports.runs import READABLE, WrongState, read_again
from registry.models import ImportRun, RunState, User

# What a person said of one sheet means nothing on another.
OF_ONE_SHEET = ("sheet", "map", "corrections")
# Its problem rows are there to be mended; a run at work is waited for.
MENDABLE = (RunState.PREVIEWED, RunState.NOTHING)
JOINED = (*MENDABLE, RunState.WAITING, RunState.READING, RunState.APPLYING)


@transaction.atomic
def choose_options(*, run: ImportRun, chosen: dict[str, Any], by: User) -> None:
    """Other options of the kind (release, programme, months …). Raises WrongState."""
    names = kind_of(run.kind).option_names
    before = {name: run.options.get(name, "") for name in names}
    read_again(run=run, options={**run.options, **{name: chosen.get(name) for name in names}})
    after = {name: run.options.get(name, "") for name in names}
    record(
        Verb.IMPORT_RECHOSEN, by=by, run=run, subject=subject_of(run), before=before, after=after
    )


@transaction.atomic
def choose_columns(*, run: ImportRun, columns: dict[str, str], by: User) -> None:
    """{header: field, or "" to keep it raw}. Raises WrongState."""
    before = {header: field or "" for header, field in run.mapping.items()}
    read_again(run=run, options={**run.options, "map": columns})
    after = {header: field for header, field in columns.items() if before.get(header) != field}
    record(
        Verb.IMPORT_RECHOSEN,
        by=by,
        run=run,
        subject=subject_of(run),
        before={header: before.get(header, "") for header in after},
        after=after,
    )


@transaction.atomic
def choose_kind(*, run: ImportRun, kind: str, by: User) -> None:
    """Opens the same file as another kind of list. Raises WrongState, and FileRefused (kind).

    What was told of the wrong kind is dropped but for the options that both have: columns, mended
    values and corrections mean nothing to the other, and a release belongs to its own lists.
    """
    if run.corrects_id is not None:
        raise WrongState
    before, rules = run.kind, kind_of(kind)
    names = set(rules.option_names) - {"release"}
    options = {name: value for name, value in run.options.items() if name in names}
    read_again(run=run, options=options, kind=rules.name)
    record(
        Verb.IMPORT_RETYPED,
        by=by,
        run=run,
        subject=subject_of(run),
        before={"kind": before},
        after={"kind": rules.name},
    )


@transaction.atomic
def choose_sheet(*, run: ImportRun, sheet: str, by: User) -> bool:
    """Reads another sheet, or settles that the present one is meant; whether it is read again.

    Columns and corrections belong to the sheet that they were made for. Raises WrongState.
    """
    before, is_settled = {"sheet": run.sheet}, sheet == run.sheet
    if is_settled:
        seen = ImportRun.objects.filter(pk=run.pk, heartbeat=run.heartbeat, state__in=READABLE)
        if not seen.update(options={**run.options, "sheet": sheet}):
            raise WrongState
    else:
        options = {key: value for key, value in run.options.items() if key not in OF_ONE_SHEET}
        read_again(run=run, options={**options, "sheet": sheet})
    record(
        Verb.IMPORT_RECHOSEN,
        by=by,
        run=run,
        subject=subject_of(run),
        before=before,
        after={"sheet": sheet},
    )
    return not is_settled


@transaction.atomic
def mend(*, run: ImportRun, values: dict[str, dict[str, str]], by: User) -> None:
    """Reads the file again with `values` ({field: {text: value}}) mended. Raises WrongState."""
    before = run.options.get("mend") or {}
    read_again(run=run, options={**run.options, "mend": values})
    record(
        Verb.IMPORT_MENDED,
        by=by,
        run=run,
        subject=subject_of(run),
        before=_told(before),
        after=_told(values),
    )


def _told(values: dict[str, dict[str, str]]) -> dict[str, str]:
    """{field: "JAWAA → 64.72.03.1001, …"}: never identities, which are not mended in bulk."""
    return {
        field: ", ".join(f"{text} → {value}" for text, value in sorted(texts.items()))
        for field, texts in values.items()
    }


def may_join(run: ImportRun, kind: str, by: User) -> bool:
    """Whether a correction file belongs into the very run that it names, told as this kind.

    Once that one is applied the correction is a run of its own.
    """
    known = ImportRun.objects.visible_to(by).filter(pk=run.pk).exists()
    return known and run.kind == kind and run.state in JOINED


def take_correction(*, run: ImportRun, path: Path, name: str, by: User | None) -> None:
    """Takes in what should be a correction file of this run. Raises FileRefused and WrongState."""
    guard.inspect(path, name)
    correction_of(run, path)
    offer_correction(run=run, path=path, name=name, by=by)


@transaction.atomic
def offer_correction(*, run: ImportRun, path: Path, name: str, by: User | None) -> None:
    """Hands a correction file of this run to the worker, who holds it against the run's rows.

    There it takes the place of theirs, or leaves the preview as it was, with words. Raises
    WrongState.
    """
    if run.state not in MENDABLE:
        raise WrongState
    file = keep(path, name, by)
    read_again(run=run, options={**run.options, OFFERED: file.sha256})
    record(
        Verb.IMPORT_UPLOADED,
        by=by,
        run=run,
        subject=subject_of(run),
        after={"correction": mask_digits(name)[:120]},
    )
