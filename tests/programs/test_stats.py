"""The grid of what is loaded."""

from collections import Counter
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings

from bansos.lib.dates import month_of, period_words, today
from programs.answers import Loaded, loaded_programs
from programs.models import Disbursement, Program, Recipient
from programs.overlap import upkeep
from programs.overlap.figures import Window
from programs.overlap.loaded import households_in_tables, named_on_lists
from programs.stats import default_window, loaded_grid, loaded_span, newest_month
from registry.actions.households import close
from registry.codes import PaymentStatus
from registry.models import ClosedReason, Household
from tests.factories import (
    DisbursementFactory,
    HouseholdFactory,
    ProgramFactory,
    RecipientFactory,
    make_household,
    village,
)
from tests.programs.overlap import cities
from tests.verification.steps import VISITED_ON

JANUARY = 2021 * 12

pytestmark = pytest.mark.django_db


def test_nothing_is_loaded_in_an_empty_city() -> None:
    assert loaded_grid() == {}


def test_a_household_counts_once_in_every_month_that_a_payment_covers() -> None:
    home = HouseholdFactory.create(area=village("Jawa"))
    recipient = RecipientFactory.create(program=ProgramFactory.create(code="BPNT"), household=home)
    for first, last in ((0, 2), (2, 2)):
        DisbursementFactory.create(
            recipient=recipient, first_month=JANUARY + first, last_month=JANUARY + last
        )
    district = home.area.parent_id
    counts = {("BPNT", JANUARY + n, district): count for n, count in enumerate((1, 1, 1))}
    assert loaded_grid() == counts


def test_a_programme_that_is_deleted_is_not_loaded_any_more() -> None:
    gone = ProgramFactory.create(code="PBI-LAMA", counted=False)
    for household in (HouseholdFactory.create(), HouseholdFactory.create()):
        DisbursementFactory.create(recipient=RecipientFactory(program=gone, household=household))
    upkeep.refresh()
    assert {code for code, *_ in loaded_grid()} == {"PBI-LAMA"}
    Recipient.objects.filter(program=gone).delete()
    gone.delete()
    assert loaded_grid() == {}


def test_a_list_of_failed_payments_has_been_loaded_all_the_same() -> None:
    DisbursementFactory.create(status=PaymentStatus.FAILED)
    assert loaded_grid() == {("BPNT", JANUARY, None): 1}


def test_aid_outside_the_register_counts_where_its_list_says() -> None:
    area = village("Jawa")
    DisbursementFactory.create(recipient__area=area)
    DisbursementFactory.create(recipient__area=area.parent)
    DisbursementFactory.create(recipient__area=None)
    assert loaded_grid() == {("BPNT", JANUARY, area.parent_id): 2, ("BPNT", JANUARY, None): 1}


def test_a_closed_household_counts_no_more() -> None:
    DisbursementFactory.create(recipient__household=make_household())
    assert len(loaded_grid()) == 1
    close(household=Household.objects.get(), reason=ClosedReason.MOVED, on=VISITED_ON)
    assert loaded_grid() == {}


@settings(max_examples=25)
@given(cities.homes, cities.rules)
def test_what_was_added_up_says_the_same_as_the_payments(
    homes: tuple[cities.Home, ...], rules: list[tuple[Any, ...]]
) -> None:
    with transaction.atomic():
        cities.build_unadded(homes, rules)
        agrees()
        upkeep.refresh()
        agrees()
        some = Disbursement.objects.order_by("?").values_list("pk", flat=True)[:2]
        Disbursement.objects.filter(pk__in=list(some)).delete()
        agrees(last_is_known=False)
        transaction.set_rollback(True)


def test_the_default_window_does_not_reach_beyond_this_month() -> None:
    """A candidate for next January must not move every page there."""
    now = month_of(today())
    DisbursementFactory.create(first_month=now - 1, last_month=now + 1)
    DisbursementFactory.create(first_month=now + 14, status=PaymentStatus.CANDIDATE)
    assert loaded_span() == (now - 1, now + 14)
    assert newest_month() == now
    assert default_window() == Window(max(now - 1, now - now % 12), now)


def test_where_all_aid_is_still_to_come_the_default_window_is_this_month() -> None:
    now = month_of(today())
    DisbursementFactory.create(first_month=now + 2)
    assert default_window() == Window(now, now)


def test_what_is_loaded_is_told_without_a_look_at_the_payments_of_households() -> None:
    for home in (make_household(), None):
        DisbursementFactory.create(recipient__household=home, first_month=JANUARY + bool(home))
    upkeep.refresh()
    with CaptureQueriesContext(connection) as queries:
        assert loaded_programs() == [Loaded("BPNT", "Januari–Februari 2021")]
    payments = [q["sql"] for q in queries if "programs_disbursement" in q["sql"]]
    assert payments
    assert [sql for sql in payments if '"household_id" IS NULL' not in sql] == []


@pytest.mark.parametrize("in_register", [True, False])
def test_a_gap_in_what_is_loaded_is_told(in_register: bool) -> None:
    home = make_household() if in_register else None
    program = Program.objects.get(code="PKH")
    for first, last in [(JANUARY, JANUARY + 1), (JANUARY + 2, JANUARY + 2), (JANUARY + 48,) * 2]:
        DisbursementFactory.create(
            recipient__program=program,
            recipient__household=home,
            first_month=first,
            last_month=last,
        )
    assert loaded_programs() == [Loaded("PKH", "Januari–Maret 2021, Januari 2025")]


def agrees(*, last_is_known: bool = True) -> None:
    for area_ids in (None, [village(cities.AREAS[0]).pk]):
        plain = named_one_by_one(area_ids)
        assert named_on_lists(area_ids) == households_in_tables(area_ids) == plain
    assert loaded_programs() == told_one_by_one()
    if last_is_known and plain:
        months = [month for _, month, _ in named_one_by_one(None)]
        assert loaded_span() == (min(months), max(months))


def told_one_by_one() -> list[Loaded]:
    months: dict[str, list[int]] = {}
    for code, month, _ in named_one_by_one(None):
        months.setdefault(code, []).append(month)
    return [Loaded(code, in_words(sorted({*found}))) for code, found in sorted(months.items())]


def in_words(months: list[int]) -> str:
    """Cut wherever the month before is missing."""
    firsts = [month for month in months if month - 1 not in months]
    lasts = [month for month in months if month + 1 not in months]
    return ", ".join(map(period_words, firsts, lasts))


def named_one_by_one(area_ids: list[int] | None) -> Counter[tuple[str, int, int]]:
    found = set()
    for paid in Disbursement.objects.select_related("recipient__household", "recipient__program"):
        home = paid.recipient.household
        if home is None or home.is_closed or (area_ids and home.area_id not in area_ids):
            continue
        for month in range(paid.first_month, paid.last_month + 1):
            found.add((paid.recipient.program.code, month, home.area_id, home.pk))
    return Counter(key[:3] for key in found)
