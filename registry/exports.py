"""The list of households as a file: rows for bansos.lib.downloads."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, F, OuterRef, Q, Subquery

from registry.identifiers import mask_nik
from registry.models import Membership
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
        kk=Subquery(head_kk),
        members=Count("memberships", filter=Q(memberships__valid_to=None)),
        head_name=F("head__name"),
        head_nik=F("head__nik"),
    ).select_related("area__parent")
    for household in found.iterator(chunk_size=CHUNK):
        whole = household.area_id in whole_in
        nik, kk = household.head_nik or "", household.kk or ""
        yield [
            household.area.parent.name if household.area.parent else "",
            household.area.name,
            household.rt,
            household.rw,
            household.address,
            household.head_name or "",
            nik if whole else mask_nik(nik),
            kk if whole else mask_nik(kk),
            household.members,
            bucket_words[household.bucket],
            household.get_reported_display() if household.reported else "",
        ]
