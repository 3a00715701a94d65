"""Every address × role × own, other and missing thing × method (promises Z1, Z2, Z5, W1)."""

import re
from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests.support.doors import ALL, ANY_USER, BOTH, DOORS, OPEN, Door, every_address
from tests.support.world import CANARY_ADDRESS, CANARY_NAME, make_world, missing

pytestmark = pytest.mark.django_db

# NIK, No. KK, ID DTKS: 16 to 18 digits that are no part of a hexadecimal word.
WHOLE_NUMBER = re.compile(r"(?<![0-9A-Fa-f-])\d{16,18}(?![0-9A-Fa-f])")
WRITES = re.compile(r"^\s*(INSERT|UPDATE|DELETE|REPLACE|TRUNCATE)\b", re.IGNORECASE)
READABLE = [name for name, door in DOORS.items() if "GET" in door.methods and not door.is_file]


@pytest.fixture
def world(tmp_path):
    return make_world(tmp_path)


@contextmanager
def _taken_back():
    """Whatever a request changed is undone: every door is tried on the same city."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _status(client, method, name, kwargs):
    with _taken_back():
        return getattr(client, method.lower())(reverse(name, kwargs=kwargs)).status_code


def _pages(world, clients, query=""):
    """Every readable page as every role that may read it: (name, role, response)."""
    for role, client in clients.items():
        for name in READABLE:
            if role in DOORS[name].roles:
                url = reverse(name, kwargs=DOORS[name].kwargs(world.own))
                url += query or DOORS[name].query
                yield name, role, client.get(url)


@pytest.fixture
def clients(world, client_as):
    """One logged-in client a role; logging in writes, so it happens before a test begins."""
    return {role: client_as(world.users[role]) for role in ALL}


def test_every_address_has_a_row():
    ours = {name for namespace, name in every_address() if not namespace}
    assert ours == {*DOORS, *OPEN, *ANY_USER}


def test_a_stranger_is_sent_to_the_login(world):
    doors = {**DOORS, **dict.fromkeys(ANY_USER - {"logout"}, Door(ALL))}
    for name, door in doors.items():
        url = reverse(name, kwargs=door.kwargs(world.own))
        for method in door.methods:
            response = getattr(Client(), method.lower())(url)
            assert response.status_code == 302, (name, method)
            assert response["Location"].startswith(reverse("login")), name


@pytest.mark.parametrize("role", ALL)
def test_a_door_opens_for_its_roles_and_methods_only(world, client_as, role):
    client, wrong = client_as(world.users[role]), []
    for name, door in DOORS.items():
        for method in BOTH:
            status = _status(client, method, name, door.kwargs(world.own))
            if method not in door.methods and door.page:
                right = status == 302
            elif method not in door.methods:
                right = status in {403, 405}
            elif role not in door.roles:
                right = status == 403
            elif method == "POST" and door.writers and role not in door.writers:
                right = status in {403, 404}
            else:
                right = status in {200, 302, 409, 422}
            if not right:
                wrong.append((name, method, status))
    assert not wrong


def test_a_form_that_was_refused_leads_back_to_its_page(world, client_as):
    """It stands at the address it was sent to, where its filters and pager read."""
    client = client_as(world.users["admin"])
    led = {name: door for name, door in DOORS.items() if door.page}
    for name, door in led.items():
        choices = DOORS[door.page].query or "?wilayah=64.72.01"
        sent = reverse(name, kwargs=door.kwargs(world.own)) + choices
        assert client.post(sent).status_code == 422, name
        page = client.get(sent, follow=True)
        assert page.status_code == 200, name
        assert page.request["PATH_INFO"] == reverse(door.page, kwargs=door.kwargs(world.own)), name
        assert f"?{page.request['QUERY_STRING']}" == choices, name
    assert len(led) >= 9


@pytest.mark.parametrize("role", ["petugas", "penyelia"])
def test_things_of_another_area_are_not_there(world, client_as, role):
    client, tried = client_as(world.users[role]), 0
    for name, door in DOORS.items():
        if door.thing in world.other and role in door.roles:
            for method in door.methods:
                assert _status(client, method, name, door.kwargs(world.other)) == 404, name
                tried += 1
    assert tried >= 5


def test_missing_things_are_not_there(world, client_as):
    for name, door in DOORS.items():
        kwargs = {**door.kwargs(world.own), door.key: missing()[door.key]}
        for role in door.roles if door.thing else ():
            for method in door.methods:
                status = _status(client_as(world.users[role]), method, name, kwargs)
                assert status == 404, (name, role, method)


def test_an_unsafe_act_without_csrf_token_is_refused(world, client_as):
    for role in ALL:
        client = client_as(world.users[role], enforce_csrf_checks=True)
        for name, door in DOORS.items():
            if "POST" in door.methods:
                assert _status(client, "POST", name, door.kwargs(world.own)) == 403, (name, role)


def test_reading_writes_nothing(world, clients):
    def refuse(execute, sql, params, many, context):
        if WRITES.match(sql) and "django_session" not in sql:
            raise AssertionError(f"a GET writes: {sql[:80]}")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        for name, role, response in _pages(world, clients):
            assert response.status_code == 200, (name, role)


def test_no_page_holds_a_whole_number_and_all_carry_a_strict_policy(world, clients):
    for name, role, response in _pages(world, clients):
        assert not WHOLE_NUMBER.search(response.content.decode()), (name, role)
        assert "default-src 'none'" in response["Content-Security-Policy"], name
        assert "unsafe" not in response["Content-Security-Policy"], name
        assert response["Cache-Control"] == "no-store", name


@pytest.mark.parametrize("query", ["", "?q=KENARI", "?status=unverified", "?wilayah=64.72.01"])
def test_a_household_of_another_area_is_in_no_byte(world, clients, query):
    canary = world.other["household"]
    secret = (CANARY_NAME, CANARY_ADDRESS, str(canary.public_id), str(canary.head.public_id))
    for name, role, response in _pages(world, clients, query):
        if role in {"petugas", "penyelia"}:
            page = response.content.decode()
            assert not [word for word in secret if word in page], (name, role)


def test_the_admin_site_opens_for_admins_only(world, client_as):
    tried = 0
    for namespace, name in every_address():
        if namespace != "admin" or not name:
            continue
        try:
            url = reverse(f"admin:{name}")
        except NoReverseMatch:
            continue  # needs an object: its list is behind the same check
        for role in ("petugas", "penyelia", "analis"):
            status = client_as(world.users[role]).get(url, follow=True).status_code
            assert status in {403, 404, 405}, (url, role)
        tried += 1
    assert tried > 10
