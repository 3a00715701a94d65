"""Browser windows of people: a phone or a desk, logged in, watched for what goes wrong inside."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.test import Client
from django_tasks_db.management.commands.db_worker import Worker
from playwright.sync_api import Browser, Page, expect

from registry.models import User
from tests.factories.users import PASSWORD

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
PATIENCE = 30_000  # ms: other tests run on the same cores
expect.set_options(timeout=PATIENCE)

Opener = Callable[..., Page]


@contextmanager
def windows(browser: Browser, base_url: str) -> Iterator[Opener]:
    """`open(user, size=PHONE, javascript=True)`: a window of its own for each person.

    At the end they are closed; a script error in one, or anything the CSP stopped, fails.
    """
    problems: list[str] = []
    contexts = []

    def open_window(
        user: User | None = None, *, size: Any = PHONE, javascript: bool = True
    ) -> Page:
        context = browser.new_context(
            base_url=base_url, viewport=size, java_script_enabled=javascript
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        if user is not None:
            context.add_cookies([session_cookie(user, base_url)])  # type: ignore[list-item]
        page = context.new_page()
        watch(page, problems)
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert not problems, problems


def session_cookie(user: User, base_url: str) -> dict[str, str]:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": base_url}


def watch(page: Page, problems: list[str]) -> None:
    def note_refusal(line: Any) -> None:
        if "Content Security Policy" in line.text:
            problems.append(f"{page.url}: {line.text}")

    page.on("pageerror", lambda error: problems.append(f"{page.url}: {error}"))
    page.on("console", note_refusal)


def log_in(page: Page, user: User) -> None:
    """By the form, as everybody does."""
    page.goto("/masuk/")
    page.get_by_label("Nama pengguna").fill(user.username)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    page.wait_for_url(lambda url: "/masuk/" not in url)


def work_off_the_queue() -> None:
    """The worker of the Procfile, here until its queue is empty."""
    worker = Worker(
        queue_names=["default"],
        excluded_queue_names=[],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="uji",
    )
    worker.run()
