"""The supervisor's page and the rounds."""

import pytest
from django.urls import reverse

from registry.models import AuditEvent, Household
from tests.factories import AssignmentFactory, RoundFactory, UserFactory, make_household, village
from tests.verification.steps import officer, open_round, report, supervisor, visit
from verification.actions.reviews import accept
from verification.findings import Death
from verification.models import Assignment, Round
from verification.workflow import VisitState

pytestmark = pytest.mark.django_db

REVIEWS = "review_list"


@pytest.fixture
def reviewer():
    return supervisor()


@pytest.fixture
def desk(client_as, reviewer):
    return client_as(reviewer)


def decide(desk, told, act, **fields):
    return desk.post(reverse("review_decide", args=[told.public_id]), {"act": act} | fields)


def test_a_waiting_report_says_what_it_would_change(desk):
    household = make_household(members=2)
    report(household, "meninggal", deaths=(Death(household.head),))
    page = desk.get(reverse(REVIEWS)).content.decode()
    assert f"{household.head.name} dicatat meninggal." in page
    assert "Menunggu kepala baru." in page


def test_reports_of_other_areas_are_not_shown(desk):
    city = UserFactory(role="penyelia")
    hidden = make_household(area=village("Baqa"))
    report(hidden, "mampu", by=city)
    assert hidden.head.name not in desk.get(reverse(REVIEWS)).content.decode()


def test_accepting_carries_the_report_out(desk):
    household = make_household()
    told = report(household, "pindah_keluar")
    assert decide(desk, told, "terima").status_code == 302
    assert Household.objects.get().closed_reason == "pindah"


def test_returning_without_a_note_is_refused(desk):
    told = report(make_household(), "mampu")
    answer = decide(desk, told, "kembalikan")
    assert answer.status_code == 422
    assert "Tulis catatan" in answer.content.decode()


def test_returning_with_a_note_sends_it_back(desk):
    told = report(make_household(), "mampu")
    decide(desk, told, "kembalikan", note="Tanyakan ketua RT.")
    told.refresh_from_db()
    assert told.state == VisitState.RETURNED


def test_an_accepted_report_can_be_revoked_here(desk):
    told = report(make_household(), "mampu")
    accept(visit=told, by=supervisor())
    assert "Cabut penerimaan" in desk.get(reverse(REVIEWS)).content.decode()
    decide(desk, told, "cabut", note="Salah alamat.")
    assert Household.objects.get().closed_at is None


def test_what_was_decided_meanwhile_is_said(desk):
    told = report(make_household(), "mampu")
    accept(visit=told, by=supervisor())
    answer = decide(desk, told, "kembalikan", note="Terlambat.")
    assert answer.status_code == 409


def test_ones_own_report_has_no_buttons_and_is_refused(desk, reviewer):
    told = report(make_household(), "mampu", by=reviewer)
    assert "harus diperiksa orang lain" in desk.get(reverse(REVIEWS)).content.decode()
    assert decide(desk, told, "terima").status_code == 403
    told.refresh_from_db()
    assert told.state == VisitState.REPORTED


def test_an_unknown_act_changes_nothing(desk):
    told = report(make_household(), "mampu")
    assert decide(desk, told, "hapus").status_code == 422


def test_an_officer_does_not_enter(client_as):
    assert client_as(officer()).get(reverse(REVIEWS)).status_code == 403


def test_reviews_take_few_queries(desk, django_assert_max_num_queries):
    for _ in range(6):
        household = make_household(members=3)
        report(household, "meninggal", deaths=(Death(household.head),))
    with django_assert_max_num_queries(20):
        desk.get(reverse(REVIEWS))


@pytest.fixture
def admin(client_as):
    return client_as(UserFactory(role="admin"))


ROUND = {"code": "2021-2", "name": "Agustus 2021", "opened_on": "2021-08-01"}


def test_the_city_opens_a_round(admin):
    assert admin.post(reverse("round_list"), ROUND).status_code == 302
    assert Round.objects.get().name == "Agustus 2021"


def test_only_one_round_is_open_at_a_time(admin):
    RoundFactory()
    answer = admin.post(reverse("round_list"), ROUND)
    assert answer.status_code == 422
    assert "masih dibuka" in answer.content.decode()


def test_a_supervisor_of_a_kecamatan_opens_no_round(desk):
    assert desk.post(reverse("round_list"), ROUND).status_code == 403


def test_the_city_closes_a_round_once(admin):
    round = RoundFactory()
    for _ in range(2):
        admin.post(reverse("round_close", args=[round.code]))
    assert AuditEvent.objects.filter(verb="periode_tutup").count() == 1


def test_a_supervisor_of_a_kecamatan_closes_no_round(desk):
    assert desk.post(reverse("round_close", args=[RoundFactory().code])).status_code == 403


def test_an_officer_is_sent_to_an_rt(desk):
    round, walker = RoundFactory(), officer()
    words = {"officer": walker.username, "area": village("Jawa").code, "rt": "7"}
    desk.post(reverse("assignment_create", args=[round.code]), words)
    assert Assignment.objects.get().rt == "007"


def test_nobody_is_sent_outside_his_posting(desk):
    round, walker = RoundFactory(), officer()
    words = {"officer": walker.username, "area": village("Sidodadi").code, "rt": ""}
    answer = desk.post(reverse("assignment_create", args=[round.code]), words)
    assert answer.status_code == 422
    assert not Assignment.objects.exists()


def test_an_assignment_is_taken_away(desk):
    assignment = AssignmentFactory(area=village("Jawa"))
    desk.post(reverse("assignment_delete", args=[assignment.round.code, assignment.pk]))
    assert not Assignment.objects.exists()


def test_an_assignment_of_another_area_does_not_exist(desk):
    assignment = AssignmentFactory(area=village("Baqa"))
    url = reverse("assignment_delete", args=[assignment.round.code, assignment.pk])
    assert desk.post(url).status_code == 404


def test_the_rounds_page_counts_by_kelurahan(desk):
    round = open_round()
    visit(make_household())
    visit(make_household(), "ditunda")
    report(make_household(), "mampu")
    page = desk.get(reverse("round_detail", args=[round.code]))
    jawa = next(part for part in page.context["parts"] if part.area == village("Jawa"))
    assert (jawa.total, jawa.done, jawa.remaining, jawa.waiting) == (3, 2, 1, 1)
