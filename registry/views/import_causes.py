"""What is wrong with the rows of a run, by cause, and what has been mended of it."""

from dataclasses import dataclass

from django.db.models import Count

from registry.imports.corrections.causes import Cause, causes_of
from registry.imports.importkinds import kind_of
from registry.imports.values.mending import EMPTY, may_be_mended
from registry.models import ImportRun
from registry.views.import_words import labels_of


@dataclass(frozen=True)
class ToldCause:
    """A cause with the words of its column, and what would mend it."""

    cause: Cause
    column: str
    # Whether one value told once would mend it, and whether an option of the import would.
    is_mendable: bool
    is_option: bool


@dataclass(frozen=True)
class ToldCauses:
    """The most frequent ones, and how many others there are."""

    shown: list[ToldCause]
    more: int


def problem_causes(run: ImportRun) -> ToldCauses:
    return _told(run, "problems")


def warning_causes(run: ImportRun) -> ToldCauses:
    return _told(run, "warnings")


def _told(run: ImportRun, remarks: str) -> ToldCauses:
    causes = causes_of(run, remarks)
    if not causes.shown:
        return ToldCauses([], 0)
    kind, labels = kind_of(run.kind), labels_of(run)
    is_problem = remarks == "problems"
    mendable = kind.resource.fields if is_problem else kind.closed_lists()
    shown = [
        ToldCause(
            cause,
            labels.get(cause.field, ""),
            is_mendable=cause.field in mendable
            and any(may_be_mended(run, cause.field, found) for _, found in cause.examples),
            is_option=is_problem and cause.field in kind.option_names,
        )
        for cause in causes.shown
    ]
    return ToldCauses(shown, causes.more)


@dataclass(frozen=True)
class Mended:
    """What people mended: values of whole columns, and rows by a file."""

    # (column, text of the cells, what it was read as)
    values: list[tuple[str, str, str]]
    # (name of the file, rows whose cells it changed)
    files: list[tuple[str, int]]

    def __bool__(self) -> bool:
        return bool(self.values or self.files)


def mended(run: ImportRun) -> Mended:
    told: dict[str, dict[str, str]] = run.options.get("mend") or {}
    labels, lists = labels_of(run), kind_of(run.kind).closed_lists() if told else {}
    values = [
        (labels.get(about, about), text, _words(value, dict(lists.get(about, []))))
        for about, texts in told.items()
        for text, value in sorted(texts.items())
    ]
    return Mended(values, _mending_files(run) if run.options.get("corrections") else [])


def _mending_files(run: ImportRun) -> list[tuple[str, int]]:
    rows = run.staged_rows.exclude(mended_by=None).order_by("mended_by__name")
    return list(rows.values_list("mended_by__name").annotate(Count("id")))


def _words(value: str, choices: dict[str, str]) -> str:
    return "kosong" if value == EMPTY else choices.get(value, value)
