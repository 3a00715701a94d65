"""One KK paid twice because it stands in two households: the same programme in the same month.

`double` of the overlap figures looks within one household; this looks across two. A KK in two
households is rare (7 in 875), so those few are found by the database and held against each other
here: joined in SQL, each would be held against every recipient of its programme.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from itertools import permutations
from typing import Any, NamedTuple

from django.db.models import Exists, F, Max, Min, OuterRef, QuerySet

from bansos.lib.dates import joined
from programs.models import Disbursement, Recipient
from programs.models.aid import RecipientQuerySet
from programs.overlap.figures import Window
from programs.reports.months import own_kk
from registry.models import Membership, User
from registry.roles import Permission

Spans = list[tuple[int, int]]


class Partner(NamedTuple):
    """Who got the same for the same KK elsewhere, and in which months both were paid."""

    recipient: Any
    months: Spans


def paid_in_two_households(
    user: User, window: Window, permission: Permission = Permission.VIEW_DASHBOARD
) -> RecipientQuerySet:
    """Recipients whose KK lives in two open households and got their programme in both.

    Each has its KK as `kk_now`. A KK that nobody knows is nobody's double.
    """
    visible = Recipient.objects.visible_to(user, permission)
    # Read first: as a subquery it would group the whole register once for each place it stands in.
    found = _partners(_holders(set(_shared_kks())), window)
    return visible.annotate(kk_now=own_kk()).filter(pk__in=list(found))


def partners_of(recipients: Collection[Any], window: Window) -> dict[int, list[Partner]]:
    """{recipient: who holds the same elsewhere}; for the rows of a page or a piece of a file.

    `recipients` come from `paid_in_two_households`. Whoever shows a partner asks first whether
    its household is visible.
    """
    holders = _holders({recipient.kk_now for recipient in recipients})
    return _partners(holders.select_related("household__area", "household__head"), window)


def _shared_kks() -> QuerySet[Membership, str]:
    """The numbers that live in more than one household; whether it is open is asked of these few.

    The first and the last household of each differ: cheaper than to count its different ones.
    """
    living = Membership.objects.current().exclude(kk="").values("kk")
    homes = living.annotate(first=Min("household"), last=Max("household"))
    return homes.filter(first__lt=F("last")).values_list("kk", flat=True)


def _holders(kks: Collection[str]) -> RecipientQuerySet:
    """Counted aid of these KK, in the open households where the KK lives today."""
    living = Membership.objects.current()
    # By household first: the index leads from the number to the few rows.
    there = Recipient.objects.filter(household__in=living.filter(kk__in=kks).values("household"))
    its_home = living.filter(household=OuterRef("household"), kk=OuterRef("kk_now"))
    counted = there.filter(household__closed_at=None, program__counted=True)
    return counted.annotate(kk_now=own_kk()).filter(Exists(its_home), kk_now__in=kks)


def _partners(holders: Iterable[Any], window: Window) -> dict[int, list[Partner]]:
    """Only those who have a partner; each pair is found from both its sides."""
    together: dict[tuple[int, str], list[Any]] = defaultdict(list)
    for holder in holders:
        together[holder.program_id, holder.kk_now].append(holder)
    several = [group for group in together.values() if len(group) > 1]
    paid = _paid_spans([holder.pk for group in several for holder in group], window)
    found: dict[int, list[Partner]] = defaultdict(list)
    for group in several:
        for mine, other in permutations(group, 2):
            months = _shared(paid[mine.pk], paid[other.pk])
            if mine.household_id != other.household_id and months:
                found[mine.pk].append(Partner(other, months))
    return dict(found)


def _paid_spans(recipients: Collection[int], window: Window) -> dict[int, Spans]:
    """The months of the window in which each was paid."""
    paid = Disbursement.objects.paid().covering(*window).filter(recipient__in=recipients)
    found: dict[int, Spans] = defaultdict(list)
    for recipient, first, last in paid.values_list("recipient", "first_month", "last_month"):
        found[recipient].append((max(first, window.first), min(last, window.last)))
    return found


def _shared(mine: Spans, theirs: Spans) -> Spans:
    both = [(max(a, c), min(b, d)) for a, b in mine for c, d in theirs]
    return joined(sorted(span for span in both if span[0] <= span[1]))
