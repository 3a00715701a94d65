"""What a hostile or careless hand does to the pages that mend an import."""

import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from registry.events import Verb
from registry.imports import choosing, runs
from registry.imports.values.mending import wrong_values
from registry.models import AuditEvent, ImportRun, RunState
from tests.factories import UserFactory, village
from tests.registry.imports.lists import (
    CHILD,
    HEAD,
    HEADER,
    RELEASE,
    apply,
    preview,
    write_list,
)
from tests.registry.imports.test_correction_file import BAD, change, give_back
from tests.registry.imports.test_sheets import book
from tests.registry.imports.workbooks import ods, raw_xlsx, zip_of

pytestmark = pytest.mark.django_db
SPACED = "6472 0312 0580 0001"
DASHED = SPACED.replace(" ", "–")


@pytest.fixture
def admin(client_as):
    return client_as(UserFactory(role="admin"))


@pytest.fixture
def run(tmp_path):
    """A misspelt kelurahan, a damaged NIK, and a sound row."""
    rows = [{**HEAD, "DESA/KELUARAHAN": "JAWAA"}, BAD, CHILD]
    return preview(write_list(tmp_path / "dtks.csv", rows))


def mend_elsewhere(run):
    """Somebody else mends the kelurahan, and the file has been read again."""
    other = ImportRun.objects.get(pk=run.pk)
    values = {"village": {"JAWAA": village("Jawa").code}}
    choosing.mend(run=other, values=values, by=UserFactory(role="admin"))
    runs.read(other)
    return other


def text_of(client, run, name="import_detail", *arguments):
    response = client.get(reverse(name, args=[run.public_id, *arguments]))
    assert response.status_code == 200
    return response.content.decode()


def test_a_preview_that_was_read_again_is_not_applied_from_an_old_page(admin, run):
    seen = run.reading
    assert f'name="dilihat" value="{seen}"' in text_of(admin, run)
    mend_elsewhere(run)
    url = reverse("import_apply", args=[run.public_id])
    assert (
        "sudah dibaca ulang sejak"
        in admin.post(url, {"dilihat": seen}, follow=True).content.decode()
    )
    run.refresh_from_db()
    assert run.state == RunState.PREVIEWED
    admin.post(url, {"dilihat": run.reading})
    run.refresh_from_db()
    assert run.state == RunState.APPLYING


@pytest.mark.parametrize("act", ["options", "columns", "mend", "sheet", "apply", "correction"])
def test_nobody_overwrites_what_was_mended_meanwhile(run, tmp_path, act):
    path = give_back(run, tmp_path / "masalah.csv")
    mend_elsewhere(run)
    by = UserFactory(role="admin")
    acts = {
        "options": lambda: choosing.choose_options(run=run, chosen={}, by=by),
        "columns": lambda: choosing.choose_columns(run=run, columns={}, by=by),
        "mend": lambda: choosing.mend(run=run, values={}, by=by),
        "sheet": lambda: choosing.choose_sheet(run=run, sheet=run.sheet, by=by),
        "apply": lambda: runs.ask_apply(run=run, by=by),
        "correction": lambda: choosing.take_correction(run=run, path=path, name="a.csv", by=by),
    }
    with pytest.raises(runs.WrongState):
        acts[act]()
    run.refresh_from_db()
    assert "mend" in run.options


def test_settling_the_sheet_is_one_line_of_history(admin, tmp_path):
    run = preview(book(tmp_path / "a.xlsx", Data=[HEAD], Lama_=[CHILD]))
    admin.post(reverse("import_sheet", args=[run.public_id]), {"lembar": run.sheet})
    event = AuditEvent.objects.get(run=run, verb=Verb.IMPORT_RECHOSEN)
    assert (event.before, event.after) == ({"sheet": "Data"}, {"sheet": "Data"})


@pytest.mark.parametrize("sign", ["፩", "²", "①"])
def test_a_digit_that_is_no_number_does_not_break_the_page(admin, tmp_path, sign):
    run = preview(write_list(tmp_path / "a.csv", [{**HEAD, "HUB KELUARGA": sign}]))
    assert run.problem == 1
    assert "Pratinjau" in text_of(admin, run)


@pytest.mark.parametrize("number", ["9" * 5_000, "9" * 25, HEAD["NIK"]])
@pytest.mark.parametrize("door", ["import_correction", "import_upload"])
def test_a_number_that_is_no_rows_is_refused_and_never_repeated(admin, run, tmp_path, door, number):
    path = give_back(run, tmp_path / "masalah.csv")
    change(path, f"BARIS (impor {run.public_id.hex[:8]})", number)
    fields = {"berkas": SimpleUploadedFile("a.csv", path.read_bytes()), "jenis": "dtks"}
    arguments = [run.public_id] if door == "import_correction" else []
    assert admin.post(reverse(door, args=arguments), fields).url == run.get_absolute_url()
    run.refresh_from_db()
    runs.read(run)
    text = text_of(admin, run)
    assert "tidak menyebut nomor" in text
    assert number not in text


def test_a_correction_of_a_city_does_not_fit_a_small_run(run, tmp_path):
    path = give_back(run, tmp_path / "masalah.csv")
    head, *_, last = path.read_text().splitlines()
    rows = [last.replace("|3|NIK", f"|{number}|NIK") for number in range(3, 40)]
    path.write_text("\n".join([head, *rows]))
    choosing.take_correction(run=run, path=path, name="a.csv", by=None)
    runs.read(run)
    assert "Tidak ada baris" in run.error


