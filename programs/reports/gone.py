"""Aid for months after its holder had died, or after his household had left the city.

A month is *after* when it follows the month of the event: what covers the month of death itself
is in order. Of a death without a date, the day it was recorded is the latest it can have been.
"""

from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from programs.models import Disbursement, Recipient
from programs.models.aid import DisbursementQuerySet, RecipientQuerySet
from programs.overlap.figures import Window
from programs.reports.months import month_in, own_kk
from registry.codes import Existence, FundingSource, PaymentStatus, ProgramTarget, Relation
from registry.models import ClosedReason, Membership, User
from registry.roles import Permission

# An aid in these states is, or is about to be, paid.
LIVE = (PaymentStatus.CANDIDATE, PaymentStatus.PROCESSING, PaymentStatus.PAID)
SEEN_BY = Permission.VIEW_DASHBOARD


@dataclass(frozen=True)
class Event:
    """What ends an aid: when it happened, and when it was recorded (months, from a recipient)."""

    happened: Combinable
    recorded: Combinable


def death(recipient: str = "") -> Event:
    day = f"{recipient}person__existence_on"
    recorded = month_in(f"{recipient}person__existence_recorded_at")
    return Event(Coalesce(month_in(day), recorded), recorded)


def leaving(recipient: str = "") -> Event:
    household = f"{recipient}household__"
    return Event(month_in(f"{household}closed_on"), month_in(f"{household}closed_at"))


def paid_after_death(
    user: User, window: Window, permission: Permission = SEEN_BY, *, since_recorded: bool = False
) -> DisbursementQuerySet:
    """Payments *disalurkan* for a month after the recipient's own death, nobody named instead."""
    dead = Recipient.objects.filter(person__existence=Existence.DECEASED)
    payments = _paid(user, window, permission, dead)
    found = _after(payments, death("recipient__"), window, since_recorded)
    return found.alias(kk_of_the_dead=own_kk("recipient__")).exclude(_replaced())


def paid_after_leaving(
    user: User, window: Window, permission: Permission = SEEN_BY, *, since_recorded: bool = False
) -> DisbursementQuerySet:
    """The same of households that left the city."""
    left = Recipient.objects.filter(household__closed_reason=ClosedReason.MOVED)
    payments = _paid(user, window, permission, left)
    return _after(payments, leaving("recipient__"), window, since_recorded)


def dead_holders(user: User, window: Window, permission: Permission = SEEN_BY) -> RecipientQuerySet:
    """Recipients with aid, paid or on its way, for a month after their death; replaced or not."""
    dead = Recipient.objects.visible_to(user, permission)
    dead = dead.filter(person__existence=Existence.DECEASED)
    return _with_aid_after(dead, death(), window)


def holders_who_left(
    user: User, window: Window, permission: Permission = SEEN_BY
) -> RecipientQuerySet:
    """The same of those whose household left the city."""
    left = Recipient.objects.visible_to(user, permission)
    left = left.filter(household__closed_reason=ClosedReason.MOVED)
    return _with_aid_after(left, leaving(), window)


def village_fund_holders(user: User, permission: Permission = SEEN_BY) -> RecipientQuerySet:
    """On a list of Dana Desa, in a city that has no desa: newcomers or errors, in any month."""
    visible = Recipient.objects.visible_to(user, permission)
    return visible.filter(program__source=FundingSource.VILLAGE)


def _paid(
    user: User, window: Window, permission: Permission, recipients: RecipientQuerySet
) -> DisbursementQuerySet:
    """As a subquery the few recipients are where databases begin, whatever they know of sizes."""
    payments = Disbursement.objects.visible_to(user, permission).paid().covering(*window)
    return payments.filter(recipient__in=recipients)


def _after(
    payments: DisbursementQuerySet, event: Event, window: Window, since_recorded: bool
) -> DisbursementQuerySet:
    """A month that is covered, in the window and after the event: compared two by two."""
    found = payments.alias(gone=event.happened, told=event.recorded).filter(
        last_month__gt=F("gone"), gone__lt=window.last
    )
    return found.filter(recorded_before(window)) if since_recorded else found


def recorded_before(window: Window) -> Q:
    """Of the payments of a report: those for a month after the event was known here as well."""
    return Q(last_month__gt=F("told"), told__lt=window.last)


def _with_aid_after(
    recipients: RecipientQuerySet, event: Event, window: Window
) -> RecipientQuerySet:
    aid = Disbursement.objects.covering(*window).filter(
        recipient=OuterRef("pk"), status__in=LIVE, last_month__gt=OuterRef("gone")
    )
    return recipients.alias(gone=event.happened).filter(Exists(aid), gone__lt=window.last)


def _replaced() -> Combinable:
    """Somebody was named in the place of the dead: a new head, or a new recipient of his KK.

    What is given to a person for himself ends with him.
    """
    was_head = Membership.objects.filter(
        person=OuterRef("recipient__person"),
        household=OuterRef("recipient__household"),
        relation=Relation.HEAD,
    )
    head = "recipient__household__head"
    new_head = (
        Exists(was_head)
        & Q(**{f"{head}__isnull": False})
        & ~Q(**{head: F("recipient__person")})
        & ~Q(**{f"{head}__existence": Existence.DECEASED})
    )
    for_himself = Q(recipient__program__target=ProgramTarget.PERSON)
    return ~for_himself & (new_head | Exists(_successors()))


def _successors() -> RecipientQuerySet:
    """Living recipients of the same programme, household and KK; an unknown KK may be any."""
    others = Recipient.objects.filter(
        program=OuterRef("recipient__program"),
        household=OuterRef("recipient__household"),
        person__isnull=False,
    )
    others = others.exclude(person=OuterRef("recipient__person"))
    others = others.exclude(person__existence=Existence.DECEASED)
    same_kk = Q(kk_now=Coalesce(OuterRef("kk_of_the_dead"), F("kk_now")))
    return others.alias(kk_now=own_kk()).filter(same_kk | Q(kk_now=None))
