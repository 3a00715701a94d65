"""The figures of one kelurahan by RT, counted by the very lists that stand behind them."""

from collections import defaultdict
from dataclasses import dataclass, replace

from django.db.models import Count

from bansos.dashboards.figures.behind import households_behind
from bansos.dashboards.figures.catalogue import BY_AREA, HOUSEHOLDS, SHARES, Kind, kind_of
from bansos.dashboards.figures.discretion import Counted, counted_table
from bansos.dashboards.figures.scope import Scope, rt_words
from registry.models import User
from registry.models.area import Level


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
    if scope.area is None or scope.area.level != Level.VILLAGE:
        return None
    wanted = kind_of(scope.figure)
    kinds = [HOUSEHOLDS, wanted, *(kind for kind in BY_AREA if kind != wanted)]
    counted = {kind.key: _by_rt(kind, scope, user) for kind in kinds}
    rts = sorted(counted[HOUSEHOLDS.key], key=lambda rt: (not rt, rt))
    if not rts:
        return None
    *rows, total = counted_table(
        scope,
        [[(counted[k.key][rt], replace(scope, rt=rt).list_url(k.key)) for k in kinds] for rt in rts]
        + [[(sum(counted[k.key].values()), scope.list_url(k.key)) for k in kinds]],
        parts=[kinds.index(kind) for kind in SHARES],
        whole=0,
        total=True,
    )
    named = [RtRow(rt_words(rt), kinds, row) for rt, row in zip(rts, rows, strict=True)]
    return RtTable(kinds, named, RtRow("Seluruh kelurahan", kinds, total))


def _by_rt(kind: Kind, scope: Scope, user: User) -> dict[str, int]:
    behind = households_behind(kind.key, scope, user).order_by()
    found = behind.values_list("rt").annotate(households=Count("pk"))
    return defaultdict(int, found)
