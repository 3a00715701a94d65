"""Of several imports over one household: which goes first, and what the newer holds."""

from datetime import date

import pytest

from programs.aid_lists import AID_HOLDS
from programs.models import Recipient
from registry.events import Verb
from registry.imports import runs
from registry.imports.undoing import plans
from registry.imports.undoing.undoable import BY_FILE, BY_LIST
from registry.models import AuditEvent, Household, Person, Standing
from tests.factories import RoundFactory, UserFactory
from tests.registry.imports.families import MEMBER, OTHER_KK, T1, T2, apply_members
from tests.registry.imports.lists import CHILD, HEAD
from tests.registry.imports.undos import APRIL, OTHER, aid, city, dtks, left, take_back
from tests.verification.steps import visit

pytestmark = pytest.mark.django_db


def test_two_files_over_the_same_household_go_newest_first(tmp_path):
    empty = city()
    first = dtks(tmp_path, HEAD)
    between = city()
    second = dtks(tmp_path, {**HEAD, "PEKERJAAN": "GURU"}, CHILD, name="b.csv")
    take_back(second)
    assert city() == between
    take_back(first)
    assert city() == empty


def test_the_older_of_two_files_leaves_what_the_newer_holds(tmp_path):
    first = dtks(tmp_path, HEAD, OTHER)
    second = dtks(tmp_path, {**HEAD, "PEKERJAAN": "GURU"}, name="b.csv")
    assert left(take_back(first))[BY_FILE] == 1
    assert [p.name for p in Person.objects.all()] == ["SITI AMINAH"]
    take_back(second)
    assert Person.objects.get().occupation == "BURUH"


def test_what_the_older_left_goes_once_the_newer_is_undone_too(tmp_path):
    empty = city()
    first = dtks(tmp_path, HEAD, OTHER)
    second = dtks(tmp_path, {**HEAD, "PEKERJAAN": "GURU"}, name="b.csv")
    take_back(first)
    assert not plans.rest_may_be_free(first)
    take_back(second)
    assert plans.rest_may_be_free(first)
    asked = plans.plan(first)
    found = take_back(first)
    assert (asked.counts(), found.left_count) == (found.counts(), 0)
    assert found.removed["rumah tangga"] == 1
    assert city() == empty
    assert AuditEvent.objects.filter(verb=Verb.IMPORT_UNDONE, run=first).count() == 2


def test_while_the_newer_stands_the_rest_stays_and_nothing_is_written(tmp_path):
    first = dtks(tmp_path, HEAD, OTHER)
    dtks(tmp_path, {**HEAD, "PEKERJAAN": "GURU"}, name="b.csv")
    take_back(first)
    before = city(), first.undone_at, first.left.count()
    assert not plans.plan(first)
    with pytest.raises(runs.WrongState):
        take_back(first)
    first.refresh_from_db()
    assert (city(), first.undone_at, first.left.count()) == before
    assert AuditEvent.objects.filter(verb=Verb.IMPORT_UNDONE, run=first).count() == 1


def test_what_was_changed_again_after_the_first_undo_is_no_business_of_the_second(tmp_path):
    """OTHER went with the first undo and came again by another file: it is that file's now."""
    first = dtks(tmp_path, HEAD, OTHER)
    second = dtks(tmp_path, {**HEAD, "PEKERJAAN": "GURU"}, name="b.csv")
    take_back(first)
    dtks(tmp_path, OTHER, name="c.csv")
    take_back(second)
    take_back(first)
    assert [p.name for p in Person.objects.all()] == ["HALIMAH"]


@pytest.mark.parametrize("kind", ["recipients", "disbursements"])
def test_whom_a_newer_list_names_unchanged_stays_with_it(tmp_path, kind):
    """It found him known and equal, which leaves no mark; its own undo sets him free."""
    row = {"NIK": HEAD["NIK"], "NAMA": "SITI AMINAH", "NOMINAL": "200000"}
    first = aid(tmp_path, row, kind="recipients", options={"program": "BPNT"})
    options = APRIL if kind == "disbursements" else {"program": "BPNT"}
    second = aid(
        tmp_path, row, {**row, "NIK": OTHER["NIK"]}, kind=kind, options=options, name="b.csv"
    )
    found = take_back(first)
    assert [each.run for each in found.in_the_way] == [second]
    assert Recipient.objects.filter(nik=HEAD["NIK"]).exists()
    take_back(second)
    take_back(first)
    assert not Recipient.objects.exists()


def test_a_household_that_a_newer_list_repeats_stays(tmp_path):
    empty = city()
    first = dtks(tmp_path, HEAD)
    second = dtks(tmp_path, HEAD, OTHER, name="b.csv")
    assert left(take_back(first)) == {BY_LIST: 2}  # the household, and the release
    assert Person.objects.count() == 2
    take_back(second)
    assert take_back(first).left_count == 0
    assert city() == empty


