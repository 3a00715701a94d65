"""A round is opened and closed, and officers are sent to kelurahan or single RT."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from registry.audit import record
from registry.events import Verb
from registry.models import Area, Household, Level, Release, User
from registry.models.household import HouseholdQuerySet
from registry.roles import Permission
from verification.findings import FieldworkRefused
from verification.models import AssignedHousehold, Assignment, Round
from verification.models.round import somebody_sent

# A longer list is no work for one officer.
MOST_AT_ONCE = 1_000


@transaction.atomic
def open_round(
    *, code: str, name: str, opened_on: date, by: User, release: Release | None = None
) -> Round:
    """One round at a time, for the whole city. Raises FieldworkRefused."""
    if not by.sees_whole_city(Permission.ASSIGN):
        raise PermissionDenied
    _refuse_second()
    try:
        with transaction.atomic():
            round = Round.objects.create(code=code, name=name, opened_on=opened_on, release=release)
    except IntegrityError:
        # Somebody else opened one since it was asked.
        _refuse_second()
        raise
    record(
        Verb.ROUND_OPENED,
        by=by,
        subject=f"round:{round.code}",
        after={"nama": name, "dibuka": opened_on.isoformat()},
    )
    return round


def _refuse_second() -> None:
    open_one = Round.objects.open().first()
    if open_one is not None:
        raise FieldworkRefused(f"Periode {open_one.name} masih dibuka. Tutup dahulu.")


@transaction.atomic
def close_round(*, round: Round, by: User) -> Round:
    """No visit is recorded or taken back in it any more; reports that wait can be answered."""
    if not by.sees_whole_city(Permission.ASSIGN):
        raise PermissionDenied
    day = max(timezone.localdate(), round.opened_on)
    if not Round.objects.filter(pk=round.pk, closed_on=None).update(closed_on=day):
        raise FieldworkRefused("Periode ini sudah ditutup.")
    round.refresh_from_db()
    record(
        Verb.ROUND_CLOSED,
        by=by,
        subject=f"round:{round.code}",
        after={"ditutup": day.isoformat()},
    )
    return round


@transaction.atomic
def assign(*, round: Round, area: Area, officer: User, by: User, rt: str = "") -> Assignment:
    """Sends an officer to a kelurahan or one RT of it; the same again changes nothing."""
    if area.pk not in by.area_ids(Permission.ASSIGN):
        raise PermissionDenied
    if round.closed_on is not None:
        raise FieldworkRefused("Periode ini sudah ditutup.")
    if area.level != Level.VILLAGE:
        raise FieldworkRefused("Pilih kelurahan.", "area")
    if area.pk not in officer.area_ids(Permission.VERIFY):
        raise FieldworkRefused(f"{officer} tidak bertugas di {area.name}.", "officer")
    assignment, is_new = Assignment.objects.get_or_create(
        round=round, area=area, rt=rt, officer=officer, defaults={"assigned_by": by}
    )
    if is_new:
        _record(Verb.ASSIGNED, assignment, by)
    return assignment


@transaction.atomic
def unassign(*, assignment: Assignment, by: User) -> None:
    """What the officer has recorded stays."""
    if assignment.area_id not in by.area_ids(Permission.ASSIGN):
        raise PermissionDenied
    if assignment.round.closed_on is not None:
        raise FieldworkRefused("Periode ini sudah ditutup.")
    if Assignment.objects.filter(pk=assignment.pk).delete()[0]:
        _record(Verb.UNASSIGNED, assignment, by)


@dataclass(frozen=True)
class Sent:
    """What became of the households that were to be assigned."""

    new: int
    # Somebody walks their area or RT in this round, or was sent to their door.
    already: int
    # Outside the areas of the officer.
    beyond: int


@transaction.atomic
def assign_households(
    *, round: Round, households: HouseholdQuerySet, officer: User, by: User
) -> Sent:
    """Sends an officer to single households; one that somebody was sent to stays with him.

    Those outside the areas of `by` are passed over in silence: he cannot see them. Raises
    FieldworkRefused.
    """
    if not by.may(Permission.ASSIGN):
        raise PermissionDenied
    if round.closed_on is not None:
        raise FieldworkRefused("Periode ini sudah ditutup.")
    chosen = households.living().visible_to(by, Permission.ASSIGN)
    keys = list(chosen.order_by().values_list("pk", flat=True)[: MOST_AT_ONCE + 1])
    if len(keys) > MOST_AT_ONCE:
        raise FieldworkRefused(
            f"Paling banyak {MOST_AT_ONCE} rumah tangga sekaligus. Persempit daftarnya."
        )
    reached = Household.objects.filter(pk__in=keys).visible_to(officer, Permission.VERIFY)
    free = reached.exclude(somebody_sent(round))
    new = _send(round, free, officer, by)
    within = reached.count()
    if new:
        _record_households(Verb.ASSIGNED, round, officer, by, new)
    return Sent(new=new, already=within - new, beyond=len(keys) - within)


def _send(round: Round, households: HouseholdQuerySet, officer: User, by: User) -> int:
    """How many there were; a household that another act took meanwhile stays with it."""
    now = timezone.now()
    AssignedHousehold.objects.bulk_create(
        [
            AssignedHousehold(
                round=round, household=one, officer=officer, assigned_by=by, assigned_at=now
            )
            for one in households
        ],
        ignore_conflicts=True,
        batch_size=500,
    )
    return AssignedHousehold.objects.filter(
        round=round, officer=officer, assigned_by=by, assigned_at=now
    ).count()


@transaction.atomic
def unassign_households(*, round: Round, officer: User, by: User) -> int:
    """Takes back every door that `officer` was given within the areas of `by`; visits stay."""
    if not by.may(Permission.ASSIGN):
        raise PermissionDenied
    if round.closed_on is not None:
        raise FieldworkRefused("Periode ini sudah ditutup.")
    given = AssignedHousehold.objects.visible_to(by, Permission.ASSIGN)
    taken = given.filter(round=round, officer=officer).delete()[0]
    if taken:
        _record_households(Verb.UNASSIGNED, round, officer, by, taken)
    return taken


def _record_households(verb: Verb, round: Round, officer: User, by: User, number: int) -> None:
    record(
        verb,
        by=by,
        subject=f"user:{officer.username}",
        after={"periode": round.code, "rumah tangga": number},
    )


def _record(verb: Verb, assignment: Assignment, by: User) -> None:
    record(
        verb,
        by=by,
        area=assignment.area,
        subject=f"user:{assignment.officer.username}",
        after={
            "periode": assignment.round.code,
            "kelurahan": assignment.area.name,
            "RT": assignment.rt,
        },
    )
