"""What the dashboards say of the lists they rest on."""

import pytest

from bansos.dashboards.figures.catalogue import kind_of
from bansos.dashboards.figures.loaded import Loaded, loaded
from bansos.dashboards.figures.scope import Scope
from programs.overlap.counts import Window
from registry.models import Area
from tests.bansos.dashboards.conftest import FEBRUARY, JANUARY, pay
from tests.factories import DisbursementFactory, RecipientFactory, make_household, village
from tests.factories.aid import ProgramFactory

pytestmark = pytest.mark.django_db


def looked_at(area: Area | None = None) -> Loaded:
    areas = tuple(Area.objects.select_related("parent").order_by("code"))
    return loaded(Scope(areas, Window(JANUARY, FEBRUARY), area=area))


def test_a_list_that_names_no_place_is_the_whole_city_s() -> None:
    pay(make_household(area=village("Jawa")), "PKH")
    outside = RecipientFactory.create(program=ProgramFactory.create(code="PKH"), area=None)
    for month in (JANUARY, FEBRUARY):
        DisbursementFactory.create(recipient=outside, first_month=month)
    whole = looked_at()
    [row] = whole.by_program.rows
    assert [square.title.rpartition(": ")[2] for square in row.squares] == ["2", "1"]
    assert whole.months_of("PKH") == {JANUARY, FEBRUARY}
    assert whole.words_of("PKH").endswith("Februari 2021 tanpa wilayah")
    assert looked_at(village("Jawa").parent).months_of("PKH") == {JANUARY}


def test_beside_a_period_only_what_is_not_whole_says_its_months() -> None:
    for area in Area.objects.districts():
        home = make_household(area=area.children.first())
        pay(home, "PKH", JANUARY)
        pay(home, "PKH", FEBRUARY)
    pay(home, "BST", JANUARY)
    lacking = "Januari 2021 belum di 9 kecamatan"
    assert looked_at().beside_the_period == [f"BST {lacking}", "PKH"]
    assert looked_at().sentences == [f"BST {lacking}", "PKH Januari–Februari 2021"]


def test_what_is_counted_apart_makes_no_kecamatan_known() -> None:
    """The figures of areas know counted programmes only: PBI-JK says nothing of them."""
    home = make_household(area=village("Jawa"))
    pay(home, "PBI-JK")
    looked = looked_at()
    assert (looked.programs, looked.counted) == (["PBI-JK"], [])
    assert looked.lacking(ever=False) == looked.lacking(ever=True) == looked.scope.districts
    pay(home, "PKH")
    assert home.area.parent not in looked_at().lacking(ever=False)


@pytest.mark.parametrize(
    ("key", "lacking"),
    [
        ("none", "program yang dihitung"),
        ("program:PBI-JK", ""),
        ("program:BST", "BST"),
        ("pair:BST+PKH", "BST dan PKH"),
        ("set:PKH", "PKH"),
        ("never", ""),
        ("confirmed", ""),
    ],
)
def test_a_figure_of_a_programme_asks_for_its_own_lists(key: str, lacking: str) -> None:
    pay(make_household(area=village("Jawa")), "PBI-JK")
    assert looked_at().lacking_words(kind_of(key)) == lacking
