"""The pages of taking an import back, through the client; the worker's function is run by hand."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from registry.actions.identities import reveal_person
from registry.imports import runs
from registry.imports.undoing import undo
from registry.imports.undoing.asked import call_off
from registry.models import Household, ImportRun, Person, RunState
from registry.tasks import requeue_dead_runs, undo_run
from tests.factories import UserFactory
from tests.registry.imports.lists import CHILD, HEAD, apply, preview, write_list

pytestmark = pytest.mark.django_db
LONG_AGO = "2021-01-01T00:00:00Z"


@pytest.fixture
def run(tmp_path):
    return apply(write_list(tmp_path / "dtks.csv", [HEAD, CHILD]))


def address(run):
    return reverse("import_undo", args=[run.public_id])


def text_of(response):
    assert response.status_code == 200
    text = response.content.decode()
    assert HEAD["NIK"] not in text
    return text


def test_the_page_of_an_applied_import_leads_to_what_an_undo_would_do(admin, run):
    assert "Urungkan impor…" in text_of(admin.get(run.get_absolute_url()))
    text = text_of(admin.get(address(run)))
    assert "2 dihapus" in text
    assert "semuanya kembali seperti sebelum" in text
    assert Household.objects.exists()


def test_what_stays_is_listed_with_the_reason_before_anything_happens(admin, run):
    person = Person.objects.get(name="RUDI")
    household = Household.objects.get()
    reveal_person(person=person, household=household, by=UserFactory(role="admin"), reason="uji")
    text = text_of(admin.get(address(run)))
    assert "NIK-nya sudah ditampilkan" in text
    assert f'href="{household.get_absolute_url()}">SITI AMINAH</a>' in text


def test_pressing_twice_hands_it_to_the_worker_once_and_says_so(admin, run):
    for _ in range(2):
        admin.post(address(run))
    job = DBTaskResult.objects.get(task_path__endswith="undo_run")
    assert job.args_kwargs["kwargs"] == {"public_id": str(run.public_id)}
    assert "Sedang diurungkan" in text_of(admin.get(run.get_absolute_url()))
    undo_run.func(str(run.public_id))
    assert "Tidak ada yang tersisa" in text_of(admin.get(run.get_absolute_url()))
    assert not Household.objects.exists()


def test_an_undo_that_gives_no_sign_of_life_promises_nothing(admin, run):
    admin.post(address(run))
    assert "berlanjut sendiri" in text_of(admin.get(run.get_absolute_url()))
    ImportRun.objects.update(heartbeat=timezone.now() - timedelta(minutes=1))
    for htmx in ({}, {"HTTP_HX_REQUEST": "true"}):
        text = text_of(admin.get(run.get_absolute_url(), **htmx))
        assert "Tidak ada tanda kerja sejak" in text
        assert "berlanjut sendiri" not in text


def test_the_page_of_an_undo_says_so_first_and_asks_for_itself_until_it_is_done(admin, run):
    page, ask = run.get_absolute_url(), {"HTTP_HX_REQUEST": "true"}
    admin.post(address(run))
    text = text_of(admin.get(page))
    assert text.index("Sedang diurungkan") < text.index("Hasil: 2 baris")
    asked_again = admin.get(page, **ask)
    assert f'hx-get="{page}"' in text_of(asked_again)
    assert "HX-Refresh" not in asked_again
    undo_run.func(str(run.public_id))
    assert admin.get(page, **ask)["HX-Refresh"] == "true"


@pytest.fixture
def kept(run, tmp_path):
    """Undone while a newer import stood in the way; gives that one."""
    newer = apply(write_list(tmp_path / "baru.csv", [{**HEAD, "PEKERJAAN": "GURU"}]))
    undo.undo(run, None)
    return newer


def test_the_page_names_the_newer_import_with_file_day_and_hand(admin, run, tmp_path):
    newer = apply(write_list(tmp_path / "baru.csv", [{**HEAD, "PEKERJAAN": "GURU"}]))
    ImportRun.objects.filter(pk=newer.pk).update(applied_by=UserFactory(full_name="Budi"))
    text = text_of(admin.get(address(run)))
    assert f'href="{newer.get_absolute_url()}">baru.csv</a> menahan 1.' in text
    assert "oleh Budi" in text


def test_while_the_newer_stands_there_is_no_button_for_the_rest(admin, run, kept):
    assert "Lihat yang tetap" in text_of(admin.get(run.get_absolute_url()))
    text = text_of(admin.get(address(run)))
    assert "Belum ada yang bebas" in text
    assert ">Urungkan sisanya</button>" not in text


def test_numbers_of_an_import_that_is_undone_in_part_are_not_called_undone(admin, run, kept):
    text = text_of(admin.get(run.get_absolute_url()))
    assert "Yang tetap: 1 tetap" not in text
    assert "pernah ditambahkan, sudah diurungkan" not in text
    assert "pernah ditambahkan; sebagian tetap" in text
    undo.undo(kept, None)
    undo.undo(ImportRun.objects.get(pk=run.pk), None)
    assert "pernah ditambahkan, sudah diurungkan" in text_of(admin.get(run.get_absolute_url()))


def test_once_the_newer_is_undone_the_rest_can_be_too(admin, run, kept):
    undo.undo(kept, None)
    assert "Urungkan sisanya…" in text_of(admin.get(run.get_absolute_url()))
    assert "1 dihapus" in text_of(admin.get(address(run)))
    for _ in range(2):
        admin.post(address(run))
    job = DBTaskResult.objects.get(task_path__endswith="undo_run")
    assert "Sedang diurungkan" in text_of(admin.get(run.get_absolute_url()))
    undo_run.func(**job.args_kwargs["kwargs"])
    text = text_of(admin.get(run.get_absolute_url()))
    assert "Tidak ada yang tersisa" in text
    assert "Urungkan sisanya" not in text
    assert not Household.objects.exists()


def test_an_undo_of_the_rest_that_finds_nothing_free_says_so(admin, run, kept):
    admin.post(address(run))
    undo_run.func(str(run.public_id))
    run.refresh_from_db()
    assert run.undone_at is not None
    assert "Belum ada yang dapat ditarik kembali" in text_of(admin.get(run.get_absolute_url()))


def test_an_undo_of_the_rest_whose_worker_died_is_handed_on_and_then_given_up(admin, run, kept):
    admin.post(address(run))
    a_worker_took_it()
    ImportRun.objects.filter(pk=run.pk).update(heartbeat=LONG_AGO)
    assert requeue_dead_runs() == 1
    ImportRun.objects.filter(pk=run.pk).update(heartbeat=LONG_AGO, attempts=runs.MOST_ATTEMPTS)
    assert requeue_dead_runs() == 0
    run.refresh_from_db()
    assert (run.state, run.undone_at is None) == (RunState.UNDONE, False)


def a_worker_took_it():
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING)


def test_an_undo_whose_worker_died_is_handed_on(admin, run):
    admin.post(address(run))
    a_worker_took_it()
    ImportRun.objects.filter(pk=run.pk).update(heartbeat=LONG_AGO)
    assert requeue_dead_runs() == 1
    assert DBTaskResult.objects.filter(task_path__endswith="undo_run").count() == 2


def test_an_undo_that_waits_behind_a_long_job_gets_no_second_one(admin, run):
    admin.post(address(run))
    ImportRun.objects.filter(pk=run.pk).update(heartbeat=LONG_AGO)
    assert requeue_dead_runs() == 0
    assert DBTaskResult.objects.filter(task_path__endswith="undo_run").count() == 1


def test_what_is_left_of_the_jobs_of_an_undo_that_failed_takes_nothing_back(admin, run):
    admin.post(address(run))
    run.refresh_from_db()
    call_off(run, "Impor gagal diurungkan; tidak ada yang berubah.")
    undo_run.func(str(run.public_id))
    run.refresh_from_db()
    assert (run.state, run.undone_by) == (RunState.APPLIED, None)
    assert Household.objects.exists()


def test_a_job_too_many_does_not_take_back_the_rest_that_nobody_asked_for(admin, run, kept):
    undo.undo(kept, None)
    undo_run.func(str(run.public_id))
    assert Household.objects.exists()


def test_an_undo_that_kills_every_worker_is_given_up_with_words(admin, run):
    admin.post(address(run))
    ImportRun.objects.filter(pk=run.pk).update(heartbeat=LONG_AGO, attempts=runs.MOST_ATTEMPTS)
    assert requeue_dead_runs() == 0
    run.refresh_from_db()
    assert (run.state, run.undone_by) == (RunState.APPLIED, None)
    assert "Tidak ada yang berubah" in text_of(admin.get(run.get_absolute_url()))


def test_what_is_not_applied_cannot_be_taken_back(admin, tmp_path):
    waiting = preview(write_list(tmp_path / "b.csv", [HEAD]))
    assert "Urungkan impor…" not in text_of(admin.get(waiting.get_absolute_url()))
    assert "tidak dapat diurungkan" in text_of(admin.get(address(waiting)))
    assert admin.post(address(waiting)).url == waiting.get_absolute_url()
