"""Holds rows of recipient and payment lists against what is stored, and writes them.

The same judgement serves the preview and the apply. A payment whose recipient is not yet known
makes the recipient. An empty cell never erases a known value.
"""

from collections import Counter
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from programs.linking import Link, Linker, assign
from programs.models import Disbursement, LinkState, Recipient
from registry.codes import PaymentStatus
from registry.imports.importkinds import Values
from registry.imports.ledger import Ledger
from registry.imports.people import Changes, differences
from registry.imports.people_writer import before_after, update_all
from registry.models import Outcome, StagedRow

RECIPIENT_FIELDS = ("nik", "kk", "name", "name_key", "address")
PAYMENT_FIELDS = ("amount", "status", "raw_status", "paid_on", "channel")
COUNT_WORDS = {LinkState.LINKED: "linked", LinkState.AMBIGUOUS: "ambiguous", LinkState.OUTSIDE: "unlinked"}


@dataclass
class RecipientCase:
    """The rows of one file that mean one recipient."""

    rows: list[StagedRow]
    recipient: Recipient
    is_new: bool
    link: Link
    changes: Changes = field(default_factory=dict)


@dataclass
class PaymentCase:
    row: StagedRow
    owner: RecipientCase
    payment: Disbursement
    is_new: bool
    changes: Changes = field(default_factory=dict)


class RecipientDesk:
    """Judges batches of recipient rows; `ledger` is None for a preview."""

    def __init__(self, ledger: Ledger | None) -> None:
        self.ledger = ledger

    def judge(self, batch: list[StagedRow]) -> Counter[str]:
        cases = self._cases(batch)
        for case in cases:
            outcome = Outcome.NEW if case.is_new else Outcome.CHANGED if case.changes else Outcome.SAME
            for row in case.rows:
                row.outcome = outcome
        if self.ledger is not None:
            self._write(cases, self.ledger)
        return _link_counts(cases)

    def _cases(self, batch: list[StagedRow]) -> list[RecipientCase]:
        keys = {row.cleaned["recipient"] for row in batch}
        programs = {row.cleaned["program"] for row in batch}
        known = {
            (recipient.program_id, recipient.key): recipient
            for recipient in Recipient.objects.filter(program__in=programs, key__in=keys)
        }
        linker = Linker((row.cleaned.get("nik") or "", row.cleaned.get("kk") or "") for row in batch)
        return [
            self._case(list(rows), known, linker)
            for _, rows in groupby(batch, key=lambda row: row.group)
        ]

    @staticmethod
    def _case(
        rows: list[StagedRow], known: dict[tuple[int, str], Recipient], linker: Linker
    ) -> RecipientCase:
        values = rows[0].cleaned
        recipient = known.get((values["program"], values["recipient"]))
        if recipient is None:
            link = linker.find(values.get("nik") or "", values.get("kk") or "", values["name_key"])
            return RecipientCase(rows, _made(values), True, link)
        wanted = {name: values.get(name) for name in RECIPIENT_FIELDS}
        wanted |= {"area_id": values.get("area"), "area_text": values.get("village")}
        case = RecipientCase(rows, recipient, False, _link_of(recipient), differences(recipient, wanted))
        if recipient.link_state != LinkState.LINKED:
            case.link = linker.find(recipient.nik, recipient.kk or values.get("kk") or "", values["name_key"])
        return case

    @staticmethod
    def _write(cases: list[RecipientCase], ledger: Ledger) -> None:
        new = [case for case in cases if case.is_new]
        for case in new:
            assign(case.recipient, case.link)
            case.recipient.row = case.rows[0]
        Recipient.objects.bulk_create([case.recipient for case in new], batch_size=1_000)
        for case in new:
            ledger.made("recipient", case.recipient.pk, case.rows[0].pk)
        changed: list[Recipient] = []
        for case in cases:
            if case.is_new or not (case.changes or case.link.state != case.recipient.link_state):
                continue
            if case.link.state != case.recipient.link_state:
                case.changes["link_state"] = (case.recipient.link_state, case.link.state)
                assign(case.recipient, case.link)
            for name, (_, value) in case.changes.items():
                setattr(case.recipient, name, value)
            case.recipient.version += 1
            changed.append(case.recipient)
            ledger.changed(
                "recipient", case.recipient.pk, case.rows[0].pk, *before_after(case.changes)
            )
        update_all(
            Recipient, changed,
            [*RECIPIENT_FIELDS, "area_id", "area_text", "link_state", "link_method",
             "person_id", "household_id", "version"],
        )


