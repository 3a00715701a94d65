"""A small city in which every figure of the dashboards counts somebody."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.utils import timezone

from bansos.lib.dates import month_index
from registry.models import (
    Area,
    ClosedReason,
    Delivery,
    Household,
    ListedAid,
    Listing,
    Release,
    Reported,
    Standing,
)
from tests.factories import (
    DisbursementFactory,
    RecipientFactory,
    UserFactory,
    make_household,
    village,
)
from tests.factories.aid import ProgramFactory

JANUARY, FEBRUARY = month_index(2021, 1), month_index(2021, 2)


@dataclass(frozen=True)
class SmallCity:
    """`here` is a kelurahan of Samarinda Ulu, `there` one of Sungai Kunjang."""

    here: Area
    there: Area
    release: Release


@pytest.fixture
def city() -> SmallCity:
    here, there = village("Jawa"), village("Loa Bakung")
    _households_of_aid(here)
    make_household(area=there)
    _households_of_the_register(here)
    return SmallCity(here, there, _releases(here))


@pytest.fixture
def analyst() -> Any:
    return UserFactory(role="analis")


@pytest.fixture
def supervisor(city: SmallCity) -> Any:
    """Of the kecamatan that `here` lies in."""
    return UserFactory(role="penyelia", area=city.here.parent)


def pay(household: Household, code: str, first: int = JANUARY, **fields: Any) -> None:
    recipient = RecipientFactory(
        household=household, program=ProgramFactory(code=code), kk=fields.pop("kk", "")
    )
    DisbursementFactory(recipient=recipient, first_month=first, **fields)


def received(*lists: tuple[Any, ...]) -> None:
    """As many households as said with these programmes in January."""
    for number, *codes in lists:
        for _ in range(number):
            home = make_household()
            for code in codes:
                pay(home, code)


def _households_of_aid(area: Area) -> None:
    pay(make_household(area=area), "PKH")  # one
    several = make_household(area=area)
    pay(several, "PKH")
    pay(several, "BPNT", FEBRUARY)
    overlap = make_household(area=area)
    pay(overlap, "PKH")
    pay(overlap, "BPNT")
    conflict = make_household(area=area)
    pay(conflict, "PKH")
    pay(conflict, "BST")
    review = make_household(area=area)
    pay(review, "PKH")
    pay(review, "SMD-SEMBAKO-2021")
    double = make_household(area=area)
    pay(double, "BST", kk="6472030101809999")
    pay(double, "BST", kk="6472030101809999")
    make_household(area=area)  # never
    RecipientFactory(household=make_household(area=area), program=ProgramFactory(code="PKH"))


def _households_of_the_register(area: Area) -> None:
    make_household(area=area, standing=Standing.CONFIRMED)
    make_household(area=area, standing=Standing.NOT_FOUND)
    make_household(area=area, reported=Reported.MOVED_OUT)
    headless = make_household(area=area, standing=Standing.CONFIRMED)
    Household.objects.filter(pk=headless.pk).update(head=None)
    for reason in (ClosedReason.DECEASED, ClosedReason.MOVED, ClosedReason.CAPABLE):
        make_household(
            area=area,
            closed_at=timezone.now(),
            closed_on=timezone.localdate(),
            closed_reason=reason,
        )


def _releases(here: Area) -> Release:
    """All stand in the newer one, but for one household that only the older one names."""
    before = Release.objects.create(code="DTKS 2021-01", issued_on="2021-01-01")
    release = Release.objects.create(code="DTKS 2021-07", issued_on="2021-07-01")
    Delivery.objects.create(release=release, area=here)
    dropped = make_household(area=here)
    Listing.objects.create(release=before, household=dropped)
    for household in Household.objects.exclude(pk=dropped.pk):
        Listing.objects.create(release=release, household=household)
    claimed = make_household(area=here)
    assert claimed.head is not None
    Listing.objects.create(release=release, household=claimed)
    ListedAid.objects.create(
        release=release, household=claimed, person=claimed.head, program_code="BPNT"
    )
    return release
