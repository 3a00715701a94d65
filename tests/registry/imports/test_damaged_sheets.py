"""A workbook of which one sheet is damaged: it is said which, and never read as an empty one."""

import time
import zipfile
from pathlib import Path

import pytest

from registry.imports.reading.cells import BadCell
from registry.imports.reading.guard import FileRefused
from registry.imports.reading.reader import read_rows, read_sheets
from registry.models import RunState, StagedRow
from tests.registry.imports.cases.layouts import RUDI, SITI, WORDS
from tests.registry.imports.lists import preview
from tests.registry.imports.workbooks import (
    MAIN,
    OFFICE,
    PARTS,
    ods,
    ods_rows,
    raw_xlsx,
    xls,
    zip_of,
)

BOOK, LINKS, PART = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet2.xml"
START, END = f'<worksheet xmlns="{MAIN}"><sheetData>', "</sheetData></worksheet>"
SECOND = '<sheet name="Dua" sheetId="2" r:id="r2"/></sheets>'
LINK = f'<Relationship Id="r2" Type="{OFFICE}/worksheet" Target="worksheets/sheet2.xml"/></'


def rows_xml(rows: list[list[str]]) -> str:
    def cell(words: str) -> str:
        return f'<c t="inlineStr"><is><t>{words}</t></is></c>'

    return "".join(
        f'<row r="{at}">{"".join(map(cell, row))}</row>' for at, row in enumerate(rows, start=1)
    )


LIST = rows_xml([WORDS, SITI, RUDI])
SOUND = START + LIST + END


def book(path: Path, second: str | None, part: str = PART) -> Path:
    """A list in the sheet "Lembar", and a sheet "Dua" whose part this is."""
    links = PARTS[LINKS].replace("</", LINK)
    parts = {BOOK: PARTS[BOOK].replace("</sheets>", SECOND), LINKS: links}
    return raw_xlsx(path, LIST, **parts, **({} if second is None else {part: second}))


def refusal(path: Path, sheet: str | None = None) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        read_sheets(path) if sheet is None else list(read_rows(path, sheet))
    return caught.value


DAMAGED = {
    "missing": None,
    "empty": "",
    "cut in its head": "<worksheet",
    "cut in a row": (START + LIST)[:-40],
    "cut between two rows": START + LIST,
    "a page instead": "<html><body></body></html>",
    "a row twice": START + LIST + LIST + END,
}


@pytest.mark.parametrize("second", DAMAGED.values(), ids=DAMAGED)
def test_the_damaged_sheet_is_named_and_counts_as_no_empty_one(tmp_path, second):
    path = book(tmp_path / "a.xlsx", second)
    for refused in (refusal(path), refusal(path, "Dua")):
        assert (refused.code, refused.where) == ("lembar_rusak", "Lembar “Dua”")


@pytest.mark.django_db
@pytest.mark.parametrize("damage", ["", "A & B"])
def test_no_other_sheet_is_read_in_the_place_of_a_damaged_one(tmp_path, damage):
    path = book(tmp_path / "a.xlsx", SOUND)
    first = START + (LIST.replace("SITI", damage, 1) + END if damage else LIST)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    run = preview(zip_of(path, **{**parts, "xl/worksheets/sheet1.xml": first}))
    assert (run.state, "Lembar “Lembar”" in run.error) == (RunState.REFUSED, True)
    assert "simpan ulang" in run.error
    assert not StagedRow.objects.exists()


@pytest.mark.parametrize("part", [PART.replace("sheet2", "Sheet2"), PART.replace("/", "\\")])
def test_a_part_under_another_spelling_of_its_name_is_looked_through_too(tmp_path, part):
    path = book(tmp_path / "a.xlsx", START + '<row><c t="e"><v>#N/A</v></c></row>' + END, part)
    assert [sheet.rows for sheet in read_sheets(path)] == [3, 1]
    assert [row.cells for row in read_rows(path, "Dua")] == [[BadCell("#N/A")]]


def test_a_sheet_that_is_empty_is_sound(tmp_path):
    path = book(tmp_path / "a.xlsx", f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>')
    assert [sheet.rows for sheet in read_sheets(path)] == [3, 0]
    assert list(read_rows(path, "Dua")) == []


@pytest.mark.parametrize("kept", [0.5, 0.9])
def test_an_open_document_that_is_cut_off_is_refused_at_once(tmp_path, kept):
    rows = ods_rows([WORDS, SITI, RUDI])
    cut = ods(tmp_path / "a.ods", f"{rows[: int(len(rows) * kept)]}<!--")
    started = time.monotonic()
    assert refusal(cut).code == "berkas_rusak"
    assert time.monotonic() - started < 10


def test_a_sheet_of_cells_without_types_is_no_empty_one(tmp_path):
    row = "<table:table-row><table:table-cell><text:p>NIK</text:p></table:table-cell>"
    (sheet,) = read_sheets(ods(tmp_path / "a.ods", f"{row}</table:table-row>"))
    assert (sheet.rows, sheet.columns) == (1, 1)


@pytest.fixture
def old(tmp_path):
    return xls(tmp_path / "a.xls", [["NIK", "NAMA"]] + [["6472031205800001", "SITI"]] * 200)


def test_an_old_workbook_that_lost_a_piece_of_its_sheet_is_refused(old):
    content = bytearray(old.read_bytes())
    content[9 * 512 : 10 * 512] = bytes(512)
    old.write_bytes(content)
    assert {refusal(old).code, refusal(old, "Lembar").code} == {"berkas_rusak"}


def test_an_old_workbook_whose_sheet_begins_nowhere_is_refused(old):
    content = old.read_bytes()
    at = content.index(b"Lembar") - 8
    old.write_bytes(content[:at] + bytes(4) + content[at + 4 :])
    assert refusal(old).code == "berkas_rusak"


def test_an_old_workbook_without_its_directory_was_cut_off(old):
    content = old.read_bytes()
    old.write_bytes(content[:1024] + content[1536:])
    assert "terpotong" in refusal(old).message
