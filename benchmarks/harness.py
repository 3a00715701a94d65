"""Times a subject against its peer, turn and turn about in one run, and prints the ratios.

A ratio of one run holds on any machine; seconds do not, so they are only shown beside it.
"""

import gc
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

SMALL, FULL = "small", "full"


@dataclass(frozen=True)
class Ratio:
    """One line of the table: `peer_seconds / seconds`, so above 1 ours is the faster.

    What is no time is measured in another `unit`, ours and the peer's alike.
    """

    name: str
    database: str
    rows: int
    seconds: float
    peer_seconds: float
    peer: str
    note: str = ""
    unit: str = "s"

    @property
    def times(self) -> float:
        return self.peer_seconds / self.seconds


def seconds_of(work: Callable[[], object]) -> float:
    gc.collect()
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def alternate(
    subject: Callable[[], object], peer: Callable[[], object], rounds: int = 5
) -> tuple[float, float]:
    """Median seconds of both. Each runs once unmeasured, then they swap who goes first.

    So neither has the warmer cache, and a noisy minute of the machine hits both alike.
    """
    subject(), peer()
    ours: list[float] = []
    theirs: list[float] = []
    for turn in range(rounds):
        pair = [(subject, ours), (peer, theirs)]
        for work, times in pair if turn % 2 == 0 else reversed(pair):
            times.append(seconds_of(work))
    return statistics.median(ours), statistics.median(theirs)


def table(ratios: Iterable[Ratio]) -> str:
    """The table of ratios as plain text, in the order of `ratios`."""
    head = ("what", "database", "rows", "ours", "peer", "ratio", "against")
    lines = [head] + [
        (
            ratio.name,
            ratio.database,
            f"{ratio.rows:,}",
            f"{ratio.seconds:,.3f} {ratio.unit}",
            f"{ratio.peer_seconds:,.3f} {ratio.unit}",
            f"{ratio.times:.1f} x",
            f"{ratio.peer}{f' ({ratio.note})' if ratio.note else ''}",
        )
        for ratio in ratios
    ]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )
