"""One payment written down by hand, and taken back."""

import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from programs.actions.aid import AidRefused, HandPayment, cancel_aid, enter_aid
from programs.models import Disbursement, LinkMethod, Program, Recipient
from programs.overlap.counts import Window, figures
from registry.actions.households import Stale, close
from registry.events import Verb
from registry.imports.undoing import plans
from registry.imports.undoing.undo import undo
from registry.models import AuditEvent, Person
from tests.factories import (
    DisbursementFactory,
    MembershipFactory,
    RecipientFactory,
    UserFactory,
    make_household,
)
from tests.registry.imports.lists import apply, counts, write_list
from tests.verification.steps import VISITED_ON

pytestmark = pytest.mark.django_db

APRIL = 2021 * 12 + 3
REASON = "Salah orang"


@pytest.fixture
def admin():
    return UserFactory(role="admin")


@pytest.fixture
def household():
    return make_household()


def entry(household, code="BPNT", **fields):
    said = {
        "program": Program.objects.get(code=code),
        "member": household.memberships.get(person=household.head),
        "months": (APRIL, APRIL),
        "amount": 200_000,
        "status": "disalurkan",
        "basis": "Kuitansi 12",
    }
    return HandPayment(**{**said, **fields})


def enter(household, by, **fields):
    household.refresh_from_db()
    said = entry(household, **fields)
    return enter_aid(household=household, entry=said, by=by, seen_version=household.version)


def cancel(payment, by):
    payment = Disbursement.objects.select_related("recipient__household").get(pk=payment.pk)
    cancel_aid(payment=payment, by=by, seen_version=payment.version, reason=REASON)


def test_it_counts_at_once_for_the_household(household, admin):
    enter(household, admin)
    found = figures(Window(APRIL, APRIL))
    assert (found.one, found.by_program) == (1, {"BPNT": 1})


def test_it_is_one_event_that_a_person_can_read(household, admin):
    enter(household, admin, paid_on=datetime.date(2021, 4, 15))
    event = AuditEvent.objects.get()
    assert (event.verb, event.actor, event.household) == (Verb.AID_ENTERED, admin, household)
    assert (event.person, event.reason) == (household.head, "Kuitansi 12")
    assert event.after["period"] == "April 2021"
    assert event.after["amount"] == "Rp200.000"
    assert event.after["paid_on"] == "15 April 2021"


def test_nothing_is_written_down_for_a_duplicate(household, admin):
    close(household=household, reason="ganda", on=VISITED_ON, merged_into=make_household())
    with pytest.raises(AidRefused, match="data ganda"):
        enter(household, admin)


def test_no_number_of_a_person_stays_in_the_basis(household, admin):
    payment = enter(household, admin, basis="Kuitansi 6472031205800001")
    assert "6472031205800001" not in payment.note + AuditEvent.objects.get().reason


def test_a_list_that_brings_the_same_payment_later_finds_it(household, admin, tmp_path):
    enter(household, admin)
    path = tmp_path / "bpnt.csv"
    head = household.head
    path.write_text(f"NIK;NAMA;NOMINAL\n{head.nik};{head.name};200000\n", encoding="utf-8")
    run = apply(path, "disbursements", {"program": "BPNT", "period": "2021-04"})
    assert counts(run)[0] == 0
    assert Disbursement.objects.count() == 1


def test_a_payment_that_a_list_brought_before_is_refused_in_words(household, admin, tmp_path):
    path = tmp_path / "bpnt.csv"
    head = household.head
    path.write_text(f"NIK;NAMA;NOMINAL\n{head.nik};{head.name};200000\n", encoding="utf-8")
    apply(path, "disbursements", {"program": "BPNT", "period": "2021-04"})
    with pytest.raises(AidRefused, match=r"berkas bpnt\.csv, baris 2"):
        enter(household, admin)


def test_a_payment_that_was_entered_before_is_refused(household, admin):
    enter(household, admin)
    with pytest.raises(AidRefused, match="dicatat manual"):
        enter(household, admin)


