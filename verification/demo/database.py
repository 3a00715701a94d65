"""Writes the made-up city into an empty database, in one transaction."""

from collections.abc import Callable
from datetime import date

from django.conf import settings
from django.db import transaction

from programs.models import Disbursement, Program, Recipient
from registry.actions.reference import create_user, random_password
from registry.audit import record
from registry.events import Verb
from registry.models import (
    Area,
    Delivery,
    Household,
    Identifier,
    ImportRun,
    ListedAid,
    Listing,
    Membership,
    Person,
    Release,
    Residence,
    SourceFile,
    StagedRow,
    User,
)
from registry.models import (
    City as CityRow,
)
from registry.roles import Role
from verification.demo.aid_rows import AidRows
from verification.demo.batches import Batches
from verification.demo.city import City
from verification.demo.papers import Papers
from verification.demo.register_rows import LISTED_ON, RegisterRows
from verification.demo.visit_rows import VisitRows, open_rounds
from verification.models import Review, Visit, VisitDeath

# In an order that the foreign keys allow.
TABLES = [
    *(SourceFile, ImportRun, StagedRow, Person, Household, Membership, Identifier, Residence),
    *(Listing, ListedAid, Recipient, Disbursement, Visit, VisitDeath, Review),
]
ARCHIVE_USER = "arsip-2021"


class NotEmpty(Exception):
    """The register already holds households: a made-up city never mixes with another."""


@transaction.atomic
def fill(city: City, *, with_visits: bool, on_household: Callable[[int], None]) -> None:
    """Writes the whole city; `on_household` is told how many are written. Raises NotEmpty."""
    if Household.objects.exists():
        raise NotEmpty
    CityRow.objects.update_or_create(pk=1, defaults={"is_demo": True})
    batches = Batches(TABLES)
    papers = Papers(batches, city.seed)
    areas = dict(Area.objects.villages().values_list("code", "pk"))
    releases = _releases()
    register = RegisterRows(batches, papers, areas, releases, visited=with_visits)
    aid = AidRows(batches, papers, areas, dict(Program.objects.values_list("code", "pk")))
    visits = None
    if with_visits:
        visits = VisitRows(batches, areas, open_rounds(releases), _archive_user())
    for house in city.houses():
        household = register.write(house)
        for plan in house.aid:
            aid.write(plan, household, register.first_person)
        if visits:
            visits.write(house, household, register.first_person)
        batches.flush_when_full()
        on_household(house.number + 1)
    for plan in city.outside():
        aid.write(plan, None, register.first_person)
        batches.flush_when_full()
    batches.finish()
    papers.close()
    _deliver(papers, register)
    record(
        Verb.DEMO_MADE,
        by=None,
        subject=f"city:{settings.CITY}",
        after={"households": city.households, "seed": city.seed, "visits": with_visits},
    )


def _releases() -> dict[str, int]:
    return {
        code: Release.objects.create(code=code, issued_on=issued_on).pk
        for code, issued_on in LISTED_ON.items()
    }


def _deliver(papers: Papers, register: RegisterRows) -> None:
    districts = dict(Area.objects.districts().values_list("code", "pk"))
    Delivery.objects.bulk_create(
        Delivery(
            release_id=register.releases[release],
            area_id=districts[district],
            run_id=papers.run_of(register.documents[release]),
        )
        for release, district in sorted(register.delivered)
    )


def _archive_user() -> User:
    """Who accepted the reports of 2021: nobody can log in as him."""
    user = create_user(
        username=ARCHIVE_USER,
        password=random_password(),
        by=None,
        role=Role.PENYELIA,
        areas=Area.objects.filter(code=settings.CITY),
        full_name="Tim verifikasi 2021 (data contoh)",
        valid_from=date(2021, 3, 1),
    )
    user.is_active = False
    user.set_unusable_password()
    user.save(update_fields=["is_active", "password"])
    return user
