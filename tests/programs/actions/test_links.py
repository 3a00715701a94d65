"""An officer's decisions on links: one act, one audit row, and the first one wins."""

import pytest
from django.core.exceptions import PermissionDenied

from programs.actions.links import LinkRefused, NoHousehold, leave_out, link_recipient, unlink
from programs.models import LinkMethod, LinkState, Recipient
from registry.actions.households import Stale, close
from registry.audit import record
from registry.events import Verb
from registry.models import AuditEvent, ClosedReason, Person
from tests.factories import (
    DisbursementFactory,
    PersonFactory,
    RecipientFactory,
    UserFactory,
    make_household,
)
from tests.programs.actions.test_aid import cancel, enter
from tests.verification.steps import VISITED_ON

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return UserFactory(role="admin")


@pytest.fixture
def recipient():
    return RecipientFactory(name="SITI AMINAH", link_state=LinkState.DOUBTFUL)


def test_a_recipient_is_linked_with_a_person_and_his_household(admin, recipient):
    household = make_household()
    link_recipient(recipient=recipient, person=household.head, by=admin, seen_version=1)
    recipient.refresh_from_db()
    assert (recipient.household, recipient.person) == (household, household.head)
    assert (recipient.link_method, recipient.version) == (LinkMethod.HAND, 2)
    event = AuditEvent.objects.get(verb=Verb.RECIPIENT_LINKED)
    assert event.household == household
    assert event.subject == f"penerima:{recipient.pk} · BPNT SITI AMINAH"
    assert (event.before["link_state"], event.after["link_state"]) == ("ragu", "terhubung")


def test_the_aid_of_a_duplicate_belongs_to_the_household_that_was_kept(admin, recipient):
    kept = make_household()
    duplicate = make_household()
    close(household=duplicate, reason=ClosedReason.DUPLICATE, on=VISITED_ON, merged_into=kept)
    link_recipient(recipient=recipient, person=duplicate.head, by=admin, seen_version=1)
    recipient.refresh_from_db()
    assert (recipient.household, recipient.person) == (kept, duplicate.head)
    assert AuditEvent.objects.get(verb=Verb.RECIPIENT_LINKED).household == kept


def test_who_is_meant_by_nobody_is_outside_by_an_officers_word(admin, recipient):
    leave_out(recipient=recipient, by=admin, seen_version=1)
    recipient.refresh_from_db()
    assert (recipient.link_state, recipient.link_method) == (LinkState.OUTSIDE, LinkMethod.HAND)
    assert AuditEvent.objects.get(verb=Verb.RECIPIENT_LEFT_OUT).household is None


@pytest.mark.parametrize("method", [LinkMethod.NAME, LinkMethod.HAND])
def test_a_link_by_name_or_hand_is_taken_back_with_a_reason(admin, method):
    linked = RecipientFactory(household=make_household(), link_method=method)
    unlink(recipient=linked, by=admin, seen_version=1, reason="Orangnya lain")
    assert (linked.link_state, linked.household) == (LinkState.DOUBTFUL, None)
    event = AuditEvent.objects.get(verb=Verb.RECIPIENT_UNLINKED)
    assert event.household is not None
    assert event.reason == "Orangnya lain"


def test_a_link_by_nik_is_not_taken_back(admin):
    linked = RecipientFactory(household=make_household(), link_method=LinkMethod.NIK)
    with pytest.raises(Stale):
        unlink(recipient=linked, by=admin, seen_version=1, reason="Orangnya lain")


def test_a_link_that_a_hand_written_payment_rests_on_is_not_taken_back(admin):
    household = make_household()
    Person.objects.filter(pk=household.head_id).update(nik=None)
    payment = enter(household, admin)
    with pytest.raises(LinkRefused, match="catatan bantuan"):
        unlink(recipient=payment.recipient, by=admin, seen_version=1, reason="Orangnya lain")
    cancel(payment, admin)
    assert not Recipient.objects.exists()
    assert not AuditEvent.objects.filter(verb=Verb.RECIPIENT_UNLINKED).exists()


def test_it_is_taken_back_once_what_was_written_down_is(admin):
    household = make_household()
    listed = RecipientFactory(household=household, link_method=LinkMethod.NAME)
    payment = DisbursementFactory(recipient=listed)
    written = DisbursementFactory(recipient=listed, first_month=payment.first_month + 1)
    record(Verb.AID_ENTERED, by=admin, household=household, subject=f"payment:{written.pk}")
    with pytest.raises(LinkRefused):
        unlink(recipient=listed, by=admin, seen_version=1, reason="Orangnya lain")
    cancel(written, admin)
    unlink(recipient=listed, by=admin, seen_version=1, reason="Orangnya lain")
    assert listed.household is None


def link_with_another(**seen):
    link_recipient(**seen, person=make_household().head)


def take_back(**seen):
    unlink(**seen, reason="Orangnya lain")


@pytest.mark.parametrize("act", [link_with_another, leave_out, take_back])
def test_who_comes_second_changes_nothing(admin, recipient, act):
    household = make_household()
    link_recipient(recipient=recipient, person=household.head, by=admin, seen_version=1)
    with pytest.raises(Stale):
        act(recipient=recipient, by=admin, seen_version=1)
    recipient.refresh_from_db()
    assert (recipient.household, recipient.version) == (household, 2)
    assert AuditEvent.objects.count() == 1


def test_a_linked_recipient_is_not_linked_over(admin):
    linked = RecipientFactory(household=make_household(), link_method=LinkMethod.NIK)
    with pytest.raises(Stale):
        link_recipient(recipient=linked, person=make_household().head, by=admin, seen_version=1)


def test_somebody_without_a_household_cannot_be_meant(admin, recipient):
    with pytest.raises(NoHousehold):
        link_recipient(recipient=recipient, person=PersonFactory(), by=admin, seen_version=1)


@pytest.mark.parametrize("role", ["petugas", "penyelia", "analis"])
def test_others_may_not_decide(role, recipient):
    with pytest.raises(PermissionDenied):
        leave_out(recipient=recipient, by=UserFactory(role=role), seen_version=1)
