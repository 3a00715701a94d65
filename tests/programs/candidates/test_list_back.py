"""The same list comes back: order, titles, columns, sheets and cells as they were."""

import datetime
import gc
from io import BytesIO

import pytest
import xlsxwriter

from programs.candidates import check as checking
from programs.candidates.words import OUR_HEADERS
from registry.imports.refusal import FileRefused
from tests.factories import head_of, make_household
from tests.programs.candidates.lists import STRANGER, checked, checked_bytes, sheets_of
from tests.registry.imports.workbooks import ods, ods_rows, raw_xlsx, xls, xlsx

pytestmark = pytest.mark.django_db

NOTHING = [""] * len(OUR_HEADERS)


def test_titles_groups_and_totals_stay_where_they_stood(tmp_path):
    nik = head_of(make_household()).nik
    rows = [
        ["DAFTAR CALON", "", ""],
        ["", "", ""],
        ["NO", "NIK", "NAMA"],
        ["KELURAHAN JAWA", "", ""],
        ["1", nik, "SITI"],
        ["2", STRANGER, "BUDI"],
        ["JUMLAH", "2", ""],
    ]
    found = checked(xlsx(tmp_path / "a.xlsx", rows))["Lembar"]
    assert [row[:3] for row in found] == rows
    assert found[2][3:] == OUR_HEADERS
    assert [bool(row[6]) for row in found] == [False, False, True, False, True, True, False]


