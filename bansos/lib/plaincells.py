"""Cells of a list as a file that no spreadsheet calculates: the one writer of every export.

In a workbook a text is a text cell, never a formula or a link. In a CSV file nothing says so: a
cell that a spreadsheet would calculate gets an apostrophe in front. Which cells these are does
not hang on the file's own separator: Excel parts columns by the sign of its language, so "a;=1+1"
in a file of commas is a formula in Jakarta.
"""

import csv
import re
from collections.abc import Callable, Iterable
from typing import Any

# A negative number is harmless and stays one; a plus would be lost, so it is marked as text.
_CALCULATES = r"(?:[=@+＝＠＋－]|-(?![\d.,\s]*(?:[eE][+\-]?\d+)?$))"
# Blanks and quotes before it are what a spreadsheet takes away first.
_START = re.compile(rf"[\t\r\n]|[ \"]*{_CALCULATES}")
_INSIDE = re.compile(rf"(?<=[,;|\t\r\n])(?=[ \"]*{_CALCULATES})")
_MARK = re.compile(r"'(?=[ \"]*[=@+\-＝＠＋－]|[\t\r\n])")
LONGEST_CELL = 32_767
# Of a Workbook: what is written as text stays text.
WORKBOOK_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


class _Echo:
    """A file that hands back what is written into it."""

    def write(self, text: str) -> str:
        return text


def csv_lines_of(delimiter: str) -> Callable[[Iterable[str]], str]:
    """A function that makes a line of a CSV file of the texts of its cells."""
    writer = csv.writer(_Echo(), delimiter=delimiter)

    def line(texts: Iterable[str]) -> str:
        return str(writer.writerow([marked(text) for text in texts]))

    return line


def marked(text: str) -> str:
    """The text with an apostrophe wherever a spreadsheet would begin to calculate."""
    text = _INSIDE.sub("'", text)
    return f"'{text}" if _START.match(text) else text


def unmarked(text: str) -> str:
    """The text without the apostrophes of `marked`, and without the sender's own like them."""
    return _MARK.sub("", text)


def write_text(page: Any, row: int, column: int, text: object, style: Any = None) -> None:
    """A text cell of a workbook, cut where Excel would refuse the whole file."""
    page.write_string(row, column, str(text)[:LONGEST_CELL], style)
