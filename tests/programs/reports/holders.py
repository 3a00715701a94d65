"""A random small city of the dead, the moved and the shared KK, and its slow plain twin."""

import datetime
from random import Random

from django.utils import timezone

from bansos.lib.dates import month_index, month_of
from programs.models import Disbursement, Program, Recipient
from programs.overlap.counts import Window
from registry.codes import Existence, PaymentStatus, Relation
from registry.models import Household, Membership, Person
from tests.factories import (
    DisbursementFactory,
    HouseholdFactory,
    MembershipFactory,
    RecipientFactory,
    village,
)

CODES = ("PKH", "BPNT", "PERMAKANAN", "BLT-DD", "PBI-JK")
KKS = ("", "6472030101800001", "6472030101800002", "6472030101800003")
JANUARY = month_index(2021, 1)
WINDOWS = [Window(JANUARY, JANUARY + 5), Window(JANUARY + 2, JANUARY + 2)]
STATES = [*[PaymentStatus.PAID] * 4, PaymentStatus.CANDIDATE, PaymentStatus.FAILED]


def build(seed: int, households: int = 14) -> None:
    random = Random(seed)
    for _ in range(households):
        _home(random)


def _day(random: Random) -> datetime.date:
    return datetime.date(2021, random.randint(1, 6), random.randint(1, 28))


def _moment(random: Random) -> datetime.datetime:
    """Also in the night hours that lie on another day, and month, in UTC."""
    hour = random.choice([3, 23])
    day = random.choice([_day(random), datetime.date(2021, random.randint(2, 6), 1)])
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour)))


def _home(random: Random) -> None:
    closed = {}
    if random.random() < 0.3:
        reason = random.choice(["pindah", "pindah", "menolak"])
        closed = {"closed_at": _moment(random), "closed_on": _day(random), "closed_reason": reason}
    household = HouseholdFactory(area=village(random.choice(["Jawa", "Bukuan"])), **closed)
    members = [_member(random, household, first) for first in (True, False, False)]
    household.head = random.choice([members[0], members[1], None])
    household.save(update_fields=["head"])
    for _ in range(random.randint(1, 4)):
        _aid(random, household, random.choice([*members, None]))


def _member(random: Random, household: Household, first: bool) -> Person:
    relation = Relation.HEAD if first else Relation.CHILD
    member = MembershipFactory(household=household, kk=random.choice(KKS), relation=relation)
    if random.random() < 0.5:
        Person.objects.filter(pk=member.person_id).update(
            existence=Existence.DECEASED,
            existence_on=random.choice([_day(random), _day(random), None]),
            existence_recorded_at=random.choice([_moment(random), _moment(random), None]),
        )
    return member.person


def _aid(random: Random, household: Household, person: Person | None) -> None:
    code = random.choice(CODES)
    recipient = RecipientFactory(
        household=household,
        program=Program.objects.get(code=code),
        person=person,
        kk=random.choice(KKS),
    )
    for stage in range(random.randint(1, 2)):
        first = JANUARY + random.randint(0, 4)
        DisbursementFactory(
            recipient=recipient,
            first_month=first,
            last_month=first + random.randint(0, 2),
            stage=str(stage),
            status=random.choice(STATES),
            amount=random.choice([None, 200_000]),
        )


def covered(payment: Disbursement, window: Window) -> set[int]:
    months = range(payment.first_month, payment.last_month + 1)
    return {month for month in months if window.first <= month <= window.last}


def _died(person: Person | None) -> tuple[int | None, int | None]:
    """The months of a death and of its recording; None where nobody knows or he lives."""
    if person is None or person.existence != Existence.DECEASED:
        return None, None
    told = person.existence_recorded_at
    recorded = month_of(timezone.localtime(told).date()) if told else None
    return (month_of(person.existence_on) if person.existence_on else recorded), recorded


def _left(household: Household) -> tuple[int | None, int | None]:
    if household.closed_reason != "pindah":
        return None, None
    assert household.closed_on is not None
    assert household.closed_at is not None
    return month_of(household.closed_on), month_of(timezone.localtime(household.closed_at).date())


def plain_kk(recipient: Recipient) -> str:
    if recipient.kk or recipient.person is None:
        return recipient.kk
    return Membership.objects.get(person=recipient.person, valid_to=None).kk


def _is_replaced(recipient: Recipient) -> bool:
    """A living head after a dead one, or a living recipient of the same KK."""
    if recipient.program.target == "orang":
        return False
    head = recipient.household.head
    was_head = Membership.objects.filter(
        person=recipient.person, household=recipient.household, relation=Relation.HEAD
    )
    lives = head not in {None, recipient.person} and head.existence != Existence.DECEASED
    if was_head.exists() and lives:
        return True
    return any(
        other.program == recipient.program
        and other.person not in {None, recipient.person}
        and other.person.existence != Existence.DECEASED
        and (plain_kk(other) == plain_kk(recipient) or "" in {plain_kk(other), plain_kk(recipient)})
        for other in Recipient.objects.filter(household=recipient.household)
    )


def plain_payments(what: str, window: Window, *, since_recorded: bool) -> set[int]:
    found = set()
    for payment in Disbursement.objects.filter(status=PaymentStatus.PAID):
        recipient = payment.recipient
        dead = what == "dead"
        event, told = _died(recipient.person) if dead else _left(recipient.household)
        if event is None or (since_recorded and told is None):
            continue
        if dead and _is_replaced(recipient):
            continue
        edge = max(event, told) if since_recorded else event
        if any(month > edge for month in covered(payment, window)):
            found.add(payment.pk)
    return found


def plain_holders(what: str, window: Window) -> set[int]:
    found = set()
    for payment in Disbursement.objects.exclude(status__in=["gagal", "dikeluarkan"]):
        recipient = payment.recipient
        event, _ = _died(recipient.person) if what == "dead" else _left(recipient.household)
        if event is not None and any(month > event for month in covered(payment, window)):
            found.add(recipient.pk)
    return found


def plain_doubles(window: Window) -> dict[int, set[int]]:
    """{recipient: his partners}: each held against each, month by month."""
    everybody = [
        (recipient, plain_kk(recipient), _paid_months(recipient, window))
        for recipient in Recipient.objects.filter(program__counted=True)
        if recipient.household.closed_at is None
    ]
    at_home = [row for row in everybody if row[1] and _lives_there(row[1], row[0].household)]
    found: dict[int, set[int]] = {}
    for mine, my_kk, my_months in at_home:
        for other, its_kk, its_months in at_home:
            same = my_kk == its_kk and mine.program == other.program
            if same and mine.household != other.household and my_months & its_months:
                found.setdefault(mine.pk, set()).add(other.pk)
    return found


def _paid_months(recipient: Recipient, window: Window) -> set[int]:
    paid = recipient.disbursements.filter(status=PaymentStatus.PAID)
    return {month for payment in paid for month in covered(payment, window)}


def _lives_there(kk: str, household: Household) -> bool:
    return Membership.objects.filter(household=household, kk=kk, valid_to=None).exists()
