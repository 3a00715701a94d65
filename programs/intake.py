"""Holds rows of recipient and payment lists against what is stored, and writes them.

The same judgement serves the preview and the apply. A payment whose recipient is not yet known
makes the recipient. An empty cell never erases a known value.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from programs.linking import LINK_FIELDS, Link, Linker, assign, link_of
from programs.models import Disbursement, LinkState, Recipient
from registry.codes import PaymentStatus
from registry.imports.applying.ledger import Ledger
from registry.imports.applying.table import Table
from registry.imports.importkinds import Values
from registry.imports.judging import (
    Changes,
    JudgedRow,
    before_after,
    differences,
    grouped,
    outcome_of,
)
from registry.models import ChangeRow

RECIPIENT_FIELDS = ("nik", "kk", "name", "name_key", "address", "area_id", "area_text")
PAYMENT_FIELDS = ("amount", "status", "raw_status", "paid_on", "channel")
PAYMENT_KEY = ("first_month", "last_month", "stage")
COUNT_WORDS = {
    LinkState.LINKED: "linked",
    LinkState.AMBIGUOUS: "ambiguous",
    LinkState.OUTSIDE: "unlinked",
}


@dataclass(slots=True)
class RecipientCase:
    """The rows of one file that mean one recipient; `key` of a new one is given when written."""

    rows: list[JudgedRow]
    recipient: Recipient | None
    link: Link
    key: int = 0
    changes: Changes = field(default_factory=dict)

    @property
    def values(self) -> Values:
        """The first row speaks for the recipient."""
        return self.rows[0].cleaned


@dataclass(slots=True)
class PaymentCase:
    row: JudgedRow
    owner: RecipientCase
    payment: Disbursement | None
    changes: Changes = field(default_factory=dict)


def judge_recipients(batch: Sequence[JudgedRow]) -> list[RecipientCase]:
    """One case for each recipient, whether it is known, and whom it means in the register."""
    values = [row.cleaned for row in batch]
    known = {
        (recipient.program_id, recipient.key): recipient
        for recipient in Recipient.objects.filter(
            program__in={each["program"] for each in values},
            key__in={each["recipient"] for each in values},
        )
    }
    linker = Linker((each.get("nik") or "", each.get("kk") or "") for each in values)
    cases = []
    for _, rows in grouped(batch):
        first = rows[0].cleaned
        recipient = known.get((first["program"], first["recipient"]))
        cases.append(_recipient_case(rows, recipient, linker))
        changed = bool(cases[-1].changes)
        for row in rows:
            row.outcome = outcome_of(is_new=recipient is None, changed=changed)
    return cases


def _recipient_case(
    rows: list[JudgedRow], recipient: Recipient | None, linker: Linker
) -> RecipientCase:
    values = rows[0].cleaned
    nik, kk, name_key = values.get("nik") or "", values.get("kk") or "", values["name_key"]
    if recipient is None:
        return RecipientCase(rows, None, linker.find(nik, kk, name_key))
    case = RecipientCase(rows, recipient, link_of(recipient), recipient.pk)
    case.changes = differences(recipient, _recipient_values(values))
    if values.get("area") == recipient.area_id:
        # "KEL. JAWA" for "JAWA": another spelling of the same kelurahan says nothing new.
        case.changes.pop("area_text", None)
    if recipient.link_state != LinkState.LINKED:
        case.link = linker.find(recipient.nik, recipient.kk or kk, name_key)
        case.changes |= case.link.changes_of(recipient)
    return case


def _recipient_values(values: Values) -> Values:
    wanted = {name: values.get(name) or "" for name in ("nik", "kk", "name", "name_key", "address")}
    return {**wanted, "area_id": values.get("area"), "area_text": values.get("village") or ""}


def judge_payments(owners: list[RecipientCase]) -> list[PaymentCase]:
    """One case for each row. What the row says of its recipient changes the recipient's first."""
    ids = [owner.key for owner in owners if owner.key]
    known = {
        (payment.recipient_id, *(getattr(payment, name) for name in PAYMENT_KEY)): payment
        for payment in Disbursement.objects.filter(recipient_id__in=ids)
    }
    cases = []
    for owner in owners:
        for row in owner.rows:
            payment = known.get((owner.key, *_payment_key(row.cleaned)))
            wanted = _payment_values(row.cleaned)
            case = PaymentCase(row, owner, payment, differences(payment, wanted) if payment else {})
            speaks = row is owner.rows[0] and bool(owner.changes)
            row.outcome = outcome_of(is_new=payment is None, changed=bool(case.changes) or speaks)
            cases.append(case)
    return cases


def _payment_key(values: Values) -> tuple[int, int, str]:
    return values["first_month"], values["last_month"], values.get("stage") or ""


