"""Workbooks of old Macs count their days from 1904: a number that is a day means another one."""

import datetime

import pytest
import xlsxwriter

from bansos.lib import dates
from programs.candidates.table import open_table
from registry.imports.reading.reader import read_sheets
from tests.registry.imports.cases import BPNT
from tests.registry.imports.lists import CHILD, HEAD, apply, preview, problems_of
from tests.registry.imports.test_correction_file import change, give_back
from tests.registry.imports.workbooks import ods, ods_cell, xls

MAY_12_1980 = 27891
APRIL_1_2021 = 42825
NULL_DATE = (
    '<table:calculation-settings><table:null-date table:date-value="1904-01-01"/>'
    "</table:calculation-settings>"
)


def as_xlsx(path, rows):
    with xlsxwriter.Workbook(str(path), {"date_1904": True}) as book:
        sheet = book.add_worksheet("Lembar")
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    return path


def as_xls(path, rows):
    return xls(path, rows, from_1904=True)


def as_ods(path, rows):
    def cell(value):
        if isinstance(value, str):
            return ods_cell(value)
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'

    filled = (f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    return ods(path, "".join(filled), NULL_DATE)


FORMATS = pytest.mark.parametrize(
    ("name", "write"), [("a.xlsx", as_xlsx), ("a.xls", as_xls), ("a.ods", as_ods)]
)


def listed(path, write, *rows):
    return write(path, [list(rows[0]), *(list(row.values()) for row in rows)])


@FORMATS
def test_a_sheet_says_from_when_its_days_count(tmp_path, name, write):
    (sheet,) = read_sheets(write(tmp_path / name, [["NIK"], ["1"]]))
    assert sheet.from_1904


@pytest.mark.django_db
@FORMATS
def test_a_number_is_the_day_that_its_own_workbook_means(tmp_path, name, write):
    run = preview(listed(tmp_path / name, write, {**HEAD, "TANGGAL LAHIR": MAY_12_1980}))
    assert run.staged_rows.get().cleaned["birth_date"] == "1980-05-12", problems_of(run)


@pytest.mark.django_db
def test_a_number_is_the_month_that_its_own_workbook_means(tmp_path):
    row = {"NIK": HEAD["NIK"], "NAMA": HEAD["NAMA"], "BULAN": APRIL_1_2021, "NOMINAL": 200_000}
    run = preview(listed(tmp_path / "a.xlsx", as_xlsx, row), "disbursements", BPNT)
    assert run.staged_rows.get().cleaned["first_month"] == dates.month_index(2021, 4)


@pytest.mark.django_db
def test_an_amount_stays_what_it_is(tmp_path):
    row = {"NIK": HEAD["NIK"], "NAMA": HEAD["NAMA"], "NOMINAL": 30_000}
    run = preview(listed(tmp_path / "a.xlsx", as_xlsx, row), "disbursements", BPNT)
    assert run.staged_rows.get().cleaned["amount"] == 30_000


@pytest.mark.django_db
def test_a_row_that_comes_back_mended_means_the_same_day(tmp_path):
    """As a run of its own: our file counts from 1900, its numbers are those of the sender."""
    bad = {**CHILD, "NIK": "123", "TANGGAL LAHIR": MAY_12_1980}
    first = apply(listed(tmp_path / "a.xlsx", as_xlsx, HEAD, bad))
    path = give_back(first, tmp_path / "masalah.xlsx")
    change(path, "NIK", CHILD["NIK"])
    run = preview(path, options={})
    assert run.staged_rows.get().cleaned["birth_date"] == "1980-05-12", problems_of(run)


@pytest.mark.django_db
def test_a_list_of_candidates_is_read_by_the_days_of_its_workbook(tmp_path):
    row = {"NIK": HEAD["NIK"], "NAMA": HEAD["NAMA"], "TANGGAL LAHIR": MAY_12_1980}
    table = open_table(listed(tmp_path / "a.xlsx", as_xlsx, row), "a.xlsx")
    (record,) = table.records(list(table.rows()))
    ((values, _, _),) = table.cleaner()([record.row.cells])
    assert values["birth_date"] == "1980-05-12"


@pytest.mark.parametrize(
    "cell", ["", None, True, "12/05/1980", 2021, "2021", 202104, datetime.date(1980, 5, 12), "x"]
)
def test_what_is_no_serial_stays_as_it_is(cell):
    assert dates.from_1904(cell) is cell


@pytest.mark.parametrize("cell", [MAY_12_1980, float(MAY_12_1980), f" {MAY_12_1980} ", "27891.5"])
def test_a_serial_counts_from_1904_as_number_and_as_text(cell):
    assert dates.read_date(dates.from_1904(cell)) == datetime.date(1980, 5, 12)
