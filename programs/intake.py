"""Holds rows of recipient and payment lists against what is stored, and writes them.

The same judgement serves the preview and the apply. A payment whose recipient is not yet known
makes the recipient. An empty cell never erases a known value.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from programs.linking import (
    LINK_FIELDS,
    OUTSIDE,
    Link,
    Register,
    RowLinker,
    Wanted,
    assign,
    link_of,
)
from programs.models import Disbursement, LinkMethod, LinkState, Recipient
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
from registry.matching.names import sound_key
from registry.models import ChangeRow

RECIPIENT_FIELDS = (
    *("nik", "kk", "name", "name_key", "sound_key", "birth_date", "address", "rt"),
    *("area_id", "area_text"),
)
SAID = ("nik", "kk", "name", "name_key", "birth_date", "address", "rt")
PAYMENT_FIELDS = ("amount", "status", "raw_status", "paid_on", "channel")
PAYMENT_KEY = ("first_month", "last_month", "stage")
COUNT_WORDS = {
    LinkState.LINKED: "linked",
    LinkState.AMBIGUOUS: "ambiguous",
    LinkState.DOUBTFUL: "ambiguous",
    LinkState.OUTSIDE: "unlinked",
}


@dataclass(slots=True)
class RecipientCase:
    """The rows of one file that mean one recipient; `key` of a new one is given when written."""

    rows: list[JudgedRow]
    recipient: Recipient | None
    link: Link = OUTSIDE
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


def judge_recipients(
    batch: Sequence[JudgedRow], register: Register | None = None
) -> list[RecipientCase]:
    """One case for each recipient, whether it is known, and whom it means in the register."""
    values = [row.cleaned for row in batch]
    known = {
        (recipient.program_id, recipient.key): recipient
        for recipient in Recipient.objects.filter(
            program__in={each["program"] for each in values},
            key__in={each["recipient"] for each in values},
        )
    }
    cases = [
        RecipientCase(rows, known.get((rows[0].cleaned["program"], rows[0].cleaned["recipient"])))
        for _, rows in grouped(batch)
    ]
    _link(cases, register)
    for case in cases:
        if case.recipient is not None:
            _compare(case, case.recipient)
        for row in case.rows:
            row.outcome = outcome_of(is_new=case.recipient is None, changed=bool(case.changes))
    return cases


def _link(cases: Sequence[RecipientCase], register: Register | None) -> None:
    """Whom they mean: as it stands for who is linked or was decided on, found for the others."""
    wanted: dict[int, Wanted] = {}
    for number, case in enumerate(cases):
        if case.recipient is not None:
            case.key, case.link = case.recipient.pk, link_of(case.recipient)
        if case.link.state != LinkState.LINKED and case.link.method != LinkMethod.HAND:
            wanted[number] = _wanted(case)
    links = RowLinker(wanted.values(), register)
    for number, row in wanted.items():
        cases[number].link = links.find(row)


def _wanted(case: RecipientCase) -> Wanted:
    """What is known of the recipient, with what the row adds."""
    known = {name: getattr(case.recipient, name, None) for name in (*SAID, "area_id")}
    said = _recipient_values(case.values)
    told = {name: value or said[name] for name, value in known.items()}
    birth = told["birth_date"] or None
    return Wanted(
        nik=told["nik"],
        kk=told["kk"],
        name_key=said["name_key"],
        area_id=said["area_id"] or known["area_id"],
        address=said["address"] or told["address"],
        rt=said["rt"] or told["rt"],
        birth_date=date.fromisoformat(birth) if isinstance(birth, str) else birth,
    )


def _compare(case: RecipientCase, recipient: Recipient) -> None:
    case.changes = differences(recipient, _recipient_values(case.values))
    if case.values.get("area") == recipient.area_id:
        # "KEL. JAWA" for "JAWA": another spelling of the same kelurahan says nothing new.
        case.changes.pop("area_text", None)
    case.changes |= case.link.changes_of(recipient)


def _recipient_values(values: Values) -> Values:
    said = {name: values.get(name) or "" for name in SAID}
    said["sound_key"] = sound_key(values["name_key"])
    said |= {"area_id": values.get("area"), "area_text": values.get("village") or ""}
    return {name: said[name] for name in RECIPIENT_FIELDS}


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
            said = _recipient_values(values)
            said["birth_date"] = said["birth_date"] or None
            whose = (values["program"], values["recipient"])
            rows.append((key, *whose, *said.values(), *case.link.values(), case.rows[0].pk))
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