def test_a_second_month_joins_the_same_entry_of_the_list(household, admin):
    enter(household, admin)
    enter(household, admin, months=(APRIL + 1, APRIL + 2))
    assert Recipient.objects.count() == 1
    assert Disbursement.objects.count() == 2


def test_who_comes_second_changes_nothing(household, admin):
    stale = household.version
    enter(household, admin)
    said = entry(household, code="PKH")
    with pytest.raises(Stale):
        enter_aid(household=household, entry=said, by=admin, seen_version=stale)
    assert AuditEvent.objects.count() == 1


def test_what_is_warned_of_needs_a_reason(household, admin):
    with pytest.raises(AidRefused):
        enter(household, admin, warned=("PKH + BST April 2021",))
    enter(household, admin, warned=("PKH + BST April 2021",), despite="Keputusan wali kota")
    assert AuditEvent.objects.get().after["despite"] == "Keputusan wali kota"


def test_a_member_without_a_nik_keys_by_kk_and_name(household, admin):
    Person.objects.filter(pk=household.head_id).update(nik=None)
    household.head.refresh_from_db()
    enter(household, admin)
    recipient = Recipient.objects.get()
    assert recipient.key.startswith("kk:")
    assert recipient.link_method == LinkMethod.HAND


def test_somebody_of_another_household_is_refused(household, admin):
    elsewhere = MembershipFactory(household=make_household())
    with pytest.raises(AidRefused, match="bukan lagi anggota"):
        enter(household, admin, member=elsewhere)


@pytest.mark.parametrize("linked", [True, False])
def test_an_entry_of_the_list_that_means_another_home_is_not_taken(household, admin, linked):
    RecipientFactory.create(
        program=Program.objects.get(code="BPNT"),
        key=f"nik:{household.head.nik}",
        household=make_household() if linked else None,
    )
    with pytest.raises(AidRefused, match="rumah tangga"):
        enter(household, admin)


def test_only_who_may_enter_aid_there_does(household):
    for role in ("petugas", "penyelia", "analis"):
        with pytest.raises(PermissionDenied):
            enter(household, UserFactory(role=role, area=household.area))


def test_taken_back_all_is_as_before_but_the_history(household, admin):
    before = figures(Window(APRIL, APRIL))
    cancel(enter(household, admin), admin)
    assert figures(Window(APRIL, APRIL)) == before
    assert not Recipient.objects.exists()
    event = AuditEvent.objects.latest("id")
    assert (event.verb, event.reason) == (Verb.AID_CANCELLED, REASON)
    assert event.before["period"] == "April 2021"
    assert AuditEvent.objects.count() == 2


def test_taken_back_the_entry_of_the_list_stays_where_more_rests_on_it(household, admin):
    first = enter(household, admin)
    enter(household, admin, months=(APRIL + 1, APRIL + 1))
    cancel(first, admin)
    assert Recipient.objects.count() == 1
    assert Disbursement.objects.get().first_month == APRIL + 1


def test_taken_back_in_any_order_nobody_stays_on_the_list_for_no_payment(household, admin):
    first = enter(household, admin)
    second = enter(household, admin, months=(APRIL + 1, APRIL + 1))
    cancel(first, admin)
    cancel(second, admin)
    assert not Recipient.objects.exists()


def test_taken_back_whom_a_list_brought_stays(household, admin, tmp_path):
    named_by_a_list(tmp_path, household.head)
    cancel(enter(household, admin), admin)
    assert Recipient.objects.count() == 1


def named_by_a_list(tmp_path, head):
    """A list of recipients without a payment that names this person."""
    path = tmp_path / "penerima.csv"
    path.write_text(f"NIK;NAMA;ALAMAT\n{head.nik};{head.name};JL. LAIN 99\n", encoding="utf-8")
    return apply(path, "recipients", {"program": "BPNT"})


@pytest.mark.parametrize("has_nik", [True, False])
def test_whom_a_list_kept_when_it_was_taken_back_goes_with_the_list(
    household, admin, tmp_path, has_nik
):
    if not has_nik:
        Person.objects.filter(pk=household.head_id).update(nik=None)
    payment = enter(household, admin)
    named = {"NAMA": household.head.name, "NO KK": household.memberships.get().kk}
    if has_nik:
        named["NIK"] = household.head.nik
    listed = apply(
        write_list(tmp_path / "a.csv", [named], list(named)), "recipients", {"program": "BPNT"}
    )
    cancel(payment, admin)
    assert Recipient.objects.count() == 1
    assert undo(listed, None).left == []
    assert not Recipient.objects.exists()


