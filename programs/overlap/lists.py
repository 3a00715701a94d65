"""The households behind a figure, from what was added up beforehand (`AidRun`).

As in `spans`, households that changed since are judged afresh: they are left out of the one query
and come in by their ids. The slow twin is `live.household_ids`.
"""

from collections.abc import Collection, Sequence

from django.db.models import BigIntegerField
from django.db.models.expressions import RawSQL

from programs.models import AidMark, AidTimeLine
from programs.overlap.figures import Window
from programs.overlap.kinds import APART, LIVING, SEVERAL, kinds_of
from programs.overlap.months import from_text, marks, months_between
from programs.overlap.spans import MOST_MARKS
from programs.overlap.summaries import InForce, households_of, texts_of

Query = tuple[str, list[int]]


def household_ids(
    figure: str, window: Window, area_ids: Collection[int] | None = None
) -> RawSQL | None:
    """A subquery of ids; None where the tables have to be read as they are. KeyError: no figure."""
    in_force = InForce.today()
    kinds = kinds_of(figure, {code: pk for pk, code in in_force.codes.items()})
    marked = list(AidMark.objects.all()[: MOST_MARKS + 1])
    by_rules = AidTimeLine.objects.values_list("text", flat=True).first()
    if len(marked) > MOST_MARKS or by_rules != in_force.text:
        return None
    changed = households_of(marked)
    now = texts_of(changed, in_force) if changed else {}
    afresh = [
        pk
        for pk, (area_id, text) in now.items()
        if (area_ids is None or area_id in area_ids)
        and _counts(marks(from_text(text), months_between(*window)), *kinds)
    ]
    unchanged = _without(_within(_of_kinds(*kinds, window), area_ids), sorted(changed))
    query, params = _with(unchanged, afresh)
    return RawSQL(query, params, output_field=BigIntegerField())


def _counts(found: set[int], kind: int, without: int | None) -> bool:
    return kind in found and without not in found


def _of_kinds(kind: int, without: int | None, window: Window) -> Query:
    query, params = _of_kind(kind, window)
    if without is None:
        return query, params
    less, more_params = _of_kind(without, window)
    return f"{query} EXCEPT SELECT household_id FROM ({less}) less", [*params, *more_params]


def _of_kind(kind: int, window: Window) -> Query:
    if kind == LIVING:
        return "SELECT household_id FROM programs_aidsummary", []
    run = "SELECT household_id FROM programs_aidrun WHERE kind = %s"
    meets, params = f"{run} AND first <= %s AND last >= %s", [kind, window.last, window.first]
    if kind != SEVERAL:
        return meets, params
    lies_inside = f"{run} AND first >= %s AND last <= %s"
    either = f"SELECT household_id FROM ({meets} UNION {lies_inside}) either"
    return either, [*params, APART, window.first, window.last]


def _within(chosen: Query, area_ids: Collection[int] | None) -> Query:
    if area_ids is None:
        return chosen
    places = f"SELECT household_id FROM programs_aidsummary WHERE area_id IN ({_marks(area_ids)})"
    query = f"SELECT household_id FROM ({chosen[0]}) chosen WHERE household_id IN ({places})"
    return query, [*chosen[1], *area_ids]


def _without(chosen: Query, changed: Sequence[int]) -> Query:
    if not changed:
        return chosen
    query = f"SELECT household_id FROM ({chosen[0]}) unchanged"
    return f"{query} WHERE household_id NOT IN ({_marks(changed)})", [*chosen[1], *changed]


def _with(chosen: Query, afresh: Sequence[int]) -> Query:
    if not afresh:
        return chosen
    query = f"SELECT id FROM registry_household WHERE id IN ({_marks(afresh)})"
    return f"SELECT household_id FROM ({chosen[0]}) old UNION ALL {query}", [*chosen[1], *afresh]


def _marks(values: Collection[int]) -> str:
    """Of parameters. IN () is an error on PostgreSQL."""
    return ", ".join(["%s"] * len(values)) or "NULL"
