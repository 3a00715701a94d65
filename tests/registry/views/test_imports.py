"""The import's pages, through the client, on real files. The worker's functions are run by hand."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from registry.imports import runs
from registry.imports.undoing import undo
from registry.models import AuditEvent, City, Household, ImportRun, RunState
from registry.tasks import apply_run, read_run
from tests.factories import UserFactory
from tests.registry.imports.families import FAMILY, apply_families
from tests.registry.imports.lists import CHILD, HEAD, apply, preview, write_list
from tests.registry.imports.undos import APRIL
from tests.registry.views.import_pages import WHOLE_NUMBER, page, press, read, the_run

pytestmark = pytest.mark.django_db


def test_an_upload_opens_a_run_and_hands_it_to_the_worker(upload):
    response = upload(HEAD, CHILD, rilis="DTKS-2021-07")
    run = the_run()
    assert response.url == run.get_absolute_url()
    assert (run.state, run.options) == (RunState.WAITING, {"release": "DTKS-2021-07"})
    task = DBTaskResult.objects.get()
    assert task.args_kwargs == {"args": [], "kwargs": {"public_id": str(run.public_id)}}


def test_while_it_is_read_the_page_shows_progress_and_a_plain_link(admin, upload):
    upload(HEAD)
    text = page(admin)
    assert "Menunggu dibaca" in text
    assert "Muat ulang" in text


def test_the_preview_shows_counts_columns_and_problems_without_whole_numbers(admin, upload):
    upload(HEAD, {**CHILD, "NIK": "6472031501100000"}, {**CHILD, "NIK": "123"})
    read()
    text = page(admin)
    assert "Pratinjau: 3 baris" in text
    assert "nomor urut 0000 tidak ada" in text
    assert "disimpan apa adanya" in text
    assert "Terapkan impor" in text
    assert not Household.objects.exists()


def test_each_figure_leads_to_its_rows(admin, upload):
    upload(HEAD, {**CHILD, "NIK": "123"})
    read()
    assert "SITI AMINAH" in page(admin, "import_rows", "new")
    assert "3 digit" in page(admin, "import_rows", "problem")
    assert "Tidak ada baris" in page(admin, "import_rows", "changed")


def test_applying_changes_the_register_once_however_often_it_is_pressed(admin, upload):
    upload(HEAD, CHILD)
    read()
    press(admin, "import_apply")
    press(admin, "import_apply")
    assert DBTaskResult.objects.filter(task_path__endswith="apply_run").count() == 1
    apply_run.func(str(the_run().public_id))
    text = page(admin)
    assert "Hasil: 2 baris" in text
    assert the_run().applied_by is not None
    assert Household.objects.count() == 1


def test_a_twin_that_was_undone_since_is_no_reason_to_do_nothing(admin, upload):
    upload(HEAD)
    first = read()
    press(admin, "import_apply")
    apply_run.func(str(first.public_id))
    upload(HEAD, name="lagi.csv")
    assert read().state == RunState.NOTHING
    assert "Tidak ada baris yang akan berubah" in page(admin)
    undo.undo(ImportRun.objects.get(pk=first.pk), None)
    text = page(admin)
    assert "Tidak ada baris yang akan berubah" not in text
    assert "sudah diurungkan" in text
    assert "unggah berkasnya sekali lagi" in text


def test_the_same_file_again_says_when_it_came_in(admin, upload):
    for _ in range(2):
        upload(HEAD)
        run = read()
        if run.state == RunState.PREVIEWED:
            runs.ask_apply(run=run, by=None)
            runs.apply(run)
    text = page(admin)
    assert "Berkas ini sudah pernah diimpor" in text
    assert "oleh baris perintah" in text
    assert "Terapkan impor" not in text


def test_a_refused_file_comes_back_with_the_reason_and_what_was_chosen(admin):
    sent = SimpleUploadedFile("a.xlsx", b"%PDF-1.7 laporan")
    fields = {"jenis": "disbursements", "berkas": sent, "program": "BPNT", "periode": "2021-04"}
    response = admin.post(reverse("import_upload"), fields)
    text = response.content.decode()
    assert response.status_code == 422
    assert ".xlsx" in text
    assert 'value="BPNT"' in text
    assert not ImportRun.objects.exists()


def test_a_malformed_period_is_told_beside_its_field(upload):
    response = upload(HEAD, kind="disbursements", periode="2021-13")
    assert response.status_code == 422
    assert response.context["form"].errors["periode"]


def test_a_demo_city_refuses_files_in_words_unless_ticked(upload):
    City.objects.create(pk=1, is_demo=True)
    assert "kota contoh" in upload(HEAD).content.decode()
    assert upload(HEAD, kota_contoh="on").status_code == 302


def test_a_missing_column_can_be_pointed_at_and_the_file_is_read_again(admin, tmp_path):
    text = "NOMOR RUTA|DESA/KELUARAHAN|NIK|NAMA\n6472030000000001|JAWA||SITI\n"
    sent = SimpleUploadedFile("a.csv", text.encode())
    admin.post(reverse("import_upload"), {"jenis": "dtks", "berkas": sent})
    assert read().state == RunState.REFUSED
    assert "Cocokkan kolom" in page(admin)
    assert "NOMOR RUTA" in page(admin, "import_columns")
    columns = {"kolom_0": "dtks_id", "kolom_1": "village", "kolom_2": "nik", "kolom_3": "name"}
    admin.post(reverse("import_columns", args=[the_run().public_id]), columns)
    run = read()
    assert (run.state, run.new) == (RunState.PREVIEWED, 1)


def test_one_column_cannot_be_two_headers(admin, upload):
    upload(HEAD)
    read()
    url = reverse("import_columns", args=[the_run().public_id])
    response = admin.post(url, {"kolom_0": "nik", "kolom_1": "nik"})
    assert response.status_code == 422
    assert "Sisakan satu" in response.content.decode()


def test_problem_rows_are_given_back_with_the_reason_and_noted(admin, upload):
    upload(HEAD, {**CHILD, "NIK": "123"})
    read()
    response = press(admin, "import_problems")
    text = b"".join(response.streaming_content).decode()
    assert text.splitlines()[0].endswith("ALASAN")
    assert "3 digit" in text
    assert AuditEvent.objects.filter(verb="unduh", actor__isnull=False).count() == 1


def test_a_run_that_failed_says_so_and_can_be_tried_again(admin, upload):
    upload(HEAD)
    run = read()
    run.error = "Penerapan gagal"
    run.save()
    text = page(admin)
    assert "Penerapan gagal" in text
    assert "Terapkan impor" in text


def test_a_run_whose_worker_died_is_handed_on(admin, upload):
    upload(HEAD)
    ImportRun.objects.update(heartbeat="2021-01-01T00:00:00Z")
    DBTaskResult.objects.all().delete()
    press(admin, "import_resume")
    assert DBTaskResult.objects.count() == 1
    assert "diserahkan lagi" in page(admin)


def test_who_asks_for_a_run_that_still_lives_is_told_how_long_to_wait(admin, upload):
    upload(HEAD)
    ImportRun.objects.update(state=RunState.READING)
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING)
    press(admin, "import_resume")
    assert "Masih dianggap berjalan" in page(admin)
    assert DBTaskResult.objects.count() == 1


def test_who_asks_for_a_run_that_nobody_has_begun_is_not_told_that_it_runs(admin, upload):
    upload(HEAD)
    press(admin, "import_resume")
    text = page(admin)
    assert "belum ada pekerja (worker) yang memulainya" in text
    assert "Masih dianggap berjalan" not in text


@pytest.mark.parametrize(("state", "job"), [("menunggu", read_run), ("menerapkan", apply_run)])
def test_who_asks_for_a_run_behind_a_long_one_is_not_told_that_it_was_handed_on(
    admin, upload, state, job
):
    upload(HEAD)
    DBTaskResult.objects.all().delete()
    job.enqueue(public_id=str(the_run().public_id))
    ImportRun.objects.update(state=state, heartbeat="2021-01-01T00:00:00Z")
    press(admin, "import_resume")
    text = page(admin)
    assert "belum ada pekerja (worker) yang memulainya" in text
    assert "diserahkan lagi" not in text
    assert DBTaskResult.objects.count() == 1


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (RunState.WAITING, "Belum ada pekerja (worker) yang memulainya sejak"),
        (RunState.READING, "Tidak ada tanda kerja sejak"),
        (RunState.APPLYING, "Tidak ada tanda kerja sejak"),
    ],
)
def test_a_run_that_gives_no_sign_of_life_promises_nothing(admin, upload, state, words):
    """Its worker may have died: that shows after three minutes only."""
    upload(HEAD)
    long_ago = timezone.now() - timedelta(minutes=1)
    ImportRun.objects.update(state=state, heartbeat=long_ago)
    text = page(admin)
    assert f"{words} {timezone.localtime(long_ago):%H.%M.%S} WITA" in text
    assert "berlanjut sendiri" not in text


def test_asking_for_a_run_that_is_done_meanwhile_says_nothing_of_waiting(admin, upload):
    upload(HEAD)
    read()
    press(admin, "import_resume")
    text = page(admin)
    assert "Masih dianggap berjalan" not in text
    assert "diserahkan lagi" not in text


def test_a_run_at_work_tells_its_state_where_it_is_asked_for_again_and_nowhere_else(admin, upload):
    upload(HEAD)
    text = page(admin)
    first = text.index("Menunggu dibaca")
    assert first > text.index('id="kemajuan"')


def test_a_file_named_after_a_nik_shows_it_masked(admin, upload):
    upload(HEAD, name="6472031205800001.csv")
    assert "647203******0001" in page(admin)
    assert WHOLE_NUMBER.search(admin.get(reverse("import_list")).content.decode()) is None


@pytest.mark.parametrize("role", ["petugas", "penyelia", "analis"])
def test_who_may_not_import_sees_none_of_it(client_as, upload, role):
    upload(HEAD)
    other = client_as(UserFactory(role=role))
    assert other.get(reverse("import_list")).status_code == 403
    assert other.get(the_run().get_absolute_url()).status_code == 403


def test_the_list_says_for_what_each_import_is_read(admin, upload, tmp_path):
    upload(HEAD, rilis="DTKS-2021-07")
    rows = [{"NIK": HEAD["NIK"], "NAMA": "SITI AMINAH"}]
    paid = {"program": "BPNT", "period": "2021-04..2021-06"}
    preview(write_list(tmp_path / "p.csv", rows, list(rows[0])), "disbursements", paid)
    text = admin.get(reverse("import_list")).content.decode()
    assert "BPNT · April–Juni 2021" in text
    assert "DTKS-2021-07" in text


def test_two_sheets_of_one_workbook_can_be_told_apart_in_the_list(admin, tmp_path):
    run = apply_families(tmp_path, FAMILY)
    ImportRun.objects.filter(pk=run.pk).update(sheet="Keluarga")
    text = admin.get(reverse("import_list")).content.decode()
    assert "DTSEN-2025-T1 · lembar Keluarga" in text


def test_the_list_asks_no_more_for_more_imports(admin, upload, django_assert_max_num_queries):
    for at in range(4):
        upload(HEAD, name=f"{at}.csv")
    with django_assert_max_num_queries(6):
        admin.get(reverse("import_list"))


def test_a_count_of_rows_outside_the_register_opens_no_list_of_the_whole_city(admin, tmp_path):
    """Its rows are of one file, and the list holds one line for each recipient of all files."""
    row = {"NIK": HEAD["NIK"], "NAMA": HEAD["NAMA"], "NOMINAL": "200000"}
    apply(write_list(tmp_path / "p.csv", [row], list(row)), "disbursements", APRIL)
    text = page(admin)
    outside = reverse("recipient_outside")
    assert "1 di luar register (saat diterapkan)" in text
    assert re.findall(f'<a [^>]*href="{outside}">([^<]*)</a>', text[text.index("hitungan") :]) == [
        "Penerima di luar register"
    ]
