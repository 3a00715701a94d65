"""Numbers as one user may see them: those that could point at somebody are hidden from him.

Who may see identities everywhere in his scope sees every number. Everybody else gets the mark of
bansos/lib/suppress.py in place of a small one, without the way to its list.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bansos.dashboards.figures.scope import Scope
from bansos.lib.numbers import grouped
from bansos.lib.suppress import MARK, Cell, hidden_cells


@dataclass(frozen=True)
class Counted:
    """A number with the way to its list; `hidden` where it must not be shown."""

    value: int
    url: str = ""
    hidden: bool = False

    def __str__(self) -> str:
        return MARK if self.hidden else grouped(self.value)

    @property
    def text(self) -> str:
        """What stands instead of the number; '' where the number itself does."""
        return MARK if self.hidden else ""

    @property
    def link(self) -> str:
        return "" if self.hidden else self.url

    @property
    def cell(self) -> int | str:
        """As it stands in a file."""
        return MARK if self.hidden else self.value


Plain = tuple[int, str]


def counted_table(
    scope: Scope,
    rows: Sequence[Sequence[Plain]],
    *,
    parts: Collection[int] = (),
    whole: int | None = None,
    total: bool = False,
    also: Collection[Cell] = (),
) -> list[list[Counted]]:
    """Rows of (number, address) as whoever looks may see them.

    `parts`, `whole` and `total` say what adds up, as for `hidden_cells`; `also` are hidden too.
    """
    hidden: frozenset[tuple[int, int]] = frozenset()
    if scope.discreet:
        values = [[value for value, _ in row] for row in rows]
        hidden = hidden_cells(values, parts=parts, whole=whole, total=total, also=also)
    return [
        [Counted(value, url, (at, column) in hidden) for column, (value, url) in enumerate(row)]
        for at, row in enumerate(rows)
    ]
