"""A revoked visit is as if it had never been: what another one tells too stands by that one."""

import datetime
import tempfile
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.actions.households import ChangedSince
from registry.codes import VisitResult
from registry.models import AuditEvent, Household
from tests.factories import RoundFactory, UserFactory, head_of, make_household, village
from tests.verification.result_lists import bring, nik_of_head, row
from tests.verification.steps import figures, report, supervisor
from tests.verification.test_results_twin import (
    MOVES_TO,
    day,
    last_member,
    neighbourhood,
    recorded,
)
from verification.actions import reviews
from verification.findings import Death, FieldworkRefused, living_members
from verification.models import Round, Visit
from verification.workflow import REPORTS, VisitState

pytestmark = pytest.mark.django_db
APRIL, MAY, JUNE = (datetime.date(2021, month, 1) for month in (4, 5, 6))


def now(household):
    return Household.objects.get(pk=household.pk)


def revoke_of(day):
    reviews.revoke(visit=Visit.objects.get(visited_on=day), by=supervisor())


def twice(folder, household, result, **cells):
    """The same in April and in June, as two lists tell it."""
    bring(folder, row(household, result, "01/04/2021", **cells))
    bring(folder, row(household, result, "01/06/2021", **cells), name="b.csv")


def ended(household):
    return now(household).closed_reason, now(household).closed_on


def test_a_removal_that_another_list_tells_too_keeps_the_household_closed(tmp_path):
    household = make_household()
    before = figures(household)
    twice(tmp_path, household, "menolak")
    revoke_of(APRIL)
    assert ended(household) == ("menolak", JUNE)
    revoke_of(JUNE)
    assert figures(household) == before


def test_a_death_that_another_list_tells_too_stands_with_its_own_day(tmp_path):
    household = make_household(members=2)
    nik = nik_of_head(household)
    before = figures(household)
    bring(tmp_path, row(household, "meninggal", nik=nik, tanggal_meninggal="01/03/2021"))
    again = row(household, "meninggal", "01/06/2021", nik=nik, tanggal_meninggal="02/03/2021")
    bring(tmp_path, again, name="b.csv")
    revoke_of(APRIL)
    dead = head_of(household)
    dead.refresh_from_db()
    assert (dead.is_deceased, dead.existence_on) == (True, datetime.date(2021, 3, 2))
    assert now(household).is_waiting_head
    revoke_of(JUNE)
    assert figures(household) == before


def test_a_death_that_ended_the_household_ends_it_by_the_other_visit(tmp_path):
    household = make_household()
    twice(tmp_path, household, "meninggal", nik=nik_of_head(household))
    revoke_of(APRIL)
    assert ended(household) == ("meninggal", JUNE)
    assert now(household).head.is_deceased


def test_a_move_that_another_list_tells_too_is_that_ones(tmp_path):
    household = make_household(area=village("Jawa"))
    twice(tmp_path, household, "pindah dalam kota", tujuan="SIDODADI")
    revoke_of(APRIL)
    found = household.residences.order_by("id").values_list("area__name", "valid_from")
    assert (now(household).area, list(found)[-1]) == (village("Sidodadi"), ("Sidodadi", JUNE))


def test_an_older_removal_that_a_newer_one_had_opened_closes_again(tmp_path):
    household = make_household()
    bring(tmp_path, row(household, "menolak", "01/04/2021"))
    bring(tmp_path, row(household, "mampu", "01/06/2021"), name="b.csv")
    revoke_of(JUNE)
    assert ended(household) == ("menolak", APRIL)


def test_what_a_list_told_of_a_household_closed_here_closes_it_afterwards(tmp_path):
    household = make_household()
    here = report(household, "menolak", on=APRIL)
    reviews.accept(visit=here, by=supervisor())
    bring(tmp_path, row(household, "mampu", "01/06/2021"))
    revoke_of(APRIL)
    assert ended(household) == ("mampu", JUNE)


def test_an_older_list_that_came_too_late_closes_what_a_revoked_report_had_closed(tmp_path):
    household = make_household()
    reviews.accept(visit=report(household, "menolak", on=MAY), by=supervisor())
    bring(tmp_path, row(household, "menolak", "01/04/2021"))
    revoke_of(MAY)
    assert ended(household) == ("menolak", APRIL)


def test_a_later_confirmation_leaves_the_household_open(tmp_path):
    household = make_household()
    reviews.accept(visit=report(household, "menolak", on=APRIL), by=supervisor())
    bring(tmp_path, row(household, "menolak", "01/05/2021"))
    bring(tmp_path, row(household, "terkonfirmasi", "01/06/2021"), name="b.csv")
    revoke_of(APRIL)
    assert not now(household).is_closed


