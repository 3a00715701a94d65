"""Combinations of programmes, and each two of them with the rule that holds."""

import pytest

from programs.models import Program
from programs.overlap.counts import Window, figures
from tests.bansos.dashboards.conftest import FEBRUARY, JANUARY, pay
from tests.factories import UserFactory, make_household
from tests.support.numbers import numbers_with_lists, wrong_lists

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

COMBINATIONS, MATRIX, LIST = "/dasbor/kombinasi/", "/dasbor/matriks/", "/dasbor/rumah-tangga/"


@pytest.fixture
def admin():
    return UserFactory(role="admin")


@pytest.mark.parametrize("page", [COMBINATIONS, MATRIX])
def test_every_number_leads_to_a_list_of_that_length(client_as, admin, page, city):
    client = client_as(admin)
    assert numbers_with_lists(client, page)
    assert wrong_lists(client, page) == {}
    assert wrong_lists(client, f"{page}?wilayah={city.here.code}&dari=2021-01&sampai=2021-01") == {}


def test_each_household_stands_in_exactly_one_combination(client_as, admin):
    chart = client_as(admin).get(COMBINATIONS).context["chart"]
    counted = figures(Window(JANUARY, FEBRUARY))
    numbers = [int(row[1].text.partition(" ")[0]) for row in chart.table.rows]
    assert sum(numbers) == counted.households
    assert chart.rows[-1].label == "Tidak menerima"


def test_a_combination_is_exactly_these_programmes(client_as, admin, city):
    all_three = make_household(area=city.there)
    for code in ("BPNT", "BST", "PKH"):
        pay(all_three, code)
    client = client_as(admin)
    page = client.get(LIST, {"angka": "set:BPNT+BST+PKH"})
    assert [household.pk for household in page.context["page"]] == [all_three.pk]
    assert all_three not in client.get(LIST, {"angka": "set:BPNT+PKH"}).context["page"]
    assert "Hanya BPNT, BST dan PKH: 1" in page.content.decode()


def test_what_is_counted_apart_is_in_no_combination(client_as, admin, city):
    pay(make_household(area=city.there), "PBI-JK")
    chart = client_as(admin).get(COMBINATIONS).context["chart"]
    assert "PBI-JK" not in [column.name for column in chart.columns]


@pytest.mark.parametrize("figure", ["set:", "set:PKH+BPNT", "set:PKH+PKH", "set:TIDAK-ADA"])
def test_no_list_of_a_combination_that_cannot_be(client_as, admin, figure):
    assert client_as(admin).get(LIST, {"angka": figure}).status_code == 422


def test_a_forbidden_pair_stands_first_with_its_verdict(client_as, admin):
    rows = client_as(admin).get(MATRIX).context["pair_rows"]
    assert (rows[0].first, rows[0].second) == ("BST", "PKH")
    assert rows[0].rulings[0].words == "Rangkap tidak diperbolehkan"


def test_each_cell_of_the_matrix_says_its_verdict_in_words(client_as, admin):
    context = client_as(admin).get(MATRIX).context["matrix"]
    cells = {(c.first, c.second): c for row in context.rows for c in row.cells}
    assert cells["BST", "PKH"].verdict_words == "dilarang"
    assert cells["BPNT", "PKH"].verdict_words == "boleh"
    assert cells["BPNT", "BST"].households.value == 0


def test_an_old_code_with_a_plus_stands_in_the_matrix_and_leads_to_its_lists(client_as, admin):
    Program.objects.filter(code="BPNT").update(code="BPNT+A")
    client = client_as(admin)
    context = client.get(MATRIX).context
    assert ("BPNT+A", "PKH") in [(row.first, row.second) for row in context["pair_rows"]]
    assert wrong_lists(client, MATRIX) == {}


def test_the_diagonal_is_everybody_on_the_programme(client_as, admin):
    told = figures(Window(JANUARY, FEBRUARY)).by_program
    context = client_as(admin).get(MATRIX).context["matrix"]
    assert {row.code: row.own.value for row in context.rows} == told


def test_small_numbers_are_hidden_from_who_may_not_see_identities(client_as, analyst):
    client = client_as(analyst)
    chart = client.get(COMBINATIONS).context["chart"]
    assert "∗" in [row.text for row in chart.rows]
    assert all(not row.url for row in chart.rows if row.text == "∗")
    matrix = client.get(MATRIX).context["matrix"]
    assert {str(cell.households) for row in matrix.rows for cell in row.cells} == {"∗", "0"}


@pytest.mark.parametrize("page", [COMBINATIONS, MATRIX, "/dasbor/tren/", "/dasbor/peta/"])
@pytest.mark.parametrize("query", [{"dari": "2021-13"}, {"wilayah": "64.99"}, {"rilis": "x"}])
def test_a_bad_address_gets_a_message_instead_of_an_error(client_as, admin, page, query):
    answer = client_as(admin).get(page, query)
    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()


@pytest.mark.parametrize("page", [COMBINATIONS, MATRIX, "/dasbor/tren/", "/dasbor/peta/"])
def test_an_empty_year_says_that_nothing_has_been_loaded(client_as, admin, page):
    answer = client_as(admin).get(page, {"dari": "2015-01", "sampai": "2015-03", "urut": "one"})
    assert "Data belum dimuat" in answer.content.decode()
