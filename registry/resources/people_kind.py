"""What the lists of people have in common, whoever names them: release, people, delivery."""

import datetime
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.conf import settings
from django.utils import timezone

from bansos.lib.batches import batched
from registry import identifiers
from registry.imports.applying.ledger import Ledger
from registry.imports.applying.table import Table, apart
from registry.imports.foresight.effects import Effect
from registry.imports.foresight.staleness import Echo, repeated_rows
from registry.imports.importkinds import Kind, RowVerdict, Values
from registry.imports.judging import JudgedRow
from registry.imports.people.cases import HouseholdCase
from registry.imports.people.changes import count_fields, people_changes
from registry.imports.people.effects import PeopleForesight, people_effects
from registry.imports.people.shared_numbers import SharedNumbers, shared_numbers
from registry.imports.people.writer import PeopleWriter, lock_unchanged
from registry.imports.refusal import FileRefused
from registry.imports.undoing.undoable import Undoable
from registry.imports.values.places import Places
from registry.matching.names import written_as_deceased
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
    Outcome,
    Person,
    Release,
    Residence,
    Scheme,
)
from registry.resources.releases import issued_on, known_release, months_of

# Households at a time whose names are looked up.
BATCH = 2_000
# A column that says two things → the fields they belong to.
TWO_IN_ONE = {"birth": ("birth_place", "birth_date"), "rt_rw": ("rt", "rw")}


@dataclass
class PeopleContext:
    """What the rows of one file share."""

    run: ImportRun
    places: Places
    release: Release | None
    release_code: str
    day: datetime.date
    writer: PeopleWriter | None = None
    foresight: PeopleForesight = field(default_factory=PeopleForesight)

    @cached_property
    def shared(self) -> SharedNumbers:
        """Asked for when every row has been read."""
        return shared_numbers(self.run)


