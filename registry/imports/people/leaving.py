"""Heads whom a file moves to another household: the one they leave waits for a head.

It must not keep one who lives elsewhere: a visit could name no other, and pages would call the
household by his name.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from bansos.lib.batches import batched
from registry.imports.people.homes import Groups
from registry.models import Household, Identifier, ImportRun, Scheme, Standing

if TYPE_CHECKING:
    from registry.imports.people.cases import HouseholdCase, PersonCase

LEFT = "Sebelumnya kepala rumah tangga itu; rumah tangga itu menunggu kepala baru."
BATCH = 2_000
# Households judged together; where the numbers of a list got mixed up all of them would be.
MOST_TOGETHER = 500
BY_NIK = "nik:"


def gather_leaving_heads(run: ImportRun, scheme: Scheme) -> None:
    """One group for the rows that move a head and those of the household that he leaves, where an
    officer has been: whom the file names there may take his place only where he is seen to go.
    """
    groups, size = Groups(), Counter[str]()
    for left, came in _heads_going(run, scheme):
        one, other = groups.root(left), groups.root(came)
        together = max(size[one], 1) + max(size[other], 1)
        if one != other and together <= MOST_TOGETHER:
            for name in (left, came):
                groups.join(left, name)
            size[groups.root(left)] = together
    groups.keep(run)


def _heads_going(run: ImportRun, scheme: Scheme) -> Iterator[tuple[str, str]]:
    """(number of the household that a head leaves, group of the row that moves him), where the
    file has rows of both.
    """
    good = run.staged_rows.filter(cleaned__isnull=False).order_by()
    people = good.filter(key__startswith=BY_NIK).values_list("key", "group")
    pairs = list[tuple[str, str]]()
    for batch in batched(people.iterator(chunk_size=BATCH), BATCH):
        came = {key.removeprefix(BY_NIK): group for key, group in batch}
        heads = Identifier.objects.filter(
            scheme=scheme, household__closed_at=None, household__head__nik__in=came
        ).exclude(household__standing=Standing.UNVERIFIED)
        for number, nik in heads.values_list("value", "household__head__nik"):
            if number != came[nik or ""]:
                pairs.append((number, came[nik or ""]))
    for some in batched(pairs, BATCH):
        listed = good.filter(group__in={number for number, _ in some})
        here = set(listed.values_list("group", flat=True).distinct())
        yield from (pair for pair in some if pair[0] in here)


def mark_leaving_heads(cases: Sequence["HouseholdCase"]) -> None:
    """`PersonCase.leaves` of each; of a household in these cases also who of it leaves.

    A closed household stays as it was closed: nobody will be named there.
    """
    moving = {
        found.key: found
        for case in cases
        for found in case.people
        if found.moves_in and found.membership is not None
    }
    if not moving:
        return
    here = {case.key: case for case in cases if case.household is not None}
    for household in Household.objects.living().filter(head_id__in=moving):
        found = moving[household.head_id or 0]
        if found.membership is None or found.membership.household_id != household.pk:
            continue
        case = here.get(household.pk)
        # One object for one household: what is written of it is written once.
        found.leaves = household if case is None else case.household
        if case is not None:
            case.leaver = found


def headless(cases: Iterable["HouseholdCase"]) -> Iterator[tuple[Household, "PersonCase"]]:
    """The households that lose their head, each with the row that moves him."""
    for case in cases:
        for found in case.people:
            if found.leaves is not None:
                yield found.leaves, found


def say_who_left(cases: Sequence["HouseholdCase"]) -> None:
    """Once every household of these has its head: the file may have named another one."""
    for _, found in headless(cases):
        found.row.warn(LEFT)
