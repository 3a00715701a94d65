"""The map: outlines where they are loaded, circles without them, and the way down to an RT."""

import re
from dataclasses import replace
from html import unescape

import pytest

from bansos.dashboards.figures.behind import households_behind
from bansos.dashboards.figures.city_map import Part, _legend, _level, _steps
from bansos.dashboards.figures.discretion import Counted
from bansos.dashboards.figures.rts import rt_table
from bansos.dashboards.figures.scope import Scope
from bansos.lib.charts.choropleth import AreaMap
from programs.overlap import upkeep
from programs.overlap.counts import Window
from registry.models import Area, Household
from tests.bansos.dashboards.conftest import FEBRUARY, JANUARY, pay
from tests.factories import UserFactory, make_household, village
from tests.support.numbers import numbers_with_lists, wrong_lists

pytestmark = pytest.mark.django_db

MAP = "/dasbor/peta/"
WINDOW = Window(JANUARY, FEBRUARY)


@pytest.fixture
def admin():
    return UserFactory(role="admin")


def square(west, south):
    """An outline of a tenth of a degree."""
    east, north = west + 0.1, south + 0.1
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "MultiPolygon", "coordinates": [[ring]]}


@pytest.fixture
def outlines():
    """Made up: a row of squares, for the kelurahan only."""
    for number, area in enumerate(Area.objects.villages()):
        Area.objects.filter(pk=area.pk).update(outline=square(117 + number / 10, -0.5))


@pytest.mark.usefixtures("city", "outlines")
def test_outlines_are_drawn_where_they_are_loaded(client_as, admin):
    drawn = client_as(admin).get(MAP, {"per": "kelurahan"}).context["map"]
    assert drawn.has_outlines
    assert len(drawn.chart.patches) == Area.objects.villages().count()


@pytest.mark.usefixtures("city", "outlines")
def test_a_kecamatan_without_an_outline_is_drawn_as_its_kelurahan(client_as, admin, city):
    chart = client_as(admin).get(MAP).context["map"].chart
    assert isinstance(chart, AreaMap)
    paths = {patch.label: patch.path.count("M") for patch in chart.patches}
    assert paths[city.here.parent.name] == city.here.parent.children.count()


def test_one_missing_outline_leaves_circles(client_as, admin, city, outlines):
    Area.objects.filter(pk=city.there.pk).update(outline=None)
    drawn = client_as(admin).get(MAP, {"per": "kelurahan"}).context["map"]
    assert not drawn.has_outlines
    assert {spot.label for spot in drawn.chart.spots} >= {city.here.name, city.there.name}


@pytest.mark.usefixtures("city")
def test_what_nobody_has_loaded_is_hatched_and_left_out_of_the_headline(client_as, admin, city):
    pay(make_household(area=village("Bukuan")), "PKH")
    drawn = client_as(admin).get(MAP, {"urut": "one"}).context["map"]
    loaded = Household.objects.living().filter(
        area__parent__in=[city.here.parent, village("Bukuan").parent]
    )
    assert city.there.parent in drawn.left_out
    assert drawn.headline.whole.value == loaded.count()
    assert {s.level for s in drawn.chart.spots if s.label == city.there.parent.name} == {None}


@pytest.mark.usefixtures("city")
def test_the_headline_leads_to_a_list_without_what_was_left_out(client_as, admin, city):
    client = client_as(admin)
    headline = client.get(MAP, {"urut": "none"}).context["map"].headline
    page = client.get(headline.value.url)
    assert page.context["total"] == headline.value.value
    assert city.there not in {household.area for household in page.context["page"]}
    assert "tanpa Kec. " in page.content.decode()


@pytest.mark.parametrize("query", ["", "&per=kelurahan", "&urut=several", "&urut=conflict"])
@pytest.mark.usefixtures("city")
def test_every_number_of_the_map_leads_to_a_list_of_that_length(client_as, admin, query):
    client, address = client_as(admin), f"{MAP}?dari=2021-01{query}"
    assert numbers_with_lists(client, address)
    assert wrong_lists(client, address) == {}


