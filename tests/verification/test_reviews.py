"""What acceptance does, and that it can be taken back whole."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied

from registry.actions.households import ChangedSince
from registry.models import AuditEvent, Household
from tests.factories import UserFactory, VisitFactory, make_household, village
from tests.verification.steps import VISITED_ON, figures, report, supervisor, visit
from verification.actions.reviews import OwnReport, accept, return_, revoke
from verification.actions.visits import withdraw
from verification.findings import Death, FieldworkRefused
from verification.models import Review
from verification.workflow import NotPossible, VisitState

pytestmark = pytest.mark.django_db

DIED_ON = datetime.date(2021, 3, 20)


def fresh(household: Household) -> Household:
    return Household.objects.get(pk=household.pk)


def heir_of(household: Household):
    return household.memberships.exclude(person=household.head).first().person


def accepted(household: Household, result: str, **found):
    told = report(household, result, **found)
    accept(visit=told, by=supervisor())
    return told


def test_a_death_is_the_persons_with_its_day():
    household = make_household(members=2)
    accepted(household, "meninggal", deaths=(Death(heir_of(household), DIED_ON),))
    dead = heir_of(household)
    assert (dead.is_deceased, dead.existence_on) == (True, DIED_ON)
    assert dead.existence_recorded_at is not None


def test_a_members_death_confirms_the_rest_and_keeps_the_head():
    household = make_household(members=2)
    accepted(household, "meninggal", deaths=(Death(heir_of(household)),))
    now = fresh(household)
    assert (now.standing, now.head, now.is_closed) == ("terkonfirmasi", household.head, False)


def test_a_dead_head_is_followed_by_the_one_named():
    household = make_household(members=2)
    heir = heir_of(household)
    accepted(household, "meninggal", deaths=(Death(household.head),), new_head=heir)
    assert fresh(household).head == heir


def test_without_a_new_head_the_household_waits_for_one():
    household = make_household(members=2)
    accepted(household, "meninggal", deaths=(Death(household.head),))
    assert list(Household.objects.waiting_head()) == [household]


def test_where_nobody_else_lives_the_household_ends():
    household = make_household()
    accepted(household, "meninggal", deaths=(Death(household.head),))
    now = fresh(household)
    assert (now.closed_reason, now.closed_on) == ("meninggal", VISITED_ON)


@pytest.mark.parametrize(
    ("result", "reason"),
    [
        ("pindah_keluar", "pindah"),
        ("menolak", "menolak"),
        ("mampu", "mampu"),
        ("ganda", "ganda"),
    ],
)
def test_an_accepted_removal_closes_with_its_reason(result, reason):
    household = make_household()
    accepted(household, result)
    now = fresh(household)
    assert (now.closed_reason, now.reported) == (reason, "")


def test_a_duplicate_points_to_the_record_that_stays():
    household, other = make_household(), make_household()
    accepted(household, "ganda", duplicate_of=other)
    assert fresh(household).merged_into == other


def test_who_moved_inside_is_unverified_in_the_new_area():
    household = make_household(standing="terkonfirmasi")
    accepted(household, "pindah_dalam")
    now = fresh(household)
    assert (now.area, now.standing, now.is_closed) == (village("Sidodadi"), "belum", False)
    assert now.residences.get(valid_to=None).area == village("Sidodadi")


@pytest.mark.parametrize("result", ["pindah_dalam", "pindah_keluar", "menolak", "mampu", "ganda"])
def test_a_revoked_acceptance_leaves_everything_as_before(result):
    household = make_household(members=2, standing="terkonfirmasi")
    before = figures(household)
    told = accepted(household, result)
    revoke(visit=told, by=supervisor())
    assert figures(household) == before


@pytest.mark.parametrize("members", [1, 2])
def test_a_revoked_death_makes_the_person_live_and_the_head_head_again(members):
    household = make_household(members=members)
    before = figures(household)
    told = accepted(household, "meninggal", deaths=(Death(household.head, DIED_ON),))
    revoke(visit=told, by=supervisor())
    assert figures(household) == before


def test_what_a_later_hand_changed_is_not_taken_back():
    household = make_household(members=2)
    told = accepted(household, "meninggal", deaths=(Death(household.head),))
    Household.objects.filter(pk=household.pk).update(head=heir_of(household))
    with pytest.raises(ChangedSince):
        revoke(visit=told, by=supervisor())
    told.refresh_from_db()
    assert told.state == VisitState.ACCEPTED


def test_a_result_that_came_as_a_list_is_not_revoked_blindly():
    told = VisitFactory(result="mampu", state=VisitState.ACCEPTED)
    with pytest.raises(FieldworkRefused):
        revoke(visit=told, by=supervisor())


def test_the_one_who_proposes_does_not_approve():
    by = supervisor()
    told = report(make_household(), "mampu", by=by)
    with pytest.raises(OwnReport):
        accept(visit=told, by=by)
    with pytest.raises(OwnReport):
        return_(visit=told, by=by, note="periksa lagi")


def test_the_one_who_proposed_does_not_revoke_either():
    by = supervisor()
    told = report(make_household(), "mampu", by=by)
    accept(visit=told, by=supervisor())
    with pytest.raises(OwnReport):
        revoke(visit=told, by=by)


def test_an_officer_does_not_accept():
    told = report(make_household(), "mampu")
    with pytest.raises(PermissionDenied):
        accept(visit=told, by=UserFactory(role="petugas", area=village("Jawa")))


def test_a_supervisor_of_another_kecamatan_does_not_accept():
    told = report(make_household(), "mampu")
    with pytest.raises(PermissionDenied):
        accept(visit=told, by=UserFactory(role="penyelia", area=village("Baqa").parent))


def test_a_return_needs_a_note():
    told = report(make_household(), "mampu")
    with pytest.raises(FieldworkRefused, match="catatan"):
        return_(visit=told, by=supervisor(), note=" ")


def test_a_returned_report_no_longer_stands():
    household = make_household()
    before = figures(household)
    told = report(household, "mampu")
    return_(visit=told, by=supervisor(), note="Tanyakan ketua RT.")
    assert figures(household) == before
    assert not household.visits.filter(is_current=True).exists()


def test_a_report_is_decided_once():
    told = report(make_household(), "mampu")
    accept(visit=told, by=supervisor())
    with pytest.raises(NotPossible):
        return_(visit=told, by=supervisor(), note="terlambat")
    assert Review.objects.count() == 1


def test_an_accepted_report_is_not_taken_back_by_its_officer():
    told = accepted(make_household(), "mampu")
    with pytest.raises(NotPossible):
        withdraw(visit=told, by=told.officer)


def test_a_report_taken_back_cannot_be_accepted():
    told = report(make_household(), "mampu")
    withdraw(visit=told, by=told.officer)
    with pytest.raises(NotPossible):
        accept(visit=told, by=supervisor())


def test_a_report_that_gave_way_cannot_be_accepted():
    household = make_household()
    told = report(household, "mampu")
    visit(household)
    with pytest.raises(NotPossible):
        accept(visit=told, by=supervisor())


def test_each_act_has_one_event_and_all_of_them_stay():
    told = accepted(make_household(), "mampu")
    revoke(visit=told, by=supervisor(), note="Salah alamat.")
    verbs = AuditEvent.objects.order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["kunjungan_lapor", "laporan_terima", "laporan_cabut"]


def test_the_event_says_what_was_before_and_after():
    accepted(make_household(), "mampu")
    event = AuditEvent.objects.get(verb="laporan_terima")
    assert event.before["ditutup"] == ""
    assert event.after["ditutup"] == "Sudah mampu"
