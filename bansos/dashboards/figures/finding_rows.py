"""The rows behind a finding in words: who, where, which months, why, and from which file."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone

from bansos.dashboards.figures.findings import Narrowed
from bansos.dashboards.figures.recipient_cells import (
    FROM,
    WHO,
    WholeNumbers,
    place_of,
    source,
    who,
)
from bansos.lib.batches import batched
from bansos.lib.dates import joined, month_of, period_words
from bansos.lib.datewords import day_words
from programs.models import Disbursement, Recipient
from programs.overlap.counts import Window
from programs.overlap.rules import MIN_MONTH
from programs.reports.gone import LIVE
from programs.reports.shared_kk import Partner, partners_of
from registry.identifiers import mask_kk
from registry.models import Household, Person, StagedRow

CHUNK = 500
HEADERS = [*WHO, "BULAN", "NOMINAL", "SEBAB", *FROM]
# The order of a list; name and number may stand in an address.
WALK_PAYMENTS = ("recipient__name_key", "id")
WALK_RECIPIENTS = ("name_key", "id")


@dataclass(frozen=True)
class FindingRow:
    """`household` is None for a recipient outside the register."""

    recipient: Recipient
    months: str
    why: str
    amount: int | None
    source: StagedRow | None

    @property
    def url(self) -> str:
        if self.recipient.household is None:
            return reverse("recipient_detail", args=[self.recipient.pk])
        return self.recipient.household.get_absolute_url()

    @property
    def place(self) -> Any:
        return place_of(self.recipient)


def walk(chosen: Narrowed) -> tuple[str, ...]:
    return WALK_PAYMENTS if chosen.finding.is_paid else WALK_RECIPIENTS


def with_words_of(found: Any, chosen: Narrowed) -> Any:
    """The queryset with what `finding_rows` reads of it, in as few queries as a page needs."""
    path = "recipient__" if chosen.finding.is_paid else ""
    wanted = ("program", "person", "area__parent", "household__area__parent", "row__run")
    joins = [f"{path}{name}" for name in wanted]
    if chosen.finding.is_paid:
        return found.select_related("row__run", *joins)
    live = Disbursement.objects.covering(*chosen.scope.window).filter(status__in=LIVE)
    return found.select_related(*joins).prefetch_related(
        Prefetch("disbursements", queryset=live.order_by("first_month", "id"))
    )


def finding_rows(
    found: Collection[Any], chosen: Narrowed, seen: frozenset[int]
) -> list[FindingRow]:
    """`seen`: the areas whose households may be named beside a row."""
    if chosen.finding.is_paid:
        return [_payment_row(payment, chosen) for payment in found]
    partners: dict[int, list[Partner]] = {}
    if chosen.finding.key == "kk_twice":
        partners = partners_of(found, chosen.scope.window)
    return [
        FindingRow(
            recipient,
            _months(recipient, chosen.scope.window),
            _why_held(recipient, chosen, partners, seen),
            None,
            recipient.row,
        )
        for recipient in found
    ]


def finding_cells(
    found: Any, chosen: Narrowed, *, seen: frozenset[int], whole: WholeNumbers
) -> Iterator[list[Any]]:
    """The rows of a file."""
    ordered = with_words_of(found, chosen).order_by(*walk(chosen))
    for chunk in batched(ordered.iterator(chunk_size=CHUNK), CHUNK):
        for row in finding_rows(chunk, chosen, seen):
            yield _cells(row, whole)


def _payment_row(payment: Disbursement, chosen: Narrowed) -> FindingRow:
    recipient, window = payment.recipient, chosen.scope.window
    late = max(payment.first_month, window.first, _gone_in(recipient, chosen) + 1)
    span = late, min(payment.last_month, window.last)
    why = _why_gone(recipient, chosen)
    return FindingRow(
        recipient,
        period_words(*payment.months),
        why if span == payment.months else f"{why}; sesudahnya {period_words(*span)}",
        payment.amount,
        payment.row or recipient.row,
    )


def _gone_in(recipient: Recipient, chosen: Narrowed) -> int:
    """The month after which an aid is a finding, as `programs.reports.gone` reads it."""
    if chosen.finding.is_of_death:
        person = recipient.person
        days = (person.existence_on, person.existence_recorded_at) if person else ()
    else:
        household = recipient.household
        days = (household.closed_on, household.closed_at) if household else ()
    wanted = days[-1:] if chosen.finding.is_recorded else days
    return next((month_of(_day(day)) for day in wanted if day), MIN_MONTH)


def _day(when: date | datetime) -> date:
    return timezone.localdate(when) if isinstance(when, datetime) else when


def _why_gone(recipient: Recipient, chosen: Narrowed) -> str:
    if chosen.finding.is_of_death and recipient.person:
        return _death(recipient.person)
    return _leaving(recipient.household) if recipient.household else ""


def _why_held(
    recipient: Any, chosen: Narrowed, partners: dict[int, list[Partner]], seen: frozenset[int]
) -> str:
    if chosen.finding.key == "village_fund":
        return "Terhubung ke register" if recipient.household else "Di luar register"
    if chosen.finding.key == "kk_twice":
        words = _partners(partners.get(recipient.pk, []), seen)
        return f"KK {mask_kk(recipient.kk_now)} juga menerima pada {words}"
    return _why_gone(recipient, chosen)


def _death(person: Person) -> str:
    day = day_words(person.existence_on) if person.existence_on else "tanggal tidak diketahui"
    told = person.existence_recorded_at
    recorded = f"tercatat {day_words(timezone.localtime(told))}" if told else "tidak dicatat kapan"
    return f"Meninggal {day}, {recorded}"


def _leaving(household: Household) -> str:
    if household.closed_on is None or household.closed_at is None:
        return ""
    told = day_words(timezone.localtime(household.closed_at))
    return f"Pindah keluar kota {day_words(household.closed_on)}, tercatat {told}"


def _partners(partners: Iterable[Partner], seen: frozenset[int]) -> str:
    """Of households of other areas only that there are any: no name, no months, not how many."""
    words, unseen = [], False
    for partner in partners:
        household = partner.recipient.household
        if household is None or household.area_id not in seen:
            unseen = True
            continue
        months = ", ".join(period_words(*span) for span in partner.months)
        words.append(f"rumah tangga {household.head_name} ({household.area}), {months}")
    return "; ".join([*words, *(["rumah tangga di luar wilayah Anda"] if unseen else [])])


def _months(recipient: Recipient, window: Window) -> str:
    spans: Iterable[tuple[int, int]] = (
        (max(aid.first_month, window.first), min(aid.last_month, window.last))
        for aid in recipient.disbursements.all()
    )
    return ", ".join(period_words(*span) for span in joined(sorted(spans)))


def _cells(row: FindingRow, whole: WholeNumbers) -> list[Any]:
    return [*who(row.recipient, whole), row.months, row.amount, row.why, *source(row.source)]
