"""Holds the rows of a DTKS file against the register: what is new, changed, the same.

The same judgement serves the preview and the apply (then `people_writer` writes it down). Two
rules stand above the file: an empty cell never erases a known value, and what an officer found
at the door is never overwritten; it becomes a warning on the row.
"""

import datetime
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.db.models import Q

from registry.codes import Relation
from registry.imports.importkinds import Values
from registry.imports.ledger import Ledger
from registry.models import (
    Household,
    Identifier,
    ListedAid,
    Listing,
    Membership,
    Outcome,
    Person,
    Release,
    Residence,
    Scheme,
    StagedRow,
    Standing,
)

PLACE_FIELDS = ("area_id", "address", "rt", "rw")
PERSON_FIELDS = (
    "name", "name_key", "mother_name", "birth_place", "birth_date", "sex", "occupation",
)
DATE_FIELDS = {"birth_date", "paid_on"}
Changes = dict[str, tuple[Any, Any]]


@dataclass
class PersonCase:
    """One row and the person it means."""

    row: StagedRow
    person: Person
    is_new: bool
    changes: Changes = field(default_factory=dict)
    membership: Membership | None = None
    membership_changes: Changes = field(default_factory=dict)
    moves_in: bool = False
    new_claims: set[str] = field(default_factory=set)
    gone_claims: set[str] = field(default_factory=set)


@dataclass
class HouseholdCase:
    """The rows of one ID DTKS and the household they mean. `speaker` is the head's row."""

    household: Household
    is_new: bool
    dtks_id: str
    speaker: StagedRow
    changes: Changes = field(default_factory=dict)
    people: list[PersonCase] = field(default_factory=list)
    head: Person | None = None
    is_listed: bool = False


class Live:
    """What the register holds today of the households and people of one batch."""

    def __init__(self, batch: list[StagedRow], release: Release | None) -> None:
        numbers = {row.group for row in batch}
        niks = {row.cleaned["nik"] for row in batch if row.cleaned["nik"]}
        owned = Identifier.objects.filter(scheme=Scheme.DTKS, value__in=numbers, household__isnull=False)
        self.households = {
            identifier.value: identifier.household for identifier in owned.select_related("household")
        }
        ids = [household.pk for household in self.households.values() if household]
        self.people = {person.nik: person for person in Person.objects.filter(nik__in=niks)}
        current = Membership.objects.current().select_related("person").filter(
            Q(household_id__in=ids) | Q(person__nik__in=niks)
        )
        self.membership_of = {membership.person_id: membership for membership in current}
        self.residents: dict[int, list[Person]] = {}
        for membership in current:
            self.residents.setdefault(membership.household_id, []).append(membership.person)
        residences = Residence.objects.filter(household_id__in=ids, valid_to=None)
        # A residence without a row was not opened by a file but at a door.
        self.moved_at_door = set(residences.filter(row=None).values_list("household_id", flat=True))
        listed = Listing.objects.filter(release=release, household_id__in=ids) if release else None
        self.listed = set(listed.values_list("household_id", flat=True)) if listed else set()
        claims = ListedAid.objects.filter(release=release, household_id__in=ids) if release else []
        self.claims: dict[int, set[str]] = {}
        for claim in claims:
            self.claims.setdefault(claim.person_id, set()).add(claim.program_code)


