"""The kind of import that reads lists of people: DTKS, BDT 2015, SIKS-NG."""

import datetime
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils import timezone

from bansos.lib.dates import month_of
from registry import identifiers
from registry.imports.effects import Effect
from registry.imports.importkinds import Choices, Kind, Remark, RowVerdict, Values
from registry.imports.judging import JudgedRow
from registry.imports.ledger import Ledger
from registry.imports.mending import YES_NO, usual_lists
from registry.imports.people import BY_DTKS_ID, HouseholdCase, judge_people
from registry.imports.people_changes import count_fields, people_changes
from registry.imports.people_effects import PeopleForesight, people_effects
from registry.imports.people_writer import PeopleWriter, lock_unchanged
from registry.imports.places import Places
from registry.imports.refusal import Refused
from registry.imports.staleness import Echo, repeated_rows
from registry.imports.undoable import Undoable
from registry.matching.names import name_key, written_as_deceased
from registry.models import (
    Area,
    ChangeRow,
    Delivery,
    Household,
    Identifier,
    ImportRun,
    ListedAid,
    Listing,
    ListSource,
    Membership,
    Person,
    Release,
    Residence,
    Scheme,
)
from registry.resources.dtks_columns import CLAIMS, DtksResource

NO_ID = "ID DTKS kosong. Isi, atau hapus barisnya."
NO_FAMILY = (
    "Daftar ini tidak memuat ID DTKS, dan No. KK baris ini kosong: rumah tangganya tidak dapat "
    "ditentukan. Isi No. KK."
)
# A column that says two things → the fields they belong to.
TWO_IN_ONE = {"birth": ("birth_place", "birth_date"), "rt_rw": ("rt", "rw")}
# What tells the kelurahan of a row.
PLACE = ("city", "district", "village")
MONTH_IN_CODE = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_ ./]?(1[0-2]|0?[1-9])(?!\d)")
QUARTER_IN_CODE = re.compile(
    r"(?<!\d)(20\d\d)[-_ ./]*(?:TRIWULAN|TW|T|Q)[-_ ./]*([1-4])(?!\d)", re.IGNORECASE
)


@dataclass
class DtksContext:
    """What the rows of one file share."""

    places: Places
    release: Release | None
    release_code: str
    day: datetime.date
    writer: PeopleWriter | None = None
    foresight: PeopleForesight = field(default_factory=PeopleForesight)


