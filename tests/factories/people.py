"""Households with people: `make_household(members=3, area=village("Jawa"))`."""

import datetime
from typing import Any

import factory

from registry.codes import Relation, Sex
from registry.matching.names import name_key, sound_key
from registry.models import Area, Household, Identifier, Membership, Person, Residence, Scheme
from tests.factories.users import village

LISTED_ON = datetime.date(2021, 1, 1)


def nik_of(n: int, birth: datetime.date = datetime.date(1980, 5, 12), sex: str = "L") -> str:
    """A well-formed NIK of Samarinda whose serial is `n`."""
    day = birth.day + (40 if sex == "P" else 0)
    return f"647203{day:02}{birth:%m%y}{n % 9999 + 1:04}"


class PersonFactory(factory.django.DjangoModelFactory[Person]):
    class Meta:
        model = Person

    class Params:
        serial = factory.Sequence(lambda n: n)

    # The serial wraps at 9999, so the birth year moves on with it: no two NIK are alike.
    birth_date = factory.LazyAttribute(lambda p: datetime.date(1950 + p.serial // 9000, 5, 12))
    nik = factory.LazyAttribute(lambda p: nik_of(p.serial, p.birth_date))
    name = factory.Faker("name", locale="id_ID")
    name_key = factory.LazyAttribute(lambda p: name_key(p.name))
    sound_key = factory.LazyAttribute(lambda p: sound_key(p.name_key))
    sex = Sex.MALE


class HouseholdFactory(factory.django.DjangoModelFactory[Household]):
    class Meta:
        model = Household

    area = factory.LazyFunction(village)
    address = factory.Sequence(lambda n: f"JL. CONTOH NO. {n}")
    rt = "001"


class MembershipFactory(factory.django.DjangoModelFactory[Membership]):
    class Meta:
        model = Membership

    household = factory.SubFactory(HouseholdFactory)
    person = factory.SubFactory(PersonFactory)
    kk = factory.Sequence(lambda n: f"647203010180{n + 1:04}")
    relation = Relation.HEAD
    valid_from = LISTED_ON


def make_household(*, members: int = 1, area: Area | None = None, **fields: Any) -> Household:
    """A household with its head and further members under one No. KK, its ID DTKS and residence."""
    household: Household = HouseholdFactory(area=area or village(), **fields)
    head = MembershipFactory(household=household, relation=Relation.HEAD)
    for _ in range(members - 1):
        MembershipFactory(household=household, kk=head.kk, relation=Relation.CHILD)
    household.head = head.person
    household.save(update_fields=["head"])
    Residence.objects.create(household=household, area=household.area, valid_from=LISTED_ON)
    Identifier.objects.create(
        scheme=Scheme.DTKS, value=f"64720300{household.pk:08}", household=household
    )
    return household


def head_of(household: Household) -> Person:
    """The head of a household that has one."""
    assert household.head is not None
    return household.head
