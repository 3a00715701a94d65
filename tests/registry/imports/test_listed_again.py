"""Two files of one release: what the one that stands lists stays listed when the other goes."""

import pytest

from registry import stats
from registry.imports.undoing.undoable import BY_LIST
from registry.models import Listing, Release
from tests.registry.imports.families import (
    FAMILY,
    MEMBER,
    OTHER_KK,
    SECOND,
    T2,
    apply_families,
    apply_members,
)
from tests.registry.imports.lists import CHILD, HEAD
from tests.registry.imports.undos import OTHER, city, dtks, left, take_back

pytestmark = pytest.mark.django_db
APRIL, JULY = {"release": "DTKS-2021-04"}, {"release": "DTKS-2021-07"}
# A list without aid: of whom the register knows already it makes a listing and nothing else.
BARE = {name: "" for name in HEAD if name.startswith(("BANSOS", "PBI"))}
FIRST = {**FAMILY, "id_keluarga": "KEL0000"}


@pytest.fixture
def dtks_list(tmp_path):
    rows = [{**HEAD, **BARE}, {**OTHER, **BARE}]
    dtks(tmp_path, *rows, options=APRIL)
    return rows


@pytest.mark.parametrize("job", ["BURUH", "TUKANG"])
def test_a_second_file_of_a_kecamatan_keeps_whom_the_first_had_listed(dtks_list, tmp_path, job):
    one, two = dtks_list
    older = dtks(tmp_path, one, name="b.csv", options=JULY)
    newer = dtks(tmp_path, {**one, "PEKERJAAN": job}, two, name="c.csv", options=JULY)
    assert left(take_back(older))[BY_LIST] == 2  # the household, and the release
    release = Release.objects.get(code="DTKS-2021-07")
    assert stats.register_counts(release).listed == 2
    assert stats.register_counts(release).dropped == 0
    take_back(newer)
    assert take_back(older).left_count == 0
    assert not Release.objects.filter(code="DTKS-2021-07").exists()


def test_whom_the_newer_file_lacks_goes_with_the_older_one(dtks_list, tmp_path):
    older = dtks(tmp_path, *dtks_list, name="b.csv", options=JULY)
    dtks(tmp_path, dtks_list[0], name="c.csv", options=JULY)
    take_back(older)
    assert Listing.objects.filter(release__code="DTKS-2021-07").count() == 1


def test_a_file_of_another_release_keeps_nobody_listed_in_this_one(dtks_list, tmp_path):
    before = city()
    older = dtks(tmp_path, *dtks_list, name="b.csv", options=JULY)
    later = dtks(tmp_path, *dtks_list, name="c.csv", options={"release": "DTKS-2021-10"})
    assert take_back(older).left_count == 0
    take_back(later)
    assert city() == before


@pytest.mark.parametrize("rows", [[FIRST, SECOND], [FIRST]])
def test_whichever_family_of_a_house_the_newer_file_names(tmp_path, rows):
    dtks(tmp_path, HEAD, CHILD, options=APRIL)
    older = apply_families(tmp_path, SECOND, name="b.csv", options=T2)
    apply_families(tmp_path, *rows, name="c.csv", options=T2)
    take_back(older)
    assert Listing.objects.filter(release__code="DTSEN-2025-T2").count() == 1


def test_also_where_it_changed_a_name_or_brought_a_member(tmp_path):
    apply_families(tmp_path, FAMILY)
    older = apply_families(tmp_path, FAMILY, name="b.csv", options=T2)
    newer = apply_members(tmp_path, MEMBER, name="c.csv", options=T2)
    assert [each.run for each in take_back(older).in_the_way] == [newer]
    assert Listing.objects.filter(release__code="DTSEN-2025-T2").count() == 1


def test_also_where_a_family_is_judged_with_one_that_takes_somebody_out_of_it(tmp_path):
    """Its own number stands in none of its groups then, and its people may have no NIK."""
    nobody = {"nik": "", "nama_kepala_keluarga": "HALIMAH"}
    other = {**FAMILY, **nobody, "id_keluarga": "KEL0002", "no_kk": OTHER_KK}
    child = {**MEMBER, "id_keluarga": "KEL0002", "no_kk": OTHER_KK}
    apply_families(tmp_path, FAMILY, other)
    apply_members(tmp_path, child)
    older = apply_families(tmp_path, FAMILY, other, name="b.csv", options=T2)
    mother = {**child, "idsemesta": "", "nama": "HALIMAH", "nik": "", "pekerjaan_utama": "GURU"}
    mother["hub_kepala_keluarga"] = "KEPALA KELUARGA"
    newer = apply_members(tmp_path, MEMBER, mother, name="c.csv", options=T2)
    assert newer.staged_rows.values("group").distinct().count() == 1
    assert [each.run for each in take_back(older).in_the_way] == [newer]
    assert Listing.objects.filter(release__code="DTSEN-2025-T2").count() == 2
