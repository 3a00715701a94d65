"""Workbooks through the child process: true row numbers, true types, and no file that can kill."""

import datetime
import time
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from registry.imports.reading import limits, reader
from registry.imports.reading.cells import BadCell
from registry.imports.reading.guard import FileKind, FileRefused
from registry.imports.reading.reader import choose_sheet, first_rows, read_rows, read_sheets
from tests.registry.imports.workbooks import MAIN, OFFICE, PARTS, ole, raw_xlsx, xlsx


def rows_of(path: Path, sheet: str | None = None) -> list[tuple[int, list[object]]]:
    return [(row.number, row.cells) for row in read_rows(path, sheet)]


def refusal(path: Path) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        rows_of(path)
    return caught.value


def test_rows_and_columns_before_the_table_count(tmp_path):
    path = xlsx(tmp_path / "a.xlsx", [["NIK", "NAMA"], ["1", "A"]], first_cell=(4, 2))
    assert rows_of(path) == [(5, ["", "", "NIK", "NAMA"]), (6, ["", "", "1", "A"])]


def test_empty_rows_are_left_out_and_the_numbers_stay_true(tmp_path):
    path = xlsx(tmp_path / "a.xlsx", [["NIK"], [], [], ["1"]])
    assert [number for number, _ in rows_of(path)] == [1, 4]


def test_a_numeric_nik_stays_a_number_and_a_text_one_stays_text(tmp_path):
    path = xlsx(tmp_path / "a.xlsx", [[6472031205780001, "6472031205780010", 1.5]])
    assert rows_of(path) == [(1, [6472031205780001, "6472031205780010", 1.5])]
    assert isinstance(rows_of(path)[0][1][0], int)


def test_dates_times_and_truths_keep_their_kind(tmp_path):
    visit = datetime.datetime.fromisoformat("2021-07-23T14:30")
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        sheet.write_datetime(0, 0, datetime.date(1978, 5, 12), day)
        sheet.write_datetime(0, 1, visit, moment)
        sheet.write_boolean(0, 2, True)
    expected = [datetime.date(1978, 5, 12), visit, True]
    assert rows_of(path) == [(1, expected)]


def test_errors_and_formulas_without_a_value_are_no_empty_cells(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["NIK", "NAMA"])
        sheet.write_formula(1, 0, "=NA()", None, "#N/A")
        sheet.write_formula(1, 1, "=1/0", None, "#DIV/0!")
        sheet.write_formula(2, 0, "=A1", None, "")
        sheet.write_formula(3, 0, "=A1", None, "terhitung")
    assert rows_of(path)[1:] == [
        (2, [BadCell("#N/A"), BadCell("#DIV/0!")]),
        (3, [BadCell("rumus tanpa nilai"), ""]),
        (4, ["terhitung", ""]),
    ]


