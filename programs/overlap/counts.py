"""The overlap figures of areas in a window of months, and the list behind each: the one door.

Mostly a sum of what was added up beforehand (`spans`). Where too much has changed since, the tables
are read as they are (`live`): slower, and the same figures.
"""

from collections.abc import Collection

from programs.overlap import live, spans
from programs.overlap.figures import Figures, Window
from programs.overlap.live import household_ids

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
