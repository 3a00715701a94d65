"""Horizontal bars, whole or in parts: one row a bar, its name and value above it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bansos.lib.charts.scale import across
from bansos.lib.charts.twin import Cell, Table
from bansos.lib.numbers import grouped

ROW_HEIGHT = 52  # px: a whole row is one link, and 44 is the least for a thumb
BAR_TOP = 26
BAR_HEIGHT = 14
COLOURS = 6


@dataclass(frozen=True)
class Bar:
    """What is drawn: a name, its number, and the list behind it."""

    label: str
    value: int
    url: str = ""


@dataclass(frozen=True)
class Part:
    """A stretch of a bar: from `x`, `width` wide (percent), in the colour of its series."""

    x: float
    width: float
    colour: int
    title: str


@dataclass(frozen=True)
class Row:
    label: str
    text: str
    url: str
    y: int
    parts: list[Part]

    @property
    def text_y(self) -> int:
        return self.y + BAR_TOP - 8

    @property
    def bar_y(self) -> int:
        return self.y + BAR_TOP


@dataclass(frozen=True)
class BarChart:
    title: str
    rows: list[Row]
    table: Table
    legend: list[tuple[int, str]] = field(default_factory=list)
    row_height: int = ROW_HEIGHT
    bar_height: int = BAR_HEIGHT

    @property
    def height(self) -> int:
        return self.row_height * len(self.rows)

    @property
    def has_links(self) -> bool:
        return any(row.url for row in self.rows)


def bar_chart(
    title: str, bars: Sequence[Bar], *, label_header: str = "Nama", value_header: str = "Jumlah"
) -> BarChart:
    """One bar a row; the longest fills the width."""
    longest = max((bar.value for bar in bars), default=0)
    rows = [
        Row(
            label=bar.label,
            text=grouped(bar.value),
            url=bar.url,
            y=ROW_HEIGHT * number,
            parts=[Part(0.0, across(bar.value, longest), 0, f"{bar.label}: {grouped(bar.value)}")],
        )
        for number, bar in enumerate(bars)
    ]
    cells = [[Cell(bar.label), Cell(grouped(bar.value), bar.url)] for bar in bars]
    return BarChart(title, rows, Table(title, [label_header, value_header], cells))


@dataclass(frozen=True)
class Stack:
    """A bar in parts: one number for each series, in the series' order."""

    label: str
    values: Sequence[int]
    url: str = ""


def stacked_chart(
    title: str,
    series: Sequence[str],
    stacks: Sequence[Stack],
    *,
    shares: bool = False,
    label_header: str = "Nama",
) -> BarChart:
    """Bars in parts. With `shares` every bar fills the width, else the biggest one does."""
    biggest = max((sum(stack.values) for stack in stacks), default=0)
    rows = []
    for number, stack in enumerate(stacks):
        total = sum(stack.values)
        parts = _parts(series, stack, total if shares else biggest)
        rows.append(Row(stack.label, grouped(total), stack.url, ROW_HEIGHT * number, parts))
    cells = [
        [
            Cell(stack.label),
            *(Cell(grouped(value)) for value in stack.values),
            Cell(grouped(sum(stack.values)), stack.url),
        ]
        for stack in stacks
    ]
    legend = [(number % COLOURS, name) for number, name in enumerate(series)]
    return BarChart(title, rows, Table(title, [label_header, *series, "Jumlah"], cells), legend)


def _parts(series: Sequence[str], stack: Stack, whole: int) -> list[Part]:
    parts, before = [], 0
    for number, (name, value) in enumerate(zip(series, stack.values, strict=True)):
        if value:
            words = f"{stack.label}, {name}: {grouped(value)}"
            place = across(before, whole)
            # Edge to edge: the width is the difference of two rounded places.
            width = round(across(before + value, whole) - place, 2)
            parts.append(Part(place, width, number % COLOURS, words))
        before += value
    return parts
