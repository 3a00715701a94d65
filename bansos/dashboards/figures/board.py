"""The dashboard's numbers: two queries by area, added up for the scope and for each row of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from bansos.dashboards.figures.catalogue import (
    APART,
    DOUBLES,
    EVER,
    HOUSEHOLDS,
    REASONS,
    REGISTER,
    SHARES,
    Kind,
)
from bansos.dashboards.figures.scope import Scope, ids_within
from bansos.lib.numbers import percent
from programs.overlap.counts import Figures, figures_by_area
from registry.models import Area
from registry.stats import RegisterCounts, register_counts_by_area


@dataclass(frozen=True)
class Shown:
    """A figure with its number and the way to its list; the arguments of components/figure.html."""

    kind: Kind
    value: int
    whole: int
    url: str
    text: str = ""
    as_of: None = None

    @property
    def label(self) -> str:
        return self.kind.label

    @property
    def definition(self) -> str:
        return self.kind.definition

    @property
    def tone(self) -> str:
        return self.kind.tone

    @property
    def share(self) -> str:
        return percent(self.value, self.whole) if self.value != self.whole else ""


@dataclass(frozen=True)
class Board:
    """All the figures of one scope."""

    scope: Scope
    aid_by_area: dict[int, Figures]
    register_by_area: dict[int, RegisterCounts]

    @cached_property
    def aid(self) -> Figures:
        return together(self.aid_by_area.values())

    @cached_property
    def register(self) -> RegisterCounts:
        return sum(self.register_by_area.values(), RegisterCounts())

    @property
    def listed(self) -> Shown:
        return self._registered(REGISTER)[0]

    @property
    def confirmed(self) -> Shown:
        return self._registered(REGISTER)[1]

    @property
    def not_confirmed(self) -> Shown:
        return self._registered(REGISTER)[2]

    @property
    def reasons(self) -> list[Shown]:
        return self._registered(REASONS)

    @property
    def apart(self) -> list[Shown]:
        return self._registered(APART)

    @property
    def households(self) -> Shown:
        return self._aided((HOUSEHOLDS,))[0]

    @property
    def shares(self) -> list[Shown]:
        return self._aided(SHARES)

    @property
    def doubles(self) -> list[Shown]:
        return self._aided(DOUBLES)

    @property
    def ever(self) -> list[Shown]:
        return self._aided(EVER)

    def aid_within(self, area: Area) -> Figures:
        inside = ids_within(self.scope.areas, area)
        return together(f for pk, f in self.aid_by_area.items() if pk in inside)

    def register_within(self, area: Area) -> RegisterCounts:
        inside = ids_within(self.scope.areas, area)
        found = (c for pk, c in self.register_by_area.items() if pk in inside)
        return sum(found, RegisterCounts())

    def _registered(self, kinds: Iterable[Kind]) -> list[Shown]:
        return [
            self._shown(kind, getattr(self.register, kind.key), self.register.listed)
            for kind in kinds
        ]

    def _aided(self, kinds: Iterable[Kind]) -> list[Shown]:
        return [
            self._shown(kind, getattr(self.aid, kind.key), self.aid.households) for kind in kinds
        ]

    def _shown(self, kind: Kind, value: int, whole: int) -> Shown:
        return Shown(kind, value, whole, self.scope.list_url(kind.key))


def board(scope: Scope) -> Board:
    """Reads the figures of `scope`: one query for the aid, one for the register."""
    return Board(
        scope,
        figures_by_area(scope.window, scope.area_ids),
        register_counts_by_area(scope.release, scope.area_ids),
    )


def together(counted: Iterable[Figures]) -> Figures:
    """The sum of the figures of several areas; no household lives in two."""
    total = Figures()
    for figures in counted:
        total += figures
    return total