def test_an_older_list_stays_behind_a_report_that_waits(tmp_path):
    household = make_household()
    report(household, "pindah_dalam", on=MAY)
    bring(tmp_path, row(household, "pindah keluar", "01/04/2021"))
    bring(tmp_path, row(household, "menolak", "01/06/2021"), name="b.csv")
    revoke_of(JUNE)
    assert not now(household).is_closed


def test_a_household_that_a_second_death_had_ended_opens_for_who_lives(tmp_path):
    household = make_household(members=2)
    child = last_member(household)
    bring(tmp_path, row(household, "meninggal", "01/04/2021", nik=child.nik))
    second = row(household, "meninggal", "01/06/2021", nik=nik_of_head(household))
    bring(tmp_path, second, name="b.csv")
    revoke_of(APRIL)
    assert (now(household).is_closed, now(household).head) == (False, None)
    assert living_members(household) == [child]
    revoke_of(JUNE)
    assert now(household).head == head_of(household)


def test_a_death_stands_that_two_accepted_reports_tell():
    household = make_household(members=2)
    deaths = (Death(last_member(household)),)
    told = []
    for number in (1, 2):
        round_ = RoundFactory(code=f"R{number}", opened_on=APRIL)
        told.append(report(household, "meninggal", round=round_, on=APRIL, deaths=deaths))
        Round.objects.update(closed_on=MAY)
    for each in told:
        reviews.accept(visit=each, by=supervisor())
    reviews.revoke(visit=told[0], by=supervisor())
    assert living_members(household) == [head_of(household)]


def test_the_history_names_the_visit_that_stands(tmp_path):
    household = make_household()
    twice(tmp_path, household, "menolak")
    revoke_of(APRIL)
    event = AuditEvent.objects.get(verb="laporan_cabut")
    assert event.after["tetap menurut"] == "Menolak bantuan (1 Juni 2021)"


results = st.sampled_from(VisitResult.values)
listed = st.lists(
    st.tuples(st.integers(0, 2), results, st.integers(0, 5), st.sampled_from([*MOVES_TO])),
    min_size=2,
    max_size=8,
    unique_by=lambda told: (told[0], told[2], told[3]),
)


@settings(max_examples=25)
@given(recorded, listed, st.data())
def test_a_revoked_result_is_as_if_its_row_had_never_come(past, rows, data):
    reports = [told for told in rows if told[1] in REPORTS]
    one = data.draw(st.sampled_from(reports or rows))
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        households = neighbourhood(past)
        with transaction.atomic():
            import_all(households, rows, folder)
            is_revoked = revoke(households, one)
            found = standing(households)
            transaction.set_rollback(True)
        import_all(households, [told for told in rows if told != one], folder)
        assert not is_revoked or found == standing(households)
        transaction.set_rollback(True)


def import_all(households, rows, folder):
    """Deaths by NIK: of whom a row tells does not hang on who is the head by then."""
    cells = []
    for door, result, on, officer in rows:
        household = households[door]
        found = {"petugas": officer}
        if result == "pindah_dalam":
            found["tujuan"] = MOVES_TO[officer].upper()
        elif result == "meninggal":
            members = [each.person for each in household.memberships.order_by("id")]
            found["nik"] = members[0 if officer == "RAHMAT" else -1].nik
            found["tanggal_meninggal"] = day(on).isoformat()
        label = VisitResult(result).label
        cells.append(row(household, label, day(on).isoformat(), **found))
    if cells:
        bring(Path(folder), *cells, name=f"{len(cells)}.csv")


def revoke(households, one):
    door, _, on, officer = one
    # None where an officer had recorded another result for that day.
    visit = households[door].visits.filter(visited_on=day(on), officer_name=officer).first()
    if visit is None:
        return False
    try:
        if visit.state == VisitState.ACCEPTED:
            reviews.revoke(visit=visit, by=UserFactory(role="penyelia"))
    except (FieldworkRefused, ChangedSince):
        return False
    return visit.state == VisitState.REVOKED


def standing(households):
    found = [figures(household) for household in households]
    return [{**each, "closed_at": each["closed_at"] is not None} for each in found]


@settings(max_examples=25)
@given(listed, st.data())
def test_in_whatever_order_all_are_revoked_the_end_is_as_before(rows, data):
    rows = [told for told in rows if told[1] in ("menolak", "mampu", "meninggal", "pindah_keluar")]
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        households = neighbourhood([])
        before = standing(households)
        import_all(households, rows, folder)
        waiting = list(rows)
        while waiting:
            able = [one for one in waiting if revoke_is_possible(households, one)]
            assert able
            one = data.draw(st.sampled_from(able))
            assert revoke(households, one)
            waiting.remove(one)
        assert standing(households) == before
        transaction.set_rollback(True)


def revoke_is_possible(households, one):
    with transaction.atomic():
        is_possible = revoke(households, one)
        transaction.set_rollback(True)
    return is_possible
