"""Which cells of a table are hidden from eyes that may not see single households (pure).

A number from 1 to 4 may point at people. Hiding it alone is not enough where totals are shown:
the total minus the rest gives it away. So further cells are hidden, the smallest that do, until no
hidden cell can be computed from what is shown.

The rows and the columns that are known to add up are *lines*. A cell lies in at most two of them,
so hidden cells are the edges of a graph whose nodes are the lines: a hidden cell can be computed
exactly when it lies on no cycle (around a cycle a household more here and one less there changes
no sum). What lies in no line goes to one common node, the ground.

Some columns are at most another (*bounds*): whoever was paid two programmes in one month received
several. Where they reach it they are read as a sum, and then a cell may lie in many lines: what can
be computed is found by elimination.
"""

import heapq
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import count
from typing import NamedTuple

SMALLEST_SHOWN = 5
MARK = "∗"

Cell = tuple[int, int]
Node = tuple[str, int, int]
GROUND: Node = ("ground", 0, 0)
# A zero says that there is nobody: it is hidden only where nothing else will do.
LAST_RESORT = 10**12
# Numbers modulo a prime stand for fractions, and never grow.
PRIME = 2**61 - 1


class Sum(NamedTuple):
    """Columns that add up to the column `whole`, or are at most as many as it."""

    parts: Collection[int]
    whole: int


class Line(NamedTuple):
    """The same of cells."""

    parts: list[Cell]
    whole: Cell

    @property
    def cells(self) -> list[Cell]:
        return [*self.parts, self.whole]


def is_small(value: int) -> bool:
    return 0 < value < SMALLEST_SHOWN


def hidden_cells(
    rows: Sequence[Sequence[int]],
    *,
    sums: Sequence[Sum] = (),
    bounds: Sequence[Sum] = (),
    total: bool = False,
    also: Collection[Cell] = (),
) -> frozenset[Cell]:
    """The (row, column) of every cell to hide, among them those of `also`.

    In each row `sums` hold, no column being in two of them, and the parts of each of `bounds` are
    at most its whole. With `total` the last row is the sum of the others, of which there are at
    least two unless it is the only one.
    """
    return _Table(rows, sums, bounds, total and len(rows) > 1).hidden(also)


