"""Cells that reach over several records: only the first one has their value, and that is told."""

import openpyxl
import pytest
from django.core.management import call_command
from django.urls import reverse

from registry.imports.reading import xls_scan
from registry.imports.reading.reader import read_merged, read_sheets
from registry.imports.reading.xls_scan import scan_workbook
from registry.imports.values import merged
from registry.imports.words import merged_in_words
from tests.factories import UserFactory
from tests.registry.imports.lists import apply, preview
from tests.registry.imports.workbooks import merged_book

HEADER = ["NO KK", "NIK", "NAMA", "NOMINAL"]
PEOPLE = [
    ["6472030101800001", "6472035501700001", "SITI", "200000"],
    ["", "6472035501700002", "AMINAH", ""],
    ["", "6472035501700003", "HALIMAH", ""],
]
ROWS = [["DAFTAR", "", "", ""], HEADER, *PEOPLE]
MERGED = [(0, 0, 0, 3), (2, 4, 0, 0), (2, 4, 3, 3)]
BPNT = {"program": "BPNT", "period": "2021-04"}


@pytest.fixture(params=["xlsx", "xls", "ods"])
def path(request, tmp_path):
    return merged_book(tmp_path / f"a.{request.param}", ROWS, MERGED)


def test_every_format_says_which_cells_reach_down(path):
    (sheet,) = read_sheets(path)
    assert sheet.merged == 2
    assert sorted(read_merged(path, sheet.name)) == [(3, 5, 0, 0), (3, 5, 3, 3)]


def test_an_old_workbook_has_no_more_of_them_than_their_record_holds(tmp_path):
    path = merged_book(tmp_path / "a.xls", ROWS, MERGED)
    record, three, very_many = b"\xe5\x00\x1a\x00", b"\x03\x00", b"\xff\xff"
    assert path.read_bytes().count(record + three) == 1
    path.write_bytes(path.read_bytes().replace(record + three, record + very_many))
    assert list(scan_workbook(path, 0).merged) == [3, 5, 0, 0, 3, 5, 3, 3]


def test_of_an_old_workbook_no_more_are_looked_at_than_are_noted(tmp_path, monkeypatch):
    over = [(first, first + 1, 0, 0) for first in range(2, 12, 2)]
    path = merged_book(tmp_path / "a.xls", ROWS, [*over, (3, 3, 0, 3)])
    assert scan_workbook(path, 0).merged_count == 5
    monkeypatch.setattr(xls_scan, "MOST_MERGED", 0)
    monkeypatch.setattr(xls_scan, "_note_merged", None)
    assert scan_workbook(path, 0).merged_count == 0


@pytest.mark.django_db
def test_the_preview_says_what_is_filled_in_below_and_what_is_empty(path, client_as):
    run = preview(path, "disbursements", BPNT)
    assert run.effects["filled"] == [1, 2, ["NO KK"], [3]]
    assert run.effects["merged"] == [1, False, ["NOMINAL"], [3]]
    admin = client_as(UserFactory(role="admin"))
    page = admin.get(reverse("import_detail", args=[run.public_id])).content.decode()
    assert "Isi 1 sel yang digabung ke bawah dipakai untuk semua barisnya" in page
    assert "(kolom NO KK; mulai baris 3). 2 baris di bawahnya mendapat isi itu" in page
    assert "1 sel digabung ke bawah</strong> (kolom NOMINAL; mulai baris 3)" in page


@pytest.mark.django_db
def test_of_an_applied_list_it_says_what_can_still_be_done(path, client_as):
    run = apply(path, "disbursements", BPNT)
    admin = client_as(UserFactory(role="admin"))
    page = admin.get(reverse("import_detail", args=[run.public_id])).content.decode()
    assert page.count("Begitulah daftar ini sudah diterapkan") == 2
    assert page.count("Urungkan impor ini, lalu unggah") == 2


@pytest.mark.django_db
def test_the_command_says_it_too(path, capsys):
    call_command("import_file", "disbursements", str(path), **BPNT)
    told = capsys.readouterr().err
    assert "dipakai untuk 2 baris di bawahnya (kolom NO KK; mulai baris 3)" in told
    assert "1 sel digabung ke bawah (kolom NOMINAL; mulai baris 3)" in told


@pytest.mark.django_db
def test_more_than_are_noted_fill_nothing_in_and_are_never_told_as_a_figure(path, monkeypatch):
    monkeypatch.setattr(merged, "MOST_MERGED", 2)
    run = preview(path, "disbursements", BPNT)
    assert run.effects["filled"] == []
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
    assert (run.rows, run.effects["merged"], run.effects["filled"]) == (2, [], [])
