"""The preview on screen: old and new values of its rows, what it would do to the city, its age."""

import re

import pytest
from django.urls import reverse

from registry.codes import Existence
from registry.imports import runs
from registry.imports.undoing import undo
from registry.models import Person
from tests.factories import make_household
from tests.registry.imports.lists import CHILD, HEAD, apply, preview, write_list
from tests.registry.views.import_pages import WHOLE_NUMBER

pytestmark = pytest.mark.django_db
APRIL = {"program": "BPNT", "period": "2021-04"}


def page(client, run, name="import_detail", *arguments, query=""):
    response = client.get(reverse(name, args=[run.public_id, *arguments]) + query)
    assert response.status_code == 200
    text = response.content.decode()
    assert WHOLE_NUMBER.search(text) is None
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


@pytest.fixture
def changed(tmp_path):
    """A preview in which the house gets another address, and its child another name."""
    apply(write_list(tmp_path / "a.csv", [HEAD, CHILD]))
    rows = [{**HEAD, "ALAMAT": "JL. MELATI", "NOKK": "6472030101800009"}, {**CHILD, "NAMA": "RUDY"}]
    return preview(write_list(tmp_path / "b.csv", rows))


def test_changed_rows_show_old_and_new_before_anything_is_applied(admin, changed):
    text = page(admin, changed, "import_rows", "changed")
    assert "alamat: JL. MAWAR NO. 1 → JL. MELATI" in text
    assert "No. KK: 647203******0001 → 647203******0009" in text


def test_changed_fields_stand_on_the_run_and_lead_to_their_rows(admin, changed):
    assert "Alamat 1 rumah tangga" in page(admin, changed)
    text = page(admin, changed, "import_field", "household.address")
    assert "JL. MELATI" in text
    assert "RUDY" not in text


def test_a_field_that_nobody_knows_is_not_found(admin, changed):
    url = reverse("import_field", args=[changed.public_id, "person.password"])
    assert admin.get(url).status_code == 404


def test_a_search_for_a_field_is_continued_below_the_rows_found(admin, changed):
    text = page(admin, changed, "import_field", "household.address", query="?sesudah=2")
    assert "Tidak ada baris" in text
    assert page(admin, changed, "import_field", "household.address", query="?sesudah=x")


def test_new_rows_say_what_they_would_make(admin, tmp_path):
    text = page(admin, preview(write_list(tmp_path / "a.csv", [HEAD])), "import_rows", "new")
    assert "Rumah tangga baru, anggota rumah tangga baru" in text


def test_rows_with_a_warning_can_be_listed_alone(admin, tmp_path):
    rows = [HEAD, {**CHILD, "NAMA": "ALM. RUDI"}]
    run = preview(write_list(tmp_path / "a.csv", rows))
    for text in (
        page(admin, run, "import_rows", "peringatan"),
        page(admin, run, "import_rows", "new", query="?peringatan=1"),
    ):
        assert "ALM. RUDI" in text
        assert "SITI AMINAH" not in text


def test_a_problem_row_is_named_as_its_cell_says(admin, tmp_path):
    rows = [HEAD, {**CHILD, "NIK": "123", "NAMA": "RUDI 6472031501100002"}]
    run = preview(write_list(tmp_path / "a.csv", rows))
    assert "RUDI 647203******0002" in page(admin, run, "import_rows", "problem")


@pytest.fixture
def conflict(tmp_path):
    """A preview that would pay BPNT where BST was paid for the same month, to one who died."""
    head = make_household(members=2).head
    Person.objects.filter(pk=head.pk).update(existence=Existence.DECEASED)
    rows = [{"NIK": head.nik, "NAMA": head.name}]
    path = write_list(tmp_path / "a.csv", rows, ["NIK", "NAMA"])
    apply(path, "disbursements", {**APRIL, "program": "BST"})
    return preview(path, "disbursements", APRIL)


def test_what_needs_attention_stands_above_the_button(admin, conflict):
    text = page(admin, conflict)
    assert text.index("Periksa sebelum diterapkan") < text.index("Terapkan impor")
    assert "Rangkap tidak diperbolehkan, baru : 1" in text
    assert "Penerima tercatat meninggal : 1" in text
    assert "BPNT + BST, rangkap tidak diperbolehkan" in text


def test_each_figure_leads_to_its_households(admin, conflict):
    text = page(admin, conflict, "import_effect", "conflict_new")
    household = conflict.foreseen.get(effect="conflict_new").household_key
    assert Person.objects.get(heads=household).name in text
    assert "BPNT + BST April 2021: rangkap tidak diperbolehkan" in text
    url = reverse("import_effect", args=[conflict.public_id, "tidak-ada"])
    assert admin.get(url).status_code == 404


def test_a_file_that_does_nothing_to_the_city_says_so(admin, tmp_path):
    text = page(admin, preview(write_list(tmp_path / "a.csv", [HEAD])))
    assert "Tidak ada: Rumah tangga pindah kelurahan" in text
    assert "Periksa sebelum diterapkan" not in text


def test_an_old_list_is_told_with_a_way_to_the_earlier_import(admin, tmp_path):
    rows = [{"NIK": make_household().head.nik, "NAMA": "A", "NOMINAL": "1"}]
    path = write_list(tmp_path / "a.csv", rows, list(rows[0]))
    first = apply(path, "disbursements", APRIL)
    run = preview(path, "disbursements", {**APRIL, "period": "2021-05"})
    response = admin.get(run.get_absolute_url())
    assert "Mungkin daftar periode lain." in response.content.decode()
    assert f'href="{first.get_absolute_url()}">Lihat impor itu' in response.content.decode()


def test_a_discarded_preview_tells_of_no_effects(admin, conflict):
    admin.post(reverse("import_discard", args=[conflict.public_id]))
    assert "Akibat bagi kota" not in page(admin, conflict)


def test_the_figure_of_new_households_opens_exactly_their_rows(admin, tmp_path):
    run = preview(write_list(tmp_path / "a.csv", [HEAD, CHILD]))
    assert "Rumah tangga baru 1" in page(admin, run)
    text = page(admin, run, "import_effect", "households_new")
    assert "SITI AMINAH" in text
    assert "RUDI" not in text
    assert "Kelurahan" not in text


def test_a_file_of_which_nothing_can_enter_does_not_speak_of_its_effects(admin, tmp_path):
    text = page(admin, preview(write_list(tmp_path / "a.csv", [{**HEAD, "NIK": "123"}])))
    assert "Tidak ada baris yang dapat masuk: semuanya bermasalah" in text
    assert "Tidak ada: Rumah tangga pindah" not in text


def test_an_old_list_names_only_buttons_that_its_page_has(admin, tmp_path):
    run = preview(
        write_list(tmp_path / "DTKS Juli 2021.csv", [HEAD]), options={"release": "DTKS-2021-08"}
    )
    assert "tekan Batalkan impor" in page(admin, run)
    runs.ask_apply(run=run, by=None)
    runs.apply(run)
    text = page(admin, run)
    assert "Mungkin daftar periode lain." in text
    assert "tekan Batalkan impor" not in text
    assert "tekan Urungkan impor…" in text
    undo.undo(run, None)
    assert "Mungkin daftar periode lain." not in page(admin, run)