def test_the_plan_names_the_newer_imports_in_the_way(tmp_path):
    first = dtks(tmp_path, HEAD, OTHER)
    second = dtks(tmp_path, {**HEAD, "PEKERJAAN": "GURU"}, name="b.csv")
    paid = aid(tmp_path, {"NIK": OTHER["NIK"], "NAMA": "HALIMAH", "NOMINAL": "200000"})
    found = plans.plan(first)
    assert [(each.run, each.count) for each in found.in_the_way] == [(paid, 1), (second, 1)]


def test_who_was_visited_is_kept_by_no_import(tmp_path):
    run = dtks(tmp_path, HEAD)
    later = dtks(tmp_path, {**HEAD, "PEKERJAAN": "GURU"}, name="b.csv")
    seen = Household.objects.get()
    visit(seen, by=UserFactory(role="petugas", area=seen.area), round=RoundFactory())
    take_back(run)
    assert plans.plan(run).in_the_way == []
    take_back(later)
    assert not plans.rest_may_be_free(run)


JULY, OCTOBER = {"release": "DTKS-2021-07"}, {"release": "DTKS-2021-10"}


@pytest.mark.parametrize(
    "later",
    [
        [{**HEAD, "ALAMAT": "JL. BARU", "PEKERJAAN": "GURU"}],
        [{**CHILD, "ALAMAT": "JL. BARU"}],
    ],
)
def test_what_a_newer_release_says_again_beside_something_new_stays(tmp_path, later):
    """It changed another thing of the row, or of the house, and found this one known and equal."""
    dtks(tmp_path, HEAD, options={"release": "DTKS-2021-04"})
    older = dtks(tmp_path, {**HEAD, "ALAMAT": "JL. BARU"}, name="b.csv", options=JULY)
    newer = dtks(tmp_path, *later, name="c.csv", options=OCTOBER)
    found = take_back(older)
    assert [each.run for each in found.in_the_way] == [newer]
    assert Household.objects.get().address == "JL. BARU"
    take_back(newer)
    take_back(older)
    assert Household.objects.get().address == HEAD["ALAMAT"]


def test_who_lives_where_a_newer_release_lists_him_stays_there(tmp_path):
    dtks(tmp_path, HEAD, CHILD, OTHER, options={"release": "DTKS-2021-04"})
    moved = {**CHILD, "ID DTKS": OTHER["ID DTKS"], "NOKK": OTHER["NOKK"]}
    older = dtks(tmp_path, moved, name="b.csv", options=JULY)
    newer = dtks(tmp_path, {**moved, "PEKERJAAN": "PELAJAR"}, name="c.csv", options=OCTOBER)
    assert [each.run for each in take_back(older).in_the_way] == [newer]
    home = Household.objects.get(identifiers__value=OTHER["ID DTKS"])
    assert home.memberships.current().filter(person__nik=CHILD["NIK"]).exists()


def test_a_newer_list_that_is_silent_of_what_was_changed_keeps_nothing(tmp_path):
    row = {"NIK": HEAD["NIK"], "NAMA": "SITI AMINAH", "NOMINAL": "200000"}
    aid(tmp_path, row, options={**APRIL, "period": "2021-03"})
    april = aid(tmp_path, {**row, "ALAMAT": "JL. BARU"}, name="b.csv")
    aid(tmp_path, row, options={**APRIL, "period": "2021-05"}, name="c.csv")
    assert take_back(april).left_count == 0
    assert Recipient.objects.get().address == ""


@pytest.fixture
def two_families(tmp_path):
    """The members of two families of one house, as lists write them once work is known."""
    dtks(tmp_path, HEAD, {**CHILD, "NOKK": OTHER_KK})
    named = {"idsemesta": "90010001", "nik": HEAD["NIK"], "nama": "SITI AMINAH"}
    work = {"hub_kepala_keluarga": "KEPALA KELUARGA", "pekerjaan_utama": "GURU"}
    one = {**MEMBER, **named, **work}
    two = {**MEMBER, "id_keluarga": "KEL0002", "no_kk": OTHER_KK, "pekerjaan_utama": "TUKANG"}
    before = [{**row, "pekerjaan_utama": ""} for row in (one, two)]
    apply_members(tmp_path, *before, name="0.csv")
    return [one, two]