def test_a_zero_that_a_program_wrote_for_want_of_an_answer_is_none(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_formula(0, 0, "=1+1")
        sheet.write_formula(0, 1, "=1+1", None, 2)
        sheet.write_number(0, 2, 0)
    assert rows_of(path) == [(1, [BadCell("rumus tanpa nilai"), 2, 0])]
    cells = "<c><f>A2</f><v>0</v></c><c><v>1</v></c>"
    assert rows_of(raw_xlsx(path, f"<row>{cells}</row>")) == [(1, [0, 1])]


def test_a_formula_that_answers_with_empty_text_is_an_empty_cell(tmp_path):
    cells = '<c r="A1" t="str"><f>IF(1,"")</f><v></v></c><c r="B1"><v>1</v></c>'
    assert rows_of(raw_xlsx(tmp_path / "a.xlsx", f'<row r="1">{cells}</row>')) == [(1, ["", 1])]


def test_an_error_that_is_none_of_excels_is_refused_with_its_cell(tmp_path):
    """Google writes it of a formula that it cannot parse."""
    cells = '<c t="e"><v>#N/A</v></c><c t="e"><f>JUMLAH(</f><v>#ERROR!</v></c>'
    refused = refusal(
        raw_xlsx(tmp_path / "a.xlsx", f"<row><c><v>1</v></c></row><row>{cells}</row>")
    )
    assert (refused.code, refused.where) == ("galat_asing", "Lembar “Lembar”, sel B2")
    assert "#ERROR!" in refused.message


def test_a_workbook_that_nobody_calculated_shows_it(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["NIK", "=A1"])
    book.save(tmp_path / "a.xlsx")
    assert rows_of(tmp_path / "a.xlsx") == [(1, ["NIK", BadCell("rumus tanpa nilai")])]


def test_rows_and_cells_without_references_are_counted(tmp_path):
    rows = '<row><c><v>1</v></c></row><row><c><v>1</v></c><c t="e"><v>#REF!</v></c></row>'
    path = raw_xlsx(tmp_path / "a.xlsx", rows)
    assert rows_of(path) == [(1, [1, ""]), (2, [1, BadCell("#REF!")])]


def test_a_sheet_whose_names_carry_a_prefix_is_scanned_too(tmp_path):
    sheet = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="2"><x:c r="B2" t="e">'
        "<x:v>#N/A</x:v></x:c></x:row></x:sheetData></x:worksheet>"
    )
    path = raw_xlsx(tmp_path / "a.xlsx", **{"xl/worksheets/sheet1.xml": sheet})
    assert rows_of(path) == [(2, ["", BadCell("#N/A")])]
    assert [tuple(row) for row in first_rows(path)] == rows_of(path)


def test_a_cell_far_outside_is_a_refusal_that_names_it(tmp_path):
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    )
    refused = refusal(raw_xlsx(tmp_path / "a.xlsx", rows))
    assert refused.code == "sel_jauh"
    assert "kolom XFD, baris 1048576" in refused.message


def test_a_far_cell_that_the_scan_cannot_see_kills_only_the_child(tmp_path):
    """Cells out of order: the last one of the row is near, another one far."""
    rows = (
        '<row r="1"><c r="XFD1"><v>1</v></c><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="A1048576"><v>1</v></c></row>'
    )
    refused = refusal(raw_xlsx(tmp_path / "a.xlsx", rows))
    assert refused.code in {"terlalu_berat", "sel_jauh"}


def test_empty_formatted_rows_to_the_end_of_the_sheet_do_no_harm(tmp_path):
    empty = "".join(f'<row r="{i}"><c r="A{i}" s="1"/></row>' for i in range(2, 1_048_577))
    path = raw_xlsx(tmp_path / "a.xlsx", f'<row r="1"><c r="A1"><v>7</v></c></row>{empty}')
    assert rows_of(path) == [(1, [7])]


def test_a_child_that_takes_too_long_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr(reader, "CHILD_STALL_SECONDS", 0.001)
    assert refusal(xlsx(tmp_path / "a.xlsx", [["NIK"]])).code == "terlalu_lama"


def test_a_sheet_of_nothing_but_empty_formulas_is_refused(tmp_path):
    row = "<row>" + "<c><f>1</f></c>" * 300 + "</row>"
    path = raw_xlsx(tmp_path / "a.xlsx", row * 400 + '<row r="500"><c r="A500"><v>1</v></c></row>')
    assert refusal(path).code == "rumus_tanpa_nilai"


@pytest.mark.parametrize(
    ("part", "code"),
    [("xl/workbook.xml", "berkas_rusak"), ("xl/worksheets/sheet1.xml", "lembar_rusak")],
)
def test_a_workbook_with_broken_insides_is_refused(tmp_path, part, code):
    path = raw_xlsx(tmp_path / "a.xlsx", **{part: "<worksheet><sheetData><row r='1'><c"})
    assert refusal(path).code == code


def test_a_container_that_only_looks_like_a_workbook_is_refused(tmp_path):
    assert refusal(ole(tmp_path / "a.xls", "Root Entry", "Workbook")).code == "berkas_rusak"


def three_sheets(path: Path) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("Kosong")
        hidden = book.add_worksheet("Rahasia")
        hidden.write(0, 0, "x")
        hidden.hide()
        book.add_worksheet("Data").write_row(2, 0, ["NIK", "NAMA"])
    return path


