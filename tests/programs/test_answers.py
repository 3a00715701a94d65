"""One sentence: has this person ever received aid?"""

from dataclasses import replace

import pytest

from programs.answers import answer, claimed_households
from programs.household_aid import aid_of, remarks_of
from programs.models import OverlapRule, Program
from programs.overlap.rules import Meeting, Rule
from registry.codes import PaymentStatus
from registry.models import ListedAid, Release
from tests.factories import (
    DisbursementFactory,
    MembershipFactory,
    RecipientFactory,
    head_of,
    make_household,
)
from tests.factories.aid import JANUARY_2021

pytestmark = pytest.mark.django_db

MARCH = JANUARY_2021 + 2


def recipient(household, code="BPNT", person=None, **fields):
    return RecipientFactory(
        household=household,
        person=person or household.head,
        program=Program.objects.get(code=code),
        **fields,
    )


def said(household, person=None):
    claimed = household.pk in claimed_households([household.pk])
    person = person or household.head
    return answer(aid_of([household.pk]).get(household.pk), person.pk, claimed)


def test_payments_of_adjoining_months_are_one_span_with_their_sum():
    household = make_household()
    bpnt = recipient(household)
    DisbursementFactory(
        recipient=bpnt, first_month=JANUARY_2021, last_month=JANUARY_2021 + 1, amount=400_000
    )
    DisbursementFactory(recipient=bpnt, first_month=MARCH, last_month=MARCH + 1, amount=400_000)
    assert said(household).sentence == "Ya: BPNT Januari–April 2021, Rp800.000."


def test_a_gap_makes_two_spans():
    household = make_household()
    bpnt = recipient(household)
    DisbursementFactory(recipient=bpnt, first_month=JANUARY_2021)
    DisbursementFactory(recipient=bpnt, first_month=MARCH)
    assert "Januari 2021, Rp200.000 dan Maret 2021, Rp200.000" in said(household).sentence


@pytest.mark.parametrize("amounts", [(200_000, None), (None, 200_000), (None, None)])
def test_months_of_which_one_names_no_amount_have_no_sum(amounts):
    household = make_household()
    bpnt = recipient(household)
    for month, amount in enumerate(amounts, start=MARCH):
        DisbursementFactory(recipient=bpnt, first_month=month, amount=amount)
    assert said(household).sentence == "Ya: BPNT Maret–April 2021."


def test_a_forbidden_double_is_said():
    household = make_household()
    DisbursementFactory(recipient=recipient(household), first_month=MARCH)
    DisbursementFactory(recipient=recipient(household, "BST"), first_month=MARCH)
    found = said(household)
    assert found.warning
    assert "BPNT + BST Maret 2021: rangkap tidak diperbolehkan" in found.sentence


def test_an_expected_double_is_no_warning():
    household = make_household()
    DisbursementFactory(recipient=recipient(household), first_month=MARCH)
    DisbursementFactory(recipient=recipient(household, "PKH"), first_month=MARCH)
    found = said(household)
    assert not found.warning
    assert "rangkap" not in found.sentence


def test_two_families_of_one_house_break_no_rule():
    household = make_household()
    other = MembershipFactory(household=household)
    DisbursementFactory(recipient=recipient(household), first_month=MARCH)
    DisbursementFactory(recipient=recipient(household, "BST", other.person), first_month=MARCH)
    assert not said(household).warning
    remarks = aid_of([household.pk])[household.pk].remarks
    assert "KK yang berbeda" in remarks[0].sentence


def test_a_rule_of_persons_says_that_two_of_them_receive():
    household = make_household(members=2)
    OverlapRule.objects.filter(first__code="PKH", second__code="BST").update(unit="orang")
    other = household.memberships.exclude(person=household.head).get().person
    DisbursementFactory(recipient=recipient(household, "PKH"), first_month=MARCH)
    DisbursementFactory(recipient=recipient(household, "BST", other), first_month=MARCH)
    (remark,) = aid_of([household.pk])[household.pk].remarks
    words = "BST + PKH Maret 2021: diterima oleh orang yang berbeda, tidak melanggar aturan"
    assert remark.sentence == words


def test_the_months_of_a_rule_of_persons_are_told_apart_from_those_of_a_rule_of_kk():
    meeting = Meeting("BST", "PKH", MARCH, MARCH, "dilarang", False, Rule("BST", "PKH", "dilarang"))
    later = meeting._replace(
        from_month=MARCH + 1, to_month=MARCH + 1, rule=replace(meeting.rule, unit="orang")
    )
    first, second = [remark.sentence for remark in remarks_of([meeting, later])]
    assert "April 2021: diterima oleh orang yang berbeda" in first
    assert "Maret 2021: diterima pada KK yang berbeda" in second


def test_the_same_aid_twice_in_a_month_is_said():
    household = make_household()
    DisbursementFactory(recipient=recipient(household), first_month=MARCH)
    DisbursementFactory(recipient=recipient(household), first_month=MARCH)
    assert "dibayar dua kali" in said(household).sentence


def test_aid_of_another_member_is_named():
    household = make_household(members=2)
    child = household.memberships.exclude(person=household.head).get().person
    DisbursementFactory(recipient=recipient(household, name="Siti"), first_month=MARCH)
    assert said(household, child).sentence == (
        "Ya, lewat anggota serumah: BPNT Maret 2021, Rp200.000 (atas nama Siti)."
    )


@pytest.mark.parametrize("status", [s for s in PaymentStatus if s != PaymentStatus.PAID])
def test_what_was_not_disbursed_was_not_received(status):
    household = make_household()
    DisbursementFactory(recipient=recipient(household), status=status)
    assert said(household).sentence == (
        "Terdaftar sebagai penerima BPNT, belum ada penyaluran tercatat."
    )


def test_a_claim_of_the_list_is_no_aid():
    household = make_household()
    release = Release.objects.create(code="DTKS-2021-01", issued_on="2021-01-01")
    ListedAid.objects.create(
        release=release, household=household, person=head_of(household), program_code="BPNT"
    )
    assert said(household).kind == "terdaftar"


def test_nothing_at_all_is_never():
    household = make_household()
    assert said(household).sentence == "Belum pernah tercatat menerima."


def test_aid_counted_apart_does_not_make_a_recipient():
    household = make_household()
    DisbursementFactory(recipient=recipient(household, "PBI-JK"), amount=None)
    found = said(household)
    assert found.kind == "belum"
    assert "Dihitung terpisah: PBI-JK untuk 1 penerima" in found.sentence
