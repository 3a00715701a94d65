"""Every damaged NIK, and identities in workbooks: refused in words or kept, never repaired."""

import datetime

import pytest
import xlsxwriter

from registry.models import Person
from tests.registry.imports.lists import (
    CHILD,
    HEAD,
    HEADER,
    apply,
    counts,
    preview,
    problems_of,
    warnings_of,
    write_list,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("nik", "words"),
    [
        ("647203120580001", "16 digit"),
        ("64720312058000011", "16 digit"),
        ("6472033213800001", "tanggal lahir"),
        ("6472031205800000", "nomor urut 0000"),
        ("2072031205800001", "kode provinsi 20"),
        ("6666666666666666", "satu digit diulang"),
        ("6,47203E+15", "ilmiah"),
        ("6.47203E+15", "ilmiah"),
        ("64720312O5800001", "huruf"),
    ],
)
def test_a_damaged_nik_is_a_problem_and_never_shown_whole(tmp_path, nik, words):
    run = apply(write_list(tmp_path / "a.csv", [{**HEAD, "NIK": nik}]))
    assert counts(run) == (0, 0, 0, 1)
    assert words in problems_of(run)
    assert nik not in problems_of(run) or len(nik) < 12
    assert not Person.objects.exists()


@pytest.mark.parametrize("nik", ["0", "-", "0000000000000000", "999999", "1234567890123456", ""])
def test_a_placeholder_is_an_empty_nik_with_a_warning(tmp_path, nik):
    run = apply(write_list(tmp_path / "a.csv", [{**HEAD, "NIK": nik}]))
    assert counts(run) == (1, 0, 0, 0)
    assert "NIK kosong" in warnings_of(run)
    assert Person.objects.get().nik is None


@pytest.mark.parametrize(
    "nik",
    [
        "'6472031205800001",
        "`6472031205800001",
        " 6472 0312 0580 0001 ",
        "6472.0312.0580.0001",
        "6472-0312-0580-0001",
        "6472031205800001.0",
        "\u200b6472031205800001\u00a0",
    ],
)
def test_noise_around_a_nik_is_taken_off_without_loss(tmp_path, nik):
    run = apply(write_list(tmp_path / "a.csv", [{**HEAD, "NIK": nik}]))
    assert counts(run) == (1, 0, 0, 0), problems_of(run)
    assert Person.objects.get().nik == "6472031205800001"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"NIK": "3471031205800001", "NOKK": ""}, "luar kota"),
        ({"TANGGAL LAHIR": "13/05/1980"}, "Tanggal lahir tidak sama"),
        ({"JENIS KELAMIN": "P"}, "Jenis kelamin tidak sama"),
        ({"NOKK": HEAD["NIK"]}, "NIK sama dengan No. KK"),
    ],
)
def test_what_disagrees_in_a_row_is_a_warning_only(tmp_path, change, words):
    run = apply(write_list(tmp_path / "a.csv", [{**HEAD, **change}]))
    assert counts(run) == (1, 0, 0, 0)
    assert words in warnings_of(run)


def workbook(path, **cells):
    """One row; what is not text is written as the number or formula that it is."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        for column, word in enumerate(HEADER):
            cell = cells.get(word, HEAD.get(word, ""))
            if isinstance(cell, str) and not cell.startswith("="):
                sheet.write_string(1, column, cell)
            else:
                sheet.write(1, column, cell)
    return path


def test_a_numeric_nik_has_lost_its_last_digit_and_is_refused(tmp_path):
    run = apply(workbook(tmp_path / "a.xlsx", NIK=6472031205800001))
    assert counts(run) == (0, 0, 0, 1)
    assert "digit terakhirnya sudah hilang" in problems_of(run)


def test_a_text_nik_that_ends_in_0_is_fine(tmp_path):
    run = apply(workbook(tmp_path / "a.xlsx", NIK="6472031205800010"))
    assert counts(run) == (1, 0, 0, 0)


def test_a_date_may_be_a_serial_and_a_formula_error_is_a_problem(tmp_path):
    apply(workbook(tmp_path / "a.xlsx", **{"TANGGAL LAHIR": 29353}))
    assert Person.objects.get().birth_date == datetime.date(1980, 5, 12)
    run = apply(workbook(tmp_path / "b.xlsx", NAMA="=1/0"))
    assert run.problem == 1


@pytest.mark.parametrize("name", ["\U0001f33a SITI", "SITI\u202e AMINAH", "SITI\x00 AMINAH"])
def test_odd_characters_come_in_alike_on_both_databases(tmp_path, name):
    run = apply(write_list(tmp_path / "a.csv", [{**HEAD, "NAMA": name}]))
    assert run.new + run.problem == 1


def test_a_cell_of_10_000_characters_is_a_problem(tmp_path):
    run = apply(write_list(tmp_path / "a.csv", [{**HEAD, "ALAMAT": "x" * 10_000}]))
    assert counts(run) == (0, 0, 0, 1)
    assert "Terlalu panjang" in problems_of(run)


def test_a_separator_within_a_value_shifts_no_cell_in_silence(tmp_path):
    path = tmp_path / "dtks.csv"
    write_list(path, [HEAD, CHILD])
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[2] = lines[2].replace("RUDI", "RUDI|TABUTI")
    path.write_text("\n".join(lines), encoding="utf-8")
    run = preview(path)
    assert counts(run) == (1, 0, 0, 1)
    assert "pemisah kolom" in problems_of(run)


@pytest.mark.parametrize("column", ["NAMA", "ALAMAT", "PEKERJAAN"])
def test_a_number_of_a_person_in_a_column_of_words_is_a_problem(tmp_path, column):
    run = preview(write_list(tmp_path / "a.csv", [{**HEAD, column: "SITI 6472031205800001"}]))
    assert counts(run) == (0, 0, 0, 1)
    assert "kolomnya tertukar" in problems_of(run)
    assert "6472031205800001" not in problems_of(run)


def test_a_nik_that_lost_digits_is_quoted_masked(tmp_path):
    run = preview(write_list(tmp_path / "a.csv", [{**HEAD, "NIK": "647203120580"}]))
    found = run.staged_rows.get().problems[0][1]
    assert found == "647203**0580"
