"""What was accepted is taken back on the page of its household, on a phone and on a desk."""

from playwright.sync_api import expect

from tests.browser.test_seen_first import faults
from tests.verification.steps import report, supervisor
from verification.actions import reviews


def test_a_report_of_an_officer_is_revoked_there(window, world, door):
    household = door("SARIMAN")
    reviews.accept(visit=report(household, "menolak"), by=supervisor())
    page = window(world.users["penyelia"])
    page.goto(household.get_absolute_url())
    page.get_by_text("Cabut hasil ini").click()
    assert not faults(page)
    page.get_by_label("Alasan").fill("Salah rumah")
    page.get_by_role("button", name="Cabut").click()
    page.goto(household.get_absolute_url())
    expect(page.get_by_text("Dicabut oleh")).to_be_visible()
    assert not page.get_by_text("Ditutup 1 April 2021").count()
