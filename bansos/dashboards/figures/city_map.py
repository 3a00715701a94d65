"""One figure on the map: each area in the shade of its share, hatched where nothing is loaded.

With outlines (`load_outlines`) the areas themselves are drawn, without them a circle at each. An
area without any payment list is left out of the headline: nobody knows what its people receive.
"""

import math
from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from django.db.models import Q

from bansos.dashboards.figures.board import together
from bansos.dashboards.figures.catalogue import EVER, Kind, kind_of
from bansos.dashboards.figures.discretion import Counted, counted_table
from bansos.dashboards.figures.loaded import Loaded
from bansos.dashboards.figures.scope import Scope, district_of
from bansos.lib.charts.choropleth import AreaMap, Region, area_map
from bansos.lib.charts.map import CircleMap, Place, circle_map
from bansos.lib.charts.outlines import Shape
from bansos.lib.charts.twin import Cell, Table
from bansos.lib.numbers import percent
from programs.overlap.counts import Figures, figures_by_area
from registry.models import Area

LEVELS = 4
HIDDEN_LEVEL = 0
UNKNOWN_WORDS = "data belum dimuat"
MOST_NAMES = 12
KEY = "peta"

Row = tuple[tuple[int, str], tuple[int, str]]


@dataclass(frozen=True)
class Part:
    """A number of households among the households of an area."""

    value: Counted
    whole: Counted

    @property
    def percent(self) -> float:
        return 100 * self.value.value / (self.whole.value or 1)

    @property
    def share(self) -> str:
        if self.value.hidden or self.whole.hidden or not self.whole.value:
            return ""
        return percent(self.value.value, self.whole.value)

    def __str__(self) -> str:
        return f"{self.value} ({self.share})" if self.share else str(self.value)


@dataclass(frozen=True)
class CityMap:
    """The drawing, what its patterns mean (name, words), and the headline over what is loaded."""

    kind: Kind
    chart: AreaMap | CircleMap
    legend: list[tuple[str, str]]
    headline: Part
    left_out: list[Area]
    has_names: bool

    @property
    def has_outlines(self) -> bool:
        return isinstance(self.chart, AreaMap)

    @property
    def knows_something(self) -> bool:
        return bool(self.legend) and self.legend[0][0] != "belum"


def city_map(scope: Scope, held: Loaded) -> CityMap | None:
    """The figure of the scope by area; None where there are no two areas to compare."""
    kind = kind_of(scope.figure)
    if len(scope.rows) < 2:
        return None
    left_out = held.lacking(ever=kind in EVER)
    parts, headline = _parts(scope, kind, left_out)
    steps = _steps(parts.values())
    levels = {pk: _level(part, steps) for pk, part in parts.items()}
    chart = _drawn(scope, kind, parts, levels)
    legend = _legend(steps, levels.values(), bool(left_out))
    return CityMap(kind, chart, legend, headline, left_out, len(scope.rows) <= MOST_NAMES)


def _parts(scope: Scope, kind: Kind, left_out: list[Area]) -> tuple[dict[int, Part], Part]:
    """The numbers of the areas that are known, by their ids, and of all these together.

    Lists come by kecamatan: what is unknown of one is unknown of all its kelurahan.
    """
    counted = figures_by_area(scope.window, scope.area_ids)
    known = [area for area in scope.rows if district_of(area) not in left_out]
    rows = [_row(counted, kind, scope.within(area)) for area in known]
    all_known = _row(counted, kind, replace(scope, left_out=tuple(left_out)))
    *shown, last = counted_table(scope, [*rows, all_known], total=True)
    parts = {area.pk: Part(*row) for area, row in zip(known, shown, strict=True)}
    return parts, Part(*last)


def _row(by_area: Mapping[int, Figures], kind: Kind, scope: Scope) -> Row:
    counted = together(figures for pk, figures in by_area.items() if pk in scope.area_ids)
    return (
        (getattr(counted, kind.key), scope.list_url(kind.key)),
        (counted.households, scope.list_url("households")),
    )


def _steps(parts: Iterable[Part]) -> list[float]:
    """Where the shades begin and the last one ends, from the smallest share shown to the largest.

    In whole percents, or in tenths where all shares lie close together.
    """
    shares = [part.percent for part in parts if not part.value.hidden]
    if not shares:
        return []
    unit = 1 if max(shares) - min(shares) > LEVELS else 10
    lowest = math.floor(min(shares) * unit)
    step = max(math.ceil((max(shares) * unit - lowest) / LEVELS), 1)
    return [(lowest + n * step) / unit for n in range(LEVELS + 1)]


