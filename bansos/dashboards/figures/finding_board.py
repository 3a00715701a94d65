"""All findings of a scope in numbers: the whole, by area and by programme, each with its list."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from bansos.dashboards.figures.discretion import Counted
from bansos.dashboards.figures.findings import (
    COLUMNS,
    HELD,
    PAID,
    UNKNOWN,
    Finding,
    Narrowed,
    Tallies,
    Tally,
    counted,
)
from bansos.dashboards.figures.loaded import Loaded, loaded
from bansos.dashboards.figures.scope import Scope, ids_within
from bansos.lib.suppress import Sum, hidden_cells, is_small
from registry.models import Area, User
from registry.models.area import Level

# In a row each finding has its number, then how many of them have no amount.
UNKNOWN_OF = [Sum((2 * n + 1,), 2 * n) for n in range(len(COLUMNS))]


@dataclass(frozen=True)
class Cell:
    """A number with the way to its list; of payments also their rupiah, and those without any."""

    finding: Finding
    name: str
    counted: Counted
    unknown: Counted
    rupiah: int

    @property
    def worth(self) -> Counted:
        """What one payment is worth is public: their rupiah tell how many have an amount."""
        return replace(
            self.counted, value=self.rupiah, hidden=self.counted.hidden or self.unknown.hidden
        )

    @property
    def numbers(self) -> tuple[int, int]:
        return self.counted.value, self.unknown.value

    def veil(self, counted: bool, unknown: bool) -> "Cell":
        """Hides what is said; with the number goes all that is said of it."""
        return replace(
            self,
            counted=replace(self.counted, hidden=counted),
            unknown=replace(self.unknown, hidden=counted or unknown),
        )


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
    counted: dict[str, Tallies]

    @cached_property
    def _loaded(self) -> Loaded:
        return loaded(self.scope)

    @property
    def is_loaded(self) -> bool:
        """Without any payment list for these months nothing can be found, whoever was paid."""
        return bool(self._loaded.programs)

    @property
    def counts_programs(self) -> bool:
        """One KK in two households is a finding of counted programmes only."""
        return bool(self._loaded.counted)

    @property
    def paid(self) -> list[Cell]:
        return self._whole(PAID)

    @property
    def held(self) -> list[Cell]:
        return self._whole(HELD)

    @property
    def programs(self) -> list[Line]:
        """The programmes in which anything was found."""
        return self._discreet(self._by_program)

    @property
    def areas(self) -> list[Line]:
        """Kecamatan, or the kelurahan of one; each leads to its own findings."""
        return self._discreet(self._by_area)

    @cached_property
    def _by_program(self) -> list[Line]:
        codes = {code for tallies in self.counted.values() for _, code in tallies}
        return [
            Line(code, _named(code, self._cells(COLUMNS, self.scope, code)))
            for code in sorted(codes)
        ]

    @cached_property
    def _by_area(self) -> list[Line]:
        return [self._area(area) for area in self.scope.rows]

    def _area(self, area: Area) -> Line:
        below = replace(self.scope, area=area)
        return Line(str(area), _named(str(area), self._cells(COLUMNS, below)), below.findings_url)

    def _whole(self, findings: Iterable[Finding]) -> list[Cell]:
        cells = self._cells(findings, self.scope)
        if not self.scope.discreet:
            return cells
        veiled = {(COLUMNS[column // 2].key, column % 2) for column in self._veiled}
        return [
            cell.veil(
                *(
                    is_small(number) or (cell.finding.key, at) in veiled
                    for at, number in enumerate(cell.numbers)
                )
            )
            for cell in cells
        ]

    @cached_property
    def _veiled(self) -> frozenset[int]:
        """The columns whose whole either table must hide; then both do, and the headline too."""
        veiled: frozenset[int] = frozenset()
        while True:
            found = frozenset(
                column
                for lines in (self._by_program, self._by_area)
                for row, column in self._hidden(lines, veiled)
                if row == len(lines)
            )
            if found == veiled:
                return found
            veiled = found

    def _hidden(self, lines: list[Line], veiled: Iterable[int]) -> frozenset[tuple[int, int]]:
        """Of the lines and, last, of the whole that they add up to: two columns a finding."""
        rows = [*(line.cells for line in lines), self._cells(COLUMNS, self.scope)]
        table = [[number for cell in cells for number in cell.numbers] for cells in rows]
        also = [(len(lines), column) for column in veiled]
        return hidden_cells(table, bounds=UNKNOWN_OF, total=True, also=also)

    def _discreet(self, lines: list[Line]) -> list[Line]:
        """The whole stands above the table, so what is hidden must not follow from the rest."""
        if not self.scope.discreet:
            return lines
        hidden = self._hidden(lines, self._veiled)
        return [
            replace(
                line,
                cells=[
                    cell.veil((at, 2 * n) in hidden, (at, 2 * n + 1) in hidden)
                    for n, cell in enumerate(line.cells)
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
        unknown, total = replace(chosen, nominal=UNKNOWN), sum(found, Tally())
        return Cell(
            finding,
            finding.label,
            Counted(total.rows, chosen.url),
            Counted(total.unknown, unknown.url),
            total.rupiah,
        )


def _named(of: str, cells: list[Cell]) -> list[Cell]:
    """What a screen reader calls the numbers of a line."""
    return [replace(cell, name=f"{of}, {cell.finding.label.lower()}") for cell in cells]


def finding_board(scope: Scope, user: User) -> FindingBoard:
    return FindingBoard(scope, counted(user, scope))


def ways_up(scope: Scope) -> list[tuple[str, str]]:
    """Name and address of the findings of what lies above the chosen area, from the top."""
    if scope.area is None:
        return []
    above = [None, scope.area.parent] if scope.area.level == Level.VILLAGE else [None]
    wider = [replace(scope, area=area) for area in above]
    return [(f"Temuan {one.area_words}", one.findings_url) for one in wider]
