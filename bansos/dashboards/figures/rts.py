"""The figures of one kelurahan by RT: each of its households is looked at once.

An RT is no area that anything is added up for; the summary of each household is, and says under
which figures it counts. So the parts of a row add up to its whole, whatever changes meanwhile.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bansos.dashboards.figures.catalogue import BY_AREA, HOUSEHOLDS, SHARES, Kind, kind_of
from bansos.dashboards.figures.discretion import Counted, counted_table, hidden_aid
from bansos.dashboards.figures.scope import Scope, rt_words
from programs.overlap.counts import figures_of_households
from registry.models import Household, User
from registry.roles import Permission


@dataclass(frozen=True)
class RtRow:
    label: str
    kinds: list[Kind]
    numbers: list[Counted]

    @property
    def cells(self) -> list[tuple[str, Counted]]:
        """Each number with what a screen reader calls it."""
        words = (f"{self.label}, {kind.heading}" for kind in self.kinds)
        return list(zip(words, self.numbers, strict=True))


@dataclass(frozen=True)
class RtTable:
    """`kinds` head the columns of numbers, the households first; `total` is the kelurahan."""

    kinds: list[Kind]
    rows: list[RtRow]
    total: RtRow


def rt_table(scope: Scope, user: User) -> RtTable | None:
    """None where the scope is no single kelurahan, or nobody lives there."""
    if scope.village is None:
        return None
    wanted = kind_of(scope.figure)
    kinds = [HOUSEHOLDS, wanted, *(kind for kind in BY_AREA if kind != wanted)]
    counted = _by_rt(scope, user)
    rts = sorted(counted, key=lambda rt: (not rt, rt))
    if not rts:
        return None
    village = sum(counted.values(), Counter[str]())
    *rows, total = _shown(
        scope,
        kinds,
        [*((counted[rt], replace(scope, rt=rt)) for rt in rts), (village, scope)],
    )
    named = [RtRow(rt_words(rt), kinds, row) for rt, row in zip(rts, rows, strict=True)]
    return RtTable(kinds, named, RtRow("Seluruh kelurahan", kinds, total))


def _shown(
    scope: Scope, kinds: Sequence[Kind], rows: Sequence[tuple[Counter[str], Scope]]
) -> list[list[Counted]]:
    """The numbers as whoever looks may see them; the last row is the sum of the others."""
    keys = [kind.key for kind in kinds]
    plain = [[(found[key], place.list_url(key)) for key in keys] for found, place in rows]
    values = [[found[key] for key in keys] for found, _ in rows]
    return counted_table(
        scope,
        plain,
        parts=[kinds.index(kind) for kind in SHARES],
        whole=0,
        total=True,
        also=hidden_aid(values, keys) if scope.discreet else (),
    )


def _by_rt(scope: Scope, user: User) -> dict[str, Counter[str]]:
    """RT → key of a figure of aid → households."""
    seen = Household.objects.visible_to(user, Permission.VIEW_DASHBOARD)
    rts = dict(seen.filter(area_id__in=scope.area_ids).values_list("pk", "rt"))
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for pk, figures in figures_of_households(scope.window, scope.area_ids).items():
        if pk in rts:
            found[rts[pk]].update(figures)
    return found
