"""Mending on the preview's pages: values, mended rows, options, sheets, and the six steps."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from registry.imports import runs
from registry.models import Household, ImportRun, Release, RunState
from registry.tasks import read_run
from tests.factories import village
from tests.registry.imports.lists import CHILD, HEAD, apply, preview, write_list
from tests.registry.imports.test_correction_file import BAD, MENDED, change, give_back
from tests.registry.imports.test_sheets import book

pytestmark = pytest.mark.django_db
ANI = {"NIK": "", "NAMA": "ANI", "KELURAHAN": "JAWA"}


@pytest.fixture
def run(tmp_path):
    """A misspelt kelurahan, a damaged NIK, and a sound row."""
    rows = [HEAD, {**CHILD, "DESA/KELUARAHAN": "JAWAA <b>"}, {**BAD, "NAMA": "TINI"}]
    return preview(write_list(tmp_path / "dtks.csv", rows))


def get(client, run, name="import_detail"):
    response = client.get(reverse(name, args=[run.public_id]))
    assert response.status_code == 200
    return response.content.decode()


def post(client, run, name, **fields):
    return client.post(reverse(name, args=[run.public_id]), fields)


def read(run):
    read_run.func(str(run.public_id))
    run.refresh_from_db()


def input_of(text, field):
    """The name of the first input for a value of this column."""
    return re.search(rf'name="({field}-[0-9a-f]{{12}})"', text)[1]


def sent(path):
    return SimpleUploadedFile(path.name, path.read_bytes())


def test_a_cause_that_one_value_mends_leads_to_its_column(admin, run):
    text = get(admin, run)
    link = reverse("import_mend", args=[run.public_id])
    assert f'href="{link}#kolom-village"' in text
    assert f'href="{link}#kolom-nik"' not in text
    assert 'id="kolom-village"' in get(admin, run, "import_mend")


def test_the_likeliest_kelurahan_is_proposed_and_mends_every_row(admin, run):
    text = get(admin, run, "import_mend")
    code = village("Jawa").code
    assert f'<option value="{code}" selected>' in text
    assert "JAWAA &lt;b&gt;" in text
    response = post(admin, run, "import_mend", **{input_of(text, "village"): code})
    assert response.url == run.get_absolute_url()
    read(run)
    assert (run.new, run.problem) == (2, 1)
    assert run.options["mend"] == {"village": {"JAWAA <b>": code}}


def test_a_date_that_nobody_can_read_is_told_beside_its_field(admin, tmp_path):
    rows = [{**HEAD, "TANGGAL LAHIR": "31/02/1980"}]
    run = preview(write_list(tmp_path / "a.csv", rows))
    name = input_of(get(admin, run, "import_mend"), "birth_date")
    response = post(admin, run, "import_mend", **{name: "32/01/1980"})
    assert response.status_code == 422
    assert 'value="32/01/1980"' in response.content.decode()


def test_the_runs_page_says_what_was_mended_by_value_and_by_file(admin, run, tmp_path):
    path = give_back(run, tmp_path / "masalah.csv")
    change(path, "NIK", MENDED)
    post(admin, run, "import_correction", berkas=sent(path))
    read(run)
    name = input_of(get(admin, run, "import_mend"), "village")
    post(admin, run, "import_mend", **{name: village("Jawa").code})
    read(run)
    text = get(admin, run)
    assert "“JAWAA &lt;b&gt;” dibaca sebagai “Jawa (Kec. Samarinda Ulu)”" in text
    assert "masalah.csv: 1 baris" in text


def test_a_programme_that_the_file_does_not_name_leads_to_the_options(admin, tmp_path):
    run = preview(write_list(tmp_path / "a.csv", [ANI], list(ANI)), "recipients")
    assert get(admin, run).count(reverse("import_options", args=[run.public_id])) == 2


def test_choosing_nothing_reads_nothing_again(admin, run):
    post(admin, run, "import_mend")
    run.refresh_from_db()
    assert (run.state, DBTaskResult.objects.count()) == (RunState.PREVIEWED, 0)


def test_a_page_from_before_another_reading_is_not_taken_but_kept(admin, run):
    text = get(admin, run, "import_mend")
    seen, name = re.search(r'name="dilihat" value="([^"]+)"', text)[1], input_of(text, "village")
    post(admin, run, "import_mend", **{name: village("Sidodadi").code})
    read(run)
    response = post(admin, run, "import_mend", **{name: village("Jawa").code, "dilihat": seen})
    assert response.status_code == 422
    assert f'<option value="{village("Jawa").code}" selected>' in response.content.decode()
    run.refresh_from_db()
    assert run.options["mend"]["village"] == {"JAWAA <b>": village("Sidodadi").code}


def test_pressing_twice_reads_once(admin, run):
    name = input_of(get(admin, run, "import_mend"), "village")
    for _ in range(2):
        post(admin, run, "import_mend", **{name: village("Jawa").code})
    assert DBTaskResult.objects.count() == 1


def test_a_correction_file_is_taken_on_the_runs_page(admin, run, tmp_path):
    path = give_back(run, tmp_path / "masalah.csv")
    change(path, "NIK", MENDED)
    response = post(admin, run, "import_correction", berkas=sent(path))
    assert response.url == run.get_absolute_url()
    read(run)
    assert (run.new, run.problem) == (2, 1)


def test_a_correction_file_that_does_not_fit_comes_back_with_words(admin, run, tmp_path):
    path = write_list(tmp_path / "lain.csv", [HEAD])
    response = post(admin, run, "import_correction", berkas=sent(path))
    assert response.status_code == 422
    assert "bukan berkas perbaikan" in response.content.decode()


def test_a_correction_that_does_not_fit_its_rows_leaves_the_preview_and_says_why(
    admin, run, tmp_path
):
    path = give_back(run, tmp_path / "masalah.csv")
    change(path, f"BARIS (impor {run.public_id.hex[:8]})", "900")
    post(admin, run, "import_correction", berkas=sent(path))
    waiting = get(admin, run)
    assert "Berkas perbaikan diperiksa dahulu" in waiting
    assert re.search(r'<progress[^>]* value="0"', waiting)
    read(run)
    text = get(admin, run)
    assert "Berkas perbaikan masalah.csv tidak dipakai. Tidak ada baris 900" in text
    assert "Terapkan impor" in text


def test_the_household_says_which_file_mended_its_row(admin, run, tmp_path):
    path = give_back(run, tmp_path / "masalah.csv")
    change(path, "NIK", MENDED)
    post(admin, run, "import_correction", berkas=sent(path))
    read(run)
    runs.ask_apply(run=run, by=None)
    runs.apply(run)
    text = admin.get(Household.objects.get().get_absolute_url()).content.decode()
    assert "baris 4, diperbaiki dengan berkas masalah.csv" in text
    assert "baris 2, diperbaiki" not in text


def upload(client, path, kind="dtks"):
    return client.post(reverse("import_upload"), {"jenis": kind, "berkas": sent(path)})


def test_uploaded_as_any_other_file_a_correction_joins_its_run(admin, run, tmp_path):
    path = give_back(run, tmp_path / "masalah.xlsx")
    change(path, "NIK", MENDED)
    assert upload(admin, path).url == run.get_absolute_url()
    assert ImportRun.objects.count() == 1
    assert "sedang dikerjakan" in upload(admin, path).content.decode()


def test_after_the_apply_both_pages_name_each_other(admin, tmp_path):
    first = apply(write_list(tmp_path / "dtks.csv", [HEAD, BAD]))
    path = give_back(first, tmp_path / "masalah.csv")
    change(path, "NIK", MENDED)
    upload(admin, path)
    second = ImportRun.objects.latest("pk")
    read(second)
    assert (second.corrects, second.new) == (first, 1)
    assert first.get_absolute_url() in get(admin, second)
    assert second.get_absolute_url() in get(admin, first)


def test_a_correction_under_another_kind_is_refused_with_words(admin, run, tmp_path):
    path = give_back(run, tmp_path / "masalah.csv")
    assert "milik impor Data DTKS" in upload(admin, path, "recipients").content.decode()


def test_the_dash_for_an_empty_cell_is_told_only_where_something_is_typed(admin, run, tmp_path):
    assert "Tulis - bila sel itu" not in get(admin, run, "import_mend")
    rows = [{**HEAD, "TANGGAL LAHIR": "entah"}]
    typed = preview(write_list(tmp_path / "b.csv", rows))
    assert "Tulis - bila sel itu" in get(admin, typed, "import_mend")


def test_a_mend_that_cannot_be_read_is_not_called_mended(admin, tmp_path):
    rows = [{**ANI, "BANSOS": "BPNT", "TAHAP": "2"}]
    run = preview(write_list(tmp_path / "a.csv", rows, list(rows[0])), "disbursements")
    stage = input_of(get(admin, run, "import_mend"), "stage")
    post(admin, run, "import_mend", **{stage: "kapan saja"})
    read(run)
    text = get(admin, run, "import_mend")
    assert "Perbaikan “kapan saja” tidak terbaca: ganti." in text
    assert "Sudah diperbaiki" not in text
    post(admin, run, "import_mend", **{stage: "April 2021"})
    read(run)
    assert "Sudah diperbaiki" in get(admin, run, "import_mend")


def test_the_programme_is_chosen_on_the_preview(admin, tmp_path):
    run = preview(write_list(tmp_path / "a.csv", [ANI], list(ANI)), "recipients")
    text = get(admin, run, "import_options")
    assert '<option value="BPNT">BPNT – ' in text
    assert "Kode rilis" not in text
    assert post(admin, run, "import_options", program="TIDAK ADA").status_code == 422
    post(admin, run, "import_options", program="BPNT")
    read(run)
    assert (run.new, run.options["program"]) == (1, "BPNT")


def test_the_preview_says_what_it_is_read_for(admin, run, tmp_path):
    assert "Kode rilis: <strong>DTKS-" in get(admin, run)
    options = {"program": "BST", "period": "2021-02..2021-03"}
    paid = preview(write_list(tmp_path / "a.csv", [ANI], list(ANI)), "disbursements", options)
    text = get(admin, paid)
    assert "Program: <strong>BST – Bantuan Sosial Tunai</strong>" in text
    assert "Bulan penyaluran: <strong>Februari–Maret 2021</strong>" in text


def test_only_where_something_can_be_applied_is_one_told_to_apply_the_rest(admin, run, tmp_path):
    assert "terapkan yang lain sekarang" in get(admin, run)
    none = preview(write_list(tmp_path / "a.csv", [ANI], list(ANI)), "recipients")
    text = get(admin, none)
    assert "Perbaiki dahulu di bawah." in text
    assert "terapkan yang lain" not in text


def test_a_refusal_about_an_option_is_mended_by_choosing_another(admin, tmp_path):
    path = write_list(tmp_path / "a.csv", [ANI], list(ANI))
    run = preview(path, "recipients", {"program": "ENTAH"})
    assert run.state == RunState.REFUSED
    assert reverse("import_options", args=[run.public_id]) in get(admin, run)
    post(admin, run, "import_options", program="PKH")
    read(run)
    assert run.state == RunState.PREVIEWED


def test_a_release_that_is_not_there_yet_is_called_new_until_it_is_made(admin, run):
    post(admin, run, "import_options", rilis="DTKS-2021-08")
    read(run)
    assert "<strong>DTKS-2021-08 (rilis baru)</strong>" in get(admin, run)
    runs.ask_apply(run=run, by=None)
    runs.apply(run)
    assert "<strong>DTKS-2021-08</strong>" in get(admin, run)


def test_a_new_release_whose_code_names_no_month_is_asked_about(admin, run):
    post(admin, run, "import_options", rilis="juli")
    read(run)
    assert "Kode rilis “juli” tidak menyebut bulan." in get(admin, run)
    post(admin, run, "import_options", rilis="DTKS-2021-08")
    read(run)
    assert "tidak menyebut bulan" not in get(admin, run)


def test_known_releases_are_offered_where_one_is_typed(admin, run):
    Release.objects.create(code="DTKS-2021-01", issued_on="2021-01-01")
    for text in (get(admin, run, "import_options"), admin.get(reverse("import_upload")).content):
        assert "DTKS-2021-01" in str(text)


def test_a_hidden_sheet_is_asked_about_until_somebody_answers(admin, tmp_path):
    run = preview(book(tmp_path / "a.xlsx", Data=[HEAD], Lama_=[HEAD, CHILD]))
    text = get(admin, run)
    assert "Berkas ini juga mempunyai lembar tersembunyi <strong>Lama</strong> (3 baris)" in text
    assert "Abaikan lembar tersembunyi" in text
    post(admin, run, "import_sheet", lembar="Data")
    run.refresh_from_db()
    assert "juga mempunyai lembar tersembunyi" not in get(admin, run)
    post(admin, run, "import_sheet", lembar="Lama")
    read(run)
    assert (run.sheet, run.rows) == ("Lama", 2)


def test_a_file_with_nothing_but_a_hidden_sheet_asks_whether_to_read_it(admin, tmp_path):
    run = preview(book(tmp_path / "a.xlsx", Lama_=[HEAD]))
    assert "hanya berisi lembar tersembunyi" in get(admin, run)
    post(admin, run, "import_sheet", lembar="Lama")
    read(run)
    assert run.state == RunState.PREVIEWED


def test_a_sheet_that_is_not_there_is_not_read(admin, run):
    post(admin, run, "import_sheet", lembar="Entah")
    run.refresh_from_db()
    assert (run.state, "sheet" in run.options) == (RunState.PREVIEWED, False)


def current_step(text):
    return re.search(r'aria-current="step">.*?step-label">([^<]+)<', text, re.DOTALL)[1]


def test_each_page_says_which_of_the_six_steps_it_is(admin, run):
    assert current_step(admin.get(reverse("import_upload")).content.decode()) == "Unggah"
    assert current_step(get(admin, run)) == "Pratinjau"
    assert current_step(get(admin, run, "import_mend")) == "Perbaiki masalah"
    assert current_step(get(admin, run, "import_options")) == "Lembar dan kolom"
    runs.ask_apply(run=run, by=None)
    assert current_step(get(admin, run)) == "Terapkan"
    runs.apply(run)
    assert current_step(get(admin, run)) == "Selesai"


def test_after_the_apply_the_page_says_what_can_be_done_next(admin, run):
    runs.ask_apply(run=run, by=None)
    runs.apply(run)
    text = get(admin, run)
    assert "Unduh baris bermasalah" in text
    assert "Urungkan impor" in text
    assert "Perbaiki nilai ini" not in text
    assert reverse("import_upload") in text


def test_uploading_by_a_double_tap_opens_one_run(admin, tmp_path):
    path = write_list(tmp_path / "dtks.csv", [HEAD])
    first, second = upload(admin, path), upload(admin, path)
    assert first.url == second.url
    assert ImportRun.objects.count() == 1
