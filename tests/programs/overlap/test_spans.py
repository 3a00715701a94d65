"""What was added up gives the figures of any window, and stays right whatever changes."""

import datetime
import random
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from programs.models import (
    AidMark,
    AidSpan,
    AidSummary,
    AidTimeLine,
    Disbursement,
    OverlapRule,
    Program,
    Recipient,
)
from programs.overlap import counts, kinds, live, snapshot, spans, triggers, upkeep
from programs.overlap.counts import Window
from registry.codes import PaymentStatus
from registry.models import Household, ListedAid, Membership, Release
from tests.factories import HouseholdFactory, MembershipFactory, village
from tests.programs.overlap import cities

pytestmark = pytest.mark.django_db


def first(model: Any) -> Any:
    return model.objects.order_by("pk").first()


def change_first(model: Any, **values: Any) -> None:
    """As an import does: by the set, past whatever a save would do."""
    model.objects.filter(pk__in=[one.pk for one in [first(model)] if one]).update(**values)


def delete_first_recipient() -> None:
    if recipient := first(Recipient):
        recipient.delete()


def end_first_membership() -> None:
    change_first(Membership, valid_to=datetime.date(2021, 3, 1))
    if membership := Membership.objects.filter(valid_to=None).last():
        Membership.objects.filter(pk=membership.pk).update(kk="6472030101899999")


CHANGES: dict[str, Callable[[], object]] = {
    "a payment is cancelled": lambda: change_first(Disbursement, status=PaymentStatus.FAILED),
    "a payment covers other months": lambda: change_first(
        Disbursement, first_month=cities.START, last_month=cities.START + 6
    ),
    "a household moves": lambda: change_first(Household, area=village("Rawa Makmur")),
    "a household closes": lambda: change_first(Household, **cities.CLOSED),
    "a household opens": lambda: change_first(
        Household, closed_at=None, closed_on=None, closed_reason=""
    ),
    "a household comes in": lambda: HouseholdFactory.create(area=village("Jawa")),
    "a recipient goes": delete_first_recipient,
    "a recipient is of another programme": lambda: change_first(
        Recipient, program=Program.objects.get(code="BST")
    ),
    "a recipient is of another KK": lambda: change_first(Recipient, kk="6472030101800001"),
    "a person leaves, another changes KK": end_first_membership,
    "a claim goes": lambda: ListedAid.objects.all().delete(),
    "a rule goes": lambda: change_first(OverlapRule, verdict="dilarang", unit="rumah_tangga"),
    "a programme has another code": lambda: Program.objects.filter(code="BPNT").update(
        code="BPNT-BARU"
    ),
    "a programme is counted apart": lambda: Program.objects.filter(code="BPNT").update(
        counted=False
    ),
}
WINDOWS = [Window(cities.START + a, cities.START + b) for a, b in ((0, 5), (1, 1), (3, 9), (-2, 0))]


FIGURES = [*kinds.FIGURES, "program:BPNT", "program:PBI-JK", "pair:BPNT+PKH"]


def listed(
    way: Any, figure: str, area_ids: list[int] | None, window: Window = WINDOWS[2]
) -> list[int]:
    return found(way.household_ids(figure, window, area_ids))


def found(ids: Any) -> list[int]:
    return sorted(Household.objects.filter(pk__in=ids).values_list("pk", flat=True))


# Each database answers thousands of questions for one example: few of them, and always others.
@settings(max_examples=3)
@given(cities.homes, cities.rules, st.permutations(sorted(CHANGES)))
def test_figures_are_right_after_each_change_before_and_after_it_is_added_up(
    homes: tuple[cities.Home, ...], rules: list[tuple[Any, ...]], order: list[str]
) -> None:
    with transaction.atomic():
        cities.build(homes, rules)
        upkeep.refresh()
        for change in order:
            CHANGES[change]()
            agrees(change)
            upkeep.refresh()
            assert spans.figures_by_area(WINDOWS[:1], None) is not None, change
            agrees(change)
        transaction.set_rollback(True)


