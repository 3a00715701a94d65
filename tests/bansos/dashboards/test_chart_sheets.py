"""The pages of charts as files: the numbers of the page, hidden where they are hidden there."""

import io

import pytest
from python_calamine import CalamineWorkbook

from bansos.dashboards.figures.trend import MOST_PROGRAMS
from tests.bansos.dashboards.conftest import pay
from tests.factories import UserFactory, make_household

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

MONTHS = "?dari=2021-01&sampai=2021-02&urut=one"
TABLES = ("peta", "kombinasi", "tren", "pasangan")


def rows_of(client, table):
    answer = client.post(f"/dasbor/tabel/{table}/{MONTHS}", {"format": "xlsx"})
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    return book.get_sheet_by_index(0).to_python()


def shown(client, page):
    return client.get(f"/dasbor/{page}/{MONTHS}").context


@pytest.fixture
def admin(client_as):
    return client_as(UserFactory(role="admin"))


@pytest.mark.parametrize(("page", "name"), [("peta", "map"), ("kombinasi", "chart")])
def test_the_file_holds_the_rows_of_the_drawing(admin, page, name):
    drawn = shown(admin, page)[name]
    table = drawn.chart.table if name == "map" else drawn.table
    assert rows_of(admin, page)[1:] == [[cell.plain for cell in row] for row in table.rows]
    assert any(isinstance(row[1], float) for row in rows_of(admin, page)[1:])


def test_the_file_of_the_trend_holds_all_its_series(admin):
    trend = shown(admin, "tren")["trend"]
    [headers, *rows] = rows_of(admin, "tren")
    assert headers[:2] == ["BULAN", "TIDAK MENERIMA"]
    assert len(headers) == 1 + sum(
        len(chart.lines) for chart in (trend.shares, trend.to_check, trend.programs)
    )
    assert [row[0] for row in rows] == ["Januari 2021", "Februari 2021"]


def test_what_is_not_drawn_of_the_trend_stands_in_its_table_and_file(admin, city):
    home = make_household(area=city.here)
    for number in range(MOST_PROGRAMS):
        pay(home, f"UJI-{number}")
    page = admin.get(f"/dasbor/tren/{MONTHS}")
    chart = page.context["trend"].programs
    codes = [name for name in chart.table.headers if name != "Bulan"]
    assert len(codes) == MOST_PROGRAMS + 4
    assert [line.name for line in chart.lines] == codes[:MOST_PROGRAMS]
    assert rows_of(admin, "tren")[0][-len(codes) :] == codes
    said = f"ada di tabel: {', '.join(codes[MOST_PROGRAMS:])}."
    assert said in page.content.decode()


def test_the_file_of_the_pairs_says_rule_and_basis(admin):
    pairs = shown(admin, "matriks")["pair_rows"]
    rows = rows_of(admin, "pasangan")[1:]
    assert [row[:3] for row in rows] == [[p.first, p.second, p.households.value] for p in pairs]
    assert rows[0][3] == "Rangkap tidak diperbolehkan"


@pytest.mark.parametrize("table", TABLES)
def test_what_is_hidden_on_the_page_is_hidden_in_the_file(client_as, analyst, table):
    cells = [cell for row in rows_of(client_as(analyst), table)[1:] for cell in row]
    assert "∗" in cells
    assert not {cell for cell in cells if isinstance(cell, float) and 0 < cell < 5}


def test_of_one_kelurahan_there_is_no_map_to_take_away(admin, city):
    answer = admin.post(f"/dasbor/tabel/peta/?wilayah={city.here.code}", {"format": "csv"})
    assert b"".join(answer.streaming_content).decode("utf-8-sig").strip() == "WILAYAH"
