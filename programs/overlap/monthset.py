"""Sets of months as ints: one bit for each month since 2000 (pure)."""

from collections.abc import Iterable, Iterator

# Bit 0. Payments are of 2000 to 2099, by a constraint of their table.
FIRST_MONTH = 2000 * 12
LAST_MONTH = 2100 * 12 - 1


def months_between(first: int, last: int) -> int:
    """The set of the months from `first` to `last`."""
    start = max(first, FIRST_MONTH) - FIRST_MONTH
    end = min(last, LAST_MONTH) - FIRST_MONTH
    return (1 << (end + 1)) - (1 << start) if start <= end else 0


def union(sets: Iterable[int]) -> int:
    found = 0
    for months in sets:
        found |= months
    return found


def twice(payments: Iterable[tuple[int, int]]) -> int:
    """The months that more than one of these (first, last) holds."""
    seen = found = 0
    for payment in payments:
        months = months_between(*payment)
        found |= seen & months
        seen |= months
    return found


def each_month(months: int) -> Iterator[int]:
    """The months of a set in order, as numbers: year × 12 + month - 1."""
    while months:
        lowest = months & -months
        yield FIRST_MONTH + lowest.bit_length() - 1
        months ^= lowest


def runs(months: int) -> Iterator[tuple[int, int]]:
    """First and last month of each run: adding 1 at its beginning carries past its end."""
    while months:
        lowest = months & -months
        after = months + lowest
        end = after & ~months
        end &= -end
        yield FIRST_MONTH + lowest.bit_length() - 1, FIRST_MONTH + end.bit_length() - 2
        months &= ~(end - lowest)
