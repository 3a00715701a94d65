"""Writes a judged batch of households and people, set by set, with its change rows."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import models

from registry.imports.ledger import Ledger
from registry.imports.people import Changes, HouseholdCase, PersonCase
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


def write(
    cases: list[HouseholdCase], *, release: Release, day: datetime.date, ledger: Ledger
) -> None:
    """In the order in which rows need each other: households, people, memberships, heads."""
    _new_households(cases, day, ledger)
    people = [found for case in cases for found in case.people]
    _people(people, ledger)
    _memberships(cases, day, ledger)
    _changed_households(cases, day, ledger)
    _listings(cases, release)


def update_all(model: type[models.Model], things: list[Any], fields: Iterable[str]) -> None:
    """Saves changed rows as one upsert by primary key: five times as fast as bulk_update."""
    if things:
        model._default_manager.bulk_create(
            things,
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=list(fields),
            batch_size=1_000,
        )


def before_after(changes: Changes) -> tuple[dict[str, Any], dict[str, Any]]:
    return (
        {name: old for name, (old, _) in changes.items()},
        {name: new for name, (_, new) in changes.items()},
    )


def _new_households(cases: list[HouseholdCase], day: datetime.date, ledger: Ledger) -> None:
    new = [case for case in cases if case.is_new]
    Household.objects.bulk_create([case.household for case in new], batch_size=1_000)
    Identifier.objects.bulk_create(
        Identifier(scheme=Scheme.DTKS, value=case.dtks_id, household=case.household, row=case.speaker)
        for case in new
    )
    Residence.objects.bulk_create(
        Residence(
            household=case.household, area_id=case.household.area_id, valid_from=day, row=case.speaker
        )
        for case in new
    )
    for case in new:
        ledger.made("household", case.household.pk, case.speaker.pk)


def _people(people: list[PersonCase], ledger: Ledger) -> None:
    new = [found for found in people if found.is_new]
    Person.objects.bulk_create([found.person for found in new], batch_size=1_000)
    for found in new:
        ledger.made("person", found.person.pk, found.row.pk)
    changed = [found for found in people if found.changes]
    names: set[str] = {"version"}
    for found in changed:
        for name, (_, value) in found.changes.items():
            setattr(found.person, name, value)
            names.add(name)
        found.person.version += 1
        ledger.changed("person", found.person.pk, found.row.pk, *before_after(found.changes))
    update_all(Person, [found.person for found in changed], names)


def _memberships(cases: list[HouseholdCase], day: datetime.date, ledger: Ledger) -> None:
    opened: list[Membership] = []
    closed: list[Membership] = []
    changed: list[Membership] = []
    for case in cases:
        for found in case.people:
            if found.moves_in:
                if found.membership is not None:
                    closed.append(_end(found, day, ledger))
                opened.append(_begin(case, found, day))
            elif found.membership is not None and found.membership_changes:
                for name, (_, value) in found.membership_changes.items():
                    setattr(found.membership, name, value)
                changed.append(found.membership)
                values = before_after(found.membership_changes)
                ledger.changed("membership", found.membership.pk, found.row.pk, *values)
    update_all(Membership, closed, ["valid_to"])
    update_all(Membership, changed, ["kk", "relation"])
    Membership.objects.bulk_create(opened, batch_size=1_000)


def _end(found: PersonCase, day: datetime.date, ledger: Ledger) -> Membership:
    membership = found.membership
    assert membership is not None
    membership.valid_to = max(day, membership.valid_from)
    ledger.changed(
        "membership", membership.pk, found.row.pk,
        {"valid_to": None, "household_id": membership.household_id},
        {"valid_to": membership.valid_to},
    )
    return membership


def _begin(case: HouseholdCase, found: PersonCase, day: datetime.date) -> Membership:
    values = found.row.cleaned
    return Membership(
        person=found.person, household=case.household, kk=values.get("kk") or "",
        relation=values.get("relation") or "", valid_from=day, row=found.row,
    )


def _changed_households(cases: list[HouseholdCase], day: datetime.date, ledger: Ledger) -> None:
    changed: list[Household] = []
    moved: list[HouseholdCase] = []
    for case in cases:
        household = case.household
        if case.head is not None:
            # A head named for the first time belongs to the making of the household.
            if not case.is_new:
                case.changes["head_id"] = (household.head_id, case.head.pk)
            household.head = case.head
        if not (case.changes or case.head):
            continue
        if "area_id" in case.changes:
            moved.append(case)
        for name, (_, value) in case.changes.items():
            setattr(household, name, value)
        if case.changes:
            household.version += 1
            ledger.changed("household", household.pk, case.speaker.pk, *before_after(case.changes))
        changed.append(household)
    update_all(Household, changed, ["area_id", "address", "rt", "rw", "head_id", "version"])
    _residences(moved, day)


def _residences(moved: list[HouseholdCase], day: datetime.date) -> None:
    ids = [case.household.pk for case in moved]
    open_ones = list(Residence.objects.filter(household_id__in=ids, valid_to=None))
    for residence in open_ones:
        residence.valid_to = max(day, residence.valid_from)
    update_all(Residence, open_ones, ["valid_to"])
    Residence.objects.bulk_create(
        Residence(
            household=case.household, area_id=case.household.area_id, valid_from=day, row=case.speaker
        )
        for case in moved
    )


def _listings(cases: list[HouseholdCase], release: Release) -> None:
    Listing.objects.bulk_create(
        [
            Listing(release=release, household=case.household, row=case.speaker)
            for case in cases
            if not case.is_listed
        ],
        ignore_conflicts=True,
        batch_size=1_000,
    )
    claims = [
        ListedAid(
            release=release, household=case.household, person=found.person,
            program_code=code, row=found.row,
        )
        for case in cases
        for found in case.people
        for code in sorted(found.new_claims)
    ]
    ListedAid.objects.bulk_create(claims, ignore_conflicts=True, batch_size=1_000)
    for case in cases:
        for found in case.people:
            if found.gone_claims:
                ListedAid.objects.filter(
                    release=release, person=found.person, program_code__in=found.gone_claims
                ).delete()
