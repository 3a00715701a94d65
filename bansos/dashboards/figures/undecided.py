"""The pairs of programmes that wait for the city's decision, by how many households they touch."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.urls import reverse

from bansos.dashboards.figures.discretion import Counted, Plain, counted_table
from bansos.dashboards.figures.scope import Scope
from bansos.lib.numbers import percent
from programs.overlap.counts import Figures, Window, figures_of_each
from programs.overlap.in_force import segments_in_force
from programs.overlap.rules import Segment, Verdict


@dataclass(frozen=True)
class Undecided:
    """One pair, in the months of the window in which it has no decision."""

    first: str
    second: str
    counted: Counted
    share: str
    why: str
    months: str

    @property
    def pair(self) -> str:
        return f"{self.first} + {self.second}"

    @property
    def decide_url(self) -> str:
        pair = {"first": self.first, "second": self.second}
        return f"{reverse('rule_create')}?{urlencode(pair)}"


def undecided(scope: Scope) -> list[Undecided]:
    """Those that somebody in the scope received together; the widest first.

    A pair decided for some months only is counted, and listed, in the others: a row a stretch.
    """
    waiting: dict[tuple[str, str, Window], Segment] = {}
    for segment in segments_in_force():
        span = _clipped(segment, scope.window)
        if segment.verdict == Verdict.REVIEW and span.first <= span.last:
            waiting[segment.first, segment.second, span] = segment
    spans = list({span for *_, span in waiting})
    met = dict(zip(spans, figures_of_each(spans, scope.area_ids), strict=True))
    found = [
        (segment, met[span], replace(scope, window=span))
        for (first, second, span), segment in waiting.items()
        if f"{first}+{second}" in met[span].pairs
    ]
    table = counted_table(scope, [[_plain(*row)] for row in found])
    rows = [_row(*row, counted) for row, [counted] in zip(found, table, strict=True)]
    return sorted(rows, key=lambda row: (*row.counted.place, row.pair))


def _pair(segment: Segment) -> str:
    return f"{segment.first}+{segment.second}"


def _plain(segment: Segment, counted: Figures, scope: Scope) -> Plain:
    return counted.pairs[_pair(segment)], scope.list_url(f"pair:{_pair(segment)}")


def _row(segment: Segment, among: Figures, scope: Scope, counted: Counted) -> Undecided:
    return Undecided(
        segment.first,
        segment.second,
        counted,
        "" if counted.hidden else percent(counted.value, among.households),
        _why(segment),
        scope.period_words,
    )


def _clipped(segment: Segment, window: Window) -> Window:
    return Window(max(segment.from_month, window.first), min(segment.to_month, window.last))


def _why(segment: Segment) -> str:
    if segment.rule is None:
        return "Belum ada aturan yang menyebut pasangan ini."
    return segment.rule.note or segment.rule.basis or "Aturannya: perlu ditinjau."
