"""Figures of any window as one sum: docs/overlap.md, "Span counts".

`AidSpan` holds how many households of an area have which span, `AidSummary` what was added up for
each household. Triggers leave an `AidMark` for whatever changes. Who reads takes what was added
for marked households off the sum and judges these afresh, so that the figures are right at every
moment; `upkeep` adds up anew and drops the marks.

The slow twins: `live`, and the plain count of tests/programs/overlap/cities.py.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence

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


def figures_by_area(
    windows: Sequence[Window], area_ids: Collection[int] | None
) -> list[dict[int, Figures]] | None:
    """Of each window, all as of one moment.

    None where more has changed, or other rules hold, than what was added up can tell.
    """
    if len(AidMark.objects.values_list("pk")[: MOST_MARKS + 1]) > MOST_MARKS:
        return None
    sums, added, text = _snapshot(windows, area_ids)
    in_force = InForce.today()
    if text != in_force.text:
        return None
    now = texts_of(added, in_force) if added else {}
    found = []
    for window, sum_of_window in zip(windows, sums, strict=True):
        months = months_between(*window)
        _count(sum_of_window, added.values(), months, -1)
        _count(sum_of_window, now.values(), months, 1)
        found.append(_by_area(sum_of_window, area_ids, in_force.codes))
    return found


def _count(
    sums: Sums, summaries: Iterable[tuple[int | None, str | None]], months: int, sign: int
) -> None:
    for area_id, text in summaries:
        if area_id is not None and text is not None:
            for kind in marks(from_text(text), months):
                sums[area_id, kind] += sign


def _by_area(
    sums: Sums, area_ids: Collection[int] | None, codes: dict[int, str]
) -> dict[int, Figures]:
    wanted = None if area_ids is None else set(area_ids)
    by_area: dict[int, dict[int, int]] = defaultdict(dict)
    for (area_id, kind), households in sums.items():
        if households and (wanted is None or area_id in wanted):
            by_area[area_id][kind] = households
    return {
        area_id: _figures(kinds, codes) for area_id, kinds in by_area.items() if LIVING in kinds
    }


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
WITH asked(place, first, last) AS (VALUES {windows}),
marked(household_id) AS (
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
SELECT place, area_id, kind, SUM(households), CAST(NULL AS bigint), CAST(NULL AS text)
FROM asked JOIN programs_aidspan span
    ON span.first >= asked.first AND span.first <= asked.last
    AND span.last <= asked.last AND span.previous < asked.first {areas}
GROUP BY place, area_id, kind
UNION ALL
SELECT NULL, area_id, kind, SUM(households), NULL, NULL
FROM programs_aidspan WHERE first = 0 {areas} GROUP BY area_id, kind
UNION ALL
SELECT NULL, summary.area_id, NULL, NULL, marked.household_id, summary.months
FROM marked LEFT JOIN programs_aidsummary summary ON summary.household_id = marked.household_id
UNION ALL
SELECT NULL, NULL, NULL, NULL, NULL, text FROM programs_aidtimeline
"""


def _snapshot(
    windows: Sequence[Window], area_ids: Collection[int] | None
) -> tuple[list[Sums], Added, str]:
    """What is added up in each window; what is marked, as it was added; by which rules."""
    within, params = "", list[int]()
    if area_ids is not None:
        params = list(area_ids) or [-1]
        within = f"AND area_id IN ({', '.join(['%s'] * len(params))})"
    asked = [number for place, window in enumerate(windows) for number in (place, *window)]
    query = _SNAPSHOT.format(windows=", ".join(["(%s, %s, %s)"] * len(windows)), areas=within)
    sums: list[Sums] = [Counter() for _ in windows]
    added: Added = {}
    rules = ""
    with connection.cursor() as cursor:
        cursor.execute(query, [*asked, *params, *params])
        for place, area_id, kind, households, household_id, text in cursor.fetchall():
            if kind is not None:
                for sum_of_window in sums if place is None else [sums[place]]:
                    sum_of_window[area_id, kind] = int(households)
            elif household_id is not None:
                added[household_id] = (area_id, text)
            else:
                rules = text
    return sums, added, rules
