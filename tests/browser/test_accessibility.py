"""Every readable page × role at 360 and 1280 px: axe, no sideways scroll, room for a thumb."""

import pytest
from django.urls import reverse

from tests.support.accessibility import low_targets, sideways, unfold, violations
from tests.support.doors import ALL, ANY_USER, DOORS, Door
from tests.support.windows import DESK, PHONE, windows

PAGES = [
    *(
        (role, name)
        for name, door in DOORS.items()
        if "GET" in door.methods and not door.is_file
        for role in door.roles
    ),
    *((role, name) for role in ALL for name in sorted(ANY_USER - {"logout", "home"})),
]


@pytest.fixture(scope="module")
def desks(browser, live_server, world):
    """One logged-in window a role, used for all its pages."""
    with windows(browser, live_server.url) as open_window:
        yield {role: open_window(world.users[role], size=DESK) for role in ALL}


def go(page, world, name):
    door = DOORS.get(name, Door(ALL))
    url = reverse(name, kwargs=door.kwargs(world.own)) + door.query
    assert page.goto(url).status == 200


@pytest.mark.parametrize(("role", "name"), PAGES)
def test_everybody_can_use_the_page(desks, world, role, name):
    page = desks[role]
    page.set_viewport_size(DESK)
    go(page, world, name)
    found = {"1280": violations(page)}
    page.set_viewport_size(PHONE)
    found["360 sideways"] = sideways(page)
    unfold(page)
    found |= {"360": violations(page), "360 unfolded sideways": sideways(page)}
    if role == "petugas":
        found["360 targets"] = low_targets(page)
    assert not any(found.values()), found


@pytest.mark.parametrize("role", ALL)
def test_the_menus_can_be_used_when_open(desks, world, role):
    page = desks[role]
    page.set_viewport_size(PHONE)
    go(page, world, "password_change")
    for menu in ("menu-nav", "menu-user"):
        page.locator(f"details.{menu} > summary").click()
        assert not [*violations(page), *sideways(page), *low_targets(page)]
        page.locator(f"details.{menu} > summary").click()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["360", "1280"])
def test_the_login_can_be_used(window, size):
    page = window(size=size)
    page.goto(reverse("login"))
    assert not [*violations(page), *sideways(page), *low_targets(page)]
