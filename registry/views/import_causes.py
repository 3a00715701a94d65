"""What is wrong with the rows of a run, by cause, and what has been mended of it."""

import dataclasses
import re
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from registry.imports.corrections.remarks import rows_by_remarks
from registry.imports.importkinds import kind_of
from registry.imports.values.mending import EMPTY, may_be_mended
from registry.models import ImportRun, Outcome, StagedRow
from registry.views.import_words import labels_of

# Causes and examples shown on the run's page; every row is on the page of its outcome.
CAUSES_SHOWN = 12
EXAMPLES = 3
# A cause is the same whatever word it quotes, whosever number or area it names in brackets.
QUOTED = re.compile("“[^”]*”")
NAMED = re.compile(r" \((?:[^()]*\*\*[^()]*|wilayah [\d.]+)\)")


@dataclass
class Cause:
    """One thing that is wrong, with the number of its rows and some examples."""

    field: str
    sentence: str
    count: int = 0
    # (row number, what was found, masked)
    examples: list[tuple[int, str]] = dataclasses.field(default_factory=list)
    column: str = ""
    # Whether one value told once would mend it, and whether an option of the import would.
    is_mendable: bool = False
    is_option: bool = False

    def add(self, sentence: str, found: str, numbers: list[int]) -> None:
        if sentence != self.sentence:
            self.sentence = _general(sentence)
        self.count += len(numbers)
        self.examples += [(number, found) for number in numbers[: EXAMPLES - len(self.examples)]]


def _general(sentence: str) -> str:
    return NAMED.sub("", QUOTED.sub("“…”", sentence))


@dataclass(frozen=True)
class Causes:
    """The most frequent ones, and how many others there are."""

    shown: list[Cause]
    more: int


def problem_causes(run: ImportRun) -> Causes:
    return _causes(run, "problems", run.staged_rows.filter(outcome=Outcome.PROBLEM))


def warning_causes(run: ImportRun) -> Causes:
    return _causes(run, "warnings", run.staged_rows.exclude(warnings=[]))


def _causes(run: ImportRun, name: str, rows: QuerySet[StagedRow]) -> Causes:
    """Remarks grouped by what is wrong, most frequent first, with example rows."""
    found: dict[tuple[str, str], Cause] = {}
    for (remarks,), numbers in rows_by_remarks(rows, name):
        for about, shown, sentence in remarks:
            key = (about, _general(sentence))
            found.setdefault(key, Cause(about, sentence)).add(sentence, shown, numbers)
    causes = sorted(found.values(), key=lambda cause: -cause.count)[:CAUSES_SHOWN]
    kind, labels = kind_of(run.kind), labels_of(run)
    mendable = kind.resource.fields if name == "problems" else kind.closed_lists()
    for cause in causes:
        cause.column = labels.get(cause.field, "")
        cause.is_mendable = cause.field in mendable and any(
            may_be_mended(run, cause.field, shown) for _, shown in cause.examples
        )
        cause.is_option = name == "problems" and cause.field in kind.option_names
    return Causes(causes, len(found) - len(causes))


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
