"""The page of a run at work asks for itself again; what it does when the session has ended."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from registry.imports import runs
from registry.models import Posting
from tests.factories import UserFactory
from tests.factories.users import PASSWORD
from tests.registry.imports.lists import HEAD, RELEASE, write_list
from tests.support.accessibility import low_targets, sideways, violations


@pytest.fixture
def run(world, tmp_path):
    """Nobody works on it."""
    path = write_list(tmp_path / "menunggu.csv", [HEAD])
    return runs.receive(path=path, name=path.name, kind="dtks", options=RELEASE, by=None)


def test_whose_session_ended_while_he_waited_logs_in_and_stands_there_again(window, world, run):
    page = window(world.users["admin"])
    page.goto(run.get_absolute_url())
    Session.objects.all().delete()
    page.wait_for_url("**/masuk/?next=**")
    expect(page.get_by_role("banner")).to_have_count(1)
    page.get_by_label("Nama pengguna").fill(world.users["admin"].username)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    expect(page.get_by_role("heading", name=run.file_name)).to_be_visible()


def test_whose_posting_ended_while_he_waited_is_told_so(window, run):
    user = UserFactory(role="admin")
    page = window(user)
    page.goto(run.get_absolute_url())
    Posting.objects.filter(user=user).delete()
    expect(page.get_by_text("tidak lagi berhak")).to_be_visible()
    expect(page.get_by_text("Permintaan tidak sampai.")).to_be_hidden()
    assert not [*violations(page), *sideways(page), *low_targets(page)]
