"""Problem rows go back in the sender's layout, and reading them again gives the same cells."""

import datetime
from pathlib import Path

import openpyxl
import pytest

from registry.imports.cells import BadCell
from registry.imports.problems import write_problems
from registry.imports.reader import read_rows
from registry.imports.sniff import CsvShape, csv_shape

HEADER = ["NIK", "NAMA", "LAHIR"]


def cells_of(path: Path) -> list[list[object]]:
    return [row.cells for row in read_rows(path)]


def test_the_reason_stands_in_a_last_column(tmp_path):
    path = tmp_path / "a.xlsx"
    assert write_problems(path, HEADER, [(["1", "A", "x"], "NIK bukan 16 angka")]) == 1
    assert cells_of(path) == [[*HEADER, "ALASAN"], ["1", "A", "x", "NIK bukan 16 angka"]]


def test_numbers_text_and_dates_come_back_as_they_were(tmp_path):
    row = [6472031205780001, "6472031205780010", datetime.date(1978, 5, 12)]
    write_problems(tmp_path / "a.xlsx", HEADER, [(row, "x")])
    assert cells_of(tmp_path / "a.xlsx")[1] == [*row, "x"]


def test_short_rows_keep_the_reason_in_its_column_and_long_rows_their_cells(tmp_path):
    rows = [(["1"], "pendek"), (["1", "2", "3", "4"], "panjang")]
    write_problems(tmp_path / "a.xlsx", HEADER, rows)
    assert cells_of(tmp_path / "a.xlsx")[1:] == [
        ["1", "", "", "pendek", ""],
        ["1", "2", "3", "panjang", "4"],
    ]


@pytest.mark.parametrize("cell", ["=1+1", "+SUM(A1)", "@x", "-2+3", "http://a.b", BadCell("#N/A")])
def test_no_cell_of_a_workbook_is_a_formula_or_a_link(tmp_path, cell):
    write_problems(tmp_path / "a.xlsx", HEADER, [([cell], "=x")])
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert [c.data_type for c in sheet[2] if c.value] == ["s", "s"]
    assert sheet["A2"].value == str(cell)
    assert sheet["A2"].hyperlink is None


@pytest.mark.parametrize(
    "shape",
    [CsvShape("cp1252", "|", 3), CsvShape("utf-16", "\t", 3), CsvShape("utf-8-sig", ";", 3)],
)
def test_a_text_file_goes_back_in_its_own_encoding_and_delimiter(tmp_path, shape):
    rows = [(["1", "RENÉ; A", 'x "y"'], "salah")] * 3
    write_problems(tmp_path / "a.csv", HEADER, rows, shape=shape)
    found = csv_shape(tmp_path / "a.csv")
    assert found.delimiter == shape.delimiter
    assert cells_of(tmp_path / "a.csv")[1] == ["1", "RENÉ; A", 'x "y"', "salah"]


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
    write_problems(tmp_path / "a.csv", HEADER, [([cell], "x")])
    assert cells_of(tmp_path / "a.csv")[1][0] == written


def test_a_sheet_keeps_the_senders_name_where_excel_allows_it(tmp_path):
    write_problems(tmp_path / "a.xlsx", HEADER, [], sheet="[Kec] Ulu: 2021/1 " + "x" * 40)
    (name,) = openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames
    assert name.startswith("Kec  Ulu  2021 1")
    assert len(name) <= 31
