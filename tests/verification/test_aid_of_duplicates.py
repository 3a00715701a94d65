"""A household turns out to be a duplicate: its aid goes to the one that was kept, and back."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from programs.actions.links import unlink
from programs.linking import links_to_renew
from programs.models import LinkMethod, Program, Recipient
from programs.overlap import counts, live, upkeep
from registry.imports.undoing.undo import undo
from registry.models import AuditEvent, Household
from tests.factories import (
    DisbursementFactory,
    RecipientFactory,
    RoundFactory,
    UserFactory,
    make_household,
)
from tests.programs.overlap import cities
from tests.registry.imports.lists import apply, write_list
from tests.verification.result_lists import bring, row
from tests.verification.steps import report
from verification.actions.reviews import accept, revoke
from verification.actions.visits import withdraw
from verification.findings import FieldworkRefused

pytestmark = pytest.mark.django_db
BPNT = {"program": "BPNT"}
WINDOW = counts.Window(cities.START, cities.START + 5)


def duplicate(household, kept):
    """An accepted report says so."""
    told = report(household, "ganda", by=UserFactory(role="petugas"), duplicate_of=kept)
    accept(visit=told, by=UserFactory(role="penyelia"))
    return told


def take_back(told):
    told.refresh_from_db()
    revoke(visit=told, by=UserFactory(role="penyelia"))


def receives(household, code="BPNT", **link):
    program = Program.objects.get(code=code)
    recipient = RecipientFactory(household=household, program=program, **link)
    DisbursementFactory(recipient=recipient, first_month=WINDOW.first)
    return recipient


def home(recipient):
    recipient.refresh_from_db()
    return recipient.household


@pytest.mark.skipif("not connection.features.has_select_for_update")
def test_who_leads_aid_waits_for_a_list_of_it_that_is_being_written(kept):
    """It would not see what that list links to the duplicate."""
    told = report(make_household(), "ganda", by=UserFactory(role="petugas"), duplicate_of=kept)
    with CaptureQueriesContext(connection) as queries:
        accept(visit=told, by=UserFactory(role="penyelia"))
    held = [one["sql"] for one in queries if "FOR NO KEY UPDATE" in one["sql"]]
    assert [sql for sql in held if 'FROM "programs_program"' in sql]


@pytest.fixture
def kept():
    return make_household()


@pytest.fixture
def double():
    return make_household()


@pytest.mark.parametrize(
    "method", [LinkMethod.NIK, LinkMethod.KK, LinkMethod.NAME, LinkMethod.HAND]
)
@pytest.mark.parametrize("is_person_known", [True, False])
def test_aid_goes_to_the_household_that_was_kept(kept, double, method, is_person_known):
    person = double.head if is_person_known else None
    linked = receives(double, person=person, link_method=method)
    duplicate(double, kept)
    assert home(linked) == kept
    assert (linked.person, linked.link_method, linked.version) == (person, method, 2)


def test_who_receives_through_his_duplicate_is_no_longer_told_to_have_never_received(kept, double):
    receives(double)
    upkeep.refresh()
    duplicate(double, kept)
    assert counts.figures(WINDOW).never == 0
    assert counts.figures(WINDOW).by_program == {"BPNT": 1}


def test_aid_goes_to_the_end_of_the_line_where_the_kept_one_was_a_duplicate_itself(kept, double):
    last = make_household()
    told = report(double, "ganda", duplicate_of=kept)
    duplicate(kept, last)
    linked = receives(double)
    accept(visit=told, by=UserFactory(role="penyelia"))
    assert home(linked) == last


def test_an_acceptance_taken_back_takes_the_aid_back(kept, double):
    own, moved = receives(kept), receives(double, "PKH")
    told = duplicate(double, kept)
    take_back(told)
    assert (home(own), home(moved)) == (kept, double)


def test_aid_that_somebody_changed_since_stays_where_it_is(kept, double):
    moved = receives(double, link_method=LinkMethod.HAND)
    told = duplicate(double, kept)
    moved.refresh_from_db()
    admin = UserFactory(role="admin")
    unlink(recipient=moved, by=admin, seen_version=moved.version, reason="Orang lain")
    take_back(told)
    assert home(moved) is None


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_aid_led_on_with_the_kept_one_comes_back_in_any_order(kept, double, order):
    last = make_household()
    first, second = receives(double), receives(kept)
    tolds = duplicate(double, kept), duplicate(kept, last)
    assert (home(first), home(second)) == (last, last)
    for number in order:
        take_back(tolds[number])
    assert (home(first), home(second)) == (double, kept)


def test_aid_stops_at_a_household_that_is_no_duplicate_any_more(kept, double):
    last = make_household()
    told = report(double, "ganda", duplicate_of=kept)
    of_kept = duplicate(kept, last)
    moved = receives(double, person=double.head)
    accept(visit=told, by=UserFactory(role="penyelia"))
    take_back(of_kept)
    assert home(moved) == kept
    take_back(told)
    assert home(moved) == double


def test_aid_without_a_person_stops_there_too(kept, double):
    last = make_household()
    told = report(double, "ganda", duplicate_of=kept)
    of_kept = duplicate(kept, last)
    moved = receives(double, link_method=LinkMethod.KK)
    accept(visit=told, by=UserFactory(role="penyelia"))
    take_back(of_kept)
    assert home(moved) == kept
    take_back(told)
    assert home(moved) == double


@pytest.mark.parametrize("is_chain", [False, True])
def test_aid_that_a_list_brought_by_no_kk_meanwhile_goes_to_whom_it_means_too(
    tmp_path, kept, double, is_chain
):
    told = duplicate(double, kept)
    said = {"NO KK": double.memberships.get().kk, "NAMA": "ORANG LAIN"}
    apply(write_list(tmp_path / "a.csv", [said], list(said)), "recipients", BPNT)
    brought = Recipient.objects.get()
    assert (brought.household, brought.person) == (kept, None)
    if is_chain:
        duplicate(kept, make_household())
    take_back(told)
    assert home(brought) == double


def test_a_line_of_many_duplicates_is_followed_to_its_end(kept, double):
    third, last = make_household(), make_household()
    told = report(double, "ganda", duplicate_of=kept)
    further = duplicate(kept, third), duplicate(third, last)
    moved = receives(double), receives(double, "PKH", person=double.head)
    accept(visit=told, by=UserFactory(role="penyelia"))
    assert [home(one) for one in moved] == [last, last]
    assert not list(links_to_renew())
    for of_whom, now in zip(further, (kept, double), strict=True):
        take_back(of_whom if now == kept else told)
        assert [home(one) for one in moved] == [now, now]


def test_who_moved_to_the_kept_household_meanwhile_keeps_his_aid_there(kept, double):
    moved = receives(double, person=double.head, link_method=LinkMethod.NIK)
    told = duplicate(double, kept)
    double.memberships.update(household=kept)
    take_back(told)
    assert home(moved) == kept


def test_two_households_are_not_both_the_duplicate_of_the_other(kept, double):
    told = report(double, "ganda", duplicate_of=kept)
    duplicate(kept, double)
    with pytest.raises(FieldworkRefused, match="ganda"):
        accept(visit=told, by=UserFactory(role="penyelia"))
    double.refresh_from_db()
    assert not double.is_closed


def test_aid_that_a_list_brought_meanwhile_goes_to_whom_it_means_too(kept, double):
    told = duplicate(double, kept)
    own, brought = receives(kept, person=kept.head), receives(kept, "PKH", person=double.head)
    take_back(told)
    assert (home(own), home(brought)) == (kept, double)
    assert AuditEvent.objects.latest("pk").after["bantuan"] == "PKH: kembali ke sini"


def test_a_report_that_is_withdrawn_before_it_did_anything_moves_no_aid(kept, double):
    officer = UserFactory(role="petugas")
    told = report(double, "ganda", by=officer, duplicate_of=kept)
    elsewhere = receives(kept, person=double.head)
    withdraw(visit=told, by=officer)
    assert (home(elsewhere), elsewhere.version) == (kept, 1)


def test_the_one_row_of_the_act_says_what_aid_went_along(kept, double):
    receives(double)
    receives(double, "PKH")
    told = duplicate(double, kept)
    event = AuditEvent.objects.latest("pk")
    assert event.after["bantuan"] == "BPNT, PKH: ke rumah tangga yang dipertahankan"
    take_back(told)
    assert AuditEvent.objects.latest("pk").after["bantuan"] == "BPNT, PKH: kembali ke sini"
    assert AuditEvent.objects.count() == 3


@pytest.mark.parametrize("is_taken_back", [True, False])
def test_the_list_that_brought_the_aid_can_be_taken_back_all_the_same(
    tmp_path, kept, double, is_taken_back
):
    said = {"NIK": double.head.nik, "NAMA": double.head.name}
    brought = apply(write_list(tmp_path / "a.csv", [said], list(said)), "recipients", BPNT)
    told = duplicate(double, kept)
    assert home(Recipient.objects.get()) == kept
    if is_taken_back:
        take_back(told)
    assert undo(brought, None).left == []
    assert not Recipient.objects.exists()


def test_a_list_names_nobody_who_was_kept_so_aid_stays(tmp_path, double):
    RoundFactory()
    linked = receives(double)
    bring(tmp_path, row(double, "Data ganda"))
    double.refresh_from_db()
    assert (double.closed_reason, double.merged_into) == ("ganda", None)
    assert home(linked) == double


@settings(max_examples=8)
@given(cities.homes, cities.rules, st.booleans())
def test_figures_are_those_of_the_plain_count_after_it_and_after_it_is_taken_back(
    homes, rules, is_added_up
):
    with transaction.atomic():
        cities.build([one._replace(closed=False) for one in homes], rules)
        upkeep.refresh()
        first, second, _ = Household.objects.order_by("pk")
        before = agreed()
        told = duplicate(first, second)
        if is_added_up:
            upkeep.refresh()
        assert not Recipient.objects.filter(household=first).exists()
        agreed()
        take_back(told)
        assert agreed() == before
        transaction.set_rollback(True)


def agreed():
    figures = counts.figures(WINDOW)
    assert figures == cities.plain_figures(WINDOW)
    assert counts.figures_by_area(WINDOW) == live.figures_by_area(WINDOW)
    return figures
