"""What the other visits still say once one is revoked: what they tell too stands by them."""

from collections.abc import Iterable
from typing import Any

from registry.actions.households import snapshot
from registry.actions.people import snapshot as existence
from registry.codes import Existence, VisitResult
from registry.models import Household, Membership, Person
from verification.actions import effects
from verification.findings import living_members
from verification.models import Visit
from verification.workflow import VALID_STATES, VisitState, ends_as, hold_together, in_order

ENDING = ("closed_at", "closed_on", "closed_reason", "merged_into_id")
# What `apply` tells of a visit and a second apply tells anew.
CHANGES = ("before", "after", "people")


def uphold(revoked: Visit, household: Household, *, was_closed: bool) -> list[Visit]:
    """Carries out what remains to be done without the `revoked` visit, which was taken back.

    A removal, a death or a move that another visit tells too had found all done already: now it is
    done by that one, with its day and its reason. `was_closed`: before the visit was taken back.
    Returns the visits that were carried out.
    """
    return _Remains(revoked, household, was_closed).carry_out()


class _Remains:
    """The valid visits of one household, folded with the revoked one and without it."""

    def __init__(self, revoked: Visit, household: Household, was_closed: bool) -> None:
        self.revoked, self.household = revoked, household
        every = list(household.visits.prefetch_related("deaths").order_by("id"))
        waiting = [visit for visit in every if visit.state == VisitState.REPORTED]
        valid = (visit for visit in every if visit.state in VALID_STATES)
        self.visits = in_order(visit for visit in valid if not _is_held_up(visit, waiting))
        self.told = {one.pk: {death.person_id for death in one.deaths.all()} for one in every}
        living = _living_without(every, household)
        self.before = hold_together([*self.visits, revoked], self.told, living)
        self.said = hold_together(self.visits, self.told, living)
        self.may_close = was_closed or self.said.closer != self.before.closer
        self.woken = _buried_by(revoked)

    def carry_out(self) -> list[Visit]:
        self._open()
        dying = self._dying()
        done = []
        for visit in self.visits:
            if visit.pk in dying or self._moves(visit) or self._closes(visit):
                self._carry_out(visit)
                done.append(visit)
        return done

    def _open(self) -> None:
        """A death that ended the household only together with the revoked one ends it no more."""
        closing = next((v for v in reversed(self.visits) if _closed_by(v, self.household)), None)
        closer = self.said.closer
        if closing is None or closer == self.before.closer:
            return
        if closer is None or ends_as(closer.result) != ends_as(closing.result):
            self.woken |= _buried_by(closing)
            effects.take_back(closing, self.household)
            closing.effects = _without(CHANGES, closing.effects)
            closing.save(update_fields=["effects"])

    def _dying(self) -> set[int]:
        """The visits that tell of somebody who lives again, though he died by them."""
        said, before = self.said.buried, self.before.buried
        meant = {key for key in said if key in self.woken or before.get(key) != said[key]}
        living = Person.objects.filter(pk__in=meant).exclude(existence=Existence.DECEASED)
        return {said[key].pk for key in living.values_list("pk", flat=True)}

    def _moves(self, visit: Visit) -> bool:
        """The household was moved back, and a later visit moves it to where it was."""
        is_later = in_order([visit, self.revoked])[-1] == visit
        is_new = "residences" in self.revoked.effects or self.before.mover != visit
        elsewhere = visit.destination_id != self.household.area_id
        return visit == self.said.mover and is_later and is_new and elsewhere

    def _closes(self, visit: Visit) -> bool:
        return visit == self.said.closer and self.may_close and not self.household.is_closed

    def _carry_out(self, visit: Visit) -> None:
        stands = _in_force(visit, self.household)
        if visit.result == VisitResult.DECEASED and not self._ends_or_leads(visit):
            done: dict[str, Any] = {"people": effects.bury(visit)}
        else:
            done = effects.apply(visit, self.household)
        joined = {
            "before": {**done.get("before", {}), **stands["before"]},
            "after": {**stands["after"], **done.get("after", {})},
            "people": [*stands["people"], *done.get("people", [])],
        }
        done |= {name: told for name, told in joined.items() if told}
        visit.effects = {**_without(CHANGES, visit.effects), **done}
        visit.save(update_fields=["effects"])

    def _ends_or_leads(self, visit: Visit) -> bool:
        """Whether a death closes the household now, or leaves others in it who need a head."""
        if self.household.is_closed:
            return False
        left = {person.pk for person in living_members(self.household)} - self.told[visit.pk]
        return bool(left) or self._closes(visit)


def _is_held_up(visit: Visit, waiting: Iterable[Visit]) -> bool:
    """It came with a list when a newer report waited already, and waits behind it still."""
    return visit.officer_id is None and any(
        report.pk < visit.pk and report.visited_on > visit.visited_on for report in waiting
    )


def _living_without(visits: Iterable[Visit], household: Household) -> set[int]:
    """Who would live here today if no visit had told of a death."""
    here = Membership.objects.current().filter(household=household)
    members = set(here.values_list("person", flat=True))
    living = {person.pk for person in living_members(household)}
    return living.union(*(_buried_by(visit) & members for visit in visits))


def _buried_by(visit: Visit) -> set[int]:
    return {change["person"] for change in visit.effects.get("people", [])}


def _closed_by(visit: Visit, household: Household) -> bool:
    now, after = snapshot(household), visit.effects.get("after", {})
    ended = {name: after[name] for name in ENDING if name in after}
    return household.is_closed and "closed_at" in ended and ended.items() <= now.items()


def _in_force(visit: Visit, household: Household) -> dict[str, Any]:
    """What the visit changed and is still as it left it."""
    now, told = snapshot(household), visit.effects
    names = [name for name, value in told.get("after", {}).items() if now[name] == value]
    deaths = told.get("people", [])
    people = Person.objects.in_bulk([death["person"] for death in deaths])
    return {
        "before": {name: told["before"][name] for name in names},
        "after": {name: told["after"][name] for name in names},
        "people": [one for one in deaths if existence(people[one["person"]]) == one["after"]],
    }


def _without(names: Iterable[str], told: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if name not in names}
