"""The table of cases: files as offices send them, each with all that must come of it.

`layouts`, `encodings`, `identities`, `values`, `payments` and `refusals` hold the rows of the
table; `test_table_of_cases.py` proves them on both databases.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import xlsxwriter

from tests.registry.imports.lists import HEAD, HEADER, write_list
from tests.registry.imports.workbooks import xlsx

Write = Callable[[Path], Path]
BPNT = {"program": "BPNT", "period": "2021-04"}


@dataclass(frozen=True)
class Case:
    """One file, and what a preview and then an apply must make of it.

    Without `warned` no row may have a warning; without `problem` the counts say that none has a
    problem. `stored` holds `Model.field` → the value, a list of values where there are several.
    """

    name: str
    write: Write
    file: str = "daftar.csv"
    kind: str = "dtks"
    options: dict[str, Any] | None = None
    # (new, changed, same, problem)
    counts: tuple[int, int, int, int] = (1, 0, 0, 0)
    sheet: str | None = None
    header_row: int | None = None
    mapped: dict[str, str | None] = field(default_factory=dict)
    stored: dict[str, Any] = field(default_factory=dict)
    problem: str = ""
    warned: str = ""

    def __str__(self) -> str:
        return self.name

    @property
    def found(self) -> dict[str, Any]:
        """Where the table was found, as far as the case says it."""
        said = {"sheet": self.sheet, "header_row": self.header_row}
        return {name: value for name, value in said.items() if value is not None}


@dataclass(frozen=True)
class RefusedCase:
    """A file that is turned away as a whole, and words of the sentence that says why."""

    name: str
    write: Write
    words: str
    file: str = "daftar.xlsx"
    kind: str = "dtks"
    options: dict[str, Any] | None = None

    def __str__(self) -> str:
        return self.name


def text(content: str, encoding: str = "utf-8") -> Write:
    """A text file exactly as given: its line ends, marks and quotes are the case."""

    def write(path: Path) -> Path:
        path.write_bytes(content.encode(encoding))
        return path

    return write


def table(*rows: Sequence[Any], first_cell: tuple[int, int] = (0, 0)) -> Write:
    """A workbook with one sheet of these rows."""
    return lambda path: xlsx(path, rows, first_cell)


def people(*rows: dict[str, Any]) -> Write:
    """The DTKS export with these rows."""
    return lambda path: write_list(path, rows)


def typed(cells: dict[str, Any]) -> Write:
    """One row in a workbook: what is no text is written as the number or the formula it is."""

    def write(path: Path) -> Path:
        with xlsxwriter.Workbook(str(path)) as book:
            sheet = book.add_worksheet("Lembar")
            sheet.write_row(0, 0, HEADER)
            for column, word in enumerate(HEADER):
                cell = cells.get(word, HEAD.get(word, ""))
                is_text = isinstance(cell, str) and not cell.startswith("=")
                (sheet.write_string if is_text else sheet.write)(1, column, cell)
        return path

    return write
