"""In which months a household counts under which figure (pure).

The third way of saying what `rules.judge` says of one household in one window and SQL (`live`) of
a city in one window: here of one household for all windows at once. A *set of months* is an int
with one bit for each month since 2000; a household counts under a figure in every window that
holds a month of its set. Only "several" is no set: two programmes may come in different months.

*Spans* make sets countable over a city (docs/overlap.md): in a window exactly one span of each
kind fits a household that counts, and none fits one that does not.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
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
    in_order,
    pair_kind,
    unpaid_kind,
)
from programs.overlap.rules import SAME_UNIT, Verdict, same_receiver

# Bit 0. Payments are of 2000 to 2099, by a constraint of their table.
FIRST_MONTH = 2000 * 12
LAST_MONTH = 2100 * 12 - 1


class Holding(NamedTuple):
    """One recipient's payments of one programme (its id): (first, last) month of those that were
    *disalurkan*, and of those that were not.
    """

    program: int
    counted: bool
    person: str | None
    kk: str | None
    payments: tuple[tuple[int, int], ...]
    unpaid: tuple[tuple[int, int], ...] = ()


class Ruled(NamedTuple):
    """From a stretch of the time line of a pair: its months, what holds in them and for whom."""

    months: int
    verdict: str
    unit: str


# By the two programme ids, the smaller one first.
TimeLine = dict[tuple[int, int], list[Ruled]]


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


@dataclass
class Summary:
    """All of a household that figures ask for; programme ids → sets of months.

    `unpaid`: for which lists name it, but nothing was *disalurkan*. No figure of aid counts them;
    they tell what has been loaded.
    """

    counted: dict[int, int] = field(default_factory=dict)
    apart: dict[int, int] = field(default_factory=dict)
    unpaid: dict[int, int] = field(default_factory=dict)
    overlap: int = 0
    conflict: int = 0
    bound: int = 0
    double: int = 0
    is_listed: bool = False
    is_paid: bool = False


def months_between(first: int, last: int) -> int:
    """The set of the months from `first` to `last`."""
    start = max(first, FIRST_MONTH) - FIRST_MONTH
    end = min(last, LAST_MONTH) - FIRST_MONTH
    return (1 << (end + 1)) - (1 << start) if start <= end else 0


def time_line(pairs: Iterable[tuple[int, int, int, int, str, str]]) -> TimeLine:
    """Of segments with programme ids: first, second, from month, to month, verdict, unit."""
    found: TimeLine = {}
    for first, second, from_month, to_month, verdict, unit in pairs:
        months = months_between(from_month, to_month)
        found.setdefault(in_order(first, second), []).append(Ruled(months, verdict, unit))
    return found


def summary_of(holdings: Collection[Holding], timeline: TimeLine, *, is_claimed: bool) -> Summary:
    """`is_claimed`: a DTKS file says YA to a counted programme for this household."""
    found = Summary(is_listed=is_claimed or any(holding.counted for holding in holdings))
    held = [(one, _months(one)) for one in holdings if one.payments]
    for holding, months in held:
        sets = found.counted if holding.counted else found.apart
        sets[holding.program] = sets.get(holding.program, 0) | months
    found.unpaid = _unpaid(holdings, found.counted | found.apart)
    held = [(one, months) for one, months in held if one.counted]
    found.is_paid = bool(held)
    found.double = _double(held)
    for one, other in combinations(found.counted, 2):
        if shared := found.counted[one] & found.counted[other]:
            _meet(found, timeline.get(in_order(one, other), []), shared, (one, other), held)
    return found


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
        found += _spans(kind, ((month, month) for month in _each(months)))
    for program, months in summary.unpaid.items():
        found += _spans(unpaid_kind(program), ((month, month) for month in _each(months)))
    both = ((month, month) for month in _each(_of_two(summary)))
    return (*found, *_spans(SEVERAL, sorted([*both, *_apart(summary)])))


@lru_cache(maxsize=1 << 14)
def runs_of(text: str) -> tuple[Run, ...]:
    """The same for lists: which household it is, instead of how many."""
    summary = from_text(text)
    found = [Run(kind, 0, LAST_MONTH) for kind in _flags(summary)]
    for kind, months in (*_sets(summary), (SEVERAL, _of_two(summary))):
        found += (Run(kind, first, last) for first, last in _runs(months))
    return (*found, *(Run(APART, *between) for between in _apart(summary)))


def to_text(summary: Summary) -> str:
    """Short, the same for equal summaries: how it is stored, and what tells a change."""
    sets = [
        *((f"c{program}", months) for program, months in sorted(summary.counted.items())),
        *((f"a{program}", months) for program, months in sorted(summary.apart.items())),
        *((f"u{program}", months) for program, months in sorted(summary.unpaid.items())),
        *(("o", summary.overlap), ("x", summary.conflict), ("b", summary.bound)),
        *(("d", summary.double), ("l", summary.is_listed), ("p", summary.is_paid)),
    ]
    return " ".join(f"{name}:{months:x}" for name, months in sets if months)


def from_text(text: str) -> Summary:
    found = Summary()
    for part in text.split():
        name, _, digits = part.partition(":")
        months = int(digits, 16)
        if name[0] in _BY_PROGRAM:
            getattr(found, _BY_PROGRAM[name[0]])[int(name[1:])] = months
        else:
            setattr(found, _NAMES[name], months)
    found.is_listed, found.is_paid = bool(found.is_listed), bool(found.is_paid)
    return found


_BY_PROGRAM = {"c": "counted", "a": "apart", "u": "unpaid"}
_NAMES = {
    "o": "overlap",
    "x": "conflict",
    "b": "bound",
    "d": "double",
    "l": "is_listed",
    "p": "is_paid",
}


def listed_months(summary: Summary) -> Iterator[tuple[int, list[int]]]:
    """(programme id, months) for which lists name the household, whatever came of it."""
    paid = summary.counted | summary.apart
    for program in paid | summary.unpaid:
        yield program, [*_each(paid.get(program, 0) | summary.unpaid.get(program, 0))]


def _months(holding: Holding) -> int:
    return _union(months_between(*payment) for payment in holding.payments)


def _unpaid(holdings: Iterable[Holding], paid: dict[int, int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for holding in holdings:
        months = _union(months_between(*payment) for payment in holding.unpaid)
        if left := months & ~paid.get(holding.program, 0):
            found[holding.program] = found.get(holding.program, 0) | left
    return found


def _union(sets: Iterable[int]) -> int:
    found = 0
    for months in sets:
        found |= months
    return found


def _double(held: list[tuple[Holding, int]]) -> int:
    """Months for which one receiver got one programme in two payments."""
    found = 0
    for holding, _ in held:
        if same_receiver(holding, holding):
            found |= _twice(holding.payments)
    for (one, months), (other, others) in combinations(held, 2):
        if one.program == other.program and same_receiver(one, other):
            found |= months & others
    return found


def _twice(payments: Iterable[tuple[int, int]]) -> int:
    seen = found = 0
    for payment in payments:
        months = months_between(*payment)
        found |= seen & months
        seen |= months
    return found


def _meet(
    found: Summary,
    stretches: list[Ruled],
    shared: int,
    pair: tuple[int, int],
    held: list[tuple[Holding, int]],
) -> None:
    """Adds what the rules say of two programmes in the months that both were received."""
    for stretch in stretches:
        months = shared & stretch.months
        if not months or stretch.verdict == Verdict.UNCOUNTED:
            continue
        found.overlap |= months
        if stretch.verdict == Verdict.ALLOWED:
            continue
        bound = months & _within_unit(stretch.unit, pair, held)
        found.bound |= bound
        if stretch.verdict == Verdict.FORBIDDEN:
            found.conflict |= bound


def _within_unit(unit: str, pair: tuple[int, int], held: list[tuple[Holding, int]]) -> int:
    """Months in which somebody of one unit held the one programme, and somebody the other."""
    found = 0
    for one, months in held:
        if one.program != pair[0]:
            continue
        for other, others in held:
            if other.program == pair[1] and SAME_UNIT[unit](one, other):
                found |= months & others
    return found


def _flags(summary: Summary) -> list[int]:
    flags = ((LISTED, summary.is_listed), (PAID, summary.is_paid))
    return [kind for kind, is_set in flags if is_set]


def _sets(summary: Summary) -> Iterator[tuple[int, int]]:
    """(kind, set of months) of all that is a set."""
    yield ANY, _union(summary.counted.values())
    yield from summary.counted.items()
    yield from summary.apart.items()
    yield from ((OVERLAP, summary.overlap), (CONFLICT, summary.conflict))
    yield from ((BOUND, summary.bound), (DOUBLE, summary.double))
    for (one, months), (other, others) in combinations(summary.counted.items(), 2):
        yield pair_kind(one, other), months & others


def _of_two(summary: Summary) -> int:
    """The months with two counted programmes."""
    sets = summary.counted.values()
    return _union(months & others for months, others in combinations(sets, 2))


def _apart(summary: Summary) -> list[tuple[int, int]]:
    """Two months that follow one another among those with aid, each with one programme, but not
    the same: with `_of_two` the shortest stretches that hold two programmes.
    """
    got = [
        (
            month,
            [pk for pk, months in summary.counted.items() if months & months_between(month, month)],
        )
        for month in _each(_union(summary.counted.values()))
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


def _each(months: int) -> Iterator[int]:
    while months:
        lowest = months & -months
        yield FIRST_MONTH + lowest.bit_length() - 1
        months ^= lowest


def _runs(months: int) -> Iterator[tuple[int, int]]:
    """First and last month of each run: adding 1 at its beginning carries past its end."""
    while months:
        lowest = months & -months
        after = months + lowest
        end = after & ~months
        end &= -end
        yield FIRST_MONTH + lowest.bit_length() - 1, FIRST_MONTH + end.bit_length() - 2
        months &= ~(end - lowest)