class DtksKind(Kind):
    name = "dtks"
    label = "Data DTKS"
    resource = DtksResource
    option_names = ("release", "relation_codes")
    # Whose list it is, and the scheme of its numbers for households.
    source = ListSource.DTKS
    scheme = Scheme.DTKS
    undoables: tuple[Undoable, ...] = (
        Undoable(ListedAid, "claim", by_row=True, again=True),
        Undoable(Listing, by_row=True),
        Undoable(Identifier, by_row=True),
        Undoable(Residence, "residence", by_row=True, late=True),
        Undoable(Membership, "membership", by_row=True, late=True),
        Undoable(Household, "household"),
        Undoable(Person, "person"),
        Undoable(Delivery),
        Undoable(Release, "release"),
    )

    def complete_options(self, options: dict[str, Any]) -> dict[str, Any]:
        """Without a word, a file belongs to the release of the month in which it comes."""
        asked = options.get("release") or f"DTKS-{timezone.localdate():%Y-%m}"
        return {**options, "release": known_release(asked)}

    def context(self, run: ImportRun) -> DtksContext:
        code = run.options["release"]
        if len(code) > 40:
            raise Refused("release", "Kode rilis paling panjang 40 huruf.")
        day = timezone.localdate(run.created_at)
        release = Release.objects.filter(code=code).first()
        if release and (release.source == ListSource.DTSEN) != (self.source == ListSource.DTSEN):
            raise Refused(
                "release",
                f"Rilis {code} adalah rilis {release.get_source_display()}, bukan {self.label}. "
                "Periksa jenis berkas atau kode rilisnya.",
            )
        return DtksContext(Places(settings.CITY), release, code, day)

    def widget_options(self, run: ImportRun) -> dict[str, Any]:
        return {"relation_codes": run.options.get("relation_codes")}

    def check(self, values: Values, context: DtksContext) -> RowVerdict:
        """Area, key, what disagrees within the row. `claims` holds the codes that say YA."""
        group, missing = self._household(values)
        verdict = RowVerdict(group=group)
        if missing:
            verdict.problems.append(("dtks_id", "", missing))
        values["area"], unknown = self._place(values, context)
        verdict.problems += unknown
        self._part(values)
        values["claims"], values["denied"] = self._claims(values)
        values["name_key"] = name_key(values["name"])
        self._warn(values, verdict)
        verdict.key = person_key(values)
        return verdict

    def check_rest(self, values: Values, context: DtksContext, unread: set[str]) -> list[Remark]:
        return [] if unread & set(PLACE) else self._place(values, context)[1]

    @staticmethod
    def _place(values: Values, context: DtksContext) -> tuple[int | None, list[Remark]]:
        asked = {field: values.pop(field, None) or "" for field in PLACE}
        place = context.places.find(**asked)
        return place.area_id, [] if place.area_id else [place.remark(asked)]

    def closed_lists(self) -> dict[str, Choices]:
        return usual_lists(self) | dict.fromkeys(CLAIMS, YES_NO)

    @staticmethod
    def _household(values: Values) -> tuple[str, str]:
        """What the rows of one household share, or why a row has none.

        The ID DTKS; in a list without that column the No. KK.
        """
        if "dtks_id" in values:
            return values["dtks_id"], "" if values["dtks_id"] else NO_ID
        values["dtks_id"] = ""
        return (f"kk:{values['kk']}", "") if values.get("kk") else ("", NO_FAMILY)

    @staticmethod
    def _part(values: Values) -> None:
        """Two things in one cell become two; a column of its own says it better."""
        for whole, parts in TWO_IN_ONE.items():
            for name, value in zip(parts, values.pop(whole, None) or (), strict=False):
                values[name] = values.get(name) or value

    @staticmethod
    def _claims(values: Values) -> tuple[list[str], list[str]]:
        """Programmes that the list says YA and TIDAK to; of an empty cell it says neither."""
        said: dict[str, list[str]] = {"ya": [], "tidak": []}
        for name, code in CLAIMS.items():
            word = values.pop(name, "")
            if word:
                said[word].append(code)
        return said["ya"], said["tidak"]

    def _warn(self, values: Values, verdict: RowVerdict) -> None:
        born = values.get("birth_date")
        remarks = identifiers.cross_check(
            values["nik"] or None, values.get("kk"), _date(born), values.get("sex"), settings.CITY
        )
        verdict.warnings += [("nik", "", remark) for remark in remarks]
        if written_as_deceased(values["name"]):
            verdict.warnings.append(
                ("name", "", "Nama ditulis sebagai almarhum/almarhumah. Periksa saat kunjungan.")
            )

    def gather(self, run: ImportRun) -> None:
        """Where the list has no number for a household, several KK may be of one."""
        if "dtks_id" not in run.mapping.values():
            BY_DTKS_ID.gather(run)

    def judge(
        self, batch: Sequence[JudgedRow], context: DtksContext, ledger: Ledger | None
    ) -> Counter[str]:
        cases = self.cases(batch, context)
        if ledger is None:
            context.foresight.note(cases)
            return count_fields(cases)
        while not lock_unchanged(cases):
            cases = self.cases(batch, context)
        if cases:
            context.writer = context.writer or self._writer(context, ledger)
            context.writer.write(cases)
        return Counter()

    def cases(self, batch: Sequence[JudgedRow], context: DtksContext) -> list[HouseholdCase]:
        """What the rows mean for each household; sets their outcomes."""
        return judge_people(batch, context.release)

    def changes(self, batch: Sequence[JudgedRow], context: DtksContext) -> Iterable[ChangeRow]:
        return people_changes(self.cases(batch, context))

    def effects(self, run: ImportRun, context: DtksContext) -> list[Effect]:
        issued = issued_on(context.release_code, context.day)
        return people_effects(context.foresight, context.release, self.source, issued)

    def months(self, run: ImportRun, context: DtksContext) -> tuple[int, int] | None:
        """The month in the code of the release, where it names one."""
        if MONTH_IN_CODE.search(context.release_code) is None:
            return None
        month = month_of(issued_on(context.release_code, context.day))
        return month, month

    def echoes(self, run: ImportRun, context: DtksContext) -> list[Echo]:
        return repeated_rows(run)

    def _writer(self, context: DtksContext, ledger: Ledger) -> PeopleWriter:
        if context.release is None:
            context.release = self._make_release(context)
            ledger.made("release", context.release.pk, None)
        return PeopleWriter(context.release, context.day, ledger, self.scheme)

    def _make_release(self, context: DtksContext) -> Release:
        release, _ = Release.objects.get_or_create(
            code=context.release_code,
            defaults={
                "source": self.source,
                "issued_on": issued_on(context.release_code, context.day),
            },
        )
        return release

    def conclude(self, run: ImportRun, context: DtksContext, ledger: Ledger) -> None:
        """Notes the kecamatan that this file delivered of its release.

        By what its rows say, not by where the households live: one that was moved at the door
        must not make its new kecamatan count as delivered.
        """
        if context.writer is None:  # a file without one good row
            return
        release = context.writer.release
        districts = Area.objects.filter(children__in=context.writer.areas).distinct()
        Delivery.objects.bulk_create(
            Delivery(release=release, area=district, run=run) for district in districts
        )


def known_release(code: str) -> str:
    """The code as it is stored, whatever letters and blanks somebody types."""
    words = " ".join(code.split())
    known = Release.objects.filter(code__iexact=words).values_list("code", flat=True)
    return known.order_by("code").first() or words


def issued_on(code: str, default: datetime.date) -> datetime.date:
    """The month in a code like DTKS-2021-07 or DTKS 2021_7, the first one of a quarter in
    DTSEN-2025-T2; else the day the file came.
    """
    if found := MONTH_IN_CODE.search(code):
        return datetime.date(int(found[1]), int(found[2]), 1)
    if found := QUARTER_IN_CODE.search(code):
        return datetime.date(int(found[1]), int(found[2]) * 3 - 2, 1)
    return default


def person_key(values: Mapping[str, Any]) -> str:
    """NIK; without one IDSEMESTA, or ID DTKS + name + birth date.

    Rows without NIK never meet by that alone.
    """
    if values["nik"]:
        return f"nik:{values['nik']}"
    if values.get("idsemesta"):
        return f"semesta:{values['idsemesta']}"
    house = values["dtks_id"] or values.get("kk") or ""
    return f"dtks:{house}|{values['name_key']}|{values.get('birth_date') or ''}"


def _date(iso: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(iso) if iso else None


DTKS = DtksKind()
