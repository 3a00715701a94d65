"""What a recipient or payment list would do to the city: gathered while it is judged."""

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q

from bansos.lib.dates import period_words
from programs.intake import PaymentCase, RecipientCase
from programs.journal import Journal, PaymentLine, person_number
from programs.linking import Link
from programs.models import Disbursement, LinkMethod, LinkState
from programs.models.aid import WAITING
from programs.overlap.rules import MAX_MONTH, MIN_MONTH
from programs.overlap_effects import overlap_effects
from registry.codes import Existence, PaymentStatus
from registry.imports.foresight.effects import Effect, Touched
from registry.imports.foresight.staleness import Echo
from registry.models import Household, ImportKind, ImportRun, Person, RunState, StagedRow
from registry.standing import ClosedReason

# A payment list whose people and amounts equal those of an earlier month is looked at twice.
SAME_LIST = 0.95
EARLIER_RUNS = 12
ALWAYS = (MIN_MONTH, MAX_MONTH)


@dataclass
class AidForesight:
    """Told of every judged batch; `effects` adds up."""

    journal: Journal = field(default_factory=Journal)
    months: tuple[int, int] | None = None
    programs: set[int] = field(default_factory=set)
    # Hashes of who gets how much when: what another month's list is compared with.
    said: "array[int]" = field(default_factory=lambda: array("q"))
    deceased: list[Touched] = field(default_factory=list)
    closed: list[Touched] = field(default_factory=list)
    waiting: list[Touched] = field(default_factory=list)
    outside: list[Touched] = field(default_factory=list)
    elsewhere: list[Touched] = field(default_factory=list)

    def note(self, owners: Sequence[RecipientCase], payments: Iterable[PaymentCase] = ()) -> None:
        self._people(owners)
        for case in payments:
            self._payment(case)

    def _people(self, owners: Sequence[RecipientCase]) -> None:
        links = [owner.link for owner in owners]
        deceased = _deceased({link.person_id for link in links if link.person_id})
        closed = _closed({link.household_id for link in links if link.household_id})
        for owner in owners:
            link, row = owner.link, owner.rows[0].number
            if link.person_id in deceased:
                self.deceased.append(Touched(link.household_id, row))
            if link.household_id and link.household_id in closed:
                self.closed.append(Touched(link.household_id, row, closed[link.household_id]))
            if link.state in WAITING:
                self.waiting.append(Touched(None, row, _why_he_waits(link)))
            elif link.household_id is None:
                self.outside.append(Touched(None, row))
            if owner.values.get("village") and not owner.values.get("area"):
                self.elsewhere.append(Touched(link.household_id, row, owner.values["village"]))

    def _payment(self, case: PaymentCase) -> None:
        values, owner = case.row.cleaned, case.owner
        first, last = values["first_month"], values["last_month"]
        low, high = self.months or (first, last)
        self.months = min(low, first), max(high, last)
        self.programs.add(values["program"])
        self.said.append(_said(owner.key, values.get("amount"), values.get("paid_on")))
        if (household := owner.link.household_id) and _matters(case):
            recipient = owner.recipient
            nik, kk = (_after(owner, name) for name in ("nik", "kk"))
            self.journal.add(
                PaymentLine(
                    household=household,
                    row=case.row.number,
                    recipient=recipient.pk if recipient else 0,
                    program=values["program"],
                    person=person_number(owner.link.person_id, nik),
                    kk=int(kk or 0),
                    first=first,
                    last=last,
                    payment=case.payment.pk if case.payment else 0,
                    paid=_is_paid(case),
                )
            )


def _deceased(people: set[int]) -> set[int]:
    dead = Person.objects.filter(pk__in=people, existence=Existence.DECEASED)
    return set(dead.values_list("pk", flat=True))


def _closed(households: set[int]) -> dict[int, str]:
    ended = Household.objects.filter(pk__in=households, closed_at__isnull=False)
    return {
        key: f"Ditutup: {ClosedReason(reason).label}"
        for key, reason in ended.values_list("pk", "closed_reason")
    }


def _why_he_waits(link: Link) -> str:
    if link.method == LinkMethod.HAND:
        return "Hubungannya dilepas petugas"
    return "No. KK di beberapa rumah tangga" if link.state == LinkState.AMBIGUOUS else "Nama mirip"


