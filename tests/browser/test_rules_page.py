"""A pair is decided in the browser: by keyboard, without JavaScript, on a phone and a desk."""

import pytest
from django.urls import reverse

from programs.models import OverlapRule, Program
from tests.factories import DisbursementFactory, RecipientFactory, make_household
from tests.support.accessibility import low_targets, sideways, unfold, violations
from tests.support.windows import DESK, PHONE

FIRST, SECOND = "BPNT", "SMD-SEMBAKO-2021"


@pytest.fixture
def waiting(world):
    """One household on a pair that the city has not decided."""
    OverlapRule.objects.filter(first__code=FIRST, second__code=SECOND).delete()
    household = make_household(area=world.own["area"])
    for code in (FIRST, SECOND):
        recipient = RecipientFactory(
            household=household, program=Program.objects.get(code=code), person=household.head
        )
        DisbursementFactory(recipient=recipient)
    return household


def is_fit(page):
    unfold(page)
    assert not [*violations(page), *sideways(page), *low_targets(page)]


def press(page, role, name):
    """Reached and pressed by the keyboard."""
    target = page.get_by_role(role, name=name)
    target.focus()
    page.keyboard.press("Enter")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["360", "1280"])
@pytest.mark.usefixtures("waiting")
def test_an_admin_decides_a_pair_by_keyboard_and_sees_what_it_did(window, world, size):
    page = window(world.users["admin"], size=size)
    page.goto(reverse("dashboard_undecided"))
    is_fit(page)
    press(page, "link", f"Putuskan {FIRST} dan {SECOND}")
    page.wait_for_url("**/tambah/**")
    page.get_by_label("Dilarang: dihitung").focus()
    page.keyboard.press("Space")
    page.get_by_label("Dasar keputusan").focus()
    page.keyboard.type("Rapat koordinasi 12/8/2021")
    press(page, "button", "Simpan aturan")
    page.get_by_role("heading", name="Akibatnya pada angka").wait_for()
    is_fit(page)
    now = page.get_by_role("link", name="Rangkap tidak diperbolehkan sekarang").inner_text()
    assert int(now) > 0
    press(page, "link", "Rangkap tidak diperbolehkan sekarang")
    page.get_by_role("heading", name=f"Rangkap tidak diperbolehkan: {now}").wait_for()


def test_a_decision_that_cannot_stand_says_why(window, world):
    page = window(world.users["admin"])
    page.goto(f"{reverse('rule_create')}?first={FIRST}&second={FIRST}")
    page.get_by_label("Diizinkan: bersamaan").check()
    page.get_by_label("Dasar keputusan").fill("SE 3/2021")
    press(page, "button", "Simpan aturan")
    page.get_by_role("link", name="Pilih dua program yang berbeda.").wait_for()
    is_fit(page)


@pytest.mark.usefixtures("waiting")
def test_a_rule_is_decided_and_ended_without_javascript(window, world):
    page = window(world.users["admin"], javascript=False)
    page.goto(f"{reverse('rule_create')}?first={FIRST}&second={SECOND}")
    page.get_by_label("Diizinkan: bersamaan").check()
    page.get_by_label("Dasar keputusan").fill("SE 3/2021")
    page.get_by_role("button", name="Simpan aturan").click()
    page.get_by_role("link", name=f"{FIRST} + {SECOND}").click()
    page.get_by_text("Akhiri aturan ini").click()
    page.get_by_label("Alasan diakhiri").fill("Dicabut dengan SE 4")
    page.get_by_role("button", name="Akhiri aturan").click()
    assert page.get_by_text(f"Aturan {FIRST} + {SECOND} diakhiri.").is_visible()
    rule = OverlapRule.objects.get(first__code=FIRST, second__code=SECOND)
    assert rule.valid_to is not None


def test_who_comes_second_reads_what_stands(window, world):
    rule = OverlapRule.objects.get(first__code="PKH", second__code="BST")
    page = window(world.users["admin"])
    page.goto(rule.get_absolute_url())
    OverlapRule.objects.filter(pk=rule.pk).update(version=rule.version + 1)
    page.get_by_text("Akhiri aturan ini").click()
    page.get_by_label("Alasan diakhiri").fill("Dicabut")
    page.get_by_role("button", name="Akhiri aturan").click()
    assert page.get_by_text("sudah diubah sejak halaman Anda dibuka").is_visible()
    assert page.get_by_label("Alasan diakhiri").input_value() == "Dicabut"
    is_fit(page)
