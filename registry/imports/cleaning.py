"""Cleans the cells of a row through the widgets of the kind's Resource.

A widget's `read(cell)` gives (value, warnings) or raises ValueError with a sentence; each is bound
once and its answers are remembered, because most cells of a list repeat (house rule: 150,000
rows × 23 cells).
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from import_export.widgets import Widget

from bansos.lib.text import clean_text
from registry.identifiers import mask_nik
from registry.imports.cells import BAD_TEXTS, BadCell
from registry.imports.importkinds import Kind, Remark, Values

REMEMBERED = 50_000
SHOWN = 60
# Longer than any date, amount or RT: the damaged number of a person.
LONG_RUN = re.compile(r"[0-9]{10,}")

Reading = tuple[Any, tuple[str, ...]]
# (value, warnings, problem); one of the last two is usually empty.
Answer = tuple[Any, tuple[str, ...], str]


class SheetWidget(Widget):
    """A widget with warnings. `read` holds the rule; `clean` serves django-import-export.

    `expected` says in words what a cell should hold: the template's second sheet prints it.
    """

    expected = "teks"

    def read(self, cell: Any) -> Reading:
        return clean_text(cell), ()

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        return self.read(value)[0]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else str(value)


def shown(cell: Any) -> str:
    """The cell as a message may quote it: short, and masked even where a NIK lost some digits."""
    text = LONG_RUN.sub(lambda run: mask_nik(run[0]), "" if cell is None else str(cell))
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


class Mend(NamedTuple):
    """What somebody wrote once for every cell of a column that reads so, and the words for it."""

    value: str
    note: str


# {field: {trimmed text of the cell: its mend}}
Mends = Mapping[str, Mapping[str, Mend]]


class CellReader:
    """One bound column: reads a cell, remembering what it has seen."""

    def __init__(
        self,
        field: str,
        column: int,
        read: Callable[[Any], Reading],
        mends: Mapping[str, Mend],
    ) -> None:
        self.field = field
        self.column = column
        self.seen: dict[Any, Answer] = {}
        self._read = read
        self._mends = mends

    def answer(self, key: Any, cell: Any) -> Answer:
        found = self._answer(cell)
        if len(self.seen) >= REMEMBERED:
            self.seen.clear()
        self.seen[key] = found
        return found

    def _answer(self, cell: Any) -> Answer:
        mend = self._mends.get(clean_text(cell)) if self._mends else None
        if mend is None:
            return self._read_cell(cell)
        value, warnings, problem = self._read_cell(mend.value)
        return value, (mend.note, *warnings), problem

    def _read_cell(self, cell: Any) -> Answer:
        if isinstance(cell, BadCell) or (isinstance(cell, str) and cell in BAD_TEXTS):
            words = f"Sel berisi kesalahan lembar kerja ({cell}). Tulis nilainya lalu unggah lagi."
            return None, (), words
        try:
            value, warnings = self._read(cell)
        except ValueError as error:
            return None, (), str(error)
        return value, warnings, ""


class RowCleaner:
    """All mapped columns of one file. `mapping` is {field: column index}.

    `width` is the usual number of cells of a text file: there a row with more of them holds the
    separator within a value, and every cell after it stands in a wrong column. `mends` stand in
    the place of what they name, and each says so in a warning.
    """

    def __init__(
        self,
        kind: Kind,
        mapping: dict[str, int],
        *,
        width: int | None = None,
        mends: Mends | None = None,
        **options: Any,
    ) -> None:
        self.width = width
        fields = kind.resource(**options).fields
        self.readers = [
            CellReader(name, mapping[name], fields[name].widget.read, (mends or {}).get(name, {}))
            for name in fields
            if name in mapping
        ]

    def __call__(self, cells: list[Any]) -> tuple[Values, list[Remark], list[Remark]]:
        """(values, problems, warnings) of one row. 150,000 rows × 20 cells come by here."""
        values: Values = {}
        problems: list[Remark] = []
        warnings: list[Remark] = []
        width = len(cells)
        if self.width and width > self.width:
            return {}, [("", "", self._too_wide(width))], []
        for reader in self.readers:
            cell = cells[reader.column] if reader.column < width else None
            # 1 and True are different cells, and equal in Python: the type is part of the key.
            key = cell if type(cell) is str else (type(cell), cell)
            found = reader.seen.get(key) or reader.answer(key, cell)
            value, remarks, problem = found
            values[reader.field] = value
            if problem:
                problems.append((reader.field, shown(cell), problem))
            for remark in remarks:
                warnings.append((reader.field, shown(cell), remark))
        return values, problems, warnings

    def _too_wide(self, found: int) -> str:
        return (
            f"Baris ini terbaca {found} sel, sedangkan baris lain {self.width}: ada pemisah kolom "
            "di dalam isinya. Apit isi itu dengan tanda kutip, atau hapus pemisahnya."
        )
