"""Phones with little credit: first visit ≤ 75 KB in ≤ 6 requests, later pages ≤ 15 KB, gzipped.

The server of these tests compresses nothing, so the bodies are compressed here as a web server
does it. Later pages are weighed without what `static/` holds: its names carry a digest, so the
browser asks for them once.
"""

import gzip
from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from tests.factories import AssignmentFactory, UserFactory, make_household, village
from tests.support.doors import ALL, DOORS

FIRST_VISIT, FIRST_REQUESTS, LATER_PAGE = 75_000, 6, 15_000  # bytes, requests, bytes
FULL_LIST = 60  # households: more than a page of any list holds


@pytest.fixture(scope="module")
def walker(world):
    """An officer with a whole kelurahan before him."""
    area = village("Sidodadi")
    officer = UserFactory(role="petugas", area=area)
    AssignmentFactory(round=world.own["round"], area=area, officer=officer)
    for _ in range(FULL_LIST):
        make_household(members=3, area=area)
    return officer


def weighed(response):
    return len(gzip.compress(response.body(), 6))


def loaded_by(page, address):
    """Everything the browser fetched for a page: [(path, gzipped bytes)]."""
    seen = []
    page.on("response", lambda response: seen.append(response))
    page.goto(address, wait_until="networkidle")
    return [
        (urlsplit(one.url).path, 0 if one.status in {301, 302} else weighed(one))
        for one in seen
        if one.url.startswith("http")
    ]


@pytest.mark.parametrize("address", ["/masuk/", "/tugas/"])
def test_the_first_visit_is_light(window, walker, address):
    loaded = loaded_by(window(walker if address != "/masuk/" else None), address)
    assert sum(weight for _, weight in loaded) <= FIRST_VISIT, loaded
    assert len(loaded) <= FIRST_REQUESTS, loaded


@pytest.mark.parametrize("name", ["dashboard", "dashboard_map"])
def test_the_first_visit_of_an_analyst_is_light_with_charts_too(window, world, name):
    loaded = loaded_by(window(world.users["analis"]), reverse(name))
    assert sum(weight for _, weight in loaded) <= FIRST_VISIT, loaded
    assert len(loaded) <= FIRST_REQUESTS, loaded


@pytest.mark.parametrize("name", ["worklist", "household_list", "search"])
def test_a_full_list_is_light(window, walker, name):
    page = window(walker)
    response = page.goto(reverse(name))
    assert weighed(response) <= LATER_PAGE


@pytest.mark.parametrize("role", ALL)
def test_every_later_page_is_light(window, world, role):
    page = window(world.users[role])
    heavy = {}
    for name, door in DOORS.items():
        if "GET" in door.methods and role in door.roles and not door.is_file:
            url = reverse(name, kwargs=door.kwargs(world.own)) + door.query
            heavy[name] = weighed(page.goto(url, wait_until="commit"))
    assert {name: weight for name, weight in heavy.items() if weight > LATER_PAGE} == {}
