"""A plain made-up city to measure aid in: households, people, recipients and payments of a year.

Only what figures read: no files, rows or history. The same `households` give the same city.
"""

import datetime
import random
from collections.abc import Iterable
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import Model

from programs.models import Disbursement, LinkMethod, LinkState, Program, Recipient
from programs.overlap.counts import Window
from registry.codes import PaymentStatus, Relation
from registry.models import Area, Household, Membership, Person

YEAR = Window(2021 * 12, 2021 * 12 + 11)
LISTED_ON = datetime.date(2021, 1, 1)
MEMBERS = 3
# Share of households on the list, and the months that one payment covers.
SHARES = {"BPNT": (0.50, 2), "PKH": (0.28, 3), "BST": (0.26, 1), "SMD-SEMBAKO-2021": (0.05, 12)}
PREMIUM_SHARE = 0.3  # of households with PBI-JK, two payments a year


def make(households: int) -> None:
    """Fills an empty, migrated database; afterwards the planner knows the tables' sizes."""
    chance = random.Random(20210723)
    areas = list(Area.objects.villages().values_list("pk", flat=True))
    _insert(Household, (_household(n, chance.choice(areas)) for n in range(1, households + 1)))
    people = range(1, households * MEMBERS + 1)
    _insert(Person, (Person(pk=n, name=f"WARGA {n}", name_key=f"WARGA {n}") for n in people))
    _insert(Membership, (_membership(n, chance) for n in people))
    recipients = list(_recipients(households, chance))
    _insert(Recipient, recipients)
    codes = dict(Program.objects.values_list("pk", "code"))
    _insert(
        Disbursement,
        (payment for one in recipients for payment in _payments(one, codes, chance)),
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _insert(model: type[Model], rows: Iterable[Any]) -> None:
    left = iter(rows)
    while batch := list(islice(left, 5_000)):
        model._default_manager.bulk_create(batch)


def _household(n: int, area_id: int) -> Household:
    return Household(pk=n, area_id=area_id, address=f"JL. CONTOH {n}", rt=f"{n % 30 + 1:03}")


def _membership(person: int, chance: random.Random) -> Membership:
    """The last member of every sixth household stands in a KK of his own."""
    household, place = divmod(person - 1, MEMBERS)
    second = place == MEMBERS - 1 and chance.random() < 0.16
    return Membership(
        person_id=person,
        household_id=household + 1,
        kk=f"6472030101{household * 2 + second:06}",
        relation=Relation.CHILD if place else Relation.HEAD,
        valid_from=LISTED_ON,
    )


def _recipients(households: int, chance: random.Random) -> Iterable[Recipient]:
    programs = dict(Program.objects.values_list("code", "pk"))
    shares = {code: share for code, (share, _) in SHARES.items()} | {"PBI-JK": PREMIUM_SHARE}
    pk = 0
    for household in range(1, households + 1):
        for code, share in shares.items():
            # Who has BPNT mostly has no BST: conflicts are rare in a real city.
            if chance.random() > share * (0.02 if code == "BST" and household % 2 else 1):
                continue
            pk += 1
            person = (household - 1) * MEMBERS + chance.choice([1, 1, 1, MEMBERS])
            yield Recipient(
                pk=pk,
                program_id=programs[code],
                key=f"bench:{pk}",
                name=f"WARGA {person}",
                name_key=f"WARGA {person}",
                person_id=person,
                household_id=household,
                link_method=LinkMethod.NIK,
                link_state=LinkState.LINKED,
            )


def _payments(
    recipient: Recipient, codes: dict[int, str], chance: random.Random
) -> Iterable[Disbursement]:
    _, length = SHARES.get(codes[recipient.program_id], (0, 6))
    for first in range(YEAR.first, YEAR.last + 1, length):
        yield Disbursement(
            recipient=recipient,
            first_month=first,
            last_month=first + length - 1,
            amount=200_000 * length,
            status=PaymentStatus.FAILED if chance.random() < 0.02 else PaymentStatus.PAID,
        )
