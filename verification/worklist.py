"""What an officer still has to visit in a round, and how far he is."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

from registry.codes import VisitResult
from registry.models import Household, User
from registry.models.household import HouseholdQuerySet
from registry.roles import Permission
from verification.models import AssignedHousehold, Assignment, Round, Visit
from verification.models.round import somebody_sent
from verification.workflow import VisitState

RETURNED, TO_VISIT, POSTPONED = 0, 1, 2
WALK = ("rt", "address", "id")


@dataclass(frozen=True)
class Progress:
    """One RT of a kelurahan (`rt` empty: unknown), or a sum of several."""

    area: str
    rt: str
    total: int
    remaining: int

    @property
    def done(self) -> int:
        return self.total - self.remaining


def open_round() -> Round | None:
    return Round.objects.open().order_by("-opened_on", "-id").first()


def assigned(user: User, round: Round) -> HouseholdQuerySet:
    """Households where this user was sent in this round, to their area or to their door, and that
    stand today where he may verify.
    """
    own = Assignment.objects.filter(
        round=round, officer=user, area_id__in=user.area_ids(Permission.VERIFY)
    )
    here = own.filter(area=OuterRef("area")).filter(Q(rt="") | Q(rt=OuterRef("rt")))
    doors = AssignedHousehold.objects.filter(round=round, officer=user)
    mine: HouseholdQuerySet = Household.objects.visible_to(user, Permission.VERIFY)
    walked = Q(Exists(here), area_id__in=own.values("area_id"))
    return mine.filter(walked | Q(pk__in=doors.values("household_id")))


def with_somebody_sent(households: HouseholdQuerySet, round: Round) -> HouseholdQuerySet:
    """Annotates `is_assigned`: whether anybody was sent there in `round`."""
    return households.annotate(
        is_assigned=Case(When(somebody_sent(round), then=True), default=False)
    )


def _visits(round: Round) -> QuerySet[Visit]:
    return Visit.objects.filter(round=round, household=OuterRef("pk"))


def _decided(round: Round) -> Exists:
    """Somebody's visit stands, made in the area where the household is today.

    One moved inside the city comes with its old area's visit: it is still to be seen in the new.
    """
    here = _visits(round).filter(is_current=True, area=OuterRef("area"))
    return Exists(here.exclude(result=VisitResult.POSTPONED))


def remaining(user: User, round: Round, *, rt: str | None = None) -> QuerySet[Any]:
    """Households in walking order: returned ones first, by RT and address, postponed ones last."""
    postponed = _visits(round).filter(is_current=True, result=VisitResult.POSTPONED)
    returned = _visits(round).filter(state=VisitState.RETURNED, officer=user)
    households = assigned(user, round).living().filter(~_decided(round))
    if rt is not None:
        households = households.filter(rt=rt)
    turn = Case(
        When(Exists(postponed), then=Value(POSTPONED)),
        When(Exists(returned), then=Value(RETURNED)),
        default=Value(TO_VISIT),
        output_field=IntegerField(),
    )
    return households.annotate(turn=turn).order_by("turn", *WALK)


def next_after(
    household: Household, *, user: User, round: Round, rt: str | None = None
) -> Household | None:
    """The next door on the walk; after the last one whatever is left, from the beginning."""
    left = remaining(user, round, rt=rt).exclude(pk=household.pk)
    further = left.filter(turn=TO_VISIT).filter(
        Q(rt__gt=household.rt)
        | Q(rt=household.rt, address__gt=household.address)
        | Q(rt=household.rt, address=household.address, pk__gt=household.pk)
    )
    return further.first() or left.first()


def progress(user: User, round: Round) -> list[Progress]:
    """By kelurahan and RT. Households that ended in this round count as done."""
    mine = assigned(user, round).filter(Q(closed_at=None) | Exists(_visits(round)))
    rows = (
        mine.annotate(decided=_decided(round))
        .values("area__name", "rt")
        .annotate(total=Count("pk"), remaining=Count("pk", filter=Q(decided=False, closed_at=None)))
        .order_by("area__name", "rt")
    )
    return [Progress(row["area__name"], row["rt"], row["total"], row["remaining"]) for row in rows]


def summed(parts: list[Progress]) -> Progress:
    return Progress(
        "", "", sum(part.total for part in parts), sum(part.remaining for part in parts)
    )
