"""What listed results do to a household, in memory: the set-wise twin of actions/effects.py.

The rules are those of an accepted report. Nothing here writes: `writer` writes what differs.
"""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from registry.actions import people as persons
from registry.actions.households import RESTORABLE, from_text, snapshot
from registry.codes import Existence, VisitResult
from registry.imports.judging import JudgedRow
from registry.models import ClosedReason, Household, Person, Residence
from verification.actions.effects import base_in, base_of
from verification.findings import GONE
from verification.models import Visit
from verification.workflow import (
    CLOSES_AS,
    HEARD_STATES,
    NOBODY_MET,
    REPORTS,
    VALID_STATES,
    Verdict,
    VisitState,
    in_order,
    together,
)

EXISTENCE = ("existence", "existence_on", "existence_recorded_at")
STANDING = ("standing", "standing_on", "reported")
# Later than every stored visit, until the writer draws the true key.
NOT_YET = 1 << 60


@dataclass(slots=True)
class NewVisit:
    """A row that becomes a visit. A listed result of a finished round has been answered already."""

    row: JudgedRow
    result: str
    visited_on: datetime.date
    officer_name: str
    note: str
    destination_id: int | None
    destination_text: str
    round_id: int
    # Where the household was registered when its turn came.
    area_id: int = 0
    id: int = 0
    officer_id: int | None = None
    is_current: bool = False
    # A report that a newer visit holds up, or takes back at once: it stays history.
    is_overtaken: bool = False
    effects: dict[str, Any] = field(default_factory=dict)
    deaths: dict[int, tuple[datetime.date | None, JudgedRow]] = field(default_factory=dict)

    @property
    def state(self) -> VisitState:
        return VisitState.ACCEPTED if self.result in REPORTS else VisitState.COUNTED


AnyVisit = Visit | NewVisit


@dataclass
class HouseholdCase:
    """One household, what is known of it, and what the file adds."""

    household: Household
    visits: list[Visit]
    members: list[Person]
    people: dict[int, Person]
    residence: Residence | None
    now: datetime.datetime
    # Those that a supervisor has taken back.
    refuted: Sequence[Visit] = ()
    new: list[NewVisit] = field(default_factory=list)
    # Visits of earlier files that a corrected row takes the place of: visit → state from now on.
    replaced: dict[int, str] = field(default_factory=dict)
    demoted: list[Visit] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.before = self.fields()
        self.people_before = {key: existence_of(one) for key, one in self.people.items()}

    def fields(self) -> dict[str, Any]:
        return {name: getattr(self.household, name) for name in (*RESTORABLE, *STANDING)}

    def standing_visits(self) -> Iterator[Visit]:
        """The known ones but those that a row replaces."""
        return (visit for visit in self.visits if visit.pk not in self.replaced)

    def heard(self) -> list[AnyVisit]:
        """Oldest first: by the day, then as recorded."""
        known = (visit for visit in self.standing_visits() if visit.state in HEARD_STATES)
        found: list[AnyVisit] = [*known, *self.new]
        return in_order(found)

    def replace(self, visit: Visit) -> bool:
        """Takes an earlier file's visit back. False where somebody changed what it did, or where a
        newer report stands on it.
        """
        if self._stands_on(visit) or not take_back(self, visit):
            return False
        reported = visit.result in REPORTS
        self.replaced[visit.pk] = VisitState.REVOKED if reported else VisitState.WITHDRAWN
        return True

    def _stands_on(self, visit: Visit) -> bool:
        """A newer report found all done already: taking this one back would undo that one too."""
        newer = (
            other
            for other in self.standing_visits()
            if other.state in VALID_STATES and other.visited_on > visit.visited_on
        )
        return _did_something(visit) and any(
            other.result in REPORTS and not _did_something(other) for other in newer
        )

    @property
    def has_followed(self) -> bool:
        """Whether the head of today followed one of whose death a visit told."""
        return any(
            change["person"] == visit.effects.get("before", {}).get("head_id")
            for visit in self.standing_visits()
            if visit.state in VALID_STATES
            for change in visit.effects.get("people", [])
        )

    def add(self, visit: NewVisit) -> None:
        visit.id = NOT_YET + len(self.new)
        visit.area_id = self.household.area_id
        self.new.append(visit)

    def settle(self) -> None:
        """Standing, report and each round's current visit, as effects.settle derives them."""
        if self.new and not self.visits:
            self.new[0].effects["base"] = base_of(self.household)
            base = Verdict(self.household.standing, self.household.standing_on)
        else:
            base = base_in(self.visits)
        known = list(self.standing_visits())
        everything: list[AnyVisit] = [*known, *self.new]
        said = together(everything, base)
        self.household.standing, self.household.standing_on = said.verdict.standing, said.verdict.on
        self.household.reported = said.reported
        current = {visit.id for visit in said.current}
        for new in self.new:
            new.is_current = new.id in current
        self.demoted = [visit for visit in known if visit.is_current and visit.pk not in current]


