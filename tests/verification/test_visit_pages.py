"""The officer's pages, as a browser without JavaScript sees them."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from registry.models import Household
from tests.factories import AssignmentFactory, UserFactory, make_household, village
from tests.verification.steps import officer, open_round, report, supervisor, visit
from verification.actions.reviews import return_
from verification.models import Visit
from verification.workflow import VisitState

pytestmark = pytest.mark.django_db


@pytest.fixture
def walker():
    user = officer()
    AssignmentFactory(round=open_round(), officer=user, area=village("Jawa"))
    return user


@pytest.fixture
def phone(client_as, walker):
    return client_as(walker)


def door(household: Household) -> str:
    return reverse("visit_create", args=[household.public_id])


def send(phone, household, result="terkonfirmasi", **fields):
    words = {
        "result": result,
        "key": str(uuid.uuid4()),
        "seen_version": "1",
        "visited_on": timezone.localdate().isoformat(),
        "note": "",
    }
    return phone.post(door(household), words | fields)


def test_the_list_shows_the_first_door_and_the_progress(phone):
    household = make_household(rt="004")
    page = phone.get(reverse("worklist")).content.decode()
    assert household.head.name in page
    assert door(household) in page
    assert "0 dari 1" in page


def test_without_an_open_round_the_list_says_so(client_as):
    page = client_as(officer()).get(reverse("worklist"))
    assert "Tidak ada periode yang dibuka" in page.content.decode()


def test_the_list_narrows_to_one_rt(phone):
    inside, outside = make_household(rt="001"), make_household(rt="002")
    page = phone.get(reverse("worklist"), {"rt": "001"}).content.decode()
    assert door(inside) in page
    assert door(outside) not in page


def test_a_returned_report_shows_the_supervisors_words(phone, walker):
    told = report(make_household(), "mampu", by=walker)
    return_(visit=told, by=supervisor(), note="Tanyakan ketua RT.")
    assert "Tanyakan ketua RT." in phone.get(reverse("worklist")).content.decode()


def test_the_door_shows_people_with_hidden_numbers(phone):
    household = make_household()
    page = phone.get(door(household)).content.decode()
    assert household.head.name in page
    assert household.head.nik not in page


def test_a_confirmation_leads_straight_to_the_next_door(phone):
    first, second = make_household(rt="001"), make_household(rt="002")
    answer = send(phone, first)
    assert answer.url.startswith(door(second))
    page = phone.get(answer.url).content.decode()
    assert "Tersimpan" in page
    assert reverse("visit_withdraw", args=[Visit.objects.get().public_id]) in page


def test_after_the_last_door_comes_the_list(phone):
    answer = send(phone, make_household())
    assert answer.url.startswith(reverse("worklist"))
    assert "Semua sudah dikunjungi" in phone.get(answer.url).content.decode()


def test_undo_takes_back_and_shows_the_door_again(phone, walker):
    household = make_household()
    recorded = visit(household, by=walker)
    answer = phone.post(reverse("visit_withdraw", args=[recorded.public_id]))
    assert answer.url == door(household)
    household.refresh_from_db()
    assert household.standing == "belum"


def test_anothers_visit_is_not_taken_back(phone):
    recorded = visit(make_household())
    answer = phone.post(reverse("visit_withdraw", args=[recorded.public_id]))
    assert answer.status_code == 404


def test_a_double_tap_is_one_visit(phone):
    household, key = make_household(), str(uuid.uuid4())
    assert [send(phone, household, key=key).status_code for _ in range(2)] == [302, 302]
    assert Visit.objects.count() == 1


def test_a_dead_head_asks_for_a_new_one(phone):
    household = make_household(members=2)
    answer = send(phone, household, "meninggal", deaths=str(household.head.public_id))
    assert answer.status_code == 422
    assert "Pilih kepala yang baru" in answer.content.decode()


def test_a_death_is_reported_with_day_and_heir(phone):
    household = make_household(members=2)
    heir = household.memberships.exclude(person=household.head).get().person
    send(
        phone,
        household,
        "meninggal",
        deaths=str(household.head.public_id),
        new_head=str(heir.public_id),
        **{f"died_on_{household.head.public_id.hex}": "2021-03-20"},
    )
    told = Visit.objects.get()
    assert (told.state, told.new_head) == (VisitState.REPORTED, heir)
    assert told.deaths.get().died_on.isoformat() == "2021-03-20"


def test_who_lives_alone_is_told_that_the_household_ends(phone):
    page = phone.get(door(make_household())).content.decode()
    assert "Hanya satu orang" in page


def test_a_move_inside_names_a_kelurahan(phone):
    household = make_household()
    assert send(phone, household, "pindah_dalam").status_code == 422
    send(phone, household, "pindah_dalam", destination=village("Sidodadi").code)
    assert Visit.objects.get().destination == village("Sidodadi")


def test_the_record_that_stays_is_found_by_nik_in_ones_own_area(phone):
    household, other = make_household(), make_household()
    send(phone, household, "ganda", duplicate_of=other.head.nik)
    assert Visit.objects.get().duplicate_of == other


def test_another_areas_record_is_not_told_of(phone):
    hidden = make_household(area=village("Sidodadi"))
    answer = send(phone, make_household(), "ganda", duplicate_of=hidden.head.nik)
    assert answer.status_code == 422
    assert hidden.head.name not in answer.content.decode()
    assert hidden.head.nik not in answer.content.decode()


def test_the_second_officer_sees_whose_decision_stands_and_keeps_his_words(phone):
    household = make_household()
    first = visit(household)
    answer = send(phone, household, "mampu", note="Punya tiga ruko.")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert str(first.officer) in page
    assert "Punya tiga ruko." in page


def test_he_may_send_his_words_on_top(phone):
    household = make_household()
    visit(household)
    form = send(phone, household, "mampu", note="Punya tiga ruko.").context["form"]
    answer = send(
        phone,
        household,
        "mampu",
        note="Punya tiga ruko.",
        key=form["key"].value(),
        seen_version=form["seen_version"].value(),
    )
    assert answer.status_code == 302
    household.refresh_from_db()
    assert household.reported == "mampu"


def test_extra_fields_change_nothing(phone):
    household = make_household()
    extra = {"status": "x", "state": "diterima", "area": "1", "version": "9", "officer": "1"}
    send(phone, household, "mampu", **extra, is_superuser="1", closed_at="2021")
    told = Visit.objects.get()
    assert (told.state, told.household, told.area) == (
        VisitState.REPORTED,
        household,
        household.area,
    )
    household.refresh_from_db()
    assert (household.version, household.closed_at) == (2, None)


def test_an_unknown_result_is_refused_in_words(phone):
    answer = send(phone, make_household(), "hilang")
    assert answer.status_code == 422
    assert not Visit.objects.exists()


def test_a_future_day_is_refused_beside_its_field(phone):
    answer = send(phone, make_household(), visited_on="2999-01-01")
    assert answer.status_code == 422
    assert "Tanggal kunjungan belum terjadi." in answer.content.decode()


def test_another_areas_door_does_not_exist(phone):
    hidden = make_household(area=village("Sidodadi"))
    assert phone.get(door(hidden)).status_code == 404
    assert send(phone, hidden).status_code == 404


def test_who_may_not_verify_is_refused(client_as):
    analyst = client_as(UserFactory(role="analis"))
    assert analyst.get(door(make_household())).status_code == 403


def test_own_visits_are_listed_with_their_take_back(phone, walker):
    mine = visit(make_household(), by=walker)
    others = visit(make_household())
    page = phone.get(reverse("visit_history")).content.decode()
    assert reverse("visit_withdraw", args=[mine.public_id]) in page
    assert str(others.public_id) not in page


@pytest.mark.parametrize(("name", "limit"), [("worklist", 12), ("visit_history", 12)])
def test_lists_take_as_many_queries_for_many_as_for_few(
    phone, walker, django_assert_max_num_queries, name, limit
):
    for _ in range(8):
        visit(make_household(), by=walker)
        make_household()
    with django_assert_max_num_queries(limit):
        phone.get(reverse(name))


def test_the_door_takes_few_queries(phone, django_assert_max_num_queries):
    household = make_household(members=8)
    with django_assert_max_num_queries(16):
        phone.get(door(household))
