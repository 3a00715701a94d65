"""One city for all tests of a file: they only read it, or have doors of their own in it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management import call_command

from registry.models import Household, Person
from tests.factories import make_household
from tests.support.windows import Opener, windows
from tests.support.world import World, make_world


@pytest.fixture(scope="module")
def transactional_db(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Instead of pytest-django's own: emptied once a file, not after every test.

    `live_server` asks for it by this name.
    """
    with django_db_blocker.unblock():
        yield
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture(scope="module")
def world(transactional_db, tmp_path_factory) -> World:
    return make_world(tmp_path_factory.mktemp("berkas"))


@pytest.fixture
def window(browser: Any, live_server) -> Iterator[Opener]:
    with windows(browser, live_server.url) as open_window:
        yield open_window


@pytest.fixture
def door(world: World) -> Callable[..., Household]:
    """`door("SITI", "NUR")`: a household of these people, the head first, for one test alone."""

    def made(*names: str) -> Household:
        household = make_household(members=len(names), area=world.own["area"])
        members = household.memberships.order_by("id")
        for member, name in zip(members, names, strict=True):
            Person.objects.filter(pk=member.person_id).update(name=name, name_key=name)
        return household

    return made
