"""What a reader works out of a table with hidden numbers: every table that looks the same.

He knows the sums and the bounds, that no number is below nothing, and that a bound which is
reached is a sum (nobody tells him, but he may guess it). Numbers are whole, so intervals are
narrowed by each sum in turn, and the line that the true numbers do not fit is mended.
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
        reached = [line for line in bounds if _gap(line, self.true) == 0 and self.true[line[1]]]
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
        table = {one: min(max(self.true[one], low), high) for one, (low, high) in narrowed.items()}
        wrong = next((line for line, is_sum in self.lines if _is_wrong(line, is_sum, table)), None)
        if wrong is None:
            return table
        parts, whole = wrong
        left = [c for c in (*parts, whole) if narrowed[c][0] < narrowed[c][1]]
        cell = min(left, key=lambda c: narrowed[c][1] - narrowed[c][0])
        right = table[cell] + _gap(wrong, table) * (-1 if cell == whole else 1)
        low, high = narrowed[cell]
        for number in sorted(range(low, high + 1), key=lambda n: abs(n - right)):
            if found := self._within({**narrowed, cell: (number, number)}):
                return found
        return None

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


def _gap(line: Line, table: Mapping[Cell, int]) -> int:
    parts, whole = line
    return table[whole] - sum(table[cell] for cell in parts)


def _is_wrong(line: Line, is_sum: bool, table: Mapping[Cell, int]) -> bool:
    gap = _gap(line, table)
    return gap < 0 or (is_sum and gap > 0)
