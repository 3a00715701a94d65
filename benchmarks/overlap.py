"""Overlap figures of a city: one query of `overlap.counts` against the plain ORM.

The peer is what a good Django developer writes first: the payments of the window through the
ORM, then a loop that judges each household. Both give the same figures, which is checked.
"""

from collections import defaultdict
from functools import cache

from django.db import connection

from benchmarks import city
from benchmarks.harness import FULL, Ratio, alternate
from programs.models import Disbursement
from programs.overlap.counts import (
    Figures,
    Window,
    figures,
    figures_by_area,
)
from programs.overlap.in_force import segments_in_force
from programs.overlap.rules import Aid, Judgement, Segment, judge
from registry.models import Household, Membership

HOUSEHOLDS = {"small": 2_000, FULL: 42_124}
ROUNDS = {"small": 5, FULL: 3}


def run(size: str) -> list[Ratio]:
    city.make(HOUSEHOLDS[size])
    window = city.YEAR
    if _windowed(figures(window)) != _windowed(plain_figures(window)):
        raise RuntimeError("The figures and their peer disagree: nothing was measured.")
    measured = {
        "overlap figures, city": lambda: figures(window),
        "overlap figures, all areas": lambda: figures_by_area(window),
    }
    return [
        Ratio(
            name,
            connection.vendor,
            HOUSEHOLDS[size],
            *alternate(work, lambda: plain_figures(window), ROUNDS[size]),
            peer="plain ORM and a loop",
        )
        for name, work in measured.items()
    ]


def _windowed(found: Figures) -> Figures:
    """Without the two figures of all times, which the peer leaves out."""
    found.never = found.listed_only = 0
    return found


def plain_figures(window: Window) -> Figures:
    segments = segments_in_force()

    @cache
    def among(codes: frozenset[str]) -> list[Segment]:
        return [one for one in segments if one.first in codes and one.second in codes]

    found = Figures(households=Household.objects.living().count())
    for aids in _aid_by_household(window).values():
        for code in {aid.program for aid in aids}:
            found.add(f"program:{code}", 1)
        _add(found, judge(aids, among(frozenset(aid.program for aid in aids)), window))
    found.none = found.households - found.one - found.several
    found.by_program = dict(sorted(found.by_program.items()))
    found.pairs = dict(sorted(found.pairs.items()))
    return found


def _add(found: Figures, judged: Judgement) -> None:
    if judged.programs:
        found.add("one" if len(judged.programs) == 1 else "several", 1)
    for figure in ("overlap", "conflict", "review", "double"):
        found.add(figure, int(getattr(judged, figure)))
    for pair in judged.pairs:
        found.add(f"pair:{pair}", 1)


def _aid_by_household(window: Window) -> dict[int | None, list[Aid]]:
    payments = (
        Disbursement.objects.paid()
        .covering(*window)
        .filter(recipient__household__closed_at=None, recipient__household__isnull=False)
        .select_related("recipient__program")
    )
    kks: dict[int | None, str] = dict(Membership.objects.current().values_list("person_id", "kk"))
    found: defaultdict[int | None, list[Aid]] = defaultdict(list)
    for payment in payments.iterator(chunk_size=5_000):
        recipient = payment.recipient
        kk = recipient.kk or kks.get(recipient.person_id) or None
        found[recipient.household_id].append(
            Aid(
                recipient.program.code,
                payment.first_month,
                payment.last_month,
                f"#{recipient.person_id}" if recipient.person_id else recipient.nik or None,
                kk,
                recipient.program.counted,
            )
        )
    return found
