"""A map of circles: each place at its latitude and longitude, its area as large as its number.

Small area, so an equirectangular projection does: degrees of longitude shrink by the cosine of
the city's latitude. North is up.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from bansos.lib.charts.twin import Cell, Table
from bansos.lib.numbers import grouped

WIDTH = 720  # units of the viewBox
MARGIN_X, MARGIN_Y = 110, 48  # room for half a name, and for the largest circle
LETTER = 26  # the size of a name on a phone (app.css)
LARGEST_RADIUS, SMALLEST_RADIUS = 34.0, 4.0


@dataclass(frozen=True)
class Place:
    """`text` stands for the number where it says more; `level` 1 to 4 is ever darker, 0 plain,
    None "not loaded"."""

    label: str
    lat: float
    lng: float
    value: int
    url: str = ""
    text: str = ""
    level: int | None = 0

    @property
    def words(self) -> str:
        return self.text or grouped(self.value)


@dataclass(frozen=True)
class Spot:
    label: str
    text: str
    url: str
    x: float
    y: float
    r: float
    label_y: float | None
    level: int | None = 0


@dataclass(frozen=True)
class CircleMap:
    """`key` is a word unique on the page: the patterns are named after it."""

    title: str
    key: str
    spots: list[Spot]
    table: Table
    width: int
    height: int

    @property
    def has_links(self) -> bool:
        return any(spot.url for spot in self.spots)

    @property
    def has_unknown(self) -> bool:
        return any(spot.level is None for spot in self.spots)


@dataclass(frozen=True)
class Projection:
    west: float
    north: float
    shrink: float
    factor: float
    margin_x: int
    margin_y: int

    def __call__(self, lng: float, lat: float) -> tuple[float, float]:
        x = self.margin_x + (lng - self.west) * self.shrink * self.factor
        y = self.margin_y + (self.north - lat) * self.factor
        return round(x, 1), round(y, 1)


def circle_map(
    title: str, places: Sequence[Place], *, key: str = "peta", table: Table | None = None
) -> CircleMap:
    """Circles of `places`; `table` where the chart's own would say too little."""
    projection, height = fitted([(place.lng, place.lat) for place in places])
    highest = max((place.value for place in places), default=0)
    spots: list[Spot] = []
    # Large circles first: a small one in front of a large one stays in reach.
    for place in sorted(places, key=lambda place: -place.value):
        x, y = projection(place.lng, place.lat)
        r = radius(place.value, highest)
        label_y = _label_y(place.label, x, y, r, spots)
        spots.append(Spot(place.label, place.words, place.url, x, y, r, label_y, place.level))
    rows = [[Cell(place.label), Cell(place.words, place.url)] for place in places]
    own = Table(title, ["Wilayah", "Jumlah"], rows)
    return CircleMap(title, key, spots, table or own, WIDTH, height)


def fitted(
    points: Sequence[tuple[float, float]], margin_x: int = MARGIN_X, margin_y: int = MARGIN_Y
) -> tuple[Projection, int]:
    """The projection that fits `points` (lng, lat) into the width, and the height it takes."""
    if not points:
        return Projection(0, 0, 1, 1, margin_x, margin_y), 2 * margin_y
    lngs, lats = [lng for lng, _ in points], [lat for _, lat in points]
    west, north = min(lngs), max(lats)
    shrink = math.cos(math.radians((north + min(lats)) / 2))
    across = max((max(lngs) - west) * shrink, 1e-6)
    factor = (WIDTH - 2 * margin_x) / across
    height = math.ceil((north - min(lats)) * factor) + 2 * margin_y
    return Projection(west, north, shrink, factor, margin_x, margin_y), height


def radius(value: int, highest: int) -> float:
    """The eye compares areas: the radius grows with the root. Nothing is a small ring."""
    if value <= 0 or highest <= 0:
        return SMALLEST_RADIUS
    return round(max(LARGEST_RADIUS * math.sqrt(value / highest), SMALLEST_RADIUS), 1)


def _label_y(label: str, x: float, y: float, r: float, others: Sequence[Spot]) -> float | None:
    """Below the circle, or above it where another name stands below; None where both are taken."""
    near = [
        other.label_y
        for other in others
        if other.label_y is not None
        and abs(x - other.x) < LETTER * 0.3 * (len(label) + len(other.label))
    ]
    for place in (round(y + r + LETTER, 1), round(y - r - 6, 1)):
        if all(abs(place - taken) >= LETTER for taken in near):
            return place
    return None
