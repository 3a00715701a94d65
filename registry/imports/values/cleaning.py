"""Cleans the cells of a row through the widgets of the kind's Resource.

A widget's `read(cell)` gives (value, warnings) or raises ValueError with a sentence; each is bound
once and its answers are remembered, because most cells of a list repeat (house rule: 150,000
rows × 23 cells).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from import_export.widgets import Widget

from bansos.lib import dates
from bansos.lib.text import clean_text
from registry.identifiers import mask_digits, mask_nik
from registry.imports.importkinds import Kind, Remark, Values
from registry.imports.reading.cells import BAD_TEXTS, BadCell

# Of each column; more would only take memory: what repeats stands close together.
REMEMBERED = 20_000
SHOWN = 60
# Longer than any date, amount or RT: the damaged number of a person.
LONG_RUN = re.compile(r"[0-9]{10,}")
# Groups of digits with one sign between: "6472 0312 0580 0001" is a NIK all the same.
GROUPS = re.compile(r"(?<![0-9])[0-9]{1,6}([ .\-])[0-9]{1,6}(?:\1[0-9]{1,6})+")
NUMBER_DIGITS = range(15, 18)

Reading = tuple[Any, tuple[str, ...]]
# (value, warnings, problem); one of the last two is usually empty.
Answer = tuple[Any, tuple[str, ...], str]


class SheetWidget(Widget):
    """A widget with warnings. `read` holds the rule; `clean` serves django-import-export.

    `expected` says in words what a cell should hold: the template's second sheet prints it.
    `reads_serials`: a number may be a day, counted as the workbook counts its days.
    """

    expected = "teks"
    reads_serials = False

    def read(self, cell: Any) -> Reading:
        return clean_text(cell), ()

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        return self.read(value)[0]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else str(value)


def masked(text: str) -> str:
    """Without any whole number of a person, also one that is written in groups."""
    return GROUPS.sub(_masked_groups, mask_digits(text))


def _masked_groups(found: re.Match[str]) -> str:
    digits = found[0].replace(found[1], "")
    return mask_nik(digits) if len(digits) in NUMBER_DIGITS else found[0]


def shown(cell: Any) -> str:
    """The cell as a message may quote it: short, and masked even where a NIK lost some digits."""
    text = LONG_RUN.sub(lambda run: mask_nik(run[0]), masked("" if cell is None else str(cell)))
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


class Mend(NamedTuple):
    """What somebody wrote once for every cell of a column that reads so, and the words for it."""

    value: str
    note: str


# (values, problems, warnings) of one row.
Cleaned = tuple[Values, list[Remark], list[Remark]]
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
        self._seen: dict[Any, Any] = {}
        self._noted: dict[Any, Answer] = {}
        self._read = read
        self._mends = mends

    def read_all(self, cells: Sequence[Any]) -> tuple[list[Any], dict[int, Answer]]:
        """The value of each cell, and by its place what there is to remark."""
        # 1 and True are different cells, and equal in Python: the type is part of the key.
        keys = [cell if type(cell) is str else (type(cell), cell) for cell in cells]
        if len(self._seen) >= REMEMBERED:
            self._seen.clear()
            self._noted.clear()
        for key in {*keys} - self._seen.keys():
            found = self._answer(key if type(key) is str else key[1])
            self._seen[key] = found[0]
            if found[1] or found[2]:
                self._noted[key] = found
        noted = self._noted
        remarks = {n: noted[key] for n, key in enumerate(keys) if key in noted} if noted else {}
        return [self._seen[key] for key in keys], remarks

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


def _reading_of(widget: SheetWidget, from_1904: bool) -> Callable[[Any], Reading]:
    if from_1904 and widget.reads_serials:
        return lambda cell: widget.read(dates.from_1904(cell))
    return widget.read


class RowCleaner:
    """All mapped columns of one file. `mapping` is {field: column index}.

    `width` is the usual number of cells of a text file: there a row with more of them holds the
    separator within a value, and every cell after it stands in a wrong column. `mends` stand in
    the place of what they name, and each says so in a warning. `from_1904`: as in SheetInfo.
    """

    def __init__(
        self,
        kind: Kind,
        mapping: dict[str, int],
        *,
        width: int | None = None,
        mends: Mends | None = None,
        from_1904: bool = False,
        **options: Any,
    ) -> None:
        self.width = width
        fields = kind.resource(**options).fields
        self.readers = [
            CellReader(
                name,
                mapping[name],
                _reading_of(fields[name].widget, from_1904),
                (mends or {}).get(name, {}),
            )
            for name in fields
            if name in mapping
        ]

    def __call__(self, rows: Sequence[list[Any]]) -> list[Cleaned]:
        """A batch of rows, column by column: 150,000 rows × 20 cells come by here."""
        problems: list[list[Remark]] = [[] for _ in rows]
        warnings: list[list[Remark]] = [[] for _ in rows]
        columns = []
        for reader in self.readers:
            place = reader.column
            cells = [row[place] if place < len(row) else None for row in rows]
            values, remarks = reader.read_all(cells)
            columns.append(values)
            for n, (_, warned, problem) in remarks.items():
                if problem:
                    problems[n].append((reader.field, shown(cells[n]), problem))
                warnings[n] += [(reader.field, shown(cells[n]), remark) for remark in warned]
        names = [reader.field for reader in self.readers]
        found = [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]
        cleaned = list(zip(found, problems, warnings, strict=True))
        for n, row in enumerate(rows) if self.width else ():
            if len(row) > (self.width or 0):
                cleaned[n] = {}, [("", "", self._too_wide(len(row)))], []
        return cleaned

    def _too_wide(self, found: int) -> str:
        return (
            f"Baris ini terbaca {found} sel, sedangkan baris lain {self.width}: ada pemisah kolom "
            "di dalam isinya. Apit isi itu dengan tanda kutip, atau hapus pemisahnya."
        )
