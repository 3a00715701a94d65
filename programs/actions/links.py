"""An officer decides whom a recipient means. What he decided no import changes afterwards."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F

from programs.actions.aid import entered_by_hand
from programs.models import LinkMethod, LinkState, Recipient
from registry.actions.households import Stale
from registry.audit import record
from registry.events import Verb
from registry.models import Household, Membership, Person, User
from registry.models.household import home_of
from registry.roles import Permission

# Links that somebody or something concluded. A number is not taken back: its row would have to be.
CAN_BE_TAKEN_BACK = frozenset({LinkMethod.NAME.value, LinkMethod.HAND.value})
VERBS = (Verb.RECIPIENT_LINKED, Verb.RECIPIENT_UNLINKED, Verb.RECIPIENT_LEFT_OUT)


class NoHousehold(Exception):
    """The person lives in no household today, so there is nobody whose aid it could be."""

    def __init__(self, person: Person) -> None:
        super().__init__(f"{person.name} tidak tercatat di rumah tangga mana pun sekarang.")


class LinkRefused(Exception):
    """The link cannot be taken back while something rests on it."""


@transaction.atomic
def link_recipient(*, recipient: Recipient, person: Person, by: User, seen_version: int) -> None:
    """The recipient is this person, and his aid that of the household he lives in today, or of the
    one that was kept where his is a duplicate.

    Raises Stale where it was linked or decided meanwhile, NoHousehold.
    """
    _may(by)
    living = Membership.objects.current().filter(person=person)
    home = Household.objects.filter(pk__in=living.values(home=home_of("household"))).first()
    if home is None:
        raise NoHousehold(person)
    before = told(recipient)
    _decide(
        recipient,
        seen_version,
        link_state=LinkState.LINKED,
        person=person,
        household=home,
    )
    _record(Verb.RECIPIENT_LINKED, recipient, by, before, home)


@transaction.atomic
def leave_out(*, recipient: Recipient, by: User, seen_version: int) -> None:
    """Nobody of the register is meant. Raises Stale."""
    _may(by)
    before = told(recipient)
    _decide(recipient, seen_version, link_state=LinkState.OUTSIDE, person=None, household=None)
    _record(Verb.RECIPIENT_LEFT_OUT, recipient, by, before, None)


@transaction.atomic
def unlink(*, recipient: Recipient, by: User, seen_version: int, reason: str) -> None:
    """Takes a link by name or by hand back: the recipient waits for somebody to choose anew.

    Raises Stale, also where it is no longer linked so; LinkRefused where aid that an officer wrote
    down for this household rests on it: that is cancelled at the household, and needs one to be
    found.
    """
    _may(by)
    _nothing_written_down(recipient)
    before, household = told(recipient), recipient.household
    _decide(
        recipient,
        seen_version,
        were={"link_state": LinkState.LINKED, "link_method__in": CAN_BE_TAKEN_BACK},
        link_state=LinkState.DOUBTFUL,
        person=None,
        household=None,
    )
    _record(Verb.RECIPIENT_UNLINKED, recipient, by, before, household, reason)


def subject_of(recipient: Recipient) -> str:
    """By which the history knows a recipient, before the words of it: never a number of a person.

    A programme and a name are not enough: namesakes have both.
    """
    return f"penerima:{recipient.pk} · "


def told(recipient: Recipient) -> dict[str, Any]:
    """The link as the history tells it."""
    return {"link_state": str(recipient.link_state), "link_method": recipient.link_method}


def _may(by: User) -> None:
    """The page asks first; a command or another page must not slip past it."""
    if not by.sees_whole_city(Permission.LINK):
        raise PermissionDenied


def _nothing_written_down(recipient: Recipient) -> None:
    """Looks under the lock of the household that writing a payment down takes as well."""
    if recipient.household_id is not None:
        Household.objects.select_for_update().get(pk=recipient.household_id)
    if events := entered_by_hand(recipient.disbursements.all()):
        periods = ", ".join(sorted({event.after.get("period", "") for event in events.values()}))
        raise LinkRefused(
            f"Batalkan dahulu catatan bantuan {recipient.program.code} {periods} "
            "yang ditulis petugas di halaman rumah tangga ini."
        )


def _decide(
    recipient: Recipient,
    seen_version: int,
    *,
    were: dict[str, Any] | None = None,
    **values: Any,
) -> None:
    """The conditional UPDATE is the lock on both databases: whoever comes second finds no row."""
    found = Recipient.objects.filter(pk=recipient.pk, version=seen_version)
    found = found.filter(**were) if were else found.exclude(link_state=LinkState.LINKED)
    if not found.update(**values, link_method=LinkMethod.HAND, version=F("version") + 1):
        raise Stale(recipient)
    recipient.refresh_from_db()


def _record(
    verb: Verb,
    recipient: Recipient,
    by: User,
    before: dict[str, Any],
    household: Household | None,
    reason: str = "",
) -> None:
    record(
        verb,
        by=by,
        household=household,
        subject=f"{subject_of(recipient)}{recipient.program.code} {recipient.name}",
        before=before,
        after=told(recipient),
        reason=reason,
    )
