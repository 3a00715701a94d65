"""The pages of charts as files: what their tables show, with what is hidden hidden there too."""

from collections.abc import Sequence
from typing import Any

from bansos.dashboards.figures.catalogue import kind_of
from bansos.dashboards.figures.city_map import city_map
from bansos.dashboards.figures.combinations import combination_chart
from bansos.dashboards.figures.exported import Notes, sheet_of
from bansos.dashboards.figures.loaded import loaded
from bansos.dashboards.figures.matrix import PairRow, pair_rows
from bansos.dashboards.figures.scope import Scope
from bansos.dashboards.figures.trend import trend
from bansos.lib.charts.twin import Table
from bansos.lib.downloads import Sheet
from programs.overlap.counts import figures


def map_sheet(scope: Scope, notes: Notes) -> Sheet:
    """One figure by area; no rows where there are no two areas to compare."""
    drawn, kind = city_map(scope, loaded(scope)), kind_of(scope.figure)
    table = drawn.chart.table if drawn else Table("Peta", ["Wilayah"], [])
    return _of_table("Peta", table, [*notes, (kind.label, kind.definition)])


def combination_sheet(scope: Scope, notes: Notes) -> Sheet:
    return _of_table("Kombinasi program", combination_chart(scope).table, notes)


def trend_sheet(scope: Scope, notes: Notes) -> Sheet:
    """Months down; the series of all charts across."""
    drawn = trend(scope, loaded(scope))
    tables = (drawn.shares.table, drawn.to_check.table, drawn.programs.table)
    headers = [tables[0].headers[0], *(name for table in tables for name in table.headers[1:])]
    rows = [
        [parts[0][0], *(cell for part in parts for cell in part[1:])]
        for parts in zip(*(table.rows for table in tables), strict=True)
    ]
    return _of_table("Tren per bulan", Table("Tren per bulan", headers, rows), notes)


def pair_sheet(scope: Scope, notes: Notes) -> Sheet:
    """Pairs received in one month, with what the rules say and on what basis."""
    headers = ["PROGRAM", "DENGAN", "RUMAH TANGGA", "MENURUT ATURAN", "DASAR"]
    rows = pair_rows(scope, figures(scope.window, scope.area_ids))
    return sheet_of("Pasangan program", headers, [_pair(row) for row in rows], notes)


def _pair(row: PairRow) -> list[Any]:
    rulings = (f"{one.words} {one.months}".strip() for one in row.rulings)
    return [row.first, row.second, row.households.cell, "; ".join(rulings), row.note]


def _of_table(title: str, table: Table, notes: Sequence[tuple[str, str]]) -> Sheet:
    headers = [header.upper() for header in table.headers]
    return sheet_of(title, headers, [[cell.plain for cell in row] for row in table.rows], notes)
