"""A map of outlines: each area filled by the step its number falls in, hatched where unknown.

Places are whole units of the drawing, so that the borders of two neighbours fall on the same
points and a city of sixty areas stays a few kilobytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bansos.lib.charts.map import LETTER, WIDTH, Projection, fitted
from bansos.lib.charts.outlines import Polygon, Ring, Shape, inside, signed_area
from bansos.lib.charts.twin import Table

MARGIN = 8
LETTER_WIDTH = 0.56  # of its height: enough to keep names apart
WIDE_LETTER = 14  # the size of a name on a wide screen (dashboards.css)


@dataclass(frozen=True)
class Region:
    """`level` 1 to 4 is ever darker, None is "not loaded"; `text` is its number in words."""

    label: str
    shape: Shape
    text: str
    url: str = ""
    level: int | None = 1


@dataclass(frozen=True)
class Name:
    text: str
    x: int
    y: int


@dataclass(frozen=True)
class Patch:
    label: str
    text: str
    url: str
    path: str
    level: int | None


@dataclass(frozen=True)
class AreaMap:
    """`key` is a word unique on the page: the patterns are named after it.

    `names` fit on a phone, `wide_names` on a screen with room for more of them.
    """

    title: str
    key: str
    patches: list[Patch]
    names: list[Name]
    wide_names: list[Name]
    table: Table
    width: int
    height: int

    @property
    def has_links(self) -> bool:
        return any(patch.url for patch in self.patches)

    @property
    def has_unknown(self) -> bool:
        return any(patch.level is None for patch in self.patches)


def area_map(
    title: str, key: str, regions: Sequence[Region], table: Table, *, named: bool = True
) -> AreaMap:
    """`named` writes the names of the regions, as far as they do not touch each other."""
    points = [point for region in regions for polygon in region.shape for point in polygon[0]]
    projection, height = fitted(points, MARGIN, MARGIN)
    patches = [
        Patch(
            region.label,
            region.text,
            region.url,
            "".join(_path(polygon, projection) for polygon in region.shape),
            region.level,
        )
        for region in regions
    ]
    names, wide_names = (
        _names(regions, projection, letter) if named else [] for letter in (LETTER, WIDE_LETTER)
    )
    return AreaMap(title, key, patches, names, wide_names, table, WIDTH, height)


def _path(polygon: Polygon, projection: Projection) -> str:
    return "".join(_ring(ring, projection) for ring in polygon)


def _ring(ring: Ring, projection: Projection) -> str:
    """A start and steps from it: "M12 30l4-2 0 9z". A ring under one unit is not drawn."""
    places = [_whole(projection(*point)) for point in ring]
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(places) if a != b][:-1]
    if len(steps) < 2:
        return ""
    words = " ".join(f"{x} {y}" for x, y in steps).replace(" -", "-")
    return f"M{places[0][0]} {places[0][1]}l{words}z"


def _names(regions: Sequence[Region], projection: Projection, letter: int) -> list[Name]:
    """Where each region has most room; a line lower or higher where another name stands already,
    and left to the table where there is no room at all. The largest regions choose first."""
    found: list[Name] = []
    for region, ring in sorted(
        ((region, _largest(region)) for region in regions),
        key=lambda pair: -abs(signed_area(pair[1])),
    ):
        x, y = _whole(projection(*inside(ring)))
        y += letter // 3  # from the middle of its letters down to the line they stand on
        x = _within_drawing(x, _half(region.label, letter))
        for lower in (0, letter, -letter):
            name = Name(region.label, x, y + lower)
            if not any(_touch(name, other, letter) for other in found):
                found.append(name)
                break
    return found


def _largest(region: Region) -> Ring:
    return max((polygon[0] for polygon in region.shape), key=lambda ring: abs(signed_area(ring)))


def _within_drawing(x: int, half: int) -> int:
    return min(max(x, half), WIDTH - half)


def _half(label: str, letter: int) -> int:
    return round(letter * LETTER_WIDTH * len(label) / 2)


def _touch(one: Name, other: Name, letter: int) -> bool:
    near = abs(one.x - other.x) < _half(one.text, letter) + _half(other.text, letter)
    return near and abs(one.y - other.y) < letter


def _whole(point: tuple[float, float]) -> tuple[int, int]:
    return round(point[0]), round(point[1])
