"""What stands above a list of results: newer visits, officers, later hands, other files."""

import datetime

import pytest

from registry.codes import Existence
from registry.imports import runs
from registry.imports.undoing import plans, undo
from registry.models import Household
from tests.factories import head_of, make_household, village
from tests.registry.imports.lists import counts, preview, problems_of, warnings_of, write_list
from tests.verification.result_lists import (
    HEADER,
    bring,
    id_of,
    row,
    state_of_city,
)
from tests.verification.steps import figures, report, supervisor, visit
from verification.actions import reviews
from verification.findings import Death
from verification.models import Visit

pytestmark = pytest.mark.django_db
APRIL = datetime.date(2021, 4, 1)


def now(household):
    return Household.objects.get(pk=household.pk)


@pytest.mark.parametrize("word", ["pindah keluar", "meninggal", "mampu", "tidak ditemukan"])
def test_an_older_date_never_beats_a_newer_visit(tmp_path, word):
    household = make_household()
    visit(household, on=datetime.date(2021, 5, 1))
    before = figures(household)
    run = bring(tmp_path, row(household, word, "01/04/2021"))
    assert figures(household) == before
    assert (counts(run), Visit.objects.count()) == ((1, 0, 0, 0), 2)
    assert "lebih baru" in warnings_of(run)


def test_what_is_recorded_between_preview_and_apply_stands(tmp_path):
    household = make_household()
    path = write_list(tmp_path / "a.csv", [row(household, "pindah keluar")], HEADER)
    run = preview(path, "verifications")
    visit(household, on=datetime.date(2021, 5, 1))
    runs.ask_apply(run=run, by=None)
    runs.apply(run)
    assert (now(household).is_closed, now(household).standing) == (False, "terkonfirmasi")
    assert "lebih baru" in warnings_of(run)


def test_a_report_that_waits_holds_up_an_older_removal(tmp_path):
    household = make_household()
    waiting = report(household, "pindah_dalam", on=datetime.date(2021, 5, 1))
    run = bring(tmp_path, row(household, "pindah keluar", "01/04/2021"))
    assert "lebih baru" in warnings_of(run)
    reviews.accept(visit=waiting, by=supervisor())
    assert (now(household).is_closed, now(household).area) == (False, village("Sidodadi"))


def test_a_report_of_the_same_day_that_waits_stands(tmp_path):
    household = make_household()
    report(household, "pindah_dalam", on=APRIL)
    run = bring(tmp_path, row(household, "pindah keluar", "01/04/2021"))
    assert (counts(run), now(household).is_closed) == ((0, 0, 1, 0), False)
    assert "dipertahankan" in warnings_of(run)


def test_of_one_file_the_newest_day_decides_whatever_the_order_of_rows(tmp_path):
    household = make_household()
    bring(
        tmp_path,
        row(household, "terkonfirmasi", "01/06/2021"),
        row(household, "pindah keluar", "01/04/2021"),
    )
    assert not now(household).is_closed
    assert Visit.objects.get(is_current=True).result == "terkonfirmasi"


def test_one_list_closes_what_a_postponed_visit_says_nothing_of(tmp_path):
    household = make_household()
    bring(
        tmp_path,
        row(household, "pindah keluar", "01/04/2021"),
        row(household, "ditunda", "01/06/2021"),
    )
    assert (now(household).closed_reason, now(household).closed_on) == ("pindah", APRIL)


def test_of_one_list_a_death_stands_where_others_are_met_later(tmp_path):
    household = make_household(members=2)
    bring(
        tmp_path,
        row(household, "meninggal", "01/04/2021"),
        row(household, "terkonfirmasi", "01/06/2021"),
    )
    dead = head_of(household)
    dead.refresh_from_db()
    assert (dead.is_deceased, now(household).is_waiting_head) == (True, True)


def test_what_a_list_closes_and_opens_again_is_told(tmp_path):
    household = make_household()
    run = bring(
        tmp_path,
        row(household, "menolak", "01/04/2021"),
        row(household, "terkonfirmasi", "01/06/2021"),
    )
    assert "lebih baru (Terkonfirmasi" in warnings_of(run)
    told = {effect["key"]: effect["count"] for effect in run.effects["city"]}
    assert (told["households_closed"], told["results_overtaken"]) == (0, 1)


def test_two_moves_of_one_list_are_two_residences_one_after_the_other(tmp_path):
    household = make_household(area=village("Jawa"))
    before = state_of_city()
    moves = {"01/04/2021": "SIDODADI", "01/06/2021": "BAQA"}
    rows = [row(household, "pindah dalam kota", on, tujuan=to) for on, to in moves.items()]
    run = bring(tmp_path, *rows)
    found = household.residences.order_by("id").values_list("area__name", "valid_to")
    june = datetime.date(2021, 6, 1)
    assert list(found) == [("Jawa", APRIL), ("Sidodadi", june), ("Baqa", None)]
    assert undo.undo(run, None).left == []
    assert state_of_city() == before


