"""Cells that reach over several records: only the first one has their value, and that is told."""

import openpyxl
import pytest
from django.core.management import call_command
from django.urls import reverse

from registry.imports import staging
from registry.imports.reading.reader import read_sheets
from registry.imports.words import merged_in_words
from tests.factories import UserFactory
from tests.registry.imports.lists import preview
from tests.registry.imports.workbooks import ods, ods_cell, ods_rows, xls

HEADER = ["NO KK", "NIK", "NAMA", "NOMINAL"]
PEOPLE = [
    ["6472030101800001", "6472035501700001", "SITI", "200000"],
    ["", "6472035501700002", "AMINAH", ""],
    ["", "6472035501700003", "HALIMAH", ""],
]
ROWS = [["DAFTAR", "", "", ""], HEADER, *PEOPLE]


def xlsx_of(path):
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    for cells in ("A1:D1", "A3:A5", "D3:D5"):
        book.active.merge_cells(cells)
    book.save(path)
    return path


def xls_of(path):
    return xls(path, ROWS, [(0, 0, 0, 3), (2, 4, 0, 0), (2, 4, 3, 3)])


def ods_of(path):
    over = 'table:number-rows-spanned="3" table:number-columns-spanned="1"'
    kk, nik, name, amount = PEOPLE[0]
    first = ods_cell(kk, over) + ods_cell(nik) + ods_cell(name) + ods_cell(amount, over)
    below = "".join(
        "<table:table-row><table:covered-table-cell/>"
        f"{ods_cell(nik)}{ods_cell(name)}<table:covered-table-cell/></table:table-row>"
        for _, nik, name, _ in PEOPLE[1:]
    )
    head = ods_rows([["DAFTAR"], HEADER])
    return ods(path, f"{head}<table:table-row>{first}</table:table-row>{below}")


@pytest.fixture(params=[xlsx_of, xls_of, ods_of])
def path(request, tmp_path):
    return request.param(tmp_path / f"a.{request.param.__name__.removesuffix('_of')}")


def test_every_format_says_which_cells_reach_down(path):
    (sheet,) = read_sheets(path)
    assert sorted(sheet.merged) == [(3, 5, 0), (3, 5, 3)]


@pytest.mark.django_db
def test_the_preview_says_which_columns_are_empty_below(path, client_as):
    run = preview(path, "disbursements", {"program": "BPNT", "period": "2021-04"})
    assert run.effects["merged"] == [2, False, ["NO KK", "NOMINAL"], [3]]
    admin = client_as(UserFactory(role="admin"))
    page = admin.get(reverse("import_detail", args=[run.public_id])).content.decode()
    assert "2 sel digabung ke bawah" in page
    assert "kolom NO KK, NOMINAL; mulai baris 3" in page


@pytest.mark.django_db
def test_the_command_says_it_too(path, capsys):
    call_command("import_file", "disbursements", str(path), program="BPNT", period="2021-04")
    assert (
        "2 sel digabung ke bawah (kolom NO KK, NOMINAL; mulai baris 3)" in capsys.readouterr().err
    )


@pytest.mark.django_db
def test_more_than_are_noted_are_never_told_as_a_figure(path, monkeypatch):
    monkeypatch.setattr(staging, "MOST_MERGED", 2)
    run = preview(path, "disbursements", {"program": "BPNT", "period": "2021-04"})
    assert merged_in_words(run.effects) == ("Sedikitnya 2 sel", "NO KK, NOMINAL", "3")


@pytest.mark.django_db
def test_a_heading_over_two_rows_and_a_column_that_is_not_read_say_nothing(tmp_path):
    book = openpyxl.Workbook()
    for row in [["NIK", "NAMA", "CATATAN"], ["", "", ""], ["6472035501700001", "SITI", "x"]]:
        book.active.append(row)
    book.active.append(["6472035501700002", "AMINAH", ""])
    for cells in ("A1:A2", "B1:B2", "C3:C4"):
        book.active.merge_cells(cells)
    book.save(tmp_path / "a.xlsx")
    run = preview(tmp_path / "a.xlsx", "recipients", {"program": "BPNT"})
    assert (run.rows, run.effects["merged"]) == (2, [])
