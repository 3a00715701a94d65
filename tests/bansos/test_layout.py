import re
from typing import Any

import pytest
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse

from bansos import nav
from bansos.components_page import components
from registry.models import User
from registry.models.city import City
from registry.roles import Role
from tests.factories.users import UserFactory

pytestmark = pytest.mark.django_db


def asked_by(user: Any, path: str = "/") -> HttpRequest:
    request = RequestFactory().get(path)
    request.user = user
    return request


def labels(user: User, view_name: str = "home") -> list[str]:
    return [way.label for way in nav.ways(user, view_name)]


def test_an_officer_sees_no_way_to_what_he_may_not_do() -> None:
    found = labels(UserFactory(role=Role.PETUGAS))
    assert "Tugas saya" in found
    assert not {"Impor", "Data rujukan", "Jejak audit", "Dasbor"} & set(found)


def test_an_administrator_sees_the_reference_data() -> None:
    assert "Data rujukan" in labels(UserFactory(role=Role.ADMIN))


def test_the_item_of_the_page_one_looks_at_is_marked() -> None:
    ways = nav.ways(UserFactory(role=Role.ADMIN), "household_detail")
    assert [way.label for way in ways if way.active] == ["Rumah tangga"]


@pytest.mark.parametrize("item", nav.ITEMS, ids=lambda item: item.url_name)
def test_every_item_leads_to_a_page(item: nav.Item) -> None:
    assert reverse(item.url_name)


def test_a_made_up_city_says_so_on_every_page(client: Client) -> None:
    assert "DATA CONTOH" not in client.get("/masuk/").content.decode()
    City.objects.create(pk=1, is_demo=True)
    assert "DATA CONTOH" in client.get("/masuk/").content.decode()


def test_a_failed_login_keeps_the_name_and_says_what_is_wrong(client: Client) -> None:
    page = client.post("/masuk/", {"username": "siti", "password": "salah"}).content.decode()
    assert "Nama pengguna atau kata sandi tidak cocok." in page
    assert 'value="siti"' in page


@pytest.mark.parametrize("code", ["400", "500"])
def test_pages_of_a_failing_server_need_neither_user_nor_request(code: str) -> None:
    assert f"Galat {code}" in render_to_string(f"{code}.html")


@pytest.mark.parametrize("name", ["403", "403_csrf", "404"])
def test_error_pages_show_the_way_home(name: str) -> None:
    page = render_to_string(f"{name}.html", request=asked_by(UserFactory(role=Role.PETUGAS)))
    assert "Ke beranda" in page


def test_the_components_page_has_no_inline_style_or_script_and_no_stray_tag() -> None:
    request = asked_by(UserFactory(role=Role.ADMIN))
    page = components(request).content.decode()
    assert not re.search(r"<style|\sstyle=|<script(?![^>]*src=)|\son\w+=|\{[{%#]|[%#]\}", page)
    assert page.count("<h1") == 1


def test_ids_of_the_components_page_are_not_used_twice() -> None:
    request = asked_by(UserFactory(role=Role.ADMIN))
    found = re.findall(r'\sid="([^"]+)"', components(request).content.decode())
    assert len(found) == len(set(found))


@pytest.mark.django_db
def test_a_page_is_sent_compressed(client):
    response = client.get("/masuk/", headers={"Accept-Encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