def test_every_number_by_rt_leads_to_a_list_of_that_length(client_as, admin, city):
    Household.objects.filter(area=city.here, pk__in=_some(city.here, 3)).update(rt="007")
    Household.objects.filter(area=city.here, pk__in=_some(city.here, 2)).update(rt="")
    address = f"{MAP}?wilayah={city.here.code}"
    assert wrong_lists(client_as(admin), address) == {}
    lists = numbers_with_lists(client_as(admin), address)
    assert sum("&rt=-" in url for url in lists) == sum("&rt=007" in url for url in lists) > 0


def _some(area, number):
    return list(Household.objects.living().filter(area=area).values_list("pk", flat=True)[:number])


def test_the_rts_of_a_kelurahan_add_up_to_it(client_as, admin, city):
    Household.objects.filter(area=city.here, pk__in=_some(city.here, 4)).update(rt="002")
    rts = client_as(admin).get(MAP, {"wilayah": city.here.code}).context["rts"]
    columns = zip(*(row.numbers for row in rts.rows), strict=True)
    assert [sum(n.value for n in column) for column in columns] == [
        number.value for number in rts.total.numbers
    ]
    assert [row.label for row in rts.rows] == ["RT 001", "RT 002"]


@pytest.mark.parametrize("most", [2_000, 0])
def test_each_number_of_an_rt_is_that_of_its_list(admin, city, monkeypatch, most):
    """Of what was added up and of what changed since; and where too much has changed for that."""
    upkeep.refresh()
    Household.objects.filter(area=city.here, pk__in=_some(city.here, 6)).update(rt="002")
    Household.objects.filter(pk__in=_some(city.here, 2)).update(area=city.there)
    monkeypatch.setattr("programs.overlap.lists.MOST_MARKS", most)
    scope = Scope((city.here,), WINDOW, area=city.here)
    for row, rt in zip(rt_table(scope, admin).rows, ("001", "002"), strict=True):
        told = {kind.key: n.value for kind, n in zip(row.kinds, row.numbers, strict=True)}
        of_rt = replace(scope, rt=rt)
        assert told == {key: households_behind(key, of_rt, admin).count() for key in told}


def test_the_rts_are_counted_in_a_few_queries(admin, city, django_assert_max_num_queries):
    upkeep.refresh()
    scope = Scope((city.here,), WINDOW, area=city.here)
    with django_assert_max_num_queries(8):
        assert rt_table(scope, admin).rows


def test_a_supervisor_of_one_kelurahan_comes_to_its_rts_without_choosing_it(client_as, city):
    client = client_as(UserFactory(role="penyelia", area=city.here))
    (way,) = re.findall(r'href="([^"]*)">Angka tiap RT di', client.get("/dasbor/").content.decode())
    page = client.get(unescape(way))
    assert [row.label for row in page.context["rts"].rows] == ["RT 001"]
    assert page.context["rts"].total.numbers[0].value == _living(city.here)
    assert wrong_lists(client, MAP) == {}


def _living(area):
    return Household.objects.living().filter(area=area).count()


def test_a_kelurahan_where_nobody_lives_has_no_rt(client_as):
    client = client_as(UserFactory(role="penyelia", area=village("Bukuan")))
    assert "Belum ada rumah tangga di wilayah ini." in client.get(MAP).content.decode()


def test_one_walks_down_to_a_household_and_up_again(client_as, admin, city):
    client = client_as(admin)
    district = _link(client.get(MAP, {"urut": "conflict"}), city.here.parent.name)
    here = _link(client.get(district), city.here.name)
    rows = client.get(here).context["rts"].rows
    listed = client.get(rows[0].numbers[1].url)
    ways = listed.context["scope"].ways_back
    assert [name for name, _ in ways] == ["Dasbor", "Peta", str(city.here.parent), str(city.here)]
    assert [client.get(url).status_code for _, url in ways] == [200] * 4
    assert (
        client.get(ways[-1][1]).context["rts"].rows[0].numbers[1].value == rows[0].numbers[1].value
    )


