"""The page for Bappeda."""

import re
from html import unescape

import pytest

from registry.models import Area, Household, Standing
from tests.bansos.dashboards.conftest import pay
from tests.factories import UserFactory, make_household, village

pytestmark = pytest.mark.django_db

DASHBOARD = "/dasbor/"
QUERIES = 37


def test_the_first_sentence_adds_up(client_as, analyst, city):
    board = client_as(analyst).get(DASHBOARD).context["board"]
    assert board.listed.value == board.confirmed.value + board.not_confirmed.value
    assert board.not_confirmed.value == sum(shown.value for shown in board.reasons)


@pytest.mark.usefixtures("city")
def test_every_figure_of_the_small_city_counts_somebody(client_as, analyst):
    board = client_as(analyst).get(DASHBOARD).context["board"]
    shown = [*board.reasons, *board.apart, *board.shares, *board.doubles, *board.ever]
    assert [s.kind.key for s in shown if not s.value] == []


@pytest.mark.usefixtures("city")
def test_without_a_window_it_is_the_newest_year_that_has_been_loaded(client_as, analyst):
    page = client_as(analyst).get(DASHBOARD)
    assert page.context["scope"].period_words == "Januari–Februari 2021"


def test_an_empty_city_says_that_nothing_has_been_loaded(client_as, analyst):
    page = client_as(analyst).get(DASHBOARD)
    assert page.status_code == 200
    assert "Data belum dimuat" in page.content.decode()


def test_an_empty_register_shows_the_way_to_the_first_import(client_as, analyst):
    admin = client_as(UserFactory(role="admin")).get(DASHBOARD).content.decode()
    assert "Register masih kosong" in admin
    assert 'href="/impor/baru/"' in admin
    theirs = client_as(analyst).get(DASHBOARD).content.decode()
    assert "Register masih kosong" in theirs
    assert 'href="/impor/baru/"' not in theirs


@pytest.mark.usefixtures("city")
def test_a_register_with_households_is_not_called_empty(client_as, analyst):
    assert "Register masih kosong" not in client_as(analyst).get(DASHBOARD).content.decode()


@pytest.mark.usefixtures("city")
def test_a_programme_without_a_list_is_not_loaded_rather_than_none(client_as, analyst):
    page = client_as(analyst).get(DASHBOARD)
    assert "BLT-BBM" in page.context["unloaded"]
    assert "BLT-BBM" not in [row.program.code for row in page.context["program_rows"]]


def test_lists_of_what_is_counted_apart_say_nothing_of_who_receives_nothing(client_as, analyst):
    pay(make_household(area=village("Jawa")), "PBI-JK")
    page = client_as(analyst).get(DASHBOARD)
    assert "Tidak ada daftar penyaluran program yang dihitung" in page.content.decode()
    assert [row.label for row in page.context["loaded"].by_program.rows] == ["PBI-JK"]


def test_a_kecamatan_without_a_list_is_named_beside_the_figures(client_as, analyst, city):
    said = client_as(analyst).get(DASHBOARD).context["loaded"].words_of("PKH")
    others = Area.objects.districts().exclude(pk=city.here.parent_id).count()
    assert said == f"Januari 2021 belum di {others} kecamatan"


def test_a_release_that_only_some_kecamatan_have_sent_says_so(client_as, analyst, city):
    city.release.deliveries.create(area=city.here.parent)
    page = client_as(analyst).get(DASHBOARD)
    others = Area.objects.districts().exclude(pk=city.here.parent_id)
    assert page.context["undelivered"] == list(others.order_by("code"))
    assert "Rilis ini belum lengkap" in page.content.decode()


def test_the_areas_stand_in_the_order_of_the_wanted_figure(client_as, city):
    page = client_as(UserFactory(role="admin")).get(DASHBOARD, {"urut": "conflict"})
    rows = page.context["aid_table"].rows
    assert rows[0].area == city.here.parent
    values = [row.numbers[0].value for row in rows]
    assert values == sorted(values, reverse=True)


def test_a_kecamatan_opens_its_kelurahan(client_as, analyst, city):
    page = client_as(analyst).get(DASHBOARD, {"wilayah": city.here.parent.code})
    assert city.here in [row.area for row in page.context["aid_table"].rows]
    assert city.there not in [row.area for row in page.context["aid_table"].rows]


@pytest.mark.usefixtures("city")
def test_the_rows_of_the_table_add_up_to_the_figure(client_as, analyst):
    page = client_as(analyst).get(DASHBOARD, {"urut": "never", "per": "kelurahan"})
    total = sum(row.numbers[0].value for row in page.context["aid_table"].rows)
    assert total == page.context["board"].aid.never


def test_a_supervisor_sees_the_numbers_of_his_kecamatan_only(client_as, supervisor, city):
    page = client_as(supervisor).get(DASHBOARD)
    assert page.context["board"].households.value == (
        Household.objects.living().within(city.here.parent).count()
    )
    assert page.context["scope"].area_words == str(city.here.parent)
    assert city.there.name not in page.content.decode()