def _payment_values(values: Values) -> Values:
    """A row that says nothing of its state leaves a known payment's as it is."""
    status, raw_status = values.get("status") or ("", "")
    texts = {name: values.get(name) or "" for name in ("paid_on", "channel")}
    return {"amount": values.get("amount"), "status": status, "raw_status": raw_status, **texts}


class AidWriter:
    """One apply's way into recipients and disbursements."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.recipients = Table(
            Recipient, "id", "program_id", "key", *RECIPIENT_FIELDS, *LINK_FIELDS, "row_id"
        )
        self.changed_recipients = Table(Recipient, "id", *RECIPIENT_FIELDS, *LINK_FIELDS, "version")
        self.payments = Table(
            Disbursement, "id", "recipient_id", *PAYMENT_KEY, *PAYMENT_FIELDS, "row_id"
        )
        self.changed_payments = Table(Disbursement, "id", *PAYMENT_FIELDS, "version")

    def write_recipients(self, cases: list[RecipientCase]) -> None:
        new = [case for case in cases if case.recipient is None]
        rows = []
        for case, key in zip(new, self.recipients.keys(len(new)), strict=True):
            case.key, values = key, case.values
            said = _recipient_values(values).values()
            whose = (values["program"], values["recipient"])
            rows.append((key, *whose, *said, *case.link.values(), case.rows[0].pk))
            self.ledger.made("recipient", key, case.rows[0].pk)
        self.recipients.insert(rows)
        self.changed_recipients.update(
            [
                self._changed(case, case.recipient)
                for case in cases
                if case.recipient is not None and case.changes
            ]
        )

    def _changed(self, case: RecipientCase, recipient: Recipient) -> tuple[Any, ...]:
        assign(recipient, case.link)
        for name, (_, value) in case.changes.items():
            setattr(recipient, name, value)
        self.ledger.changed("recipient", case.key, case.rows[0].pk, *before_after(case.changes))
        fields = (*RECIPIENT_FIELDS, *LINK_FIELDS)
        return case.key, *(getattr(recipient, name) for name in fields), recipient.version + 1

    def write_payments(self, cases: list[PaymentCase]) -> None:
        """A payment list that says nothing of the state was paid out."""
        new = [case for case in cases if case.payment is None]
        rows = []
        for case, key in zip(new, self.payments.keys(len(new)), strict=True):
            values = _payment_values(case.row.cleaned)
            values["status"] = values["status"] or PaymentStatus.PAID.value
            values["paid_on"] = values["paid_on"] or None
            months = _payment_key(case.row.cleaned)
            said = [values[name] for name in PAYMENT_FIELDS]
            rows.append((key, case.owner.key, *months, *said, case.row.pk))
            self.ledger.made("disbursement", key, case.row.pk)
        self.payments.insert(rows)
        self.changed_payments.update(
            [
                self._changed_payment(case, case.payment)
                for case in cases
                if case.payment is not None and case.changes
            ]
        )

    def _changed_payment(self, case: PaymentCase, payment: Disbursement) -> tuple[Any, ...]:
        for name, (_, value) in case.changes.items():
            setattr(payment, name, value)
        self.ledger.changed("disbursement", payment.pk, case.row.pk, *before_after(case.changes))
        return payment.pk, *(getattr(payment, name) for name in PAYMENT_FIELDS), payment.version + 1


def count_links(cases: list[RecipientCase]) -> Counter[str]:
    """Rows by what became of their recipient."""
    counts: Counter[str] = Counter()
    for case in cases:
        counts[COUNT_WORDS[LinkState(case.link.state)]] += len(case.rows)
    return counts


def aid_changes(
    owners: Sequence[RecipientCase], payments: Sequence[PaymentCase] = ()
) -> Iterator[ChangeRow]:
    """What `AidWriter` would write down, unsaved; `before` is None where a row makes something."""
    for owner in owners:
        yield from _change("recipient", owner.rows[0].pk, owner.recipient, owner.changes)
    for case in payments:
        yield from _change("disbursement", case.row.pk, case.payment, case.changes)


def _change(
    target: str, row: int, known: Recipient | Disbursement | None, changes: Changes
) -> Iterator[ChangeRow]:
    if known is None:
        yield ChangeRow(target=target, target_id=0, row_id=row)
    elif changes:
        before, after = before_after(changes)
        yield ChangeRow(target=target, target_id=known.pk, row_id=row, before=before, after=after)


def count_fields(
    owners: Sequence[RecipientCase], payments: Sequence[PaymentCase] = ()
) -> Counter[str]:
    """How many recipients and payments have each field changed."""
    counts = Counter(f"field:recipient.{name}" for owner in owners for name in owner.changes)
    counts.update(f"field:disbursement.{name}" for case in payments for name in case.changes)
    return counts
