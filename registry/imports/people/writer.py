"""Writes a judged batch of households and people, set by set, with its change rows.

Every set is a list of tuples in the order of the fields of its Table; keys of new rows are drawn
beforehand, so that what belongs together needs no second look.
"""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db import models

from registry.imports.applying.ledger import Ledger
from registry.imports.applying.table import Table, is_preparing, public_ids
from registry.imports.judging import before_after
from registry.imports.people.cases import HouseholdCase, PersonCase
from registry.imports.people.judge import PERSON_FIELDS, person_values
from registry.imports.people.leaving import headless
from registry.imports.people.ranks import RANKS
from registry.models import (
    Household,
    Identifier,
    ListedAid,
    Listing,
    Membership,
    Person,
    Release,
    Residence,
    Scheme,
)

PLACE_FIELDS = ("area_id", "address", "rt", "rw", "head_id")


def lock_unchanged(cases: Sequence[HouseholdCase]) -> bool:
    """Holds what is about to be changed; False where it changed since it was judged.

    On PostgreSQL an officer may decide while a file is applied: his decision wins, and the rows
    are judged again. On SQLite a transaction that writes is alone.
    """
    if is_preparing():
        return True
    households = {
        case.key: case.household.version
        for case in cases
        if case.household is not None and (case.changes or case.head is not None)
    }
    households |= {household.pk: household.version for household, _ in headless(cases)}
    people = {
        found.key: found.person.version
        for case in cases
        for found in case.people
        if found.person is not None and found.changes
    }
    return _hold(Household.objects.all(), households) and _hold(Person.objects.all(), people)


def _hold(things: models.QuerySet[Any], seen: dict[int, int]) -> bool:
    if not seen:
        return True
    rows = things.filter(pk__in=seen).order_by("pk").select_for_update(no_key=True)
    return dict(rows.values_list("pk", "version")) == seen


