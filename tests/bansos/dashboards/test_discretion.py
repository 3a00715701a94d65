"""Who may not see identities sees no number on the dashboard that could point at somebody."""

import re

import pytest

from bansos.dashboards.figures.board import board
from bansos.dashboards.figures.catalogue import AID
from bansos.dashboards.figures.loaded import loaded
from bansos.dashboards.figures.places import aid_table, register_table
from bansos.dashboards.figures.scope import Scope
from programs.overlap.counts import Window
from registry.models import Area
from tests.bansos.dashboards.conftest import FEBRUARY, JANUARY, pay, received
from tests.factories import RecipientFactory, UserFactory, make_household, village
from tests.factories.aid import ProgramFactory

pytestmark = pytest.mark.django_db

DASHBOARD = "/dasbor/"


def looked_at(area=None, *, discreet=True):
    areas = tuple(Area.objects.select_related("parent").order_by("code"))
    return board(Scope(areas, Window(JANUARY, FEBRUARY), area=area, discreet=discreet))


@pytest.fixture
def busy_city():
    """Three kecamatan: two with many on PKH, one with three."""
    for name, number in (("Jawa", 9), ("Loa Bakung", 7), ("Bukuan", 3)):
        for _ in range(number):
            pay(make_household(area=village(name)), "PKH")


@pytest.mark.usefixtures("busy_city")
def test_a_small_number_and_the_one_that_would_give_it_away_are_hidden():
    table = aid_table(looked_at())
    one = [n for row in table.rows for n in row.numbers if n.column.kind.key == "one" and n.value]
    assert {n.value: n.is_hidden for n in one} == {9: False, 7: True, 3: True}


@pytest.mark.usefixtures("busy_city")
def test_a_hidden_number_has_no_share_no_bar_and_stands_last():
    hidden = [
        number
        for row in aid_table(looked_at()).rows
        for number in [row.households, *row.numbers]
        if number.is_hidden
    ]
    assert hidden
    assert {(number.share, number.bar, number.counted.link) for number in hidden} == {
        ("", None, "")
    }


@pytest.mark.usefixtures("city")
def test_every_sum_of_a_table_hides_two_of_its_numbers_or_none():
    looked = looked_at()
    for row in (None, *looked.scope.rows):
        hidden = [looked.hides(row, key) for key in ("households", "none", "one", "several")]
        assert sum(hidden) != 1


@pytest.fixture
def everything_within_the_window():
    """Nobody was paid outside the window: who gets nothing never got anything."""
    for number in range(31):
        home = make_household(area=village("Jawa"))
        if number < 12:
            pay(home, "PKH")
        elif number < 15:
            RecipientFactory(household=home, program=ProgramFactory(code="PKH"))


@pytest.mark.usefixtures("everything_within_the_window")
def test_who_is_only_listed_cannot_be_computed_from_who_never_got_anything():
    looked = looked_at()
    jawa = village("Jawa")
    assert (looked.aid.none, looked.aid.never, looked.aid.listed_only) == (19, 16, 3)
    for row in (None, jawa.parent):
        assert looked.hides(row, "listed_only")
        assert looked.hides(row, "never")
    [row] = [row for row in aid_table(looked).rows if row.area == jawa.parent]
    shown = {n.column.kind.key: str(n.counted) for n in row.numbers}
    assert (shown["never"], shown["listed_only"]) == ("∗", "∗")


@pytest.mark.usefixtures("everything_within_the_window")
def test_nor_can_it_by_rt(client_as):
    client = client_as(UserFactory(role="analis"))
    rts = client.get("/dasbor/peta/", {"wilayah": village("Jawa").code}).context["rts"]
    for row in (*rts.rows, rts.total):
        shown = {kind.key: str(n) for kind, n in zip(row.kinds, row.numbers, strict=True)}
        assert (shown["none"], shown["never"], shown["listed_only"]) == ("19", "∗", "∗")


def test_a_hidden_none_is_not_the_sum_of_what_is_shown():
    for codes, number in ((["PKH"], 13), (["PKH", "BPNT"], 3), ([], 6)):
        for _ in range(number):
            home = make_household()
            for code in codes:
                pay(home, code)
    for _ in range(5):
        RecipientFactory(household=make_household(), program=ProgramFactory(code="PKH"))
    looked = looked_at()
    assert (looked.aid.none, looked.aid.never, looked.aid.listed_only) == (11, 6, 5)
    for key in ("several", "none", "never", "listed_only"):
        assert looked.hides(None, key)


def programs_seen(client):
    shown = client.get(DASHBOARD, {"dari": "2021-01", "sampai": "2021-01"}).context
    return {row.program.code: str(row.counted) for row in shown["program_rows"]}


