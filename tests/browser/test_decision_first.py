"""A preview on a phone: counts and what must be looked at, the button, and then all details."""

import pytest
from playwright.sync_api import Page, expect

from registry.codes import Existence
from registry.models import ImportRun, Person
from tests.registry.imports.lists import CHILD, HEAD, apply, preview, write_list
from tests.support.accessibility import low_targets, sideways, violations
from tests.support.keyboard import press, tab_to
from tests.support.windows import PHONE

JANUARY, JULY = {"release": "DTKS-2021-01"}, {"release": "DTKS-2021-07"}
FOLDED = ("Peringatan menurut sebab", "Kolom yang dikenali")


@pytest.fixture
def run(world, tmp_path) -> ImportRun:
    """A list of another month, with somebody who died, a problem and a warning."""
    apply(write_list(tmp_path / "januari.csv", [HEAD, CHILD]), options=JANUARY)
    Person.objects.filter(name="SITI AMINAH").update(existence=Existence.DECEASED)
    rows = [HEAD, {**CHILD, "NIK": "123"}, {**CHILD, "NIK": "", "NAMA": "TANPA NOMOR"}]
    return preview(write_list(tmp_path / "dtks maret 2021.csv", rows), options=JULY)


@pytest.fixture
def page(window, world, run) -> Page:
    page = window(world.users["admin"])
    page.goto(run.get_absolute_url())
    return page


def top(page: Page, role, words: str) -> float:
    box = page.get_by_role(role, name=words).first.bounding_box()
    assert box is not None, f"{words!r} is on no screen"
    return float(box["y"])


def test_the_button_is_within_two_screens_of_a_phone(page):
    assert top(page, "button", "Terapkan impor") < 2 * PHONE["height"]


def test_the_fifth_step_leads_there_at_once(page, run):
    page.goto(f"{run.get_absolute_url()}kolom/")
    press(page, "5 Terapkan")
    expect(page.get_by_role("button", name="Terapkan impor")).to_be_in_viewport()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Terapkan impor")).to_be_focused()


def test_what_must_be_looked_at_comes_before_the_button_and_details_after_it(page):
    button = top(page, "button", "Terapkan impor")
    assert page.get_by_text("Periksa sebelum diterapkan").bounding_box()["y"] < button
    assert page.get_by_text("Mungkin daftar periode lain").bounding_box()["y"] < button
    assert top(page, "link", "Bermasalah: 1") < button
    assert button < top(page, "heading", "Akibat bagi kota")
    assert button < top(page, "heading", "Baris bermasalah menurut sebab")


def test_long_tables_are_folded_until_somebody_opens_them_by_keyboard(page):
    for words in FOLDED:
        body = page.locator("details", has_text=words).locator("dl, table")
        expect(body).to_be_hidden()
        tab_to(page, words)
        page.keyboard.press("Enter")
        expect(body).to_be_visible()
    assert not [*violations(page), *sideways(page), *low_targets(page)]


def test_both_answers_to_what_numbers_of_relation_mean_are_within_two_screens(
    window, world, tmp_path
):
    rows = [
        {**HEAD, "NIK": f"64720312058{code}0001", "HUB KELUARGA": str(code)} for code in range(1, 9)
    ]
    run = preview(write_list(tmp_path / "angka.csv", rows))
    page = window(world.users["admin"])
    page.goto(run.get_absolute_url())
    for answer in ("Baca sebagai daftar statistik", "Baca sebagai daftar Dukcapil"):
        assert top(page, "button", answer) < 2 * PHONE["height"]
    table = page.get_by_role("region", name="Arti angka pada kedua daftar")
    assert table.evaluate("it => it.scrollWidth <= it.clientWidth"), "a meaning is cut off"
    assert not [*violations(page), *sideways(page), *low_targets(page)]
