"""Writes judged results, set by set, with their change rows."""

import datetime
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import uuid4

from django.db import connection

from registry.actions.households import RESTORABLE
from registry.imports.applying.ledger import Fields, Ledger
from registry.imports.applying.table import Table, as_json
from registry.models import Household, Person, Residence
from verification.intake.cases import (
    EXISTENCE,
    STANDING,
    HouseholdCase,
    NewVisit,
    existence_of,
)
from verification.models import Visit, VisitDeath

# (target, key, row, before or None, after or None): what a change row says.
Change = tuple[str, int, int, Fields | None, Fields | None]


class ResultWriter:
    """One apply's way into visits, and into what they change of households and people."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.visits = Table(
            Visit,
            *("id", "public_id", "key", "round_id", "household_id", "area_id", "officer_name"),
            *("result", "visited_on", "note", "destination_id", "destination_text"),
            *("seen_version", "state", "is_current", "effects", "row_id"),
        )
        self.stepped_back = Table(Visit, "id", "state", "is_current")
        self.deaths = Table(VisitDeath, "id", "visit_id", "person_id", "died_on")
        self.stood = Table(Household, "id", *STANDING, "version")
        self.changed = Table(Household, "id", *RESTORABLE)
        self.people = Table(Person, "id", *EXISTENCE, "version")
        self.residences = Table(
            Residence, "id", "household_id", "area_id", "valid_from", "valid_to"
        )
        self.ended = Table(Residence, "id", "valid_to")

    def write(self, cases: Sequence[HouseholdCase]) -> None:
        """In the order in which rows exclude each other: what steps back goes before the new."""
        told = [case for case in cases if case.new]
        self._draw_keys(told)
        for case in told:
            for target, key, row, before, after in changes_of(case):
                if before is None or after is None:
                    self.ledger.made(target, key, row)
                else:
                    self.ledger.changed(target, key, row, before, after)
        self._move(told)
        self.stepped_back.update([row for case in told for row in _stepping_back(case)])
        self._insert(told)
        self.stood.update(
            [
                (
                    case.household.pk,
                    case.household.standing,
                    _iso(case.household.standing_on),
                    case.household.reported,
                    case.household.version + 1,
                )
                for case in told
            ]
        )
        self.changed.update(
            [
                (case.household.pk, *(_stored(getattr(case.household, n)) for n in RESTORABLE))
                for case in told
                if any(case.before[n] != getattr(case.household, n) for n in RESTORABLE)
            ]
        )
        self.people.update([row for case in told for row in self._existence(case)])

    def _draw_keys(self, cases: Sequence[HouseholdCase]) -> None:
        visits = [new for case in cases for new in case.new]
        for new, key in zip(visits, self.visits.keys(len(visits)), strict=True):
            new.id = key
        moved = [new for new in visits if "residences" in new.effects]
        for new, key in zip(moved, self.residences.keys(len(moved)), strict=True):
            new.effects["residences"] = {"closed": None, "opened": key}

    def _move(self, cases: Sequence[HouseholdCase]) -> None:
        """Ends the residence of each and opens the next, as a report accepted here does."""
        ended, opened = [], []
        for case in cases:
            here = case.residence
            for new in case.new:
                if "residences" not in new.effects:
                    continue
                if here is not None:
                    new.effects["residences"]["closed"] = here.pk
                    here.valid_to = max(new.visited_on, here.valid_from)
                if here is not None and here is case.residence:
                    ended.append(here)
                    last = {"valid_to": _iso(here.valid_to)}
                    self.ledger.changed("residence", here.pk, new.row.pk, {"valid_to": None}, last)
                here = _next_residence(case, new)
                opened.append(here)
                self.ledger.made("residence", here.pk, new.row.pk)
        self.ended.update([(one.pk, _iso(one.valid_to)) for one in ended])
        self.residences.insert([_residence_row(one) for one in opened])

    def _insert(self, cases: Sequence[HouseholdCase]) -> None:
        self.visits.insert([_visit_row(case, new) for case in cases for new in case.new])
        told = [
            (new, person, day, row)
            for case in cases
            for new in case.new
            for person, (day, row) in new.deaths.items()
        ]
        rows = []
        for key, (new, person, day, row) in zip(self.deaths.keys(len(told)), told, strict=True):
            rows.append((key, new.id, person, _iso(day)))
            self.ledger.made("death", key, row.pk)
        self.deaths.insert(rows)

    @staticmethod
    def _existence(case: HouseholdCase) -> Iterator[tuple[Any, ...]]:
        for person, _, after in existence_changes(case):
            values = [_stored(after[name]) for name in EXISTENCE]
            yield person.pk, *values, person.version + 1


def changes_of(case: HouseholdCase) -> Iterator[Change]:
    """What an apply writes down of one household; its residences and deaths excepted.

    The household always has its row: whoever acts on it later keeps the import from being undone.
    """
    speaker = case.new[-1].row.pk
    now = case.fields()
    names = [name for name in now if name in ("standing", "standing_on") or _moved(case, now, name)]
    before, after = ({name: side[name] for name in names} for side in (case.before, now))
    yield "household", case.household.pk, speaker, before, after
    for person, old, new in existence_changes(case):
        yield "person", person.pk, speaker, old, new
    for visit in case.visits:
        step = _step_of(case, visit)
        if step is not None:
            before = {"state": visit.state, "is_current": visit.is_current}
            yield "visit", visit.pk, speaker, before, dict(zip(before, step, strict=True))
    for added in case.new:
        yield "visit", added.id, added.row.pk, None, None


def _moved(case: HouseholdCase, now: Fields, name: str) -> bool:
    return bool(case.before[name] != now[name])


def existence_changes(case: HouseholdCase) -> Iterator[tuple[Person, Fields, Fields]]:
    for key, person in case.people.items():
        before = case.people_before[key]
        after = existence_of(person)
        if after != before:
            yield person, before, after


def _step_of(case: HouseholdCase, visit: Visit) -> tuple[str, bool] | None:
    """(state, is_current) of a known visit from now on, where that is another."""
    if visit.pk in case.replaced:
        return case.replaced[visit.pk], False
    return (visit.state, False) if visit in case.demoted else None


def _stepping_back(case: HouseholdCase) -> Iterator[tuple[int, str, bool]]:
    for visit in case.visits:
        step = _step_of(case, visit)
        if step is not None:
            yield visit.pk, *step


def _next_residence(case: HouseholdCase, new: NewVisit) -> Residence:
    return Residence(
        pk=new.effects["residences"]["opened"],
        household_id=case.household.pk,
        area_id=new.effects["after"]["area_id"],
        valid_from=new.visited_on,
    )


def _residence_row(one: Residence) -> tuple[Any, ...]:
    return one.pk, one.household_id, one.area_id, _iso(one.valid_from), _iso(one.valid_to)


def _visit_row(case: HouseholdCase, new: NewVisit) -> tuple[Any, ...]:
    return (
        *(new.id, uuid4().hex, uuid4().hex, new.round_id, case.household.pk),
        *(new.area_id, new.officer_name, new.result, new.visited_on.isoformat()),
        *(new.note, new.destination_id, new.destination_text, case.household.version),
        *(new.state.value, new.is_current, as_json(new.effects), new.row.pk),
    )


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None


def _stored(value: Any) -> Any:
    """As both databases take it: a moment in the form in which Django stores it."""
    if isinstance(value, datetime.datetime):
        return str(connection.ops.adapt_datetimefield_value(value))
    return value.isoformat() if isinstance(value, datetime.date) else value
