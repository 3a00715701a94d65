"""From the map to one household and back by the keyboard alone, on a phone and on a desk."""

import pytest

from bansos.lib.dates import month_index
from programs.models import Program
from registry.models import Area
from tests.factories import DisbursementFactory, RecipientFactory, make_household, village
from tests.support.accessibility import low_targets, sideways, violations
from tests.support.keyboard import press
from tests.support.windows import DESK, PHONE

MAP = "/dasbor/peta/?dari=2021-01&sampai=2021-03&urut=one"

LISTS = """all => all.map(one =>
  [one.getAttribute("href"), one.getAttribute("aria-label") || one.textContent])"""


@pytest.fixture(scope="module")
def mapped(world):
    """Made-up squares as outlines, and aid for all of one RT and some of another."""
    for number, area in enumerate(Area.objects.villages()):
        west, south = 117 + number % 8 / 10, -0.5 + number // 8 / 10
        ring = [(0, 0), (0.1, 0), (0.1, 0.1), (0, 0.1), (0, 0)]
        outline = [[[[west + x, south + y] for x, y in ring]]]
        geometry = {"type": "MultiPolygon", "coordinates": outline}
        Area.objects.filter(pk=area.pk).update(outline=geometry)
    for rt in ("003", "003", "004"):
        household = make_household(area=village("Jawa"), rt=rt)
        recipient = RecipientFactory(household=household, program=Program.objects.get(code="PKH"))
        DisbursementFactory(recipient=recipient, first_month=month_index(2021, 2))


def looked_at(page):
    assert not [*violations(page), *sideways(page)]


def rows_of(page):
    """How many rows the list has; its heading must say the same number."""
    rows = page.locator("main tbody tr").count()
    assert page.get_by_role("heading", level=1).inner_text().endswith(f": {rows}")
    return rows


@pytest.mark.usefixtures("mapped")
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["360", "1280"])
def test_down_from_the_map_to_a_household_and_up_again(window, world, size):
    page = window(world.users["admin"], size=size)
    page.goto(MAP)
    looked_at(page)
    press(page, "Samarinda Ulu:")
    looked_at(page)
    press(page, "Jawa:")
    looked_at(page)
    press(page, "RT 003, Satu program: 2")
    looked_at(page)
    assert rows_of(page) == 2
    name = page.locator("main tbody th").first.inner_text()
    press(page, name)
    assert page.get_by_role("heading", level=1).inner_text() == name
    for crumb in ("Daftar sebelumnya", "Kel. Jawa", "Kec. Samarinda Ulu", "Peta", "Dasbor"):
        press(page, crumb)
    assert page.get_by_role("heading", level=1).inner_text().startswith("Kota Samarinda")
    assert not low_targets(page) or size == DESK


@pytest.mark.usefixtures("mapped")
@pytest.mark.parametrize(
    "address", ["/dasbor/kombinasi/", "/dasbor/matriks/", "/dasbor/tren/", MAP]
)
def test_numbers_on_the_screen_are_the_rows_of_their_lists(window, world, address):
    page = window(world.users["admin"])
    page.goto(address)
    links = page.locator("main a[href*='angka=']:not([tabindex])")
    found = links.evaluate_all(LISTS)
    assert found
    for url, words in dict(found).items():
        said = int(words.split(": ")[-1].split(" ")[0].replace(".", ""))
        page.goto(url)
        assert (rows_of(page) if said else 0) == said, url
