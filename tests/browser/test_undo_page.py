"""An import is taken back in the browser: what stays is read first, on a phone and on a desk."""

from django.urls import reverse

from registry.actions.identities import reveal_person
from registry.imports.undoing import undo
from registry.models import Household, Person, RunState
from tests.registry.imports.lists import CHILD, HEAD, apply, write_list
from tests.support.accessibility import low_targets, sideways, unfold, violations
from tests.support.windows import DESK, work_off_the_queue

# The tests of a file share one city.
NEIGHBOUR = {
    **HEAD,
    "ID DTKS": "6472030000000019",
    "NOKK": "6472030101800019",
    "NIK": "6472035501700019",
    "NAMA": "KARTINI",
}
QUARTER = {"release": "DTKS-2022-01"}


def test_an_admin_reads_what_stays_and_takes_the_rest_back(window, world, tmp_path):
    other = {**HEAD, "ID DTKS": "6472030000000009", "NIK": "6472035501700003", "NAMA": "HALIMAH"}
    run = apply(write_list(tmp_path / "a.csv", [HEAD, CHILD, other]))
    person = Person.objects.get(name="HALIMAH")
    household = Household.objects.get(head=person)
    reveal_person(person=person, household=household, by=world.users["admin"], reason="uji")
    page = window(world.users["admin"])
    page.goto(run.get_absolute_url())
    page.get_by_role("link", name="Urungkan impor…").click()
    page.wait_for_url(reverse("import_undo", args=[run.public_id]))
    unfold(page)
    assert not [*violations(page), *sideways(page)]
    page.set_viewport_size(DESK)
    assert not violations(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Urungkan impor").click()
    work_off_the_queue()
    page.reload()
    assert not [*violations(page), *sideways(page)]
    run.refresh_from_db()
    assert run.state == RunState.UNDONE
    assert not Person.objects.filter(name="SITI AMINAH").exists()
    assert page.get_by_text("NIK-nya sudah ditampilkan").is_visible()


def test_the_rest_goes_once_the_newer_import_that_held_it_is_undone(window, world, tmp_path):
    older = apply(write_list(tmp_path / "a.csv", [NEIGHBOUR]), options=QUARTER)
    newer = apply(
        write_list(tmp_path / "b.csv", [{**NEIGHBOUR, "PEKERJAAN": "GURU"}]), options=QUARTER
    )
    undo.undo(older, None)
    page = window(world.users["admin"])
    page.goto(reverse("import_undo", args=[older.public_id]))
    assert page.get_by_role("link", name="b.csv").is_visible()
    assert not [*violations(page), *sideways(page), *low_targets(page)]
    undo.undo(newer, None)
    page.goto(older.get_absolute_url())
    page.get_by_role("link", name="Urungkan sisanya…").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Urungkan sisanya").click()
    work_off_the_queue()
    page.reload()
    assert page.get_by_text("Tidak ada yang tersisa").is_visible()
