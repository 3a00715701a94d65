"""A visit is taken back: as if it had never been, so what the others tell too stands by them."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from registry.actions.households import snapshot
from registry.actions.people import snapshot as existence
from registry.codes import Existence, VisitResult
from registry.models import Household, Membership, Person, User
from registry.roles import Permission
from verification.actions import effects
from verification.findings import FieldworkRefused, living_members
from verification.models import Visit
from verification.workflow import (
    HEARD_STATES,
    REPORTS,
    VALID_STATES,
    VisitState,
    ends_as,
    hold_together,
    in_order,
    is_overtaken,
)

ENDING = ("closed_at", "closed_on", "closed_reason", "merged_into_id")
# What `apply` tells of a visit and a second apply tells anew.
CHANGES = ("before", "after", "people")


class TakenBack(NamedTuple):
    """`programs`: whose aid came back with the household. `standing`: visits carried out now."""

    programs: list[str]
    standing: list[Visit]


def take_back(visit: Visit, household: Household, *, by: User) -> TakenBack:
    """Undoes what the visit did, and carries out what remains to be done without it.

    A removal, a death or a move that another visit tells too had found all done already: now it is
    done by that one, with its day and its reason. So is what a list had told too late, because
    this visit was newer. Raises ChangedSince, and FieldworkRefused with a way out.
    """
    was_closed = household.is_closed
    try:
        programs = effects.take_back(visit, household)
        return TakenBack(programs, _Remains(visit, household, was_closed).carry_out())
    except effects.KeptIsDuplicate as circle:
        raise FieldworkRefused(_way_out(circle.kept, by)) from circle


def _way_out(kept: Household, by: User) -> str:
    """Nobody is told of a household outside his areas."""
    if kept.area_id in by.area_ids(Permission.REVIEW):
        which = f"{kept.head_name}, {kept.area}, RT {kept.rt or '–'}"
        way = "Buka rumah tangga itu dan cabut dahulu hasil yang menutupnya"
    else:
        which = "di luar wilayah tinjauan Anda"
        way = "Minta penyelia di sana mencabut dahulu hasil yang menutupnya"
    return (
        "Tanpa hasil ini, rumah tangga ini menjadi data ganda lagi dari rumah tangga yang "
        f"dipertahankan ({which}), padahal yang itu sudah ditutup sebagai data ganda dari rumah "
        f"tangga ini. {way}, lalu ulangi di sini."
    )


class _Remains:
    """The valid visits of one household, folded with the one that was taken back and without it."""

    def __init__(self, gone: Visit, household: Household, was_closed: bool) -> None:
        self.gone, self.household = gone, household
        every = list(household.visits.prefetch_related("deaths").order_by("id"))
        heard = [visit for visit in every if visit.state in HEARD_STATES]
        valid = [visit for visit in heard if visit.state in VALID_STATES]
        self.visits = in_order(visit for visit in valid if not is_overtaken(visit, heard))
        stood = [*valid, gone] if _was_valid(gone) else valid
        self.told = {one.pk: {death.person_id for death in one.deaths.all()} for one in every}
        living = _living_without(every, household)
        self.before = hold_together(
            (visit for visit in stood if not is_overtaken(visit, [*heard, gone])),
            self.told,
            living,
        )
        self.said = hold_together(self.visits, self.told, living)
        self.may_close = was_closed or self.said.closer != self.before.closer
        self.woken = _buried_by(gone)

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
        """A death that ended the household only together with the one gone ends it no more; nor
        does what was heard where the same had been told too late.
        """
        closing = next((v for v in reversed(self.visits) if _closed_by(v, self.household)), None)
        closer = self.said.closer
        if closing is None or closer == self.before.closer:
            return
        if (
            closer is None
            or ends_as(closer.result) != ends_as(closing.result)
            or is_overtaken(closer, [self.gone])
        ):
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
        """The household was moved back, and a later visit moves it to where it was; or the one
        that moves it had come too late.
        """
        is_later = in_order([visit, self.gone])[-1] == visit
        is_new = "residences" in self.gone.effects or self.before.mover != visit
        elsewhere = visit.destination_id != self.household.area_id
        may_move = is_later or is_overtaken(visit, [self.gone])
        return visit == self.said.mover and may_move and is_new and elsewhere

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


def _was_valid(gone: Visit) -> bool:
    """Before it was taken back; a report that its officer takes back had only waited."""
    return gone.state == VisitState.REVOKED or gone.result not in REPORTS


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
