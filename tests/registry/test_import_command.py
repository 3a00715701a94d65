"""manage.py import_file: each sentence of its contract, on real files."""

import json

import pytest
import xlsxwriter
from django.core.management import call_command

from registry.models import City, Household, ImportRun, Person, StagedRow
from tests.registry.imports.lists import CHILD, HEAD, HEADER, everything, write_list

pytestmark = pytest.mark.django_db
KEYS = {
    *("run", "status", "already_imported", "sheet", "header_row", "mapping", "rows", "new"),
    *("changed", "same", "problem", "warnings", "linked", "ambiguous", "unlinked", "seconds"),
}


@pytest.fixture
def path(tmp_path):
    return write_list(tmp_path / "dtks.csv", [HEAD, CHILD])


@pytest.fixture
def run_file(capsys):
    """import_file --json; gives (exit code, the printed object, stderr)."""

    def run(kind, path, *options):
        code = 0
        try:
            call_command("import_file", kind, str(path), "--json", *options)
        except SystemExit as stop:
            code = int(stop.code or 0)
        out, err = capsys.readouterr()
        return code, json.loads(out), err

    return run


def counts(printed):
    return tuple(printed[name] for name in ("rows", "new", "changed", "same", "problem"))


def test_it_prints_one_object_with_the_keys_of_the_contract(run_file, path):
    code, printed, _ = run_file("dtks", path, "--release", "DTKS-2021-07")
    assert code == 0
    assert set(printed) == KEYS
    assert printed["status"] == "applied"
    assert printed["header_row"] == 1
    assert printed["mapping"]["DUSUN"] is None
    assert printed["mapping"]["DESA/KELUARAHAN"] == "village"
    assert counts(printed) == (2, 2, 0, 0, 0)


def test_the_same_file_again_is_nothing_to_do(run_file, path):
    _, first, _ = run_file("dtks", path)
    before = everything()
    code, second, _ = run_file("dtks", path)
    assert (code, second["status"]) == (0, "nothing_to_do")
    assert second["already_imported"] == first["run"]
    assert counts(second) == (2, 0, 0, 2, 0)
    assert everything() == before


def test_a_renamed_file_is_the_same_file(run_file, path):
    run_file("dtks", path)
    _, printed, _ = run_file("dtks", path.rename(path.with_name("baru.csv")))
    assert printed["status"] == "nothing_to_do"


def test_other_options_are_another_import(run_file, path):
    run_file("dtks", path, "--release", "DTKS-2021-07")
    _, printed, _ = run_file("dtks", path, "--release", "DTKS-2022-01")
    assert (printed["status"], printed["already_imported"]) == ("applied", None)


def test_after_a_later_change_the_file_is_read_afresh(run_file, path):
    _, first, _ = run_file("dtks", path)
    Person.objects.filter(name="RUDI").update(occupation="PELAJAR")
    _, second, _ = run_file("dtks", path)
    assert (second["status"], second["already_imported"]) == ("applied", first["run"])
    assert counts(second) == (2, 0, 1, 1, 0)


def test_a_dry_run_changes_nothing(run_file, path):
    before = everything()
    _, printed, _ = run_file("dtks", path, "--dry-run")
    assert printed["status"] == "previewed"
    assert counts(printed) == (2, 2, 0, 0, 0)
    assert everything() == before


def test_equal_rows_are_same_and_different_ones_name_each_other(run_file, tmp_path):
    other = {**CHILD, "NIK": "6472031501100009", "NAMA": "ANI"}
    rows = [HEAD, HEAD, CHILD, {**CHILD, "NAMA": "BUKAN RUDI"}, other]
    _, printed, _ = run_file("dtks", write_list(tmp_path / "a.csv", rows))
    assert counts(printed) == (5, 2, 0, 1, 2)
    four, five = StagedRow.objects.filter(outcome="problem").order_by("number")
    assert "Baris 5" in four.problems[0][2]
    assert "Baris 4" in five.problems[0][2]


def test_layout_noise_is_no_data_row(run_file, tmp_path):
    path = tmp_path / "noise.csv"
    write_list(path, [HEAD, dict.fromkeys(HEADER, ""), dict(zip(HEADER, HEADER, strict=True))])
    numbering = "|".join(str(n) for n in range(1, len(HEADER) + 1))
    table = path.read_text().splitlines()
    text = ["DAFTAR DTKS", "", table[0], numbering, *table[1:], "JUMLAH|1"]
    path.write_text("\n".join(text))
    _, printed, _ = run_file("dtks", path)
    assert counts(printed) == (1, 1, 0, 0, 0)
    assert printed["header_row"] == 3


def test_problem_rows_never_stop_the_good_ones(run_file, tmp_path):
    rows = [HEAD, {**CHILD, "NIK": "6472030000000000"}]
    code, printed, _ = run_file("dtks", write_list(tmp_path / "a.csv", rows))
    assert (code, printed["status"]) == (0, "applied")
    assert counts(printed) == (2, 1, 0, 0, 1)


