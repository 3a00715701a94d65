"""A payment by hand while a list brings the same one."""

import threading
import time

import pytest
from django.db import connection, transaction

from programs.actions.aid import AidRefused, HandPayment, enter_aid, key_of
from programs.models import Disbursement, Program, Recipient
from registry.models import AuditEvent
from tests.factories import DisbursementFactory, RecipientFactory, UserFactory, make_household

pytestmark = pytest.mark.django_db(transaction=True)

APRIL = 2021 * 12 + 3


@pytest.fixture
def household():
    return make_household()


def entry(household):
    member = household.memberships.get(person=household.head)
    program = Program.objects.get(code="BPNT")
    return HandPayment(program, member, (APRIL, APRIL), 200_000, "disalurkan", "Kuitansi 12")


def a_list_brings(write):
    """What `write` makes is seen by nobody before this transaction of another hand ends."""
    written = threading.Event()

    def bring():
        try:
            with transaction.atomic():
                write()
                written.set()
                time.sleep(0.5)
        finally:
            connection.close()

    hand = threading.Thread(target=bring)
    hand.start()
    assert written.wait(10)
    return hand


def enter_meanwhile(household, write):
    said, by = entry(household), UserFactory(role="admin")
    hand = a_list_brings(write)
    try:
        return enter_aid(household=household, entry=said, by=by, seen_version=1)
    finally:
        hand.join()


def listed(household):
    said = entry(household)
    key = key_of(household, said.member)
    whom = {"household": household, "person": household.head}
    return RecipientFactory(program=said.program, key=key, **whom)


@pytest.mark.parametrize("is_known", [True, False])
def test_a_payment_that_a_list_brings_meanwhile_is_refused_in_words(household, is_known):
    known = listed(household) if is_known else None

    def write():
        recipient = known or listed(household)
        DisbursementFactory(recipient=recipient, first_month=APRIL)

    with pytest.raises(AidRefused, match="sudah tercatat"):
        enter_meanwhile(household, write)
    assert Disbursement.objects.count() == 1
    assert not AuditEvent.objects.exists()


def test_a_payment_for_whom_a_list_brings_meanwhile_joins_him(household):
    payment = enter_meanwhile(household, lambda: listed(household))
    assert Recipient.objects.get() == payment.recipient
    assert AuditEvent.objects.count() == 1
