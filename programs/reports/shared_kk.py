"""One KK paid twice because it stands in two households: the same programme in the same month.

`double` of the overlap figures looks within one household; this looks across two.
"""

from collections import defaultdict
from collections.abc import Collection
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, QuerySet

from bansos.lib.dates import joined
from programs.models import Disbursement, Recipient
from programs.models.aid import DisbursementQuerySet, RecipientQuerySet
from programs.overlap.figures import Window
from programs.reports.months import own_kk
from registry.models import Membership, User
from registry.roles import Permission


class Partner(NamedTuple):
    """Who got the same for the same KK elsewhere, and in which months both were paid."""

    recipient: Recipient
    months: list[tuple[int, int]]


def paid_in_two_households(
    user: User, window: Window, permission: Permission = Permission.VIEW_DASHBOARD
) -> RecipientQuerySet:
    """Recipients whose KK lives in two open households and got their programme in both.

    Each has its KK as `kk_now`. A KK that nobody knows is nobody's double.
    """
    visible = Recipient.objects.visible_to(user, permission)
    # The numbers first: of all the recipients of a city only a few hold one of them.
    held = _held(visible).filter(kk_now__in=_shared_kks())  # type: ignore[misc]
    return held.filter(Exists(_paid_in_both(window)))


def partners_of(recipients: Collection[Any], window: Window) -> dict[int, list[Partner]]:
    """{recipient: who holds the same elsewhere}; for the rows of a page or a piece of a file.

    `recipients` come from `paid_in_two_households`. Seen by nobody yet: whoever shows a partner
    asks first whether its household is visible.
    """
    others = _held(Recipient.objects.all()).filter(  # type: ignore[misc]
        kk_now__in={recipient.kk_now for recipient in recipients},
        program__in={recipient.program_id for recipient in recipients},
    )
    by_kk: dict[tuple[str, int], list[Any]] = defaultdict(list)
    holders: list[Any] = list(others.select_related("household__area", "household__head"))
    for holder in holders:
        by_kk[holder.kk_now, holder.program_id].append(holder)
    paid = _paid_spans([holder.pk for holder in holders], window)
    found: dict[int, list[Partner]] = {}
    for mine in recipients:
        group = by_kk[mine.kk_now, mine.program_id]
        elsewhere = [other for other in group if other.household_id != mine.household_id]
        met = [Partner(other, _shared(paid[mine.pk], paid[other.pk])) for other in elsewhere]
        found[mine.pk] = [partner for partner in met if partner.months]
    return found


def _held(recipients: RecipientQuerySet) -> RecipientQuerySet:
    """Counted aid of open households in which its own KK lives today."""
    found = recipients.filter(household__closed_at=None, program__counted=True)
    at_home = Membership.objects.current().filter(
        household=OuterRef("household"), kk=OuterRef("kk_now")
    )
    return found.annotate(kk_now=own_kk()).filter(Exists(at_home))


def _shared_kks() -> QuerySet[Membership, Any]:
    """The numbers that live in more than one open household: 7 in 875 households do."""
    living = Membership.objects.current().filter(household__closed_at=None).exclude(kk="")
    counted = living.values("kk").annotate(households=Count("household", distinct=True))
    return counted.filter(households__gt=1).values("kk")


def _paid_in_both(window: Window) -> DisbursementQuerySet:
    """A payment of the recipient and one of another household of its KK share a month."""
    others = Disbursement.objects.paid().covering(*window)
    theirs = others.alias(kk_now=own_kk("recipient__")).filter(
        # Found by the index of the memberships: the KK lives there.
        recipient__household__memberships__kk=OuterRef(OuterRef("kk_now")),
        recipient__household__memberships__valid_to=None,
        recipient__household__closed_at=None,
        recipient__program=OuterRef(OuterRef("program")),
        kk_now=OuterRef(OuterRef("kk_now")),
        first_month__lte=OuterRef("last_month"),
        last_month__gte=OuterRef("first_month"),
    )
    elsewhere = theirs.exclude(recipient__household=OuterRef(OuterRef("household")))
    mine = Disbursement.objects.paid().covering(*window).filter(recipient=OuterRef("pk"))
    return mine.filter(Exists(elsewhere))


def _paid_spans(recipients: Collection[int], window: Window) -> dict[int, list[tuple[int, int]]]:
    """The months of the window in which each was paid."""
    paid = Disbursement.objects.paid().covering(*window).filter(recipient__in=recipients)
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for recipient, first, last in paid.values_list("recipient", "first_month", "last_month"):
        found[recipient].append((max(first, window.first), min(last, window.last)))
    return found


def _shared(mine: list[tuple[int, int]], theirs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    both = [(max(a, c), min(b, d)) for a, b in mine for c, d in theirs]
    return joined(sorted(span for span in both if span[0] <= span[1]))
