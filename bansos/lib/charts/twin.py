"""The table that says the same as a chart."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Cell:
    text: str
    url: str = ""


@dataclass(frozen=True)
class Table:
    """Rows of cells under their headers; the first cell of a row names it."""

    caption: str
    headers: Sequence[str]
    rows: Sequence[Sequence[Cell]]

    @property
    def labelled_rows(self) -> Iterator[list[tuple[str, Cell]]]:
        """Each cell with its header, for a phone, where a row becomes a card."""
        for row in self.rows:
            yield list(zip(self.headers, row, strict=True))
