"""Combinations (UpSet): one row a combination, dots for what is in it, a bar for how many."""

from collections.abc import Sequence
from dataclasses import dataclass

from bansos.lib.charts.scale import across
from bansos.lib.charts.twin import Cell, Table
from bansos.lib.numbers import grouped

ROW_HEIGHT = 48  # px: a whole row is one link
WIDEST_MATRIX, WIDEST_COLUMN, GAP = 42.0, 8.0, 3.0  # percent
NARROWEST_MATRIX = 34.0  # percent: room for the words of a combination of nothing
LETTER, HEAD_FOOT = 8, 14  # px: a letter of an upright name; room between the names and the dots
BAR_HEIGHT = 12


@dataclass(frozen=True)
class Combination:
    """`members` are among the chart's names; none of them is a combination too.

    `text` stands for a number that is not to be said.
    """

    members: Sequence[str]
    value: int
    label: str
    url: str = ""
    share: str = ""
    text: str = ""

    @property
    def words(self) -> str:
        number = self.text or grouped(self.value)
        return f"{number} ({self.share})" if self.share else number

    @property
    def cells(self) -> list[Cell]:
        value = None if self.text else self.value
        number = Cell(self.text or grouped(self.value), self.url, value)
        return [Cell(self.label), number, Cell(self.share or "–")]


@dataclass(frozen=True)
class Column:
    name: str
    x: float


@dataclass(frozen=True)
class Dot:
    x: float
    is_in: bool


@dataclass(frozen=True)
class UpsetRow:
    label: str
    text: str
    url: str
    y: int
    dots: list[Dot]
    bar: float

    @property
    def inside(self) -> list[Dot]:
        return [dot for dot in self.dots if dot.is_in]

    @property
    def middle(self) -> int:
        return self.y + ROW_HEIGHT // 2

    @property
    def text_y(self) -> int:
        return self.y + 19

    @property
    def bar_y(self) -> int:
        return self.y + 27


@dataclass(frozen=True)
class UpsetChart:
    """`bars_x` is where the bars begin (percent), `head` how high the upright names are (px)."""

    title: str
    columns: list[Column]
    rows: list[UpsetRow]
    table: Table
    bars_x: float
    head: int
    row_height: int = ROW_HEIGHT
    bar_height: int = BAR_HEIGHT

    @property
    def height(self) -> int:
        return self.head + self.row_height * len(self.rows)

    @property
    def names_y(self) -> int:
        return self.head - HEAD_FOOT

    @property
    def bars_width(self) -> float:
        return round(100 - self.bars_x, 2)

    @property
    def has_links(self) -> bool:
        return any(row.url for row in self.rows)


def upset_chart(
    title: str,
    names: Sequence[str],
    combinations: Sequence[Combination],
    *,
    shown: int,
    headers: Sequence[str] = ("Kombinasi", "Jumlah", "Bagian"),
) -> UpsetChart:
    """Draws the first `shown` combinations; the table holds all of them."""
    step = min(WIDEST_MATRIX / max(len(names), 1), WIDEST_COLUMN)
    columns = [Column(name, round(step * (n + 0.5), 2)) for n, name in enumerate(names)]
    bars_x = round(max(step * len(names), NARROWEST_MATRIX) + GAP, 2)
    head = LETTER * max((len(name) for name in names), default=0) + HEAD_FOOT
    drawn = combinations[:shown]
    highest = max((one.value for one in drawn), default=0)
    rows = [
        UpsetRow(
            one.label,
            one.words,
            one.url,
            head + ROW_HEIGHT * number,
            [Dot(column.x, column.name in one.members) for column in columns],
            round(across(one.value, highest) * (100 - bars_x) / 100, 2),
        )
        for number, one in enumerate(drawn)
    ]
    table = Table(title, headers, [one.cells for one in combinations])
    return UpsetChart(title, columns, rows, table, bars_x, head)
