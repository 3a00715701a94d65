"""Where a programme's payments come from, what they are worth, and why some did not arrive."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, Q, Sum

from bansos.dashboards.figures.equation import Listed
from bansos.lib.dates import period_words, to_iso_month
from programs.models.aid import DisbursementQuerySet
from registry.codes import PaymentStatus
from registry.models import ImportRun

# Stands in an address for "no file brought them" and "the office wrote no reason".
WITHOUT = "tanpa"
SHORTEST_NUMBER = 6
PAID = Q(status=PaymentStatus.PAID)


@dataclass(frozen=True)
class Bundle:
    """The payments for one period from one file; `run` None: no file brought them."""

    first: int
    last: int
    run: ImportRun | None
    payments: int
    paid: int
    rupiah: int
    # Paid, without an amount in the list: in no sum of rupiah.
    unpriced: int

    @property
    def period(self) -> str:
        return period_words(self.first, self.last)

    @property
    def file_name(self) -> str:
        return self.run.file_name if self.run else "tidak dari berkas"

    @property
    def unpaid(self) -> int:
        return self.payments - self.paid

    @property
    def query(self) -> dict[str, str]:
        """What narrows the list of payments to these."""
        return {
            "masa": f"{to_iso_month(self.first)}..{to_iso_month(self.last)}",
            "berkas": str(self.run.public_id) if self.run else WITHOUT,
        }


@dataclass(frozen=True)
class Reason:
    """Payments that were not *disalurkan*, by our state and the office's own words."""

    status: PaymentStatus
    raw: str
    payments: int

    @property
    def query(self) -> dict[str, str]:
        return {"keadaan": self.status.value, "alasan": self.raw or WITHOUT}

    @property
    def may_stand_in_an_address(self) -> bool:
        """Words of an office may hold a number of somebody: "SP2D" does not, an account does."""
        return sum(letter.isdigit() for letter in self.raw) < SHORTEST_NUMBER


class Group(NamedTuple):
    """Payments of one period, file, state and reason, as they are read once for all numbers."""

    first: int
    last: int
    run: int | None
    status: str
    raw: str
    payments: int
    rupiah: int
    unpriced: int

    @property
    def is_paid(self) -> bool:
        return self.status == PaymentStatus.PAID


def groups_of(listed: Listed) -> list[Group]:
    groups: Any = listed.payments.order_by().values_list(
        "first_month", "last_month", "row__run", "status", "raw_status"
    )
    counted = groups.annotate(
        payments=Count("pk"),
        rupiah=Sum("amount", default=0),
        unpriced=Count("pk", filter=Q(amount=None)),
    )
    return [Group(*row) for row in counted]


def bundles(groups: Iterable[Group]) -> list[Bundle]:
    """By period, then by file, the oldest first."""
    together = defaultdict(list)
    for group in groups:
        together[group.first, group.last, group.run].append(group)
    runs = runs_named(run for _, _, run in together)
    found = [
        _bundle(first, last, runs.get(run), same) for (first, last, run), same in together.items()
    ]
    return sorted(found, key=lambda one: (one.first, one.last, one.run.pk if one.run else 0))


def _bundle(first: int, last: int, run: ImportRun | None, groups: Sequence[Group]) -> Bundle:
    paid = [group for group in groups if group.is_paid]
    return Bundle(
        first,
        last,
        run,
        payments=sum(group.payments for group in groups),
        paid=sum(group.payments for group in paid),
        rupiah=sum(group.rupiah for group in paid),
        unpriced=sum(group.unpriced for group in paid),
    )


def reasons(groups: Iterable[Group]) -> list[Reason]:
    """Of the payments that did not arrive, the most frequent first."""
    numbers: Counter[tuple[str, str]] = Counter()
    for group in groups:
        if not group.is_paid:
            numbers[group.status, group.raw] += group.payments
    found = [Reason(PaymentStatus(status), raw, n) for (status, raw), n in numbers.items()]
    return sorted(found, key=lambda one: (-one.payments, one.status, one.raw))


def runs_named(keys: Iterable[int | None]) -> dict[int | None, ImportRun]:
    """The runs of these keys, as far as a page names them."""
    named = ImportRun.objects.only("public_id", "file_name")
    return dict(named.in_bulk({key for key in keys if key is not None}))


def rupiah_of(found: Iterable[Bundle]) -> int:
    return sum(bundle.rupiah for bundle in found)


# What a number of the page may ask of a payment's state: label and condition.
STATES: dict[str, tuple[str, Q]] = {
    **{status.value: (str(status.label), Q(status=status)) for status in PaymentStatus},
    "tidak": ("Tidak disalurkan", ~PAID),
    "tanpa_nominal": ("Disalurkan, tanpa nominal", PAID & Q(amount=None)),
}


def narrowed(payments: DisbursementQuerySet, chosen: dict[str, Any]) -> DisbursementQuerySet:
    """The payments that a number of the page counts; what is not in `chosen` narrows nothing.

    Keys: masa (first, last), berkas (a run's public id), keadaan (of STATES), alasan.
    """
    if chosen.get("masa"):
        first, last = chosen["masa"]
        payments = payments.filter(first_month=first, last_month=last)
    if chosen.get("berkas") == WITHOUT:
        payments = payments.filter(row=None)
    elif chosen.get("berkas"):
        payments = payments.filter(row__run__public_id=chosen["berkas"])
    if chosen.get("keadaan"):
        payments = payments.filter(STATES[chosen["keadaan"]][1])
    if chosen.get("alasan"):
        words = "" if chosen["alasan"] == WITHOUT else chosen["alasan"]
        payments = payments.filter(raw_status=words)
    return payments
