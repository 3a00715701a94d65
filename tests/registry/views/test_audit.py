"""The history of the installation."""

import pytest

from registry.audit import record
from registry.events import Verb
from registry.models import AuditEvent
from tests.factories import UserFactory, make_household

pytestmark = pytest.mark.django_db

AUDIT = "/jejak-audit/"


@pytest.fixture
def admin():
    return UserFactory(role="admin")


def test_what_was_done_reads_as_sentences(client_as, admin):
    budi = UserFactory.create(full_name="Budi Santoso")
    record(Verb.IDENTITY_REVEALED, by=budi, household=make_household(), reason="Saat kunjungan")
    page = client_as(admin).get(AUDIT).content.decode()
    assert "Budi Santoso menampilkan NIK" in page
    assert "Saat kunjungan" in page


def test_the_history_is_narrowed_by_act_actor_and_day(client_as, admin):
    budi, ani = UserFactory.create(full_name="Budi"), UserFactory.create(full_name="Ani")
    for user in (budi, ani):
        record(Verb.NAME_SEARCHED, by=user)
        record(Verb.CITY_ASKED, by=user)
    asked = {"perbuatan": Verb.CITY_ASKED, "pelaku": "bud", "sejak": "2021-01-01"}
    page = client_as(admin).get(AUDIT, asked)
    assert [event.actor for event, _ in page.context["lines"]] == [budi]


def test_no_whole_number_stands_in_the_history(client_as, admin):
    record(Verb.NAME_SEARCHED, by=admin, after={"kata": "6472031205800001"})
    assert "6472031205800001" not in client_as(admin).get(AUDIT).content.decode()


def test_days_in_the_wrong_order_are_refused_in_words(client_as, admin):
    page = client_as(admin).get(AUDIT, {"sejak": "2021-02-01", "sampai": "2021-01-01"})
    assert "mendahului" in page.content.decode()


def test_reading_the_history_writes_none(client_as, admin):
    client_as(admin).get(AUDIT)
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("role", ["petugas", "penyelia", "analis"])
def test_the_history_is_for_admins(client_as, role):
    assert client_as(UserFactory(role=role)).get(AUDIT).status_code == 403


def test_a_stranger_is_sent_to_the_login(client):
    assert client.get(AUDIT).status_code == 302
