"""Figures of any window as one sum: docs/overlap.md, "Span counts".

`AidSpan` holds how many households of an area have which span. The slow twins: `live`, and the
plain count of tests/programs/overlap/cities.py.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence

from programs.overlap.figures import Figures, Window
from programs.overlap.kinds import FIGURES, LIVING, pair_of
from programs.overlap.monthset import months_between
from programs.overlap.snapshot import Placed, snapshot, within
from programs.overlap.summaries import InForce, texts_of
from programs.overlap.summary import Summary, from_text
from programs.overlap.windows import marks
from registry.models import Household

# (area id, kind) → households
Sums = Counter[tuple[int, int]]


def figures_by_area(
    windows: Sequence[Window], area_ids: Collection[int] | None
) -> list[dict[int, Figures]] | None:
    """Of each window, all as of one moment.

    None where more has changed, or other rules hold, than what was added up can tell.
    """
    in_force = InForce.today()
    areas, ids = within(area_ids)
    asked = [number for place, window in enumerate(windows) for number in (place, *window)]
    query = _SUMS.format(windows=", ".join(["(%s, %s, %s)"] * len(windows)), areas=areas)
    read = snapshot(query, [*asked, *ids, *ids], in_force)
    if read is None:
        return None
    sums: list[Sums] = [Counter() for _ in windows]
    for place, area_id, kind, households in read.sums:
        for sum_of_window in sums if place is None else [sums[place]]:
            sum_of_window[area_id, kind] = households
    added, now = _summaries(read.added), _summaries(read.now)
    for window, sum_of_window in zip(windows, sums, strict=True):
        months = months_between(*window)
        _count(sum_of_window, added, months, -1)
        _count(sum_of_window, now, months, 1)
    return [_by_area(one, area_ids, in_force.codes) for one in sums]


def figures_afresh(
    windows: Sequence[Window], area_ids: Collection[int] | None
) -> list[dict[int, Figures]]:
    """The same of the tables as they are: each household is judged once for all windows.

    `live` judges a whole city faster, but one window at a time.
    """
    in_force = InForce.today()
    living = Household.objects.living()
    if area_ids is not None:
        living = living.filter(area__in=area_ids)
    texts = Counter(texts_of(living.values_list("pk", flat=True), in_force).values())
    sums: list[Sums] = [Counter() for _ in windows]
    for (area_id, text), households in texts.items():
        summary = [(area_id, from_text(text))]
        for window, sum_of_window in zip(windows, sums, strict=True):
            _count(sum_of_window, summary, months_between(*window), households)
    return [_by_area(one, area_ids, in_force.codes) for one in sums]


# 7 ms for the demo city, where `live` takes 800. `first = 0` are the spans that fit every window.
_SUMS = """
SELECT place, area_id, kind, SUM(households), CAST(NULL AS bigint), CAST(NULL AS text)
FROM (WITH asked(place, begin, until) AS (VALUES {windows}) SELECT * FROM asked) asked
JOIN programs_aidspan ON first >= begin AND first <= until AND last <= until AND previous < begin
{areas} GROUP BY place, area_id, kind
UNION ALL
SELECT NULL, area_id, kind, SUM(households), NULL, NULL
FROM programs_aidspan WHERE first = 0 {areas} GROUP BY area_id, kind
"""


def _summaries(placed: Iterable[Placed]) -> list[tuple[int, Summary]]:
    return [(area_id, from_text(text)) for area_id, text in placed]


def _count(
    sums: Sums, summaries: Iterable[tuple[int, Summary]], months: int, households: int
) -> None:
    for area_id, summary in summaries:
        for kind in marks(summary, months):
            sums[area_id, kind] += households


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
