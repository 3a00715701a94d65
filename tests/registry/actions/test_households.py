"""Steps on households and people, and their way back."""

import datetime

import pytest

from registry.actions import households, people
from registry.actions.households import ChangedSince, Stale
from registry.models import Household
from tests.factories import make_household, village

pytestmark = pytest.mark.django_db

DAY = datetime.date(2021, 4, 1)


def test_claiming_moves_the_version_on():
    household = make_household()
    households.claim(household=household, seen_version=1)
    assert household.version == 2


def test_claiming_an_old_version_is_refused():
    household = make_household(version=5)
    with pytest.raises(Stale):
        households.claim(household=household, seen_version=4)
    assert Household.objects.get().version == 5


def test_a_move_closes_one_residence_and_opens_the_next():
    household = make_household()
    households.move(household=household, to=village("Sidodadi"), on=DAY)
    old, new = household.residences.order_by("id")
    assert (old.valid_to, new.valid_from, new.valid_to) == (DAY, DAY, None)


def test_a_move_dated_before_the_residence_began_keeps_the_log_in_order():
    household = make_household()
    households.move(household=household, to=village("Sidodadi"), on=datetime.date(2020, 1, 1))
    old = household.residences.order_by("id").first()
    assert old.valid_to == old.valid_from


def test_a_household_without_residence_can_move():
    household = make_household()
    household.residences.all().delete()
    moved = households.move(household=household, to=village("Sidodadi"), on=DAY)
    households.move_back(household=household, residences=moved)
    assert not household.residences.exists()


def test_a_move_that_another_followed_is_not_taken_back():
    household = make_household()
    first = households.move(household=household, to=village("Sidodadi"), on=DAY)
    households.move(household=household, to=village("Baqa"), on=DAY)
    with pytest.raises(ChangedSince):
        households.move_back(household=household, residences=first)


def test_closing_is_put_back_whole():
    household = make_household()
    before = households.snapshot(household)
    households.close(household=household, reason="mampu", on=DAY)
    after = households.snapshot(Household.objects.get())
    now = Household.objects.get()
    households.put_back(household=now, before=before, after=after)
    assert households.snapshot(Household.objects.get()) == before


def test_a_death_and_its_way_back():
    person = make_household().head
    change = people.mark_deceased(person=person, on=DAY)
    assert (person.is_deceased, person.existence_on, person.version) == (True, DAY, 2)
    people.put_back(change=change)
    person.refresh_from_db()
    assert (person.is_deceased, person.existence_on, person.existence_recorded_at) == (
        False,
        None,
        None,
    )


def test_a_person_changed_since_is_left_alone():
    person = make_household().head
    change = people.mark_deceased(person=person, on=None)
    people.mark_deceased(person=person, on=DAY)
    with pytest.raises(ChangedSince):
        people.put_back(change=change)
