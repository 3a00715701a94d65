"""What one row of a spreadsheet is, and how it crosses the pipe from the reading child (pure).

Cells are `str`, `int`, `float`, `bool`, `date`, `datetime`, `time`, `timedelta` or `BadCell`;
an empty cell is "". None holds NUL, which PostgreSQL cannot store: cells are quoted in many places.
Numbers stay numbers: a NIK that arrives as one has lost its last digit, and only its type tells.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import isfinite
from typing import Any, NamedTuple

# Beyond it a float has no exact integer to be shown as.
MAX_WHOLE = 10**17


@dataclass(frozen=True, slots=True)
class BadCell:
    """A cell that a spreadsheet shows as an error, or a formula that nobody has calculated.

    Read plainly both would be an empty cell, and an empty cell is an answer.
    """

    text: str

    def __str__(self) -> str:
        return self.text


NOT_CALCULATED = "rumus tanpa nilai"
# The same as text: in a CSV file, and where a bad cell was written back to its sender.
BAD_TEXTS = frozenset(
    {
        *("#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", NOT_CALCULATED),
    }
)


class Row(NamedTuple):
    """One filled row: its number as the sender sees it (1 = first), and its cells."""

    number: int
    cells: list[object]


@dataclass(frozen=True, slots=True)
class SheetInfo:
    """A sheet: its extent counts filled cells only. A CSV file is one sheet without a name.

    `merged`: how many cells reach over rows below them, as far as they are noted.

    `from_1904`: its workbook counts days from 1904. Date cells are dates all the same; a number
    that stands for a day is 1,462 too small.
    """

    name: str
    hidden: bool
    rows: int
    columns: int
    merged: int = 0
    from_1904: bool = False


class MergedCell(NamedTuple):
    """A cell that reaches over rows below it: first and last row (1-based), columns (0-based).

    Only the first of them holds its value; the others read as empty.
    """

    first: int
    last: int
    column: int
    last_column: int


def plain_number(value: object) -> object:
    """Whole floats as integers: every number of an XLSX file arrives as a float (123.0).

    What is no number (NaN, infinity) is the error that a spreadsheet shows for it.
    """
    if type(value) is not float:
        return value
    if not isfinite(value):
        return BadCell("#NUM!")
    return int(value) if value.is_integer() and abs(value) < MAX_WHOLE else value


def encode_row(number: int, cells: Sequence[object]) -> bytes:
    line = _ENCODER.encode([number, *cells])
    if "\\u0000" in line:
        line = _ENCODER.encode([number, *map(_without_nul, cells)])
    return line.encode("ascii")


def _without_nul(cell: object) -> object:
    return cell.replace("\x00", "") if isinstance(cell, str) else cell


def decode_line(line: bytes) -> object:
    """A list for a row; a dict for what the child says about itself."""
    return _DECODER.decode(line.decode("ascii"))


def raw_cells(cells: list[Any]) -> list[Any]:
    """The cells as JSON holds them: plain text, which most are, goes as it is."""
    try:
        text = "".join(cells)
    except TypeError:
        return [raw_cell(cell) for cell in cells]
    return cells if text.isascii() else [raw_cell(cell) for cell in cells]


def raw_cell(cell: Any) -> Any:
    """Half a character, which no database can store, becomes a "?"."""
    if isinstance(cell, str):
        return cell.encode("utf-8", "replace").decode("utf-8")
    if isinstance(cell, (bool, int, float, type(None))):
        return cell
    if isinstance(cell, (datetime, date, time)):
        return cell.isoformat()
    if isinstance(cell, BadCell):
        return cell.text
    return str(cell) if isinstance(cell, Decimal) else repr(cell)


def _flatten(value: object) -> dict[str, object]:
    if isinstance(value, BadCell):
        return {"bad": value.text}
    if isinstance(value, timedelta):
        return {"seconds": value.total_seconds()}
    for kind in (datetime, date, time):  # a datetime is a date, so it comes first
        if isinstance(value, kind):
            return {kind.__name__: value.isoformat()}
    raise TypeError(f"no cell: {type(value)}")


def _revive(flat: dict[str, object]) -> object:
    """Only the few shapes of `_flatten` become objects: the child is not trusted with more."""
    if len(flat) != 1:
        return flat
    ((kind, value),) = flat.items()
    match kind, value:
        case "bad", str():
            return BadCell(value)
        case "datetime", str():
            return datetime.fromisoformat(value)
        case "date", str():
            return date.fromisoformat(value)
        case "time", str():
            return time.fromisoformat(value)
        case "seconds", float() | int():
            return timedelta(seconds=value)
    return flat


_ENCODER = json.JSONEncoder(separators=(",", ":"), default=_flatten)
_DECODER = json.JSONDecoder(object_hook=_revive)