def agrees(change: str) -> None:
    for window in random.sample(WINDOWS, 2):
        assert counts.figures_by_area(window) == live.figures_by_area(window), change
    some = random.sample(WINDOWS, 3)
    assert counts.figures_of_each(some) == [counts.figures(window) for window in some], change
    for figure in random.sample(FIGURES, 4):
        area_ids = random.choice([None, [village("Jawa").pk]])
        assert listed(counts, figure, area_ids) == listed(live, figure, area_ids), change
    here, there = random.sample(WINDOWS, 2)
    asked = [(figure, here, there) for figure in random.sample(FIGURES, 3)]
    for (figure, *_), moved in zip(asked, counts.changes_of_each(asked, area_ids), strict=True):
        plain = {*listed(live, figure, area_ids, here)} - {*listed(live, figure, area_ids, there)}
        assert found(moved) == sorted(plain), (change, figure)
    assert counts.figures(WINDOWS[0]) == cities.plain_figures(WINDOWS[0]), change


@settings(max_examples=25)
@given(cities.homes, cities.rules, cities.windows)
def test_marked_households_are_judged_afresh(
    homes: tuple[cities.Home, ...], rules: list[tuple[Any, ...]], window: Window
) -> None:
    with transaction.atomic():
        cities.build_unadded(homes, rules)
        assert spans.figures_by_area([window], None) == [live.figures_by_area(window)]
        some, area_ids = [window, *WINDOWS], [village("Jawa").pk]
        for areas in (None, area_ids):
            afresh = spans.figures_afresh(some, areas)
            assert afresh == [live.figures_by_area(one, areas) for one in some]
        transaction.set_rollback(True)


def test_a_claim_of_a_programme_that_goes_by_another_code_counts_no_more() -> None:
    member = MembershipFactory.create()
    release = Release.objects.create(code="DTKS 2021-01", issued_on=datetime.date(2021, 1, 1))
    ListedAid.objects.create(
        release=release, household=member.household, person=member.person, program_code="PENA"
    )
    upkeep.refresh()
    assert counts.figures(WINDOWS[0]).listed_only == 1
    Program.objects.filter(code="PENA").update(code="PENA-BARU")
    upkeep.refresh()
    assert counts.figures(WINDOWS[0]).never == 1


def test_what_another_version_added_up_is_made_anew() -> None:
    HouseholdFactory.create()
    upkeep.refresh()
    AidSpan.objects.update(households=7)
    AidTimeLine.objects.update(text="[[1], []]")
    assert counts.figures(WINDOWS[0]).households == 1
    upkeep.refresh()
    assert counts.figures(WINDOWS[0]).households == 1


def test_adding_up_twice_changes_nothing() -> None:
    HouseholdFactory.create()
    assert upkeep.refresh() > 0
    before = list(AidSpan.objects.order_by("pk").values())
    assert upkeep.refresh() == 0
    upkeep.mark_all()
    assert upkeep.refresh() == 1
    assert list(AidSpan.objects.order_by("pk").values()) == before


def test_all_is_marked_once_however_much_was_marked_already() -> None:
    HouseholdFactory.create()
    upkeep.mark_all()
    upkeep.mark_all()
    assert AidMark.objects.count() == 1
    assert upkeep.refresh() == 1


def test_what_is_gone_is_taken_off_and_leaves_no_row() -> None:
    household = HouseholdFactory.create()
    upkeep.refresh()
    assert AidSpan.objects.count() == AidSummary.objects.count() == 1
    household.delete()
    upkeep.refresh()
    assert not AidSpan.objects.exists()
    assert not AidSummary.objects.exists()


def test_too_many_marks_are_read_from_the_tables_themselves(monkeypatch: Any) -> None:
    HouseholdFactory.create()
    upkeep.refresh()
    assert spans.figures_by_area(WINDOWS[:1], None) is not None
    monkeypatch.setattr(snapshot, "MOST_MARKS", 0)
    upkeep.mark_all()
    assert spans.figures_by_area(WINDOWS[:1], None) is None
    assert [one.households for one in counts.figures_of_each(WINDOWS)] == [1] * len(WINDOWS)


def test_chunks_of_one_mark_come_to_the_same() -> None:
    for _ in range(3):
        HouseholdFactory.create()
    upkeep.refresh(chunk=1)
    assert counts.figures(WINDOWS[0]).households == 3
    assert not AidMark.objects.exists()


def test_every_trigger_stands_after_all_migrations() -> None:
    """On SQLite a migration that alters a table drops them: it has to install them again."""
    table = "pg_trigger" if connection.vendor == "postgresql" else "sqlite_master"
    column = "tgname" if connection.vendor == "postgresql" else "name"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} WHERE {column} LIKE 'aid_mark_%%'")
        assert {name for (name,) in cursor.fetchall()} == triggers.names()
