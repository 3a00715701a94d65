"""A plain made-up city to measure aid in: households, people, recipients and their payments.

Only what figures read: no files, rows or history. The same arguments give the same city. It is
written as imports write, past the ORM, so that a million households take minutes and not an hour.
"""

import random
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import Model

from programs.models import Disbursement, LinkMethod, LinkState, Program, Recipient
from programs.overlap import upkeep
from programs.overlap.counts import Window
from registry.codes import PaymentStatus, Relation
from registry.imports.applying.table import Table, public_ids
from registry.models import Area, Household, Membership, Person

LAST_YEAR = Window(2021 * 12, 2021 * 12 + 11)
LISTED_ON = "2016-01-01"
MEMBERS = 3
BATCH = 5_000
# Share of households on the list, and the months that one payment covers.
SHARES = {"BPNT": (0.50, 2), "PKH": (0.28, 3), "BST": (0.26, 1), "SMD-SEMBAKO-2021": (0.05, 12)}
PREMIUM_SHARE, PREMIUM_LENGTH = 0.3, 6
Row = tuple[Any, ...]


def make(households: int, years: int = 1) -> None:
    """Fills an empty, migrated database with aid of the last `years`, one of them a recipient.

    Afterwards the planner knows the tables' sizes, and the aid is added up.
    """
    chance = random.Random(20210723)
    areas = list(Area.objects.villages().values_list("pk", flat=True))
    homes = (_household(n, chance.choice(areas)) for n in range(1, households + 1))
    _insert(Household, ("id", "area_id", "address", "rt", "public_id"), homes)
    people = range(1, households * MEMBERS + 1)
    names = ((n, f"WARGA {n}", f"WARGA {n}") for n in people)
    _insert(Person, ("id", "name", "name_key", "public_id"), names)
    fields = ("person_id", "household_id", "kk", "relation", "valid_from")
    _insert(Membership, fields, (_membership(n, chance) for n in people))
    _insert_aid(households, years, chance)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    # One mark a household instead of those of every payment.
    upkeep.mark_all()


def _insert_aid(households: int, years: int, chance: random.Random) -> None:
    programs = dict(Program.objects.values_list("code", "pk"))
    lengths = {programs[code]: length for code, (_, length) in SHARES.items()}
    recipients, payments = _tables()
    left = _recipients(households, programs, chance)
    while batch := list(islice(left, BATCH)):
        with transaction.atomic():
            recipients.insert(batch)
            payments.insert(
                [
                    payment
                    for pk, program, *_ in batch
                    for payment in _payments(
                        pk, lengths.get(program, PREMIUM_LENGTH), years, chance
                    )
                ]
            )


def _tables() -> tuple[Table, Table]:
    linked = ("person_id", "household_id", "link_method", "link_state")
    recipients = Table(Recipient, "id", "program_id", "key", "name", "name_key", *linked)
    months = ("first_month", "last_month")
    return recipients, Table(Disbursement, "recipient_id", *months, "amount", "status")


def _insert(model: type[Model], fields: tuple[str, ...], rows: Iterable[Row]) -> None:
    """A field `public_id` is added to each row."""
    table, left = Table(model, *fields), iter(rows)
    while batch := list(islice(left, BATCH)):
        if fields[-1] == "public_id":
            ids = public_ids(len(batch))
            batch = [(*row, public_id) for row, public_id in zip(batch, ids, strict=True)]
        with transaction.atomic():
            table.insert(batch)


def _household(n: int, area_id: int) -> Row:
    return n, area_id, f"JL. CONTOH {n}", f"{n % 30 + 1:03}"


def _membership(person: int, chance: random.Random) -> Row:
    """The last member of every sixth household stands in a KK of his own."""
    household, place = divmod(person - 1, MEMBERS)
    second = place == MEMBERS - 1 and chance.random() < 0.16
    kk = f"64720301{household * 2 + second:08}"
    relation = Relation.CHILD if place else Relation.HEAD
    return person, household + 1, kk, relation.value, LISTED_ON


def _recipients(households: int, programs: dict[str, int], chance: random.Random) -> Iterator[Row]:
    shares = {code: share for code, (share, _) in SHARES.items()} | {"PBI-JK": PREMIUM_SHARE}
    linked = LinkMethod.NIK.value, LinkState.LINKED.value
    pk = 0
    for household in range(1, households + 1):
        for code, share in shares.items():
            # Who has BPNT mostly has no BST: conflicts are rare in a real city.
            if chance.random() > share * (0.02 if code == "BST" and household % 2 else 1):
                continue
            pk += 1
            person = (household - 1) * MEMBERS + chance.choice([1, 1, 1, MEMBERS])
            name = f"WARGA {person}"
            yield pk, programs[code], f"bench:{pk}", name, name, person, household, *linked


def _payments(
    recipient: int, length: int, years: int, chance: random.Random
) -> Iterable[tuple[int, int, int, int, str]]:
    start = LAST_YEAR.first - 12 * chance.randrange(years)
    for first in range(start, start + 12, length):
        failed = chance.random() < 0.02
        status = PaymentStatus.FAILED if failed else PaymentStatus.PAID
        yield recipient, first, first + length - 1, 200_000 * length, status.value