def test_whom_a_payment_of_a_list_kept_when_it_was_taken_back_goes_with_that_list(
    household, admin, tmp_path
):
    payments = [enter(household, admin, months=(APRIL + n, APRIL + n)) for n in range(2)]
    named = {"NIK": household.head.nik, "NAMA": household.head.name, "ALAMAT": "JL. LAIN 99"}
    options = {"program": "BPNT", "period": "2021-09"}
    listed = apply(write_list(tmp_path / "a.csv", [named], list(named)), "disbursements", options)
    for payment in payments:
        cancel(payment, admin)
    assert plans.plan(listed).counts() == {"removed": 2, "restored": 0, "left": 0}
    undo(listed, None)
    assert not Recipient.objects.exists()


def test_who_stays_for_a_payment_by_hand_stays_when_the_list_is_undone(household, admin, tmp_path):
    first = enter(household, admin)
    enter(household, admin, months=(APRIL + 1, APRIL + 1))
    listed = named_by_a_list(tmp_path, household.head)
    cancel(first, admin)
    undo(listed, None)
    assert Disbursement.objects.get().recipient.household == household


def test_taken_back_the_entry_of_the_list_stays_where_a_file_names_it_too(
    household, admin, tmp_path
):
    payment = enter(household, admin)
    named_by_a_list(tmp_path, household.head)
    cancel(payment, admin)
    assert Recipient.objects.get().household == household
    assert figures(Window(APRIL, APRIL)).listed_only == 1


def test_a_list_that_was_undone_keeps_nobody(household, admin, tmp_path):
    payment = enter(household, admin)
    undo(run=named_by_a_list(tmp_path, household.head), by=admin)
    cancel(payment, admin)
    assert not Recipient.objects.exists()


def test_a_payment_from_a_file_is_not_taken_back_here(household, admin):
    paid = DisbursementFactory(recipient=RecipientFactory(household=household))
    with pytest.raises(AidRefused, match="dari berkas"):
        cancel(paid, admin)


def test_a_payment_that_a_list_has_confirmed_since_is_not_taken_back(household, admin, tmp_path):
    payment = enter(household, admin)
    path = tmp_path / "bpnt.csv"
    head = household.head
    path.write_text(f"NIK;NAMA;NOMINAL\n{head.nik};{head.name};200000\n", encoding="utf-8")
    run = apply(path, "disbursements", {"program": "BPNT", "period": "2021-04"})
    with pytest.raises(AidRefused, match=r"Berkas bpnt\.csv, baris 2"):
        cancel(payment, admin)
    undo(run=run, by=admin)
    cancel(payment, admin)
    assert not Disbursement.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_at_once_one_wins_and_nothing_is_paid_twice():
    household, admins = make_household(), [UserFactory(role="admin") for _ in range(2)]
    said = entry(household)

    def act(by):
        try:
            return enter_aid(household=household, entry=said, by=by, seen_version=1)
        except Stale as stale:
            return stale
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(act, admins))
    assert sorted(type(each).__name__ for each in found) == ["Disbursement", "Stale"]
    assert Disbursement.objects.count() == AuditEvent.objects.count() == 1


def test_it_is_taken_back_once(household, admin):
    payment = enter(household, admin)
    payment = Disbursement.objects.select_related("recipient__household").get(pk=payment.pk)
    cancel(payment, admin)
    with pytest.raises(Stale):
        cancel_aid(payment=payment, by=admin, seen_version=payment.version, reason=REASON)
    assert AuditEvent.objects.filter(verb=Verb.AID_CANCELLED).count() == 1


def test_entered_again_after_it_was_taken_back(household, admin):
    cancel(enter(household, admin), admin)
    enter(household, admin)
    assert figures(Window(APRIL, APRIL)).one == 1
