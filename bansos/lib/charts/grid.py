"""A grid of months: what is loaded and how much. A hatched square is a month without any data."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bansos.lib.charts.lines import Tick, month_ticks
from bansos.lib.charts.scale import across
from bansos.lib.charts.twin import Cell, Table
from bansos.lib.dates import month_word
from bansos.lib.numbers import grouped

ROW_HEIGHT, LABEL_HEIGHT, HEAD = 48, 20, 22  # px
LEVELS = 4


@dataclass(frozen=True)
class GridRow:
    """One row: a name and a number a month; None is "not loaded", 0 is loaded and empty."""

    label: str
    values: Sequence[int | None]
    url: str = ""


@dataclass(frozen=True)
class Square:
    """`level` None is hatched; 0 is empty; 1 to 4 are ever darker."""

    x: float
    width: float
    level: int | None
    title: str


@dataclass(frozen=True)
class SquareRow:
    label: str
    url: str
    y: int
    squares: list[Square]

    @property
    def text_y(self) -> int:
        return self.y + LABEL_HEIGHT - 6

    @property
    def square_y(self) -> int:
        return self.y + LABEL_HEIGHT


@dataclass(frozen=True)
class Grid:
    title: str
    key: str
    rows: list[SquareRow]
    x_ticks: list[Tick]
    table: Table
    row_height: int = ROW_HEIGHT
    square_height: int = ROW_HEIGHT - LABEL_HEIGHT - 2

    @property
    def height(self) -> int:
        return HEAD + self.row_height * len(self.rows)

    @property
    def has_links(self) -> bool:
        return any(row.url for row in self.rows)


def grid(
    title: str,
    key: str,
    months: Sequence[int],
    rows: Sequence[GridRow],
    told: Callable[[int], str] = grouped,
) -> Grid:
    """Rows × months. `key` is a word unique on the page: the hatch pattern is named after it.

    `told` words a number, for who may not see each.
    """
    highest = max((v for row in rows for v in row.values if v is not None), default=0)
    drawn = []
    for number, row in enumerate(rows):
        squares = _squares(row, months, highest, told)
        drawn.append(SquareRow(row.label, row.url, HEAD + ROW_HEIGHT * number, squares))
    return Grid(title, key, drawn, month_ticks(months), _table(title, months, rows, told))


def _squares(
    row: GridRow, months: Sequence[int], highest: int, told: Callable[[int], str]
) -> list[Square]:
    squares = []
    for number, (month, value) in enumerate(zip(months, row.values, strict=True)):
        words = _words(value, told)
        squares.append(
            Square(
                x=across(number, len(months)),
                width=across(1, len(months)),
                level=_level(value, highest),
                title=f"{row.label}, {month_word(month)}: {words}",
            )
        )
    return squares


def _words(value: int | None, told: Callable[[int], str]) -> str:
    return "belum dimuat" if value is None else told(value)


def _level(value: int | None, highest: int) -> int | None:
    if value is None or value == 0:
        return value
    return min(1 + LEVELS * value // (highest + 1), LEVELS)


def _table(
    title: str, months: Sequence[int], rows: Sequence[GridRow], told: Callable[[int], str]
) -> Table:
    """Months down, names across: a city has fewer programmes than months."""
    cells = [
        [
            Cell(month_word(month)),
            *(Cell(_words(row.values[n], told)) for row in rows),
        ]
        for n, month in enumerate(months)
    ]
    return Table(title, ["Bulan", *(row.label for row in rows)], cells)