class PeopleWriter:
    """One apply's way into the register. `day` is when what the file says began to be known."""

    def __init__(
        self, release: Release, day: datetime.date, ledger: Ledger, scheme: Scheme = Scheme.DTKS
    ) -> None:
        self.release = release
        self.scheme = scheme.value
        self.day = day.isoformat()
        self.ledger = ledger
        # The areas that the rows name: where this file says who is listed.
        self.areas: set[int] = set()
        self.households = Table(Household, "id", "public_id", *PLACE_FIELDS)
        self.identifiers = Table(
            Identifier, "id", "scheme", "value", "household_id", "person_id", "row_id"
        )
        self.residences = Table(Residence, "household_id", "area_id", "valid_from", "row_id")
        self.people = Table(Person, "id", "public_id", "nik", *PERSON_FIELDS)
        self.memberships = Table(
            Membership,
            *("id", "person_id", "household_id", "kk", "relation", "valid_from", "row_id"),
        )
        self.listings = Table(Listing, "release_id", "household_id", *RANKS, "row_id")
        self.changed_listings = Table(Listing, "id", *RANKS)
        self.claims = Table(
            ListedAid, "release_id", "household_id", "person_id", "program_code", "row_id"
        )
        self.dropped_claims = Table(ListedAid, "id")
        self.changed_households = Table(Household, "id", *PLACE_FIELDS, "version")
        self.changed_people = Table(Person, "id", "nik", *PERSON_FIELDS, "version")
        self.changed_memberships = Table(Membership, "id", "kk", "relation")
        self.ended_memberships = Table(Membership, "id", "valid_to")
        self.ended_residences = Table(Residence, "id", "valid_to")

    def write(self, cases: Sequence[HouseholdCase]) -> None:
        """In the order in which rows need each other: keys, people, households, what joins them."""
        self.areas |= {case.place["area_id"] for case in cases} - {None}
        people = [found for case in cases for found in case.people]
        new = [case for case in cases if case.household is None]
        for case, key in zip(new, self.households.keys(len(new)), strict=True):
            case.key = key
        self._new_people([found for found in people if found.person is None])
        self._changed_people([found for found in people if found.changes])
        self._new_households(new)
        self._changed_households(cases)
        self._numbers(cases)
        self._memberships(cases)
        self._listings(cases)
        self._changed_listings([case for case in cases if case.listing_changes])
        self._claims(cases)

    def _new_people(self, new: list[PersonCase]) -> None:
        rows = []
        keys, public = self.people.keys(len(new)), public_ids(len(new))
        for found, key, public_id in zip(new, keys, public, strict=True):
            found.key = key
            values = found.row.cleaned
            texts = [value or "" for value in person_values(values).values()]
            texts[PERSON_FIELDS.index("birth_date")] = values.get("birth_date") or None
            rows.append((key, public_id, values["nik"] or None, *texts))
            self.ledger.made("person", key, found.row.pk)
        self.people.insert(rows)

    def _changed_people(self, changed: list[PersonCase]) -> None:
        rows = []
        for found in changed:
            person = found.person
            if person is None:
                continue
            for name, (_, value) in found.changes.items():
                setattr(person, name, value)
            values = [getattr(person, name) for name in PERSON_FIELDS]
            rows.append((person.pk, person.nik, *values, person.version + 1))
            self.ledger.changed("person", person.pk, found.row.pk, *before_after(found.changes))
        self.changed_people.update(rows)

    def _new_households(self, new: list[HouseholdCase]) -> None:
        self.households.insert(
            [
                (case.key, public_id, *case.place.values(), case.head.key if case.head else None)
                for case, public_id in zip(new, public_ids(len(new)), strict=True)
            ]
        )
        self.residences.insert(
            [(case.key, case.place["area_id"], self.day, case.speaker.pk) for case in new]
        )
        for case in new:
            self.ledger.made("household", case.key, case.speaker.pk)

    def _numbers(self, cases: Sequence[HouseholdCase]) -> None:
        """Under which numbers the list knows them; that known ones got another is written down."""
        rows: list[tuple[Any, ...]] = []
        known = []
        for case in cases:
            for number, named in case.new_numbers:
                rows.append((self.scheme, number, case.key, None, named.pk))
                known.append(case.household is not None)
            for found in case.people:
                if found.new_number:
                    semesta = Scheme.IDSEMESTA.value
                    rows.append((semesta, found.new_number, None, found.key, found.row.pk))
                    known.append(found.person is not None)
        keys = self.identifiers.keys(len(rows))
        self.identifiers.insert([(key, *row) for key, row in zip(keys, rows, strict=True)])
        for key, row, was_known in zip(keys, rows, known, strict=True):
            if was_known:
                self.ledger.made("identifier", key, row[-1])

    def _changed_households(self, cases: Sequence[HouseholdCase]) -> None:
        changed = self._headless(cases)
        moved = []
        for case in cases:
            household = case.household
            if household is None:
                continue
            if case.head is not None:
                case.changes["head_id"] = (household.head_id, case.head.key)
            if not case.changes:
                continue
            for name, (_, value) in case.changes.items():
                setattr(household, name, value)
            changed[household.pk] = household
            before, after = before_after(case.changes)
            self.ledger.changed("household", household.pk, case.speaker.pk, before, after)
            if "area_id" in case.changes:
                moved.append(case)
        self.changed_households.update(
            [
                (one.pk, *(getattr(one, name) for name in PLACE_FIELDS), one.version + 1)
                for one in changed.values()
            ]
        )
        self._move(moved)

    def _headless(self, cases: Sequence[HouseholdCase]) -> dict[int, Household]:
        """Households whose head goes elsewhere: said of the row that moves him."""
        changed = {}
        for household, found in headless(cases):
            household.head_id = None
            changed[household.pk] = household
            before, after = {"head_id": found.key}, {"head_id": None}
            self.ledger.changed("household", household.pk, found.row.pk, before, after)
        return changed

    def _move(self, moved: list[HouseholdCase]) -> None:
        """Ends the residence of each and opens the next."""
        rows = {case.key: case.speaker.pk for case in moved}
        ended = []
        for residence in Residence.objects.filter(household_id__in=rows, valid_to=None):
            last = max(self.day, residence.valid_from.isoformat())
            ended.append((residence.pk, last))
            self._ended("residence", residence.pk, rows[residence.household_id], last)
        self.ended_residences.update(ended)
        self.residences.insert(
            [(case.key, case.place["area_id"], self.day, case.speaker.pk) for case in moved]
        )

    def _ended(self, target: str, key: int, row: int, last: str) -> None:
        self.ledger.changed(target, key, row, {"valid_to": None}, {"valid_to": last})

    def _memberships(self, cases: Sequence[HouseholdCase]) -> None:
        ended, changed, opened = [], [], []
        for case in cases:
            for found in case.people:
                old = found.membership
                if found.moves_in:
                    opened.append((case, found))
                    if old is not None:
                        last = max(self.day, old.valid_from.isoformat())
                        ended.append((old.pk, last))
                        self._ended("membership", old.pk, found.row.pk, last)
                elif old is not None and found.membership_changes:
                    changed.append(self._changed_membership(old, found))
        self.ended_memberships.update(ended)
        self.changed_memberships.update(changed)
        self._open_memberships(opened)

    def _changed_membership(self, old: Membership, found: PersonCase) -> tuple[int, str, str]:
        for name, (_, value) in found.membership_changes.items():
            setattr(old, name, value)
        values = before_after(found.membership_changes)
        self.ledger.changed("membership", old.pk, found.row.pk, *values)
        return old.pk, old.kk, old.relation

    def _open_memberships(self, opened: list[tuple[HouseholdCase, PersonCase]]) -> None:
        rows = []
        keys = self.memberships.keys(len(opened))
        for key, (case, found) in zip(keys, opened, strict=True):
            values = found.row.cleaned
            kk, relation = values.get("kk") or "", values.get("relation") or ""
            rows.append((key, found.key, case.key, kk, relation, self.day, found.row.pk))
            if found.person is not None:  # a new person's membership goes with him
                self.ledger.made("membership", key, found.row.pk)
        self.memberships.insert(rows)

    def _listings(self, cases: Sequence[HouseholdCase]) -> None:
        self.listings.insert(
            [
                (
                    *(self.release.pk, case.key, *map(case.ranks.get, RANKS)),
                    (case.ranked or case.speaker).pk,
                )
                for case in cases
                if not case.is_listed
            ]
        )
        unranked = [None] * len(RANKS)
        self.listings.insert(
            [
                (self.release.pk, household, *unranked, row.pk)
                for case in cases
                for household, row in case.also_listed
            ]
        )

    def _changed_listings(self, cases: Sequence[HouseholdCase]) -> None:
        rows = []
        for case in cases:
            listing = case.listing
            if listing is None or case.ranked is None:
                continue
            for name, (_, value) in case.listing_changes.items():
                setattr(listing, name, value)
            rows.append((listing.pk, *(getattr(listing, name) for name in RANKS)))
            values = before_after(case.listing_changes)
            self.ledger.changed("listing", listing.pk, case.ranked.pk, *values)
        self.changed_listings.update(rows)

    def _claims(self, cases: Sequence[HouseholdCase]) -> None:
        self._drop_claims([found for case in cases for found in case.people if found.gone_claims])
        self.claims.insert(
            [
                (self.release.pk, found.home(case), found.key, code, found.row.pk)
                for case in cases
                for found in case.people
                for code in sorted(found.new_claims)
            ]
        )

    def _drop_claims(self, people: list[PersonCase]) -> None:
        """Claims that the list no longer makes, or makes in another household."""
        if not people:
            return
        claims: dict[int, list[ListedAid]] = defaultdict(list)
        known = ListedAid.objects.filter(
            release=self.release, person_id__in=[found.key for found in people]
        )
        for claim in known.order_by("program_code"):
            claims[claim.person_id].append(claim)
        dropped = []
        for found in people:
            for claim in claims[found.key]:
                if claim.program_code not in found.gone_claims:
                    continue
                before = {
                    "id": claim.pk, "release_id": claim.release_id,
                    "household_id": claim.household_id,
                    "program_code": claim.program_code, "row_id": claim.row_id,
                }  # fmt: skip
                self.ledger.changed("claim", found.key, found.row.pk, before, {})
                dropped.append(claim.pk)
        self.dropped_claims.delete(dropped)
