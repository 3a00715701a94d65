"""The page of one person."""

import datetime

import pytest

from registry.models import AuditEvent, Membership
from tests.factories import MembershipFactory, UserFactory, head_of, make_household, village

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return UserFactory(role="petugas", area=village("Jawa"))


def test_the_page_says_who_it_is_without_whole_numbers(client_as, officer):
    person = head_of(make_household())
    page = client_as(officer).get(person.get_absolute_url()).content.decode()
    assert person.name in page
    assert str(person.nik) not in page
    assert not AuditEvent.objects.exists()


def test_a_person_of_another_area_is_not_there(client_as, officer):
    person = head_of(make_household(area=village("Loa Bakung")))
    assert client_as(officer).get(person.get_absolute_url()).status_code == 404


def test_a_former_household_elsewhere_stays_unseen(client_as, officer):
    elsewhere = make_household(area=village("Loa Bakung"))
    person = head_of(make_household())
    MembershipFactory(person=person, household=elsewhere, valid_to=datetime.date(2021, 2, 1))
    page = client_as(officer).get(person.get_absolute_url()).content.decode()
    assert str(elsewhere.public_id) not in page


def test_a_stranger_is_sent_to_the_login(client):
    assert client.get(head_of(make_household()).get_absolute_url()).status_code == 302


def test_the_page_is_for_reading_only(client_as, officer):
    person = head_of(make_household())
    assert client_as(officer).post(person.get_absolute_url()).status_code == 405
    assert Membership.objects.count() == 1
