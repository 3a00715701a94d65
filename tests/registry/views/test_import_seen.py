"""What a preview says first, and pages of an older reading, whose buttons change nothing."""

import re

import openpyxl
import pytest
from django.urls import reverse

from registry.events import Verb
from registry.imports import choosing
from registry.models import AuditEvent, ImportRun, RunState
from registry.tasks import read_run
from tests.factories import UserFactory
from tests.registry.imports.lists import CHILD, HEAD, RELEASE, apply, preview, write_list
from tests.registry.imports.test_contradictions import TOLD, office
from tests.registry.imports.test_correction_file import BAD, change, give_back, take
from tests.registry.imports.test_examples import SITI
from tests.registry.imports.test_sheets import book
from tests.registry.imports.workbooks import filled_template

pytestmark = pytest.mark.django_db
WHOLE_NUMBER = re.compile(r"(?<![0-9a-f-])[0-9]{14,18}(?![0-9a-f-])")


def get(client, run, name="import_detail"):
    response = client.get(reverse(name, args=[run.public_id]))
    assert response.status_code == 200
    text = response.content.decode()
    assert WHOLE_NUMBER.search(text) is None
    return text


def post(client, run, name, **fields):
    return client.post(reverse(name, args=[run.public_id]), fields, follow=True)


@pytest.fixture
def mistaken(tmp_path):
    """A DTKS list sent as payments."""
    return preview(write_list(tmp_path / "dtks.csv", [HEAD, CHILD]), "disbursements")


def test_a_list_of_another_kind_is_told_before_anything_is_asked(admin, mistaken):
    text = get(admin, mistaken)
    told = text.index("Ini tampaknya Data DTKS, bukan Daftar penyaluran")
    assert told < text.index("Berkas tidak menyebut programnya")
    assert "ID DTKS" in text[told:][:400]


def test_one_click_opens_it_as_what_it_is(admin, mistaken):
    text = get(admin, mistaken)
    seen = re.search(r'name="dilihat" value="([^"]+)"', text)[1]
    post(admin, mistaken, "import_kind", jenis="dtks", dilihat=seen)
    read_run.func(str(mistaken.public_id))
    mistaken.refresh_from_db()
    assert (mistaken.kind, mistaken.new, ImportRun.objects.count()) == ("dtks", 2, 1)
    assert AuditEvent.objects.filter(run=mistaken, verb=Verb.IMPORT_RETYPED).count() == 1
    assert "Ini tampaknya" not in get(admin, mistaken)


def test_a_refused_list_says_too_what_it_seems_to_be(admin, tmp_path):
    run = preview(write_list(tmp_path / "dtks.csv", [HEAD]), "verifications")
    assert run.state == RunState.REFUSED
    text = get(admin, run)
    assert "Buka sebagai Data DTKS" in text
    assert "Bila memang Hasil verifikasi terdahulu, cocokkan kolomnya di bawah" in text
    assert "lanjutkan saja" not in text


@pytest.mark.parametrize("kind", ["", "lain", "disbursements"])
def test_no_kind_an_unknown_one_or_its_own_changes_nothing(admin, mistaken, kind):
    assert "Pilih jenis berkasnya" in post(admin, mistaken, "import_kind", jenis=kind).text
    mistaken.refresh_from_db()
    assert (mistaken.kind, mistaken.state) == ("disbursements", RunState.PREVIEWED)


def test_example_rows_left_out_are_counted_on_the_page(admin, tmp_path):
    run = preview(filled_template(tmp_path, SITI))
    assert "2 baris contoh dilewati</strong> (baris 2, 3)" in get(admin, run)


def test_the_example_file_offers_no_apply_and_says_why(admin, tmp_path):
    run = preview(filled_template(tmp_path))
    text = get(admin, run)
    assert "Ini berkas contoh" in text
    assert reverse("import_apply", args=[run.public_id]) not in text
    assert "Ini berkas contoh" in post(admin, run, "import_apply").text
    run.refresh_from_db()
    assert run.state == RunState.PREVIEWED


@pytest.fixture
def asked(tmp_path):
    """A list whose remembered column contradicts its heading, and the import that told it."""
    told = apply(office(tmp_path / "juli.csv"), options={**RELEASE, "map": TOLD})
    return preview(office(tmp_path / "agustus.csv", CHILD)), told


def test_a_contradiction_names_column_memory_heading_and_import(admin, asked):
    run, told = asked
    text = get(admin, run, "import_columns")
    assert "<strong>PEKERJAAN</strong> diingat sebagai <strong>NAMA IBU KANDUNG</strong>" in text
    assert told.get_absolute_url() in text
    assert "tetapi judulnya berarti <strong>PEKERJAAN</strong>" in text


def test_a_contradicted_preview_leads_to_its_columns_and_offers_no_apply(admin, asked):
    text = get(admin, asked[0])
    assert "Belum dapat diterapkan" in text
    assert reverse("import_apply", args=[asked[0].public_id]) not in text


