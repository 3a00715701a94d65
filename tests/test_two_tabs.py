"""Reference data opened in two tabs: what somebody decided meanwhile is not lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection
from django.urls import reverse

from programs.models import Program
from registry.models import AuditEvent, Posting
from tests.factories import UserFactory, village
from tests.support.forms import as_rendered

pytestmark = pytest.mark.django_db


@pytest.fixture
def pkh():
    return Program.objects.get(code="PKH")


@pytest.fixture
def client(client_as):
    return client_as(UserFactory(username="pengelola", role="admin"))


def page_of(thing):
    return reverse(
        f"admin:{thing._meta.app_label}_{thing._meta.model_name}_change", args=[thing.pk]
    )


def test_two_tabs_that_change_different_fields_both_stand(client, pkh):
    older = as_rendered(client.get(page_of(pkh)))
    newer = as_rendered(client.get(page_of(pkh)), {"counted": None, "amount": 7})
    assert client.post(page_of(pkh), newer).status_code == 302
    assert client.post(page_of(pkh), {**older, "note": "Lihat SK 12"}).status_code == 302
    pkh.refresh_from_db()
    assert (pkh.counted, pkh.amount, pkh.note) == (False, 7, "Lihat SK 12")
    assert AuditEvent.objects.latest("pk").after == {"note": "Lihat SK 12"}


def test_of_two_that_change_one_field_the_later_is_told_what_stands(client, pkh):
    older = as_rendered(client.get(page_of(pkh)), {"name": "PKH Baru", "amount": 5})
    newer = as_rendered(client.get(page_of(pkh)), {"name": "Keluarga Harapan"})
    assert client.post(page_of(pkh), newer).status_code == 302
    words = client.post(page_of(pkh), older).content.decode()
    assert "sudah diubah menjadi “Keluarga Harapan”" in words
    assert "PKH Baru" in words
    pkh.refresh_from_db()
    assert (pkh.name, pkh.amount) == ("Keluarga Harapan", None)


def test_who_has_seen_what_stands_may_change_it(client, pkh):
    older = as_rendered(client.get(page_of(pkh)), {"name": "PKH Baru"})
    newer = as_rendered(client.get(page_of(pkh)), {"name": "Keluarga Harapan"})
    client.post(page_of(pkh), newer)
    again = as_rendered(client.post(page_of(pkh), older))
    assert again["name"] == "PKH Baru"
    assert client.post(page_of(pkh), again).status_code == 302
    pkh.refresh_from_db()
    assert pkh.name == "PKH Baru"


def test_two_who_write_the_same_do_not_disagree(client, pkh):
    typed = as_rendered(client.get(page_of(pkh)), {"name": "Keluarga Harapan"})
    for _ in range(2):
        assert client.post(page_of(pkh), typed).status_code == 302
    assert AuditEvent.objects.count() == 1


def test_a_posting_that_was_ended_meanwhile_stays_ended(client):
    user = UserFactory(full_name="Siti", role="petugas", area=village("Jawa"))
    older = as_rendered(client.get(page_of(user)), {"full_name": "Siti Aminah"})
    newer = as_rendered(client.get(page_of(user)), {"postings-0-role": "penyelia"})
    for typed in (newer, older):
        assert client.post(page_of(user), typed).status_code == 302
    user.refresh_from_db()
    assert (user.full_name, Posting.objects.get(user=user).role) == ("Siti Aminah", "penyelia")


def test_a_posting_that_was_deleted_meanwhile_is_told_in_words(client):
    user = UserFactory(full_name="Siti", role="petugas", area=village("Jawa"))
    older = as_rendered(client.get(page_of(user)), {"full_name": "Siti Aminah"})
    newer = as_rendered(client.get(page_of(user)), {"postings-0-DELETE": "on"})
    assert client.post(page_of(user), newer).status_code == 302
    assert "ada baris yang sudah dihapus" in client.post(page_of(user), older).content.decode()
    user.refresh_from_db()
    assert (user.full_name, user.postings.count()) == ("Siti", 0)


def test_a_new_posting_may_begin_on_any_day(client):
    user = UserFactory()
    told = {"role": "penyelia", "area": str(village("Jawa").pk), "valid_from": "2021-01-01"}
    page = client.get(page_of(user))
    typed = as_rendered(page, {f"postings-0-{name}": value for name, value in told.items()})
    assert client.post(page_of(user), typed).status_code == 302
    assert Posting.objects.get(user=user).valid_from == date(2021, 1, 1)


def test_the_page_of_a_user_shows_nothing_of_the_password(client):
    user = UserFactory()
    assert user.password not in client.get(page_of(user)).content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_who_save_at_once_do_not_undo_each_other(client_as):
    program = Program.objects.get(code="PKH")
    clients = [client_as(UserFactory(role="admin")) for _ in range(2)]
    changes = [{"counted": None}, {"note": "Lihat SK 12"}]
    typed = [
        as_rendered(one.get(page_of(program)), change)
        for one, change in zip(clients, changes, strict=True)
    ]

    def save(one, form):
        try:
            return one.post(page_of(program), form).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(save, clients, typed)) == [302, 302]
    program.refresh_from_db()
    assert (program.counted, program.note) == (False, "Lihat SK 12")


def test_two_tabs_that_turn_a_posting_around_together_are_told_in_words(client):
    user = UserFactory(role="petugas", area=village("Jawa"))
    older = as_rendered(client.get(page_of(user)), {"postings-0-valid_to": "01-02-2026"})
    newer = as_rendered(client.get(page_of(user)), {"postings-0-valid_from": "01-03-2026"})
    assert client.post(page_of(user), newer).status_code == 302
    words = client.post(page_of(user), older).content.decode()
    assert "Tanggal akhir mendahului tanggal mulai." in words
    assert "posting_ends_after_it_begins" not in words


def test_a_programme_that_ends_before_it_begins_is_told_in_words(client, pkh):
    typed = as_rendered(client.get(page_of(pkh)), {"valid_from": "2026-03-01"})
    words = client.post(page_of(pkh), {**typed, "valid_to": "2026-02-01"}).content.decode()
    assert "Tanggal akhir mendahului tanggal mulai." in words
