"""Where a programme's payments come from, what they are worth, and why some did not arrive."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

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


def bundles(listed: Listed) -> list[Bundle]:
    """By period, then by file, the oldest first."""
    rows = (
        listed.payments.order_by()
        .values_list("first_month", "last_month", "row__run")
        .annotate(
            payments=Count("pk"),
            paid=Count("pk", filter=PAID),
            rupiah=Sum("amount", filter=PAID, default=0),
            unpriced=Count("pk", filter=PAID & Q(amount=None)),
        )
    )
    runs = runs_named(run for _, _, run, *_ in rows)
    found = [Bundle(first, last, runs.get(run), *sums) for first, last, run, *sums in rows]
    return sorted(found, key=lambda one: (one.first, one.last, one.run.pk if one.run else 0))


def reasons(listed: Listed) -> list[Reason]:
    """Of the payments that did not arrive, the most frequent first."""
    rows = (
        listed.payments.exclude(PAID)
        .order_by()
        .values_list("status", "raw_status")
        .annotate(payments=Count("pk"))
    )
    found = [Reason(PaymentStatus(status), raw, number) for status, raw, number in rows]
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
