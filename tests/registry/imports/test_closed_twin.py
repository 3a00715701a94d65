"""The household of a family in a random register, against the rules said slowly."""

from contextlib import contextmanager
from typing import NamedTuple

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.imports.judging import JudgedRow
from registry.imports.people.families import BY_FAMILY
from registry.models import Household, Identifier, Scheme
from tests.factories import HouseholdFactory, MembershipFactory
from tests.programs.overlap.cities import CLOSED

pytestmark = pytest.mark.django_db
NIKS = ("6472031205800001", "6472031205800002", "6472031205800003", "6472031205800004")
KKS = ("6472030101800001", "6472030101800002", "")
NUMBER = "KEL0001"
HOUSES = range(4)


class Lives(NamedTuple):
    house: int
    kk: str
    is_dead: bool


class Register(NamedTuple):
    """`ends`: house → the house that it was merged into, itself where it is closed otherwise."""

    ends: dict[int, int]
    people: dict[str, Lives]
    numbered: int | None


registers = st.builds(
    Register,
    st.dictionaries(st.sampled_from(HOUSES), st.sampled_from(HOUSES)),
    st.dictionaries(
        st.sampled_from(NIKS),
        st.builds(Lives, st.sampled_from(HOUSES), st.sampled_from(KKS), st.booleans()),
    ),
    st.none() | st.sampled_from(HOUSES),
)
families = st.lists(st.tuples(st.sampled_from(NIKS), st.sampled_from(KKS)), min_size=1, max_size=3)


@contextmanager
def written(city):
    """The keys of its houses; all is gone afterwards."""
    with transaction.atomic():
        homes = [HouseholdFactory() for _ in HOUSES]
        for house, end in city.ends.items():
            into = homes[end] if end != house else None
            reason = "ganda" if into else "pindah"
            ended = {**CLOSED, "closed_reason": reason, "merged_into": into}
            Household.objects.filter(pk=homes[house].pk).update(**ended)
        for nik, lives in city.people.items():
            existence = "meninggal" if lives.is_dead else "tinggal"
            MembershipFactory(
                household=homes[lives.house],
                kk=lives.kk,
                person__nik=nik,
                person__existence=existence,
            )
        if city.numbered is not None:
            home = homes[city.numbered]
            Identifier.objects.create(scheme=Scheme.FAMILY, value=NUMBER, household=home)
        yield [home.pk for home in homes]
        transaction.set_rollback(True)


def kept(city, house):
    seen = [house]
    while city.ends.get(seen[-1], seen[-1]) != seen[-1]:
        seen.append(city.ends[seen[-1]])
        if seen[-1] in seen[:-1]:
            return house
    return seen[-1]


def best(city, houses, homes):
    """The open one first, then where most of the homes are, then the oldest."""
    return min(houses, key=lambda house: (house in city.ends, -homes.count(house), house))


def house_by_rules(city, family):
    niks = {nik for nik, _ in family}
    kks = {kk for _, kk in family} - {""}
    known = {nik: city.people[nik] for nik in niks if nik in city.people}
    homes = [kept(city, lives.house) for lives in known.values()]
    if city.numbered is not None:
        house = kept(city, city.numbered)
    else:
        bearers = {kept(city, lives.house) for lives in city.people.values() if lives.kk in kks}
        if not (bearers or homes):
            return None
        house = best(city, bearers or homes, homes)
    alive = [kept(city, lives.house) for lives in known.values() if not lives.is_dead]
    open_homes = [home for home in alive if home not in city.ends]
    if house in city.ends and house not in alive and open_homes:
        return best(city, open_homes, open_homes)
    return house


@settings(max_examples=120)
@given(registers, families)
def test_a_family_is_found_where_the_rules_say(city, family):
    rows = [
        JudgedRow(n, n, NUMBER, "new", {"family": NUMBER, "nik": nik, "kk": kk}, [])
        for n, (nik, kk) in enumerate(family)
    ]
    expected = house_by_rules(city, family)
    with written(city) as keys:
        (found,) = BY_FAMILY.families(rows)
        home = None if found.household is None else keys.index(found.household.pk)
    assert home == expected
