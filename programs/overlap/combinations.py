"""Which programmes a household received in a window, taken together: exactly these, and no other.

The combinations part the households of `one` and `several`: each stands in exactly one. Only
counted programmes are looked at; PBI-JK beside PKH is "PKH" here. Read from what was added up
beforehand, as `lists` reads; where too much has changed, from the tables (`live_combinations`, the
slow twin).
"""

from collections import Counter
from collections.abc import Collection
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from programs.overlap import live_combinations
from programs.overlap.figures import Window
from programs.overlap.lists import (
    Changed,
    Query,
    changed_since,
    subquery,
    unchanged,
)
from programs.overlap.live_combinations import MOST_PROGRAMS, Combination
from programs.overlap.snapshot import parameters
from programs.overlap.summaries import InForce

# {programme id: its bit}, of all counted programmes
Bits = dict[int, int]


def combinations(window: Window, area_ids: Collection[int] | None = None) -> dict[Combination, int]:
    """Households by exactly what they received, the most frequent first."""
    in_force = InForce.today()
    changed = _changed(in_force)
    if changed is None:
        found = live_combinations.combinations(window, area_ids)
    else:
        found = _counted(window, area_ids, in_force, changed)
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def households_with(
    combination: Collection[str], window: Window, area_ids: Collection[int] | None = None
) -> RawSQL | QuerySet[Any, Any]:
    """The households that received exactly these programmes, for `pk__in=…`."""
    in_force = InForce.today()
    changed = _changed(in_force)
    ids = {pk for pk in in_force.counted if in_force.codes[pk] in combination}
    if changed is None or len(ids) < len({*combination}) or not ids:
        return live_combinations.households_with(combination, window, area_ids)
    bits = _bits(in_force)
    now = changed.kinds(window, area_ids)
    afresh = [pk for pk, kinds in now.items() if kinds & bits.keys() == ids]
    query, params = _held(bits, window)
    exactly = f"SELECT household_id FROM ({query}) held WHERE programs = %s"
    wanted = sum(bits[pk] for pk in ids)
    return subquery((exactly, [*params, wanted]), area_ids, changed, afresh)


def _changed(in_force: InForce) -> Changed | None:
    return changed_since(in_force) if len(in_force.counted) <= MOST_PROGRAMS else None


def _counted(
    window: Window, area_ids: Collection[int] | None, in_force: InForce, changed: Changed
) -> Counter[Combination]:
    bits = _bits(in_force)
    found: Counter[Combination] = Counter()
    if not bits:
        return found
    query, params = _held(bits, window, unchanged(area_ids, changed))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT programs, COUNT(*) FROM ({query}) held GROUP BY programs", params)
        for total, households in cursor.fetchall():
            ids = {pk for pk, bit in bits.items() if int(total) & bit}
            found[_codes(ids, in_force)] += households
    for kinds in changed.kinds(window, area_ids).values():
        if ids := kinds & bits.keys():
            found[_codes(ids, in_force)] += 1
    return found


def _bits(in_force: InForce) -> Bits:
    return {pk: 1 << number for number, pk in enumerate(sorted(in_force.counted))}


def _codes(ids: Collection[int], in_force: InForce) -> Combination:
    return tuple(sorted(in_force.codes[pk] for pk in ids))


def _held(bits: Bits, window: Window, where: Query = ("1 = 1", [])) -> Query:
    """Households and the sum of the bits of what they received; each once, for all its months."""
    whens = " ".join(f"WHEN {pk} THEN {bit}" for pk, bit in bits.items())
    query = f"""SELECT household_id, SUM(DISTINCT CASE kind {whens} END) AS programs
        FROM programs_aidrun WHERE kind IN ({parameters(bits)}) AND first <= %s AND last >= %s
        AND {where[0]} GROUP BY household_id"""
    return query, [*bits, window.last, window.first, *where[1]]
