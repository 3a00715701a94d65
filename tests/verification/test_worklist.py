"""What is left to visit, and in which order."""

import pytest

from registry.models import Household
from tests.factories import AssignmentFactory, make_household, village
from tests.verification.steps import officer, open_round, report, supervisor, visit
from verification.actions.reviews import accept, return_
from verification.worklist import assigned, next_after, progress, remaining

pytestmark = pytest.mark.django_db


@pytest.fixture
def round():
    return open_round()


@pytest.fixture
def walker(round):
    user = officer()
    AssignmentFactory(round=round, officer=user, area=village("Jawa"))
    return user


def test_the_walk_goes_by_rt_and_address(walker, round):
    last = make_household(rt="010", address="A")
    second = make_household(rt="002", address="B")
    first = make_household(rt="002", address="A")
    assert list(remaining(walker, round)) == [first, second, last]


def test_without_an_assignment_nothing_is_left(round):
    make_household()
    assert not remaining(officer(), round).exists()


def test_an_assignment_outside_ones_posting_shows_nothing(walker, round):
    AssignmentFactory(round=round, officer=walker, area=village("Sidodadi"))
    make_household(area=village("Sidodadi"))
    assert not assigned(walker, round).exists()


def test_an_assignment_of_one_rt_shows_that_rt(round):
    user = officer()
    AssignmentFactory(round=round, officer=user, area=village("Jawa"), rt="002")
    mine = make_household(rt="002")
    make_household(rt="003")
    assert list(remaining(user, round)) == [mine]


@pytest.mark.parametrize("result", ["terkonfirmasi", "tidak_ditemukan", "mampu"])
def test_what_somebody_decided_is_no_longer_left(walker, round, result):
    visit(make_household(), result)
    assert not remaining(walker, round).exists()


def test_postponed_households_come_last(walker, round):
    postponed, other = make_household(rt="001"), make_household(rt="009")
    visit(postponed, "ditunda", by=walker)
    assert list(remaining(walker, round)) == [other, postponed]


def test_returned_reports_come_first(walker, round):
    other, returned = make_household(rt="001"), make_household(rt="009")
    told = report(returned, "mampu", by=walker)
    return_(visit=told, by=supervisor(), note="Periksa lagi.")
    assert list(remaining(walker, round)) == [returned, other]


def test_who_moved_inside_is_on_the_list_of_the_new_area(walker, round):
    household = make_household(area=village("Sidodadi"))
    city = supervisor()
    told = report(household, "pindah_dalam", by=city, destination=village("Jawa"))
    accept(visit=told, by=supervisor())
    assert list(remaining(walker, round)) == [household]


def test_who_moved_away_has_left_the_list(walker, round):
    household = make_household()
    accept(visit=report(household, "pindah_dalam", by=walker), by=supervisor())
    assert not assigned(walker, round).exists()


def test_the_next_door_is_the_one_after_this(walker, round):
    first, second, third = (make_household(rt=rt) for rt in ("001", "002", "003"))
    assert next_after(second, user=walker, round=round) == third
    assert next_after(third, user=walker, round=round) == first


def test_after_the_last_door_there_is_none(walker, round):
    assert next_after(make_household(), user=walker, round=round) is None


def test_progress_counts_per_rt(walker, round):
    make_household(rt="001")
    visit(make_household(rt="001"), by=walker)
    accept(visit=report(make_household(rt="002"), "mampu", by=walker), by=supervisor())
    found = [(part.rt, part.total, part.done) for part in progress(walker, round)]
    assert found == [("001", 2, 1), ("002", 1, 1)]


def test_progress_and_the_list_agree(walker, round):
    for n in range(6):
        household = make_household(rt=f"00{n % 2 + 1}")
        if n % 3 == 0:
            visit(household, "ditunda", by=walker)
    assert (
        sum(part.remaining for part in progress(walker, round)) == remaining(walker, round).count()
    )


def test_the_list_takes_one_query(walker, round, django_assert_max_num_queries):
    for _ in range(5):
        make_household()
    walker.area_ids("verifikasi")
    with django_assert_max_num_queries(1):
        list(remaining(walker, round))
    assert Household.objects.count() == 5
