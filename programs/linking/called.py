"""Those who bear a name in a kelurahan, and which of them a row is worth holding against.

A list may say one first name twenty thousand times. Who shares no more than a word with a row is
a candidate only where something else agrees: the day of birth, the house, a number. By these he is
looked up, instead of being scored in vain. Nobody is lost by it: the score judges as ever.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from programs.linking.scores import DOUBTFUL, SAME_AREA, SAME_RT, Described, name_points
from registry.matching.addresses import Address, same_streets


class Resident(NamedTuple):
    person_id: int
    household_id: int
    described: Described


class Called:
    """The people of one kelurahan who may bear this name."""

    def __init__(self, name_key: str, people: Iterable[Resident]) -> None:
        self._alike: list[Resident] = []
        self._others: list[Resident] = []
        for person in people:
            points = name_points(name_key, person.described.name_key)
            # One half: points are rounded.
            is_enough = points + SAME_AREA + SAME_RT >= DOUBTFUL - 0.5
            if points:
                (self._alike if is_enough else self._others).append(person)
        self._by_birth: dict[object, list[int]] = defaultdict(list)
        self._by_street: dict[str, list[int]] = defaultdict(list)
        for at, (_, _, known) in enumerate(self._others):
            for key in _parts(known.birth_date):
                self._by_birth[key].append(at)
            if not known.address.is_empty:
                self._by_street[known.address.words].append(at)
        self._niks = [known.nik for _, _, known in self._others]
        self._kks = [known.kk for _, _, known in self._others]

    def worth_scoring(self, row: Described) -> list[Resident]:
        """All whom the score could make candidates, and few others."""
        found = {
            *self._born_alike(row),
            *self._of_house(row.address),
            *_a_slip_away(row.nik, self._niks),
            *_a_slip_away(row.kk, self._kks),
        }
        return [*self._alike, *(self._others[at] for at in sorted(found))]

    def _born_alike(self, row: Described) -> Iterator[int]:
        for key in _parts(row.birth_date or row.born_by_nik):
            yield from self._by_birth.get(key, ())

    def _of_house(self, address: Address) -> Iterator[int]:
        """Of the same street, unless both the number and the RT are others."""
        if address.is_empty or not self._by_street:
            return
        for street in same_streets(address.words, self._by_street):
            for at in self._by_street[street]:
                known = self._others[at].described.address
                other_number = known.number and address.number and known.number != address.number
                if not other_number or (known.rt and known.rt == address.rt):
                    yield at


def _parts(day: date | None) -> tuple[Any, ...]:
    """Two days that are the same or alike (`birth_likeness`) have one of these in common."""
    if day is None:
        return ()
    two = tuple(sorted((day.day, day.month)))
    return (
        ("day, month", day.day, day.month),
        ("day, year", day.day, day.year),
        ("month, year", day.month, day.year),
        ("changed places", day.year, two),
    )


def _a_slip_away(number: str, known: Collection[str]) -> Iterator[int]:
    """Where the number stands, or one that a slip of the hand makes of it."""
    if number:
        found = process.extract(number, known, scorer=OSA.distance, score_cutoff=1, limit=None)
        yield from (at for _, _, at in found)
