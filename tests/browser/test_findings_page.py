"""From the dashboard to one household of a finding and back, by keyboard, on a phone and a desk."""

import datetime

import pytest
from django.urls import reverse

from programs.models import Program
from registry.codes import Existence
from registry.models import Person
from tests.factories import DisbursementFactory, RecipientFactory, make_household
from tests.support.accessibility import sideways, unfold, violations
from tests.support.windows import DESK, PHONE


@pytest.fixture
def paid_to_the_dead(world):
    household = make_household(area=world.own["area"])
    Person.objects.filter(pk=household.head_id).update(
        existence=Existence.DECEASED, existence_on=datetime.date(2020, 11, 2)
    )
    recipient = RecipientFactory(
        household=household, program=Program.objects.get(code="BPNT"), person=household.head
    )
    DisbursementFactory(recipient=recipient, amount=None)
    return recipient


def follow(page, name):
    link = page.get_by_role("link", name=name).first
    link.focus()
    page.keyboard.press("Enter")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["360", "1280"])
def test_a_finding_is_walked_down_to_its_household(window, world, size, paid_to_the_dead):
    page = window(world.users["penyelia"], size=size)
    page.goto(reverse("dashboard"))
    follow(page, "Temuan: dibayar sesudah meninggal")
    page.get_by_role("heading", name="Dibayar sesudah meninggal atau pindah").wait_for()
    number = page.get_by_role("link", name="Dibayar sesudah meninggal:").first.inner_text()
    follow(page, "Dibayar sesudah meninggal:")
    page.get_by_role("heading", name=f"Dibayar sesudah meninggal: {number}").wait_for()
    assert page.locator("tbody tr").count() == int(number)
    unfold(page)
    assert not [*violations(page), *sideways(page)]
    follow(page, paid_to_the_dead.name)
    page.wait_for_url(f"**{paid_to_the_dead.household.get_absolute_url()}")
    page.go_back()
    page.get_by_role("heading", name=f"Dibayar sesudah meninggal: {number}").wait_for()
