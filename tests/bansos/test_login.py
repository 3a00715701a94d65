"""The login: five failures lock for fifteen minutes, in the database (promise N1)."""

import datetime
import uuid
from urllib.parse import parse_qs, urlsplit

import pytest
from axes.models import AccessAttempt, AccessLog
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

PASSWORD = "kata-sandi-benar-9"


@pytest.fixture
def user():
    return UserFactory(username="siti", role="petugas", password=PASSWORD)


def _try(username, password, client=None):
    typed = {"username": username, "password": password}
    return (client or Client()).post(reverse("login"), typed)


def _fail(times, username="siti"):
    for _ in range(times):
        response = _try(username, "salah-sekali")
    return response


def test_the_right_password_lets_in(user):
    response = _try("siti", PASSWORD)
    assert response.status_code == 302
    assert response["Location"] == reverse("home")


def test_four_failures_do_not_lock(user):
    _fail(4)
    assert _try("siti", PASSWORD).status_code == 302


def test_five_failures_lock_even_the_right_password(user):
    assert _fail(5).status_code == 429
    assert _try("siti", PASSWORD).status_code == 429


def test_the_lock_lives_in_the_database_not_in_a_process(user):
    _fail(5)
    cache.clear()
    assert AccessAttempt.objects.filter(username="siti", failures_since_start__gte=5).exists()
    assert _try("siti", PASSWORD, Client()).status_code == 429


def test_the_lock_ends_after_fifteen_minutes(user):
    _fail(5)
    long_ago = timezone.now() - datetime.timedelta(minutes=16)
    AccessAttempt.objects.update(attempt_time=long_ago)
    assert _try("siti", PASSWORD).status_code == 302


def test_one_locked_user_locks_no_colleague(user):
    _fail(5)
    UserFactory(username="budi", role="petugas", password=PASSWORD)
    assert _try("budi", PASSWORD).status_code == 302


@pytest.mark.parametrize("username", ["siti", "tidak-ada"])
def test_known_and_unknown_users_get_the_same_answer(user, username):
    said = _fail(1, username).content.decode().replace(username, "")
    assert "tidak cocok" in said
    assert _fail(4, username).status_code == 429


def test_whose_session_ended_under_a_button_is_told_to_press_it_again(user):
    page = Client().get(reverse("login"), {"next": "/impor/"}).content.decode()
    assert "tombol yang terakhir ditekan belum dikerjakan" in page
    assert "belum dikerjakan" not in Client().get(reverse("login")).content.decode()


def test_a_part_of_a_page_leads_the_whole_page_to_the_login(user):
    page = reverse("import_list")
    response = Client().get(page, HTTP_HX_REQUEST="true")
    assert response["HX-Redirect"] == f"{reverse('login')}?next={page}"
    assert not response.content


def test_a_foreign_address_is_no_next_page(user):
    typed = {"username": "siti", "password": PASSWORD, "next": "https://jahat.example/"}
    response = Client().post(reverse("login"), typed)
    assert response["Location"] == reverse("home")


def test_who_is_switched_off_does_not_come_in(user):
    type(user).objects.filter(pk=user.pk).update(is_active=False)
    assert _try("siti", PASSWORD).status_code == 200


def test_logging_out_is_a_post(client_as, user):
    client = client_as(user)
    assert client.get(reverse("logout")).status_code == 405
    assert client.post(reverse("logout")).status_code == 302
    assert client.get(reverse("household_list")).status_code == 302


def test_a_nik_typed_for_a_name_is_kept_nowhere_whole(user):
    nik = "6472031205800001"
    _fail(5, nik)
    rows = [*AccessAttempt.objects.values(), *AccessLog.objects.values()]
    assert rows
    assert not [row for row in rows if nik in str(row)]
    assert _try(nik, "salah-sekali").status_code == 429


SHEET = "/tinjauan/?wilayah=64.72.01"


def _led_to(response):
    return parse_qs(urlsplit(response["Location"]).query)["next"][0]


@pytest.mark.parametrize(
    ("came", "leads_to"),
    [
        (f"http://testserver{SHEET}", SHEET),
        ("http://testserver/cari/?q=SITI&tanda=x", "/cari/?tanda=x"),
        ("https://jahat.example/tinjauan/", "/"),
        ("", "/"),
    ],
)
def test_after_a_form_that_came_too_late_one_stands_where_it_was_sent_from(came, leads_to):
    """Its own address takes no reader: the session ended while the page lay open."""
    form = reverse("review_decide", args=[uuid.uuid4()])
    sent = Client().post(form, HTTP_REFERER=came)
    assert _led_to(sent) == leads_to


def test_a_name_that_was_searched_is_not_left_to_who_logs_in_next():
    assert _led_to(Client().get("/cari/?q=SITI")) == "/cari/"
    assert _led_to(Client().get("/rumah-tangga/?status=confirmed")) == (
        "/rumah-tangga/?status=confirmed"
    )