def _did_something(visit: Visit) -> bool:
    return bool(visit.effects.get("before") or visit.effects.get("people"))


def existence_of(person: Person) -> dict[str, Any]:
    return {name: getattr(person, name) for name in EXISTENCE}


def carry_out(case: HouseholdCase, visit: NewVisit) -> None:
    """effects.apply in memory; the keys of the residences are filled in by the writer."""
    before = snapshot(case.household)
    if visit.result == VisitResult.DECEASED:
        visit.effects["people"] = list(_bury(case, visit))
        _after_deaths(case, visit)
    elif visit.result == VisitResult.MOVED_INSIDE and visit.destination_id not in {
        None,
        case.household.area_id,
    }:
        visit.effects["residences"] = {}
        case.household.area_id = visit.destination_id
    elif visit.result in CLOSES_AS:
        _close(case, CLOSES_AS[visit.result], visit.visited_on)
    after = snapshot(case.household)
    changed = [name for name in before if before[name] != after[name]]
    if changed:
        visit.effects["before"] = {name: before[name] for name in changed}
        visit.effects["after"] = {name: after[name] for name in changed}


def _bury(case: HouseholdCase, visit: NewVisit) -> Iterator[dict[str, Any]]:
    for key, (died_on, _) in visit.deaths.items():
        person = case.people[key]
        if person.is_deceased:
            continue
        before = persons.snapshot(person)
        person.existence, person.existence_on = Existence.DECEASED.value, died_on
        person.existence_recorded_at = case.now
        yield {"person": key, "before": before, "after": persons.snapshot(person)}


def _after_deaths(case: HouseholdCase, visit: NewVisit) -> None:
    alive = {person.pk for person in living(case)}
    if not alive:
        _close(case, ClosedReason.DECEASED, visit.visited_on)
    elif case.household.head_id not in alive:
        case.household.head_id = None


def living(case: HouseholdCase) -> list[Person]:
    return [person for person in case.members if person.existence not in GONE]


def _close(case: HouseholdCase, reason: ClosedReason, on: datetime.date) -> None:
    """No list names the household that was kept, so the aid of a duplicate stays with it."""
    household = case.household
    household.closed_at, household.closed_on = case.now, on
    household.closed_reason = reason.value
    household.merged_into_id = None


def take_back(case: HouseholdCase, visit: AnyVisit) -> bool:
    """effects.take_back in memory; False where a later hand changed what the visit did.

    A move inside the city is not taken back by a file: the import that brought it is undone.
    """
    effects = visit.effects
    before, after = effects.get("before", {}), effects.get("after", {})
    now = snapshot(case.household)
    buried = effects.get("people", [])
    intact = all(now[name] == after[name] for name in before) and all(
        persons.snapshot(case.people[change["person"]]) == change["after"] for change in buried
    )
    if not intact or "residences" in effects:
        return False
    for name, value in before.items():
        setattr(case.household, name, from_text(name, value))
    for change in buried:
        persons.restore(case.people[change["person"]], change["before"])
    return True


def reopen(case: HouseholdCase, last: NewVisit) -> AnyVisit | None:
    """Opens a household again that an older result of a list had closed: the newest visit decides.

    Returns what was taken back; None where it stays closed, because an officer's report closed it
    or nobody was met since.
    """
    if last.result in NOBODY_MET:
        return None
    closing = next((one for one in reversed(case.heard()) if _closed_by(case, one)), None)
    return closing if closing is not None and take_back(case, closing) else None


def _closed_by(case: HouseholdCase, visit: AnyVisit) -> bool:
    """A result of a list, and still the reason why the household is closed."""
    is_listed = isinstance(visit, NewVisit) or (
        visit.officer_id is None and visit.row_id is not None
    )
    now, after = snapshot(case.household), visit.effects.get("after", {})
    return (
        is_listed
        and after.get("closed_at") is not None
        and all(now[name] == value for name, value in after.items())
    )
