"""What has been loaded: without it nobody can tell "receives nothing" from "not loaded yet"."""

from collections import Counter
from collections.abc import Collection

from bansos.lib.dates import month_of, today
from programs.overlap.figures import Window
from programs.overlap.loaded import ends_of_lists, named_on_lists
from registry.models import Area
from registry.models.area import Level

# Households and recipients outside the register by (programme code, month, kecamatan id).
LoadedGrid = dict[tuple[str, int, int | None], int]


def loaded_span() -> tuple[int, int]:
    """The first and the last month that any payment list speaks of; without one, this month."""
    now = month_of(today())
    return ends_of_lists() or (now, now)


def newest_month() -> int:
    """The newest month of aid, but none to come: a candidate for next year moves no page there."""
    return _begun(loaded_span()[1])


def _begun(month: int) -> int:
    return min(month, month_of(today()))


def default_window(last: int | None = None) -> Window:
    """The year of the newest month of aid, as far as it goes; or the year up to `last`."""
    oldest, newest = loaded_span()
    last = _begun(newest) if last is None else last
    return Window(min(max(oldest, last - last % 12), last), last)


def loaded_grid(area_ids: Collection[int] | None = None) -> LoadedGrid:
    """Who stands on payment lists in these areas (None: everywhere), by month and kecamatan.

    Households that count and recipients outside the register; under None where a list names no
    place. What is not in the grid has not been loaded ("data belum dimuat"), which is another
    thing than nobody having received it.
    """
    district_of = _district_of_every_area()
    grid: Counter[tuple[str, int, int | None]] = Counter()
    for (code, month, area_id), number in named_on_lists(area_ids).items():
        grid[code, month, district_of.get(area_id)] += number
    return dict(grid)


def _district_of_every_area() -> dict[int | None, int | None]:
    """{kelurahan or kecamatan id: kecamatan id}."""
    found: dict[int | None, int | None] = {}
    for pk, level, parent_id in Area.objects.values_list("pk", "level", "parent_id"):
        if level == Level.DISTRICT:
            found[pk] = pk
        elif level == Level.VILLAGE:
            found[pk] = parent_id
    return found