class _Table:
    def __init__(
        self,
        rows: Sequence[Sequence[int]],
        sums: Sequence[Sum],
        bounds: Sequence[Sum],
        total: bool,
    ) -> None:
        self.rows, self.total = rows, total
        self.across = {
            column: n for n, one in enumerate(sums) for column in (*one.parts, one.whole)
        }
        self.bounds = list(self._along(bounds))
        # A bound that is reached is one more sum, but where nobody does: that is no news.
        self.reached = [
            line for line in self.bounds if self._gap(line) == 0 and self._value(line.whole)
        ]
        self.lines = [*self._along(sums), *(self._columns() if total else ()), *self.reached]
        self.cells_at: defaultdict[Node, list[Cell]] = defaultdict(list)
        for cell in self._cells():
            for node in set(self._ends(cell)):
                self.cells_at[node].append(cell)

    def hidden(self, also: Collection[Cell]) -> frozenset[Cell]:
        found = {cell for cell in self._cells() if is_small(self._value(cell))} | {*also}
        self._close(found)
        while further := (
            self._beside_ones(found) or self._beside_bounds(found) or self._beside_computable(found)
        ):
            found |= further
            self._close(found)
        return frozenset(found)

    def _close(self, found: set[Cell]) -> None:
        """Puts every hidden cell on a cycle; one that is on a cycle stays there."""
        for cell in sorted(found):
            found.update(self._cheapest_way(cell, found))

    def _cheapest_way(self, cell: Cell, hidden: set[Cell]) -> list[Cell]:
        """The other cells of the cheapest cycle through `cell`; hidden ones cost nothing."""
        start, goal = self._ends(cell)
        queue: list[tuple[int, int, Node, list[Cell]]] = [(0, 0, start, [])]
        seen: set[Node] = set()
        turn = count(1)
        while queue:
            cost, _, node, way = heapq.heappop(queue)
            if node == goal:
                return way
            if node in seen:
                continue
            seen.add(node)
            for step in self.cells_at[node]:
                if step != cell and (beyond := self._beyond(step, node)) not in seen:
                    price = 0 if step in hidden else self._price(step)
                    heapq.heappush(queue, (cost + price, next(turn), beyond, [*way, step]))
        return []

    def _beside_ones(self, hidden: set[Cell]) -> set[Cell]:
        """A cell to hide beside the hidden parts of a shown sum that are all 1.

        Whoever knows that nobody hides a zero would still read such a line.
        """
        for line in self.lines:
            veiled = {self._value(cell) for cell in line.parts if cell in hidden}
            if veiled == {1} and line.whole not in hidden:
                return self._cheapest(cell for cell in line.cells if cell not in hidden)
        return set()

    def _beside_bounds(self, hidden: set[Cell]) -> set[Cell]:
        """A cell to hide beside each hidden part of which a bound leaves no more than 1 to 4."""
        found = set()
        for line in self.bounds:
            shown = [cell for cell in line.parts if cell not in hidden]
            if line.whole in hidden or len(shown) == len(line.parts):
                continue
            if self._gap(Line(shown, line.whole)) < SMALLEST_SHOWN:
                found |= self._cheapest(
                    [*(cell for cell in shown if self._value(cell)), line.whole]
                )
        return found

    def _beside_computable(self, hidden: set[Cell]) -> set[Cell]:
        """A cell to hide in a line that tells a hidden one, or else in the nearest line to it."""
        near = self._computable(hidden) if self.reached else set()
        while near:
            lines = [line for line in self.lines if not near.isdisjoint(line.cells)]
            telling = [line for line in lines if not hidden.issuperset(line.cells)]
            if telling:
                # That with the fewest hidden cells; of such, one that only elimination knows.
                telling.sort(key=lambda n: (len(hidden & {*n.cells}), n not in self.reached))
                return self._cheapest({*telling[0].cells} - hidden)
            wider = near.union(*(line.cells for line in lines))
            near = wider if wider != near else set()
        return set()

    def _computable(self, hidden: set[Cell]) -> set[Cell]:
        """The hidden cells that the shown ones determine by all lines together."""
        solved: dict[Cell, dict[Cell, int]] = {}
        for line in self.lines:
            signs = {**dict.fromkeys(line.parts, 1), line.whole: -1}
            row = {cell: sign for cell, sign in signs.items() if cell in hidden}
            for cell in [cell for cell in row if cell in solved]:
                _subtract(row, solved[cell], row[cell])
            if not row:
                continue
            pivot, lead = next(iter(row.items()))
            row = {cell: number * pow(lead, -1, PRIME) % PRIME for cell, number in row.items()}
            for other in solved.values():
                if pivot in other:
                    _subtract(other, row, other[pivot])
            solved[pivot] = row
        return {cell for cell, row in solved.items() if len(row) == 1}

    def _cheapest(self, cells: Iterable[Cell]) -> set[Cell]:
        return {min(sorted(cells), key=self._price)}

    def _price(self, cell: Cell) -> int:
        return self._value(cell) or LAST_RESORT

    def _gap(self, line: Line) -> int:
        return self._value(line.whole) - sum(self._value(cell) for cell in line.parts)

    def _along(self, sums: Iterable[Sum]) -> Iterator[Line]:
        for parts, whole in sums:
            for row in range(len(self.rows)):
                yield Line([(row, column) for column in parts], (row, whole))

    def _columns(self) -> Iterator[Line]:
        last = len(self.rows) - 1
        for column in range(len(self.rows[last])):
            yield Line([(row, column) for row in range(last)], (last, column))

    def _cells(self) -> Iterator[Cell]:
        for number, row in enumerate(self.rows):
            for column in range(len(row)):
                yield number, column

    def _value(self, cell: Cell) -> int:
        return self.rows[cell[0]][cell[1]]

    def _ends(self, cell: Cell) -> tuple[Node, Node]:
        row, column = cell
        across = self.across.get(column)
        return (
            GROUND if across is None else ("row", row, across),
            ("column", column, 0) if self.total else GROUND,
        )

    def _beyond(self, cell: Cell, node: Node) -> Node:
        one, other = self._ends(cell)
        return other if node == one else one


def _subtract(row: dict[Cell, int], other: dict[Cell, int], times: int) -> None:
    for cell, number in other.items():
        row[cell] = (row.get(cell, 0) - times * number) % PRIME
        if not row[cell]:
            del row[cell]
