"""The overlap figures of areas in a window of months, and the list behind each: the one door.

Mostly a sum of what was added up beforehand (`spans`). Where too much has changed since, the tables
are read as they are (`live`): slower, and the same figures.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from programs.overlap import lists, live, spans
from programs.overlap.combinations import combinations, households_with
from programs.overlap.figures import Figures, Window
from programs.overlap.lists import figures_of_households

__all__ = [
    "Figures",
    "Window",
    "changes_of_each",
    "combinations",
    "figures",
    "figures_by_area",
    "figures_of_each",
    "figures_of_households",
    "household_ids",
]

# More windows than this are read faster household by household than one by one.
FEW = 3


def figures(window: Window, area_ids: Collection[int] | None = None) -> Figures:
    """The figures of these areas together (None: everywhere)."""
    return figures_of_each([window], area_ids)[0]


def figures_of_each(
    windows: Sequence[Window], area_ids: Collection[int] | None = None
) -> list[Figures]:
    """Those of several windows, at the price of about one where households changed since."""
    return [_together(by_area.values()) for by_area in _by_area(windows, area_ids)]


def figures_by_area(window: Window, area_ids: Collection[int] | None = None) -> dict[int, Figures]:
    """The figures per area id; an area without a living household is not in it."""
    return _by_area([window], area_ids)[0]


def _by_area(
    windows: Sequence[Window], area_ids: Collection[int] | None
) -> list[dict[int, Figures]]:
    found = spans.figures_by_area(windows, area_ids) if windows else []
    if found is not None:
        return found
    if len(windows) > FEW:
        return spans.figures_afresh(windows, area_ids)
    return [live.figures_by_area(window, area_ids) for window in windows]


def _together(figures: Iterable[Figures]) -> Figures:
    together = Figures()
    for found in figures:
        together += found
    return together.in_order()


def household_ids(
    figure: str, window: Window, area_ids: Collection[int] | None = None
) -> RawSQL | QuerySet[Any, Any]:
    """A subquery: `Household.objects.visible_to(user).filter(pk__in=household_ids("double", w))`.

    Keys: those of `Figures`, `program:PKH`, `pair:BPNT+PKH` and `set:BPNT+PKH`; KeyError: no such
    figure. A programme, pair or set that nobody has gives an empty list.
    """
    family, _, codes = figure.partition(":")
    if family == "set":
        return households_with(codes.split("+"), window, area_ids)
    found = lists.household_ids(figure, window, area_ids)
    return live.household_ids(figure, window, area_ids) if found is None else found


def changes_of_each(
    asked: Sequence[tuple[str, Window, Window]], area_ids: Collection[int] | None = None
) -> list[RawSQL]:
    """A subquery each of who counts under a figure in the first window and not in the second, at
    the price of about one where households changed since.
    """
    found = lists.changes_of_each(asked, area_ids)
    if found is None:
        return [
            lists.but_not(*(live.household_ids(figure, window, area_ids) for window in windows))
            for figure, *windows in asked
        ]
    return found
