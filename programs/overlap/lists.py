"""The households behind a figure, from what was added up beforehand (`AidRun`).

As in `spans`, households that changed since are judged afresh: they are left out of the one query
and come in by their ids. The slow twin is `live.household_ids`.
"""

from collections.abc import Collection, Sequence
from functools import cache
from typing import NamedTuple

from django.db.models import BigIntegerField
from django.db.models.expressions import RawSQL

from programs.models import AidMark, AidSummary, AidTimeLine
from programs.overlap.figures import Window
from programs.overlap.kinds import APART, FIGURES, LIVING, SEVERAL, kinds_of
from programs.overlap.monthset import months_between
from programs.overlap.snapshot import MOST_MARKS, parameters
from programs.overlap.summaries import InForce, Texts, households_of, texts_of
from programs.overlap.summary import from_text
from programs.overlap.windows import marks
from registry.models import Household

Query = tuple[str, list[int]]


class Changed(NamedTuple):
    """The households that changed since they were added up, and their summaries as of now."""

    ids: list[int]
    now: Texts

    def kinds(self, window: Window, area_ids: Collection[int] | None) -> dict[int, set[int]]:
        """Household id → its kinds in the window; of those in the areas."""
        months = months_between(*window)
        return {
            pk: marks(from_text(text), months)
            for pk, (area_id, text) in self.now.items()
            if area_ids is None or area_id in area_ids
        }

    def counting(
        self, kind: int, without: int | None, window: Window, area_ids: Collection[int] | None
    ) -> set[int]:
        """Those in the areas that count in the window."""
        kinds = self.kinds(window, area_ids)
        return {pk for pk, found in kinds.items() if _counts(found, kind, without)}


def changed_since(in_force: InForce) -> Changed | None:
    """None where so much has, or so old are the rules, that the tables have to be read."""
    marked = list(AidMark.objects.all()[: MOST_MARKS + 1])
    by_rules = AidTimeLine.objects.values_list("text", flat=True).first()
    if len(marked) > MOST_MARKS or by_rules != in_force.text:
        return None
    ids = sorted(households_of(marked))
    return Changed(ids, texts_of(ids, in_force) if ids else {})


def figures_of_households(window: Window, area_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """Living household of these areas → the keys of `Figures` that count it.

    Where much has changed every household is judged afresh.
    """
    in_force = InForce.today()
    changed = changed_since(in_force)
    if changed is None:
        living = Household.objects.living().filter(area__in=area_ids).values_list("pk", flat=True)
        added_up, now = {}, texts_of(living, in_force)
    else:
        summaries = AidSummary.objects.filter(area__in=area_ids).exclude(pk__in=changed.ids)
        added_up, now = dict(summaries.values_list("pk", "months")), changed.now
    here = {pk: text for pk, (area_id, text) in now.items() if area_id in area_ids}
    figures = cache(_figures_of)
    return {pk: figures(text, months_between(*window)) for pk, text in (added_up | here).items()}


def _figures_of(text: str, months: int) -> tuple[str, ...]:
    kinds = marks(from_text(text), months)
    return tuple(figure for figure, (kind, less) in FIGURES.items() if _counts(kinds, kind, less))


def _counts(kinds: Collection[int], kind: int, without: int | None) -> bool:
    return kind in kinds and without not in kinds


def household_ids(
    figure: str, window: Window, area_ids: Collection[int] | None = None
) -> RawSQL | None:
    """A subquery of ids. None where the tables have to be read as they are. KeyError: no such
    figure.
    """
    in_force = InForce.today()
    kind, without = _kinds_of(figure, in_force)
    changed = changed_since(in_force)
    if changed is None:
        return None
    afresh = changed.counting(kind, without, window, area_ids)
    return subquery(_of_kinds(kind, without, window), area_ids, changed, sorted(afresh))


def changes_of_each(
    asked: Sequence[tuple[str, Window, Window]], area_ids: Collection[int] | None = None
) -> list[RawSQL] | None:
    """Who counts under a figure in the first window and not in the second; what changed since it
    was added up is judged once for all. None and KeyError as of `household_ids`.
    """
    in_force = InForce.today()
    wanted = [(*_kinds_of(figure, in_force), here, there) for figure, here, there in asked]
    changed = changed_since(in_force)
    if changed is None:
        return None
    return [_change(*one, area_ids, changed) for one in wanted]


def _change(
    kind: int,
    without: int | None,
    here: Window,
    there: Window,
    area_ids: Collection[int] | None,
    changed: Changed,
) -> RawSQL:
    if kind == LIVING and without is not None:
        # Who is among the rest here and not there is not among the others here, and is there: a
        # part of a city instead of nearly all of it, twice.
        return _change(without, None, there, here, area_ids, changed)
    (these, params), (those, more) = (_of_kinds(kind, without, window) for window in (here, there))
    query = f"SELECT household_id FROM ({these}) these"
    query = f"{query} EXCEPT SELECT household_id FROM ({those}) those"
    afresh = changed.counting(kind, without, here, area_ids) - changed.counting(
        kind, without, there, area_ids
    )
    return subquery((query, [*params, *more]), area_ids, changed, sorted(afresh))


def but_not(ids: RawSQL, others: RawSQL) -> RawSQL:
    """Those of the one subquery that are not in the other.

    As one set less another: NOT IN is looked up anew for each row where PostgreSQL's memory for a
    table of the others does not suffice, minutes for a million.
    """
    query = f"""SELECT household_id FROM ({ids.sql}) these
        EXCEPT SELECT household_id FROM ({others.sql}) others"""
    return RawSQL(query, [*ids.params, *others.params], output_field=BigIntegerField())


def _kinds_of(figure: str, in_force: InForce) -> tuple[int, int | None]:
    return kinds_of(figure, {code: pk for pk, code in in_force.codes.items()})


def subquery(
    added_up: Query, area_ids: Collection[int] | None, changed: Changed, afresh: Sequence[int]
) -> RawSQL:
    """Ids of what was added up, but of changed households those that count afresh."""
    where, params = unchanged(area_ids, changed)
    query = f"SELECT household_id FROM ({added_up[0]}) added_up WHERE {where}"
    params = [*added_up[1], *params]
    if afresh:
        found = f"SELECT id FROM registry_household WHERE id IN ({parameters(afresh)})"
        query, params = f"{query} UNION ALL {found}", [*params, *afresh]
    return RawSQL(query, params, output_field=BigIntegerField())


def unchanged(area_ids: Collection[int] | None, changed: Changed) -> Query:
    """A condition: of the areas, and as it was when it was added up."""
    query, params = "1 = 1", list[int]()
    if area_ids is not None:
        places = "SELECT household_id FROM programs_aidsummary WHERE area_id IN"
        query += f" AND household_id IN ({places} ({parameters(area_ids)}))"
        params += area_ids
    if changed.ids:
        query += f" AND household_id NOT IN ({parameters(changed.ids)})"
        params += changed.ids
    return query, params


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
