"""One city for all tests of a file: they only read it, or have doors of their own in it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command

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
