"""What every test gets: both databases alike, strict templates, clean HTML, a fast hasher."""

import gzip
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models.signals import post_migrate
from django.test import Client, override_settings

from tests.support.html_rules import faults
from tests.support.template_variables import forbid_undefined

BROWSER_FOLDERS = {"browser", "journeys"}

# In CI every run tries the same examples: a red run is the fault of the change that it tests.
hypothesis.settings.register_profile(
    "bansos",
    derandomize="CI" in os.environ,
    max_examples=60,
    deadline=None,
    suppress_health_check=[
        hypothesis.HealthCheck.too_slow,
        # pytest-django wraps the whole test in one transaction; examples clean up themselves.
        hypothesis.HealthCheck.function_scoped_fixture,
    ],
)
hypothesis.settings.load_profile("bansos")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if item.path.relative_to(here).parts[0] in BROWSER_FOLDERS:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """SQLite as in production: a file with WAL and a connection per thread, not memory.

    PostgreSQL gets a database per worker by pytest-django's own suffix.
    """
    database = settings.DATABASES["default"]
    if connection.vendor == "sqlite":
        folder = tmp_path_factory.mktemp("sqlite")
        database.setdefault("TEST", {})["NAME"] = str(folder / "test.sqlite3")
    elif worker := os.environ.get("PYTEST_XDIST_WORKER"):
        database.setdefault("TEST", {})["NAME"] = f"test_{database['NAME']}_{worker}"


@pytest.fixture(scope="session")
def live_server(django_db_setup: None, live_server: Any) -> Any:
    """Started after the database has moved into its file.

    Of a database in memory its threads would all share one connection, and crash.
    """
    return live_server


@pytest.fixture(scope="session", autouse=True)
def _test_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with override_settings(
        # Slow by design in the product; a hundred times faster here.
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        MEDIA_ROOT=tmp_path_factory.mktemp("files"),
        TURNS_ROOT=tmp_path_factory.mktemp("turns"),
    ):
        yield


def _load_reference(**_: Any) -> None:
    """Areas, programmes and rules: what the migrations loaded, and a flush has emptied.

    A test with real transactions ends in a flush of every table. Django says "migrated" after a
    flush too, so they are back before the next test begins.
    """
    from programs.models import OverlapRule, Program
    from programs.reference import load_programs, load_rules
    from registry import areas
    from registry.models import Area

    if not Area.objects.exists():
        areas.load(Area, areas.read_csv(areas.SHIPPED))
    load_programs(Program)
    load_rules(OverlapRule, Program)


@pytest.fixture(scope="session", autouse=True)
def _reference_after_flush() -> Iterator[None]:
    last = apps.get_app_config("verification")
    post_migrate.connect(_load_reference, sender=last, weak=False)
    yield
    post_migrate.disconnect(_load_reference, sender=last)


@pytest.fixture(scope="session", autouse=True)
def _undefined_variables_raise() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        forbid_undefined(monkeypatch)
        yield


@pytest.fixture(scope="session", autouse=True)
def _html_is_clean() -> Iterator[None]:
    """Looks at every HTML response that any test client receives."""
    request = Client.request

    def checked(self: Client, **environment: Any) -> Any:
        response = request(self, **environment)
        is_html = response.headers.get("Content-Type", "").startswith("text/html")
        if is_html and not response.streaming:
            body = response.content
            if response.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            found = faults(body.decode(response.charset))
            assert not found, f"{environment.get('PATH_INFO')}: {'; '.join(found)}"
        return response

    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(Client, "request", checked)
        yield


@pytest.fixture
def client_as() -> Callable[..., Client]:
    """`client_as(user)`: a client of its own for each user, so two people can act in one test."""

    def signed_in(user: Any, **options: Any) -> Client:
        client = Client(**options)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium instead of a downloaded one; it says nothing to the outside."""
    # The browser's event loop lives in the test's own thread, where Django would refuse queries.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    return {
        **browser_type_launch_args,
        "executable_path": shutil.which("chromium") or "/usr/bin/chromium",
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    }


@pytest.fixture
def page_problems() -> list[str]:
    """What went wrong inside the browser page so far."""
    return []


@pytest.fixture
def page(page: Any, page_problems: list[str]) -> Iterator[Any]:
    """A browser page that fails its test for a script error or for anything the CSP stopped."""

    def note_refusal(line: Any) -> None:
        if "Content Security Policy" in line.text:
            page_problems.append(line.text)

    page.on("pageerror", lambda error: page_problems.append(str(error)))
    page.on("console", note_refusal)
    yield page
    assert not page_problems, page_problems