class PeopleDesk:
    """Judges batches of one file. `ledger` is None for a preview."""

    def __init__(self, release: Release | None, day: datetime.date, ledger: Ledger | None) -> None:
        self.release = release
        self.day = day
        self.ledger = ledger

    def judge(self, batch: list[StagedRow]) -> None:
        from registry.imports.people_writer import write

        live = Live(batch, self.release)
        cases = [
            self._household_case(dtks_id, list(rows), live)
            for dtks_id, rows in groupby(batch, key=lambda row: row.group)
        ]
        if self.ledger is not None and self.release is not None:
            write(cases, release=self.release, day=self.day, ledger=self.ledger)

    def _household_case(self, dtks_id: str, rows: list[StagedRow], live: Live) -> HouseholdCase:
        speaker = next((row for row in rows if row.cleaned.get("relation") == Relation.HEAD), rows[0])
        known = live.households.get(dtks_id)
        case = HouseholdCase(known or Household(), known is None, dtks_id, speaker)
        self._place(case, speaker, live)
        case.is_listed = case.household.pk in live.listed
        for row in rows:
            case.people.append(self._person_case(case, row, live))
        self._head(case)
        for person_case in case.people:
            person_case.row.outcome = _outcome(case, person_case)
        return case

    def _place(self, case: HouseholdCase, speaker: StagedRow, live: Live) -> None:
        household, values = case.household, speaker.cleaned
        wanted = {
            "area_id": values["area"],
            "address": values.get("address") or "",
            "rt": values.get("rt") or "",
            "rw": values.get("rw") or "",
        }
        if case.is_new:
            for name, value in wanted.items():
                setattr(household, name, value)
            return
        case.changes = differences(household, wanted)
        if household.is_closed:
            _warn(speaker, "Rumah tangga ini sudah ditutup di register "
                  f"({household.get_closed_reason_display()}); tidak dibuka lagi oleh berkas.")
        seen = household.standing != Standing.UNVERIFIED or household.is_closed
        if "area_id" in case.changes and (seen or household.pk in live.moved_at_door):
            case.changes = {}
            _warn(speaker, "Kelurahan di berkas berbeda dari hasil kunjungan petugas; "
                  "yang ditemukan petugas dipertahankan.")

    def _person_case(self, case: HouseholdCase, row: StagedRow, live: Live) -> PersonCase:
        values = row.cleaned
        person = live.people.get(values["nik"]) if values["nik"] else None
        person = person or _resident_alike(live.residents.get(case.household.pk or 0, []), values)
        found = PersonCase(row, person or Person(), person is None)
        if person is None:
            _fill(found.person, values)
        else:
            found.changes = differences(person, {name: values.get(name) for name in PERSON_FIELDS})
            if values["nik"] and person.nik is None:
                found.changes["nik"] = (None, values["nik"])
            if person.is_deceased:
                _warn(row, "Orang ini tercatat meninggal di register; catatan itu dipertahankan.")
        self._membership(case, found, live)
        self._claims(case, found, live)
        return found

    @staticmethod
    def _membership(case: HouseholdCase, found: PersonCase, live: Live) -> None:
        membership = live.membership_of.get(found.person.pk) if found.person.pk else None
        found.membership = membership
        if membership is None or membership.household_id != case.household.pk:
            found.moves_in = True
            if membership is not None:
                _warn(found.row, "Sebelumnya anggota rumah tangga lain; berkas memindahkannya.")
            return
        wanted = {"kk": found.row.cleaned.get("kk"), "relation": found.row.cleaned.get("relation")}
        found.membership_changes = differences(membership, wanted)

    def _claims(self, case: HouseholdCase, found: PersonCase, live: Live) -> None:
        said = set(found.row.cleaned["claims"])
        known = live.claims.get(found.person.pk, set()) if found.person.pk else set()
        found.new_claims, found.gone_claims = said - known, known - said

    @staticmethod
    def _head(case: HouseholdCase) -> None:
        named = next(
            (found.person for found in case.people if found.row is case.speaker), None
        )
        if named is None or case.speaker.cleaned.get("relation") != Relation.HEAD:
            return
        current = case.household.head_id
        if current is not None and current == named.pk:
            return
        if named.is_deceased:
            return
        if current is not None and case.household.standing != Standing.UNVERIFIED:
            _warn(case.speaker, "Kepala rumah tangga di berkas berbeda dari hasil kunjungan; "
                  "yang ditetapkan petugas dipertahankan.")
            return
        case.head = named


def _outcome(case: HouseholdCase, found: PersonCase) -> str:
    if found.is_new:
        return Outcome.NEW
    claims_changed = case.is_listed and bool(found.new_claims or found.gone_claims)
    speaks = found.row is case.speaker and (case.changes or case.head or case.is_new)
    if found.changes or found.membership_changes or found.moves_in or claims_changed or speaks:
        return Outcome.CHANGED
    return Outcome.SAME


def differences(thing: Any, wanted: Values) -> Changes:
    """Field → (old, new) where the file says something else; an empty cell says nothing."""
    found: Changes = {}
    for name, value in wanted.items():
        old = getattr(thing, name)
        if isinstance(old, datetime.date) or name in DATE_FIELDS:
            value = datetime.date.fromisoformat(value) if value else None
        if value not in (None, "") and value != old:
            found[name] = (old, value)
    return found


def _fill(person: Person, values: Values) -> None:
    person.nik = values["nik"] or None
    for name in PERSON_FIELDS:
        value = values.get(name) or ""
        if name in DATE_FIELDS:
            person.birth_date = datetime.date.fromisoformat(value) if value else None
        else:
            setattr(person, name, value)


def _resident_alike(residents: list[Person], values: Values) -> Person | None:
    """Somebody of this household with the same name and birth date, where a NIK is missing."""
    born = values.get("birth_date") or ""
    for person in residents:
        same_name = person.name_key == values["name_key"]
        same_day = (person.birth_date.isoformat() if person.birth_date else "") == born
        if same_name and same_day and (person.nik is None or not values["nik"]):
            return person
    return None


def _warn(row: StagedRow, sentence: str) -> None:
    remark = ["", "", sentence]
    if remark not in row.warnings:
        row.warnings.append(remark)
