"""How far a round is, by kelurahan: plain counts of current visits."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet

from registry.codes import VisitResult
from registry.models import Area, Household, User
from verification.models import AssignedHousehold, Round, Visit
from verification.workflow import VisitState


@dataclass(frozen=True)
class VillageProgress:
    """`total` = households there today and those that ended in this round."""

    area: Area
    total: int
    done: int
    waiting: int

    @property
    def remaining(self) -> int:
        return self.total - self.done


def progress_by_village(round: Round, area_ids: Collection[int]) -> list[VillageProgress]:
    """Three queries, whatever the number of households."""
    areas = Area.objects.villages().filter(pk__in=area_ids).select_related("parent")
    current = Visit.objects.filter(round=round, is_current=True, household__area__in=area_ids)
    here = Household.objects.filter(area__in=area_ids)
    totals = dict(
        here.filter(Q(closed_at=None) | Q(pk__in=current.values("household_id")))
        .values_list("area")
        .annotate(Count("pk"))
    )
    decided = _decided_by_area(current)
    return [
        VillageProgress(area, totals.get(area.pk, 0), *decided.get(area.pk, (0, 0)))
        for area in areas.order_by("parent__name", "name")
    ]


def _decided_by_area(current: QuerySet[Visit]) -> dict[int, tuple[int, int]]:
    """Area of today → (visited there, reports that wait); a postponed visit is not yet one."""
    there = current.filter(area=F("household__area")).exclude(result=VisitResult.POSTPONED)
    counted = there.values("household__area").annotate(
        done=Count("pk"), waiting=Count("pk", filter=Q(state=VisitState.REPORTED))
    )
    return {row["household__area"]: (row["done"], row["waiting"]) for row in counted}


def given_doors(round: Round, area_ids: Collection[int]) -> list[tuple[User, int]]:
    """Each officer who was sent to single households there, with how many."""
    there = AssignedHousehold.objects.filter(round=round, household__area__in=area_ids)
    numbers = dict(there.order_by().values_list("officer").annotate(Count("pk")))
    officers = User.objects.filter(pk__in=numbers).order_by("full_name", "username")
    return [(officer, numbers[officer.pk]) for officer in officers]