def test_what_a_newer_list_says_of_one_of_two_families_judged_together_stays(
    two_families, tmp_path
):
    older = apply_members(tmp_path, *two_families, name="1.csv", options=T1)
    newer = apply_members(tmp_path, two_families[1], name="2.csv", options=T2)
    assert [each.run for each in take_back(older).in_the_way] == [newer]
    assert Person.objects.get(nik=MEMBER["nik"]).occupation == "TUKANG"
    take_back(newer)
    assert take_back(older).left_count == 0
    assert Person.objects.get(nik=MEMBER["nik"]).occupation == CHILD["PEKERJAAN"]


@pytest.mark.parametrize("also", [{}, {"hub_kepala_keluarga": "MENANTU"}])
def test_also_where_the_newer_list_names_both_and_the_older_one_of_them(
    two_families, tmp_path, also
):
    """With another relation the row changes something beside what it says again."""
    one, two = two_families
    older = apply_members(tmp_path, two, name="1.csv", options=T1)
    newer = apply_members(tmp_path, one, {**two, **also}, name="2.csv", options=T2)
    assert [each.run for each in take_back(older).in_the_way] == [newer]
    assert Person.objects.get(nik=MEMBER["nik"]).occupation == "TUKANG"


HEIR = {**CHILD, "HUB KELUARGA": "KEPALA"}
GONE = {**HEAD, "ID DTKS": OTHER["ID DTKS"], "NOKK": OTHER["NOKK"], "HUB KELUARGA": "FAMILI LAIN"}


@pytest.fixture
def two_houses(tmp_path):
    """In the first an officer has been: a head who leaves it is judged together with it."""
    dtks(tmp_path, HEAD, CHILD, OTHER, options={"release": "DTKS-2021-04"})
    home = Household.objects.get(identifiers__value=HEAD["ID DTKS"])
    Household.objects.filter(pk=home.pk).update(
        standing=Standing.CONFIRMED, standing_on=date(2021, 4, 1)
    )


def test_what_a_newer_list_says_of_the_house_to_which_a_head_went_stays(two_houses, tmp_path):
    rows = [GONE, {**OTHER, "PEKERJAAN": "GURU"}]
    older = dtks(tmp_path, HEIR, *rows, name="b.csv", options=JULY)
    assert older.staged_rows.values("group").distinct().count() == 1
    newer = dtks(tmp_path, *rows, name="c.csv", options=OCTOBER)
    assert [each.run for each in take_back(older).in_the_way] == [newer]
    assert Person.objects.get(nik=OTHER["NIK"]).occupation == "GURU"


def test_also_where_the_head_comes_by_the_newer_list(two_houses, tmp_path):
    row = {**OTHER, "PEKERJAAN": "GURU"}
    older = dtks(tmp_path, row, name="b.csv", options=JULY)
    newer = dtks(tmp_path, HEIR, GONE, row, name="c.csv", options=OCTOBER)
    assert newer.staged_rows.values("group").distinct().count() == 1
    assert [each.run for each in take_back(older).in_the_way] == [newer]
    assert Person.objects.get(nik=OTHER["NIK"]).occupation == "GURU"


def test_a_link_that_a_list_made_to_where_somebody_was_moved_keeps_him_there(tmp_path):
    """Taken back alone, his aid would stand where he lives no more, and no list follows him."""
    dtks(tmp_path, HEAD, CHILD, OTHER, options={"release": "DTKS-2021-04"})
    before = city()
    moved = {**CHILD, "ID DTKS": OTHER["ID DTKS"], "NOKK": OTHER["NOKK"]}
    older = dtks(tmp_path, moved, {**HEAD, "PEKERJAAN": "GURU"}, name="b.csv", options=JULY)
    paid = aid(tmp_path, {"NIK": CHILD["NIK"], "NAMA": "RUDI", "NOMINAL": "200000"})
    found = take_back(older)
    assert (left(found)[AID_HOLDS], [each.run for each in found.in_the_way]) == (1, [paid])
    home = Household.objects.get(identifiers__value=OTHER["ID DTKS"])
    assert Recipient.objects.get().household == home
    assert home.memberships.current().filter(person__nik=CHILD["NIK"]).exists()
    assert Person.objects.get(nik=HEAD["NIK"]).occupation == HEAD["PEKERJAAN"]
    take_back(paid)
    assert take_back(older).left_count == 0
    assert city() == before


def test_a_link_that_the_import_itself_renewed_keeps_nobody(tmp_path):
    dtks(tmp_path, HEAD, CHILD, OTHER, options={"release": "DTKS-2021-04"})
    aid(tmp_path, {"NIK": CHILD["NIK"], "NAMA": "RUDI", "NOMINAL": "200000"})
    before = city()
    moved = {**CHILD, "ID DTKS": OTHER["ID DTKS"], "NOKK": OTHER["NOKK"]}
    assert take_back(dtks(tmp_path, moved, name="b.csv", options=JULY)).left_count == 0
    assert city() == before
