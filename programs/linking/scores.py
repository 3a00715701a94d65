"""How surely a row of a list means a person of the register: a score from 0 to 100 (pure).

Points are added up for what agrees and taken away for what does not, so that an officer can be
told why. The numbers were tuned on made-up lists (`benchmarks/linking.py`) of one seed and are
reported on another: docs/matching.md.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from registry.matching.addresses import (
    NO_ADDRESS,
    Address,
    AddressLikeness,
    address_likeness,
)
from registry.matching.likeness import (
    OTHER_NAME,
    Born,
    birth_likeness,
    name_likeness,
    one_digit_off,
    strong_sounds,
)

# From here a link may be made without asking, if nothing speaks against it …
SURE = 78
# … and the next household is so far behind.
AHEAD = 10
# From here an officer is asked.
DOUBTFUL = 50
# Beyond so many as good ones nobody could choose either.
MOST_CANDIDATES = 8

NAME = 50
ONE_WORD_NAME = 44
SAME_AREA, OTHER_AREA = 12, -10
BIRTH = {Born.SAME: 30, Born.ALIKE: 15, Born.OTHER: -40}
ADDRESS = {
    AddressLikeness.SAME: 30,
    AddressLikeness.ALIKE: 14,
    AddressLikeness.STREET: 5,
    AddressLikeness.OTHER: -8,
}
SAME_RT, OTHER_RT = 8, -5
NIK_SLIP, NIK_OTHER = 40, -50
KK_SLIP = 15


@dataclass(frozen=True, slots=True)
class Described:
    """Somebody as a list or the register describes him; what it does not say is empty.

    `born_by_nik`: the day that the NIK tells. It agrees for 92.8 % of people only, so it speaks
    for somebody and never against.
    """

    name_key: str
    area_id: int | None = None
    address: Address = NO_ADDRESS
    birth_date: datetime.date | None = None
    born_by_nik: datetime.date | None = None
    nik: str = ""
    kk: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """`contradicts`: something says that it is another person, however alike the rest is."""

    points: int
    words: tuple[str, ...]
    contradicts: bool = False

    @property
    def sentence(self) -> str:
        return ", ".join(self.words)


NOBODY = Score(0, (OTHER_NAME.words,), contradicts=True)


def score(row: Described, person: Described) -> Score:
    name = name_likeness(row.name_key, person.name_key)
    if name == OTHER_NAME:
        return NOBODY
    parts = [
        (name_points(row.name_key, person.name_key), name.words),
        _birth(row, person),
        _address(row, person),
        _rt(row, person),
        _area(row, person),
        _numbers(row, person),
    ]
    points = round(sum(part for part, _ in parts))
    words = tuple(word for _, word in parts if word)
    against = {Born.OTHER, "NIK lain"}
    return Score(max(0, min(100, points)), words, contradicts=not against.isdisjoint(words))


def name_points(one: str, other: str) -> float:
    """What two names alone speak for being one person's; 0 for others."""
    shortest = min(len(strong_sounds(one)), len(strong_sounds(other)))
    return name_likeness(one, other).share * (ONE_WORD_NAME if shortest == 1 else NAME)


def _birth(row: Described, person: Described) -> tuple[int, str]:
    found = birth_likeness(row.birth_date, person.birth_date)
    if found == Born.UNKNOWN and row.born_by_nik and row.born_by_nik == person.birth_date:
        return BIRTH[Born.SAME], "tanggal lahir menurut NIK sama"
    return BIRTH.get(found, 0), found


def _address(row: Described, person: Described) -> tuple[int, str]:
    found = address_likeness(row.address, person.address)
    return ADDRESS.get(found, 0), found


def _rt(row: Described, person: Described) -> tuple[int, str]:
    one, other = row.address.rt, person.address.rt
    if not (one and other):
        return 0, ""
    return (SAME_RT, "RT sama") if one == other else (OTHER_RT, "RT lain")


def _area(row: Described, person: Described) -> tuple[int, str]:
    if row.area_id is None or person.area_id is None:
        return 0, ""
    same = row.area_id == person.area_id
    return (SAME_AREA, "kelurahan sama") if same else (OTHER_AREA, "kelurahan lain")


def _numbers(row: Described, person: Described) -> tuple[int, str]:
    """NIK, where both have one; else the No. KK, which changes too often to speak against."""
    if row.nik and person.nik:
        if row.nik == person.nik:
            return NIK_SLIP, "NIK sama"
        slip = one_digit_off(row.nik, person.nik)
        return (NIK_SLIP, "NIK berbeda satu angka") if slip else (NIK_OTHER, "NIK lain")
    if row.kk and person.kk:
        if row.kk == person.kk:
            return KK_SLIP, "No. KK sama"
        if one_digit_off(row.kk, person.kk):
            return KK_SLIP, "No. KK berbeda satu angka"
    return 0, ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person of the register who may be meant."""

    person_id: int
    household_id: int
    score: Score


def ranked(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Those worth asking about, the likeliest first; the order they came in does not matter."""
    worth = [one for one in candidates if one.score.points >= DOUBTFUL]
    return sorted(worth, key=lambda one: (-one.score.points, one.household_id, one.person_id))


def sure_one(candidates: list[Candidate]) -> tuple[int | None, int] | None:
    """(person, household) where nobody has to be asked; `candidates` as `ranked` gives them.

    The person is None where two of the household are equally likely: the aid is theirs anyway.
    """
    if not candidates:
        return None
    best = candidates[0]
    if best.score.points < SURE or best.score.contradicts:
        return None
    close = [one for one in candidates if one.score.points > best.score.points - AHEAD]
    if any(one.household_id != best.household_id for one in close):
        return None
    return (best.person_id if len(close) == 1 else None), best.household_id
