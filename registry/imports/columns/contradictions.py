"""A remembered column whose own heading says another thing (pure).

The memory is what somebody once told of a file with these headings; the heading is what the office
writes. One of the two is wrong, and nobody but a person can say which.
"""

from collections.abc import Sequence
from typing import NamedTuple

from registry.imports.columns.mapping import Column, How, Mapping


class Contradiction(NamedTuple):
    """`remembered` is a field, "" for a column kept raw; `said` the field that it is headed as."""

    header: str
    remembered: str
    said: str


def contradictions(mapping: Mapping, columns: Sequence[Column]) -> list[Contradiction]:
    """A column kept raw contradicts only where nothing else gives the field.

    Who reads the members' names from NAMA ART has told to leave NAMA, the head's, alone.
    """
    exact = {
        word.casefold(): column.field for column in columns for word in (column.label, column.field)
    }
    return [
        Contradiction(match.header, match.field or "", said)
        for match in mapping.matches
        if match.how is How.REMEMBERED
        and (said := exact.get(match.header.strip().casefold()))
        and said != match.field
        and (match.field or said not in mapping.columns)
    ]
