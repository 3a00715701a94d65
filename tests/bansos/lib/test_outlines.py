"""Simplified outlines: neighbours never gape, nothing strays further than it may."""

import math
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bansos.lib.charts.choropleth import Region, area_map
from bansos.lib.charts.outlines import inside, signed_area, simplified
from bansos.lib.charts.twin import Table

SQUARE = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0), (0.0, 0.0)]
NOTHING = Table("Kota", ["Wilayah"], [])

wiggles = st.lists(st.floats(-0.4, 0.4), min_size=1, max_size=12)


def border(wiggle):
    """A crooked line from (1, 0) to (1, 3)."""
    step = 3 / (len(wiggle) + 1)
    return [(1.0, 0.0), *((1 + w, step * n) for n, w in enumerate(wiggle, 1)), (1.0, 3.0)]


def neighbours(wiggle):
    """One on each side of the same crooked line, running round in opposite directions."""
    line = border(wiggle)
    left = [(-1.0, 3.0), (-1.0, 0.0), *line, (-1.0, 3.0)]
    right = [(3.0, 0.0), (3.0, 3.0), *line[::-1], (3.0, 0.0)]
    return {"left": [[left]], "right": [[right]]}


def between(ring):
    """The part of a ring from (1, 0) to (1, 3), upwards."""
    part = [point for point in ring[:-1] if -0.5 < point[0] < 2]
    start = part.index((1.0, 0.0))
    turned = part[start:] + part[:start]
    return turned if turned[-1] == (1.0, 3.0) else [turned[0], *turned[:0:-1]]


@given(wiggles, st.floats(0.01, 0.6))
def test_neighbours_keep_one_and_the_same_border(wiggle, tolerance):
    shapes = simplified(neighbours(wiggle), tolerance)
    assert between(shapes["left"][0][0]) == between(shapes["right"][0][0])


@given(wiggles, st.floats(0.01, 0.6))
def test_no_point_that_was_dropped_lay_further_away_than_the_tolerance(wiggle, tolerance):
    kept = between(simplified(neighbours(wiggle), tolerance)["left"][0][0])
    for point in border(wiggle):
        nearest = min(_distance(point, a, b) for a, b in pairwise(kept))
        assert nearest <= tolerance + 1e-9


def _distance(point, a, b):
    length = math.dist(a, b)
    along = (point[0] - a[0]) * (b[0] - a[0]) + (point[1] - a[1]) * (b[1] - a[1])
    part = min(max(along / length**2, 0), 1)
    return math.dist(point, (a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1])))


def test_an_enclave_and_the_hole_it_lies_in_stay_alike():
    wall = [(1.0, 1.0), (2.0, 1.02), (3.0, 1.0), (3.0, 3.0), (1.0, 3.0), (1.0, 1.0)]
    other = wall[2:-1] + wall[:2]
    hole = [*other, other[0]][::-1]
    shapes = simplified({"around": [[SQUARE, hole]], "within": [[wall]]}, 0.1)
    assert set(shapes["around"][0][1]) == set(shapes["within"][0][0])
    assert len(shapes["within"][0][0]) == 5


def test_an_islet_goes_but_the_largest_part_stays():
    islet = [(9.0, 9.0), (9.01, 9.0), (9.01, 9.01), (9.0, 9.0)]
    shapes = simplified({"a": [[SQUARE], [islet]], "b": [[islet]]}, 0.5)
    assert [len(shapes["a"]), len(shapes["b"])] == [1, 1]


def test_a_name_stands_inside_a_bent_shape_and_in_the_middle_of_a_square():
    crescent = [(0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (7.0, 9.0), (7.0, 2.0), (0.0, 2.0), (0.0, 0.0)]
    x, y = inside(crescent)
    assert y <= 2 or x >= 7
    assert (signed_area(SQUARE), inside(SQUARE)[0]) == (16, 2)


def test_the_paths_of_neighbours_meet_on_the_same_points():
    shapes = neighbours([0.2, -0.3])
    chart = area_map("Kota", "k", [Region(k, s, "1") for k, s in shapes.items()], NOTHING)
    left, right = (_points(patch.path) for patch in chart.patches)
    assert len(left & right) == 4


def test_names_of_areas_that_touch_are_moved_or_left_to_the_table():
    regions = [Region(f"Nama panjang {n}", [[SQUARE]], "1") for n in range(5)]
    names = area_map("Kota", "k", regions, NOTHING).names
    assert len(names) == 3
    assert len({name.y for name in names}) == 3


def test_names_stand_where_they_belong_on_a_wide_screen():
    """Its letters are half as high in the drawing as a phone's: there is room for more of them."""
    squares = [[(x + 4.0 * n, y) for x, y in SQUARE] for n in range(6)]
    regions = [Region(f"Kecamatan {n}", [[square]], "1") for n, square in enumerate(squares)]
    chart = area_map("Kota", "k", regions, NOTHING)
    assert len({name.y for name in chart.names}) == 2
    assert len({name.y for name in chart.wide_names}) == 1


def _points(path):
    """The corners of a path "M0 0l1 2-3 4z"."""
    first, _, rest = path[1:-1].partition("l")
    numbers = rest.replace("-", " -").split()
    x, y = map(int, first.split())
    found = {(x, y)}
    for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
        x, y = x + int(dx), y + int(dy)
        found.add((x, y))
    return found
