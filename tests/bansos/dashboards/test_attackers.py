"""Nobody can work out a hidden number of a table from the others: played with pen and paper."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bansos.dashboards.figures.aid import hidden_programs
from bansos.dashboards.figures.board import KEYS, hidden_figures
from bansos.lib.suppress import Sum, hidden_cells
from programs.overlap.counts import Figures
from registry.stats import RegisterCounts
from tests.support.attacker import Attacker

SUMS = {
    "households": ["none", "one", "several"],
    "listed": ["confirmed", "unverified", "not_found", "deceased", "moved", "closed"],
}
AT_MOST = (
    ("listed", ["confirmed", "not_confirmed"]),
    ("several", ["overlap"]),
    ("several", ["conflict", "review"]),
    ("overlap", ["conflict", "review"]),
    ("none", ["never", "listed_only"]),
    ("households", ["confirmed", "unverified", "not_found"]),
    ("confirmed", ["waiting_head"]),
)
numbers = st.one_of(st.just(0), st.integers(0, 6), st.integers(0, 30))


@st.composite
def areas(draw):
    """The figures of an area: of one month where "several" is "overlap", or of more."""
    conflict, review, one = draw(numbers), draw(numbers), draw(numbers)
    never, listed_only, gone = draw(numbers), draw(numbers), draw(numbers)
    overlap = conflict + review + draw(numbers)
    several = overlap + draw(st.sampled_from([0, 0, 1, 7]))
    none = never + listed_only + draw(st.sampled_from([0, 0, 2, 8]))
    households = none + one + several
    unverified = min(draw(numbers), households)
    not_found = min(draw(numbers), households - unverified)
    elsewhere = min(draw(st.sampled_from([0, 0, 3, 9])), households - unverified - not_found)
    confirmed = households - unverified - not_found - elsewhere
    deceased, moved, closed = draw(numbers), draw(numbers), draw(numbers)
    listed = households - elsewhere + deceased + moved + closed
    standing = (listed, confirmed, unverified, not_found, deceased, moved, closed)
    return (
        Figures(households, none, one, several, overlap, conflict, review, 0, never, listed_only),
        RegisterCounts(*standing, waiting_head=min(gone, confirmed), dropped=elsewhere),
    )


def told(*inner):
    """(row, key) of the hidden numbers that the rows, with their total, tell all the same."""
    aid, register = Figures(), RegisterCounts()
    for figures, counts in inner:
        aid += figures
        register += counts
    both = [*inner, (aid, register)]
    hidden = hidden_figures([figures for figures, _ in both], [counts for _, counts in both])
    rows = [[getattr(f, key, getattr(c, key, 0)) for key in KEYS] for f, c in both]
    last = len(rows) - 1
    columns = [([(row, at) for row in range(last)], (last, at)) for at in range(len(KEYS))]
    cells = {(row, KEYS.index(key)) for row, key in hidden}
    sums = [*columns, *lines(SUMS.items(), rows)]
    return {(row, KEYS[at]) for row, at in Attacker(rows, cells, sums, lines(AT_MOST, rows)).told()}


def lines(of, rows):
    return [
        ([(row, KEYS.index(part)) for part in parts], (row, KEYS.index(whole)))
        for whole, parts in of
        for row in range(len(rows))
    ]


@settings(deadline=None, max_examples=60)
@given(st.lists(areas(), min_size=2, max_size=3))
def test_no_figure_by_area_is_told_by_the_others(inner):
    assert told(*inner) == set()


def hidden_of(aid, register=None):
    """The hidden figures of a scope without areas below it."""
    return {key for _, key in hidden_figures([aid], [register or RegisterCounts()])}


def test_of_one_month_those_who_got_two_at_once_are_hidden_with_those_who_got_several():
    aid = Figures(households=28, none=4, one=18, several=6, overlap=6)
    assert hidden_of(aid) == {"none", "several", "overlap"}


@pytest.mark.parametrize("overlap", [7, 9])
def test_what_a_rule_forbids_is_not_what_the_pairs_leave_of_those_to_be_looked_at(overlap):
    aid = Figures(50, none=12, one=29, several=9, overlap=overlap, conflict=1, review=6)
    assert hidden_of(aid) >= {"conflict", "review"}


def test_a_part_far_from_what_bounds_it_hides_nothing_else():
    aid = Figures(90, none=20, one=40, several=30, overlap=20, conflict=3, review=6)
    assert hidden_of(aid) == {"conflict"}


def test_who_died_is_not_what_the_open_households_leave_of_the_register():
    """56 open households, of them 30 confirmed and 20 unverified: 6 not found, so 2 who died."""
    aid = Figures(households=56, none=26, one=30)
    register = RegisterCounts(58, confirmed=30, unverified=20, not_found=6, deceased=2)
    assert {"not_found", "deceased", "unverified"} <= hidden_of(aid, register)


# Of three programmes a household may hold any: a column for each such set, then what is shown.
SETS = [{code for code, bit in zip("ABC", (1, 2, 4), strict=True) if n & bit} for n in range(8)]
SHOWN = (
    *(lambda held, most=most: len(held) in most for most in ((0, 1, 2, 3), (0,), (1,), (2, 3))),
    *(lambda held, code=code: code in held for code in "ABC"),
)


@settings(deadline=None, max_examples=150)
@given(st.lists(st.integers(0, 12), min_size=8, max_size=8))
def test_no_programme_and_no_share_is_told_by_the_others(held):
    members = [[at for at, one in enumerate(SETS) if counts(one)] for counts in SHOWN]
    seen = [sum(held[at] for at in which) for which in members]
    shares = {column for _, column in hidden_cells([seen[:4]], sums=[Sum((1, 2, 3), 0)])}
    numbers = dict(zip("ABC", seen[4:], strict=True))
    programs = hidden_programs(Figures(*seen[:4]), numbers, beside_shares=bool(shares))
    hidden = {(0, 8 + at) for at in shares | {4 + "ABC".index(code) for code in programs}}
    sums = [([(0, at) for at in which], (0, 8 + n)) for n, which in enumerate(members)]
    attacker = Attacker([[*held, *seen]], {*hidden, *((0, at) for at in range(8))}, sums, [])
    assert attacker.told(hidden) == set()


def test_a_programme_is_shown_where_many_hold_a_third_one():
    numbers = {"PKH": 60, "BPNT": 50, "BST": 3, "PIP": 20}
    assert hidden_programs(Figures(90, 10, 37, 43), numbers, beside_shares=False) == {"BST"}
