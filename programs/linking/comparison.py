"""What an officer sees who has to choose: each fact of a candidate beside what the list says."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from programs.linking.scores import SURE, Candidate, Described, Score, score
from programs.linking.wanted import Wanted
from registry.matching.addresses import AddressLikeness, address_likeness, address_of
from registry.matching.likeness import (
    SAME_NAME,
    SAME_SOUND,
    Born,
    birth_likeness,
    name_likeness,
    one_digit_off,
)
from registry.models import Membership

SAME, ALIKE, OTHER, SILENT = "ok", "wait", "warn", ""
LIKELY = 65
_ADDRESS_TONES = {
    AddressLikeness.SAME: SAME,
    AddressLikeness.ALIKE: ALIKE,
    AddressLikeness.STREET: ALIKE,
    AddressLikeness.OTHER: OTHER,
}
_BIRTH_TONES = {Born.SAME: SAME, Born.ALIKE: ALIKE, Born.OTHER: OTHER}


@dataclass(frozen=True)
class Fact:
    """How one thing compares. `tone` is that of a badge, whose shape says it without colour."""

    words: str
    tone: str


@dataclass(frozen=True)
class Comparison:
    """One candidate, where he lives, and how each fact compares with the row."""

    row: Wanted
    membership: Membership
    score: Score
    name: Fact
    birth: Fact
    address: Fact
    rt: Fact
    area: Fact
    nik: Fact
    kk: Fact

    @property
    def in_words(self) -> str:
        if self.score.contradicts:
            return "Ada yang bertentangan"
        if self.score.points >= SURE:
            return "Sangat mirip"
        return "Mirip" if self.score.points >= LIKELY else "Agak mirip"

    @property
    def tone(self) -> str:
        if self.score.contradicts:
            return OTHER
        return SAME if self.score.points >= SURE else ALIKE


def compared(row: Wanted, candidates: Iterable[Candidate]) -> list[Comparison]:
    """In the order of the candidates; who has moved out meanwhile is left out."""
    scores = {one.person_id: one.score for one in candidates}
    people = Membership.objects.current().filter(person__in=scores)
    found = {one.person_id: one for one in people.select_related(*_SHOWN)}
    return [comparison(row, found[key], scores[key]) for key in scores if key in found]


def held_against(row: Wanted, memberships: Iterable[Membership]) -> Iterator[Comparison]:
    """People whom the officer looked for himself."""
    for membership in memberships:
        yield comparison(row, membership, score(row.described, described(membership)))


_SHOWN = ("person", "household__area", "household__head")


def described(membership: Membership) -> Described:
    person, household = membership.person, membership.household
    return Described(
        name_key=person.name_key,
        area_id=household.area_id,
        address=address_of(household.address, household.rt),
        birth_date=person.birth_date,
        nik=person.nik or "",
        kk=membership.kk,
    )


def comparison(row: Wanted, membership: Membership, points: Score) -> Comparison:
    one, other = row.described, described(membership)
    return Comparison(
        row,
        membership,
        points,
        name=_name(one, other),
        birth=_birth(one, other),
        address=_address(one, other),
        rt=_equal(one.address.rt, other.address.rt, "sama", "lain"),
        area=_equal(one.area_id, other.area_id, "sama", "lain"),
        nik=_number(one.nik, other.nik),
        kk=_number(one.kk, other.kk),
    )


def _name(one: Described, other: Described) -> Fact:
    found = name_likeness(one.name_key, other.name_key)
    tone = SAME if found in {SAME_NAME, SAME_SOUND} else ALIKE if found.share else OTHER
    return Fact(found.words, tone)


def _birth(one: Described, other: Described) -> Fact:
    found = birth_likeness(one.birth_date, other.birth_date)
    return Fact(found, _BIRTH_TONES[found]) if found else Fact("", SILENT)


def _address(one: Described, other: Described) -> Fact:
    found = address_likeness(one.address, other.address)
    tone = _ADDRESS_TONES.get(found)
    return Fact(found, tone) if tone else Fact("", SILENT)


def _equal(one: object, other: object, same: str, differs: str) -> Fact:
    if not (one and other):
        return Fact("", SILENT)
    return Fact(same, SAME) if one == other else Fact(differs, OTHER)


def _number(one: str, other: str) -> Fact:
    """Masked numbers look alike: only the word tells whether they are."""
    if one and other and one_digit_off(one, other):
        return Fact("berbeda satu angka", ALIKE)
    return _equal(one, other, "sama", "lain")
