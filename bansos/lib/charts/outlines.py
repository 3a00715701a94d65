"""Simpler outlines whose borders still meet.

Douglas and Peucker drop every point that lies within `tolerance` of the line between the points
that stay. Done ring by ring, two neighbours would drop different points and gape. So each ring is
cut into stretches where its neighbours change; a stretch is simplified from the same end whichever
way a ring runs along it, and so comes out the same for both.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

Point = tuple[float, float]  # (lng, lat) as in GeoJSON
Ring = Sequence[Point]  # closed: the last point is the first
Polygon = Sequence[Ring]  # its outer ring, then its holes
Shape = Sequence[Polygon]

FEWEST = 4  # points of a closed ring


def simplified(shapes: Mapping[str, Shape], tolerance: float) -> dict[str, list[list[list[Point]]]]:
    """The shapes with fewer points, by the same keys; `tolerance` in degrees.

    Islands and holes that come to nothing are left out, but never the largest part of a shape.
    """
    rings = [ring for shape in shapes.values() for polygon in shape for ring in polygon]
    junctions = _junctions(rings)
    return {key: _shape(shape, junctions, tolerance) for key, shape in shapes.items()}


def _junctions(rings: Iterable[Ring]) -> frozenset[Point]:
    """Where borders part: points with more than two different neighbours."""
    beside: dict[Point, set[Point]] = defaultdict(set)
    for ring in rings:
        open_ring = ring[:-1]
        for number, point in enumerate(open_ring):
            beside[point] |= {open_ring[number - 1], ring[number + 1]} - {point}
    return frozenset(point for point, others in beside.items() if len(others) > 2)


def _shape(shape: Shape, junctions: frozenset[Point], tolerance: float) -> list[list[list[Point]]]:
    largest = max(shape, key=lambda polygon: abs(signed_area(polygon[0])))
    found = []
    for polygon in shape:
        outer, *holes = (_ring(ring, junctions, tolerance) for ring in polygon)
        if len(outer) < FEWEST and polygon is largest:
            outer = list(polygon[0])
        if len(outer) >= FEWEST:
            found.append([outer, *(hole for hole in holes if len(hole) >= FEWEST)])
    return found


def _ring(ring: Ring, junctions: frozenset[Point], tolerance: float) -> list[Point]:
    """A closed ring, begun where its neighbours change (else at points that a neighbour on the
    other side of the same ring would find too)."""
    points = list(ring[:-1])
    cuts = [number for number, point in enumerate(points) if point in junctions]
    if len(cuts) < 2:
        first = points[cuts[0]] if cuts else min(points)
        cuts = sorted({points.index(first), points.index(_farthest(first, points))})
    turned = [*points[cuts[0] :], *points[: cuts[0] + 1]]
    ends = [cut - cuts[0] for cut in cuts] + [len(points)]
    found: list[Point] = [turned[0]]
    for start, end in pairwise(ends):
        found += _stretch(tuple(turned[start : end + 1]), tolerance)[1:]
    return found


def _farthest(first: Point, points: Iterable[Point]) -> Point:
    return max(points, key=lambda point: (_squared(first, point), point))


def _stretch(points: tuple[Point, ...], tolerance: float) -> tuple[Point, ...]:
    """The same points in either direction."""
    back = points[::-1]
    return _kept(points, tolerance) if points <= back else _kept(back, tolerance)[::-1]


@lru_cache(maxsize=4096)
def _kept(points: tuple[Point, ...], tolerance: float) -> tuple[Point, ...]:
    """Douglas and Peucker, without recursion: a border may have many thousand points."""
    keep = {0, len(points) - 1}
    waiting = [(0, len(points) - 1)]
    while waiting:
        start, end = waiting.pop()
        far, number = max(
            (
                (_to_segment(points[n], points[start], points[end]), n)
                for n in range(start + 1, end)
            ),
            default=(0.0, start),
        )
        if far > tolerance**2:
            keep.add(number)
            waiting += [(start, number), (number, end)]
    return tuple(points[number] for number in sorted(keep))


def _to_segment(point: Point, start: Point, end: Point) -> float:
    """The squared distance from a point to a segment."""
    length = _squared(start, end)
    if not length:
        return _squared(point, start)
    along = (point[0] - start[0]) * (end[0] - start[0]) + (point[1] - start[1]) * (
        end[1] - start[1]
    )
    part = min(max(along / length, 0), 1)
    foot = (start[0] + part * (end[0] - start[0]), start[1] + part * (end[1] - start[1]))
    return _squared(point, foot)


def _squared(one: Point, other: Point) -> float:
    return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2


def signed_area(ring: Ring) -> float:
    """Of a closed ring in its own units; negative when it runs clockwise."""
    pairs = pairwise(ring)
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs) / 2


def inside(ring: Ring, lines: int = 9) -> Point:
    """A point well within a closed ring, with the most room to its left and right.

    Of some level lines through the ring the longest stretch inside it; the centre of gravity of a
    bent shape may lie outside.
    """
    lowest, highest = min(point[1] for point in ring), max(point[1] for point in ring)
    widest, found = 0.0, ring[0]
    for number in range(1, lines + 1):
        level = lowest + (highest - lowest) * number / (lines + 1)
        crossings = sorted(_crossings(ring, level))
        for left, right in zip(crossings[::2], crossings[1::2], strict=False):
            if right - left > widest:
                widest, found = right - left, ((left + right) / 2, level)
    return found


def _crossings(ring: Ring, level: float) -> Iterator[float]:
    """Where the border crosses a level line."""
    for a, b in pairwise(ring):
        if (a[1] <= level) != (b[1] <= level):
            yield a[0] + (b[0] - a[0]) * (level - a[1]) / (b[1] - a[1])
