"""What is known of the people of a batch: a dozen queries for thousands of rows.

A user learns of households where he holds the right to check; with no user (the command) of all.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models import Q

from programs.candidates.held import Held, aid_held
from programs.linking import Link, Wanted
from programs.models import Program, Recipient
from programs.models.aid import RecipientQuerySet, recipient_key
from registry.models import Household, Membership, Person, User
from registry.models.household import HouseholdQuerySet
from registry.roles import Permission

Period = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Home:
    """A household as a checked list is told of it."""

    place: str
    standing: str
    standing_on: date | None
    reported: str
    closed_on: date | None
    closed_reason: str


@dataclass(frozen=True, slots=True)
class Someone:
    """A person of the register; `kk` is today's."""

    existence: str
    existence_on: date | None
    kk: str


@dataclass
class Facts:
    """Homes and people by their keys, and the aid that each holds."""

    homes: dict[int, Home]
    people: dict[int, Someone]
    held: dict[int, list[Held]] = field(default_factory=lambda: defaultdict(list))
    # Of recipients outside the register, by the number that their list names.
    outside: dict[str, list[Held]] = field(default_factory=lambda: defaultdict(list))
    # Of entries that the programme's list has already: natural key → the KK under which it does.
    listed: dict[str, str] = field(default_factory=dict)

    def kk_listed(self, row: Wanted) -> str:
        """That of the entry which the row means; '' where there is none or it names no KK."""
        return self.listed.get(_key_of(row), "")

    def aid_outside(self, row: Wanted, person: str | None) -> list[Held]:
        """What lists give to this NIK or KK without a household to count it for.

        The same NIK is the same `person`, whomever of the register the row is taken for.
        """
        found = [*self.outside.get(row.nik, ()), *self.outside.get(row.kk, ())]
        each = {id(held): held for held in found}.values()
        return [replace(held, person=person) if held.nik == row.nik else held for held in each]


def facts_of(
    rows: Sequence[Wanted],
    links: Sequence[Link],
    period: Period,
    by: User | None,
    program: Program | None = None,
) -> Facts:
    homes = _homes({link.household_id for link in links if link.household_id}, by)
    facts = Facts(homes, _people({link.person_id for link in links if link.person_id}))
    facts.listed = _listed(rows, program, by)
    for held in aid_held(_recipients(by).filter(household__in=homes), period):
        facts.held[held.household_id or 0].append(held)
    for held in aid_held(_outside(rows, by), period):
        for number in {held.nik, held.kk} - {""}:
            facts.outside[number].append(held)
    return facts


def _homes(ids: Iterable[int], by: User | None) -> dict[int, Home]:
    households: HouseholdQuerySet = Household.objects.all()
    if by is not None:
        households = households.visible_to(by, Permission.CHECK_CANDIDATES)
    columns = ("area__name", "standing", "standing_on", "reported", "closed_on", "closed_reason")
    found = households.filter(pk__in=ids).values_list("pk", *columns)
    return {pk: Home(*values) for pk, *values in found}


def _people(ids: set[int]) -> dict[int, Someone]:
    kks = Membership.objects.current().kks_of(ids)
    found = Person.objects.filter(pk__in=ids).values_list("pk", "existence", "existence_on")
    return {pk: Someone(existence, on, kks.get(pk, "")) for pk, existence, on in found}


def _key_of(row: Wanted) -> str:
    return recipient_key(nik=row.nik, kk=row.kk, name_key=row.name_key, place=row.area_id)


def _listed(rows: Sequence[Wanted], program: Program | None, by: User | None) -> dict[str, str]:
    keys = {_key_of(row) for row in rows} - {""}
    known = _recipients(by).filter(program=program, key__in=keys).exclude(kk="")
    return dict(known.values_list("key", "kk")) if program else {}


def _recipients(by: User | None) -> RecipientQuerySet:
    if by is None:
        return Recipient.objects.all()
    return Recipient.objects.visible_to(by, Permission.CHECK_CANDIDATES)


def _outside(rows: Sequence[Wanted], by: User | None) -> RecipientQuerySet:
    niks = {row.nik for row in rows} - {""}
    kks = {row.kk for row in rows} - {""}
    return _recipients(by).outside().filter(Q(nik__in=niks) | Q(kk__in=kks))
