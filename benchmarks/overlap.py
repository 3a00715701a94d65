"""Overlap figures of a city: added up beforehand, against the plain ORM, SQL and DuckDB.

The plain peer is what a good Django developer writes first: the payments of the window through the
ORM, then a loop that judges each household. All give the same figures, which is checked. DuckDB
groups the same rows in its own memory; to read them into it is not counted against it. What upkeep
costs is measured on a monthly list of 42,124 payments, against writing that list.
"""

import csv
import tempfile
from collections import defaultdict
from collections.abc import Callable
from functools import cache
from typing import Any

import duckdb
from django.db import connection, transaction

from benchmarks import city
from benchmarks.harness import FULL, Ratio, alternate, seconds_of
from programs.models import Disbursement, Recipient
from programs.overlap import counts, live, upkeep
from programs.overlap.counts import Figures, Window, figures, figures_by_area
from programs.overlap.in_force import segments_in_force
from programs.overlap.rules import Aid, Judgement, Segment, judge
from registry.codes import PaymentStatus
from registry.imports.applying.table import Table
from registry.models import Household, Membership
from registry.models.household import WALK

HOUSEHOLDS = {"small": 2_000, FULL: 1_000_000}
YEARS = {"small": 1, FULL: 5}
# The quick ones often, the slow ones once.
ROUNDS = {"small": 5, FULL: 3}
LIST = 42_124
# What is promised for any window and area (seconds).
PROMISED = 0.050


def run(size: str) -> list[Ratio]:
    households, window = HOUSEHOLDS[size], city.LAST_YEAR
    city.make(households, YEARS[size])
    adding_up = seconds_of(upkeep.refresh)
    plain, slow = _timed(lambda: plain_figures(window))
    if _windowed(figures(window)) != _windowed(slow):
        raise RuntimeError("The figures and their peer disagree: nothing was measured.")
    in_sql, found = _timed(lambda: live.figures_by_area(window))
    if found != figures_by_area(window):
        raise RuntimeError("The figures and their SQL twin disagree: nothing was measured.")
    rows = Disbursement.objects.count()
    ratios = []
    works = {
        "overlap figures, city": lambda: figures(window),
        "overlap figures, each area": lambda: figures_by_area(window),
    }
    for name, work in works.items():
        ours = min(seconds_of(work) for _ in range(2 * ROUNDS[size]))
        ratios += [
            _ratio(name, rows, ours, "plain ORM and a loop", plain),
            _ratio(name, rows, ours, "one SQL query over the tables", in_sql),
            _ratio(name, rows, ours, "what is promised", PROMISED),
        ]
    ratios += [_page(figure, window, rows) for figure in ("conflict", "several", "never")]
    ratios.append(_against_duckdb(window, rows, ROUNDS[size]))
    return [*ratios, *_upkeep(adding_up, households)]


def _ratio(name: str, rows: int, ours: float, peer: str, theirs: float, note: str = "") -> Ratio:
    return Ratio(name, connection.vendor, rows, ours, theirs, peer, note)


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    found: list[Any] = []
    return seconds_of(lambda: found.append(work())), found[0]


def _page(figure: str, window: Window, rows: int) -> Ratio:
    """The first fifty households behind a figure, as its page orders them."""

    def page(way: Any) -> list[int]:
        found = Household.objects.filter(pk__in=way.household_ids(figure, window))
        return list(found.order_by(*WALK).values_list("pk", flat=True)[:50])

    (ours, mine), (theirs, others) = _timed(lambda: page(counts)), _timed(lambda: page(live))
    if mine != others:
        raise RuntimeError("The list and its SQL twin disagree: nothing was measured.")
    return _ratio(f"first page behind {figure}", rows, ours, "SQL over the tables", theirs)


def _against_duckdb(window: Window, rows: int, rounds: int) -> Ratio:
    """Only one, several and none of each area are asked of it: fewer figures than ours."""
    duck = duckdb.connect()
    duck.execute("CREATE TABLE paid (area INT, household INT, program INT, first INT, last INT)")
    payments = (
        Disbursement.objects.paid()
        .filter(recipient__program__counted=True, recipient__household__closed_at=None)
        .values_list(
            *("recipient__household__area", "recipient__household", "recipient__program"),
            *("first_month", "last_month"),
        )
        .iterator(chunk_size=city.BATCH)
    )
    _fill(duck, payments)
    ours, theirs = alternate(
        lambda: figures_by_area(window), lambda: _grouped(duck, window), rounds
    )
    found = {area: (one.one, one.several) for area, one in figures_by_area(window).items()}
    if found != _grouped(duck, window):
        raise RuntimeError("The figures and DuckDB's disagree: nothing was measured.")
    return _ratio(
        "overlap figures, each area", rows, ours, "DuckDB", theirs, "one and several only"
    )


def _fill(duck: Any, payments: Any) -> None:
    """Through a file: row by row DuckDB takes a thousand times as long."""
    with tempfile.NamedTemporaryFile("w", suffix=".csv", newline="") as file:
        csv.writer(file).writerows(payments)
        file.flush()
        duck.execute(f"COPY paid FROM '{file.name}' (HEADER false)")


def _grouped(duck: Any, window: Window) -> dict[int, tuple[int, int]]:
    found = duck.execute(
        """SELECT area, count(*) FILTER (n = 1), count(*) FILTER (n > 1) FROM (
            SELECT area, household, count(DISTINCT program) AS n FROM paid
            WHERE first <= ? AND last >= ? GROUP BY area, household
        ) GROUP BY area""",
        [window.last, window.first],
    ).fetchall()
    return {area: (one, several) for area, one, several in found}


def _upkeep(adding_up: float, households: int) -> list[Ratio]:
    """All of the city, and then one more month for the first recipients."""
    month = city.LAST_YEAR.last + 1
    recipients = Recipient.objects.order_by("pk").values_list("pk", flat=True)[:LIST]
    rows = [(pk, month, month, 200_000, PaymentStatus.PAID.value) for pk in recipients]
    months = ("first_month", "last_month")
    table = Table(Disbursement, "recipient_id", *months, "amount", "status")
    with transaction.atomic():
        writing = seconds_of(lambda: table.insert(rows))
    again = seconds_of(upkeep.refresh)
    whole = Window(city.LAST_YEAR.first, month)
    if figures_by_area(whole) != live.figures_by_area(whole):
        raise RuntimeError("The figures are wrong after the upkeep: nothing was measured.")
    writes = "writing its rows and marks"
    return [
        _ratio("adding up a list of payments", len(rows), again, writes, writing),
        _ratio("adding up the whole city", households, adding_up, "the list above", again),
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
    for payment in payments.iterator(chunk_size=city.BATCH):
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
