"""An import never overwrites what was found at the door; it warns."""

import datetime

import pytest
from django.utils import timezone

from registry.codes import Existence
from registry.imports import runs
from registry.models import ClosedReason, Household, Person, Residence, Standing
from tests.factories import village
from tests.registry.imports.lists import (
    CHILD,
    HEAD,
    apply,
    counts,
    preview,
    warnings_of,
    write_list,
)

pytestmark = pytest.mark.django_db
DEAD = {
    "existence": Existence.DECEASED,
    "existence_on": datetime.date(2021, 4, 1),
    "existence_recorded_at": timezone.now(),
}
ALIVE = {"existence": Existence.PRESENT, "existence_on": None, "existence_recorded_at": None}
OTHER_PLACE = {"KECAMATAN": "PALARAN", "DESA/KELUARAHAN": "BUKUAN"}


@pytest.fixture
def path(tmp_path):
    return write_list(tmp_path / "dtks.csv", [HEAD, CHILD])


@pytest.fixture
def household(path):
    apply(path)
    return Household.objects.get()


def again(path, *rows):
    return apply(write_list(path.with_name("later.csv"), rows))


@pytest.mark.parametrize("standing", [Standing.CONFIRMED, Standing.NOT_FOUND])
def test_the_area_of_a_visited_household_is_kept(path, household, standing):
    Household.objects.update(standing=standing, standing_on=datetime.date(2021, 4, 1))
    run = again(path, {**HEAD, **OTHER_PLACE, "ALAMAT": "JL. LAIN"})
    household.refresh_from_db()
    assert (household.area, household.address) == (village("Jawa"), "JL. MAWAR NO. 1")
    assert counts(run) == (0, 0, 1, 0)
    assert "hasil kunjungan petugas" in warnings_of(run)


def test_the_area_to_which_an_officer_moved_a_household_is_kept(path, household):
    Residence.objects.update(valid_to=datetime.date(2021, 5, 1), valid_from="2021-01-01")
    area = village("Air Hitam")
    Residence.objects.create(household=household, area=area, valid_from="2021-05-01")
    Household.objects.update(area=area)
    run = again(path, HEAD, CHILD)
    household.refresh_from_db()
    assert household.area == area
    assert "dipertahankan" in warnings_of(run)


def test_a_head_named_at_the_door_is_kept(path, household):
    child = Person.objects.get(name="RUDI")
    Household.objects.update(head=child, standing=Standing.CONFIRMED)
    run = again(path, HEAD, CHILD)
    household.refresh_from_db()
    assert household.head == child
    assert "Kepala rumah tangga" in warnings_of(run)


def test_a_closed_household_stays_closed(path, household):
    Household.objects.update(
        closed_at=timezone.now(), closed_on="2021-05-01", closed_reason=ClosedReason.MOVED
    )
    run = again(path, {**HEAD, **OTHER_PLACE}, CHILD)
    household.refresh_from_db()
    assert household.is_closed
    assert household.area == village("Jawa")
    assert "sudah ditutup" in warnings_of(run)


def test_the_dead_stay_dead_and_do_not_become_head_again(path, household):
    Person.objects.filter(name="SITI AMINAH").update(existence=Existence.DECEASED)
    Household.objects.update(head=None, standing=Standing.CONFIRMED)
    run = again(path, HEAD, CHILD)
    household.refresh_from_db()
    assert household.head is None
    assert Person.objects.get(name="SITI AMINAH").is_deceased
    assert "tercatat meninggal" in warnings_of(run)


def test_standing_and_report_are_never_touched(path, household):
    Household.objects.update(standing=Standing.CONFIRMED, reported="menolak")
    again(path, {**HEAD, "ALAMAT": "JL. BARU"}, CHILD)
    household.refresh_from_db()
    assert (household.standing, household.reported) == (Standing.CONFIRMED, "menolak")
    assert household.address == "JL. BARU"


def test_what_was_warned_of_in_the_preview_is_warned_of_once(path, household):
    Household.objects.update(standing=Standing.CONFIRMED)
    run = again(path, {**HEAD, **OTHER_PLACE})
    row = run.staged_rows.get()
    assert len(row.warnings) == 1
    assert run.warnings == 1


def test_a_warning_that_is_no_longer_true_goes_with_the_next_judgement(path, household):
    """Between the preview and the apply somebody took the death back."""
    Person.objects.filter(nik=HEAD["NIK"]).update(**DEAD)
    run = preview(write_list(path.with_name("later.csv"), [{**HEAD, "PEKERJAAN": "GURU"}]))
    assert "tercatat meninggal" in warnings_of(run)
    Person.objects.filter(nik=HEAD["NIK"]).update(**ALIVE)
    runs.ask_apply(run=run, by=None)
    runs.apply(run)
    assert "tercatat meninggal" not in warnings_of(run)
    assert run.warnings == run.staged_rows.exclude(warnings=[]).count()


def test_what_was_said_of_the_cells_stays(path, household):
    run = preview(write_list(path.with_name("later.csv"), [{**HEAD, "NAMA": "ALM SITI AMINAH"}]))
    before = warnings_of(run)
    assert "almarhum" in before
    runs.ask_apply(run=run, by=None)
    runs.apply(run)
    assert warnings_of(run) == before