class PaymentDesk(RecipientDesk):
    """Judges batches of payment rows, all payments of one recipient together."""

    def judge(self, batch: list[StagedRow]) -> Counter[str]:
        owners = self._cases(batch)
        payments = self._payments(owners)
        for case in payments:
            case.row.outcome = (
                Outcome.NEW if case.is_new else Outcome.CHANGED if case.changes else Outcome.SAME
            )
        if self.ledger is not None:
            self._write(owners, self.ledger)
            self._write_payments(payments, self.ledger)
        return _link_counts(owners)

    @staticmethod
    def _payments(owners: list[RecipientCase]) -> list[PaymentCase]:
        ids = [owner.recipient.pk for owner in owners if not owner.is_new]
        known = {
            (payment.recipient_id, payment.first_month, payment.last_month, payment.stage): payment
            for payment in Disbursement.objects.filter(recipient_id__in=ids)
        }
        cases = []
        for owner in owners:
            for row in owner.rows:
                wanted = _payment_values(row.cleaned)
                first, last = row.cleaned["first_month"], row.cleaned["last_month"]
                stage = row.cleaned.get("stage") or ""
                old = known.get((owner.recipient.pk or 0, first, last, stage))
                payment = old or Disbursement(
                    first_month=first, last_month=last, stage=stage, row=row, **_filled(wanted)
                )
                changes = differences(old, wanted) if old else {}
                cases.append(PaymentCase(row, owner, payment, old is None, changes))
        return cases

    @staticmethod
    def _write_payments(cases: list[PaymentCase], ledger: Ledger) -> None:
        new = [case for case in cases if case.is_new]
        for case in new:
            case.payment.recipient = case.owner.recipient
        Disbursement.objects.bulk_create([case.payment for case in new], batch_size=1_000)
        for case in new:
            ledger.made("disbursement", case.payment.pk, case.row.pk)
        changed = [case for case in cases if case.changes]
        for case in changed:
            for name, (_, value) in case.changes.items():
                setattr(case.payment, name, value)
            case.payment.version += 1
            ledger.changed("disbursement", case.payment.pk, case.row.pk, *before_after(case.changes))
        update_all(Disbursement, [case.payment for case in changed], [*PAYMENT_FIELDS, "version"])


def _link_counts(cases: list[RecipientCase]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for case in cases:
        counts[COUNT_WORDS[LinkState(case.link.state)]] += len(case.rows)
    return counts


def _link_of(recipient: Recipient) -> Link:
    return Link(
        recipient.link_state, recipient.link_method, recipient.person_id, recipient.household_id
    )


def _made(values: Values) -> Recipient:
    return Recipient(
        program_id=values["program"], key=values["recipient"], nik=values.get("nik") or "",
        kk=values.get("kk") or "", name=values["name"], name_key=values["name_key"],
        address=values.get("address") or "", area_id=values.get("area"),
        area_text=values.get("village") or "",
    )


def _payment_values(values: Values) -> Values:
    status, raw_status = values.get("status") or (PaymentStatus.PAID.value, "")
    return {
        "amount": values.get("amount"), "status": status, "raw_status": raw_status,
        "paid_on": values.get("paid_on") or "", "channel": values.get("channel") or "",
    }


def _filled(wanted: Values) -> dict[str, Any]:
    return {**wanted, "paid_on": wanted["paid_on"] or None}