def _after(owner: RecipientCase, name: str) -> str:
    """What would stand on the recipient; an empty cell erases nothing."""
    if owner.recipient is None:
        return owner.values.get(name) or ""
    value: str = owner.changes.get(name, ("", getattr(owner.recipient, name)))[1]
    return value


def _is_paid(case: PaymentCase) -> bool:
    """A list that says nothing of the state was paid out, unless the payment is known already."""
    if case.payment is None:
        said, _ = case.row.cleaned.get("status") or ("", "")
        return (said or PaymentStatus.PAID) == PaymentStatus.PAID
    status = case.changes.get("status", ("", case.payment.status))[1]
    return bool(status == PaymentStatus.PAID)


def _matters(case: PaymentCase) -> bool:
    """Whether the row changes what anybody receives, or in whose name."""
    if case.payment is None:
        return _is_paid(case) or bool(case.owner.changes)
    return "status" in case.changes or bool(case.owner.changes)


def _said(recipient: int, amount: int | None, paid_on: str | None) -> int:
    return hash((recipient, amount, str(paid_on or "")))


def recipient_effects(foresight: AidForesight) -> list[Effect]:
    """Whom a list names that it should not, or that the register does not know."""
    return [
        Effect(
            "deceased",
            "Penerima tercatat meninggal",
            "Menurut register sudah meninggal.",
            foresight.deceased,
            attention=True,
        ),
        Effect(
            "closed",
            "Rumah tangga pindah atau ditutup",
            "Menurut register sudah pindah keluar kota atau ditutup karena sebab lain.",
            foresight.closed,
            attention=True,
        ),
        Effect(
            "waiting",
            "Penerima yang menunggu dipilih",
            "Belum pasti siapa yang dimaksud; sesudah diterapkan petugas memilih di Penghubungan.",
            foresight.waiting,
        ),
        Effect(
            "outside",
            "Penerima di luar register",
            "Tidak dikenali lewat NIK, No. KK, maupun nama, atau dinyatakan di luar oleh petugas.",
            foresight.outside,
        ),
        Effect(
            "elsewhere",
            "Kelurahan di luar kota atau tidak dikenal",
            "Kelurahan menurut daftar bukan kelurahan kota ini; namanya disimpan apa adanya.",
            foresight.elsewhere,
        ),
    ]


def payment_effects(foresight: AidForesight) -> list[Effect]:
    """The figures of receiving together first: they are what a payment list can do wrong."""
    overlap = overlap_effects(foresight.journal, foresight.months) if foresight.months else []
    return overlap + recipient_effects(foresight)


def repeated_payments(run: ImportRun, foresight: AidForesight) -> list[Echo]:
    """Earlier lists of the same programmes for other months, with the same people and amounts, paid
    on the same days.
    """
    said = Counter(foresight.said)
    if foresight.months is None or not said:
        return []
    rows = len(foresight.said)
    earlier = ImportRun.objects.filter(
        _names(foresight.programs),
        kind=ImportKind.DISBURSEMENTS,
        state=RunState.APPLIED,
        rows__gte=int(SAME_LIST * rows),
    ).exclude(pk=run.pk)
    for other in earlier.order_by("-id")[:EARLIER_RUNS]:
        echo = _echo(other, foresight.months, said, rows)
        if echo is not None and echo.share >= SAME_LIST:
            return [echo]
    return []


def _names(programs: Iterable[int]) -> Exists:
    """Whether a row of the run is of one of these programmes: its group begins with it."""
    of_any = Q()
    for program in programs:
        of_any |= Q(group__startswith=f"{program}|")
    return Exists(StagedRow.objects.filter(of_any, run=OuterRef("pk")))


def _echo(other: ImportRun, months: tuple[int, int], said: Counter[int], rows: int) -> Echo | None:
    """How much of the file the earlier list says of months that are not the file's."""
    payments = (
        Disbursement.objects.filter(row__run=other)
        .exclude(first_month__lte=months[1], last_month__gte=months[0])
        .values_list("recipient_id", "amount", "paid_on", "first_month", "last_month")
    )
    equal, span = set(), ALWAYS[::-1]
    for recipient, amount, day, first, last in payments.iterator(chunk_size=2_000):
        key = _said(recipient, amount, day.isoformat() if day else "")
        if key in said:
            equal.add(key)
            span = min(span[0], first), max(span[1], last)
    rows_equal = sum(said[key] for key in equal)
    return Echo(other, period_words(*span), rows_equal, rows) if equal else None
