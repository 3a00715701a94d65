"""No hidden number of a table can be computed from what the table shows."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bansos.lib.suppress import Sum, hidden_cells, is_small

PARTS, WHOLE = (1, 2, 3), 0
ACROSS = [Sum(PARTS, WHOLE)]


def with_sums(rows: list[list[int]]) -> list[list[int]]:
    """Rows of three parts and one column apart, with their whole in front and their total below."""
    wide = [[sum(row[:3]), *row] for row in rows]
    return [*wide, [sum(column) for column in zip(*wide, strict=True)]]


numbers = st.one_of(st.integers(0, 6), st.integers(0, 40))
tables = st.lists(st.lists(numbers, min_size=4, max_size=4), min_size=2, max_size=5)


def equations(rows):
    """The sums that a reader knows, as lists of (cell, coefficient)."""
    last = len(rows) - 1
    for row in range(len(rows)):
        yield [((row, WHOLE), -1), *(((row, column), 1) for column in PARTS)]
    for column in range(len(rows[0])):
        yield [((last, column), -1), *(((row, column), 1) for row in range(last))]


def computable(rows, hidden):
    """The hidden cells that the shown ones determine, by elimination over the fractions."""
    order = sorted(hidden)
    matrix = []
    for line in equations(rows):
        known = dict(line)
        matrix.append([Fraction(known.get(cell, 0)) for cell in order])
    pivots, at = [], 0
    for column in range(len(order)):
        pivot = next((r for r in range(at, len(matrix)) if matrix[r][column]), None)
        if pivot is None:
            continue
        matrix[at], matrix[pivot] = matrix[pivot], matrix[at]
        matrix[at] = [value / matrix[at][column] for value in matrix[at]]
        for r, row in enumerate(matrix):
            if r != at and row[column]:
                matrix[r] = [a - row[column] * b for a, b in zip(row, matrix[at], strict=True)]
        pivots.append((at, column))
        at += 1
    return {
        order[column] for row, column in pivots if sum(1 for value in matrix[row] if value) == 1
    }


@given(tables)
def test_no_hidden_cell_can_be_computed(inner):
    rows = with_sums(inner)
    assert computable(rows, hidden_cells(rows, sums=ACROSS, total=True)) == set()


@given(tables)
def test_every_small_cell_is_hidden(inner):
    rows = with_sums(inner)
    hidden = hidden_cells(rows, sums=ACROSS, total=True)
    small = {(r, c) for r, row in enumerate(rows) for c, value in enumerate(row) if is_small(value)}
    assert small <= hidden


@given(tables)
def test_where_nothing_is_small_nothing_is_hidden(inner):
    rows = with_sums([[value + 5 if value else 0 for value in row] for row in inner])
    assert hidden_cells(rows, sums=ACROSS, total=True) == frozenset()


@given(tables)
def test_the_hidden_parts_of_a_shown_sum_are_never_all_one(inner):
    rows = with_sums(inner)
    hidden = hidden_cells(rows, sums=ACROSS, total=True)
    for line in equations(rows):
        (total, _), *members = line
        veiled = [rows[r][c] for (r, c), _ in members if (r, c) in hidden]
        assert not veiled or total in hidden or set(veiled) != {1}


def test_the_smallest_neighbour_is_hidden_with_a_small_cell():
    rows = [[3], [9], [70], [82]]
    assert hidden_cells(rows, total=True) == {(0, 0), (1, 0)}


def test_a_single_row_hides_another_of_its_parts():
    assert hidden_cells([[100, 3, 20, 77]], sums=ACROSS) == {(0, 1), (0, 2)}


def test_numbers_that_add_up_to_nothing_hide_only_themselves():
    assert hidden_cells([[3, 9, 0]]) == {(0, 0)}


@pytest.mark.parametrize("rows", [[], [[]], [[0, 0]]])
def test_an_empty_table_hides_nothing(rows):
    assert hidden_cells(rows, total=True) == frozenset()
