"""Problem rows go back in the sender's layout, and reading them again gives the same cells."""

import datetime
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from registry.imports.corrections.problems import Layout, ProblemRow, write_problems
from registry.imports.reading.cells import BadCell, Row
from registry.imports.reading.reader import read_rows
from registry.imports.reading.sniff import CsvShape, csv_shape

HEADER = ["NIK", "NAMA", "LAHIR"]
NUMBER = "BARIS (impor 1a2b3c4d)"
LAYOUT = Layout([Row(1, HEADER)], 1, NUMBER)


def write(path, *rows, shape=None, **layout):
    """Rows of (cells, reason), numbered from 7."""
    numbered = [ProblemRow(at, cells, why) for at, (cells, why) in enumerate(rows, start=7)]
    return write_problems(path, replace(LAYOUT, **layout), numbered, shape=shape)


def cells_of(path: Path) -> list[list[object]]:
    return [row.cells for row in read_rows(path)]


def test_the_reason_stands_in_a_last_column_and_before_it_the_number(tmp_path):
    path = tmp_path / "a.xlsx"
    assert write(path, (["1", "A", "x"], "NIK bukan 16 angka")) == 1
    assert cells_of(path) == [
        [*HEADER, NUMBER, "ALASAN"],
        ["1", "A", "x", 7, "NIK bukan 16 angka"],
    ]


def test_numbers_text_and_dates_come_back_as_they_were(tmp_path):
    row = [6472031205780001, "6472031205780010", datetime.date(1978, 5, 12)]
    write(tmp_path / "a.xlsx", (row, "x"))
    assert cells_of(tmp_path / "a.xlsx")[1] == [*row, 7, "x"]


def test_behind_the_longest_row_stand_number_and_reason_of_every_row(tmp_path):
    rows = [(["1"], "pendek"), (["1", "2", "3", "4"], "panjang")]
    write(tmp_path / "a.xlsx", *rows, width=4)
    assert cells_of(tmp_path / "a.xlsx") == [
        [*HEADER, "", NUMBER, "ALASAN"],
        ["1", "", "", "", 7, "pendek"],
        ["1", "2", "3", "4", 8, "panjang"],
    ]


@pytest.mark.parametrize("cell", ["=1+1", "+SUM(A1)", "@x", "-2+3", "http://a.b", BadCell("#N/A")])
def test_no_cell_of_a_workbook_is_a_formula_or_a_link(tmp_path, cell):
    write(tmp_path / "a.xlsx", ([cell], "=x"))
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert [c.data_type for c in sheet[2] if c.value] == ["s", "n", "s"]
    assert sheet["A2"].value == str(cell)
    assert sheet["A2"].hyperlink is None


@pytest.mark.parametrize(
    "shape",
    [CsvShape("cp1252", "|", 3), CsvShape("utf-16", "\t", 3), CsvShape("utf-8-sig", ";", 3)],
)
def test_a_text_file_goes_back_in_its_own_encoding_and_delimiter(tmp_path, shape):
    write(tmp_path / "a.csv", *[(["1", "RENÉ; A", 'x "y"'], "salah")] * 3, shape=shape)
    found = csv_shape(tmp_path / "a.csv")
    assert found.delimiter == shape.delimiter
    assert cells_of(tmp_path / "a.csv")[1] == ["1", "RENÉ; A", 'x "y"', "7", "salah"]


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("=1", "'=1"),
        ("@x", "'@x"),
        ("-", "-"),
        ("-5.000", "-5.000"),
        ("-A1", "'-A1"),
    ],
)
def test_a_cell_that_a_spreadsheet_would_calculate_is_marked_as_text(tmp_path, cell, written):
    write(tmp_path / "a.csv", ([cell], "x"))
    assert cells_of(tmp_path / "a.csv")[1][0] == written


def test_a_sheet_keeps_the_senders_name_where_excel_allows_it(tmp_path):
    write(tmp_path / "a.xlsx", sheet="[Kec] Ulu: 2021/1 " + "x" * 40)
    (name,) = openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames
    assert name.startswith("Kec  Ulu  2021 1")
    assert len(name) <= 31


def test_titles_and_header_stay_in_their_rows(tmp_path):
    above = [Row(1, ["DAFTAR"]), Row(4, HEADER), Row(5, ["1", "2", "3"])]
    for name in ("a.xlsx", "a.csv"):
        write(tmp_path / name, (["x"], "salah"), above=above, header_row=4)
        found = {row.number: row.cells for row in read_rows(tmp_path / name)}
        assert list(found) == [1, 4, 5, 6]
        assert found[4] == [*HEADER, NUMBER, "ALASAN"]


def test_the_other_sheets_come_back_by_name_and_hidden_ones_hidden(tmp_path):
    sheets = [("Petunjuk", False), ("Kel. Jawa", False), ("kel. jawa", False), ("Acuan", True)]
    write(tmp_path / "a.xlsx", (["1"], "salah"), sheet="Kel. Jawa", sheets=sheets)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["Petunjuk", "Kel. Jawa", "kel. jawa (3)", "Acuan"]
    assert book["Acuan"].sheet_state == "hidden"
    assert (book.active.title, book["Petunjuk"].max_row) == ("Kel. Jawa", 1)
