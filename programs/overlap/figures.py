"""What is counted of a city's aid in a window of months (pure); docs/overlap.md defines each."""

from dataclasses import dataclass, field, fields
from typing import NamedTuple


class Window(NamedTuple):
    """Months from `first` to `last`, both included (year × 12 + month − 1)."""

    first: int
    last: int


@dataclass
class Figures:
    """Households; the keys of `overlap_figures --json`. households = none + one + several."""

    households: int = 0
    none: int = 0
    one: int = 0
    several: int = 0
    overlap: int = 0
    conflict: int = 0
    review: int = 0
    double: int = 0
    never: int = 0
    listed_only: int = 0
    by_program: dict[str, int] = field(default_factory=dict)
    pairs: dict[str, int] = field(default_factory=dict)

    def __iadd__(self, other: "Figures") -> "Figures":
        for number in fields(self):
            mine, theirs = getattr(self, number.name), getattr(other, number.name)
            if isinstance(mine, dict):
                for code, households in theirs.items():
                    mine[code] = mine.get(code, 0) + households
            else:
                setattr(self, number.name, mine + theirs)
        return self

    def in_order(self) -> "Figures":
        self.by_program = dict(sorted(self.by_program.items()))
        self.pairs = dict(sorted(self.pairs.items()))
        return self

    def add(self, figure: str, households: int) -> None:
        """Counts further households under the key of a mark."""
        kind, _, code = figure.partition(":")
        if kind in _CODED:
            codes: dict[str, int] = getattr(self, _CODED[kind])
            codes[code] = codes.get(code, 0) + households
        else:
            setattr(self, figure, getattr(self, figure) + households)


_CODED = {"program": "by_program", "pair": "pairs"}
