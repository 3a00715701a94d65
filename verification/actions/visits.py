"""An officer records what he found at a door, and takes back what he recorded himself."""

from collections.abc import Iterable
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from registry.actions import households
from registry.actions.households import Stale
from registry.audit import record
from registry.codes import VisitResult
from registry.events import Verb
from registry.models import Household, User
from verification.actions import effects, remains
from verification.actions.history import standing_told, told
from verification.findings import FieldworkRefused, VisitFinding, check
from verification.models import Round, Visit, VisitDeath
from verification.workflow import Act, Step, VisitState, act_for, step

VERB_OF: dict[str, Verb] = {
    VisitResult.CONFIRMED: Verb.VISIT_CONFIRMED,
    VisitResult.NOT_FOUND: Verb.VISIT_NOT_FOUND,
    VisitResult.POSTPONED: Verb.VISIT_POSTPONED,
}


class DecidedByOther(Stale):
    """Somebody's visit was recorded since the page was read; `visit` is the one that stands."""

    def __init__(self, household: Household, visit: Visit) -> None:
        self.visit = visit
        super().__init__(household)


@transaction.atomic
def record_visit(
    *,
    household: Household,
    round: Round,
    by: User,
    seen_version: int,
    key: UUID,
    finding: VisitFinding,
) -> Visit:
    """Records one visit; the same `key` again returns the visit it made.

    A confirmation, a *tidak ditemukan* and a postponement count at once. A report waits: until a
    supervisor accepts it only `Household.reported` moves. Raises FieldworkRefused, DecidedByOther,
    Stale.
    """
    act = act_for(finding.result)
    taken = step(None, act)
    if household.area_id not in by.area_ids(taken.permission):
        raise PermissionDenied
    if (known := _sent_before(key, household, by)) is not None:
        return known
    try:
        households.claim(household=household, seen_version=seen_version)
    except Stale:
        # The twin of a double tap may have been written while this one waited for the row.
        if (known := _sent_before(key, household, by)) is not None:
            return known
        _say_who(household, seen_version)
        raise
    round.refresh_from_db(fields=["closed_on"])
    check(finding, household=household, round=round)
    return _write(household, round, by, seen_version, key, finding, taken)


def _sent_before(key: UUID, household: Household, by: User) -> Visit | None:
    known = Visit.objects.filter(key=key)
    if (sent := known.values_list("household", "officer").first()) is None:
        return None
    if sent != (household.pk, by.pk):
        raise FieldworkRefused(
            "Halaman ini sudah dipakai untuk kunjungan lain. Muat ulang halamannya."
        )
    return known.get()


def _say_who(household: Household, seen_version: int) -> None:
    since = household.visits.filter(is_current=True, seen_version__gte=seen_version)
    visit = since.select_related("officer", "household").order_by("-id").first()
    if visit is not None:
        raise DecidedByOther(household, visit)


def _write(
    household: Household,
    round: Round,
    by: User,
    seen_version: int,
    key: UUID,
    finding: VisitFinding,
    taken: Step,
) -> Visit:
    before = told(household)
    # Nobody else writes visits of a household that was claimed, so one reading serves all steps.
    earlier = list(household.visits.order_by("id"))
    _make_room(earlier, round)
    visit = Visit.objects.create(
        key=key,
        round=round,
        household=household,
        area=household.area,
        officer=by,
        officer_name=str(by),
        **finding.visit_values(),
        seen_version=seen_version,
        state=taken.to,
        is_current=True,
        effects={} if earlier else {"base": effects.base_of(household)},
    )
    deaths = [VisitDeath(visit=visit, person=d.person, died_on=d.died_on) for d in finding.deaths]
    VisitDeath.objects.bulk_create(deaths)
    if taken.to == VisitState.COUNTED and (changed := effects.apply(visit, household)):
        visit.effects |= changed
        visit.save(update_fields=["effects"])
    effects.settle(household, [*earlier, visit])
    verb = VERB_OF.get(finding.result, Verb.VISIT_REPORTED)
    _record(verb, visit, household, by, before)
    return visit


def _make_room(visits: Iterable[Visit], round: Round) -> None:
    """A round has one current visit; a pending report gives way, and taken back, it waits again."""
    for visit in visits:
        is_pending = visit.state == VisitState.REPORTED
        if visit.round_id != round.pk or not (visit.is_current or is_pending):
            continue
        if is_pending:
            visit.state = step(visit.state, Act.SUPERSEDE).to
        visit.is_current = False
        visit.save(update_fields=["state", "is_current"])


@transaction.atomic
def withdraw(*, visit: Visit, by: User) -> list[Visit]:
    """The officer takes his own visit back: everything is as without it, both events stay.

    Returns the visits that are carried out without it. Raises NotPossible where it was accepted,
    returned or taken back meanwhile, FieldworkRefused where the round is closed, ChangedSince where
    what it changed has been changed again.
    """
    taken = step(visit.state, Act.WITHDRAW)
    if visit.officer_id != by.pk or visit.household.area_id not in by.area_ids(taken.permission):
        raise PermissionDenied
    household = visit.household
    households.touch(household=household)
    before = told(household)
    move_on(visit, Act.WITHDRAW)
    visit.round.refresh_from_db()
    if visit.round.closed_on is not None:
        raise FieldworkRefused(
            "Periode verifikasi ini sudah ditutup; hasilnya tidak dapat ditarik."
        )
    # A report that waits again holds up what is older: it must before anything is carried out.
    effects.settle(household, household.visits.order_by("id"))
    standing = remains.take_back(visit, household, by=by).standing
    _record(Verb.VISIT_WITHDRAWN, visit, household, by, before, standing)
    return standing


def move_on(visit: Visit, act: Act) -> None:
    """Moves the state by the table. Raises NotPossible with the state it really has."""
    now = Visit.objects.values_list("state", flat=True).get(pk=visit.pk)
    taken = step(now, act)
    moved = Visit.objects.filter(pk=visit.pk, state=now).update(state=taken.to)
    if not moved:
        raise Stale(visit)
    visit.state = taken.to


def _record(
    verb: Verb,
    visit: Visit,
    household: Household,
    by: User,
    before: dict[str, str],
    standing: Iterable[Visit] = (),
) -> None:
    record(
        verb,
        by=by,
        household=household,
        subject=f"visit:{visit.public_id}",
        before=before,
        after={"hasil": visit.get_result_display()} | told(household) | standing_told(standing),
        reason=visit.note,
    )
