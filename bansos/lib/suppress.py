"""Which cells of a table are hidden from eyes that may not see single households (pure).

A number from 1 to 4 may point at people. Hiding it alone is not enough where totals are shown:
the total minus the rest gives it away. So further cells are hidden, the smallest that do, until no
hidden cell can be computed from what is shown.

The rows and the columns that are known to add up are *lines*. A cell lies in at most two of them,
so hidden cells are the edges of a graph whose nodes are the lines: a hidden cell can be computed
exactly when it lies on no cycle (around a cycle a household more here and one less there changes
no sum). What lies in no line goes to one common node, the ground.
"""

import heapq
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import count

SMALLEST_SHOWN = 5
MARK = "∗"

Cell = tuple[int, int]
Node = tuple[str, int]
GROUND: Node = ("ground", 0)
# A zero says that there is nobody: it is hidden only where nothing else will do.
LAST_RESORT = 10**12


def is_small(value: int) -> bool:
    return 0 < value < SMALLEST_SHOWN


def hidden_cells(
    rows: Sequence[Sequence[int]],
    *,
    parts: Collection[int] = (),
    whole: int | None = None,
    total: bool = False,
    also: Collection[Cell] = (),
) -> frozenset[Cell]:
    """The (row, column) of every cell to hide, among them those of `also`.

    In each row the columns `parts` add up to the column `whole`. With `total` the last row is the
    sum of the others, of which there are at least two unless it is the only one.
    """
    return _Table(rows, frozenset(parts), whole, total and len(rows) > 1).hidden(also)


class _Table:
    def __init__(
        self,
        rows: Sequence[Sequence[int]],
        parts: frozenset[int],
        whole: int | None,
        total: bool,
    ) -> None:
        self.rows, self.parts, self.whole, self.total = rows, parts, whole, total
        self.cells_at: defaultdict[Node, list[Cell]] = defaultdict(list)
        for cell in self._cells():
            for node in set(self._ends(cell)):
                self.cells_at[node].append(cell)

    def hidden(self, also: Collection[Cell]) -> frozenset[Cell]:
        found = {cell for cell in self._cells() if is_small(self._value(cell))} | {*also}
        self._close(found)
        # A line of ones: whoever knows that nobody hides a zero would still read it.
        while (further := self._beside_ones(found)) is not None:
            found.add(further)
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
                    price = 0 if step in hidden else self._value(step) or LAST_RESORT
                    heapq.heappush(queue, (cost + price, next(turn), beyond, [*way, step]))
        return []

    def _beside_ones(self, hidden: set[Cell]) -> Cell | None:
        """A cell to hide beside the hidden parts of a shown sum that are all 1."""
        for node, cells in self.cells_at.items():
            members = [cell for cell in cells if not self._is_sum(cell, node)]
            veiled = [cell for cell in members if cell in hidden]
            sums = [cell for cell in cells if self._is_sum(cell, node)]
            if node == GROUND or not veiled or any(cell in hidden for cell in sums):
                continue
            if all(self._value(cell) == 1 for cell in veiled):
                others = [cell for cell in cells if cell not in hidden]
                return min(others, key=lambda cell: self._value(cell) or LAST_RESORT)
        return None

    def _cells(self) -> Iterator[Cell]:
        for number, row in enumerate(self.rows):
            for column in range(len(row)):
                yield number, column

    def _value(self, cell: Cell) -> int:
        return self.rows[cell[0]][cell[1]]

    def _ends(self, cell: Cell) -> tuple[Node, Node]:
        row, column = cell
        across = self.whole is not None and (column in self.parts or column == self.whole)
        return (
            ("row", row) if across else GROUND,
            ("column", column) if self.total else GROUND,
        )

    def _beyond(self, cell: Cell, node: Node) -> Node:
        one, other = self._ends(cell)
        return other if node == one else one

    def _is_sum(self, cell: Cell, node: Node) -> bool:
        row, column = cell
        return column == self.whole if node[0] == "row" else row == len(self.rows) - 1
