"""What is said of merged cells, and of whom a list means, is read on a phone and on a desk."""

import pytest

from registry.imports.undoing import undo
from tests.browser.test_seen_first import faults
from tests.registry.imports.house_lists import LISTS
from tests.registry.imports.lists import HEAD, apply, preview, write_list

AMOUNTS, OPTIONS = LISTS["disbursements"]


@pytest.fixture
def payments(world, tmp_path):
    return AMOUNTS.write(tmp_path / "penyaluran.xlsx")


def test_merged_cells_that_count_and_those_that_do_not_are_told_apart(window, world, payments):
    page = window(world.users["admin"])
    page.goto(preview(payments, "disbursements", OPTIONS).get_absolute_url())
    filled = page.locator(".notice", has_text="dipakai untuk semua barisnya")
    left = page.locator(".notice", has_text="hanya terbaca di baris pertamanya")
    assert "NO KK" in filled.inner_text()
    assert "NOMINAL" in left.inner_text()
    assert "NOMINAL" not in filled.inner_text()
    assert not faults(page)


def test_a_row_names_the_merged_cells_that_speak_for_it(window, world, payments):
    page = window(world.users["admin"])
    page.goto(f"{preview(payments, 'disbursements', OPTIONS).get_absolute_url()}baris/peringatan/")
    assert page.get_by_text("Dari sel yang digabung ke bawah").first.is_visible()
    assert not faults(page)


def test_of_an_applied_list_it_says_what_can_still_be_done(window, world, payments):
    page = window(world.users["admin"])
    page.goto(apply(payments, "disbursements", OPTIONS).get_absolute_url())
    assert page.get_by_text("Begitulah daftar ini sudah diterapkan").first.is_visible()
    assert not faults(page)


def test_counts_of_an_applied_list_stand_beside_the_lists_of_the_whole_city(
    window, world, payments
):
    page = window(world.users["admin"])
    page.goto(apply(payments, "disbursements", OPTIONS).get_absolute_url())
    assert page.get_by_text("Daftar seluruh kota, dari semua impor").is_visible()
    assert page.get_by_role("link", name="Penerima di luar register").last.is_visible()
    assert not faults(page)


def test_a_twin_whose_first_was_undone_says_what_can_be_done(window, world, tmp_path):
    path = write_list(tmp_path / "dtks.csv", [HEAD])
    first = apply(path)
    again = preview(path)
    undo.undo(first, None)
    page = window(world.users["admin"])
    page.goto(again.get_absolute_url())
    assert page.get_by_text("unggah berkasnya sekali lagi").is_visible()
    assert not faults(page)
