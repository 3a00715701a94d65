"""The figures by area: a table ordered by one of them, and the register beside it."""

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
from bansos.lib.charts.scale import across
from bansos.lib.numbers import percent
from registry.models import Area


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
