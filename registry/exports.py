"""The list of households as a file: rows for bansos.lib.downloads."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.utils import timezone

from bansos.lib.batches import batched
from bansos.lib.datewords import time_words
from registry.identifiers import mask_nik
from registry.layouts import CLAIM_COLUMNS
from registry.models import (
    Identifier,
    ListedAid,
    Listing,
    ListSource,
    Membership,
    Reported,
    Scheme,
    User,
)
from registry.models.household import HouseholdQuerySet

HEADERS = [
    "KECAMATAN",
    "KELURAHAN",
    "RT",
    "RW",
    "ALAMAT",
    "NAMA KRT",
    "NIK",
    "NO KK",
    "JUMLAH ANGGOTA",
    "STATUS",
    "LAPORAN",
]
CHUNK = 2_000
# (person, release) → the programmes that the release says he gets.
Claims = defaultdict[tuple[int, int | None], set[str]]


def export_notes(by: User, reason: str, chosen: dict[str, str]) -> list[tuple[str, str]]:
    """Who, when, why and what: it travels with the file."""
    return [
        ("Diunduh oleh", str(by)),
        ("Pada", time_words(timezone.localtime())),
        ("Untuk", reason),
        *(chosen.items() or [("Saringan", "tidak ada")]),
    ]


def household_rows(
    households: HouseholdQuerySet, *, bucket_words: dict[str, str], whole_in: frozenset[int]
) -> Iterator[tuple[int, list[Any]]]:
    """Household id and its row, streamed; numbers are whole only in the areas `whole_in`."""
    head_kk = Membership.objects.filter(
        household=OuterRef("pk"), person=OuterRef("head_id"), valid_to=None
    ).values("kk")[:1]
    found = households.annotate(
        kk=Subquery(head_kk), members=Count("memberships", filter=Q(memberships__valid_to=None))
    ).values_list(
        "pk",
        "area_id",
        "area__parent__name",
        "area__name",
        "rt",
        "rw",
        "address",
        "head__name",
        "head__nik",
        "kk",
        "members",
        "bucket",
        "reported",
    )
    for pk, area_id, *place, name, nik, kk, members, bucket, reported in found.iterator(CHUNK):
        numbers = [nik or "", kk or ""]
        if area_id not in whole_in:
            numbers = [mask_nik(number) for number in numbers]
        told = Reported(reported).label if reported else ""
        yield pk, [*place, name or "", *numbers, members, bucket_words[bucket], told]


def dtks_rows(households: HouseholdQuerySet, *, whole_in: frozenset[int]) -> Iterator[list[str]]:
    """One row a person of these households, numbers whole, in the areas `whole_in` only.

    What the list claims is that of the newest DTKS release in which the household stands: a list
    of another source says nothing of aid, and TIDAK in its stead would delete claims on the way
    back. Where no DTKS release lists it, the cells are empty.
    """
    listings = Listing.objects.filter(
        household=OuterRef("household"), release__source=ListSource.DTKS
    ).order_by("-release__issued_on", "-release_id")
    members = (
        Membership.objects.current()
        .filter(household__in=households.filter(area_id__in=whole_in).values("pk"))
        .select_related("person", "household__area__parent__parent__parent")
        .annotate(
            dtks_id=Subquery(
                Identifier.objects.filter(
                    household=OuterRef("household"), scheme=Scheme.DTKS
                ).values("value")[:1]
            ),
            listed_in=Subquery(listings.values("release_id")[:1]),
        )
        .order_by("household_id", "pk")
    )
    for chunk in batched(members.iterator(CHUNK), CHUNK):
        claims = _claims([member.person_id for member in chunk])
        for member in chunk:
            yield _dtks_row(member, claims)


def _claims(people: list[int]) -> Claims:
    found: Claims = defaultdict(set)
    claims = ListedAid.objects.filter(person_id__in=people)
    for person, release, code in claims.values_list("person_id", "release_id", "program_code"):
        found[person, release].add(code)
    return found


def _dtks_row(member: Any, claims: Claims) -> list[str]:
    person, household = member.person, member.household
    district = household.area.parent
    city = district.parent
    said = claims[person.pk, member.listed_in]
    otherwise = "TIDAK" if member.listed_in else ""
    return [
        *(member.dtks_id or "", city.parent.name, city.name, district.name, household.area.name),
        *(household.address, "", household.rt, household.rw, member.kk, person.nik or ""),
        *(person.name, f"{person.birth_date:%d/%m/%Y}" if person.birth_date else ""),
        *(person.birth_place, person.sex, person.occupation, person.mother_name),
        *(member.get_relation_display() if member.relation else "", ""),
        *("YA" if code in said else otherwise for code in CLAIM_COLUMNS),
    ]
