"""Whole numbers: showing one, asking the city; each leaves its audit row and no trace in URLs."""

import pytest

from registry.actions import identities
from registry.events import Verb
from registry.models import AuditEvent
from tests.factories import UserFactory, head_of, make_household, village

pytestmark = pytest.mark.django_db

CITY = "/cari/kota/"
REASON = {"alasan": "kunjungan"}


@pytest.fixture
def officer():
    return UserFactory(role="petugas", area=village("Jawa"))


def reveal_url(person):
    return f"/anggota/{person.public_id}/tampilkan/"


def test_a_number_is_shown_once_and_leaves_one_audit_row(client_as, officer):
    person = head_of(make_household())
    page = client_as(officer).post(reveal_url(person), REASON)
    assert str(person.nik) in page.content.decode()
    assert page["Cache-Control"] == "no-store"
    event = AuditEvent.objects.get()
    assert (event.verb, event.person) == (Verb.IDENTITY_REVEALED, person)
    assert event.reason == "Mencocokkan dokumen saat kunjungan"


def test_asking_for_the_reason_shows_and_writes_nothing(client_as, officer):
    person = head_of(make_household())
    page = client_as(officer).get(reveal_url(person))
    assert str(person.nik) not in page.content.decode()
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("typed", [{}, {"alasan": "lain"}, {"alasan": "iseng"}])
def test_without_a_reason_nothing_is_shown(client_as, officer, typed):
    person = head_of(make_household())
    page = client_as(officer).post(reveal_url(person), typed)
    assert str(person.nik) not in page.content.decode()
    assert not AuditEvent.objects.exists()


def test_a_person_of_another_area_is_not_there(client_as, officer):
    person = head_of(make_household(area=village("Loa Bakung")))
    assert client_as(officer).post(reveal_url(person), REASON).status_code == 404


def test_an_analyst_may_not_show_numbers(client_as):
    person = head_of(make_household())
    analyst = client_as(UserFactory(role="analis"))
    assert analyst.post(reveal_url(person), REASON).status_code == 403


def test_the_city_answers_with_the_kelurahan_and_nothing_more(client_as, officer):
    household = make_household(area=village("Loa Bakung"))
    asked = {"nik": str(head_of(household).nik), "alasan": "Datang ke kantor kelurahan"}
    page = client_as(officer).post(CITY, asked).content.decode()
    assert "Terdaftar di Kel. Loa Bakung" in page
    assert head_of(household).name not in page
    assert str(head_of(household).nik) not in page
    event = AuditEvent.objects.get()
    assert event.verb == Verb.CITY_ASKED
    assert str(head_of(household).nik) not in str([event.subject, event.after, event.reason])


def test_the_city_does_not_know_a_stranger(client_as, officer):
    asked = {"nik": "6472031205809876", "alasan": "Datang ke kantor kelurahan"}
    assert "Tidak terdaftar" in client_as(officer).post(CITY, asked).content.decode()


def test_the_city_answers_only_so_often_a_day(client_as, officer, settings):
    settings.CITY_QUESTIONS_A_DAY = 1
    asked = {"nik": "6472031205809876", "alasan": "Datang ke kantor kelurahan"}
    client = client_as(officer)
    client.post(CITY, asked)
    page = client.post(CITY, asked).content.decode()
    assert "sudah habis" in page
    assert AuditEvent.objects.count() == 1


def test_questions_of_yesterday_are_forgotten(officer, settings):
    settings.CITY_QUESTIONS_A_DAY = 1
    identities.ask_city(nik="6472031205809876", by=officer, reason="Kemarin")
    assert identities.city_questions_left(officer) == 0
    assert identities.city_questions_left(UserFactory.create(role="petugas")) == 1


@pytest.mark.parametrize("nik", ["", "123", "6472039912809876", "0000000000000000"])
def test_half_a_number_is_refused_in_words(client_as, officer, nik):
    page = client_as(officer).post(CITY, {"nik": nik, "alasan": "Datang ke kantor"})
    assert page.context["form"].errors["nik"]
    assert not AuditEvent.objects.exists()


def test_an_analyst_may_not_ask_the_city(client_as):
    assert client_as(UserFactory(role="analis")).get(CITY).status_code == 403
