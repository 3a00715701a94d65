"""What a file of households and people would do to the city: gathered while it is judged.

Households are kept as plain keys, a few bytes each: a million rows need no more than a few
megabytes.
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, Q

from bansos.lib.batches import batched
from bansos.lib.numbers import grouped, percent
from registry.imports.foresight.effects import Effect, Touched
from registry.imports.judging import JudgedRow
from registry.imports.people.cases import HouseholdCase, PersonCase
from registry.imports.people.closed import numbered_elsewhere
from registry.imports.people.deciles import Ranked, decile_effects, ranked
from registry.imports.values.mending import mended_fields
from registry.imports.words import rows_in_words
from registry.models import Area, Household, Listing, ListSource, Release
from registry.stats import preceding, release_before

# Above this share of a kecamatan a file more likely lacks a part than the city got richer.
MANY_DROPPED = 0.05
# So few households do not stand for a kecamatan of which all others would be dropped.
FEW_ROWS = 5
NEARLY_ALL = 0.75
BATCH = 2_000
# The columns that tell where a household lives.
PLACE = {"city", "district", "village", "area_code"}


@dataclass
class PeopleForesight:
    """Told of every judged batch; `effects` adds up.

    `areas` are those that the rows name, with the rows of the households that they place there:
    what an apply will note as delivered. `mended`: rows whose place somebody told on the preview.
    """

    households: set[int] = field(default_factory=set)
    areas: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    mended: set[int] = field(default_factory=set)
    deciles: list[Ranked] = field(default_factory=list)
    # Rows of the heads of households that would be made.
    new: list[int] = field(default_factory=list)
    joined: list[Touched] = field(default_factory=list)
    moved: list[tuple[int, int, int, int]] = field(default_factory=list)
    newcomers: list[Touched] = field(default_factory=list)
    # Household → the rows of those who would leave it.
    left: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    deceased: list[Touched] = field(default_factory=list)
    closed: list[Touched] = field(default_factory=list)

    def note(self, cases: Iterable[HouseholdCase]) -> None:
        for case in cases:
            if (area := case.place["area_id"]) is not None:
                self._place(area, case.speaker)
            if case.household is None:
                self.new.append(case.speaker.number)
            else:
                self._known(case)
            for found in case.people:
                if found.person is not None:
                    self._person(case, found)

    def _place(self, area: int, speaker: JudgedRow) -> None:
        self.areas[area].append(speaker.number)
        if mended_fields(speaker.warnings) & PLACE:
            self.mended.add(speaker.number)

    def _known(self, case: HouseholdCase) -> None:
        household = case.household
        if household is None:
            return
        self.households.add(case.key)
        self.deciles += ranked(case)
        for family in case.families:
            if family.joins and not family.is_known:
                self.joined.append(Touched(case.key, case.speaker.number))
        before, after = case.changes.get("area_id", (household.area_id, household.area_id))
        if before != after:
            self.moved.append((case.key, case.speaker.number, before, after))
        if household.is_closed:
            self._closed(household, case.speaker)
        for numbered, row in numbered_elsewhere(case):
            self.households.add(numbered.pk)
            self._closed(numbered, row)

    def _closed(self, household: Household, row: JudgedRow) -> None:
        reason = household.get_closed_reason_display()
        self.closed.append(Touched(household.pk, row.number, f"Ditutup: {reason}"))

    def _person(self, case: HouseholdCase, found: PersonCase) -> None:
        person, key = found.person, case.key or None
        if person is not None and person.is_deceased:
            self.deceased.append(Touched(key, found.row.number))
        if found.moves_in and found.membership is not None:
            note = "Ke rumah tangga ini" if key else "Ke rumah tangga baru"
            self.newcomers.append(Touched(key, found.row.number, note))
            self.left[found.membership.household_id].append(found.row.number)


def people_effects(
    foresight: PeopleForesight,
    release: Release | None,
    source: ListSource,
    issued_on: datetime.date,
) -> list[Effect]:
    """`release` is the one of the file; None where the file would make it, of `source`."""
    before = _before(release, source, issued_on)
    dropped = _dropped(foresight, release, before)
    effects = [
        Effect(
            "households_new",
            "Rumah tangga baru",
            "Belum ada di register; akan ditambahkan dengan anggotanya.",
            [Touched(row=row) for row in sorted(foresight.new)],
        ),
        *_joined(foresight),
        _moved(foresight),
        *decile_effects(foresight.deciles, before),
        Effect(
            "people_moved",
            "Orang pindah rumah tangga",
            "Sekarang anggota rumah tangga lain; berkas memindahkannya.",
            foresight.newcomers,
        ),
        _emptied(foresight),
        Effect(
            "deceased_listed",
            "Tercatat meninggal, masih dalam daftar",
            "Di register sudah meninggal; catatan itu dipertahankan.",
            foresight.deceased,
            attention=True,
        ),
        Effect(
            "closed_listed",
            "Sudah ditutup, masih dalam daftar",
            "Rumah tangga yang sudah ditutup di register; tidak dibuka lagi oleh berkas.",
            foresight.closed,
            attention=True,
        ),
    ]
    return [dropped, *effects] if dropped else effects


def _joined(foresight: PeopleForesight) -> list[Effect]:
    """Only of lists that name families."""
    if not foresight.joined:
        return []
    return [
        Effect(
            "families_joined",
            "Keluarga bergabung",
            "Rumah tangga di register sudah memuat No. KK atau NIK-nya; tidak dibuat yang baru.",
            foresight.joined,
        )
    ]


def _moved(foresight: PeopleForesight) -> Effect:
    names = {area.pk: str(area) for area in Area.objects.all()}
    found = [
        Touched(household, row, f"{names[before]} → {names[after]}")
        for household, row, before, after in foresight.moved
    ]
    return Effect(
        "households_moved",
        "Rumah tangga pindah kelurahan",
        "Kelurahan di berkas lain dari kelurahan di register; berkas memindahkannya.",
        found,
    )


def _emptied(foresight: PeopleForesight) -> Effect:
    """Households in which nobody would live any more. The import closes none of them: whether it
    was the same family is for an officer to see, and his report says which record stays.
    """
    found = []
    for keys in batched(sorted(foresight.left.keys() - foresight.households), BATCH):
        living = Household.objects.living().filter(pk__in=keys)
        members = living.annotate(n=Count("memberships", filter=Q(memberships__valid_to=None)))
        for key, number in members.order_by("pk").values_list("pk", "n"):
            rows = foresight.left[key]
            if len(rows) == number:
                found.append(Touched(key, min(rows), f"Anggota yang pindah: {number}"))
    return Effect(
        "households_emptied",
        "Rumah tangga menjadi kosong",
        "Berkas memindahkan semua anggotanya ke rumah tangga lain; yang kosong tetap terbuka dan "
        "tetap dihitung. Bila itu keluarga yang sama dengan nomor baru, catat yang kosong sebagai "
        "data ganda pada kunjungan; rumah tangga itu ditutup setelah penyelia menerimanya.",
        found,
        attention=True,
    )


def _dropped(
    foresight: PeopleForesight, release: Release | None, before: Release | None
) -> Effect | None:
    """Stood in the release before, live in a kecamatan that this file delivers, and are in no
    file of this release: what `registry.stats` will call dropped. None: no release before.
    """
    if before is None:
        return None
    districts = _districts(foresight)
    listings = Listing.objects.filter(
        release=before, household__area__parent__in=districts
    ).order_by("household__area_id", "household_id")
    if release is not None:
        again = Listing.objects.filter(release=release, household=OuterRef("household"))
        listings = listings.annotate(listed=Exists(again))
    stood: Counter[int] = Counter()
    gone: dict[int, list[Touched]] = defaultdict(list)
    columns = ("household_id", "household__area__parent", *(["listed"] if release else []))
    for household, district, *listed in listings.values_list(*columns).iterator(chunk_size=2_000):
        stood[district] += 1
        if household not in foresight.households and not any(listed):
            gone[district].append(Touched(household))
    return _dropped_effect(foresight, before, districts, stood, gone)


def _before(
    release: Release | None, source: ListSource, issued_on: datetime.date
) -> Release | None:
    if release is not None:
        return release_before(release)
    return preceding(Release.objects.filter(issued_on__lte=issued_on), source)


def _districts(foresight: PeopleForesight) -> dict[int, str]:
    """The kecamatan that this file delivers, by name."""
    districts = Area.objects.filter(children__in=foresight.areas).distinct()
    return {area.pk: str(area) for area in districts}


def _dropped_effect(
    foresight: PeopleForesight,
    before: Release,
    districts: dict[int, str],
    stood: Counter[int],
    gone: dict[int, list[Touched]],
) -> Effect:
    details, many, rows = [], False, _rows_by_district(foresight)
    for key, name in sorted(districts.items(), key=lambda each: each[1]):
        if not gone[key]:
            continue
        share = len(gone[key]) / stood[key]
        many = many or share > MANY_DROPPED
        part = f"{grouped(len(gone[key]))} dari {grouped(stood[key])}"
        why = _why_delivered(rows[key], foresight.mended, share)
        details.append(f"{name}: {part} ({percent(len(gone[key]), stood[key])}){why}")
    return Effect(
        "dropped",
        "Tidak lagi terdaftar",
        f"Ada di rilis {before.code}, tinggal di kecamatan yang dikirim berkas ini, dan tidak ada "
        "di berkas mana pun dari rilis ini. Rumah tangganya tetap di register.",
        [found for key in districts for found in gone[key]],
        details,
        attention=many,
    )


def _rows_by_district(foresight: PeopleForesight) -> dict[int, list[int]]:
    """Kecamatan → the rows of the households that the file places there."""
    found: dict[int, list[int]] = defaultdict(list)
    for area in Area.objects.filter(pk__in=foresight.areas):
        found[area.parent_id or 0] += foresight.areas[area.pk]
    return found


def _why_delivered(rows: list[int], mended: set[int], share: float) -> str:
    """Whole kecamatan may count as delivered by a handful of rows, which may stand there wrongly.

    Said where nearly all of it would be dropped for a few households, or where every one of them
    came there by mending.
    """
    by_mending = mended.issuperset(rows)
    if not by_mending and (len(rows) > FEW_ROWS or share < NEARLY_ALL):
        return ""
    how = "yang diperbaiki pada impor ini" if by_mending else "di berkas"
    return (
        f". Kecamatan ini dihitung sudah dikirim hanya karena {grouped(len(rows))} rumah tangga "
        f"{how} (baris {rows_in_words(rows)}). Bila tempatnya keliru, perbaiki dahulu."
    )