class PeopleKind(Kind):
    """A row is a person; `cases` says what the rows of a household mean."""

    option_names = ("release", "relation_codes")
    # Whose list it is, and the scheme of its numbers for households.
    source: ListSource
    scheme: Scheme
    context_type: type[PeopleContext] = PeopleContext
    undoables: tuple[Undoable, ...] = (
        Undoable(ListedAid, "claim", by_row=True, again=True),
        Undoable(Listing, by_row=True),
        Undoable(Identifier, "identifier", by_row=True),
        Undoable(Residence, "residence", by_row=True, late=True),
        Undoable(Membership, "membership", by_row=True, late=True),
        Undoable(Household, "household"),
        Undoable(Person, "person"),
        Undoable(Delivery),
        Undoable(Release, "release"),
    )

    def usual_release(self, day: datetime.date) -> str:
        """The release that a file of this day belongs to where nothing is said."""
        raise NotImplementedError

    def complete_options(self, options: dict[str, Any]) -> dict[str, Any]:
        asked = options.get("release") or self.usual_release(timezone.localdate())
        return {**options, "release": known_release(asked)}

    def context(self, run: ImportRun) -> PeopleContext:
        # Another file may have brought it since, under another spelling.
        code = known_release(run.options["release"])
        if len(code) > 40:
            raise FileRefused("release", "Kode rilis paling panjang 40 huruf.")
        day = timezone.localdate(run.created_at)
        release = Release.objects.filter(code=code).first()
        if release and (release.source == ListSource.DTSEN) != (self.source == ListSource.DTSEN):
            raise FileRefused(
                "release",
                f"Rilis {code} adalah rilis {release.get_source_display()}, bukan {self.label}. "
                "Periksa jenis berkas atau kode rilisnya.",
            )
        return self.context_type(run, Places(settings.CITY), release, code, day)

    def widget_options(self, run: ImportRun) -> dict[str, Any]:
        return {"relation_codes": run.options.get("relation_codes")}

    def judge(
        self, batch: Sequence[JudgedRow], context: PeopleContext, ledger: Ledger | None
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

    def cases(self, batch: Sequence[JudgedRow], context: PeopleContext) -> list[HouseholdCase]:
        """What the rows mean for each household; sets their outcomes."""
        raise NotImplementedError

    def changes(self, batch: Sequence[JudgedRow], context: PeopleContext) -> Iterable[ChangeRow]:
        return people_changes(self.cases(batch, context))

    def effects(self, run: ImportRun, context: PeopleContext) -> list[Effect]:
        issued = issued_on(context.release_code, context.day)
        if run.options.get("corrections"):
            by_file = run.staged_rows.exclude(mended_by=None)
            context.foresight.mended.update(by_file.values_list("number", flat=True))
        return people_effects(context.foresight, context.release, self.source, issued)

    def months(self, run: ImportRun, context: PeopleContext) -> tuple[int, int] | None:
        return months_of(context.release_code)

    def echoes(self, run: ImportRun, context: PeopleContext) -> list[Echo]:
        return repeated_rows(run)

    def listed_in(self, run: ImportRun, households: Collection[int]) -> Iterator[int]:
        """By its number, which its rows have as their own, or by the NIK of somebody who lives
        there.

        Two short words of each row are read: to find households as the judgement does took thirty
        times as long.
        """
        known = dict(_names_of(households, self.scheme))
        good = run.staged_rows.filter(cleaned__isnull=False).exclude(outcome=Outcome.PROBLEM)
        named = good.order_by().annotate(own=self.own_group).values_list("own", "key")
        for own, key in named.iterator(BATCH):
            yield from {known[name] for name in (own, key) if name in known}

    def _writer(self, context: PeopleContext, ledger: Ledger) -> PeopleWriter:
        if context.release is None:
            with apart():
                context.release = self._make_release(context)
                ledger.made("release", context.release.pk, None)
                ledger.flush()
        return PeopleWriter(context.release, context.day, ledger, self.scheme)

    def _make_release(self, context: PeopleContext) -> Release:
        table = Table(Release, "id", "code", "source", "issued_on")
        (key,) = table.keys(1)
        day = issued_on(context.release_code, context.day)
        release = Release(pk=key, code=context.release_code, source=self.source, issued_on=day)
        table.insert([(key, release.code, self.source.value, day.isoformat())])
        return release

    def conclude(self, run: ImportRun, context: PeopleContext, ledger: Ledger) -> None:
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

    @staticmethod
    def _part(values: Values) -> None:
        """Two things in one cell become two; a column of its own says it better."""
        for whole, parts in TWO_IN_ONE.items():
            for name, value in zip(parts, values.pop(whole, None) or (), strict=False):
                values[name] = values.get(name) or value

    @staticmethod
    def _warn(values: Values, verdict: RowVerdict) -> None:
        born = values.get("birth_date")
        remarks = identifiers.cross_check(
            values["nik"] or None, values.get("kk"), _date(born), values.get("sex"), settings.CITY
        )
        verdict.warnings += [("nik", "", remark) for remark in remarks]
        if written_as_deceased(values["name"]):
            verdict.warnings.append(
                ("name", "", "Nama ditulis sebagai almarhum/almarhumah. Periksa saat kunjungan.")
            )


def _names_of(households: Collection[int], scheme: Scheme) -> Iterator[tuple[str, int]]:
    """(group or key of a row, the household that it names)"""
    for batch in batched(households, BATCH):
        here = Membership.objects.current().filter(household__in=batch, person__nik__isnull=False)
        for nik, household in here.values_list("person__nik", "household_id"):
            yield f"nik:{nik}", household
        numbers = Identifier.objects.filter(household__in=batch, scheme=scheme)
        yield from numbers.values_list("value", "household_id")


def person_key(values: Mapping[str, Any], house: str) -> str:
    """NIK; without one IDSEMESTA, or the number of the house + name + birth date.

    Rows without NIK never meet by that alone.
    """
    if values["nik"]:
        return f"nik:{values['nik']}"
    if values.get("idsemesta"):
        return f"semesta:{values['idsemesta']}"
    return f"{house}|{values['name_key']}|{values.get('birth_date') or ''}"


def _date(iso: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(iso) if iso else None
