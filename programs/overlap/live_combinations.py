"""Combinations of programmes from the tables as they are: the slow twin of `combinations`."""

from collections.abc import Collection
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, Case, Exists, OuterRef, QuerySet, Sum, Value, When

from programs.models import Disbursement, Program
from programs.overlap.figures import Window
from registry.codes import PaymentStatus
from registry.models import Household

# A bit a programme, in a signed number of 64 bits.
MOST_PROGRAMS = 62

Combination = tuple[str, ...]  # codes in alphabetical order


def combinations(window: Window, area_ids: Collection[int] | None = None) -> dict[Combination, int]:
    """Households by exactly what they received."""
    bits = _bits(window)
    # Django has no query for an empty IN (); nobody received anything then.
    if not bits or (area_ids is not None and not area_ids):
        return {}
    held = _with_sum(bits, window, area_ids).values("programs")
    inner, params = held.query.sql_with_params()
    query = f"SELECT programs, COUNT(*) FROM ({inner}) held GROUP BY programs"
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        rows = cursor.fetchall()
    return {_codes_in(int(total), bits): households for total, households in rows}


def households_with(
    combination: Collection[str], window: Window, area_ids: Collection[int] | None = None
) -> QuerySet[Any, Any]:
    """The households that received exactly these programmes, for `pk__in=…`."""
    bits = _bits(window)
    if not combination or not set(combination) <= {code for code, _ in bits}:
        return Household.objects.none()
    wanted = sum(bit for (code, _), bit in bits.items() if code in combination)
    held = _with_sum(bits, window, area_ids)
    return held.filter(programs=wanted).values("pk")


def _bits(window: Window) -> dict[tuple[str, int], int]:
    """A bit for each counted programme (code, id) with a payment in the window."""
    paid = Disbursement.objects.paid().covering(*window).filter(recipient__program=OuterRef("pk"))
    programs = Program.objects.filter(Exists(paid), counted=True)
    found = sorted(programs.values_list("code", "pk"))
    if len(found) > MOST_PROGRAMS:
        raise ValueError(f"more than {MOST_PROGRAMS} programmes in one window")
    return {program: 1 << number for number, program in enumerate(found)}


def _codes_in(total: int, bits: dict[tuple[str, int], int]) -> Combination:
    return tuple(code for (code, _), bit in bits.items() if total & bit)


def _with_sum(
    bits: dict[tuple[str, int], int], window: Window, area_ids: Collection[int] | None
) -> QuerySet[Any, Any]:
    """Living households with a payment of the window; `programs` is the sum of their bits.

    SUM (DISTINCT …) adds each programme once, however many payments there were.
    """
    households = Household.objects.living().filter(
        aid__program__in=[pk for _, pk in bits],
        aid__disbursements__status=PaymentStatus.PAID,
        aid__disbursements__first_month__lte=window.last,
        aid__disbursements__last_month__gte=window.first,
    )
    if area_ids is not None:
        households = households.filter(area_id__in=area_ids)
    whens = [When(aid__program=pk, then=Value(bit)) for (_, pk), bit in bits.items()]
    bit = Case(*whens, output_field=BigIntegerField())
    return households.order_by().values("pk").annotate(programs=Sum(bit, distinct=True))
