"""One payment written down by hand, and taken back. Whoever does it is named in the history.

A payment keys like the same row of a list (docs/import.md), so that a list which brings it later
finds it and pays nobody twice.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet

from bansos.lib.dates import period_words
from bansos.lib.datewords import day_words
from bansos.lib.numbers import rupiah
from programs.models import Disbursement, LinkMethod, LinkState, Program, Recipient
from programs.models.aid import recipient_key
from registry.actions.households import Stale, claim, touch
from registry.audit import record
from registry.codes import PaymentStatus
from registry.events import Verb
from registry.identifiers import mask_digits
from registry.matching.names import sound_key
from registry.models import (
    AuditEvent,
    Household,
    ImportKind,
    Membership,
    Outcome,
    RunState,
    StagedRow,
    User,
)
from registry.roles import Permission

SUBJECT = "payment:"
NEW_RECIPIENT = "new_recipient"


class AidRefused(Exception):
    """The payment cannot be written down so; `field` names the part of the form to blame."""

    def __init__(self, words: str, field: str = "") -> None:
        self.field = field
        super().__init__(words)


@dataclass(frozen=True)
class HandPayment:
    """What an officer writes down. `basis`: the paper it rests on; months are first and last.

    `warned`: what he was told that it breaks; `despite`: why he writes it down all the same.
    """

    program: Program
    member: Membership
    months: tuple[int, int]
    amount: int | None
    status: str
    basis: str
    stage: str = ""
    paid_on: date | None = None
    warned: tuple[str, ...] = ()
    despite: str = ""

    @property
    def in_words(self) -> dict[str, Any]:
        """For the history, as a person reads it."""
        words = {
            "program": self.program.code,
            **told(self),
            "warned": "; ".join(self.warned),
            "despite": self.despite,
        }
        return {name: text for name, text in words.items() if text}


def told(aid: HandPayment | Disbursement) -> dict[str, str]:
    """A payment as a person reads it; what is not known is empty."""
    return {
        "period": period_words(*aid.months),
        "stage": aid.stage,
        "amount": rupiah(aid.amount) if aid.amount is not None else "",
        "status": PaymentStatus(aid.status).label,
        "paid_on": day_words(aid.paid_on) if aid.paid_on else "",
    }


def enter_aid(
    *, household: Household, entry: HandPayment, by: User, seen_version: int
) -> Disbursement:
    """Writes the payment down. Raises Stale, AidRefused (known already, another's entry)."""
    try:
        return _write_down(household, entry, by, seen_version)
    except IntegrityError:  # a list has brought the same meanwhile: now it is seen
        return _write_down(household, entry, by, seen_version)


@transaction.atomic
def _write_down(
    household: Household, entry: HandPayment, by: User, seen_version: int
) -> Disbursement:
    _may(by, household)
    claim(household=household, seen_version=seen_version)
    if household.merged_into_id is not None:
        raise AidRefused("Rumah tangga ini data ganda; catat di rumah tangga yang dipertahankan.")
    if entry.warned and not entry.despite:
        raise AidRefused("Tuliskan mengapa tetap dicatat.", "despite")
    if entry.member.household_id != household.pk or entry.member.valid_to is not None:
        raise AidRefused("Orang ini bukan lagi anggota rumah tangga ini.", "member")
    recipient, is_new = _recipient_of(household, entry)
    known = recipient.disbursements.filter(
        first_month=entry.months[0], last_month=entry.months[1], stage=entry.stage
    )
    if payment := known.select_related("row__run").first():
        raise AidRefused(f"Penyaluran ini sudah tercatat ({_origin(payment)}).", "period")
    payment = Disbursement.objects.create(
        recipient=recipient,
        first_month=entry.months[0],
        last_month=entry.months[1],
        stage=entry.stage,
        amount=entry.amount,
        status=entry.status,
        paid_on=entry.paid_on,
        note=mask_digits(entry.basis),
    )
    record(
        Verb.AID_ENTERED,
        by=by,
        household=household,
        person=entry.member.person,
        subject=f"{SUBJECT}{payment.pk}",
        after=entry.in_words | ({NEW_RECIPIENT: True} if is_new else {}),
        reason=entry.basis,
    )
    return payment


@transaction.atomic
def cancel_aid(*, payment: Disbursement, by: User, seen_version: int, reason: str) -> None:
    """Takes a payment back that was written down by hand, and the recipient that only it made.

    Raises Stale where it was changed or cancelled meanwhile, AidRefused where a file says it too:
    the payment is that list's by now, and another import would not bring it back.
    """
    recipient = payment.recipient
    household = recipient.household
    event = entered_by_hand([payment]).get(payment.pk)
    if event is None:
        raise AidRefused("Penyaluran ini berasal dari berkas; urungkan impornya.")
    if household is None:
        raise AidRefused(
            f"{recipient.name} tidak lagi terhubung ke rumah tangga; hubungkan dahulu."
        )
    _may(by, household)
    touch(household=household)
    if row := row_that_says(payment):
        raise AidRefused(
            f"Berkas {row.run.file_name}, baris {row.number}, menyebut penyaluran yang sama. "
            "Urungkan impornya dahulu."
        )
    gone, _ = Disbursement.objects.filter(pk=payment.pk, version=seen_version).delete()
    if not gone:
        raise Stale(payment)
    if _was_made_by_hand(recipient) and not entered_by_hand(recipient.disbursements.all()):
        _leave_to_lists(recipient)
    told = {key: value for key, value in event.after.items() if key != NEW_RECIPIENT}
    record(
        Verb.AID_CANCELLED,
        by=by,
        household=household,
        person=recipient.person,
        subject=event.subject,
        before=told,
        reason=reason,
    )


def _leave_to_lists(recipient: Recipient) -> None:
    """Nothing written by hand keeps him any more: he is from now on the first list's that names
    him, as if it had made and linked him, so that its undo takes him along; or he goes.
    """
    mine = Recipient.objects.filter(pk=recipient.pk, row=None, version=recipient.version)
    naming = _rows_that_name(recipient).order_by("run__applied_at", "run", "number").first()
    if naming is None:
        if not recipient.disbursements.exists():
            mine.delete()
        return
    how = recipient.link_method
    if how == LinkMethod.HAND:
        how = LinkMethod.KK if recipient.kk else LinkMethod.NAME
    mine.update(row=naming, link_method=how, version=F("version") + 1)


def entered_by_hand(payments: Iterable[Disbursement]) -> dict[int, AuditEvent]:
    """Payment → the event that wrote it down; those that came from files are left out."""
    subjects = {f"{SUBJECT}{each.pk}": each.pk for each in payments if each.row_id is None}
    if not subjects:
        return {}
    events = AuditEvent.objects.filter(verb=Verb.AID_ENTERED, subject__in=subjects)
    return {subjects[event.subject]: event for event in events.select_related("actor")}


def cancelled_by_hand(payment_id: int) -> AuditEvent | None:
    """The event that took a payment back, which is no more."""
    events = AuditEvent.objects.filter(verb=Verb.AID_CANCELLED, subject=f"{SUBJECT}{payment_id}")
    return events.select_related("actor").first()


def is_entered(*, entry: HandPayment, by: User) -> bool:
    """Whether this very payment was written down by this user already: a double tap."""
    same = Disbursement.objects.filter(
        recipient__program=entry.program,
        recipient__household=entry.member.household_id,
        recipient__person=entry.member.person_id,
        first_month=entry.months[0],
        last_month=entry.months[1],
        stage=entry.stage,
        amount=entry.amount,
        status=entry.status,
    )
    return any(event.actor_id == by.pk for event in entered_by_hand(same).values())


def _may(by: User, household: Household) -> None:
    """The page asks first; a command or another page must not slip past it."""
    if household.area_id not in by.area_ids(Permission.ENTER_AID):
        raise PermissionDenied


def key_of(household: Household, member: Membership) -> str:
    """The natural key of the entry that means this member, on the list of whatever programme."""
    person = member.person
    return recipient_key(
        nik=person.nik or "", kk=member.kk, name_key=person.name_key, place=household.area_id
    )


def _recipient_of(household: Household, entry: HandPayment) -> tuple[Recipient, bool]:
    """The entry of the programme's list that means this member, and whether it is new."""
    person, key = entry.member.person, key_of(household, entry.member)
    known = Recipient.objects.filter(program=entry.program, key=key).first()
    if known is None:
        return _new_recipient(household, entry, key), True
    if known.household_id is None:
        raise AidRefused(
            f"{person.name} ada di daftar {entry.program} tetapi belum terhubung ke rumah tangga. "
            "Hubungkan dahulu lewat Di luar register.",
            "member",
        )
    if known.household_id != household.pk:
        raise AidRefused(
            f"{person.name} sudah menjadi penerima {entry.program} di rumah tangga lain.", "member"
        )
    return known, False


def _new_recipient(household: Household, entry: HandPayment, key: str) -> Recipient:
    person = entry.member.person
    return Recipient.objects.create(
        program=entry.program,
        key=key,
        nik=person.nik or "",
        kk=entry.member.kk,
        name=person.name,
        name_key=person.name_key,
        sound_key=sound_key(person.name_key),
        birth_date=person.birth_date,
        address=household.address,
        rt=household.rt,
        area=household.area,
        person=person,
        household=household,
        link_state=LinkState.LINKED,
        # With a NIK he is found as any row of a list is; without one an officer said who he is.
        link_method=LinkMethod.NIK if person.nik else LinkMethod.HAND,
    )


def _was_made_by_hand(recipient: Recipient) -> bool:
    """The first of his payments made him; it may have been taken back before the others."""
    events = AuditEvent.objects.filter(verb=Verb.AID_ENTERED, person=recipient.person_id)
    made = {"after__program": recipient.program.code, f"after__{NEW_RECIPIENT}": True}
    return events.filter(**made).exists()


def row_that_says(payment: Disbursement) -> StagedRow | None:
    """The row of a standing import with the natural key of this payment."""
    group = _group_of(payment.recipient)
    months = f"{payment.first_month}-{payment.last_month}"
    rows = _rows_that_name(payment.recipient).filter(
        run__kind=ImportKind.DISBURSEMENTS, key=f"{group}|{months}|{payment.stage}"
    )
    return rows.select_related("run").first()


def _rows_that_name(recipient: Recipient) -> QuerySet[StagedRow]:
    """The rows of standing imports that mean him. One that found him known left no mark on him."""
    return StagedRow.objects.filter(
        run__kind__in=(ImportKind.RECIPIENTS, ImportKind.DISBURSEMENTS),
        run__state=RunState.APPLIED,
        group=_group_of(recipient),
    ).exclude(outcome=Outcome.PROBLEM)


def _group_of(recipient: Recipient) -> str:
    """How rows that mean him are marked (programs/aid_lists.py)."""
    return f"{recipient.program_id}|{recipient.key}"


def _origin(payment: Disbursement) -> str:
    if payment.row is None:
        return "dicatat manual"
    return f"berkas {payment.row.run.file_name}, baris {payment.row.number}"
