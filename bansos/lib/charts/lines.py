"""Lines over months. A month without a number breaks the line: unknown is not zero."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bansos.lib.charts.scale import Scale, across, ticks
from bansos.lib.charts.twin import Cell, Table
from bansos.lib.dates import month_word
from bansos.lib.datewords import short_month_words
from bansos.lib.numbers import grouped

TOP, PLOT_HEIGHT, FOOT = 20, 200, 28  # px
EDGE = 10  # percent: half the words of a month on a phone
LABELLED_MONTHS = 4  # as many as fit on a phone
COLOURS, DASHES = 6, 4


@dataclass(frozen=True)
class Series:
    """A name and one number a month (None where nothing is loaded), with the lists behind.

    `words` stand for a month without a number in the table: "belum dimuat" where there are none.
    `colour` is one of the palette; None: that of its place among the lines.
    """

    name: str
    values: Sequence[int | None]
    urls: Sequence[str] = ()
    words: Sequence[str] = ()
    colour: int | None = None

    def cell(self, column: int) -> Cell:
        value = self.values[column]
        if value is None:
            said = self.words[column] if column < len(self.words) else ""
            return Cell(said or "belum dimuat")
        url = self.urls[column] if column < len(self.urls) else ""
        return Cell(grouped(value), url, value)


@dataclass(frozen=True)
class Point:
    x: float
    y: float
    title: str
    url: str


@dataclass(frozen=True)
class Segment:
    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True)
class Line:
    name: str
    colour: int
    dash: int
    points: list[Point]
    segments: list[Segment]


@dataclass(frozen=True)
class Tick:
    place: float
    text: str

    @property
    def anchor(self) -> str:
        return "start" if self.place == 0 else "end" if self.place == 100 else "middle"


@dataclass(frozen=True)
class LineChart:
    title: str
    lines: list[Line]
    y_ticks: list[Tick]
    x_ticks: list[Tick]
    table: Table
    height: int = TOP + PLOT_HEIGHT + FOOT
    base: int = TOP + PLOT_HEIGHT

    @property
    def has_links(self) -> bool:
        return any(point.url for line in self.lines for point in line.points)


def line_chart(
    title: str, months: Sequence[int], series: Sequence[Series], *, drawn: int | None = None
) -> LineChart:
    """One line a series over the same `months` (month indexes, rising).

    Only the first `drawn` of them (None: all); the table holds the others too.
    """
    lines = series[:drawn]
    highest = max((v for one in lines for v in one.values if v is not None), default=0)
    marks = ticks(highest)
    scale = Scale(marks[-1], PLOT_HEIGHT)
    return LineChart(
        title=title,
        lines=[_line(number, one, months, scale) for number, one in enumerate(lines)],
        y_ticks=[Tick(TOP + PLOT_HEIGHT - scale(mark), grouped(mark)) for mark in marks],
        x_ticks=month_ticks(months),
        table=_table(title, months, series),
    )


def _middle(number: int, count: int) -> float:
    """Months stand in the middle of equal columns, so that the first and last have room."""
    return across(number + 0.5, count)


def _line(number: int, series: Series, months: Sequence[int], scale: Scale) -> Line:
    places: list[Point | None] = []
    urls = [*series.urls, *[""] * (len(months) - len(series.urls))]
    for column, (month, value, url) in enumerate(zip(months, series.values, urls, strict=True)):
        if value is None:
            places.append(None)
            continue
        words = f"{series.name}, {month_word(month)}: {grouped(value)}"
        height = round(TOP + PLOT_HEIGHT - scale(value), 2)
        places.append(Point(_middle(column, len(months)), height, words, url))
    segments = [Segment(a.x, a.y, b.x, b.y) for a, b in pairwise(places) if a and b]
    points = [place for place in places if place]
    colour = number % COLOURS if series.colour is None else series.colour
    return Line(series.name, colour, number % DASHES, points, segments)


def month_ticks(months: Sequence[int]) -> list[Tick]:
    """The first month and at most three more, evenly: on a phone they must not touch.

    A year stands at its first month only.
    """
    step = max(-(-len(months) // LABELLED_MONTHS), 1)
    found: list[Tick] = []
    year = None
    for number in range(0, len(months), step):
        words, month = short_month_words(months[number]), months[number]
        text = words if month // 12 != year else words.split()[0]
        found.append(Tick(_within(_middle(number, len(months))), text))
        year = month // 12
    return found


def _within(place: float) -> float:
    """Near an edge the words of a month begin or end at it, or they would leave the drawing."""
    if place < EDGE:
        return 0
    return 100 if place > 100 - EDGE else place


def _table(title: str, months: Sequence[int], series: Sequence[Series]) -> Table:
    rows = [
        [Cell(month_word(month)), *(one.cell(column) for one in series)]
        for column, month in enumerate(months)
    ]
    return Table(title, ["Bulan", *(one.name for one in series)], rows)
