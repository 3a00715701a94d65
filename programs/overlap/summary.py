"""In which months one household counts under which figure (pure).

The third way of saying what `rules.judge` says of one household in one window and SQL (`live`) of
a city in one window: here of one household for all windows at once. A household counts under a
figure in every window that holds a month of its set (`monthset`). Only "several" is no set: two
programmes may come in different months (`windows`).
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations
from typing import NamedTuple

from programs.overlap.kinds import in_order
from programs.overlap.monthset import each_month, months_between, twice, union
from programs.overlap.rules import SAME_UNIT, Verdict, same_receiver


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
        yield program, [*each_month(paid.get(program, 0) | summary.unpaid.get(program, 0))]


def _months(holding: Holding) -> int:
    return union(months_between(*payment) for payment in holding.payments)


def _unpaid(holdings: Iterable[Holding], paid: dict[int, int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for holding in holdings:
        months = union(months_between(*payment) for payment in holding.unpaid)
        if left := months & ~paid.get(holding.program, 0):
            found[holding.program] = found.get(holding.program, 0) | left
    return found


def _double(held: list[tuple[Holding, int]]) -> int:
    """Months for which one receiver got one programme in two payments."""
    found = 0
    for holding, _ in held:
        if same_receiver(holding, holding):
            found |= twice(holding.payments)
    for (one, months), (other, others) in combinations(held, 2):
        if one.program == other.program and same_receiver(one, other):
            found |= months & others
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