def test_a_newer_file_opens_again_what_an_older_file_had_closed(tmp_path):
    household = make_household()
    bring(tmp_path, row(household, "meninggal"))
    bring(tmp_path, row(household, "terkonfirmasi", "01/06/2021"), name="b.csv")
    assert not now(household).is_closed
    assert head_of(now(household)).existence == Existence.PRESENT


def test_a_household_closed_here_is_not_opened_by_a_file(tmp_path):
    household = make_household()
    reviews.accept(visit=report(household, "mampu"), by=supervisor())
    run = bring(tmp_path, row(household, "terkonfirmasi", "01/06/2021"))
    assert now(household).closed_reason == "mampu"
    assert "tidak dibuka" in warnings_of(run)


def test_what_an_officer_recorded_on_the_same_day_stands(tmp_path):
    household = make_household()
    visit(household, on=APRIL)
    run = bring(tmp_path, row(household, "menolak"))
    assert (counts(run), Visit.objects.count()) == ((0, 0, 1, 0), 1)
    assert "dipertahankan" in warnings_of(run)


def test_a_move_to_elsewhere_of_the_same_day_stands_as_the_officer_told_it(tmp_path):
    household = make_household(area=village("Jawa"))
    reviews.accept(visit=report(household, "pindah_dalam", on=APRIL), by=supervisor())
    run = bring(tmp_path, row(household, "pindah dalam kota", tujuan="BAQA"))
    assert (counts(run), now(household).area) == ((0, 0, 1, 0), village("Sidodadi"))
    assert "hasil ini dengan isi lain" in warnings_of(run)


def test_who_else_died_by_an_officers_own_visit_is_told(tmp_path):
    household = make_household(members=3)
    head, wife, child = (one.person for one in household.memberships.order_by("id"))
    told = report(household, "meninggal", on=APRIL, deaths=(Death(head),), new_head=wife)
    again = row(household, "meninggal", nik=child.nik, petugas=told.officer_name)
    run = bring(tmp_path, again)
    assert counts(run) == (0, 0, 1, 0)
    assert "Petugas sudah mencatat hasil ini dengan isi lain" in warnings_of(run)


@pytest.mark.parametrize("on", ["01/04/2021", "01/06/2021"])
def test_a_death_told_by_number_alone_does_not_bury_who_followed_the_dead_head(tmp_path, on):
    household = make_household(members=2)
    heir = household.memberships.get(relation="anak").person
    told = report(household, "meninggal", on=APRIL, deaths=(Death(household.head),), new_head=heir)
    reviews.accept(visit=told, by=supervisor())
    run = bring(tmp_path, row(household, "meninggal", on))
    heir.refresh_from_db()
    assert (heir.is_deceased, now(household).is_closed) == (False, False)
    assert "sudah berganti" in problems_of(run)


def test_what_a_supervisor_revoked_is_not_done_anew_by_the_same_list(tmp_path):
    household = make_household()
    bring(tmp_path, row(household, "menolak"), row(make_household(), "terkonfirmasi"))
    reviews.revoke(visit=Visit.objects.get(result="menolak"), by=supervisor())
    run = bring(tmp_path, row(household, "menolak", nama=household.head.name), name="b.csv")
    assert (counts(run), now(household).is_closed) == ((0, 0, 1, 0), False)
    assert "Penyelia sudah mencabut" in warnings_of(run)


def test_an_officers_report_that_was_revoked_is_not_done_anew_by_a_list(tmp_path):
    household = make_household()
    told = report(household, "menolak", on=APRIL)
    reviews.accept(visit=told, by=supervisor())
    reviews.revoke(visit=told, by=supervisor())
    bring(tmp_path, row(household, "menolak", petugas=told.officer_name))
    assert not now(household).is_closed


def test_another_result_in_the_place_of_a_revoked_one_counts(tmp_path):
    household = make_household()
    bring(tmp_path, row(household, "menolak"))
    reviews.revoke(visit=Visit.objects.get(), by=supervisor())
    bring(tmp_path, row(household, "terkonfirmasi"), name="b.csv")
    run = bring(tmp_path, row(household, "menolak", keterangan="lagi"), name="c.csv")
    assert (counts(run), now(household).standing) == ((0, 0, 1, 0), "terkonfirmasi")


def test_a_death_that_a_supervisor_revoked_may_be_told_of_another(tmp_path):
    household = make_household(members=2)
    child = household.memberships.get(relation="anak").person
    bring(tmp_path, row(household, "meninggal"))
    reviews.revoke(visit=Visit.objects.get(), by=supervisor())
    bring(tmp_path, row(household, "meninggal", nik=child.nik), name="b.csv")
    child.refresh_from_db()
    assert (child.is_deceased, now(household).head.is_deceased) == (True, False)


def test_a_corrected_row_takes_the_place_of_the_earlier_one(tmp_path):
    household = make_household()
    bring(tmp_path, row(household, "menolak"))
    run = bring(tmp_path, row(household, "terkonfirmasi"), name="b.csv")
    assert counts(run) == (0, 1, 0, 0)
    assert (now(household).is_closed, now(household).standing) == (False, "terkonfirmasi")
    assert [v.state for v in Visit.objects.order_by("id")] == ["dicabut", "berlaku"]