@pytest.mark.parametrize("value", ["NaN", "1e999"])
def test_a_cell_that_is_no_number_is_a_problem_of_its_row(tmp_path, value):
    cells = [
        [f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in line]
        for line in (HEADER, [HEAD.get(word, "") for word in HEADER])
    ]
    cells[1][HEADER.index("RT")] = f"<c><v>{value}</v></c>"
    rows = "".join(f"<row>{''.join(line)}</row>" for line in cells)
    run = preview(raw_xlsx(tmp_path / "a.xlsx", rows))
    assert (run.state, run.problem) == (RunState.PREVIEWED, 1)
    assert "#NUM!" in str(run.staged_rows.get().problems)


def test_a_nik_in_groups_is_masked_and_not_offered(admin, tmp_path):
    rows = [{**HEAD, "RT": SPACED}, {**CHILD, "TANGGAL LAHIR": SPACED.replace(" ", ".")}]
    run = preview(write_list(tmp_path / "a.csv", rows))
    assert (run.problem, wrong_values(run)) == (2, [])
    pages = text_of(admin, run) + text_of(admin, run, "import_rows", "problem")
    assert "0312" not in pages
    assert "647203******0001" in pages


def test_a_nik_in_groups_by_dashes_is_masked_in_what_is_said_of_it(tmp_path):
    run = preview(write_list(tmp_path / "a.csv", [{**HEAD, "DESA/KELUARAHAN": DASHED}]))
    assert run.problem == 1
    told = str(run.staged_rows.get().problems)
    assert "0312" not in told
    assert "647203******0001" in told


def test_a_number_among_the_headings_is_masked(admin, tmp_path):
    heading = "6472031205800009"
    run = preview(write_list(tmp_path / "a.csv", [HEAD], [*HEADER, heading]))
    choosing.choose_columns(run=run, columns={heading: "job"}, by=UserFactory(role="admin"))
    runs.read(run)
    assert heading not in text_of(admin, run) + text_of(admin, run, "import_columns")
    assert heading not in str(list(AuditEvent.objects.filter(run=run).values()))


def test_a_number_that_names_a_sheet_is_masked_and_the_sheet_can_still_be_read(admin, tmp_path):
    first, second = "6472031205800009", "6472031205800010"
    run = preview(book(tmp_path / "a.xlsx", **{first: [HEAD], second: [HEAD, CHILD]}))
    text = text_of(admin, run)
    assert first not in text
    assert second not in text
    assert "647203******0010" in text
    url = reverse("import_sheet", args=[run.public_id])
    admin.post(url, {"lembar": "lembar ke-3"})
    run.refresh_from_db()
    runs.read(run)
    assert (run.sheet, run.rows) == (second, 2)


def test_the_page_of_changes_survives_any_address(admin, run):
    url = reverse("import_field", args=[run.public_id, "household.address"])
    assert admin.get(url, {"sesudah": "9" * 5_000}).status_code == 200


def test_no_cell_calculates_where_excel_splits_it_otherwise(tmp_path):
    rows = [{**BAD, "ALAMAT": "JL. A;=1+1", "PEKERJAAN": "X,@SUM(A1),-5"}]
    run = preview(write_list(tmp_path / "a.csv", rows))
    path = give_back(run, tmp_path / "masalah.csv")
    assert "|JL. A;'=1+1|" in path.read_text()
    assert "|X,'@SUM(A1),-5|" in path.read_text()
    choosing.take_correction(run=run, path=path, name="a.csv", by=None)
    runs.read(run)
    assert run.staged_rows.get().mended_by is None


def test_what_was_marked_as_no_formula_comes_back_as_it_was_sent(tmp_path):
    run = preview(write_list(tmp_path / "a.csv", [{**BAD, "ALAMAT": "=JL. A,+2"}]))
    path = give_back(run, tmp_path / "masalah.csv")
    change(path, "NIK", CHILD["NIK"])
    assert "|'=JL. A,'+2|" in path.read_text()
    choosing.take_correction(run=run, path=path, name="a.csv", by=None)
    runs.read(run)
    row = run.staged_rows.get()
    assert (row.mended_by.name, row.raw[HEADER.index("ALAMAT")]) == ("a.csv", "=JL. A,+2")


def test_a_sheet_whose_name_no_table_holds_is_refused_in_words(tmp_path):
    path = tmp_path / "a.ods"
    ods(path, "<table:table-row/>")
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    parts["content.xml"] = parts["content.xml"].replace('"Data"', f'"{"L" * 300}"')
    run = preview(zip_of(tmp_path / "b.ods", **parts))
    assert run.state == RunState.REFUSED
    assert "Nama lembar" in run.error


def test_columns_told_while_a_file_waited_name_who_told_them(admin, tmp_path):
    header = ["ASAL" if word == "TEMPAT LAHIR" else word for word in HEADER]
    files = {"lama.csv": {**HEAD}, "baru.csv": {**CHILD}}
    for name, row in files.items():
        row["ASAL"] = row.pop("TEMPAT LAHIR")
        write_list(tmp_path / name, [row], header)
    told, waiting = {**RELEASE, "map": {"ASAL": "mother_name", "NAMA IBU KANDUNG": ""}}, RELEASE
    run = runs.receive(
        path=tmp_path / "baru.csv", name="baru.csv", kind="dtks", options=waiting, by=None
    )
    apply(tmp_path / "lama.csv", options=told)
    runs.read(run)
    assert run.mapping["ASAL"] == "mother_name"
    assert "lama.csv" in text_of(admin, run)
