"""The overlap figures of areas in a window of months, and the list behind each: the one door.

Mostly a sum of what was added up beforehand (`spans`). Where too much has changed since, the tables
are read as they are (`live`): slower, and the same figures.
"""

from collections.abc import Collection

from django.db.models.expressions import RawSQL

from programs.overlap import lists, live, spans
from programs.overlap.figures import Figures, Window

__all__ = ["Figures", "Window", "figures", "figures_by_area", "household_ids"]


def figures(window: Window, area_ids: Collection[int] | None = None) -> Figures:
    """The figures of these areas together (None: everywhere)."""
    together = Figures()
    for found in figures_by_area(window, area_ids).values():
        together += found
    return together.in_order()


def figures_by_area(window: Window, area_ids: Collection[int] | None = None) -> dict[int, Figures]:
    """The figures per area id; an area without a living household is not in it."""
    found = spans.figures_by_area(window, area_ids)
    return live.figures_by_area(window, area_ids) if found is None else found


def household_ids(figure: str, window: Window, area_ids: Collection[int] | None = None) -> RawSQL:
    """A subquery: `Household.objects.visible_to(user).filter(pk__in=household_ids("double", w))`.

    Keys: those of `Figures`, `program:PKH` and `pair:BPNT+PKH`; KeyError: no such figure. A
    programme or pair that nobody has gives an empty list.
    """
    found = lists.household_ids(figure, window, area_ids)
    return live.household_ids(figure, window, area_ids) if found is None else found