def test_a_corrected_older_row_does_not_open_what_a_newer_one_closes_too(tmp_path):
    household = make_household()
    bring(tmp_path, row(household, "menolak", "01/04/2021"))
    bring(tmp_path, row(household, "menolak", "01/05/2021"), name="b.csv")
    run = bring(tmp_path, row(household, "terkonfirmasi", "01/04/2021"), name="c.csv")
    assert (counts(run), now(household).closed_reason) == ((0, 0, 1, 0), "menolak")
    assert "tidak diganti" in warnings_of(run)


def test_a_corrected_older_row_does_not_wake_whom_a_newer_one_buries_too(tmp_path):
    household = make_household(members=2)
    head = head_of(household)
    bring(tmp_path, row(household, "meninggal", "01/04/2021"))
    bring(tmp_path, row(household, "meninggal", "01/05/2021", nik=head.nik), name="b.csv")
    bring(tmp_path, row(household, "terkonfirmasi", "01/04/2021"), name="c.csv")
    head.refresh_from_db()
    assert head.is_deceased


def test_undo_restores_what_a_file_did(tmp_path):
    households = [make_household(members=n) for n in (1, 2, 1, 1, 1)]
    words = ["meninggal", "meninggal", "pindah keluar", "terkonfirmasi", "pindah dalam kota"]
    before = state_of_city()
    rows = [
        row(h, word, tujuan="SIDODADI" if "dalam" in word else "")
        for h, word in zip(households, words, strict=True)
    ]
    run = bring(tmp_path, *rows)
    assert undo.undo(run, None).left == []
    assert state_of_city() == before


def test_what_an_undo_left_of_a_newer_file_keeps_the_older_one(tmp_path):
    """Else nothing could ever take the rest of the newer one back."""
    household = make_household()
    before = state_of_city()
    days = {"ditunda": "01/03/2021", "menolak": "01/04/2021", "tidak ditemukan": "02/04/2021"}
    first, second, third = (
        bring(tmp_path, row(household, word, on), name=f"{word}.csv") for word, on in days.items()
    )
    undo.undo(second, None)
    undo.undo(third, None)
    assert [each.run for each in undo.undo(first, None).in_the_way] == [second]
    assert not plans.rest_may_be_free(first)
    for run in (second, first):
        run.refresh_from_db()
        assert undo.undo(run, None).left == []
    assert state_of_city() == before


def test_a_household_visited_since_stays_when_the_file_is_taken_back(tmp_path):
    household = make_household()
    run = bring(tmp_path, row(household, "terkonfirmasi"), row(make_household(), "terkonfirmasi"))
    visit(household, "tidak_ditemukan", on=datetime.date(2021, 8, 1))
    assert undo.undo(run, None).left_count >= 1
    assert {v.household_id for v in Visit.objects.all()} == {household.pk}
    assert id_of(household)


def test_a_supervisor_takes_a_listed_removal_back(tmp_path):
    household = make_household(members=2)
    before = figures(household)
    bring(tmp_path, row(household, "meninggal"))
    reviews.revoke(visit=Visit.objects.get(), by=supervisor())
    assert figures(household) == before


def test_a_file_that_tells_the_same_removal_again_leaves_the_first_day(tmp_path):
    household = make_household()
    bring(tmp_path, row(household, "menolak"))
    run = bring(tmp_path, row(household, "menolak", "01/06/2021"), name="b.csv")
    assert now(household).closed_on == APRIL
    assert (counts(run), warnings_of(run)) == ((1, 0, 0, 0), "")


def test_a_death_told_again_by_another_does_not_bury_the_next_one(tmp_path):
    household = make_household(members=2)
    bring(tmp_path, row(household, "meninggal"))
    run = bring(tmp_path, row(household, "meninggal", petugas="BUDI"), name="b.csv")
    assert "Tidak jelas siapa" in problems_of(run)
    assert not household.memberships.get(relation="anak").person.is_deceased


def test_a_move_that_a_file_brought_is_not_replaced_by_another_file(tmp_path):
    household = make_household()
    bring(tmp_path, row(household, "pindah dalam kota", tujuan="SIDODADI"))
    run = bring(tmp_path, row(household, "terkonfirmasi"), name="b.csv")
    assert counts(run) == (0, 0, 1, 0)
    assert now(household).area == village("Sidodadi")
    assert "Urungkan dahulu" in warnings_of(run)


def test_results_of_the_open_round_leave_what_is_recorded_there_current(tmp_path):
    household = make_household()
    recorded = visit(household, on=datetime.date(2021, 5, 1))
    bring(tmp_path, row(household, "tidak ditemukan", "01/06/2021"))
    listed = Visit.objects.get(officer=None)
    recorded.refresh_from_db()
    assert (listed.round, listed.is_current) == (recorded.round, False)
    assert recorded.is_current
