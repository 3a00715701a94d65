"""Finds the household a recipient row means: by NIK, then by No. KK. Never by guess.

What is not found stays outside the register, counted and listed; after each import of
households it is looked at again (`links_to_renew`).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet

from programs.models import LinkMethod, LinkState, Recipient
from registry.models import Membership

BATCH = 2_000
# In the order of Link.values().
LINK_FIELDS = ("link_state", "link_method", "person_id", "household_id")


@dataclass(frozen=True)
class Link:
    """Whom a row means, and how we know."""

    state: str
    method: str = ""
    person_id: int | None = None
    household_id: int | None = None

    def values(self) -> tuple[str, str, int | None, int | None]:
        return str(self.state), str(self.method), self.person_id, self.household_id

    def changes_of(self, recipient: Recipient) -> dict[str, tuple[Any, Any]]:
        """Field → (old, new) where `recipient` is linked otherwise today."""
        both = zip(LINK_FIELDS, link_of(recipient).values(), self.values(), strict=True)
        return {name: (old, new) for name, old, new in both if old != new}


OUTSIDE = Link(LinkState.OUTSIDE)
AMBIGUOUS = Link(LinkState.AMBIGUOUS)


class Linker:
    """Answers for a batch of (NIK, No. KK, name key): two queries, whatever its length."""

    def __init__(self, wanted: Iterable[tuple[str, str]]) -> None:
        pairs = list(wanted)
        niks = {nik for nik, _ in pairs if nik}
        kks = {kk for _, kk in pairs if kk}
        current = Membership.objects.current()
        self._by_nik = {
            nik: (person_id, household_id)
            for nik, person_id, household_id in current.filter(person__nik__in=niks).values_list(
                "person__nik", "person_id", "household_id"
            )
        }
        self._by_kk: dict[str, dict[int, list[tuple[int, str]]]] = defaultdict(dict)
        rows = current.filter(kk__in=kks).values_list(
            "kk", "household_id", "person_id", "person__name_key"
        )
        for kk, household_id, person_id, name in rows:
            self._by_kk[kk].setdefault(household_id, []).append((person_id, name))

    def find(self, nik: str, kk: str, name_key: str) -> Link:
        """By NIK; else by KK, where exactly one household holds it; the name picks the person."""
        if nik in self._by_nik:
            person_id, household_id = self._by_nik[nik]
            return Link(LinkState.LINKED, LinkMethod.NIK, person_id, household_id)
        households = self._by_kk.get(kk, {}) if kk else {}
        if not households:
            return OUTSIDE
        if len(households) > 1:
            return AMBIGUOUS
        ((household_id, people),) = households.items()
        named = [person_id for person_id, name in people if name == name_key]
        only = named[0] if len(named) == 1 else None
        return Link(LinkState.LINKED, LinkMethod.KK, only, household_id)


def link_of(recipient: Recipient) -> Link:
    return Link(
        recipient.link_state, recipient.link_method, recipient.person_id, recipient.household_id
    )


def assign(recipient: Recipient, link: Link) -> None:
    recipient.link_state, recipient.link_method = link.state, link.method
    recipient.person_id, recipient.household_id = link.person_id, link.household_id


def links_to_renew() -> Iterator[tuple[Recipient, Link]]:
    """After households came in: who waited and is found now, and whose person moved house.

    What an officer set by hand stays.
    """
    waiting = Recipient.objects.exclude(link_state=LinkState.LINKED)
    moved = (
        Recipient.objects.filter(link_state=LinkState.LINKED, person__memberships__valid_to=None)
        .exclude(link_method=LinkMethod.HAND)
        .exclude(household=F("person__memberships__household"))
    )
    for recipients in (waiting, moved):
        for batch in _batches(recipients):
            linker = Linker((recipient.nik, recipient.kk) for recipient in batch)
            for recipient in batch:
                link = linker.find(recipient.nik, recipient.kk, recipient.name_key)
                if link != link_of(recipient):
                    yield recipient, link


def _batches(recipients: QuerySet[Recipient]) -> Iterator[list[Recipient]]:
    """By key, so that memory stays flat and what is changed meanwhile is not met twice."""
    last = 0
    while batch := list(recipients.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield batch
        last = batch[-1].pk
