"""The list of imports and the columns of one are short on a phone, and nothing is lost by that."""

import re

import pytest
from playwright.sync_api import expect

from registry.models import ImportRun
from tests.registry.imports.lists import CHILD, HEAD, RELEASE, apply, preview, write_list
from tests.registry.imports.test_contradictions import TOLD, office
from tests.support.accessibility import low_targets, sideways, unfold, violations

# px: before, a run took 332 and a column 155.
LOW_RUN, LOW_COLUMN = 170, 135
HEIGHT = "rows => rows.map(row => row.getBoundingClientRect().height)"


@pytest.fixture
def run(world, tmp_path):
    return preview(write_list(tmp_path / "dtks-2021-07.csv", [HEAD, CHILD]), options=RELEASE)


def columns_of(window, world, run, **how):
    page = window(world.users["admin"], **how)
    page.goto(f"{run.get_absolute_url()}kolom/")
    return page


def test_an_import_takes_few_lines_of_the_list(window, world, run):
    ImportRun.objects.filter(pk=run.pk).update(created_by=world.users["admin"])
    page = window(world.users["admin"])
    page.goto("/impor/")
    assert max(page.locator("tbody tr").evaluate_all(HEIGHT)) < LOW_RUN
    # The newest first; by name it is told with its labels.
    expect(page.get_by_role("row").nth(1)).to_have_accessible_name(
        re.compile(
            "dtks-2021-07.csv Data DTKS untuk DTKS-2021-07 Menunggu diterapkan Baris 2 "
            f"Bermasalah 0 {world.users['admin']} .* WITA"
        )
    )


@pytest.mark.parametrize("javascript", [True, False], ids=["js", "no-js"])
def test_columns_that_were_recognised_are_folded_and_opened_by_keyboard(
    window, world, run, javascript
):
    page = columns_of(window, world, run, javascript=javascript)
    expect(page.get_by_label("NIK", exact=True)).to_be_hidden()
    expect(page.get_by_text("ID DTKS, KABUPATEN/KOTA,")).to_be_visible()
    page.locator("summary", has_text="Dikenali").press("Enter")
    expect(page.get_by_label("NIK", exact=True)).to_be_visible()
    expect(page.get_by_text("ID DTKS, KABUPATEN/KOTA,")).to_be_hidden()


def test_an_opened_column_is_low_and_sound(window, world, run):
    page = columns_of(window, world, run)
    unfold(page)
    assert max(page.locator(".field").evaluate_all(HEIGHT)) < LOW_COLUMN
    assert not [*violations(page), *sideways(page), *low_targets(page)]


def test_what_was_chosen_wrongly_is_open_when_it_comes_back(window, world, run):
    page = columns_of(window, world, run)
    page.locator("summary", has_text="Dikenali").click()
    page.get_by_label("NIK", exact=True).select_option("name")
    page.get_by_role("button", name="Baca ulang dengan kolom ini").click()
    expect(page.get_by_text("Sisakan satu")).to_be_visible()
    expect(page.get_by_label("NIK", exact=True)).to_be_visible()
    expect(page.get_by_label("DUSUN")).to_be_visible()


def test_a_contradicted_column_stands_open_before_the_others(window, world, tmp_path):
    apply(office(tmp_path / "juli.csv"), options={**RELEASE, "map": TOLD})
    page = columns_of(window, world, preview(office(tmp_path / "agustus.csv", CHILD)))
    expect(page.locator("select:visible")).to_have_count(1)
    expect(page.get_by_role("heading", name="Perlu dipilih: 1")).to_be_visible()
