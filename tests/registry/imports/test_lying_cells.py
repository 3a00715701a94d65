"""Cells that the fast reader gives as empty or as 0: an empty cell is an answer, they are none."""

import pytest

from registry.imports.reading import sheet_scan
from registry.imports.reading.cells import BadCell
from registry.imports.reading.guard import FileRefused
from registry.imports.reading.ods_scan import scan_document
from registry.imports.reading.reader import first_rows, read_rows, read_sheets
from tests.registry.imports.lists import HEAD, counts, preview, problems_of
from tests.registry.imports.workbooks import (
    EmptyFormula,
    FailedFormula,
    ods,
    ods_cell,
    ods_rows,
    xls,
)

NA, NO_VALUE = BadCell("#N/A"), BadCell("rumus tanpa nilai")
FORMULA = 'table:formula="of:=NA()"'


def rows_of(path):
    return [tuple(row) for row in read_rows(path)]


def ods_of(path, cells):
    """Below a header and two rows that are repeated: a cell in the second column of row 4."""
    repeated = '<table:table-row table:number-rows-repeated="2">' + ods_cell("A") * 2
    row = f"<table:table-row>{ods_cell('B')}{cells}</table:table-row>"
    return ods(path, ods_rows([["NIK", "NAMA"]]) + repeated + "</table:table-row>" + row)


def test_an_error_of_an_old_workbook_is_no_empty_cell(tmp_path):
    rows = [[], ["", "NIK", "NAMA"], ["", NA, "A"], ["", True, FailedFormula("#DIV/0!")]]
    path = xls(tmp_path / "a.xls", rows)
    found = [(2, ["", "NIK", "NAMA"]), (3, ["", NA, "A"]), (4, ["", True, BadCell("#DIV/0!")])]
    assert rows_of(path) == found
    assert [tuple(row) for row in first_rows(path)] == found


@pytest.mark.parametrize("writer", [b"None", b"Dinas Sosial", b" "])
def test_a_formula_of_a_program_that_calculates_none_has_no_value(tmp_path, writer):
    """xlwt: bare letters for the name of the user, and the empty text for every answer."""
    path = xls(tmp_path / "a.xls", [["NIK", "NAMA"], [EmptyFormula(), "A"]], writer=writer)
    assert rows_of(path) == [(1, ["NIK", "NAMA"]), (2, [NO_VALUE, "A"])]


@pytest.mark.parametrize("writer", [b"", b"\x04\x00\x00Calc", b"\x02\x00\x01D\x00S\x00"])
def test_the_empty_text_that_a_formula_answers_is_an_empty_cell(tmp_path, writer):
    path = xls(tmp_path / "a.xls", [["NIK", "NAMA"], [EmptyFormula(), "A"]], writer=writer)
    assert rows_of(path) == [(1, ["NIK", "NAMA"]), (2, ["", "A"])]


def test_a_row_of_nothing_but_errors_is_no_empty_row(tmp_path):
    assert rows_of(xls(tmp_path / "a.xls", [["NIK"], [], [NA]])) == [(1, ["NIK"]), (3, [NA])]


@pytest.mark.parametrize(
    ("attributes", "words", "cell"),
    [
        (
            'office:value-type="string" office:string-value="" calcext:value-type="error"',
            "#N/A",
            NA,
        ),
        ('office:value-type="float" office:value="0" calcext:value-type="error"', "#N/A", NA),
        ('office:value-type="float" office:value="0"', "#REF!", BadCell("#REF!")),
        ('office:value-type="string"', "Err:502", BadCell("Err:502")),
        ("", "", NO_VALUE),
        ('office:value-type="string"', "", ""),
        ('office:value-type="float" office:value="7"', "7", 7),
    ],
)
def test_a_formula_of_an_open_document_is_what_it_shows(tmp_path, attributes, words, cell):
    text = f"<text:p>{words}</text:p>" if words else ""
    path = ods_of(
        tmp_path / "a.ods", f"<table:table-cell {FORMULA} {attributes}>{text}</table:table-cell>"
    )
    assert rows_of(path)[1:] == [(2, ["A", "A"]), (3, ["A", "A"]), (4, ["B", cell])]


