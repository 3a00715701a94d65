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
from bansos.dashboards.figures.discretion import Counted
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
    """One figure of one area. `bar` (0–100) only where the table is ordered by it.

    `is_hidden`: what it says must not be shown, neither as a number nor as a share or a bar.
    """

    column: Column
    value: int
    share: str
    url: str
    bar: float | None
    is_hidden: bool = False

    @property
    def counted(self) -> Counted:
        return Counted(self.value, self.url, self.is_hidden)


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
    # A hidden number stands last: its place would say how large it is.
    values = {
        area: -1 if board.hides(area, wanted.key) else getattr(counted, wanted.key)
        for area, counted in rows
    }
    rows.sort(key=lambda row: (-values[row[0]], row[0].name))
    highest = max(values.values(), default=0)
    whole = Column(HOUSEHOLDS, None, False)
    return PlaceTable(
        columns, [_row(board, area, counted, whole, columns, highest) for area, counted in rows]
    )


def register_table(board: Board) -> PlaceTable:
    """Terdaftar = terkonfirmasi + belum, by area, in the order of the codes."""
    columns = [Column(kind, None, False) for kind in (*REGISTER[1:], *REASONS)]
    whole = Column(REGISTER[0], None, False)
    rows = [(area, board.register_within(area)) for area in board.scope.rows]
    return PlaceTable(
        columns, [_row(board, area, counted, whole, columns) for area, counted in rows]
    )


def _row(
    board: Board,
    area: Area,
    counted: object,
    whole: Column,
    columns: list[Column],
    highest: int = 0,
) -> PlaceRow:
    below = board.scope.within(area)
    total: int = getattr(counted, whole.kind.key)
    no_shares = board.hides(area, whole.kind.key)

    def number(column: Column) -> Number:
        value = getattr(counted, column.kind.key)
        url = below.list_url(column.kind.key)
        if board.hides(area, column.kind.key):
            return Number(column, value, "", url, None, is_hidden=True)
        share = percent(value, total) if total and value != total and not no_shares else ""
        bar = across(value, highest) if column.sorted else None
        return Number(column, value, share, url, bar)

    return PlaceRow(area, below.url(), number(whole), [number(column) for column in columns])


def _column(kind: Kind, scope: Scope) -> Column:
    url = f"{replace(scope, figure=kind.key).url()}#wilayah"
    return Column(kind, url, kind.key == scope.figure)
