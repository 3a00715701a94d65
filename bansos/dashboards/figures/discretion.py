"""Numbers as one user may see them: those that could point at somebody are hidden from him.

Who may see identities everywhere in his scope sees every number. Everybody else gets the mark of
bansos/lib/suppress.py in place of a small one, without the way to its list.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bansos.dashboards.figures.catalogue import EVER, HOUSEHOLDS, SHARES
from bansos.dashboards.figures.scope import Scope
from bansos.lib.numbers import grouped
from bansos.lib.suppress import MARK, Cell, Sum, hidden_cells


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
    def place(self) -> tuple[bool, int]:
        """Its place among others, the largest first. A hidden one stands last, and beside other
        hidden ones by its name: its place would say how large it is.
        """
        return self.hidden, 0 if self.hidden else -self.value

    @property
    def cell(self) -> int | str:
        """As it stands in a file."""
        return MARK if self.hidden else self.value


Plain = tuple[int, str]
SHARED = [kind.key for kind in SHARES], HOUSEHOLDS.key
# Who got two programmes in one month got several; of a single month the two are nearly the same.
# What a rule says of a pair, it says of one month.
AT_MOST = (
    (["overlap"], "several"),
    (["conflict", "review"], "overlap"),
    (["conflict", "review"], "several"),
    ([kind.key for kind in EVER], "none"),
)


def counted_table(
    scope: Scope,
    rows: Sequence[Sequence[Plain]],
    *,
    parts: Collection[int] = (),
    whole: int | None = None,
    total: bool = False,
    bounds: Sequence[Sum] = (),
    also: Collection[Cell] = (),
) -> list[list[Counted]]:
    """Rows of (number, address) as whoever looks may see them.

    The columns `parts` add up to the column `whole`; the rest is as for `hidden_cells`.
    """
    hidden: frozenset[Cell] = frozenset()
    if scope.discreet:
        values = [[value for value, _ in row] for row in rows]
        sums = [] if whole is None else [Sum(parts, whole)]
        hidden = hidden_cells(values, sums=sums, bounds=bounds, total=total, also=also)
    return [
        [Counted(value, url, (at, column) in hidden) for column, (value, url) in enumerate(row)]
        for at, row in enumerate(rows)
    ]


def columns(keys: Sequence[str], *sums: tuple[Sequence[str], str]) -> list[Sum]:
    """Sums, or bounds, of figures as those of their columns, as far as these have one."""
    return [
        Sum([keys.index(key) for key in parts], keys.index(whole))
        for parts, whole in sums
        if {*parts, whole} <= {*keys}
    ]


def hidden_aid(
    rows: Sequence[Sequence[int]],
    keys: Sequence[str],
    *,
    sums: Sequence[Sum] = (),
    bounds: Sequence[Sum] = (),
) -> frozenset[Cell]:
    """What to hide of the figures of aid, a column each; the last row is the sum of the others.

    Columns beside them have `sums` and `bounds` of their own, as for `hidden_cells`.
    """
    sums = [*columns(keys, SHARED), *sums]
    bounds = [*columns(keys, *AT_MOST), *bounds]
    hidden: frozenset[Cell] = frozenset()
    while True:
        hidden = hidden_cells(rows, sums=sums, bounds=bounds, total=True, also=hidden)
        further = _beside_never(rows, keys, hidden) - hidden
        if not further:
            return hidden
        hidden |= further


def _beside_never(
    rows: Sequence[Sequence[int]], keys: Sequence[str], hidden: frozenset[Cell]
) -> frozenset[Cell]:
    """What must be hidden because "none" may be just "never" and "listed_only" together.

    It is so where the window holds every payment. The two are hidden together, so that neither is
    "none" less the other; and with "none", where their sum would say what it is.
    """
    none, ever = keys.index("none"), [keys.index(kind.key) for kind in EVER]
    return frozenset(
        (row, column)
        for row, numbers in enumerate(rows)
        if any((row, one) in hidden for one in ever)
        or ((row, none) in hidden and numbers[none] == sum(numbers[one] for one in ever))
        for column in ever
    )
