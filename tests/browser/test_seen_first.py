"""What a preview says first is read and acted upon on a phone, by keyboard, and on a desk."""

import pytest

from registry.imports.columns.template import write_template
from registry.imports.importkinds import kind_of
from registry.models import ImportRun
from registry.tasks import read_run
from tests.registry.imports.lists import CHILD, HEAD, RELEASE, apply, preview, write_list
from tests.registry.imports.test_contradictions import TOLD, office
from tests.support.accessibility import low_targets, sideways, violations
from tests.support.windows import DESK


def faults(page):
    """What is wrong with a page on a phone, and then on a desk."""
    found = [*violations(page), *sideways(page), *low_targets(page)]
    size = page.viewport_size
    page.set_viewport_size(DESK)
    found += [*violations(page), *sideways(page)]
    page.set_viewport_size(size)
    return found


@pytest.fixture
def mistaken(world, tmp_path):
    """A DTKS list sent as payments."""
    return preview(write_list(tmp_path / "dtks.csv", [HEAD, CHILD]), "disbursements")


def test_a_list_of_another_kind_is_opened_as_that_by_keyboard(window, world, mistaken):
    page = window(world.users["admin"])
    page.goto(mistaken.get_absolute_url())
    assert page.get_by_text("Ini tampaknya Data DTKS, bukan Daftar penyaluran").is_visible()
    assert not faults(page)
    page.get_by_role("button", name="Buka sebagai Data DTKS").press("Enter")
    page.wait_for_load_state()
    read_run.func(str(mistaken.public_id))
    page.reload()
    assert ImportRun.objects.get(pk=mistaken.pk).kind == "dtks"
    assert page.get_by_text("Ini tampaknya").count() == 0


def test_the_example_file_says_what_it_is_and_offers_no_apply(window, world, tmp_path):
    with (tmp_path / "contoh.xlsx").open("wb") as file:
        write_template(kind_of("dtks"), file)
    page = window(world.users["admin"])
    page.goto(preview(tmp_path / "contoh.xlsx").get_absolute_url())
    assert page.get_by_text("Ini berkas contoh").is_visible()
    assert page.get_by_role("button", name="Terapkan impor").count() == 0
    assert not faults(page)


def test_a_contradicted_column_is_found_from_the_preview(window, world, tmp_path):
    apply(office(tmp_path / "juli.csv"), options={**RELEASE, "map": TOLD})
    page = window(world.users["admin"])
    page.goto(preview(office(tmp_path / "agustus.csv", CHILD)).get_absolute_url())
    assert not faults(page)
    page.get_by_role("link", name="Cocokkan kolom").first.press("Enter")
    page.wait_for_load_state()
    assert page.get_by_text("tetapi judulnya berarti").is_visible()
    assert not faults(page)
