"""manage.py check_candidates: the list back as a file, and plain words for a wrong call."""

import json

import pytest
from django.core.management import call_command

from registry.events import Verb
from registry.models import AuditEvent
from tests.factories import head_of, make_household
from tests.programs.candidates.lists import sheets_of
from tests.registry.imports.workbooks import xlsx

pytestmark = pytest.mark.django_db


@pytest.fixture
def calon(tmp_path):
    nik = head_of(make_household()).nik
    return xlsx(tmp_path / "calon.xlsx", [["NIK", "NAMA"], [nik, "SITI"], ["12", "RUSAK"]])


def run(capsys, *arguments):
    """(exit code, stdout, stderr)"""
    code = 0
    try:
        call_command("check_candidates", *map(str, arguments))
    except SystemExit as ended:
        code = ended.code
    return code, *capsys.readouterr()


def test_json_is_one_object_and_the_file_is_written(capsys, calon, tmp_path):
    out = tmp_path / "hasil.xlsx"
    asked = ("--period", "2021-04..2021-06", "--program", "bst", "--out", out, "--json")
    code, printed, _ = run(capsys, calon, *asked)
    found = json.loads(printed)
    assert code == 0
    assert (found["status"], found["rows"], found["header_row"]) == ("checked", 2, 1)
    assert found["mapping"] == {"NIK": "nik", "NAMA": "name"}
    assert found["registered"]["terdaftar"] == 1
    assert (found["verdicts"]["boleh"], found["verdicts"]["tidak_terbaca"]) == (1, 1)
    assert ["Bulan", "April–Juni 2021"] in sheets_of(out.read_bytes())["Hasil cek"]
    assert AuditEvent.objects.get().verb == Verb.CANDIDATES_CHECKED


def test_in_words_it_counts_the_verdicts(capsys, calon, tmp_path):
    _, printed, _ = run(capsys, calon, "--period", "2021-04", "--out", tmp_path / "hasil.xlsx")
    assert "2 baris diperiksa" in printed
    assert "Tidak menerima pada periode ini" in printed


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (["--period", "kapan"], "tidak terbaca"),
        (["--program", "XYZ"], "tidak dikenal"),
        (["--sheet", "Lain"], "Tidak ada lembar"),
        (["--out", "hasil.csv"], ".xlsx"),
        (["--out", "tidak/ada/hasil.xlsx"], "map yang ada"),
    ],
)
def test_a_wrong_call_ends_with_two_and_says_why(capsys, calon, tmp_path, asked, words):
    arguments = {"--period": "2021-04", "--out": tmp_path / "hasil.xlsx", asked[0]: asked[1]}
    flat = [part for pair in arguments.items() for part in pair]
    code, printed, said = run(capsys, calon, *flat, "--json")
    assert (code, json.loads(printed)) == (2, {"status": "refused"})
    assert words in said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["calon.xlsx"]


def test_the_list_itself_is_never_written_over(capsys, calon):
    before = calon.read_bytes()
    code, _, said = run(capsys, calon, "--period", "2021-04", "--out", calon)
    assert code == 2
    assert "menimpa" in said
    assert calon.read_bytes() == before


def test_a_file_that_is_not_there_is_said(capsys, tmp_path):
    asked = ("--period", "2021-04", "--out", tmp_path / "hasil.xlsx")
    code, _, said = run(capsys, tmp_path / "tidak-ada.xlsx", *asked)
    assert code == 2
    assert "tidak ada" in said
