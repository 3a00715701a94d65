"""What an officer sees who has to choose: each fact of a candidate beside what the list says."""

from collections.abc import Iterable
from dataclasses import dataclass

from programs.linking.scores import SURE, Candidate, Described, Score, score
from programs.linking.wanted import wanted_of
from programs.models import Recipient
from registry.identifiers import mask_nik
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
    """One thing: what the register says, what the list says, and how they compare.

    `tone` is that of a badge, whose shape says it without colour. Numbers are masked.
    """

    label: str
    value: str
    listed: str
    words: str = ""
    tone: str = SILENT
    is_number: bool = False

    @property
    def differs(self) -> bool:
        return bool(self.listed) and self.tone != SAME


@dataclass(frozen=True)
class Comparison:
    """One candidate, where he lives, and how each fact compares with the list."""

    membership: Membership
    score: Score
    facts: list[Fact]

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


def compared(recipient: Recipient, candidates: Iterable[Candidate]) -> list[Comparison]:
    """In the order of the candidates; who has moved out meanwhile is left out."""
    scores = {one.person_id: one.score for one in candidates}
    people = Membership.objects.current().filter(person__in=scores)
    found = {one.person_id: one for one in people.select_related(*_SHOWN)}
    return [
        Comparison(found[key], scores[key], facts(recipient, found[key]))
        for key in scores
        if key in found
    ]


def held_against(recipient: Recipient, people: Iterable[Membership]) -> list[Comparison]:
    """People whom the officer looked for himself."""
    row = wanted_of(recipient).described
    return [Comparison(one, score(row, described(one)), facts(recipient, one)) for one in people]


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


def facts(recipient: Recipient, membership: Membership) -> list[Fact]:
    row, known = wanted_of(recipient).described, described(membership)
    person, household = membership.person, membership.household
    area = recipient.area.name if recipient.area else recipient.area_text
    return [
        Fact("Nama", person.name, recipient.name, *_name(row, known)),
        Fact("Lahir", _year(known), _year(row), *_birth(row, known)),
        Fact("Alamat", household.address, recipient.address, *_address(row, known)),
        Fact("RT", known.address.rt, row.address.rt, *_equal(row.address.rt, known.address.rt)),
        Fact("Kelurahan", household.area.name, area, *_equal(row.area_id, known.area_id)),
        _number("NIK", row.nik, known.nik),
        _number("No. KK", row.kk, known.kk),
    ]


def _year(one: Described) -> str:
    """A whole day of birth is as secret as the middle of a NIK."""
    return str(one.birth_date.year) if one.birth_date else ""


def _name(row: Described, known: Described) -> tuple[str, str]:
    found = name_likeness(row.name_key, known.name_key)
    tone = SAME if found in {SAME_NAME, SAME_SOUND} else ALIKE if found.share else OTHER
    return found.words, tone


def _birth(row: Described, known: Described) -> tuple[str, str]:
    found = birth_likeness(row.birth_date, known.birth_date)
    return found, _BIRTH_TONES.get(found, SILENT)


def _address(row: Described, known: Described) -> tuple[str, str]:
    found = address_likeness(row.address, known.address)
    return (found, _ADDRESS_TONES[found]) if found in _ADDRESS_TONES else ("", SILENT)


def _equal(one: object, other: object) -> tuple[str, str]:
    if not (one and other):
        return "", SILENT
    return ("sama", SAME) if one == other else ("lain", OTHER)


def _number(label: str, one: str, other: str) -> Fact:
    """Masked numbers look alike: only the word tells whether they are."""
    words, tone = _equal(one, other)
    if one and other and one_digit_off(one, other):
        words, tone = "berbeda satu angka", ALIKE
    return Fact(label, mask_nik(other), mask_nik(one), words, tone, is_number=True)
