"""What a reader works out of a table with hidden numbers: every table that looks the same.

He knows the sums and the bounds, that no number is below nothing, and that a bound which is
reached is a sum (nobody tells him, but he may guess it). Numbers are whole, so intervals are
narrowed by each sum in turn, and what stays open is tried.
"""

from collections.abc import Collection, Iterator, Mapping

Cell = tuple[int, int]
# (parts, whole) of cells: they add up to it, or are at most as many.
Line = tuple[list[Cell], Cell]
Interval = tuple[int, int]
# Who has not found another table by then takes the number for told: the tests err on that side.
MOST_TRIES = 200
# How far from the truth he looks.
REACHES = (1, 3, 1000)


class Attacker:
    def __init__(
        self,
        rows: list[list[int]],
        hidden: Collection[Cell],
        sums: list[Line],
        bounds: list[Line],
        *,
        sees_zeros: bool = False,
    ) -> None:
        """`sees_zeros`: he also knows that no zero is hidden."""
        self.true = {(r, c): value for r, row in enumerate(rows) for c, value in enumerate(row)}
        self.hidden = sorted(hidden)
        reached = [line for line in bounds if self._gap(line) == 0]
        self.lines = [(line, True) for line in sums + reached] + [(line, False) for line in bounds]
        self.tries = MOST_TRIES
        most = 2 * max(self.true.values()) + 5
        self.known = {
            cell: (int(sees_zeros), most) if cell in hidden else (value, value)
            for cell, value in self.true.items()
        }

    def told(self, among: Collection[Cell] | None = None) -> set[Cell]:
        """The hidden numbers from 1 to 4 (`among` these) that can be no other."""
        asked = self.hidden if among is None else among
        open_ones = {cell for cell in asked if 0 < self.true[cell] < 5}
        told = set()
        while open_ones:
            cell = min(open_ones)
            other = self._other(cell)
            told |= set() if other else {cell}
            open_ones -= {
                cell,
                *(one for one in open_ones if other and other[one] != self.true[one]),
            }
        return told

    def _other(self, cell: Cell) -> dict[Cell, int] | None:
        """A table that looks the same and has another number here; one that is near first."""
        value = self.true[cell]
        for reach in REACHES:
            near = {one: self._near(one, reach) for one in self.true}
            low, high = near[cell]
            for interval in ((value + 1, high), (low, value - 1)):
                self.tries = MOST_TRIES
                if found := self._within({**near, cell: interval}):
                    return found
        return None

    def _near(self, cell: Cell, reach: int) -> Interval:
        (low, high), value = self.known[cell], self.true[cell]
        return max(low, value - reach), min(high, value + reach)

    def _within(self, known: Mapping[Cell, Interval]) -> dict[Cell, int] | None:
        """A table within these intervals."""
        self.tries -= 1
        narrowed = self._narrowed(dict(known)) if self.tries > 0 else None
        if narrowed is None:
            return None
        left = [c for c in self.hidden if narrowed[c][0] < narrowed[c][1]]
        if not left:
            return {cell: low for cell, (low, _) in narrowed.items()}
        cell = min(left, key=lambda c: narrowed[c][1] - narrowed[c][0])
        low, high = narrowed[cell]
        nearest = sorted(range(low, high + 1), key=lambda n: abs(n - self.true[cell]))
        tables = (self._within({**narrowed, cell: (n, n)}) for n in nearest)
        return next((table for table in tables if table), None)

    def _narrowed(self, known: dict[Cell, Interval]) -> dict[Cell, Interval] | None:
        """None: no table lies within these intervals."""
        changed = True
        while changed:
            changed = False
            for cell, interval in self._implied(known):
                low, high = max(known[cell][0], interval[0]), min(known[cell][1], interval[1])
                if low > high:
                    return None
                if (low, high) != known[cell]:
                    known[cell] = low, high
                    changed = True
        return known

    def _implied(self, known: Mapping[Cell, Interval]) -> Iterator[tuple[Cell, Interval]]:
        for (parts, whole), is_sum in self.lines:
            least, most = (sum(known[cell][end] for cell in parts) for end in (0, 1))
            yield whole, (least, most if is_sum else known[whole][1])
            for cell in parts:
                low, high = known[cell]
                others_least, others_most = least - low, most - high
                lowest = known[whole][0] - others_most if is_sum else low
                yield cell, (lowest, known[whole][1] - others_least)

    def _gap(self, line: Line) -> int:
        parts, whole = line
        return self.true[whole] - sum(self.true[cell] for cell in parts)
