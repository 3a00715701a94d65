"""What a visit does to the register, how it is taken back, and what all visits say together."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils.dateparse import parse_date

from programs.linking import duplicates
from registry.actions import households, people
from registry.codes import Existence, VisitResult
from registry.models import ClosedReason, Household
from verification.findings import FieldworkRefused, living_members
from verification.models import Visit
from verification.workflow import (
    CLOSES_AS,
    Act,
    Verdict,
    VisitState,
    step,
    together,
)


class KeptIsDuplicate(FieldworkRefused):
    """`kept`, which is to stand for the household, is closed as a duplicate of that very one."""

    def __init__(self, kept: Household) -> None:
        self.kept = kept
        super().__init__(
            "Rumah tangga yang dipertahankan menurut laporan ini sudah ditutup sebagai data ganda "
            "dari rumah tangga ini. Kembalikan laporan ini kepada petugas."
        )


def apply(visit: Visit, household: Household) -> dict[str, Any]:
    """Carries a counted or accepted visit out; returns old and new values, for `take_back`."""
    before = households.snapshot(household)
    effects: dict[str, Any] = {}
    if visit.result == VisitResult.DECEASED:
        effects["people"] = bury(visit)
        _after_deaths(visit, household)
    elif visit.result == VisitResult.CONFIRMED and visit.new_head_id:
        households.name_head(household=household, person=visit.new_head)
    elif visit.result == VisitResult.MOVED_INSIDE and visit.destination is not None:
        effects["residences"] = households.move(
            household=household, to=visit.destination, on=visit.visited_on
        )
    elif visit.result in CLOSES_AS:
        effects |= _close(visit, household)
    after = households.snapshot(household)
    changed = [name for name in before if before[name] != after[name]]
    if changed:
        effects["before"] = {name: before[name] for name in changed}
        effects["after"] = {name: after[name] for name in changed}
    return effects


def bury(visit: Visit) -> list[dict[str, Any]]:
    deaths = visit.deaths.select_related("person").exclude(person__existence=Existence.DECEASED)
    return [people.mark_deceased(person=death.person, on=death.died_on) for death in deaths]


def _close(visit: Visit, household: Household) -> dict[str, Any]:
    """The aid of a duplicate goes along: today, not with the next list of people.

    Raises KeptIsDuplicate.
    """
    _refuse_circle(household, visit.duplicate_of)
    left = households.line_of(household)[-1]
    households.close(
        household=household,
        reason=CLOSES_AS[visit.result],
        on=visit.visited_on,
        merged_into=visit.duplicate_of,
    )
    moved = _lead_aid(visit, household, left)
    return {"aid": moved} if moved else {}


def _refuse_circle(household: Household, kept: Household | None) -> None:
    """Of a line of duplicates that turns in a circle nothing would be kept."""
    if kept is not None and household.pk in households.line_of(kept):
        raise KeptIsDuplicate(kept)


def _lead_aid(visit: Visit, household: Household, left: int) -> duplicates.Moved | None:
    """`left`: where its aid stood until this visit was carried out or taken back."""
    if households.line_of(household)[-1] == left:
        return None
    reports = Visit.objects.filter(
        Q(state=VisitState.ACCEPTED) | Q(pk=visit.pk),
        household__in=households.merged_with(household),
        duplicate_of__isnull=False,
    )
    earlier = [told["aid"] for told in reports.values_list("effects", flat=True) if "aid" in told]
    return duplicates.lead(household=household, left=left, remembered=earlier)


def _after_deaths(visit: Visit, household: Household) -> None:
    """Aid does not vanish with the head: only a household in which nobody lives ends."""
    alive = {person.pk for person in living_members(household)}
    if not alive:
        households.close(household=household, reason=ClosedReason.DECEASED, on=visit.visited_on)
    elif household.head_id not in alive:
        heir = visit.new_head if visit.new_head_id in alive else None
        households.name_head(household=household, person=heir)


def take_back(visit: Visit, household: Household) -> list[str]:
    """Restores what `apply` changed. Raises ChangedSince where a later hand changed it again, and
    KeptIsDuplicate where the household was a duplicate of one that has become its own since.

    Returns the programmes whose aid came back with the household.
    """
    effects = visit.effects
    left = households.line_of(household)[-1]
    if "before" in effects:
        households.put_back(household=household, before=effects["before"], after=effects["after"])
        _refuse_circle(household, household.merged_into)
    if "residences" in effects:
        households.move_back(household=household, residences=effects["residences"])
    for change in effects.get("people", []):
        people.put_back(change=change)
    moved = _lead_aid(visit, household, left)
    return moved["programs"] if moved else []


def settle(household: Household, visits: Iterable[Visit]) -> None:
    """Brings standing, pending report and each round's current visit in line with its visits.

    `visits` are all of the household's, oldest first. Derived anew after every act, so that taking
    a visit back leaves everything as before.
    """
    visits = list(visits)
    said = together(visits, base_in(visits))
    for visit in said.current:
        if visit.state == VisitState.SUPERSEDED:
            visit.state = step(visit.state, Act.RESTORE).to
            visit.save(update_fields=["state"])
    # What no longer stands first: a round has one current visit of a household at any moment.
    for is_current in (False, True):
        changed = [
            visit
            for visit in visits
            if visit.is_current != is_current and (visit in said.current) == is_current
        ]
        for visit in changed:
            visit.is_current = is_current
            visit.save(update_fields=["is_current"])
    household.standing, household.standing_on = said.verdict.standing, said.verdict.on
    household.reported = said.reported
    household.save(update_fields=["standing", "standing_on", "reported"])


def base_of(household: Household) -> dict[str, Any]:
    """What stands before a household's first visit, kept with it: a list may have said more."""
    on = household.standing_on
    return {"standing": str(household.standing), "on": on.isoformat() if on else None}


def base_in(visits: Iterable[Visit]) -> Verdict:
    """What stood before them, by the oldest that has kept it."""
    for visit in visits:
        if "base" in visit.effects:
            base = visit.effects["base"]
            return Verdict(base["standing"], parse_date(base["on"] or ""))
    return Verdict()
