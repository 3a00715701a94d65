"""What a kind of import is: its columns, its rules for a row, how rows meet the register.

The engine knows no programme: kinds are named by dotted path in settings.IMPORT_KINDS and live in
the `resources.py` of the app that owns the rows.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Func
from django.utils.module_loading import import_string
from import_export.fields import Field
from import_export.resources import Resource

from registry.events import Verb
from registry.imports.columns.mapping import Column
from registry.imports.refusal import FileRefused
from registry.models import ChangeRow, ImportRun

if TYPE_CHECKING:
    from registry.imports.applying.ledger import Ledger
    from registry.imports.applying.prepared import Prepared
    from registry.imports.foresight.effects import Effect
    from registry.imports.foresight.staleness import Echo
    from registry.imports.judging import JudgedRow
    from registry.imports.undoing.undoable import Undoable

# A sentence about a row: (field or "", what was found, masked; what to do). Stored as JSON.
Remark = tuple[str, str, str]
Values = dict[str, Any]
# A closed list as a form offers it: (value that the column's widget reads, words).
Choices = list[tuple[str, str]]


class SheetField(Field):
    """A column of a Resource that also knows the header words under which offices send it.

    `unless`: fields whose columns make this one needless. `examples`: its cells in the example
    rows of the template, row by row; a column that only other layouts have is not `in_template`.
    `of_house`: what it says belongs to a house and not to one of its people, so that a cell merged
    over several records says it of each.
    """

    def __init__(
        self,
        attribute: str,
        column_name: str,
        *,
        aliases: Sequence[str] = (),
        required: bool = False,
        unless: Sequence[str] = (),
        examples: Sequence[str] = (),
        in_template: bool = True,
        of_house: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(attribute=attribute, column_name=column_name, **options)
        self.aliases = tuple(aliases)
        self.required = required
        self.unless = tuple(unless)
        self.examples = tuple(examples)
        self.in_template = in_template
        self.of_house = of_house


def fields_of_house(resource: type[Resource]) -> list[str]:
    """The fields that a cell merged over several records fills in."""
    fields = resource.fields.items()
    return [name for name, column in fields if getattr(column, "of_house", False)]


def columns_of(resource: type[Resource]) -> list[Column]:
    """The columns as the mapping of headers needs them."""
    return [
        Column(
            field=name,
            label=column.column_name,
            aliases=getattr(column, "aliases", ()),
            required=getattr(column, "required", False),
            unless=getattr(column, "unless", ()),
        )
        for name, column in resource.fields.items()
    ]


@dataclass
class RowVerdict:
    """What the kind's own rules say of one cleaned row."""

    key: str = ""
    group: str = ""
    problems: list[Remark] = field(default_factory=list)
    warnings: list[Remark] = field(default_factory=list)


class Kind:
    """The steps of one kind. A subclass fills in what it knows; the engine calls them in order."""

    name: str
    label: str
    resource: type[Resource]
    option_names: tuple[str, ...] = ()
    # What a row stands for, in the words of a problem.
    row_means = "orang"
    # What to know of a workbook with several sheets, on the page that shows them.
    sheet_note = ""
    # The tables it writes into, in the order in which an undo may delete: what points goes first.
    undoables: "tuple[Undoable, ...]" = ()
    # Other kinds in whose rows one group means the same thing.
    companions: tuple[str, ...] = ()
    # What `check` gives a row as its group, of its cleaned values: `gather` may have joined the
    # group to another one since. None where it joins nothing.
    own_group: Func | None = None
    # Acts of people after which its rows would be judged as before.
    indifferent_to: frozenset[Verb] = frozenset()

    def complete_options(self, options: dict[str, Any]) -> dict[str, Any]:
        """The options with what is meant where nothing is said, so that equal files are seen."""
        return options

    def leads(self, fields: Collection[str]) -> bool:
        """Whether a sheet with these fields is to be read before others of the workbook."""
        return True

    def placed_by(self, fields: Collection[str]) -> Collection[str]:
        """The fields of which any says the kelurahan of a row, in a list that has `fields`.

        Where all of them are empty a heading row above may say it; none: headings say nothing.
        """
        return ()

    def context(self, run: ImportRun) -> Any:
        """What the rows need (areas, release, programme, period). Raises FileRefused."""
        raise NotImplementedError

    def widget_options(self, run: ImportRun) -> dict[str, Any]:
        """Arguments of the Resource that come from the options of the run."""
        return {}

    def check(self, values: Values, context: Any) -> RowVerdict:
        """Rules that look at the whole row; may complete `values` (area, months …)."""
        raise NotImplementedError

    def gather(self, run: ImportRun) -> None:
        """Before the first batch: gives one group to rows that the register joins together."""

    def check_rest(self, values: Values, context: Any, unread: set[str]) -> list[Remark]:
        """What can be said of a row although the cells of some fields (`unread`) cannot be read.

        All that is wrong with a row is told at once: who mends the NIK sees the kelurahan too.
        """
        return []

    def closed_lists(self) -> dict[str, Choices]:
        """{field or option: its list}, where a wrong value is mended by choosing a right one."""
        return {}

    def judge(
        self, batch: "Sequence[JudgedRow]", context: Any, ledger: "Ledger | None"
    ) -> Counter[str]:
        """Sets each row's outcome against the register as it is now, and warns.

        With a ledger it also writes: the same function serves preview and apply, so that a
        preview cannot promise what the apply does not do. Returns counts of links, and without a
        ledger those of changed fields ("field:person.occupation"). It writes through Table and
        ledger only: while an apply is prepared, they keep the rows for later.
        """
        raise NotImplementedError

    def changes(self, batch: "Sequence[JudgedRow]", context: Any) -> "Iterable[ChangeRow]":
        """The change rows that an apply of whole groups would write, unsaved: nothing is written.

        They tell the preview's rows in the words of the history after the apply.
        """
        return []

    def effects(self, run: ImportRun, context: Any) -> "list[Effect]":
        """What an apply would do to the city; `context` has seen every row judged."""
        return []

    def months(self, run: ImportRun, context: Any) -> tuple[int, int] | None:
        """First and last month that the rows speak of, or their release; None: of no month."""
        return None

    def echoes(self, run: ImportRun, context: Any) -> "list[Echo]":
        """Earlier imports under another period that said the same as this file."""
        return []

    def listed_in(self, run: ImportRun, households: Collection[int]) -> Iterable[int]:
        """Which of these households the good rows of a run list, as the register is now."""
        return ()

    def hold(self, prepared: "Prepared") -> None:
        """Before anything is written: what it was judged by stays as it is from here on."""
        prepared.hold()

    def read_anew(self, context: Any) -> None:
        """Before rows are judged once more that somebody overtook: forget what was read of the
        register to find them."""

    def conclude(self, run: ImportRun, context: Any, ledger: "Ledger") -> None:
        """After the last batch of an apply, when all rows are written: short, the lock is held."""


@cache
def kind_of(name: str) -> Kind:
    """The kind by its short word. Raises FileRefused for a word that is not wired."""
    path = settings.IMPORT_KINDS.get(name)
    if path is None:
        known = ", ".join(settings.IMPORT_KINDS)
        raise FileRefused("kind", f"Jenis impor “{name}” tidak dikenal. Yang dikenal: {known}.")
    kind: Kind = import_string(path)
    return kind


def wired_kinds() -> list[str]:
    return list(settings.IMPORT_KINDS)
