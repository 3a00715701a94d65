"""The pages of taking an import back, through the client; the worker's function is run by hand."""

import pytest
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from registry.actions.identities import reveal_person
from registry.models import Household, ImportRun, Person, RunState
from registry.tasks import requeue_dead_runs, undo_run
from tests.factories import UserFactory
from tests.registry.imports.lists import CHILD, HEAD, apply, preview, write_list

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client_as):
    return client_as(UserFactory(role="admin"))


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
    assert f'<a href="{household.get_absolute_url()}">SITI AMINAH</a>' in text


def test_pressing_twice_hands_it_to_the_worker_once_and_says_so(admin, run):
    for _ in range(2):
        admin.post(address(run))
    job = DBTaskResult.objects.get(task_path__endswith="undo_run")
    assert job.args_kwargs["kwargs"] == {"public_id": str(run.public_id)}
    assert "Sedang diurungkan" in text_of(admin.get(run.get_absolute_url()))
    undo_run.func(str(run.public_id))
    assert "Tidak ada yang tersisa" in text_of(admin.get(run.get_absolute_url()))
    assert not Household.objects.exists()


def test_an_undo_whose_worker_died_is_handed_on(admin, run):
    admin.post(address(run))
    ImportRun.objects.filter(pk=run.pk).update(heartbeat="2021-01-01T00:00:00Z")
    assert requeue_dead_runs() == 1
    assert DBTaskResult.objects.filter(task_path__endswith="undo_run").count() == 2


def test_an_undo_that_kills_every_worker_is_given_up_with_words(admin, run):
    admin.post(address(run))
    ImportRun.objects.filter(pk=run.pk).update(heartbeat="2021-01-01T00:00:00Z", attempts=2)
    assert requeue_dead_runs() == 0
    run.refresh_from_db()
    assert (run.state, run.undone_by) == (RunState.APPLIED, None)
    assert "Tidak ada yang berubah" in text_of(admin.get(run.get_absolute_url()))


def test_what_is_not_applied_cannot_be_taken_back(admin, tmp_path):
    waiting = preview(write_list(tmp_path / "b.csv", [HEAD]))
    assert "Urungkan impor…" not in text_of(admin.get(waiting.get_absolute_url()))
    assert "tidak dapat diurungkan" in text_of(admin.get(address(waiting)))
    assert admin.post(address(waiting)).url == waiting.get_absolute_url()
