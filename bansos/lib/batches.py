"""A stream of rows in lists of bearable length (itertools has `batched` from Python 3.12 on)."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def batched(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of at most `size`, none of them empty."""
    rest = iter(rows)
    while batch := list(islice(rest, size)):
        yield batch
