"""Cells that are merged downwards over several records, and what they say of the records below.

Lists of families write the No. KK, the number of the house and its place once, in a cell merged
over all who live there. What belongs to a house by its nature its column says
(`SheetField.of_house`): there the value counts for each record. Of all else (an amount, a status)
nobody knows whether it is said once or of each; it stays in the first record, and that is told.
"""

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from bansos.lib.text import clean_text
from registry.identifiers import mask_digits
from registry.imports.importkinds import Remark
from registry.imports.reading import reader
from registry.imports.reading.cells import MergedCell, SheetInfo, raw_cell
from registry.imports.reading.filekind import FileKind
from registry.imports.reading.limits import MAX_SENT_BYTES, MOST_MERGED
from registry.imports.reading.sheet_scan import column_letters
from registry.imports.refusal import too_heavy
from registry.imports.values.headings import Headed

# First and last row of a cell in one number, by which they are sorted.
HALF = 32
LAST = (1 << HALF) - 1
# One more than are shown, so that "…" says that there are others.
SHOWN = 6
# Of the columns of a house those that one family has to itself; a place reaches over many.
OF_ONE_FAMILY = {"dtks_id", "family", "kk"}
# No address is longer (255 letters are taken). A text of a million letters would be kept with each
# row that its cell reaches over, and a small file say so of a million rows.
LONGEST = 500


class FromAbove(NamedTuple):
    """What a merged cell says of a record below its first one.

    `row`: the record of the same file that holds the value, 0 where the file lacks it. `cell`: its
    place in the file that first came.
    """

    row: int
    cell: str
    value: Any


NOWHERE = FromAbove(0, "", "")
# {field: what a merged cell says of it}
Shared = Mapping[str, FromAbove]
NOTHING: Shared = {}


class Around(NamedTuple):
    """What a sheet says of a record besides its own cells."""

    headed: Headed | None
    shared: Shared


def packed(first: int, last: int) -> int:
    return first << HALF | last


class Spans:
    """The merged cells of one column, eight bytes each: a million rows of one cell cost the same.

    Records ask in their order, so that each is found where the one before was.
    """

    def __init__(self, cells: Iterable[int]) -> None:
        self._cells = array("Q", sorted(cells))
        self._at = -1

    def first_row_over(self, number: int) -> int:
        """The first row of the cell that reaches over this one; 0: none does."""
        while self._at + 1 < len(self._cells) and self._cells[self._at + 1] >> HALF <= number:
            self._at += 1
        cell = self._cells[self._at] if self._at >= 0 else 0
        return cell >> HALF if number <= cell & LAST else 0


class Told:
    """Of merged cells: how many, in which columns, the first of them."""

    def __init__(self) -> None:
        self.count = 0
        self.columns = set[int]()
        self.rows = set[int]()

    def note(self, column: int, row: int) -> None:
        self.count += 1
        self.columns.add(column)
        if len(self.rows) < SHOWN or row < max(self.rows):
            self.rows = set(sorted({*self.rows, row})[:SHOWN])

    def as_json(self, headers: Sequence[str], more: Any) -> list[Any]:
        """Empty where there are none."""
        names = [mask_digits(headers[column]) for column in sorted(self.columns)]
        return [self.count, more, names, sorted(self.rows)] if self.count else []


