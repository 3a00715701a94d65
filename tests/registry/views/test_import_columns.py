"""The page that says which column is which, and the question whose numbers a column holds."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from registry.events import Verb
from registry.models import AuditEvent, ColumnMemory, ImportRun, Membership, RunState
from registry.tasks import apply_run, read_run
from tests.registry.imports.lists import CHILD, HEAD, write_list
from tests.registry.imports.workbooks import xlsx

pytestmark = pytest.mark.django_db
WHOLE_NUMBER = re.compile(r"(?<![0-9a-f-])[0-9]{14,18}(?![0-9a-f-])")
OFFICE = ["NOMOR RUTA", "DESA/KELUARAHAN", "NIK", "NAMA", "PANGGILAN"]


@pytest.fixture
def send(admin):
    """Uploads a file and reads it; gives the run."""

    def upload(path, kind="dtks", **fields):
        sent = SimpleUploadedFile(path.name, path.read_bytes())
        admin.post(reverse("import_upload"), {"jenis": kind, "berkas": sent, **fields})
        run = ImportRun.objects.latest("pk")
        read_run.func(str(run.public_id))
        run.refresh_from_db()
        return run

    return upload


def office(path, row=HEAD):
    cells = [row["ID DTKS"], "JAWA", row["NIK"], row["NAMA"], "ANI"]
    return write_list(path, [dict(zip(OFFICE, cells, strict=True))], OFFICE)


def numbered(path, *codes):
    """A DTKS list whose relations are numbers."""
    rows = [
        {**CHILD, "NIK": f"64720315011{n}000{n + 1}", "HUB KELUARGA": code}
        for n, code in enumerate(codes)
    ]
    return write_list(path, rows)


def get(client, run, name="import_columns"):
    response = client.get(reverse(name, args=[run.public_id]))
    assert response.status_code == 200
    text = response.content.decode()
    assert WHOLE_NUMBER.search(text) is None
    return text


def post(client, run, name="import_columns", **fields):
    response = client.post(reverse(name, args=[run.public_id]), fields)
    if response.status_code == 302:
        read_run.func(str(run.public_id))
        run.refresh_from_db()
    return response


def test_the_columns_stand_in_groups_with_masked_examples(admin, send, tmp_path):
    text = get(admin, send(write_list(tmp_path / "a.csv", [HEAD, CHILD])))
    assert "Dikenali: " in text
    assert "Disimpan apa adanya: 3" in text
    assert "Contoh: 647203******0001; 647203******0002.</div>" in text
    assert "SITI AMINAH; RUDI" in text


def test_examples_of_a_workbook_show_days_without_a_clock(admin, send, tmp_path):
    head = ["ID DTKS", "DESA/KELUARAHAN", "NIK", "NAMA", "TANGGAL LAHIR"]
    cells = [HEAD["ID DTKS"], "JAWA", HEAD["NIK"], "SITI", "1980-05-12"]
    assert "Contoh: 1980-05-12.</div>" in get(admin, send(xlsx(tmp_path / "a.xlsx", [head, cells])))


def test_a_file_refused_for_its_columns_shows_examples_and_what_is_missing(admin, send, tmp_path):
    run = send(office(tmp_path / "a.csv"))
    assert run.state == RunState.REFUSED
    text = get(admin, run)
    assert "Kolom wajib belum ditemukan:</strong> ID DTKS" in text
    assert "Contoh: 647203******0001.</div>" in text


def test_a_workbook_refused_for_its_columns_shows_examples_too(admin, send, tmp_path):
    rows = [OFFICE, ["RUTA A", "JAWA", HEAD["NIK"], "SITI", "ANI"]]
    assert "Contoh: RUTA A." in get(admin, send(xlsx(tmp_path / "a.xlsx", rows)))


def test_a_header_that_holds_markup_is_shown_as_text(admin, send, tmp_path):
    header = [*OFFICE[:-1], "<b>X</b>"]
    row = dict(zip(header, [HEAD["ID DTKS"], "JAWA", "", "A", "<i>y</i>"], strict=True))
    text = get(admin, send(write_list(tmp_path / "a.csv", [row], header)))
    assert "&lt;b&gt;X" in text
    assert "&lt;i&gt;y" in text
    assert "<b>X" not in text


def columns_by_content(path):
    header = ["ID DTKS", "NOMOR INDUK", "NAMA", "DESA"]
    rows = []
    for n in range(1, 6):
        nik = f"64720{n}{n + 40}0{n}8{n}000{n}"
        cells = [HEAD["ID DTKS"], nik, "WARGA", "JAWA"]
        rows.append(dict(zip(header, cells, strict=True)))
    return write_list(path, rows, header)


def test_a_required_column_known_by_its_content_alone_is_marked(admin, send, tmp_path):
    run = send(columns_by_content(tmp_path / "a.csv"))
    text = get(admin, run)
    assert "Diusulkan menurut isinya: 1" in text
    assert "Menurut isinya. Kolom wajib yang hanya dikenal dari isinya: pastikan benar." in text
    assert "NOMOR INDUK dibaca sebagai NIK" in get(admin, run, "import_detail")


def test_two_columns_that_could_be_it_are_both_named(admin, send, tmp_path):
    header = ["ID DTKS", "NOMOR INDUK", "NAMA", "DESA", "NOMOR LAIN"]
    niks = [f"64720{n}{n + 40}0{n}8{n}000{n}" for n in range(1, 6)]
    rows = [
        dict(zip(header, [HEAD["ID DTKS"], nik, "WARGA", "JAWA", nik], strict=True)) for nik in niks
    ]
    run = send(write_list(tmp_path / "a.csv", rows, header))
    assert run.state == RunState.REFUSED
    assert get(admin, run).count("Isinya mirip NIK, tetapi tidak pasti.") == 2


def test_a_choice_is_read_again_noted_and_after_the_apply_remembered(admin, send, tmp_path):
    run = send(office(tmp_path / "a.csv"))
    columns = {"kolom_0": "dtks_id", "kolom_1": "village", "kolom_2": "nik", "kolom_3": "name"}
    post(admin, run, **columns)
    assert (run.state, run.new) == (RunState.PREVIEWED, 1)
    assert AuditEvent.objects.filter(run=run, verb=Verb.IMPORT_RECHOSEN).count() == 1
    admin.post(reverse("import_apply", args=[run.public_id]))
    apply_run.func(str(run.public_id))
    assert ColumnMemory.objects.get().run == run
    later = send(office(tmp_path / "b.csv", CHILD))
    text = get(admin, later, "import_detail")
    assert "diingat dari impor sebelumnya" in text
    assert run.get_absolute_url() in text
    assert run.get_absolute_url() in get(admin, later)


def test_the_run_page_names_every_column_that_is_kept_raw(admin, send, tmp_path):
    text = get(admin, send(write_list(tmp_path / "a.csv", [HEAD])), "import_detail")
    kept = "Kolom yang disimpan apa adanya:</strong> PROVINSI, DUSUN, KETERANGAN PADAN."
    assert kept in text


def test_numbers_of_relations_are_asked_for_with_both_readings(admin, send, tmp_path):
    run = send(numbered(tmp_path / "a.csv", "1", "3", "3", "9"))
    assert run.problem == 4
    for name in ("import_detail", "import_columns"):
        text = " ".join(get(admin, run, name).split())
        assert "daftar yang mana?" in text
        assert "<td>Anak</td> <td>Istri</td>" in text
        assert "tidak ada di daftar ini" in text


def test_one_press_reads_them_by_the_list_that_is_meant(admin, send, tmp_path):
    run = send(numbered(tmp_path / "a.csv", "1", "3"))
    post(admin, run, "import_relation", daftar="dukcapil")
    assert (run.problem, run.new) == (0, 2)
    assert "daftar yang mana?" not in get(admin, run, "import_detail")
    admin.post(reverse("import_apply", args=[run.public_id]))
    apply_run.func(str(run.public_id))
    assert set(Membership.objects.values_list("relation", flat=True)) == {"kepala", "istri"}


@pytest.mark.parametrize("answer", ["", "lain"])
def test_an_answer_that_is_neither_list_changes_nothing(admin, send, tmp_path, answer):
    run = send(numbered(tmp_path / "a.csv", "3"))
    admin.post(reverse("import_relation", args=[run.public_id]), {"daftar": answer})
    run.refresh_from_db()
    assert (run.state, run.problem) == (RunState.PREVIEWED, 1)


def test_relations_in_words_are_not_asked_about(admin, send, tmp_path):
    run = send(write_list(tmp_path / "a.csv", [HEAD, {**CHILD, "HUB KELUARGA": "KEPONAKAN"}]))
    assert run.problem == 1
    assert "daftar yang mana?" not in get(admin, run, "import_detail")


def test_an_applied_import_asks_nothing_and_takes_no_answer(admin, send, tmp_path):
    rows = [HEAD, {**CHILD, "HUB KELUARGA": "3"}]
    run = send(write_list(tmp_path / "a.csv", rows))
    admin.post(reverse("import_apply", args=[run.public_id]))
    apply_run.func(str(run.public_id))
    assert "daftar yang mana?" not in get(admin, run, "import_detail")
    admin.post(reverse("import_relation", args=[run.public_id]), {"daftar": "statistik"})
    run.refresh_from_db()
    assert run.state == RunState.APPLIED
