"""Recording and taking back: one rule a test."""

import datetime
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from registry.actions.households import Stale
from registry.models import AuditEvent
from tests.factories import RoundFactory, UserFactory, make_household, village
from tests.verification.steps import figures, officer, open_round, report, supervisor, visit
from verification.actions.rounds import close_round
from verification.actions.visits import DecidedByOther, withdraw
from verification.findings import Death, FieldworkRefused
from verification.models import Visit
from verification.workflow import NotPossible, VisitState

pytestmark = pytest.mark.django_db


def test_a_confirmation_counts_at_once():
    household = make_household()
    recorded = visit(household)
    household.refresh_from_db()
    assert (recorded.state, recorded.is_current) == (VisitState.COUNTED, True)
    assert (household.standing, household.version) == ("terkonfirmasi", 2)


@pytest.mark.parametrize("result", ["pindah_keluar", "menolak", "mampu", "ganda", "pindah_dalam"])
def test_a_report_moves_nothing_but_the_word_reported(result):
    household = make_household(standing="terkonfirmasi")
    before = figures(household)
    assert report(household, result).state == VisitState.REPORTED
    household.refresh_from_db()
    assert household.reported == result
    assert figures(household) == before | {"reported": result}


def test_a_reported_death_leaves_the_person_alive():
    household = make_household(members=2)
    report(household, "meninggal", deaths=(Death(household.head),))
    household.head.refresh_from_db()
    assert not household.head.is_deceased


def test_the_same_tap_sent_twice_is_one_visit():
    household, key, by = make_household(), uuid.uuid4(), officer()
    first = visit(household, by=by, key=key, seen_version=1)
    assert visit(household, by=by, key=key, seen_version=1) == first
    assert Visit.objects.count() == 1


def test_a_key_of_another_household_is_refused():
    key, by = uuid.uuid4(), officer()
    visit(make_household(), by=by, key=key)
    with pytest.raises(FieldworkRefused):
        visit(make_household(), by=by, key=key)


def test_the_second_officer_is_told_whose_decision_stands():
    household, first = make_household(), officer()
    standing = visit(household, by=first, seen_version=1)
    with pytest.raises(DecidedByOther) as caught:
        report(household, "mampu", by=officer(), seen_version=1)
    assert caught.value.visit == standing
    assert Visit.objects.count() == 1


def test_the_second_officer_may_send_his_on_top():
    household = make_household()
    first = visit(household)
    second = report(household, "mampu")
    first.refresh_from_db()
    assert (first.is_current, second.is_current) == (False, True)


def test_another_change_since_the_page_was_read_is_noticed():
    household = make_household(version=3)
    with pytest.raises(Stale):
        visit(household, seen_version=2)


def test_nobody_records_outside_his_area():
    with pytest.raises(PermissionDenied):
        visit(make_household(area=village("Sidodadi")))


def test_an_analyst_records_nothing():
    with pytest.raises(PermissionDenied):
        visit(make_household(), by=UserFactory(role="analis"))


def test_a_visit_is_not_in_the_future():
    tomorrow = timezone.localdate() + datetime.timedelta(1)
    with pytest.raises(FieldworkRefused, match="belum terjadi"):
        visit(make_household(), on=tomorrow)


def test_a_visit_is_not_before_its_round():
    with pytest.raises(FieldworkRefused, match="awal periode"):
        visit(make_household(), on=datetime.date(2021, 2, 1))


def test_a_closed_round_takes_no_visit():
    round = RoundFactory()
    close_round(round=round, by=UserFactory(role="admin"))
    with pytest.raises(FieldworkRefused, match="sudah ditutup"):
        visit(make_household(), round=round)


def test_a_report_older_than_what_is_known_is_refused():
    household, round = make_household(), RoundFactory()
    visit(household, round=round, on=datetime.date(2021, 5, 1))
    with pytest.raises(FieldworkRefused, match="lebih baru"):
        report(household, "mampu", round=round, on=datetime.date(2021, 4, 1))


