"""What has been loaded: without it nobody can tell "receives nothing" from "not loaded yet"."""

from collections import Counter
from collections.abc import Collection

from django.db.models import Count, Max, Min
from django.db.models.functions import Coalesce

from bansos.lib.dates import month_of, today
from programs.models import Disbursement, Program
from programs.overlap.figures import Window
from registry.models import Area
from registry.models.area import Level

# Payments by (programme code, month, kecamatan id).
LoadedGrid = dict[tuple[str, int, int | None], int]


def loaded_span() -> tuple[int, int]:
    """The first and the last month that any payment list speaks of; without one, this month."""
    ends = Disbursement.objects.aggregate(first=Min("first_month"), last=Max("last_month"))
    now = month_of(today())
    return (
        now if ends["first"] is None else ends["first"],
        now if ends["last"] is None else ends["last"],
    )


def default_window(last: int | None = None) -> Window:
    """The newest year that has payments, as far as they go; or the year up to `last`."""
    oldest, newest = loaded_span()
    last = newest if last is None else last
    return Window(min(max(oldest, last - last % 12), last), last)


def loaded_grid(area_ids: Collection[int] | None = None) -> LoadedGrid:
    """Payments of whatever state in these areas (None: everywhere), in three queries.

    A payment counts in each month it covers, where its household is registered today, else in the
    area that its list names; under None where neither says. What is not in the grid has not been
    loaded ("data belum dimuat"), which is another thing than nobody having received it.
    """
    district_of = _district_of_every_area()
    codes = dict(Program.objects.values_list("pk", "code"))
    place = Coalesce("recipient__household__area", "recipient__area")
    found = Disbursement.objects.alias(place=place)
    if area_ids is not None:
        found = found.filter(place__in=area_ids)
    spans = (
        found.values_list("recipient__program", place, "first_month", "last_month")
        .annotate(payments=Count("pk"))
        .order_by()
    )
    grid: Counter[tuple[str, int, int | None]] = Counter()
    for program_id, area_id, first, last, number in spans:
        for month in range(first, last + 1):
            grid[codes[program_id], month, district_of.get(area_id)] += number
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
