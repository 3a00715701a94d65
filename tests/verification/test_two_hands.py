"""Several people at one household at once, and long histories taken back."""

import datetime
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.models import Household
from tests.factories import make_household
from tests.verification.steps import figures, officer, open_round, report, supervisor, visit
from verification.actions.reviews import accept, return_, revoke
from verification.actions.visits import DecidedByOther, withdraw
from verification.findings import Death, FieldworkRefused
from verification.models import Visit
from verification.workflow import NotPossible


def at_once(acts: list[Callable[[], Any]]) -> list[Any]:
    """What each act returned or raised, all of them begun together."""
    start = Barrier(len(acts))

    def one(act: Callable[[], Any]) -> Any:
        try:
            start.wait()
            return act()
        except (DecidedByOther, NotPossible) as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_at_once_one_wins_and_the_other_is_told():
    household, round = make_household(), open_round()
    acts = [
        lambda by=by: visit(household, by=by, round=round, seen_version=1)
        for by in (officer(), officer())
    ]
    found = at_once(acts)
    assert sorted(type(one).__name__ for one in found) == ["DecidedByOther", "Visit"]
    assert Visit.objects.filter(is_current=True).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_double_tap_at_once_is_one_visit():
    household, round, by, key = make_household(), open_round(), officer(), uuid.uuid4()
    tap = lambda: visit(household, by=by, round=round, key=key, seen_version=1)  # noqa: E731
    first, second = at_once([tap, tap])
    assert first == second
    assert Visit.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_report_taken_back_and_accepted_at_once_is_one_of_both():
    told = report(make_household(), "mampu")
    mine, theirs = Visit.objects.get(pk=told.pk), Visit.objects.get(pk=told.pk)
    reviewer = supervisor()
    found = at_once(
        [
            lambda: withdraw(visit=mine, by=told.officer),
            lambda: accept(visit=theirs, by=reviewer),
        ]
    )
    assert sum(isinstance(one, NotPossible) for one in found) == 1
    told.refresh_from_db()
    assert Household.objects.get().is_closed == (told.state == "diterima")


def undo_all(household: Household, reviewer: Any) -> None:
    """Newest first, each in the way that is open to it."""
    for one in Visit.objects.filter(household=household).order_by("-id"):
        one.refresh_from_db()
        if one.state == "diterima":
            revoke(visit=one, by=reviewer)
        elif one.state in {"berlaku", "dilaporkan"}:
            withdraw(visit=one, by=one.officer)


steps = st.lists(
    st.tuples(
        st.sampled_from(["terkonfirmasi", "tidak_ditemukan", "ditunda", "mampu", "meninggal"]),
        st.integers(0, 5),
        st.sampled_from([accept, return_, None]),
    ),
    max_size=5,
)


@pytest.mark.django_db
@settings(max_examples=25)
@given(steps)
def test_a_whole_history_taken_back_leaves_every_figure_as_before(history):
    household, by, reviewer = make_household(members=2), officer(), supervisor()
    before = figures(household)
    for result, day, answer in history:
        who = {"deaths": (Death(household.head),)} if result == "meninggal" else {}
        on = datetime.date(2021, 4, 1) + datetime.timedelta(day)
        try:
            one = visit(household, result, by=by, on=on, **who)
            if one.state == "dilaporkan" and answer is not None:
                answer(visit=one, by=reviewer, note="dari uji")
        except FieldworkRefused:
            continue
    assert household.visits.filter(is_current=True).count() <= 1
    undo_all(household, reviewer)
    assert figures(household) == before