def test_another_area_in_the_address_is_refused_with_a_message(client_as, supervisor, city):
    page = client_as(supervisor).get(DASHBOARD, {"wilayah": city.there.code})
    assert page.status_code == 422
    assert "error-summary" in page.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        {"dari": "kapan"},
        {"dari": "2021-13"},
        {"dari": "2021-06", "sampai": "2021-01"},
        {"dari": "2000-01", "sampai": "2099-12"},
        {"wilayah": "64.99"},
        {"rilis": "tidak ada"},
        {"urut": "pk"},
    ],
)
def test_a_bad_address_gets_a_message_instead_of_an_error(client_as, analyst, query):
    page = client_as(analyst).get(DASHBOARD, query)
    assert page.status_code == 422
    assert "error-summary" in page.content.decode()


def test_who_is_not_logged_in_is_sent_to_the_login(client):
    assert client.get(DASHBOARD).headers["Location"].startswith("/masuk/")


def test_an_officer_has_no_dashboard(client_as):
    officer = UserFactory(role="petugas", area=village())
    assert client_as(officer).get(DASHBOARD).status_code == 403


@pytest.mark.usefixtures("city")
def test_the_queries_do_not_grow_with_the_city(client_as, analyst, django_assert_max_num_queries):
    client = client_as(analyst)
    for name in ("Sidodadi", "Rawa Makmur"):
        make_household(area=village(name), members=3)
    with django_assert_max_num_queries(QUERIES):
        client.get(DASHBOARD, {"per": "kelurahan"})


@pytest.mark.usefixtures("city")
def test_a_programme_opens_its_kecamatan(client_as, analyst):
    page = client_as(analyst).get(DASHBOARD, {"muat": "PKH"})
    assert "Palaran" in [row.label for row in page.context["opened"].rows]


def test_a_new_confirmation_moves_its_figure_by_one(client_as, analyst, city):
    client = client_as(analyst)
    before = client.get(DASHBOARD).context["board"].confirmed.value
    household = Household.objects.filter(area=city.there).get()
    Household.objects.filter(pk=household.pk).update(standing=Standing.CONFIRMED)
    assert client.get(DASHBOARD).context["board"].confirmed.value == before + 1


@pytest.mark.parametrize(
    ("query", "months"),
    [
        ({"dari": "2021-02"}, "Februari 2021"),
        ({"dari": "Mei 2022"}, "Mei 2022"),
        ({"sampai": "2021-01"}, "Januari 2021"),
        ({"dari": "2020-11", "sampai": "2021-01"}, "November 2020–Januari 2021"),
    ],
)
@pytest.mark.usefixtures("city")
def test_a_missing_end_of_the_window_is_what_has_been_loaded(client_as, analyst, query, months):
    assert client_as(analyst).get(DASHBOARD, query).context["scope"].period_words == months


def test_a_kelurahan_leads_back_to_its_kecamatan_and_the_city(client_as, analyst, city):
    page = client_as(analyst).get(DASHBOARD, {"wilayah": city.here.code})
    names = [name for name, _ in page.context["scope"].ways_up]
    assert [name.strip() for name in names] == ["Dasbor", str(city.here.parent)]
    assert page.context["aid_table"].rows == []
    (below,) = re.findall(r'href="([^"]*)">Angka tiap RT', page.content.decode())
    assert client_as(analyst).get(unescape(below)).context["rts"].rows
    listed = client_as(analyst).get("/dasbor/rumah-tangga/", {"angka": "never"})
    assert [name for name, _ in listed.context["scope"].ways_back] == ["Dasbor"]


@pytest.mark.usefixtures("city")
def test_all_kelurahan_in_one_table_leave_the_register_to_shorter_pages(client_as, analyst):
    client = client_as(analyst)
    long, short = client.get(f"{DASHBOARD}?per=kelurahan"), client.get(DASHBOARD)
    assert len(long.context["aid_table"].rows) == Area.objects.villages().count()
    assert long.context["register_table"] is None
    assert short.context["register_table"] is not None
    assert "per kecamatan</a>" in long.content.decode()


def test_the_pages_beside_it_show_the_same_area_and_months(client_as, analyst, city):
    client = client_as(analyst)
    asked = {"dari": "2021-01", "sampai": "2021-01", "wilayah": city.here.parent.code}
    scope = client.get(DASHBOARD, asked).context["scope"]
    for name, url, _ in scope.pages:
        beside = client.get(url).context["scope"]
        assert beside.area == scope.area, name
        # Who never received did so in no month at all.
        assert beside.window == scope.window or name == "Belum pernah menerima"


PAGES = ["", "peta", "kombinasi", "tren", "matriks", "banding", "belum-pernah", "temuan"]


@pytest.mark.parametrize("page", PAGES)
def test_each_page_names_itself_among_its_neighbours(client_as, page):
    make_household(area=village("Jawa"))
    address = f"/dasbor/{page}/" if page else "/dasbor/"
    html = client_as(UserFactory(role="analis")).get(address).content.decode()
    ways = html.partition('aria-label="Halaman dasbor"')[2].partition("</nav>")[0]
    (here,) = re.findall(r'href="([^"?]*)[^"]*" aria-current="page"', ways)
    assert here == address
