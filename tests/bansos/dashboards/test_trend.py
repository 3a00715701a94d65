"""The figures month by month."""

import pytest

from bansos.lib.dates import month_index
from programs.overlap.counts import Window, figures
from tests.bansos.dashboards.conftest import JANUARY, pay
from tests.factories import UserFactory, make_household
from tests.support.numbers import numbers_with_lists, wrong_lists

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

TREND = "/dasbor/tren/"
WITH_A_GAP = {"dari": "2021-01", "sampai": "2021-04"}


@pytest.fixture
def admin():
    return UserFactory(role="admin")


def values(chart, name):
    [column] = [n for n, header in enumerate(chart.table.headers) if header == name]
    return [row[column].text for row in chart.table.rows]


def test_every_number_leads_to_the_list_of_its_month(client_as, admin, city):
    assert numbers_with_lists(client_as(admin), TREND)
    assert wrong_lists(client_as(admin), TREND) == {}
    assert wrong_lists(client_as(admin), f"{TREND}?wilayah={city.here.code}") == {}


def test_each_month_is_counted_by_itself(client_as, admin):
    trend = client_as(admin).get(TREND).context["trend"]
    alone = [figures(Window(month, month)) for month in (JANUARY, JANUARY + 1)]
    assert values(trend.shares, "Lebih dari satu") == [str(one.several) for one in alone]
    assert values(trend.programs, "PKH")[0] == str(alone[0].by_program["PKH"])


def test_a_month_that_nobody_has_loaded_is_a_gap_and_said_so(client_as, admin, city):
    pay(make_household(area=city.here), "PKH", month_index(2021, 4))
    page = client_as(admin).get(TREND, WITH_A_GAP)
    assert page.context["trend"].gaps == ["Maret 2021"]
    assert values(page.context["trend"].shares, "Satu program")[2] == "belum dimuat"
    assert "Data belum dimuat</strong> untuk Maret 2021" in page.content.decode()


def test_what_is_counted_apart_does_not_fill_the_gaps_of_the_figures(client_as, admin, city):
    pay(make_household(area=city.here), "PBI-JK", month_index(2021, 4))
    trend = client_as(admin).get(TREND, WITH_A_GAP).context["trend"]
    assert trend.gaps == ["Maret–April 2021"]
    assert values(trend.shares, "Tidak menerima")[3] == "belum dimuat"
    assert values(trend.programs, "PBI-JK")[3] == "1"


def test_what_is_forbidden_is_drawn_in_the_colour_of_a_stop(client_as, admin):
    lines = client_as(admin).get(TREND).context["trend"].to_check.lines
    assert [(line.name, line.colour) for line in lines] == [
        ("Rangkap dilarang", 2),
        ("Perlu ditinjau", 1),
        ("Dibayar dua kali", 4),
    ]


def test_a_programme_has_gaps_of_its_own(client_as, admin):
    trend = client_as(admin).get(TREND).context["trend"]
    assert values(trend.programs, "BPNT")[0] != "belum dimuat"
    assert values(trend.programs, "BST")[1] == "belum dimuat"


def test_more_than_three_years_are_refused(client_as, admin):
    page = client_as(admin).get(TREND, {"dari": "2018-01", "sampai": "2021-02"})
    assert page.status_code == 422
    assert "Paling panjang 3 tahun" in page.content.decode()


def test_a_hidden_number_is_no_gap(client_as, analyst):
    trend = client_as(analyst).get(TREND).context["trend"]
    assert trend.gaps == []
    assert values(trend.to_check, "Rangkap dilarang")[0] == "∗"
