"""The table that says the same as a chart."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Cell:
    """`value` is the number that `text` writes out, for a file."""

    text: str
    url: str = ""
    value: int | None = None

    @property
    def plain(self) -> int | str:
        return self.text if self.value is None else self.value


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