class MergedCells:
    """What the merged cells of a sheet say of its records, which come in their order.

    `columns` are those that are read, `shared` the fields that a merged cell fills in. `sent`: of a
    correction file, what the merged cells of the file that it corrects said of a row.
    """

    def __init__(
        self,
        columns: Mapping[str, int],
        shared: Collection[str],
        sent: Mapping[int, Mapping[str, Sequence[Any]]] | None = None,
    ) -> None:
        self._columns = columns
        # In the order of the columns, as a remark names them.
        self._shared = sorted(set(shared) & columns.keys(), key=lambda field: columns[field])
        self._sent = sent or {}
        self._sent_from = {told[0] for said in self._sent.values() for told in said.values()} - {0}
        self._spans: dict[str, Spans] = {}
        # By field the cell that was met last.
        self._above: dict[str, FromAbove] = {}
        # By their number in the file that first came: rows of this one that hold values for others.
        self._came: dict[int, tuple[int, list[Any]]] = {}
        self._may_be_more = False
        self._left, self._filled = Told(), Told()
        # By field the cell that was counted last: its records stand together.
        self._last_left = dict[str, int]()
        self._last_filled = dict[str, str]()
        self._rows = self._size = 0

    def read(
        self, path: Path, sheet: SheetInfo, first_row: int, kind: FileKind | None = None
    ) -> None:
        """Those of a sheet; above `first_row` they belong to its header. Raises FileRefused.

        Where there may be more than were noted some families would be whole and others not.
        """
        self._may_be_more = sheet.merged >= MOST_MERGED
        if sheet.merged:
            shared = [] if self._may_be_more else self._shared
            self._sort(reader.read_merged(path, sheet.name, kind), first_row, shared)

    def _sort(self, cells: Iterable[MergedCell], first_row: int, shared: Collection[str]) -> None:
        """Into those that fill something in and the others; they come in any order."""
        fields = {self._columns[field]: field for field in shared}
        ours = set(self._columns.values())
        found: dict[str, array[int]] = defaultdict(lambda: array("Q"))
        for cell in cells:
            if cell.first < first_row or cell.column not in ours:
                continue
            field = fields.get(cell.column)
            if field and cell.column == cell.last_column:
                found[field].append(packed(cell.first, cell.last))
            else:
                self._left.note(cell.column, cell.first)
        self._spans = {field: Spans(found[field]) for field in shared if field in found}

    def over(self, number: int, sent_as: int) -> Shared:
        """What counts for a record by cells above it; `sent_as`: its number where it was first."""
        if not self._spans and not self._sent:
            return NOTHING
        sent = self._sent.get(sent_as, {})
        found = {
            field: self._as_it_is_now(field, FromAbove(*sent[field]))
            for field in self._shared
            if field in sent
        }
        for field, spans in self._spans.items():
            first = spans.first_row_over(number)
            if not first or first == number:
                continue
            above = self._above.get(field, NOWHERE)
            if above.row == first:
                if above.value != "":
                    found[field] = above
            elif self._last_left.get(field) != first:  # too long, or it begins in a heading
                self._left.note(self._columns[field], first)
                self._last_left[field] = first
        return found

    def _as_it_is_now(self, field: str, told: FromAbove) -> FromAbove:
        """The record with the value may have come back too, and mended."""
        row, cells = self._came.get(told.row, (0, []))
        value = cell_at(cells, self._columns[field])
        if is_blank(value) or is_long(value):
            value = told.value
        return told._replace(row=row, value=value)

    def is_one_of_a_family(self, number: int, sent_as: int, cells: Sequence[Any]) -> bool:
        """Of a row that looks like a heading, for somebody is called BULAN: whether a name stands
        below the number of a family.
        """
        names = self._columns.get("name")
        if names is None or is_blank(cell_at(cells, names)):
            return False
        told = set(self._sent.get(sent_as, ()))
        for field, spans in self._spans.items():
            above = self._above.get(field, NOWHERE)
            if above.value != "" and spans.first_row_over(number) == above.row:
                told.add(field)
        return not told.isdisjoint(OF_ONE_FAMILY)

    def filled(self, number: int, cells: list[Any], shared: Shared) -> tuple[list[Any], Shared]:
        """The cells of a record with what those above say, and what of that counts.

        Raises FileRefused: one long text may reach over all rows.
        """
        used = used_of(cells, shared, self._columns)
        if not used:
            return cells, NOTHING
        self._rows += 1
        for field, told in used.items():
            if self._last_filled.get(field) != told.cell:
                self._filled.note(self._columns[field], told.row or number)
                self._last_filled[field] = told.cell
            self._size += len(told.value) if isinstance(told.value, str) else 1
        if self._size > MAX_SENT_BYTES:
            raise too_heavy()
        return with_shared(cells, used, self._columns), used

    def keep(self, number: int, sent_as: int, cells: list[Any]) -> None:
        """The cells of a record, as they count, speak for the records that its own reach over."""
        for field, spans in self._spans.items():
            if spans.first_row_over(number) == number:
                column = self._columns[field]
                value, place = cell_at(cells, column), f"{column_letters(column + 1)}{number}"
                if not is_long(value):
                    self._above[field] = FromAbove(number, place, "" if is_blank(value) else value)
        if sent_as in self._sent_from:
            self._came[sent_as] = number, cells

    def told(self, headers: Sequence[str]) -> dict[str, list[Any]]:
        """For the preview. `merged`: [how many say nothing of the records below, whether there may
        be more, headers of their columns, their first rows]; `filled`: [how many say something, of
        how many records, …]; either is empty where there are none.
        """
        return {
            "merged": self._left.as_json(headers, self._may_be_more),
            "filled": self._filled.as_json(headers, self._rows),
        }


def cell_at(cells: Sequence[Any], column: int) -> Any:
    return cells[column] if column < len(cells) else ""


def is_blank(cell: Any) -> bool:
    return cell == "" or cell is None or (isinstance(cell, str) and not clean_text(cell))


def is_long(cell: Any) -> bool:
    """An error of an open document is as long as its writer likes, too."""
    return len(str(cell)) > LONGEST


def used_of(cells: Sequence[Any], shared: Shared, columns: Mapping[str, int]) -> Shared:
    """A record that says something itself means just that."""
    return {
        field: told for field, told in shared.items() if is_blank(cell_at(cells, columns[field]))
    }


def with_shared(cells: list[Any], used: Shared, columns: Mapping[str, int]) -> list[Any]:
    width = max((columns[field] + 1 for field in used), default=0)
    full = [*cells, *[""] * (width - len(cells))]
    for field, told in used.items():
        full[columns[field]] = told.value
    return full


def shared_as_json(used: Shared) -> dict[str, list[Any]]:
    """As it is kept with the row, for a correction file, which has no merged cells."""
    return {field: [told.row, told.cell, raw_cell(told.value)] for field, told in used.items()}


def remark_of(used: Shared, labels: Mapping[str, str]) -> Remark:
    """It quotes the cells, for it is about what was sent: no judgement of the row forgets it."""
    cells = ", ".join(told.cell for told in used.values())
    named = ", ".join(f"{labels[field]} ({told.cell})" for field, told in used.items())
    return "", cells, f"Dari sel yang digabung ke bawah: “{named}”."
