"""In which windows a household counts under which kind (pure).

*Spans* make sets of months countable over a city (docs/overlap.md): in a window exactly one span
of each kind fits a household that counts, and none fits one that does not. *Runs* tell for lists
which household it is, instead of how many. `marks` is the slow plain twin of both.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import combinations, pairwise
from typing import NamedTuple

from programs.overlap.kinds import (
    ANY,
    APART,
    BOUND,
    CONFLICT,
    DOUBLE,
    LISTED,
    LIVING,
    OVERLAP,
    PAID,
    SEVERAL,
    pair_kind,
    unpaid_kind,
)
from programs.overlap.monthset import LAST_MONTH, each_month, months_between, runs, union
from programs.overlap.summary import Summary, from_text


class Run(NamedTuple):
    """Months without a gap. A household counts in a window that has one of them in common; with a
    run of `APART` in a window that holds all of it.
    """

    kind: int
    first: int
    last: int


class Span(NamedTuple):
    """Fits a window that holds `first` to `last` but not `previous` (0: nothing came before)."""

    kind: int
    previous: int
    first: int
    last: int


def marks(summary: Summary, window: int) -> set[int]:
    """The kinds under which a household counts in a window (a set of months); the plain way."""
    found = {LIVING, *_flags(summary)}
    found |= {kind for kind, months in _sets(summary) if months & window}
    if sum(1 for months in summary.counted.values() if months & window) > 1:
        found.add(SEVERAL)
    return found


@lru_cache(maxsize=1 << 14)
def spans_of(text: str) -> tuple[Span, ...]:
    """All spans of the household whose summary is this text. Many households share one."""
    summary = from_text(text)
    found = [Span(kind, 0, 0, 0) for kind in (LIVING, *_flags(summary))]
    for kind, months in _sets(summary):
        found += _spans(kind, ((month, month) for month in each_month(months)))
    for program, months in summary.unpaid.items():
        found += _spans(unpaid_kind(program), ((month, month) for month in each_month(months)))
    both = ((month, month) for month in each_month(_of_two(summary)))
    return (*found, *_spans(SEVERAL, sorted([*both, *_apart(summary)])))


@lru_cache(maxsize=1 << 14)
def runs_of(text: str) -> tuple[Run, ...]:
    """The same for lists: which household it is, instead of how many."""
    summary = from_text(text)
    found = [Run(kind, 0, LAST_MONTH) for kind in _flags(summary)]
    for kind, months in (*_sets(summary), (SEVERAL, _of_two(summary))):
        found += (Run(kind, first, last) for first, last in runs(months))
    return (*found, *(Run(APART, *between) for between in _apart(summary)))


def _flags(summary: Summary) -> list[int]:
    flags = ((LISTED, summary.is_listed), (PAID, summary.is_paid))
    return [kind for kind, is_set in flags if is_set]


def _sets(summary: Summary) -> Iterator[tuple[int, int]]:
    """(kind, set of months) of all that is a set."""
    yield ANY, union(summary.counted.values())
    yield from summary.counted.items()
    yield from summary.apart.items()
    yield from ((OVERLAP, summary.overlap), (CONFLICT, summary.conflict))
    yield from ((BOUND, summary.bound), (DOUBLE, summary.double))
    for (one, months), (other, others) in combinations(summary.counted.items(), 2):
        yield pair_kind(one, other), months & others


def _of_two(summary: Summary) -> int:
    """The months with two counted programmes."""
    sets = summary.counted.values()
    return union(months & others for months, others in combinations(sets, 2))


def _apart(summary: Summary) -> list[tuple[int, int]]:
    """Two months that follow one another among those with aid, each with one programme, but not
    the same: with `_of_two` the shortest stretches that hold two programmes.
    """
    got = [
        (
            month,
            [pk for pk, months in summary.counted.items() if months & months_between(month, month)],
        )
        for month in each_month(union(summary.counted.values()))
    ]
    return [
        (before, month)
        for (before, one), (month, other) in pairwise(got)
        if len(one) == len(other) == 1 and one != other
    ]


def _spans(kind: int, stretches: Iterable[tuple[int, int]]) -> Iterator[Span]:
    previous = 0
    for first, last in stretches:
        yield Span(kind, previous, first, last)
        previous = first
