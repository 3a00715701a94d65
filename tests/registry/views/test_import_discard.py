"""Imports that are called off before they are applied, and the pages that stay open meanwhile."""

import pytest
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from bansos.lib.dates import MONTHS
from registry.imports import choosing, runs
from registry.models import Household, ImportRun, RunState
from registry.tasks import drop_discarded_rows
from tests.factories import UserFactory
from tests.registry.imports.lists import HEAD
from tests.registry.views.import_pages import page, press, read, the_run

pytestmark = pytest.mark.django_db


def test_a_wrong_file_is_taken_back_while_it_still_waits_behind_others(admin, upload):
    upload(HEAD)
    assert "Batalkan impor" in page(admin)
    press(admin, "import_discard")
    assert read().state == RunState.DISCARDED
    assert not the_run().staged_rows.exists()
    upload(HEAD, rilis="DTKS-2021-08")
    ImportRun.objects.filter(pk=the_run().pk).update(state=RunState.READING)
    assert "Batalkan impor" not in page(admin)


def test_a_discarded_preview_leaves_nothing_behind(admin, upload):
    upload(HEAD)
    read()
    press(admin, "import_discard")
    assert DBTaskResult.objects.filter(task_path=drop_discarded_rows.module_path).count() == 1
    drop_discarded_rows.func()
    run = the_run()
    assert (run.state, run.staged_rows.count()) == (RunState.DISCARDED, 0)
    assert "Dibatalkan" in page(admin)
    press(admin, "import_apply")
    assert not Household.objects.exists()


def test_whoever_finds_his_import_discarded_reads_who_did_it_and_when(admin, upload, client_as):
    upload(HEAD)
    read()
    colleague = UserFactory(role="admin", full_name="Rahma Admin")
    press(client_as(colleague), "import_discard")
    now = timezone.localtime()
    assert f"Dibatalkan {now.day} {MONTHS[now.month - 1]} {now.year}" in page(admin)
    assert "oleh Rahma Admin" in page(admin)


def test_an_old_page_discards_nobody_s_mends(admin, upload):
    """A colleague has mended the file since."""
    upload(HEAD)
    old = read().reading
    assert page(admin).count(f'name="dilihat" value="{old}"') >= 2
    by = UserFactory(role="admin")
    choosing.choose_columns(run=the_run(), columns={"PEKERJAAN": ""}, by=by)
    read()
    url = reverse("import_discard", args=[the_run().public_id])
    response = admin.post(url, {"dilihat": old}, follow=True)
    assert "sudah dibaca ulang" in response.content.decode()
    assert the_run().state == RunState.PREVIEWED
    admin.post(url, {"dilihat": the_run().reading})
    assert the_run().state == RunState.DISCARDED


@pytest.mark.parametrize("button", ["import_apply", "import_discard"])
def test_a_button_pressed_after_the_discard_says_that_it_was_discarded(admin, upload, button):
    """Not that it was applied: the page may be open twice."""
    upload(HEAD)
    read()
    press(admin, "import_discard")
    press(admin, button)
    assert (
        "Impor ini sudah dibatalkan; tombol yang ditekan sesudah itu tidak mengubah apa pun."
        in page(admin)
    )


def test_discard_of_an_applied_import_says_how_it_is_taken_back(admin, upload):
    upload(HEAD)
    runs.ask_apply(run=read(), by=None)
    runs.apply(the_run())
    press(admin, "import_discard")
    text = page(admin)
    assert (
        "Impor ini sudah diterapkan; tombol yang ditekan sesudah itu tidak mengubah apa pun."
        in text
    )
    assert "tekan Urungkan impor…" in text


@pytest.mark.parametrize("name", ["columns", "options", "mend", "correction"])
def test_a_page_of_choices_of_a_discarded_import_leads_back_with_words(admin, upload, name):
    upload(HEAD)
    read()
    press(admin, "import_discard")
    address = reverse(f"import_{name}", args=[the_run().public_id])
    response = admin.get(address, follow=True)
    assert response.redirect_chain == [(the_run().get_absolute_url(), 302)]
    words = "Impor ini sudah dibatalkan; halaman itu tidak dapat dipakai sekarang."
    assert words in response.content.decode()


def test_numbers_of_a_discarded_import_lead_to_no_empty_list(admin, upload):
    upload(HEAD)
    read()
    press(admin, "import_discard")
    text = page(admin)
    assert reverse("import_rows", args=[the_run().public_id, "new"]) not in text
    assert "tidak jadi ditambahkan" in text
    assert reverse("import_upload") in text