def test_numbers_dates_and_formulas_in_words_are_what_they_were(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet("Calon")
        page.write_row(0, 0, ["NIK", "NAMA", "LAHIR", "NOMINAL", "KET"])
        page.write_string(1, 0, STRANGER)
        page.write_string(1, 1, "=HYPERLINK(1)")
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        page.write_datetime(1, 2, datetime.date(1980, 5, 12), day)
        page.write_number(1, 3, 200_000)
        page.write_string(1, 4, "+62812")
    row = checked(path)["Calon"][1]
    expected = [STRANGER, "=HYPERLINK(1)", datetime.date(1980, 5, 12), 200_000, "+62812"]
    assert row[:5] == expected


def test_other_sheets_come_back_and_ours_stands_last(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("Rekap").write_row(0, 0, ["Kelurahan", "Jumlah"])
        page = book.add_worksheet("Calon")
        page.write_row(0, 0, ["NIK", "NAMA"])
        page.write_row(1, 0, [STRANGER, "BUDI"])
    found = checked(path)
    assert list(found) == ["Rekap", "Calon", "Hasil cek"]
    assert found["Rekap"] == [["Kelurahan", "Jumlah"]]
    assert ["Baris diperiksa", "1"] in found["Hasil cek"]


@pytest.mark.parametrize(("others", "come_back"), [(2, True), (3, False)])
def test_other_sheets_are_left_out_where_together_they_are_too_long(
    tmp_path, monkeypatch, others, come_back
):
    monkeypatch.setattr("programs.candidates.writing.MAX_ROWS", 4)
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for name in ["Calon", *(f"Arsip {at}" for at in range(others))]:
            page = book.add_worksheet(name)
            page.write_row(0, 0, ["NIK", "NAMA"])
            page.write_row(1, 0, [STRANGER, "BUDI"])
    found = checked(path)
    assert len(found) == 2 + others * come_back
    said = f"{others} lembar lain tidak disalin: bersama-sama lebih dari 4 baris"
    assert (["Lembar lain", said] in found["Hasil cek"]) is not come_back


def test_an_archive_of_many_sheets_is_told_that_only_its_list_comes_back(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for at in range(21):
            page = book.add_worksheet(f"Lembar {at}")
            page.write_row(0, 0, ["NIK", "NAMA"])
            page.write_row(1, 0, [STRANGER, "BUDI"])
    found = checked(path)
    assert list(found) == ["Lembar 0", "Hasil cek"]
    said = "20 lembar lain tidak disalin: berkas berisi lebih dari 20 lembar"
    assert ["Lembar lain", said] in found["Hasil cek"]


def test_a_sheet_is_checked_that_is_asked_for_by_name(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for name in ("Satu", "Dua"):
            page = book.add_worksheet(name)
            page.write_row(0, 0, ["NIK", "NAMA"])
            page.write_row(1, 0, [STRANGER, "BUDI"])
    found = checked(path, sheet="dua")
    assert len(found["Satu"][0]) == 2
    assert found["Dua"][0][2:] == OUR_HEADERS


@pytest.mark.parametrize("separator", [";", ",", "|", "\t"])
def test_a_text_file_comes_back_as_a_workbook_row_by_row(tmp_path, separator):
    path = tmp_path / "a.csv"
    lines = [["NIK", "NAMA"], [STRANGER, "BUDI"], ["6472031205809998", "SITI"]]
    path.write_text("\n".join(separator.join(line) for line in lines), encoding="utf-8")
    found = checked(path)
    assert [row[:2] for row in next(iter(found.values()))] == lines
    assert list(found) == ["Daftar", "Hasil cek"]


def test_old_workbooks_and_open_documents_come_back_too(tmp_path):
    rows = [["NIK", "NAMA"], [STRANGER, "BUDI"]]
    for path in (xls(tmp_path / "a.xls", rows), ods(tmp_path / "b.ods", ods_rows(rows))):
        found = next(iter(checked(path).values()))
        assert [row[:2] for row in found] == rows


def test_a_table_that_begins_further_right_stays_there(tmp_path):
    path = xlsx(tmp_path / "a.xlsx", [["NIK", "NAMA"], [STRANGER, "BUDI"]], first_cell=(2, 1))
    found = checked(path)["Lembar"]
    # calamine begins at the first filled cell, which is in column B of row 3.
    assert found[-2][:2] == ["NIK", "NAMA"]
    assert found[-1][:2] == [STRANGER, "BUDI"]


def test_a_checked_list_is_checked_again_without_columns_of_its_own_twice(tmp_path):
    first = tmp_path / "b.xlsx"
    first.write_bytes(checked_bytes(xlsx(tmp_path / "a.xlsx", [["NIK", "NAMA"], [STRANGER, "X"]])))
    again = checked(first)
    assert list(again) == ["Lembar", "Hasil cek"]
    assert again["Lembar"] == sheets_of(first.read_bytes())["Lembar"]


@pytest.mark.parametrize("behind", ["HASIL CEK LAPANGAN", *OUR_HEADERS[:1]])
def test_a_column_of_the_sender_that_is_called_like_ours_stays(tmp_path, behind):
    rows = [["NIK", "NAMA", behind], [STRANGER, "BUDI", "ada"]]
    found = checked(xlsx(tmp_path / "a.xlsx", rows))["Lembar"]
    assert [row[:3] for row in found] == rows
    assert found[0][3:] == OUR_HEADERS


def test_a_note_behind_our_columns_is_the_senders_own(tmp_path):
    rows = [["NIK", "NAMA", *OUR_HEADERS, "CATATAN"], [STRANGER, "BUDI", *NOTHING, "tunda"]]
    found = checked(xlsx(tmp_path / "a.xlsx", rows))["Lembar"]
    assert [row[:8] for row in found] == rows
    assert found[0][8:] == OUR_HEADERS


def test_a_row_wider_than_the_others_of_a_text_file_loses_no_cell(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(f"NIK;NAMA\n{STRANGER};BUDI;LEBIH;LAGI\n", encoding="utf-8")
    row = next(iter(checked(path).values()))[1]
    assert row[:4] == [STRANGER, "BUDI", "LEBIH", "LAGI"]


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "berkas_kosong"), (b"%PDF-1.7", "salah_jenis"), (b"KOTA;PROVINSI\nA;B\n", "")],
)
def test_what_is_no_list_of_people_is_refused(tmp_path, content, code):
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    with pytest.raises(FileRefused) as refused:
        checked(path)
    assert not code or refused.value.code == code


def test_a_header_without_a_row_is_refused(tmp_path):
    with pytest.raises(FileRefused, match="tidak ada baris data"):
        checked(xlsx(tmp_path / "a.xlsx", [["NIK", "NAMA"]]))


def test_a_small_file_that_claims_a_far_cell_is_refused(tmp_path):
    far = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>'
    with pytest.raises(FileRefused):
        checked(raw_xlsx(tmp_path / "a.xlsx", far))


def test_whoever_waits_is_told_how_many_rows_have_their_answer(tmp_path, monkeypatch):
    monkeypatch.setattr(checking, "BATCH", 2)
    path = xlsx(tmp_path / "a.xlsx", [["NIK", "NAMA"], *[[STRANGER, "SITI"]] * 4])
    told = []
    asked = checking.Asked(period=(24255, 24255))
    checking.check(path, path.name, asked, BytesIO(), lambda *far: told.append(far))
    assert told == [(0, 5), (2, 5), (4, 5), (5, 5), (5, 5)]


def test_whoever_waits_is_told_in_the_end_that_all_rows_have_their_answer(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(f"NIK;NAMA\n{STRANGER};SITI\n;\n\n", encoding="utf-8")
    told = []
    asked = checking.Asked(period=(24255, 24255))
    checking.check(path, path.name, asked, BytesIO(), lambda *far: told.append(far))
    assert told[-1][0] == told[-1][1]


def test_a_check_leaves_alone_what_all_requests_of_a_process_share(tmp_path, monkeypatch):
    """Of two that overlap, the later one would give back what the earlier one had set."""
    seen, facts_of = [], checking.facts_of

    def in_the_midst(*told):
        seen.append(gc.get_threshold())
        return facts_of(*told)

    monkeypatch.setattr(checking, "facts_of", in_the_midst)
    checked(xlsx(tmp_path / "a.xlsx", [["NIK", "NAMA"], [STRANGER, "SITI"]]))
    assert seen == [gc.get_threshold()]
