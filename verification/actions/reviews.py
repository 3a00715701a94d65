"""A supervisor answers a report; never the officer who made it."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from registry.actions import households
from registry.audit import record
from registry.events import Verb
from registry.models import Household, User
from verification.actions import effects, remains
from verification.actions.history import standing_told, told
from verification.actions.visits import move_on
from verification.findings import FieldworkRefused, refuse_older
from verification.models import Review, Visit
from verification.workflow import Act, Decision, VisitState, Who, step

VERB_OF = {
    Act.ACCEPT: Verb.REPORT_ACCEPTED,
    Act.RETURN: Verb.REPORT_RETURNED,
    Act.REVOKE: Verb.REPORT_REVOKED,
}
DECISION_OF = {
    Act.ACCEPT: Decision.ACCEPT,
    Act.RETURN: Decision.RETURN,
    Act.REVOKE: Decision.REVOKE,
}


class OwnReport(PermissionDenied):
    """The one who proposes does not approve."""

    def __init__(self) -> None:
        super().__init__("Laporan Anda sendiri harus diperiksa orang lain.")


def accept(*, visit: Visit, by: User, note: str = "") -> Review:
    """The report is carried out: people, head, area or closing change now.

    Raises NotPossible where somebody decided first, FieldworkRefused where a newer visit is known.
    """
    return _decide(visit=visit, by=by, act=Act.ACCEPT, note=note)


def return_(*, visit: Visit, by: User, note: str) -> Review:
    """Sends it back with a note: the household is on its officer's list again."""
    return _decide(visit=visit, by=by, act=Act.RETURN, note=note)


def revoke(*, visit: Visit, by: User, note: str = "") -> Review:
    """Takes an acceptance back: persons, head, area and closing are as without it.

    What another accepted visit tells too stands, by that one.

    Raises ChangedSince where one of them was changed again by a later hand, and FieldworkRefused
    where it would be a duplicate of its own duplicate again.
    """
    return _decide(visit=visit, by=by, act=Act.REVOKE, note=note)


@transaction.atomic
def _decide(*, visit: Visit, by: User, act: Act, note: str) -> Review:
    household = visit.household
    households.touch(household=household)
    before = told(household)
    _check(visit, by, act, note)
    move_on(visit, act)
    # A report that waits again holds up what is older: it must before anything is carried out.
    effects.settle(household, household.visits.order_by("id"))
    carried_out = _carry_out(visit, household, act, by)
    review = Review.objects.create(visit=visit, decision=DECISION_OF[act], by=by, note=note)
    after = {"hasil": visit.get_result_display()} | told(household) | carried_out
    record(
        VERB_OF[act],
        by=by,
        household=household,
        area=visit.area,
        subject=f"visit:{visit.public_id}",
        before=before,
        after=after,
        reason=note,
    )
    return review


def _carry_out(visit: Visit, household: Household, act: Act, by: User) -> dict[str, str]:
    """Changes the register; returns what the history is to say besides the household itself."""
    if act == Act.ACCEPT:
        refuse_older(visit.visited_on, household, besides=visit)
        visit.effects |= effects.apply(visit, household)
        visit.save(update_fields=["effects"])
        programs = visit.effects.get("aid", {}).get("programs", [])
        return _aid_told(programs, "ke rumah tangga yang dipertahankan")
    if act == Act.REVOKE:
        back = remains.take_back(visit, household, by=by)
        return _aid_told(back.programs, "kembali ke sini") | standing_told(back.standing)
    return {}


def _aid_told(programs: list[str], where: str) -> dict[str, str]:
    return {"bantuan": f"{', '.join(programs)}: {where}"} if programs else {}


def _check(visit: Visit, by: User, act: Act, note: str) -> None:
    visit.refresh_from_db(fields=["state", "effects"])
    taken = step(visit.state, act)
    if visit.household.area_id not in by.area_ids(taken.permission):
        raise PermissionDenied
    if taken.who == Who.ANOTHER and visit.officer_id == by.pk:
        raise OwnReport
    if taken.needs_note and not note.strip():
        raise FieldworkRefused("Tulis catatan: apa yang harus diperiksa lagi.", "note")
    if act == Act.REVOKE and not can_be_taken_back(visit):
        raise FieldworkRefused(
            "Hasil ini tidak mengubah apa pun, jadi tidak ada yang dapat dicabut."
        )


def can_be_taken_back(visit: Visit) -> bool:
    """Whether it holds the old values: those of the made-up city, and what a newer visit held up
    when its list came, changed nothing and hold none.
    """
    return bool(visit.effects.keys() & {"before", "people"})


def can_be_revoked(visit: Visit, by: User) -> bool:
    """Of who may review there: an acceptance that did something, and not of his own report."""
    is_accepted = visit.state == VisitState.ACCEPTED
    return is_accepted and visit.officer_id != by.pk and can_be_taken_back(visit)
