"""People of the register with a name and an address, made in the test."""

from typing import Any

from programs.linking import Wanted
from registry.matching.names import name_key, sound_key
from registry.models import Household, Person
from tests.factories import MembershipFactory, make_household, village


def neighbour(name: str, address: str = "JL. MAWAR NO. 12", **facts: Any) -> Person:
    """The head of a household of his own, in Kel. Jawa."""
    household = make_household(area=facts.pop("area", None) or village("Jawa"), address=address)
    person = household.head
    person.name, person.name_key = name, name_key(name)
    for field, value in facts.items():
        setattr(person, field, value)
    person.sound_key = sound_of(name)
    person.save()
    return person


def housemate(person: Person, name: str) -> Person:
    member = MembershipFactory(household=person.heads.get())
    Person.objects.filter(pk=member.person_id).update(
        name=name, name_key=name_key(name), sound_key=sound_of(name)
    )
    return Person.objects.get(pk=member.person_id)


def merge(household: Household, into: Household) -> None:
    """It was a duplicate, as a visit found."""
    household.merged_into, household.closed_reason = into, "ganda"
    household.closed_at = household.created_at
    household.closed_on = household.created_at.date()
    household.save()


def sound_of(name: str) -> str:
    return sound_key(name_key(name))


def row(name: str, address: str = "JL. MAWAR NO. 12", **facts: Any) -> Wanted:
    told = {"nik": "", "kk": "", "area_id": village("Jawa").pk, **facts}
    return Wanted(name_key=name_key(name), address=address, **told)