def test_problem_rows_come_back_and_go_in_once_mended(run_file, tmp_path):
    path = write_list(tmp_path / "a.csv", [HEAD, {**CHILD, "HUB KELUARGA": "ANAKNYA"}])
    out = tmp_path / "masalah.xlsx"
    run_file("dtks", path, "--problems", str(out))
    _, again, _ = run_file("dtks", out)
    assert counts(again) == (1, 0, 0, 0, 1)
    assert again["mapping"]["ALASAN"] is None
    assert ImportRun.objects.get(pk=again["run"]).corrects.problem == 1
    _, mended, _ = run_file("dtks", out, "--map", "HUB KELUARGA=-")
    assert counts(mended) == (1, 1, 0, 0, 0)
    assert Household.objects.get().memberships.count() == 2


def test_a_header_can_be_mapped_by_hand(run_file, tmp_path):
    header = ["NOMOR RUTA" if word == "ID DTKS" else word for word in HEADER]
    row = {**HEAD, "NOMOR RUTA": HEAD["ID DTKS"]}
    del row["ID DTKS"]
    path = write_list(tmp_path / "a.csv", [row], header)
    code, printed, err = run_file("dtks", path)
    assert (code, printed["status"]) == (2, "refused")
    assert "ID DTKS" in err
    _, printed, _ = run_file("dtks", path, "--map", "NOMOR RUTA=dtks_id")
    assert printed["mapping"]["NOMOR RUTA"] == "dtks_id"
    assert printed["new"] == 1


def test_a_sheet_is_chosen_by_name_or_by_what_it_holds(run_file, tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("Petunjuk").write_row(0, 0, ["Isi lembar kedua", "lalu kirim"])
        for name, nik in (("Isi", HEAD["NIK"]), ("Lama", CHILD["NIK"])):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, HEADER)
            sheet.write_row(1, 0, [{**HEAD, "NIK": nik}.get(word, "") for word in HEADER])
    _, printed, _ = run_file("dtks", path)
    assert (printed["sheet"], printed["new"]) == ("Isi", 1)
    _, printed, _ = run_file("dtks", path, "--sheet", "Lama", "--dry-run")
    assert (printed["sheet"], printed["new"]) == ("Lama", 1)


@pytest.mark.parametrize(("scheme", "word"), [("statistik", "anak"), ("dukcapil", "istri")])
def test_numeric_relations_need_to_be_told_whose_they_are(run_file, tmp_path, scheme, word):
    path = write_list(tmp_path / "a.csv", [HEAD, {**CHILD, "HUB KELUARGA": "3"}])
    _, printed, _ = run_file("dtks", path, "--dry-run")
    assert printed["problem"] == 1
    _, printed, _ = run_file("dtks", path, "--relation-codes", scheme)
    assert printed["problem"] == 0
    assert Person.objects.get(name="RUDI").memberships.get().relation == word


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("kosong.csv", b""),
        ("rusak.xlsx", b"PK\x03\x04 broken"),
        ("gambar.csv", b"\x89PNG\r\n\x1a\n" + b"\x00" * 64),
        ("sandi.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 2048),
        ("lain.csv", b"NAMA,NIK\nA,1\n"),
    ],
)
def test_a_refused_file_changes_nothing_and_exits_2(run_file, tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    before = everything()
    code, printed, err = run_file("dtks", path)
    assert (code, printed["status"]) == (2, "refused")
    assert "Berkas ditolak." in err
    assert everything() == before
    assert not StagedRow.objects.exists()


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("dtks", ["--program", "BPNT"]),
        ("recipients", ["--program", "TIDAKADA"]),
        ("disbursements", ["--program", "BPNT", "--period", "2021-13"]),
        ("dtks", ["--sheet", "Tidak Ada"]),
        ("dtks", ["--map", "TIDAK ADA=nik"]),
        ("dtks", ["--map", "NIK=bukan_isian"]),
    ],
)
def test_a_wrong_option_is_refused_in_words(run_file, path, kind, options):
    code, printed, err = run_file(kind, path, *options)
    assert (code, printed["status"]) == (2, "refused")
    assert len(err) > 30


@pytest.mark.parametrize(
    "options",
    [["--map", "TANPA_TANDA"], ["--problems", "/tidak/ada/x.xlsx"], ["--program", "PKH"]],
)
def test_a_wrong_call_exits_2_in_one_object_and_words(run_file, path, options):
    code, printed, said = run_file("dtks", path, *options)
    assert (code, printed["status"]) == (2, "refused")
    assert options[0].strip("-") in said
    assert not Household.objects.exists()


def test_a_file_that_is_not_there_is_refused(run_file, path):
    code, printed, said = run_file("dtks", path.with_name("tidak-ada.csv"))
    assert (code, printed["status"]) == (2, "refused")
    assert "tidak-ada.csv tidak ada" in said


def test_a_demo_city_refuses_real_files_unless_told(run_file, path):
    City.objects.create(pk=1, is_demo=True)
    code, printed, err = run_file("dtks", path)
    assert (code, printed["status"]) == (2, "refused")
    assert "kota contoh" in err
    assert not ImportRun.objects.exists()
    _, printed, _ = run_file("dtks", path, "--into-demo")
    assert printed["status"] == "applied"


def test_without_json_it_prints_the_counts_in_words(path, capsys):
    call_command("import_file", "dtks", str(path))
    out = capsys.readouterr().out
    assert "Diterapkan" in out
    assert "new        2" in out


def test_nothing_that_is_printed_holds_a_whole_identity(path, capsys):
    call_command("import_file", "dtks", str(path), "--json")
    assert HEAD["NIK"] not in "".join(capsys.readouterr())
