"""The payments a file would change, kept small until all of them are known.

A file is judged in batches of recipients, but a rule of receiving two programmes looks at a
household, whose recipients come in different batches. So each change is kept as ten whole numbers
(80 bytes); the households are then looked at some thousand at a time.
"""

from array import array
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

SLICE = 2_000


class PaymentLine(NamedTuple):
    """One payment as it would be after the file, and whose it would be.

    `recipient` and `payment` are 0 where they are new, `person` and `kk` where nobody knows them.
    """

    household: int
    row: int
    recipient: int
    program: int
    person: int
    kk: int
    first: int
    last: int
    payment: int
    paid: int


WIDTH = len(PaymentLine._fields)


def person_number(person_id: int | None, nik: str) -> int:
    """One number for one person: the key of the register below zero, else his NIK, else 0."""
    return -person_id if person_id else int(nik or 0)


class Journal:
    """Entries in the order of their coming, read by household."""

    def __init__(self) -> None:
        self._numbers: array[int] = array("q")

    def add(self, entry: PaymentLine) -> None:
        self._numbers.extend(entry)

    def slices(self) -> Iterator[dict[int, list[PaymentLine]]]:
        """{household: its entries}, of some thousand households at a time."""
        households = self._numbers[::WIDTH]
        order = sorted(range(len(households)), key=households.__getitem__)
        part: dict[int, list[PaymentLine]] = {}
        for household, places in groupby(order, key=households.__getitem__):
            part[household] = [self._entry(place) for place in places]
            if len(part) == SLICE:
                yield part
                part = {}
        if part:
            yield part

    def _entry(self, place: int) -> PaymentLine:
        return PaymentLine(*self._numbers[place * WIDTH : (place + 1) * WIDTH])
