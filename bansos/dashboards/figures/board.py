"""The dashboard's numbers: two queries by area, added up for the scope and for each row of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from bansos.dashboards.figures.catalogue import (
    AID,
    APART,
    DOUBLES,
    EVER,
    HOUSEHOLDS,
    REASONS,
    REGISTER,
    REGISTER_KINDS,
    SHARES,
    Kind,
)
from bansos.dashboards.figures.discretion import Counted, columns, hidden_aid
from bansos.dashboards.figures.scope import Scope, ids_within
from bansos.lib.numbers import percent
from programs.overlap.counts import Figures, figures_by_area
from registry.models import Area
from registry.stats import RegisterCounts, register_counts_by_area

AIDED = [kind.key for kind in AID]
KEYS = [kind.key for kind in (*AID, *REGISTER_KINDS)]
# Which add up to "listed".
STANDING = ["confirmed", *(kind.key for kind in REASONS)]
REGISTER_AT_MOST = (
    (["confirmed", "not_confirmed"], "listed"),
    (["confirmed", "unverified", "not_found"], "households"),
    (["waiting_head"], "confirmed"),
)


@dataclass(frozen=True)
class Shown:
    """A figure with its number and the way to its list; `counted` is what of it may be shown."""

    kind: Kind
    value: int
    whole: Counted
    url: str
    is_hidden: bool = False

    @property
    def counted(self) -> Counted:
        return Counted(self.value, self.url, self.is_hidden)

    @property
    def text(self) -> str:
        return self.counted.text

    @property
    def link(self) -> str:
        return self.counted.link

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
        """Nothing where the number, or the whole that it would give away, is hidden."""
        if self.is_hidden or self.whole.hidden or self.value == self.whole.value:
            return ""
        return percent(self.value, self.whole.value)


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

    def hides(self, area: Area | None, key: str) -> bool:
        """Whether the figure `key` of a row (None: of all of the scope) must not be shown."""
        return (area.pk if area else None, key) in self._hidden

    @cached_property
    def _hidden(self) -> frozenset[tuple[int | None, str]]:
        """Of the table by area and the headlines above it, which add up to each other."""
        if not self.scope.discreet:
            return frozenset()
        rows: list[Area | None] = [*self.scope.rows, None]
        aid = [self.aid_within(area) if area else self.aid for area in rows]
        register = [self.register_within(area) if area else self.register for area in rows]
        places = [area.pk if area else None for area in rows]
        return frozenset((places[row], key) for row, key in hidden_figures(aid, register))

    def _registered(self, kinds: Iterable[Kind]) -> list[Shown]:
        whole = Counted(self.register.listed, hidden=self.hides(None, "listed"))
        return [self._shown(kind, getattr(self.register, kind.key), whole) for kind in kinds]

    def _aided(self, kinds: Iterable[Kind]) -> list[Shown]:
        whole = Counted(self.aid.households, hidden=self.hides(None, "households"))
        return [self._shown(kind, getattr(self.aid, kind.key), whole) for kind in kinds]

    def _shown(self, kind: Kind, value: int, whole: Counted) -> Shown:
        url = self.scope.list_url(kind.key)
        return Shown(kind, value, whole, url, self.hides(None, kind.key))


def hidden_figures(
    aid: Sequence[Figures], register: Sequence[RegisterCounts]
) -> set[tuple[int, str]]:
    """(row, key) of what to hide; the last row is the sum of the others.

    Aid and the register are one table: who is open in the register is among the households, often
    all of them. "not_confirmed" is hidden with either of the two that it is the difference of.
    """
    values = [
        [getattr(counted if key in AIDED else listed, key) for key in KEYS]
        for counted, listed in zip(aid, register, strict=True)
    ]
    sums = columns(KEYS, (STANDING, "listed"))
    found = hidden_aid(values, KEYS, sums=sums, bounds=columns(KEYS, *REGISTER_AT_MOST))
    hidden = {(row, KEYS[column]) for row, column in found}
    return hidden | {
        (row, "not_confirmed") for row, key in hidden if key in ("listed", "confirmed")
    }


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
