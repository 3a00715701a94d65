"""Journeys: several people, each with a browser of their own, on one running application."""

from collections.abc import Iterator

import pytest

from tests.support.windows import Opener, windows


@pytest.fixture
def window(browser, live_server) -> Iterator[Opener]:
    with windows(browser, live_server.url) as open_window:
        yield open_window
