"""Looks again at who waits, after households came in.

It runs while the import holds the write lock, so nobody is looked at for whom nothing is new: a
monthly list changes few people, and ten thousand may be outside the register.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet

from bansos.lib.batches import batched
from programs.linking.called import Resident
from programs.linking.link import OUTSIDE, Link, link_of
from programs.linking.numbers import Linker
from programs.linking.people import Neighbourhood, Register, residents
from programs.linking.rows import RowLinker
from programs.linking.wanted import wanted_of
from programs.models import LinkMethod, LinkState, Recipient
from programs.models.aid import RecipientQuerySet
from registry.identifiers import nik_birth_date
from registry.matching.names import sound_key
from registry.models import Household, Membership
from registry.models.household import home_of
from registry.models.person import MembershipQuerySet

BATCH = 2_000
BY_NUMBER = frozenset({LinkMethod.NIK.value, LinkMethod.KK.value})
_ASKED = ("pk", "nik", "kk", "name_key", "sound_key", "area_id", "birth_date")


def links_to_renew(
    changed: MembershipQuerySet | None = None,
) -> Iterator[tuple[Recipient, Link]]:
    """Who waited and is found among the people that `changed`, and who moved house or whose No. KK
    did.

    None: all people of the register. What an officer decided stays, also that nobody is meant:
    whom he chose is followed into another household, never exchanged. Within a transaction: who
    is looked at is held until its end.
    """
    open_ = Recipient.objects.exclude(link_method=LinkMethod.HAND)
    linked = Recipient.objects.filter(link_state=LinkState.LINKED)
    register = Register()
    for keys in batched(
        _waiting(open_, Membership.objects.all() if changed is None else changed), BATCH
    ):
        yield from _found_again(held(open_.filter(pk__in=keys)), register)
    met = set[int]()
    for found in (*_moved(linked, changed), _left_behind(linked), _number_moved(linked, changed)):
        for batch in _batches(held(found)):
            # What is found may be written at the end: who is met twice still looks unchanged.
            yield from followed([one for one in batch if one.pk not in met])
            met.update(one.pk for one in batch)


def _moved(
    linked: RecipientQuerySet, changed: MembershipQuerySet | None
) -> list[RecipientQuerySet]:
    """Who lives elsewhere: of those that changed, and of those who stand in a duplicate."""
    moved = (
        linked.filter(person__memberships__valid_to=None)
        .annotate(home=home_of("person__memberships__household"))
        .exclude(household=F("home"))
        .filter(home__isnull=False)
    )
    if changed is None:
        return [moved]
    in_duplicates = moved.filter(household__in=_duplicates())
    return [moved.filter(person__in=changed.values("person")), in_duplicates]


def _left_behind(linked: RecipientQuerySet) -> RecipientQuerySet:
    """Whom nobody leads out of a duplicate: no person is known, or he lives nowhere today."""
    lives = Membership.objects.current().filter(person=OuterRef("person"))
    homeless = linked.filter(~Exists(lives), household__in=_duplicates())
    return homeless.annotate(home=home_of("household")).exclude(household=F("home"))


def _number_moved(
    linked: RecipientQuerySet, changed: MembershipQuerySet | None
) -> RecipientQuerySet:
    """Who is known by No. KK alone, which nobody bears any more in his household."""
    bearers = Membership.objects.current().annotate(home=home_of("household"))
    at_home = bearers.filter(kk=OuterRef("kk"), home=OuterRef("household"))
    gone = linked.filter(~Exists(at_home), person=None, link_method=LinkMethod.KK)
    if changed is not None:
        gone = gone.filter(kk__in=changed.exclude(kk="").values("kk"))
    return gone.annotate(home=F("household"))


def _duplicates() -> QuerySet[Household, int]:
    """As a subquery: begun with them, who stands there is found without reading all recipients."""
    return Household.objects.filter(merged_into__isnull=False).values_list("pk", flat=True)


def stranded_by(memberships: Collection[int]) -> Iterator[tuple[int, int]]:
    """(recipient, membership): who is linked where his person would live no more, were these open
    again. No other list would follow him: it looks at those whom it changes.
    """
    linked = Recipient.objects.filter(
        link_state=LinkState.LINKED, person__memberships__in=memberships
    )
    elsewhere = linked.annotate(home=home_of("person__memberships__household"))
    astray = elsewhere.exclude(household=F("home"))
    yield from astray.values_list("pk", "person__memberships").iterator(BATCH)


def held(recipients: RecipientQuerySet) -> RecipientQuerySet:
    """On PostgreSQL an officer who decides on one of them waits, or was first and is heeded."""
    return recipients.select_for_update(of=("self",), no_key=True)


def _waiting(recipients: QuerySet[Recipient], changed: MembershipQuerySet) -> list[int]:
    """Keys of those who may be one of the people that changed."""
    waiting = recipients.exclude(link_state=LinkState.LINKED).order_by("pk")
    if not waiting.exists():
        return []
    newcomers = Newcomers(residents(changed))
    rows = waiting.values_list(*_ASKED)
    return [key for key, *asked in rows.iterator(BATCH) if newcomers.may_hold(*asked)]


class Newcomers:
    """People who came or changed, by all that a row could find them by."""

    def __init__(self, people: Iterable[Resident]) -> None:
        self._numbers: set[str] = set()
        self._born: set[tuple[str, date]] = set()
        by_area: dict[int | None, list[Resident]] = defaultdict(list)
        for person in people:
            known = person.described
            self._numbers |= {known.nik, known.kk}
            if known.birth_date:
                self._born.add((sound_key(known.name_key), known.birth_date))
            by_area[known.area_id].append(person)
        self._numbers -= {""}
        self._by_area = {area: Neighbourhood(here) for area, here in by_area.items()}

    def may_hold(
        self, nik: str, kk: str, name_key: str, sound: str, area_id: int | None, born: date | None
    ) -> bool:
        if nik in self._numbers or kk in self._numbers:
            return True
        if any((sound, day) in self._born for day in (born, nik_birth_date(nik)) if day):
            return True
        here = self._by_area.get(area_id)
        return here is not None and bool(here.called(name_key))


def _found_again(
    recipients: QuerySet[Recipient], register: Register
) -> Iterator[tuple[Recipient, Link]]:
    wanted = {one: wanted_of(one) for one in recipients.order_by("pk")}
    links = RowLinker(wanted.values(), register)
    for recipient, row in wanted.items():
        link = links.find(row)
        if link != link_of(recipient):
            yield recipient, link


def followed(moved: list[Any]) -> Iterator[tuple[Recipient, Link]]:
    """Where the numbers of the row lead today; where they lead nowhere, with the person.

    What was concluded from a name, or decided, is about the person: he may be called otherwise
    by now.
    """
    numbers = Linker((one.nik, one.kk) for one in moved)
    for one in moved:
        link = OUTSIDE
        if one.link_method in BY_NUMBER:
            link = numbers.find(one.nik, one.kk, one.name_key)
        if link.state != LinkState.LINKED:
            link = Link(LinkState.LINKED, one.link_method, one.person_id, one.home)
        if link != link_of(one):
            yield one, link


def _batches(recipients: QuerySet[Any]) -> Iterator[list[Any]]:
    """By key, so that memory stays flat and what is changed meanwhile is not met twice."""
    last = 0
    while batch := list(recipients.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield batch
        last = batch[-1].pk
