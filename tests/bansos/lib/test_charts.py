from typing import Any

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from bansos.lib.charts.bars import Bar, Stack, bar_chart, stacked_chart
from bansos.lib.charts.choropleth import Region, area_map
from bansos.lib.charts.grid import GridRow, grid
from bansos.lib.charts.lines import Series, line_chart
from bansos.lib.charts.map import LARGEST_RADIUS, Place, circle_map, radius
from bansos.lib.charts.scale import Scale, nice_step, ticks
from bansos.lib.charts.twin import Table
from bansos.lib.charts.upset import Combination, upset_chart
from bansos.lib.dates import month_index

MONTHS = [month_index(2021, 1) + n for n in range(3)]


@pytest.mark.parametrize(
    ("highest", "step"), [(0, 1), (3, 1), (7, 2), (18, 5), (90, 25), (5600, 2000), (42_124, 20_000)]
)
def test_ticks_are_round_and_whole(highest: int, step: int) -> None:
    assert nice_step(highest) == step


@given(st.integers(0, 10**12))
def test_the_last_tick_holds_the_highest_value(highest: int) -> None:
    marks = ticks(highest)
    assert marks[0] == 0
    assert marks[-1] >= highest
    assert 2 <= len(marks) <= 6


def test_a_scale_without_a_top_draws_nothing() -> None:
    assert Scale(0, 200)(5) == 0


def test_the_longest_bar_fills_the_width() -> None:
    chart = bar_chart("Penerima", [Bar("Palaran", 50), Bar("Sambutan", 200)])
    assert [row.parts[0].width for row in chart.rows] == [25, 100]


def test_bars_of_nothing_have_no_width() -> None:
    assert bar_chart("Penerima", [Bar("Palaran", 0)]).rows[0].parts[0].width == 0


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=6))
def test_the_parts_of_a_share_lie_edge_to_edge_and_fill_the_bar(values: list[int]) -> None:
    names = [f"s{n}" for n in range(len(values))]
    chart = stacked_chart("Bagian", names, [Stack("Kota", values)], shares=True)
    end = 0.0
    for part in chart.rows[0].parts:
        assert part.x == pytest.approx(end)
        end = part.x + part.width
    assert end == pytest.approx(100 if sum(values) else 0)


def test_a_month_that_is_not_loaded_breaks_the_line() -> None:
    chart = line_chart("PKH", MONTHS, [Series("PKH", [1, None, 3])])
    assert len(chart.lines[0].points) == 2
    assert chart.lines[0].segments == []
    assert chart.table.rows[1][1].text == "belum dimuat"


def test_the_names_of_months_stay_within_the_drawing() -> None:
    chart = line_chart("PKH", list(range(24252, 24265)), [])
    assert [tick.anchor for tick in chart.x_ticks] == ["start", "middle", "middle", "end"]


def test_not_loaded_and_loaded_but_empty_look_different() -> None:
    chart = grid("Dimuat", "d", MONTHS, [GridRow("PKH", [None, 0, 9])])
    assert [square.level for square in chart.rows[0].squares] == [None, 0, 4]


def test_a_circle_four_times_the_number_is_twice_as_wide() -> None:
    assert radius(100, 100) == LARGEST_RADIUS == 2 * radius(25, 100)


def test_north_is_up_and_east_is_right() -> None:
    spots = circle_map("Kota", [Place("U", -0.4, 117.1, 2), Place("T", -0.5, 117.2, 1)]).spots
    assert spots[0].y < spots[1].y
    assert spots[0].x < spots[1].x


def test_small_circles_are_drawn_last_to_stay_in_reach() -> None:
    chart = circle_map("Kota", [Place("kecil", 0, 1, 1), Place("besar", 0, 1, 9)])
    assert [spot.label for spot in chart.spots] == ["besar", "kecil"]
    assert [row[0].text for row in chart.table.rows] == ["kecil", "besar"]


def test_a_map_of_one_place_can_be_drawn() -> None:
    assert circle_map("Kota", [Place("satu", -0.5, 117.1, 3)]).height > 0
    assert circle_map("Kota", []).spots == []


def test_a_year_is_said_where_it_begins() -> None:
    chart = line_chart("Satu tahun", list(range(24252, 24264)), [Series("a", [1] * 12)])
    assert [tick.text for tick in chart.x_ticks] == ["Jan 2021", "Apr", "Jul", "Okt"]
    chart = line_chart("Dua tahun", list(range(24258, 24270)), [Series("a", [1] * 12)])
    assert [tick.text for tick in chart.x_ticks] == ["Jul 2021", "Okt", "Jan 2022", "Apr"]


def test_dots_stand_under_the_names_of_what_is_in_a_combination() -> None:
    both, neither = Combination(["PKH", "BST"], 9, "PKH + BST"), Combination([], 3, "tanpa")
    chart = upset_chart("K", ["BPNT", "BST", "PKH"], [both, neither], shown=2)
    assert [[dot.is_in for dot in row.dots] for row in chart.rows] == [
        [False, True, True],
        [False, False, False],
    ]
    assert chart.rows[0].bar == chart.bars_width == pytest.approx(3 * chart.rows[1].bar, abs=0.1)


def test_what_is_not_drawn_of_the_combinations_stands_in_the_table() -> None:
    some = [Combination([name], 1, name) for name in "ABC"]
    chart = upset_chart("K", ["A", "B", "C"], some, shown=2)
    assert (len(chart.rows), len(chart.table.rows)) == (2, 3)


SQUARE = [[[(117.0, -0.5), (117.1, -0.5), (117.1, -0.4), (117.0, -0.5)]]]
CHARTS = {
    "choropleth": area_map(
        "A", "k", [Region("a", SQUARE, "3", "/x"), Region("b", SQUARE, "1")], Table("A", [], [])
    ),
    "upset": upset_chart("U", ["a", "b"], [Combination(["a", "b"], 3, "a + b")], shown=9),
    "bars": bar_chart("B", [Bar("a", 1, "/x"), Bar("b", 3)]),
    "lines": line_chart("L", MONTHS, [Series("a", [1, 2, 3])]),
    "grid": grid("G", "k", MONTHS, [GridRow("a", [1, None, 0])]),
    "map": circle_map("M", [Place("a", -0.5, 117.15, 3), Place("b", -0.4, 117.2, 1)]),
}


@pytest.mark.parametrize("name", CHARTS)
def test_the_drawing_has_points_for_decimals_and_no_inline_style(name: str) -> None:
    svg = render_to_string(f"charts/{name}.svg", {"chart": CHARTS[name]})
    assert " style=" not in svg
    for attribute in ("x", "y", "width", "height", "cx", "cy", "r", "x1", "y2"):
        for value in _values(svg, attribute):
            assert "," not in value


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("bars", "group"),
        ("lines", "img"),
        ("map", "img"),
        ("choropleth", "group"),
        ("upset", "img"),
    ],
)
def test_a_drawing_with_links_does_not_hide_them_behind_the_role_img(name: str, role: str) -> None:
    assert f'role="{role}"' in render_to_string(f"charts/{name}.svg", {"chart": CHARTS[name]})


def _values(svg: str, attribute: str) -> list[Any]:
    return [part.split('"', 1)[0] for part in svg.split(f' {attribute}="')[1:]]