def _level(part: Part, steps: Sequence[float]) -> int:
    if part.value.hidden:
        return HIDDEN_LEVEL
    return min(bisect_right(steps, part.percent), LEVELS)


def _legend(
    steps: Sequence[float], levels: Collection[int], has_unknown: bool
) -> list[tuple[str, str]]:
    """What each pattern means, up to the darkest that is drawn."""
    bounds = list(pairwise(steps))[: max(levels, default=0)]
    found = [
        (str(n), f"{_short(start)}–{_short(end)}%") for n, (start, end) in enumerate(bounds, 1)
    ]
    found += [(str(HIDDEN_LEVEL), "disamarkan")] if HIDDEN_LEVEL in levels else []
    return found + ([("belum", UNKNOWN_WORDS)] if has_unknown else [])


def _short(share: float) -> str:
    """12.0 → "12", 0.3 → "0,3"."""
    return f"{share:g}".replace(".", ",")


def _drawn(
    scope: Scope, kind: Kind, parts: Mapping[int, Part], levels: Mapping[int, int]
) -> AreaMap | CircleMap:
    title = f"{kind.label}, per {scope.rows[0].get_level_display().lower()}"
    table = _table(title, kind, scope, parts)
    shapes = outlines_of(scope.rows)
    if all(area.pk in shapes for area in scope.rows):
        regions = [
            Region(
                area.name,
                shapes[area.pk],
                _words(parts.get(area.pk)),
                scope.within(area).url(),
                levels.get(area.pk),
            )
            for area in scope.rows
        ]
        return area_map(title, KEY, regions, table, named=len(regions) <= MOST_NAMES)
    return circle_map(title, _places(scope, parts, levels), key=KEY, table=table)


def _words(part: Part | None) -> str:
    return UNKNOWN_WORDS if part is None else str(part)


def _table(title: str, kind: Kind, scope: Scope, parts: Mapping[int, Part]) -> Table:
    """The largest share first; last what is hidden (its place would tell) and what is unknown."""

    def place(area: Area) -> tuple[int, float, str]:
        part = parts.get(area.pk)
        if part is None:
            return 2, 0, area.name
        return (1, 0, area.name) if part.value.hidden else (0, -part.percent, area.name)

    rows = sorted(scope.rows, key=place)
    headers = ["Wilayah", kind.heading, "Rumah tangga", "Bagian"]
    return Table(title, headers, [_cells(scope, area, parts.get(area.pk)) for area in rows])


def _cells(scope: Scope, area: Area, part: Part | None) -> list[Cell]:
    name = Cell(area.name, scope.within(area).url())
    if part is None:
        return [name, Cell(UNKNOWN_WORDS), Cell("–"), Cell("–")]
    numbers = [
        Cell(str(n), n.link, None if n.hidden else n.value) for n in (part.value, part.whole)
    ]
    return [name, *numbers, Cell(part.share or "–")]


def outlines_of(areas: Sequence[Area]) -> dict[int, Shape]:
    """Area id → its outline; of a kecamatan without one, those of its kelurahan together."""
    ids = [area.pk for area in areas]
    kept = Area.objects.filter(Q(pk__in=ids) | Q(parent__in=ids), outline__isnull=False)
    own: dict[int, Shape] = {}
    below: dict[int | None, list[Sequence[Sequence[tuple[float, float]]]]] = {}
    for area in kept.only("parent_id", "outline"):
        own[area.pk] = shape = (area.outline or {})["coordinates"]
        below.setdefault(area.parent_id, []).extend(shape)
    return {pk: own.get(pk) or below[pk] for pk in ids if pk in own or pk in below}


def _places(scope: Scope, parts: Mapping[int, Part], levels: Mapping[int, int]) -> list[Place]:
    """Circles at the point of each area; at the middle of its kelurahan where it has none."""
    found = []
    for area in scope.rows:
        if (point := _point(scope, area)) is None:
            continue
        part = parts.get(area.pk)
        size = 0 if part is None or part.value.hidden else part.value.value
        url, level = scope.within(area).url(), levels.get(area.pk)
        found.append(Place(area.name, *point, size, url, text=_words(part), level=level))
    return found


def _point(scope: Scope, area: Area) -> tuple[float, float] | None:
    below = [one for one in scope.areas if one.parent_id == area.pk]
    points = [
        (one.lat, one.lng)
        for one in ([area] if area.lat is not None else below)
        if one.lat is not None and one.lng is not None
    ]
    if not points:
        return None
    lats, lngs = zip(*points, strict=True)
    return sum(lats) / len(lats), sum(lngs) / len(lngs)