def test_within_one_kecamatan_there_is_no_level_to_choose(client_as, admin, city):
    """A supervisor's map already shows his kelurahan: a way to "all" would lead nowhere."""
    supervisor = UserFactory(role="penyelia", area=city.here.parent)
    assert "semua kelurahan sekaligus" in client_as(admin).get(MAP).content.decode()
    assert "semua kelurahan sekaligus" not in client_as(supervisor).get(MAP).content.decode()


def _link(page, name):
    """Where the mark of an area on the map leads."""
    marks = page.context["map"].chart
    drawn = marks.patches if isinstance(marks, AreaMap) else marks.spots
    return next(mark.url for mark in drawn if mark.label == name)


def test_a_household_leads_back_to_the_list_it_was_opened_from(client_as, admin, city):
    client = client_as(admin)
    address = "/dasbor/rumah-tangga/?angka=never"
    household = client.get(address).context["rows"][0][0]
    page = client.get(
        household.get_absolute_url(), headers={"referer": f"http://testserver{address}"}
    )
    assert ("Daftar sebelumnya", address) in page.context["crumbs"]


@pytest.mark.parametrize(
    "referer",
    ["", "http://lain.example/dasbor/rumah-tangga/?angka=x", "http://testserver/apa/?a=1"],
)
def test_a_foreign_page_is_no_list_to_go_back_to(client_as, admin, city, referer):
    household = Household.objects.first()
    page = client_as(admin).get(household.get_absolute_url(), headers={"referer": referer})
    assert len(page.context["crumbs"]) == 1


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ([10, 20, 26], ["10–14%", "14–18%", "18–22%", "22–26%"]),
        ([1, 3], ["1–1,5%", "1,5–2%", "2–2,5%", "2,5–3%"]),
        ([7, 7], ["7–7,1%"]),
        ([], []),
    ],
)
def test_the_shades_part_the_shares_evenly(numbers, words):
    parts = [Part(Counted(number), Counted(100)) for number in numbers]
    steps = _steps(parts)
    levels = [_level(part, steps) for part in parts]
    assert [said for _, said in _legend(steps, levels, has_unknown=False)] == words
    assert levels == sorted(levels)


def test_a_supervisor_sees_the_map_of_his_own_kecamatan_only(client_as, supervisor, city):
    page = client_as(supervisor).get(MAP, {"urut": "one"})
    assert {spot.label for spot in page.context["map"].chart.spots} == {
        area.name for area in city.here.parent.children.all()
    }
    assert not re.search(rf"\b{city.there.name}\b", page.content.decode())


@pytest.mark.parametrize("query", [{"rt": "x"}, {"tanpa": "99.99"}, {"asal": "bulan"}])
@pytest.mark.usefixtures("city")
def test_a_list_refuses_what_no_page_would_ask_for(client_as, admin, query):
    page = client_as(admin).get("/dasbor/rumah-tangga/", {"angka": "never", **query})
    assert page.status_code == 422


def test_a_supervisor_cannot_name_an_area_that_is_not_his(client_as, supervisor, city):
    query = {"angka": "never", "tanpa": city.there.code}
    assert client_as(supervisor).get("/dasbor/rumah-tangga/", query).status_code == 422


@pytest.mark.usefixtures("city")
def test_a_small_number_is_hidden_on_the_map_of_who_may_not_see_identities(client_as, analyst):
    page = client_as(analyst).get(MAP, {"urut": "conflict", "per": "kelurahan"})
    told = {row[1].text for row in page.context["map"].chart.table.rows}
    assert told == {"∗", "0", "data belum dimuat"}


def test_no_hidden_number_of_an_rt_is_what_its_row_lacks(client_as, analyst):
    """20 households of which 8 never received and 10 several: the hidden 2 would be plain."""
    area = village("Rawa Makmur")
    for number in range(20):
        household = make_household(area=area, rt="001")
        for code in ("BPNT", "PKH")[: (number >= 8) + (number >= 10)]:
            pay(household, code)
    [row] = client_as(analyst).get(MAP, {"wilayah": area.code}).context["rts"].rows
    hidden = [kind.key for kind, n in zip(row.kinds, row.numbers, strict=True) if n.hidden]
    assert hidden == ["never", "listed_only", "none", "one"]
