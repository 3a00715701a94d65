"""The figures of one kelurahan by RT: each of its households is looked at once.

An RT is no area that anything is added up for; the summary of each household is, and says under
which figures it counts. So the parts of a row add up to its whole, whatever changes meanwhile.
"""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace

from bansos.dashboards.figures.catalogue import BY_AREA, HOUSEHOLDS, SHARES, Kind, kind_of
from bansos.dashboards.figures.discretion import Counted, counted_table
from bansos.dashboards.figures.scope import Scope, rt_words
from programs.models import AidSummary
from programs.overlap.kinds import FIGURES
from programs.overlap.lists import changed_since
from programs.overlap.months import from_text, marks, months_between
from programs.overlap.summaries import InForce, texts_of
from registry.models import Household, User
from registry.models.area import Level
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
    if scope.area is None or scope.area.level != Level.VILLAGE:
        return None
    wanted = kind_of(scope.figure)
    kinds = [HOUSEHOLDS, wanted, *(kind for kind in BY_AREA if kind != wanted)]
    counted = _by_rt(scope, user)
    rts = sorted(counted, key=lambda rt: (not rt, rt))
    if not rts:
        return None
    village = sum(counted.values(), Counter[str]())
    *rows, total = counted_table(
        scope,
        [[(counted[rt][k.key], replace(scope, rt=rt).list_url(k.key)) for k in kinds] for rt in rts]
        + [[(village[k.key], scope.list_url(k.key)) for k in kinds]],
        parts=[kinds.index(kind) for kind in SHARES],
        whole=0,
        total=True,
    )
    named = [RtRow(rt_words(rt), kinds, row) for rt, row in zip(rts, rows, strict=True)]
    return RtTable(kinds, named, RtRow("Seluruh kelurahan", kinds, total))


def _by_rt(scope: Scope, user: User) -> dict[str, Counter[str]]:
    """RT → key of a figure of aid → households."""
    seen = Household.objects.visible_to(user, Permission.VIEW_DASHBOARD).living()
    rts = dict(seen.filter(area_id__in=scope.area_ids).values_list("pk", "rt"))
    texts = _summaries(rts, scope)
    figures = {text: _figures(text, scope) for text in {*texts.values()}}
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for pk, rt in rts.items():
        if pk in texts:
            found[rt].update(figures[texts[pk]])
    return found


def _summaries(household_ids: Collection[int], scope: Scope) -> dict[int, str]:
    """As they were added up, those of changed households afresh; all of them where much changed."""
    in_force = InForce.today()
    changed = changed_since(in_force)
    if changed is None:
        now, added_up = texts_of(household_ids, in_force), {}
    else:
        of_area = AidSummary.objects.filter(area__in=scope.area_ids)
        now, added_up = changed.now, dict(of_area.values_list("household_id", "months"))
    return added_up | {pk: text for pk, (_, text) in now.items()}


def _figures(text: str, scope: Scope) -> list[str]:
    """Under which figures of aid a household with this summary counts."""
    kinds = marks(from_text(text), months_between(*scope.window))
    return [
        figure
        for figure, (kind, without) in FIGURES.items()
        if kind in kinds and without not in kinds
    ]
