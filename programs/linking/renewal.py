"""Looks again at who waits, after households came in."""

from collections.abc import Iterator
from typing import Any

from django.db.models import F, QuerySet

from programs.linking.link import Link, link_of
from programs.linking.people import Register
from programs.linking.rows import RowLinker
from programs.linking.wanted import wanted_of
from programs.models import LinkMethod, LinkState, Recipient

BATCH = 2_000


def links_to_renew() -> Iterator[tuple[Recipient, Link]]:
    """Who waited and is found now, and whose person moved house.

    What an officer decided stays, also that nobody of the register is meant. A link by name is
    not looked at again while its person lives where he lived.
    """
    open_ = Recipient.objects.exclude(link_method=LinkMethod.HAND)
    waiting = open_.exclude(link_state=LinkState.LINKED)
    moved = (
        open_.filter(link_state=LinkState.LINKED, person__memberships__valid_to=None)
        .annotate(home=F("person__memberships__household"))
        .exclude(household=F("home"))
    )
    yield from _found_again(waiting)
    yield from _found_again(moved.exclude(link_method=LinkMethod.NAME))
    for batch in _batches(moved.filter(link_method=LinkMethod.NAME)):
        for one in batch:
            yield one, Link(one.link_state, one.link_method, one.person_id, one.home)


def _found_again(recipients: QuerySet[Recipient]) -> Iterator[tuple[Recipient, Link]]:
    register = Register()
    for batch in _batches(recipients):
        wanted = {recipient.pk: wanted_of(recipient) for recipient in batch}
        links = RowLinker(wanted.values(), register)
        for recipient in batch:
            link = links.find(wanted[recipient.pk])
            if link != link_of(recipient):
                yield recipient, link


def _batches(recipients: QuerySet[Any]) -> Iterator[list[Any]]:
    """By key, so that memory stays flat and what is changed meanwhile is not met twice."""
    last = 0
    while batch := list(recipients.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield batch
        last = batch[-1].pk
