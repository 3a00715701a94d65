"""Values mended for the whole column: a misspelt kelurahan once for 800 rows.

A mend is a choice of a person, kept in the run's options as {field: {text of the cell: value}}.
The raw cells stay as they were sent, and every row that a mend touched says so in a warning.
Who somebody is (NIK, No. KK, names) is never mended in bulk.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import TextChoices
from rapidfuzz import process

from bansos.lib.text import clean_text
from registry import codes
from registry.imports.corrections.remarks import Remarks, rows_by_remarks
from registry.imports.importkinds import Choices, Kind, columns_of, kind_of
from registry.imports.values.cleaning import SHOWN, Mend, Mends
from registry.imports.words import place_key
from registry.models import Area, ImportRun, Level

# Columns that say who somebody is.
IDENTITIES = frozenset(
    {
        *("nik", "kk", "family", "dtks_id", "family_id", "idsemesta"),
        *("name", "mother_name", "head_name"),
    }
)
# What a mend says for "nothing stands here": every widget reads it as an empty cell.
EMPTY = "-"
MASKED = "***"
BY_A_MEND = "(diperbaiki saat impor)"
LIKENESS = 75
# Values on one page: the most frequent first, the others after these are mended.
OFFERED = 40


@dataclass(frozen=True)
class WrongValue:
    """One text of one column that makes problems or warnings, or made them before it was mended."""

    field: str
    label: str
    text: str
    rows: int
    sentence: str
    is_problem: bool
    # What it is mended to now, "" where it is not.
    mended: str
    # Empty for a column of free text.
    choices: Choices

    @property
    def likeliest(self) -> str:
        """Looked for when it is shown: a list of another city has a wrong value in every row."""
        return likeliest(self.text, self.choices)


def mends_of(run: ImportRun, kind: Kind) -> Mends:
    """The mends of a run as the cleaner takes them, with the sentence for the row."""
    told: dict[str, dict[str, str]] = run.options.get("mend") or {}
    lists = kind.closed_lists() if told else {}
    return {
        field: {
            text: Mend(value, note(text, dict(lists.get(field, [])).get(value, value)))
            for text, value in values.items()
        }
        for field, values in told.items()
    }


def note(text: str, words: str) -> str:
    meant = "kosong" if words == EMPTY else f"“{words}”"
    return f"Nilai “{text[:SHOWN]}” dibaca sebagai {meant} {BY_A_MEND}."


def mended_fields(remarks: Remarks) -> set[str]:
    """The columns of a row whose value a mend told, by the warnings of the row."""
    return {field for field, _, sentence in remarks if sentence.endswith(f"{BY_A_MEND}.")}


def wrong_values(run: ImportRun) -> list[WrongValue]:
    """What may be mended, most rows first within each column, columns in our order."""
    kind = kind_of(run.kind)
    found = _Found(run, kind.closed_lists())
    rows = run.staged_rows.exclude(problems=[], warnings=[])
    for (problems, warnings), numbers in rows_by_remarks(rows, "problems", "warnings"):
        found.add(problems, warnings, len(numbers))
    labels = {column.field: column.label for column in columns_of(kind.resource)}
    order = list(labels)
    values = [found.value(field, text, labels[field]) for field, text in found.all(order)]
    values.sort(key=lambda value: (order.index(value.field), bool(value.mended), -value.rows))
    return values


class _Found:
    """Counts the texts that remarks are about."""

    def __init__(self, run: ImportRun, lists: dict[str, Choices]) -> None:
        self.run, self.lists = run, lists
        self.told: dict[str, dict[str, str]] = run.options.get("mend") or {}
        self.rows: Counter[tuple[str, str]] = Counter()
        self.sentences: dict[tuple[str, str], str] = {}
        self.problems: set[tuple[str, str]] = set()

    def add(self, problems: Remarks, warnings: Remarks, rows: int) -> None:
        seen = set()
        for is_problem, remarks in ((True, problems), (False, warnings)):
            for field, shown, sentence in remarks:
                value = (field, clean_text(shown))
                # A warning can be mended only where a list tells what would be right.
                if not (is_problem or field in self.lists or self._is_told(value)):
                    continue
                if not may_be_mended(self.run, *value):
                    continue
                if sources := self._written_for(value):
                    if is_problem:
                        self._blame(sources, sentence)
                    continue
                seen.add(value)
                self.sentences.setdefault(value, sentence)
                if is_problem:
                    self.problems.add(value)
        for value in seen:
            self.rows[value] += rows

    def _is_told(self, value: tuple[str, str]) -> bool:
        return value[1] in self.told.get(value[0], {})

    def _written_for(self, value: tuple[str, str]) -> list[tuple[str, str]]:
        """The texts for which a mend wrote this one: it is to be changed there."""
        if self._is_told(value):
            return []
        told = self.told.get(value[0], {})
        return [(value[0], text) for text, mended in told.items() if mended == value[1]]

    def _blame(self, sources: list[tuple[str, str]], sentence: str) -> None:
        """The mend itself cannot be read: its value is wrong as it was before."""
        for source in sources:
            self.sentences[source] = sentence
            self.problems.add(source)

    def all(self, known: Iterable[str]) -> list[tuple[str, str]]:
        mended = [(field, text) for field, values in self.told.items() for text in values]
        return [value for value in dict.fromkeys([*self.rows, *mended]) if value[0] in known]

    def value(self, field: str, text: str, label: str) -> WrongValue:
        return WrongValue(
            field=field,
            label=label,
            text=text,
            rows=self.rows[field, text],
            sentence=self.sentences.get((field, text), ""),
            is_problem=(field, text) in self.problems,
            mended=self.told.get(field, {}).get(text, ""),
            choices=self.lists.get(field, []),
        )


def may_be_mended(run: ImportRun, field: str, text: str) -> bool:
    """Whether one value told once can mend it: the text of a column of the file, known whole.

    An empty cell says something else in every row; a masked or cut text is not known whole.
    """
    return (
        field not in IDENTITIES
        and field in run.mapping.values()
        and bool(text)
        and MASKED not in text
        and len(text) <= SHOWN
    )


def likeliest(text: str, choices: Choices) -> str:
    """The value whose words are most like the text; "" where none is."""
    keys = {value: place_key(words.partition(" (")[0]) for value, words in choices}
    near = process.extractOne(place_key(text), keys, score_cutoff=LIKENESS)
    return near[2] if near else ""


def fault_of(run: ImportRun, field: str, text: str) -> str:
    """Why this text cannot stand in the column, in the words of its widget; "" where it can."""
    kind = kind_of(run.kind)
    widget = kind.resource(**kind.widget_options(run)).fields[field].widget
    try:
        widget.read(text)
    except ValueError as error:
        return str(error)
    return ""


def words_of(choices: type[TextChoices]) -> Choices:
    return [(str(value), str(words)) for value, words in choices.choices]


def villages() -> Choices:
    """By code, which means one kelurahan whatever else stands in the row."""
    return [(area.code, f"{area.name} ({area.parent})") for area in _areas(Level.VILLAGE)]


def village_names() -> Choices:
    """By name, where the text itself is kept beside the area."""
    return [(area.name, f"{area.name} ({area.parent})") for area in _areas(Level.VILLAGE)]


def districts() -> Choices:
    return [(area.name, area.name) for area in _areas(Level.DISTRICT)]


def cities() -> Choices:
    return [(area.name, area.name) for area in _areas(Level.CITY)]


def _areas(level: Level) -> Iterable[Area]:
    return Area.objects.filter(level=level).select_related("parent").order_by("name")


YES_NO: Choices = [("ya", "YA"), ("tidak", "TIDAK")]

LISTS: dict[str, Callable[[], Choices]] = {
    "city": cities,
    "district": districts,
    "village": villages,
    "sex": lambda: words_of(codes.Sex),
    "relation": lambda: words_of(codes.Relation),
}


def usual_lists(kind: Kind) -> dict[str, Choices]:
    """The lists of the columns that many kinds have, for those this kind has."""
    fields = kind.resource.fields
    return {field: make() for field, make in LISTS.items() if field in fields}
