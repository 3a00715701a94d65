"""The figures by area: a table ordered by one of them, the register beside it, and a map."""

import math
from bisect import bisect_right
from dataclasses import dataclass, replace

from bansos.dashboards.figures.board import Board
from bansos.dashboards.figures.catalogue import (
    BY_AREA,
    HOUSEHOLDS,
    REASONS,
    REGISTER,
    Kind,
    kind_of,
)
from bansos.dashboards.figures.scope import Scope
from bansos.lib.charts.map import CircleMap, Place, circle_map
from bansos.lib.charts.scale import across
from bansos.lib.numbers import grouped, percent
from programs.overlap.counts import Figures
from registry.models import Area

MAP_LEVELS = 4
NAMED_SPOTS = 12


@dataclass(frozen=True)
class Column:
    """`url` orders the table by this figure; None where it cannot."""

    kind: Kind
    url: str | None
    sorted: bool


@dataclass(frozen=True)
class Number:
    """One figure of one area. `bar` (0–100) only where the table is ordered by it."""

    column: Column
    value: int
    share: str
    url: str
    bar: float | None


@dataclass(frozen=True)
class PlaceRow:
    area: Area
    url: str
    households: Number
    numbers: list[Number]


@dataclass(frozen=True)
class PlaceTable:
    columns: list[Column]
    rows: list[PlaceRow]


def aid_table(board: Board) -> PlaceTable:
    """Every figure of aid by area; the one it is ordered by stands first and has bars."""
    scope = board.scope
    wanted = kind_of(scope.figure)
    kinds = [wanted, *(kind for kind in BY_AREA if kind.key != scope.figure)]
    columns = [_column(kind, scope) for kind in kinds]
    rows = [(area, board.aid_within(area)) for area in scope.rows]
    rows.sort(key=lambda row: (-getattr(row[1], wanted.key), row[0].name))
    highest = max((getattr(counted, wanted.key) for _, counted in rows), default=0)
    total = Column(HOUSEHOLDS, None, False)
    return PlaceTable(
        columns,
        [
            PlaceRow(
                area,
                scope.within(area).url(),
                _number(total, counted, scope.within(area), counted.households, 0),
                [
                    _number(column, counted, scope.within(area), counted.households, highest)
                    for column in columns
                ],
            )
            for area, counted in rows
        ],
    )


def register_table(board: Board) -> PlaceTable:
    """Terdaftar = terkonfirmasi + belum, by area, in the order of the codes."""
    scope = board.scope
    columns = [Column(kind, None, False) for kind in (*REGISTER[1:], *REASONS)]
    rows = []
    for area in scope.rows:
        counted, below = board.register_within(area), scope.within(area)
        listed = _number(Column(REGISTER[0], None, False), counted, below, counted.listed, 0)
        numbers = [_number(column, counted, below, counted.listed, 0) for column in columns]
        rows.append(PlaceRow(area, below.url(), listed, numbers))
    return PlaceTable(columns, rows)


@dataclass(frozen=True)
class ShareMap:
    """A circle map whose shades are steps of shares: (level, words) for the legend."""

    chart: CircleMap
    legend: list[tuple[int, str]]

    @property
    def has_room_for_names(self) -> bool:
        return len(self.chart.spots) <= NAMED_SPOTS


def share_map(board: Board) -> ShareMap | None:
    """A circle a kelurahan: as large as its number, as dark as its share. None for fewer than two.

    The steps are whole percents, from the smallest share to the largest.
    """
    kind = kind_of(board.scope.figure)
    counted = {
        area: figures
        for area in board.scope.areas
        if area.lat is not None and (figures := board.aid_by_area.get(area.pk))
    }
    shares = [_share(figures, kind) for figures in counted.values()]
    if len(shares) < 2:
        return None
    lowest = math.floor(min(shares))
    step = max(math.ceil((max(shares) - lowest) / MAP_LEVELS), 1)
    steps = [lowest + n * step for n in range(MAP_LEVELS)]
    places = [_place(area, figures, kind, steps, board.scope) for area, figures in counted.items()]
    legend = [(n, f"{start}–{start + step}%") for n, start in enumerate(steps, 1)]
    return ShareMap(circle_map(f"{kind.label}, per kelurahan", places), legend)


def _share(figures: Figures, kind: Kind) -> float:
    return 100 * float(getattr(figures, kind.key)) / (figures.households or 1)


def _place(area: Area, figures: Figures, kind: Kind, steps: list[int], scope: Scope) -> Place:
    value = getattr(figures, kind.key)
    return Place(
        area.name,
        area.lat or 0.0,
        area.lng or 0.0,
        value,
        scope.within(area).url(),
        text=f"{grouped(value)} ({percent(value, figures.households)})",
        level=bisect_right(steps, _share(figures, kind)),
    )


def _column(kind: Kind, scope: Scope) -> Column:
    url = f"{replace(scope, figure=kind.key).url()}#wilayah"
    return Column(kind, url, kind.key == scope.figure)


def _number(column: Column, counted: object, below: Scope, whole: int, highest: int) -> Number:
    value = getattr(counted, column.kind.key)
    return Number(
        column,
        value,
        percent(value, whole) if whole and value != whole else "",
        below.list_url(column.kind.key),
        across(value, highest) if column.sorted else None,
    )
