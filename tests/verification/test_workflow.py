"""The fold of a household's visits, on made-up histories."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.codes import VisitResult
from registry.models import Reported
from verification.workflow import (
    REPORTS,
    TRANSITIONS,
    VALID_STATES,
    Act,
    NotPossible,
    Verdict,
    VisitState,
    Who,
    act_for,
    current_of,
    hold_together,
    standing_of,
    step,
)

DAY = date(2021, 4, 1)


@dataclass(frozen=True)
class Seen:
    id: int
    result: str
    state: str = VisitState.COUNTED
    visited_on: date = DAY
    officer_id: int | None = 1
    destination_id: int | None = None


def seen(*results: str, state: str = VisitState.COUNTED) -> list[Seen]:
    """One visit a day, in this order."""
    return [Seen(n, result, state, DAY + timedelta(n)) for n, result in enumerate(results)]


visits = st.lists(
    st.builds(
        Seen,
        id=st.integers(1, 10_000),
        result=st.sampled_from(VisitResult.values),
        state=st.sampled_from(VisitState.values),
        visited_on=st.integers(0, 20).map(lambda n: DAY + timedelta(n)),
    ),
    max_size=8,
    unique_by=lambda visit: visit.id,
)


def test_every_report_has_its_word_on_the_household():
    assert set(Reported.values) - {""} == {str(result) for result in REPORTS}


def test_every_decision_on_a_report_is_made_by_another():
    for act in (Act.ACCEPT, Act.RETURN, Act.REVOKE):
        assert {row.who for (_, a), row in TRANSITIONS.items() if a == act} == {Who.ANOTHER}


@pytest.mark.parametrize("state", [s for s in VisitState if s != VisitState.REPORTED])
def test_only_a_waiting_report_can_be_accepted(state):
    with pytest.raises(NotPossible):
        step(state, Act.ACCEPT)


def test_a_confirmation_confirms():
    assert standing_of(seen("terkonfirmasi")) == Verdict("terkonfirmasi", DAY)


@pytest.mark.parametrize("later", ["ditunda", "tidak_ditemukan"])
def test_one_miss_or_a_postponement_does_not_undo_a_confirmation(later):
    assert standing_of(seen("terkonfirmasi", later)).standing == "terkonfirmasi"


def test_two_misses_on_different_days_undo_a_confirmation():
    found = standing_of(seen("terkonfirmasi", "tidak_ditemukan", "tidak_ditemukan"))
    assert found == Verdict("tidak_ditemukan", DAY + timedelta(2))


def test_two_misses_on_one_day_are_one():
    missed = [Seen(n, "tidak_ditemukan", visited_on=DAY + timedelta(1)) for n in (2, 3)]
    assert standing_of([Seen(1, "terkonfirmasi"), *missed]).standing == "terkonfirmasi"


def test_a_miss_before_the_confirmation_is_not_counted_again():
    found = standing_of(seen("tidak_ditemukan", "terkonfirmasi", "tidak_ditemukan"))
    assert found.standing == "terkonfirmasi"


def test_a_household_never_confirmed_is_not_found_at_the_first_miss():
    assert standing_of(seen("tidak_ditemukan")).standing == "tidak_ditemukan"


def test_an_older_date_never_beats_a_newer_one():
    newer = Seen(1, "terkonfirmasi", visited_on=DAY + timedelta(9))
    older = [Seen(n, "tidak_ditemukan", visited_on=DAY + timedelta(n)) for n in (2, 3)]
    assert standing_of([newer, *older]).standing == "terkonfirmasi"


def test_who_moved_inside_the_city_is_unverified_until_seen():
    moved = Seen(2, "pindah_dalam", VisitState.ACCEPTED, DAY + timedelta(1))
    assert standing_of([Seen(1, "terkonfirmasi"), moved]) == Verdict()


def test_an_accepted_death_says_that_somebody_was_met():
    assert standing_of(seen("meninggal", state=VisitState.ACCEPTED)).standing == "terkonfirmasi"


def test_without_visits_what_stood_before_stands():
    assert standing_of([], Verdict("terkonfirmasi", DAY)) == Verdict("terkonfirmasi", DAY)


@given(visits)
def test_the_order_of_reading_does_not_matter(found):
    assert standing_of(found) == standing_of(reversed(found))


@given(visits)
def test_what_does_not_stand_changes_nothing(found):
    assert standing_of(found) == standing_of([v for v in found if v.state in VALID_STATES])


@given(visits)
def test_a_pending_report_changes_nothing(found):
    report = Seen(0, "pindah_keluar", VisitState.REPORTED, DAY + timedelta(30))
    assert standing_of([*found, report]) == standing_of(found)


@given(visits)
def test_postponing_changes_nothing(found):
    postponed = Seen(0, "ditunda", visited_on=DAY + timedelta(30))
    assert standing_of([*found, postponed]) == standing_of(found)


@given(visits)
def test_a_newest_confirmation_always_decides(found):
    newest = Seen(0, "terkonfirmasi", visited_on=DAY + timedelta(30))
    assert standing_of([*found, newest]) == Verdict("terkonfirmasi", newest.visited_on)


@given(visits)
def test_withdrawing_the_last_visit_brings_back_the_current_one(found):
    extra = Seen(20_000, "terkonfirmasi")
    assert current_of([*found, extra]) == extra
    assert current_of([*found, replace(extra, state=VisitState.WITHDRAWN)]) == current_of(found)


def test_after_a_return_no_visit_is_current():
    assert current_of([Seen(1, "terkonfirmasi"), Seen(2, "mampu", VisitState.RETURNED)]) is None


@pytest.mark.parametrize("result", sorted(REPORTS))
def test_a_removal_is_reported_first(result):
    assert step(None, act_for(result)).to == VisitState.REPORTED


@pytest.mark.parametrize(
    ("results", "closer"),
    [
        (["menolak", "menolak"], 0),
        (["menolak", "mampu"], 1),
        (["menolak", "ditunda", "tidak_ditemukan"], 0),
        (["menolak", "terkonfirmasi"], None),
        (["menolak", "terkonfirmasi", "menolak"], 2),
        (["menolak", "pindah_dalam"], None),
        (["meninggal"], 0),
        (["meninggal", "terkonfirmasi"], None),
    ],
)
def test_the_newest_that_met_somebody_says_whether_a_household_is_closed(results, closer):
    told = seen(*results)
    found = hold_together(told, {one.id: [7] for one in told}, living=[7]).closer
    assert found == (None if closer is None else told[closer])


def test_no_list_opens_what_an_officer_closed():
    here, listed = seen("menolak", "terkonfirmasi")
    assert hold_together([here, replace(listed, officer_id=None)], {}, [7]).closer == here


def test_a_death_falls_with_the_household_it_ended_and_else_stands():
    told = seen("meninggal", "meninggal", "terkonfirmasi")
    deaths = {0: [7], 1: [8]}
    assert hold_together(told, deaths, living=[7, 8]).buried == {7: told[0]}
    assert hold_together(told, deaths, living=[7, 8, 9]).buried == {7: told[0], 8: told[1]}


def test_the_last_move_to_a_known_kelurahan_is_the_one_that_counts():
    first, second, nowhere = seen("pindah_dalam", "pindah_dalam", "pindah_dalam")
    told = [replace(first, destination_id=5), replace(second, destination_id=6), nowhere]
    assert hold_together(told, {}, [7]).mover == told[1]
