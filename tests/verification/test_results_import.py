"""The results of an earlier round, thirty thousand rows at once, sentence by sentence."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.imports.foresight.differences import differences_of
from registry.models import ChangeRow, Household, Person, RunState
from tests.factories import RoundFactory, head_of, make_household, village
from tests.registry.imports.lists import counts, preview, problems_of, warnings_of, write_list
from tests.verification.result_lists import (
    HEADER,
    bring,
    nik_of_head,
    row,
    state_of_city,
)
from tests.verification.steps import visit
from verification.models import Round, Visit, VisitDeath

pytestmark = pytest.mark.django_db
APRIL = datetime.date(2021, 4, 1)


def now(household):
    return Household.objects.get(pk=household.pk)


def test_a_confirmation_counts_on_its_own_day(tmp_path):
    household = make_household()
    run = bring(tmp_path, row(household, "Terkonfirmasi"))
    assert counts(run) == (1, 0, 0, 0)
    assert (now(household).standing, now(household).standing_on) == ("terkonfirmasi", APRIL)


def test_a_visit_names_its_officer_its_row_and_a_closed_round(tmp_path):
    run = bring(tmp_path, row(make_household(), "terkonfirmasi", keterangan="Ada di rumah"))
    seen = Visit.objects.get()
    assert (seen.officer, seen.officer_name, seen.note) == (None, "RAHMAT", "Ada di rumah")
    assert seen.row == run.staged_rows.get()
    assert (seen.state, seen.is_current, seen.round.closed_on) == ("berlaku", True, APRIL)


def test_a_preview_changes_nothing(tmp_path):
    household = make_household()
    before = state_of_city()
    path = write_list(tmp_path / "a.csv", [row(household, "meninggal")], HEADER)
    run = preview(path, "verifications")
    assert counts(run) == (1, 0, 0, 0)
    assert state_of_city() == before


def test_a_household_may_be_named_by_the_nik_of_its_head(tmp_path):
    household = make_household()
    bring(tmp_path, row(None, "terkonfirmasi", nik=nik_of_head(household)))
    assert now(household).standing == "terkonfirmasi"


def test_a_death_ends_a_household_in_which_nobody_else_lives(tmp_path):
    household = make_household()
    bring(tmp_path, row(household, "MENINGGAL DUNIA", tanggal_meninggal="12/03/2021"))
    person = head_of(household)
    person.refresh_from_db()
    assert (person.existence, person.existence_on) == ("meninggal", datetime.date(2021, 3, 12))
    assert (now(household).closed_reason, now(household).closed_on) == ("meninggal", APRIL)


def test_a_dead_head_leaves_the_others_waiting_for_a_new_one(tmp_path):
    household = make_household(members=2)
    bring(tmp_path, row(household, "meninggal"))
    assert now(household).is_waiting_head
    assert VisitDeath.objects.get().person == head_of(household)


def test_the_nik_says_which_member_died(tmp_path):
    household = make_household(members=2)
    child = household.memberships.get(relation="anak").person
    bring(tmp_path, row(household, "meninggal", nik=child.nik))
    child.refresh_from_db()
    assert child.is_deceased
    assert now(household).head == head_of(household)


def test_without_a_nik_the_very_name_of_a_member_says_who_died(tmp_path):
    household = make_household(members=2)
    child = household.memberships.get(relation="anak").person
    bring(tmp_path, row(household, "meninggal", nama=f" {child.name.lower()} "))
    child.refresh_from_db()
    assert (child.is_deceased, now(household).head) == (True, head_of(household))


def test_a_name_nearly_that_of_another_member_does_not_bury_the_head(tmp_path):
    household = make_household(members=2)
    child = household.memberships.get(relation="anak").person
    Person.objects.filter(pk=child.pk).update(name="RAHMAT HIDAYAT", name_key="RAHMAT HIDAYAT")
    run = bring(tmp_path, row(household, "meninggal", nama="RACHMAT HIDAYAT"))
    assert counts(run) == (0, 0, 0, 1)
    assert not head_of(household).is_deceased


def test_a_name_that_is_like_nobody_here_does_not_bury_the_head(tmp_path):
    household = make_household(members=2)
    run = bring(tmp_path, row(household, "meninggal", nama="ZULKIFLI"))
    assert "Tidak jelas siapa" in problems_of(run)
    assert not head_of(household).is_deceased


@pytest.mark.parametrize("told_by", ["nik", "name"])
def test_two_members_who_died_are_two_rows_of_one_visit(tmp_path, told_by):
    household = make_household(members=2)
    words = household.memberships.values_list(f"person__{told_by}", flat=True)
    column = {"nik": "nik", "name": "nama"}[told_by]
    run = bring(tmp_path, *(row(household, "meninggal", **{column: word}) for word in words))
    assert (counts(run), Visit.objects.count()) == ((2, 0, 0, 0), 1)
    assert now(household).closed_reason == "meninggal"


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("Pindah ke luar kota", "pindah"),
        ("menolak", "menolak"),
        ("Sudah Mampu", "mampu"),
        ("DATA GANDA", "ganda"),
    ],
)
def test_a_removal_closes_the_household(tmp_path, word, reason):
    household = make_household()
    bring(tmp_path, row(household, word))
    assert now(household).closed_reason == reason
    assert Visit.objects.get().state == "diterima"


def test_moving_inside_the_city_is_a_transfer(tmp_path):
    household = make_household(area=village("Jawa"))
    bring(tmp_path, row(household, "pindah dalam kota", tujuan="Kel. Sidodadi"))
    assert (now(household).area, now(household).standing) == (village("Sidodadi"), "belum")
    assert [r.area.name for r in household.residences.order_by("id")] == ["Jawa", "Sidodadi"]


def test_a_move_to_nowhere_known_leaves_the_household_unverified_where_it_is(tmp_path):
    household = make_household(standing="terkonfirmasi")
    run = bring(tmp_path, row(household, "pindah dalam kota", tujuan="antah berantah"))
    assert (now(household).area, now(household).standing) == (household.area, "belum")
    assert "tetap di tempatnya" in warnings_of(run)


def test_pindah_alone_is_an_exit_unless_it_names_a_kelurahan(tmp_path):
    gone, moved = make_household(), make_household()
    run = bring(tmp_path, row(gone, "pindah"), row(moved, "PINDAH", tujuan="SIDODADI"))
    assert now(gone).closed_reason == "pindah"
    assert now(moved).area == village("Sidodadi")
    assert "dibaca sebagai pindah keluar kota" in warnings_of(run)


def test_two_misses_on_different_days_undo_a_confirmation_and_one_does_not(tmp_path):
    once, twice = make_household(), make_household()
    bring(
        tmp_path,
        *(row(each, "terkonfirmasi", "01/03/2021") for each in (once, twice)),
        *(row(each, "tidak ditemukan", "02/03/2021") for each in (once, twice)),
        row(twice, "tidak ditemukan", "03/03/2021"),
    )
    assert (now(once).standing, now(twice).standing) == ("terkonfirmasi", "tidak_ditemukan")


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"hasil": "entahlah"}, "Hasil “entahlah” tidak dikenal"),
        ({"hasil": "4"}, "angka"),
        ({"hasil": ""}, "Hasil kosong"),
        ({"tanggal": ""}, "Tanggal kunjungan kosong"),
        ({"tanggal": "01/04/2099"}, "belum terjadi"),
        ({"id_dtks": "6472999999999999"}, "ID DTKS ini tidak ada"),
        ({"id_dtks": ""}, "Tidak ada ID DTKS maupun NIK"),
        ({"id_dtks": "", "nik": "6472031205809999"}, "NIK ini tidak ada"),
        (
            {"id_dtks": "6472999999999999", "nik": "6472031205809999"},
            "ID DTKS dan NIK ini tidak ada",
        ),
        ({"hasil": "meninggal", "nik": "6472031205809999"}, "Tidak jelas siapa"),
        ({"hasil": "meninggal", "tanggal_meninggal": "02/04/2021"}, "sesudah tanggal kunjungan"),
    ],
)
def test_a_row_that_cannot_be_taken_says_why(tmp_path, cells, words):
    household = make_household()
    before = state_of_city()
    run = bring(tmp_path, row(household, "terkonfirmasi", **cells))
    assert counts(run) == (0, 0, 0, 1)
    assert words in problems_of(run)
    assert state_of_city() == before


def test_one_number_that_is_known_is_enough_and_the_other_is_said(tmp_path):
    by_id, by_nik = make_household(), make_household()
    run = bring(
        tmp_path,
        row(by_id, "terkonfirmasi", nik="6472031205809999"),
        row(by_nik, "terkonfirmasi", id_dtks="6472999999999999", nik=nik_of_head(by_nik)),
    )
    assert (counts(run), run.warnings) == ((2, 0, 0, 0), 2)
    assert "lewat ID DTKS" in warnings_of(run)
    assert "lewat NIK" in warnings_of(run)


def test_an_id_and_a_nik_of_two_households_are_a_problem(tmp_path):
    first, second = make_household(), make_household()
    run = bring(tmp_path, row(first, "terkonfirmasi", nik=nik_of_head(second)))
    assert "dua rumah tangga yang berbeda" in problems_of(run)


def test_another_name_than_the_register_holds_is_a_warning(tmp_path):
    run = bring(tmp_path, row(make_household(), "terkonfirmasi", nama="ZZQX WWVK"))
    assert counts(run) == (1, 0, 0, 0)
    assert "Nama di berkas berbeda" in warnings_of(run)


def test_one_visit_told_in_two_ways_is_a_problem_that_names_the_other(tmp_path):
    household = make_household()
    run = bring(
        tmp_path,
        row(household, "terkonfirmasi"),
        row(None, "mampu", nik=nik_of_head(household)),
    )
    assert counts(run) == (0, 0, 0, 2)
    assert "Baris 3" in problems_of(run)


def test_one_visit_told_twice_alike_is_one_visit(tmp_path):
    household = make_household()
    run = bring(
        tmp_path,
        row(household, "terkonfirmasi"),
        row(None, "terkonfirmasi", nik=nik_of_head(household)),
    )
    assert (counts(run), Visit.objects.count()) == ((1, 0, 1, 0), 1)


def test_the_same_file_again_has_nothing_to_do(tmp_path):
    rows = [row(make_household(members=2), "meninggal"), row(make_household(), "menolak")]
    bring(tmp_path, *rows)
    before = state_of_city()
    again = bring(tmp_path, *rows)
    assert (again.state, counts(again)) == (RunState.NOTHING, (0, 0, 2, 0))
    assert state_of_city() == before


def test_a_row_without_an_officer_says_so(tmp_path):
    bring(tmp_path, row(make_household(), "terkonfirmasi", petugas=""))
    assert Visit.objects.get().officer_name == "petugas tidak disebut"


def test_results_join_the_round_that_holds_their_day(tmp_path):
    earlier = RoundFactory(closed_on=datetime.date(2021, 7, 31))
    RoundFactory(opened_on=datetime.date(2021, 8, 1))
    bring(tmp_path, row(make_household(), "terkonfirmasi"))
    assert Visit.objects.get().round == earlier


def test_results_that_no_round_holds_make_one_closed_round(tmp_path):
    RoundFactory(opened_on=datetime.date(2021, 8, 1))
    days = ["16/07/2021", "01/03/2021", "02/04/2021"]
    bring(tmp_path, *(row(make_household(), "terkonfirmasi", day) for day in days))
    made = Round.objects.get(code="IMPOR-202103-202107")
    assert (made.opened_on.isoformat(), made.closed_on.isoformat()) == ("2021-03-01", "2021-07-16")
    assert (made.visits.count(), made.name) == (3, "Maret–Juli 2021 (impor)")


def test_every_household_of_the_file_has_its_change_row(tmp_path):
    household = make_household()
    run = bring(tmp_path, row(household, "terkonfirmasi"))
    change = ChangeRow.objects.get(run=run, target="household")
    assert change.target_id == household.pk
    assert (change.before["standing"], change.after["standing"]) == ("belum", "terkonfirmasi")


def test_a_result_in_words_of_the_ministry_is_read_and_said(tmp_path):
    household = make_household()
    run = bring(tmp_path, row(household, "Tidak terkonfirmasi"))
    assert now(household).standing == "tidak_ditemukan"
    assert "dibaca sebagai tidak ditemukan" in warnings_of(run)


def test_a_file_without_id_and_nik_columns_is_refused(tmp_path):
    path = write_list(tmp_path / "a.csv", [{"HASIL": "ada", "TANGGAL": "01/04/2021"}], HEADER[3:5])
    run = preview(path, "verifications")
    assert (run.state, "ID DTKS" in run.error) == (RunState.REFUSED, True)


def test_ten_times_the_rows_take_no_more_queries(tmp_path):
    few = queries_of(tmp_path, 4)
    assert queries_of(tmp_path, 40) <= few


def queries_of(folder, size):
    words = ["terkonfirmasi", "meninggal", "pindah keluar", "pindah dalam kota"]
    rows = [
        row(make_household(members=2), words[n % 4], tujuan="SIDODADI" if n % 4 == 3 else "")
        for n in range(size)
    ]
    with CaptureQueriesContext(connection) as asked:
        bring(folder, *rows, name=f"{size}.csv")
    return len(asked)


def test_the_preview_foretells_what_the_file_does_to_the_city(tmp_path):
    gone, dead = make_household(), make_household(members=2)
    seen = make_household()
    visit(seen, on=datetime.date(2021, 5, 1))
    rows = [row(gone, "mampu"), row(dead, "meninggal"), row(seen, "pindah keluar")]
    run = preview(write_list(tmp_path / "a.csv", rows, HEADER), "verifications")
    told = {effect["key"]: effect["count"] for effect in run.effects["city"]}
    assert told == {
        "households_closed": 1,
        "households_opened": 0,
        "people_died": 1,
        "households_headless": 1,
        "households_moved": 0,
        "results_overtaken": 1,
    }


def test_the_preview_tells_a_row_in_old_and_new(tmp_path):
    rows = [row(make_household(), "terkonfirmasi")]
    run = preview(write_list(tmp_path / "a.csv", rows, HEADER), "verifications")
    (told,) = differences_of(run, run.staged_rows.all()).values()
    assert "kunjungan" in told.made[0]
    assert ("status", "Terkonfirmasi") in {(c.label, c.after) for c in told.changes}
