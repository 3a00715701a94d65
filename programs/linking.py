"""Finds the household a recipient row means: by NIK, then by No. KK. Never by guess.

What is not found stays outside the register, counted and listed; what a later import of
households brings is looked at again (`link_waiting`).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from programs.models import LinkMethod, LinkState, Recipient
from registry.models import Membership

BATCH = 2_000


@dataclass(frozen=True)
class Link:
    """Whom a row means, and how we know."""

    state: str
    method: str = ""
    person_id: int | None = None
    household_id: int | None = None


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
        """By NIK; else by KK, where exactly one household holds it. The name only picks the person."""
        if nik in self._by_nik:
            person_id, household_id = self._by_nik[nik]
            return Link(LinkState.LINKED, LinkMethod.NIK, person_id, household_id)
        households = self._by_kk.get(kk, {}) if kk else {}
        if not households:
            return OUTSIDE
        if len(households) > 1:
            return AMBIGUOUS
        household_id, people = next(iter(households.items()))
        named = [person_id for person_id, name in people if name == name_key]
        person_id = named[0] if len(named) == 1 else None
        return Link(LinkState.LINKED, LinkMethod.KK, person_id, household_id)


def assign(recipient: Recipient, link: Link) -> None:
    recipient.link_state, recipient.link_method = link.state, link.method
    recipient.person_id, recipient.household_id = link.person_id, link.household_id


def link_waiting() -> list[tuple[Recipient, Link]]:
    """Links every recipient that waited and is found now; returns them with their old link."""
    found: list[tuple[Recipient, Link]] = []
    waiting = Recipient.objects.exclude(link_state=LinkState.LINKED).order_by("pk")
    for batch in _batches(list(waiting)):
        linker = Linker((recipient.nik, recipient.kk) for recipient in batch)
        changed: list[Recipient] = []
        for recipient in batch:
            link = linker.find(recipient.nik, recipient.kk, recipient.name_key)
            if link.state != recipient.link_state:
                found.append((recipient, Link(recipient.link_state)))
                assign(recipient, link)
                recipient.version += 1
                changed.append(recipient)
        Recipient.objects.bulk_update(
            changed,
            ["link_state", "link_method", "person_id", "household_id", "version"],
            batch_size=500,
        )
    return found


def _batches(recipients: list[Recipient]) -> Iterator[list[Recipient]]:
    rest = iter(recipients)
    while batch := list(islice(rest, BATCH)):
        yield batch
