import csv
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from bansos.lib.downloads import Sheet, csv_lines, download, write_xlsx

NIK = "6472011501880001"
MOMENT = datetime(2021, 7, 23, 14, 5, tzinfo=ZoneInfo("Asia/Makassar"))
DANGEROUS = ["=1+1", "+62811", "-A1", "@SUM(A1)", "\tx", "\rx", "\n=1"]


def sheet(*rows: list[Any]) -> Sheet:
    return Sheet("Rumah tangga", ["NIK", "NAMA"], rows, [("Diunduh oleh", "=Siti")])


def read_back(made: Sheet) -> openpyxl.Workbook:
    file = BytesIO()
    write_xlsx(made, file)
    return openpyxl.load_workbook(BytesIO(file.getvalue()))


def first_line(*cells: Any) -> list[str]:
    text = "".join(csv_lines(sheet(list(cells))))
    return list(csv.reader(StringIO(text[1:], newline=""), delimiter=";"))[1]


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_text_of_a_csv_is_a_formula(text: str) -> None:
    assert first_line(text)[0].startswith("'")


def test_a_negative_number_of_a_csv_stays_a_number() -> None:
    assert first_line(-5, "-5", Decimal("-1.5")) == ["-5", "-5", "-1.5"]


def test_a_csv_opens_in_excel_of_an_indonesian_locale() -> None:
    text = "".join(csv_lines(sheet([NIK, 'Siti; "Ani"'], [None, date(2021, 7, 23)])))
    assert text.startswith("\ufeffNIK;NAMA")
    rows = list(csv.reader(StringIO(text[1:]), delimiter=";"))
    assert rows == [["NIK", "NAMA"], [NIK, 'Siti; "Ani"'], ["", "2021-07-23"]]


@pytest.mark.parametrize("text", [*DANGEROUS, "https://example.org", "00123", "1e5"])
def test_every_text_of_a_workbook_is_a_text_cell(text: str) -> None:
    cell = read_back(sheet([NIK, text])).worksheets[0]["B2"]
    assert cell.data_type == "s"
    assert cell.value.replace("_x000D_", "\r") == text


def test_a_nik_keeps_its_last_digit_even_when_it_comes_as_a_number() -> None:
    page = read_back(sheet([NIK, int(NIK)])).worksheets[0]
    assert (page["A2"].value, page["B2"].value) == (NIK, NIK)


def test_dates_and_numbers_of_a_workbook_can_be_reckoned_with() -> None:
    page = read_back(sheet([date(2021, 7, 23), 600_000], [MOMENT, True])).worksheets[0]
    values = [str(cell.value) for row in page.iter_rows(min_row=2) for cell in row]
    assert values == ["2021-07-23 00:00:00", "600000", "2021-07-23 14:05:00", "ya"]


def test_a_workbook_says_who_took_it() -> None:
    page = read_back(sheet())["Keterangan"]
    assert [page["A1"].value, page["B1"].value] == ["Diunduh oleh", "=Siti"]
    assert page["B1"].data_type == "s"


def test_a_list_beyond_the_limit_of_a_sheet_goes_on_in_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bansos.lib.downloads.ROWS_PER_SHEET", 3)
    pages = read_back(sheet(*([str(n), "x"] for n in range(5)))).worksheets
    assert [page.max_row for page in pages] == [3, 3, 2, 1]


def test_a_cell_longer_than_excel_allows_is_cut_and_not_lost() -> None:
    page = read_back(sheet(["x" * 40_000, ""])).worksheets[0]
    assert len(page["A2"].value) == 32_767


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_download_is_an_attachment_with_its_name(kind: Any) -> None:
    response = download(kind, "rumah-tangga", sheet([NIK, "Siti"]))
    assert response["Content-Disposition"] == f'attachment; filename="rumah-tangga.{kind}"'
    assert b"".join(response)  # type: ignore[arg-type]
