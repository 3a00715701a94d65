"""Figures of any window as one sum: docs/overlap.md, "Span counts".

`AidSpan` holds how many households of an area have which span, `AidSummary` what was added up for
each household. Triggers leave an `AidMark` for whatever changes. Who reads takes what was added
for marked households off the sum and judges these afresh, so that the figures are right at every
moment; `upkeep` adds up anew and drops the marks.

The slow twins: `live`, and the plain count of tests/programs/overlap/cities.py.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable

from django.db import connection

from programs.models import AidMark
from programs.overlap.figures import Figures, Window
from programs.overlap.kinds import FIGURES, LIVING, pair_of
from programs.overlap.months import from_text, marks, months_between
from programs.overlap.summaries import InForce, texts_of

# With more marks than this the tables are read as they are (`live`), which costs no more.
MOST_MARKS = 2_000

# (area id, kind) → households
Sums = Counter[tuple[int, int]]
# What was added up for marked households: {id: (area id, text)}, (None, None) where nothing was.
Added = dict[int, tuple[int | None, str | None]]


def figures_by_area(window: Window, area_ids: Collection[int] | None) -> dict[int, Figures] | None:
    """None where more has changed, or other rules hold, than what was added up can tell."""
    if len(AidMark.objects.values_list("pk")[: MOST_MARKS + 1]) > MOST_MARKS:
        return None
    sums, added, text = _snapshot(window, area_ids)
    in_force = InForce.today()
    if text != in_force.text:
        return None
    months = months_between(*window)
    if added:
        _count(sums, added.values(), months, -1)
        _count(sums, texts_of(added, in_force).values(), months, 1)
    wanted = None if area_ids is None else set(area_ids)
    by_area: dict[int, dict[int, int]] = defaultdict(dict)
    for (area_id, kind), households in sums.items():
        if households and (wanted is None or area_id in wanted):
            by_area[area_id][kind] = households
    return {
        area_id: _figures(kinds, in_force.codes)
        for area_id, kinds in by_area.items()
        if LIVING in kinds
    }


def _count(
    sums: Sums, summaries: Iterable[tuple[int | None, str | None]], months: int, sign: int
) -> None:
    for area_id, text in summaries:
        if area_id is not None and text is not None:
            for kind in marks(from_text(text), months):
                sums[area_id, kind] += sign


def _figures(kinds: dict[int, int], codes: dict[int, str]) -> Figures:
    found = Figures()
    for name, (kind, without) in FIGURES.items():
        found.add(name, kinds.get(kind, 0) - (kinds.get(without, 0) if without else 0))
    for kind, households in kinds.items():
        if pair := pair_of(kind):
            found.pairs["+".join(sorted(codes[pk] for pk in pair))] = households
        elif kind > 0:
            found.by_program[codes[kind]] = households
    return found.in_order()


# 7 ms for the demo city, where `live` takes 800. One statement is one snapshot, so that no
# household is missed or counted twice while somebody adds up. `first = 0` are the spans that fit
# every window.
_SNAPSHOT = """
WITH marked(household_id) AS (
    SELECT household_id FROM programs_aidmark WHERE household_id IS NOT NULL
    UNION
    SELECT recipient.household_id FROM programs_aidmark mark
    JOIN programs_recipient recipient ON recipient.id = mark.recipient_id
    WHERE recipient.household_id IS NOT NULL
    UNION
    SELECT recipient.household_id FROM programs_aidmark mark
    JOIN programs_recipient recipient ON recipient.person_id = mark.person_id
    WHERE recipient.household_id IS NOT NULL
)
SELECT area_id, kind, SUM(households), CAST(NULL AS bigint), CAST(NULL AS text)
FROM programs_aidspan
WHERE first >= %s AND first <= %s AND last <= %s AND previous < %s {areas}
GROUP BY area_id, kind
UNION ALL
SELECT area_id, kind, SUM(households), NULL, NULL
FROM programs_aidspan WHERE first = 0 {areas} GROUP BY area_id, kind
UNION ALL
SELECT summary.area_id, NULL, NULL, marked.household_id, summary.months
FROM marked LEFT JOIN programs_aidsummary summary ON summary.household_id = marked.household_id
UNION ALL
SELECT NULL, NULL, NULL, NULL, text FROM programs_aidtimeline
"""


def _snapshot(window: Window, area_ids: Collection[int] | None) -> tuple[Sums, Added, str]:
    """What is added up in the window; what is marked, as it was added; by which rules."""
    within, params = "", list[int]()
    if area_ids is not None:
        params = list(area_ids) or [-1]
        within = f"AND area_id IN ({', '.join(['%s'] * len(params))})"
    sums: Sums = Counter()
    added: Added = {}
    rules = ""
    with connection.cursor() as cursor:
        cursor.execute(
            _SNAPSHOT.format(areas=within),
            [window.first, window.last, window.last, window.first, *params, *params],
        )
        for area_id, kind, households, household_id, text in cursor.fetchall():
            if kind is not None:
                sums[area_id, kind] = int(households)
            elif household_id is not None:
                added[household_id] = (area_id, text)
            else:
                rules = text
    return sums, added, rules