def test_the_dead_must_be_members_alive():
    household, stranger = make_household(), make_household().head
    with pytest.raises(FieldworkRefused, match="anggota"):
        report(household, "meninggal", deaths=(Death(stranger),))


def test_the_new_head_may_not_be_among_the_dead():
    household = make_household(members=2)
    with pytest.raises(FieldworkRefused, match="Kepala baru"):
        report(household, "meninggal", deaths=(Death(household.head),), new_head=household.head)


def test_a_living_head_is_not_replaced_by_a_death():
    household = make_household(members=3)
    child, other = household.memberships.exclude(person=household.head)
    with pytest.raises(FieldworkRefused, match="Kepala baru"):
        report(household, "meninggal", deaths=(Death(child.person),), new_head=other.person)


def test_moving_to_where_one_lives_is_refused():
    with pytest.raises(FieldworkRefused, match="sama"):
        report(make_household(), "pindah_dalam", destination=village("Jawa"))


def test_a_household_without_head_gets_one_with_the_confirmation():
    household = make_household(members=2)
    heir = household.memberships.exclude(person=household.head).get().person
    household.head = None
    household.save()
    recorded = visit(household, new_head=heir)
    household.refresh_from_db()
    assert household.head == heir
    withdraw(visit=recorded, by=recorded.officer)
    household.refresh_from_db()
    assert household.head is None


@pytest.mark.parametrize("result", ["terkonfirmasi", "tidak_ditemukan", "ditunda", "mampu"])
@pytest.mark.parametrize("before", ["belum", "terkonfirmasi"])
def test_taking_back_leaves_every_figure_as_before(result, before):
    household = make_household(standing=before, standing_on=datetime.date(2020, 5, 1))
    figures_before = figures(household)
    recorded = visit(household, result)
    withdraw(visit=recorded, by=recorded.officer)
    assert figures(household) == figures_before
    assert not household.visits.filter(is_current=True).exists()


def test_taking_back_brings_the_superseded_report_back():
    household = make_household()
    first = report(household, "mampu")
    second = visit(household)
    household.refresh_from_db()
    assert household.reported == ""
    withdraw(visit=second, by=second.officer)
    first.refresh_from_db()
    household.refresh_from_db()
    assert (first.state, first.is_current) == (VisitState.REPORTED, True)
    assert household.reported == "mampu"


def test_only_the_officer_himself_takes_back():
    recorded = visit(make_household())
    with pytest.raises(PermissionDenied):
        withdraw(visit=recorded, by=supervisor())


def test_what_was_taken_back_is_not_taken_back_again():
    recorded = visit(make_household())
    withdraw(visit=recorded, by=recorded.officer)
    with pytest.raises(NotPossible):
        withdraw(visit=recorded, by=recorded.officer)


def test_a_closed_round_keeps_its_visits():
    recorded = visit(make_household())
    close_round(round=recorded.round, by=UserFactory(role="admin"))
    with pytest.raises(FieldworkRefused):
        withdraw(visit=recorded, by=recorded.officer)


def test_both_events_stay_in_the_history():
    recorded = visit(make_household())
    withdraw(visit=recorded, by=recorded.officer)
    verbs = AuditEvent.objects.order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["kunjungan_terkonfirmasi", "kunjungan_tarik"]


def test_no_whole_number_of_a_person_stands_in_the_history():
    household = make_household()
    visit(household, note=f"NIK {household.head.nik} salah tulis")
    assert household.head.nik not in str(AuditEvent.objects.values_list("reason", "after").get())


def test_a_decision_asks_no_more_of_the_database_the_more_visits_there_are(
    django_assert_max_num_queries,
):
    household, by, during = make_household(members=3), officer(), open_round()
    visit(household, by=by, round=during)
    with CaptureQueriesContext(connection) as once:
        visit(household, by=by, round=during)
    for _ in range(3):
        visit(household, by=by, round=during)
    with django_assert_max_num_queries(len(once)):
        visit(household, by=by, round=during)
