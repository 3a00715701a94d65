"""The list of households as a file: rows for bansos.lib.downloads."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery

from registry.identifiers import mask_nik
from registry.models import Membership, Reported
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


def household_rows(
    households: HouseholdQuerySet, *, bucket_words: dict[str, str], whole_in: frozenset[int]
) -> Iterator[list[Any]]:
    """One row a household, streamed; numbers are whole only in the areas `whole_in`."""
    head_kk = Membership.objects.filter(
        household=OuterRef("pk"), person=OuterRef("head_id"), valid_to=None
    ).values("kk")[:1]
    found = households.annotate(
        kk=Subquery(head_kk), members=Count("memberships", filter=Q(memberships__valid_to=None))
    ).values_list(
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
    for area_id, *place, name, nik, kk, members, bucket, reported in found.iterator(CHUNK):
        numbers = [nik or "", kk or ""]
        if area_id not in whole_in:
            numbers = [mask_nik(number) for number in numbers]
        told = Reported(reported).label if reported else ""
        yield [*place, name or "", *numbers, members, bucket_words[bucket], told]
