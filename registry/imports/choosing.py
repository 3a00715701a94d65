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
from registry.imports import guard
from registry.imports.corrected import check_correction
from registry.imports.filestore import keep
from registry.imports.importkinds import kind_of
from registry.imports.runs import READABLE, WrongState, read_again, subject_of
from registry.models import ImportRun, User

# What a person said of one sheet means nothing on another.
OF_ONE_SHEET = ("sheet", "map", "corrections")


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
def choose_sheet(*, run: ImportRun, sheet: str, by: User) -> bool:
    """Reads another sheet, or settles that the present one is meant; whether it is read again.

    Columns and corrections belong to the sheet that they were made for. Raises WrongState.
    """
    if sheet == run.sheet:
        kept = ImportRun.objects.filter(pk=run.pk, state__in=READABLE)
        if not kept.update(options={**run.options, "sheet": sheet}):
            raise WrongState
        return False
    options = {key: value for key, value in run.options.items() if key not in OF_ONE_SHEET}
    before = {"sheet": run.sheet}
    read_again(run=run, options={**options, "sheet": sheet})
    record(
        Verb.IMPORT_RECHOSEN,
        by=by,
        run=run,
        subject=subject_of(run),
        before=before,
        after={"sheet": sheet},
    )
    return True


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


def take_correction(*, run: ImportRun, path: Path, name: str, by: User | None) -> int:
    """Mended problem rows take the place of theirs in the same run, which is read again.

    Returns how many rows the file holds. Raises Refused and WrongState.
    """
    guard.inspect(path, name)
    if run.state not in READABLE:
        raise WrongState
    rows = check_correction(run, path)
    with transaction.atomic():
        file = keep(path, name, by)
        earlier = [sha256 for sha256 in run.options.get("corrections", []) if sha256 != file.sha256]
        read_again(run=run, options={**run.options, "corrections": [*earlier, file.sha256]})
        record(
            Verb.IMPORT_UPLOADED,
            by=by,
            run=run,
            subject=subject_of(run),
            after={"correction": mask_digits(name)[:120], "rows": rows},
        )
    return rows
