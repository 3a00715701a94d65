"""All findings of a scope in numbers: the whole, by area and by programme, each with its list."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bansos.dashboards.figures.findings import (
    COLUMNS,
    FINDINGS,
    HELD,
    PAID,
    UNKNOWN,
    Finding,
    Narrowed,
    Tally,
    tallies,
    within,
)
from bansos.dashboards.figures.scope import Scope, ids_within
from bansos.lib.suppress import hidden_cells, is_small
from registry.models import Area, User
from registry.models.area import Level
from registry.roles import Permission


@dataclass(frozen=True)
class Cell:
    """A number with the way to its list. `hidden`, `unknown_hidden`: too small for who looks."""

    finding: Finding
    tally: Tally
    url: str
    unknown_url: str
    hidden: bool = False
    unknown_hidden: bool = False


@dataclass(frozen=True)
class Line:
    """A row of a table: a programme or an area; `url` looks into it."""

    label: str
    cells: list[Cell]
    url: str = ""


@dataclass
class FindingBoard:
    """All findings of a scope, each counted once by area and programme."""

    scope: Scope
    counted: dict[str, dict[tuple[int | None, str], Tally]]

    @property
    def paid(self) -> list[Cell]:
        return self._whole(PAID)

    @property
    def held(self) -> list[Cell]:
        return self._whole(HELD)

    @property
    def programs(self) -> list[Line]:
        """The programmes in which anything was found."""
        codes = {code for tallies in self.counted.values() for _, code in tallies}
        return self._discreet(
            [Line(code, self._cells(COLUMNS, self.scope, code)) for code in sorted(codes)]
        )

    @property
    def areas(self) -> list[Line]:
        """Kecamatan, or the kelurahan of one; each leads to its own findings."""
        return self._discreet([self._area(area) for area in self.scope.rows])

    def _area(self, area: Area) -> Line:
        below = replace(self.scope, area=area)
        return Line(str(area), self._cells(COLUMNS, below), below.address("dashboard_findings"))

    def _whole(self, findings: Iterable[Finding]) -> list[Cell]:
        cells = self._cells(findings, self.scope)
        if not self.scope.discreet:
            return cells
        return [
            replace(
                cell,
                hidden=is_small(cell.tally.rows),
                unknown_hidden=is_small(cell.tally.rows) or is_small(cell.tally.unknown),
            )
            for cell in cells
        ]

    def _discreet(self, lines: list[Line]) -> list[Line]:
        """The whole stands above the table, so what is hidden must not follow from the rest."""
        if not self.scope.discreet:
            return lines
        table = [[cell.tally.rows for cell in line.cells] for line in lines]
        whole = [cell.tally.rows for cell in self._cells(COLUMNS, self.scope)]
        hidden = hidden_cells([*table, whole], total=True)
        return [
            replace(
                line,
                cells=[
                    replace(cell, hidden=(at, column) in hidden)
                    for column, cell in enumerate(line.cells)
                ],
            )
            for at, line in enumerate(lines)
        ]

    def _cells(self, findings: Iterable[Finding], scope: Scope, program: str = "") -> list[Cell]:
        return [self._cell(finding, scope, program) for finding in findings]

    def _cell(self, finding: Finding, scope: Scope, program: str) -> Cell:
        inside: set[int | None] = {*ids_within(scope.areas, scope.area)}
        if scope.area is None:
            inside.add(None)  # what nobody places is in the whole only
        tallies = self.counted[finding.key].items()
        found = [t for (area, code), t in tallies if area in inside and program in {"", code}]
        chosen = Narrowed(finding, scope, program)
        unknown = replace(chosen, nominal=UNKNOWN)
        return Cell(finding, sum(found, Tally()), chosen.url, unknown.url)


def finding_board(scope: Scope, user: User) -> FindingBoard:
    """One query a finding."""
    found = {
        finding.key: tallies(within(finding.read(user, scope, Permission.VIEW_DASHBOARD), scope))
        for finding in FINDINGS.values()
    }
    return FindingBoard(scope, found)


def ways_up(scope: Scope) -> list[tuple[str, str]]:
    """Name and address of the findings of what lies above the chosen area, from the top."""
    if scope.area is None:
        return []
    above = [None, scope.area.parent] if scope.area.level == Level.VILLAGE else [None]
    wider = [replace(scope, area=area) for area in above]
    return [(f"Temuan {one.area_words}", one.findings_url) for one in wider]
