"""For which months lists of a programme name households at all, whatever came of their payments.

Households that count (docs/overlap.md) and recipients outside the register, each once a month: of
a month that no list speaks of, figures say nothing. Households come from what was added up
(`AidSpan`), where too much has changed from the tables, as figures do.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from itertools import groupby

from django.db.models import Max, Min

from programs.models import AidMark, AidSpan, Disbursement
from programs.models.aid import DisbursementQuerySet
from programs.overlap.kinds import program_of
from programs.overlap.snapshot import MOST_MARKS, Placed, snapshot, within
from programs.overlap.summaries import InForce, households_of
from programs.overlap.summary import from_text, listed_months

# (programme's code, month, area id) → households or recipients; None: a list that names no place
Named = Counter[tuple[str, int, int | None]]


def named_on_lists(area_ids: Collection[int] | None = None) -> Named:
    """Of these areas; None is everywhere, without a place too."""
    return households_named(area_ids) + _outside(area_ids)


def ends_of_lists() -> tuple[int, int] | None:
    """The first and the last month of `named_on_lists`, everywhere.

    Cheaper than to look at all payments. Of a month whose last payment was taken back it may speak
    until that has been added up.
    """
    outside, living = _of_outsiders(), _of_living()
    marked = list(AidMark.objects.all()[: MOST_MARKS + 1])
    if len(marked) > MOST_MARKS:
        ends = [_ends(outside), _ends(living)]
    else:
        spans = AidSpan.objects.filter(first__gt=0)
        added_up = spans.aggregate(first=Min("first"), last=Max("last"))
        living = living.filter(recipient__household__in=households_of(marked))
        ends = [_ends(outside), _ends(living), (added_up["first"], added_up["last"])]
    months = [month for each in ends for month in each if month is not None]
    return (min(months), max(months)) if months else None


def _ends(payments: DisbursementQuerySet) -> tuple[int | None, int | None]:
    found = payments.aggregate(first=Min("first_month"), last=Max("last_month"))
    return found["first"], found["last"]


def _of_living() -> DisbursementQuerySet:
    return Disbursement.objects.filter(
        recipient__household__isnull=False, recipient__household__closed_at=None
    )


def _of_outsiders() -> DisbursementQuerySet:
    return Disbursement.objects.filter(recipient__household=None)


def households_named(area_ids: Collection[int] | None) -> Named:
    areas, ids = within(area_ids)
    in_force = InForce.today()
    read = snapshot(_SUMS.format(areas=areas), ids, in_force)
    if read is None:
        return households_in_tables(area_ids)
    found: Named = Counter()
    for month, area_id, kind, households in read.sums:
        if code := in_force.codes.get(program_of(kind) or 0):
            found[code, month, area_id] += households
    found.subtract(_of_each(read.added, in_force))
    found.update(_of_each(read.now, in_force))
    wanted = None if area_ids is None else {*area_ids}
    return +Counter({key: n for key, n in found.items() if wanted is None or key[2] in wanted})


# A span of one month is there for each household with that month. Of a programme the paid and the
# unpaid months of a household are others, so both together count it once.
_SUMS = """
SELECT first, area_id, kind, SUM(households), CAST(NULL AS bigint), CAST(NULL AS text)
FROM programs_aidspan
WHERE first = last AND first > 0 {areas}
GROUP BY first, area_id, kind
"""


def _of_each(households: Iterable[Placed], in_force: InForce) -> Named:
    found: Named = Counter()
    for area_id, text in households:
        for program, months in listed_months(from_text(text)):
            # None: a programme that was deleted since this was added up.
            if code := in_force.codes.get(program):
                found.update((code, month, area_id) for month in months)
    return found


def households_in_tables(area_ids: Collection[int] | None = None) -> Named:
    """The slow twin: payment by payment."""
    place = "recipient__household__area"
    return _counted(_of_living(), "recipient__household", place, area_ids)


def _outside(area_ids: Collection[int] | None) -> Named:
    return _counted(_of_outsiders(), "recipient", "recipient__area", area_ids)


def _counted(
    payments: DisbursementQuerySet, who: str, place: str, area_ids: Collection[int] | None
) -> Named:
    """Each of `who` once a month, however many payments it has."""
    if area_ids is not None:
        payments = payments.filter(**{f"{place}__in": area_ids})
    columns = (who, "recipient__program__code", place)
    rows = payments.order_by(*columns).values_list(*columns, "first_month", "last_month")
    found: Named = Counter()
    for (_, program, area_id), spans in groupby(rows.iterator(2_000), key=lambda row: row[:3]):
        months = {month for *_, first, last in spans for month in range(first, last + 1)}
        found.update((program, month, area_id) for month in months)
    return found
