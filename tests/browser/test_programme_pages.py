"""From an equation to its households, and from who never received to a task, by keyboard."""

import pytest
from django.urls import reverse

from tests.factories import UserFactory, make_household, village
from tests.support.accessibility import sideways, violations
from tests.support.keyboard import press, tab_to, type_into
from tests.support.windows import DESK, PHONE
from verification.models import AssignedHousehold

SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["360", "1280"])


@SIZES
def test_the_equation_leads_to_its_households_by_keyboard(window, world, size):
    page = window(world.users["admin"], size=size)
    page.goto(reverse("dashboard_program", args=["BPNT"]))
    number = page.locator(".figures-sum a").first.inner_text()
    tab_to(page, f"Rumah tangga: {number}")
    page.keyboard.press("Enter")
    page.wait_for_url("**/dasbor/rumah-tangga/**")
    assert page.locator("h1").inner_text() == f"Penerima BPNT: {number}"
    assert page.locator("tbody tr").count() == int(number)
    assert not [*violations(page), *sideways(page)]


@SIZES
def test_who_never_received_becomes_a_task_by_keyboard(window, world, size):
    area = village("Sidodadi")
    household = make_household(area=area)
    officer = UserFactory(role="petugas", area=area, full_name=f"BARU {size['width']}")
    page = window(world.users["admin"], size=size)
    page.goto(f"{reverse('dashboard_never')}?wilayah={area.code}")
    tab_to(page, f"Tugaskan {household.head_name}")
    page.keyboard.press("Space")
    type_into(page, "Petugas", officer.full_name)
    press(page, "Tugaskan yang dicentang")
    assert page.get_by_text("1 rumah tangga ditugaskan").is_visible()
    assert AssignedHousehold.objects.get(household=household).officer == officer
    assert not [*violations(page), *sideways(page)]