@pytest.mark.parametrize(
    ("lists", "seen"),
    [
        # Several: 15 + 11 less the 23 that are not without any.
        ([(12, "PKH"), (8, "BPNT"), (3, "PKH", "BPNT"), (9,)], {"PKH": "15", "BPNT": "∗"}),
        # One: as many as its only programme.
        ([(3, "PKH"), (9,)], {"PKH": "∗"}),
        # Three on PKH: all that have one, less BPNT.
        ([(3, "PKH"), (8, "BPNT"), (9,)], {"PKH": "∗", "BPNT": "∗"}),
        # Nothing small, nothing hidden.
        ([(12, "PKH"), (8, "BPNT"), (6, "PKH", "BPNT"), (9,)], {"PKH": "18", "BPNT": "14"}),
    ],
)
def test_programmes_and_shares_do_not_give_each_other_away(client_as, lists, seen):
    received(*lists)
    assert programs_seen(client_as(UserFactory(role="analis"))) == seen


def test_who_may_see_identities_sees_every_programme(client_as):
    received((3, "PKH"), (8, "BPNT"), (9,))
    assert programs_seen(client_as(UserFactory(role="admin"))) == {"BPNT": "8", "PKH": "3"}


def test_a_month_of_the_trend_hides_a_programme_beside_its_shares(client_as):
    received((12, "PKH"), (8, "BPNT"), (3, "PKH", "BPNT"), (9,))
    months = {"dari": "2021-01", "sampai": "2021-01"}
    page = client_as(UserFactory(role="analis")).get("/dasbor/tren/", months)
    table = page.context["trend"].programs.table
    assert dict(zip(table.headers[1:], [c.text for c in table.rows[0][1:]], strict=True)) == {
        "PKH": "15",
        "BPNT": "∗",
    }


def test_the_matrix_does_not_show_the_programme_that_the_dashboard_hides(client_as):
    received((12, "PKH"), (8, "BPNT"), (3, "PKH", "BPNT"), (9,))
    months = {"dari": "2021-01", "sampai": "2021-01"}
    page = client_as(UserFactory(role="analis")).get("/dasbor/matriks/", months)
    own = {row.code: str(row.own) for row in page.context["matrix"].rows}
    assert own == {"PKH": "15", "BPNT": "∗"}


@pytest.mark.usefixtures("city")
def test_the_two_halves_of_the_register_hide_each_other():
    for row in register_table(looked_at()).rows:
        shown = {n.column.kind.key: n.is_hidden for n in row.numbers}
        if shown["confirmed"] or row.households.is_hidden:
            assert shown["not_confirmed"]


@pytest.mark.usefixtures("city")
def test_who_may_see_identities_sees_every_number():
    looked = looked_at(discreet=False)
    assert not any(looked.hides(None, kind.key) for kind in AID)


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize(("role", "sees"), [("analis", False), ("admin", True)])
def test_small_headlines_are_links_for_who_may_see_identities(client_as, role, sees):
    page = client_as(UserFactory(role=role)).get(DASHBOARD).content.decode()
    told = re.search(r'aria-label="Dibayar dua kali: (\S+)"', page)
    assert bool(told) is sees
    assert ("Disamarkan: angka 1–4" in page) is not sees


@pytest.mark.usefixtures("city")
def test_a_supervisor_sees_the_small_numbers_of_his_own_area(client_as, supervisor):
    assert not client_as(supervisor).get(DASHBOARD).context["scope"].discreet


@pytest.mark.usefixtures("busy_city")
@pytest.mark.parametrize(("discreet", "told"), [(True, "dimuat"), (False, "3")])
def test_what_is_loaded_tells_no_number_that_is_hidden_elsewhere(discreet, told):
    """Three households of the kecamatan are on the list: as many as its hidden number says."""
    scope = looked_at(discreet=discreet).scope
    grid = loaded(scope).by_district("PKH")
    column = grid.table.headers.index("Palaran")
    assert [row[column].text for row in grid.table.rows] == [told, "belum dimuat"]
    titles = [square.title for row in grid.rows for square in row.squares]
    assert any(title.endswith(f": {told}") for title in titles)


THREE = [(31, "PKH"), (8, "BPNT"), (11, "PKH", "BPNT"), (1, "PKH", "BST"), (9,)]


@pytest.mark.parametrize("page", ["/dasbor/", "/dasbor/tren/", "/dasbor/matriks/"])
def test_a_programme_is_not_what_the_shares_leave_of_two_others(client_as, page):
    """One 39 and several 12 make 63 without a third programme, less PKH 43 and BPNT 19: BST 1."""
    received(*THREE)
    months = {"dari": "2021-01", "sampai": "2021-01"}
    shown = client_as(UserFactory(role="analis")).get(page, months).context
    if "program_rows" in shown:
        seen = {row.program.code: str(row.counted) for row in shown["program_rows"]}
    elif "trend" in shown:
        table = shown["trend"].programs.table
        seen = dict(zip(table.headers[1:], [c.text for c in table.rows[0][1:]], strict=True))
    else:
        seen = {row.code: str(row.own) for row in shown["matrix"].rows}
    assert seen == {"PKH": "43", "BPNT": "∗", "BST": "∗"}