def test_headings_need_no_column_on_the_page_either(admin, tmp_path):
    page = openpyxl.Workbook()
    for row in (["ID DTKS", "NIK", "NAMA"], ["KELURAHAN JAWA"]):
        page.active.append(row)
    page.active.append([HEAD["ID DTKS"], HEAD["NIK"], "SITI"])
    page.save(tmp_path / "blok.xlsx")
    run = preview(tmp_path / "blok.xlsx", "dtks", RELEASE)
    assert "Kolom wajib belum ditemukan" not in get(admin, run, "import_columns")
    columns = {"kolom_0": "dtks_id", "kolom_1": "nik", "kolom_2": "name"}
    post(admin, run, "import_columns", **columns)
    read_run.func(str(run.public_id))
    run.refresh_from_db()
    assert (run.state, run.new) == (RunState.PREVIEWED, 1)


ACTS = {
    "import_columns": {"kolom_0": "dtks_id"},
    "import_options": {"rilis": "DTKS-2021-08"},
    "import_sheet": {"lembar": "Data"},
    "import_kind": {"jenis": "recipients"},
    "import_relation": {"daftar": "dukcapil"},
}


@pytest.fixture
def two_tabs(tmp_path):
    """A run, and the mark of the page that stood open when another tab had it read again."""
    run = preview(book(tmp_path / "a.xlsx", Data=[HEAD], Lama=[HEAD, CHILD]))
    seen = run.reading
    choosing.choose_sheet(run=run, sheet="Lama", by=UserFactory(role="admin"))
    read_run.func(str(run.public_id))
    run.refresh_from_db()
    return run, seen


@pytest.mark.parametrize("name", ACTS)
def test_a_page_of_an_older_reading_changes_nothing_and_says_so(admin, two_tabs, name):
    run, seen = two_tabs
    before = (run.reading, run.options, run.kind)
    assert "sudah dibaca ulang sejak" in post(admin, run, name, dilihat=seen, **ACTS[name]).text
    run.refresh_from_db()
    assert (run.reading, run.options, run.kind) == before
    assert AuditEvent.objects.filter(run=run, verb=Verb.IMPORT_RECHOSEN).count() == 1


@pytest.mark.parametrize("name", ["import_options", "import_sheet"])
def test_a_page_of_this_reading_acts(admin, two_tabs, name):
    run, _ = two_tabs
    post(admin, run, name, dilihat=run.reading, **ACTS[name])
    run.refresh_from_db()
    assert run.state == RunState.WAITING


@pytest.mark.parametrize("name", ["import_detail", "import_columns", "import_options"])
def test_every_form_that_reads_again_carries_the_mark(admin, two_tabs, name):
    text = get(admin, two_tabs[0], name)
    forms = re.findall(r'<form[^>]*method="post".*?</form>', text, re.DOTALL)
    own = [form for form in forms if re.search(r"lembar|kolom_|rilis|terapkan/", form)]
    assert own
    assert all(f'name="dilihat" value="{two_tabs[0].reading}"' in form for form in own)


def test_every_row_that_was_left_out_is_told_by_what_it_is(admin, tmp_path):
    sheet = [
        ["DAFTAR PENERIMA BPNT", "", "", ""],
        ["NO", "NIK", "NAMA", "ALAMAT"],
        ["1", "2", "3", "4"],
        *([f"KELURAHAN {n}", "", "", ""] for n in range(7)),
        ["1", HEAD["NIK"], "SITI AMINAH", "JL. MAWAR"],
        ["", "", "", ""],
        ["JUMLAH", "", "1", ""],
        ["Mengetahui", "", "", ""],
    ]
    path = tmp_path / "bnba.csv"
    path.write_text("\n".join(";".join(row) for row in sheet), encoding="utf-8")
    run = preview(path, "recipients", {"program": "BPNT"})
    assert run.rows == 1
    text = " ".join(get(admin, run).split())
    assert (
        "Bukan data, jadi dilewati: 7 judul kelompok (baris 4, 5, 6, 7, 8 …); "
        "1 baris jumlah (baris 13); 1 tanda tangan (baris 14)."
    ) in text


def test_rows_of_an_old_correction_file_that_did_not_count_are_told(admin, tmp_path):
    run = preview(write_list(tmp_path / "dtks.csv", [HEAD, BAD]))
    old, new = give_back(run, tmp_path / "lama.csv"), give_back(run, tmp_path / "baru.csv")
    change(new, "NIK", CHILD["NIK"])
    take(run, new)
    assert "tidak dipakai" not in get(admin, run)
    take(run, old)
    text = " ".join(get(admin, run).split())
    told = text[text.index("1 baris dari berkas perbaikan lama.csv tidak dipakai") :]
    assert "WITA; baris 3)" in told[:120]