def test_a_cell_without_a_type_keeps_its_words(tmp_path):
    remark = "<office:annotation><text:p>dari RT</text:p></office:annotation>"
    cell = f"<table:table-cell>{remark}<text:p>SITI</text:p></table:table-cell>"
    path = ods_of(tmp_path / "a.ods", cell + ods_cell("x"))
    assert rows_of(path)[-1] == (4, ["B", "SITI", "x"])


DRAWN = (
    '<draw:frame xmlns:draw="d"><draw:text-box><text:p>LOGO</text:p></draw:text-box></draw:frame>'
)
LINES = "<text:p>SITI</text:p><text:p>AMINAH</text:p>"


@pytest.mark.parametrize("kind", ['office:value-type="string"', ""])
@pytest.mark.parametrize(
    ("inside", "words"),
    [
        (LINES, "SITI\nAMINAH"),
        ("<text:p>SITI<text:line-break/>AMINAH</text:p>", "SITI\nAMINAH"),
        ("<text:p><text:span>SITI<text:tab/></text:span>AMINAH</text:p>", "SITI\tAMINAH"),
        ('<text:p>SITI<text:s text:c="2"/>AMINAH</text:p>', "SITI  AMINAH"),
        (f"{LINES}{DRAWN}", "SITI\nAMINAH"),
        (f"<text:p/>{DRAWN}", ""),
    ],
)
def test_the_lines_of_a_cell_are_parted_and_a_drawing_over_it_says_nothing(
    tmp_path, kind, inside, words
):
    cell = f"<table:table-cell {kind}>{inside}</table:table-cell>"
    path = ods_of(tmp_path / "a.ods", cell + ods_cell("x"))
    assert rows_of(path)[-1] == (4, ["B", words, "x"])


def test_more_cells_of_several_lines_than_may_be_bad_are_read(tmp_path, monkeypatch):
    monkeypatch.setattr(sheet_scan, "MAX_BAD_CELLS", 1)
    broken = ods_cell("A<text:line-break/>B")
    scan = scan_document(ods_of(tmp_path / "a.ods", broken * 3))["Data"]
    assert (scan.rows, scan.columns) == (4, 4)


@pytest.mark.django_db
def test_an_error_in_an_old_workbook_is_a_problem_of_its_row(tmp_path):
    row = {**HEAD, "NOKK": NA}
    run = preview(xls(tmp_path / "a.xls", [list(row), list(row.values())]))
    assert counts(run) == (0, 0, 0, 1)
    assert "#N/A" in problems_of(run)


def refusal(path):
    with pytest.raises(FileRefused) as caught:
        rows_of(path)
    return caught.value


@pytest.mark.parametrize("at", [512 + 4, 512 + 4 * 3])
def test_sectors_that_follow_each_other_in_a_circle_are_refused_at_once(tmp_path, at):
    """The second and the fourth are those of the directory and of the workbook."""
    path = xls(tmp_path / "a.xls", [["NIK"]])
    content = bytearray(path.read_bytes())
    content[at : at + 4] = ((at - 512) // 4).to_bytes(4, "little")
    path.write_bytes(content)
    assert refusal(path).code == "berkas_rusak"


def test_a_row_repeated_a_million_times_is_refused(tmp_path):
    row = f'<table:table-row table:number-rows-repeated="1000000">{ods_cell("x")}</table:table-row>'
    refused = refusal(ods(tmp_path / "a.ods", ods_rows([["NAMA"]]) + row))
    assert (refused.code, refused.where) == ("baris_berulang", "Mulai baris 2")


@pytest.mark.parametrize("write", [xls, lambda path, rows: ods(path, ods_rows(rows))])
def test_the_last_row_and_column_count_in_the_extent_of_a_sheet(tmp_path, write):
    (sheet,) = read_sheets(write(tmp_path / "a", [["NIK", "NAMA", "RT"]]))
    assert (sheet.rows, sheet.columns) == (1, 3)
    (sheet,) = read_sheets(write(tmp_path / "b", [["", "NIK"], [], ["", "1"]]))
    assert (sheet.rows, sheet.columns) == (3, 2)


def test_a_document_one_column_too_wide_is_refused(tmp_path):
    assert refusal(ods(tmp_path / "a.ods", ods_rows([["NIK"] * 401] * 2))).code == "sel_jauh"