def test_sheets_come_with_their_extent_and_hidden_ones_are_said(tmp_path):
    sheets = read_sheets(three_sheets(tmp_path / "a.xlsx"))
    assert [(s.name, s.hidden, s.rows, s.columns) for s in sheets] == [
        ("Kosong", False, 0, 0),
        ("Rahasia", True, 1, 1),
        ("Data", False, 3, 2),
    ]


def test_the_first_visible_filled_sheet_is_read(tmp_path):
    assert rows_of(three_sheets(tmp_path / "a.xlsx")) == [(3, ["NIK", "NAMA"])]


def test_a_hidden_sheet_is_read_when_it_is_asked_for(tmp_path):
    path = three_sheets(tmp_path / "a.xlsx")
    assert choose_sheet(read_sheets(path), "rahasia").name == "Rahasia"


def test_only_a_hidden_sheet_is_not_chosen_silently(tmp_path):
    sheets = read_sheets(three_sheets(tmp_path / "a.xlsx"))[:2]
    with pytest.raises(FileRefused, match="tersembunyi"):
        choose_sheet(sheets)


def test_an_unknown_sheet_is_refused_with_the_names_there_are(tmp_path):
    with pytest.raises(FileRefused, match=r"Kosong, Rahasia \(tersembunyi\), Data"):
        choose_sheet(read_sheets(three_sheets(tmp_path / "a.xlsx")), "Lembar9")


def test_a_workbook_without_any_content_is_refused(tmp_path):
    assert refusal(xlsx(tmp_path / "a.xlsx", [])).code == "berkas_kosong"


def test_the_first_rows_of_a_long_sheet_are_those_of_the_whole(tmp_path):
    path = xlsx(tmp_path / "a.xlsx", [[f"A{i}", i, "x" * 200] for i in range(3000)])
    head = first_rows(path, "Lembar", FileKind.XLSX)
    assert len(head) == limits.HEAD_ROWS
    assert [tuple(row) for row in head] == rows_of(path)[: limits.HEAD_ROWS]


def test_reading_may_stop_at_any_row_and_leaves_no_process(tmp_path):
    rows = read_rows(xlsx(tmp_path / "a.xlsx", [["x"] * 9] * 20_000), "Lembar", FileKind.XLSX)
    assert next(rows).number == 1
    rows.close()
    with pytest.raises(StopIteration):
        next(rows)


def test_a_long_text_that_many_cells_share_is_refused(tmp_path):
    words = f'<sst xmlns="{MAIN}"><si><t>{"panjang " * 200_000}</t></si></sst>'
    link = f'<Relationship Id="r2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></'
    links = PARTS["xl/_rels/workbook.xml.rels"].replace("</", link)
    cell = '<c t="s"><v>0</v></c>'
    path = raw_xlsx(
        tmp_path / "a.xlsx",
        f"<row><c><v>1</v></c></row><row>{cell}</row>",
        **{"xl/sharedStrings.xml": words, "xl/_rels/workbook.xml.rels": links},
    )
    refused = refusal(path)
    assert (refused.code, refused.where) == ("terlalu_panjang", "Baris 2")


@pytest.mark.parametrize("cell", ["<c><f>", "<c <f>", "<c><f></f><v ", "<c><f/>" + " " * 30])
def test_cells_that_are_never_closed_do_not_take_the_day(tmp_path, cell):
    path = raw_xlsx(tmp_path / "a.xlsx", f"<row><c><v>1</v></c></row><row>{cell * 60_000}</row>")
    started = time.monotonic()
    refusal(path)
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    "sheet",
    ['<sheet name="Lain" sheetId="2" r:id="r1"/>', '<sheet name="Lembar" sheetId="2" r:id="r2"/>'],
)
def test_two_sheets_of_one_part_or_one_name_are_refused(tmp_path, sheet):
    """A thousand names for one long part would have it read a thousand times."""
    book = PARTS["xl/workbook.xml"].replace("</sheets>", f"{sheet}</sheets>")
    path = raw_xlsx(tmp_path / "a.xlsx", "<row><c><v>1</v></c></row>", **{"xl/workbook.xml": book})
    assert refusal(path).code == "berkas_rusak"
