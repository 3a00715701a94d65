"""Heads whom a file moves to another household: the one they leave waits for a head.

It must not keep one who lives elsewhere: a visit could name no other, and pages would call the
household by his name.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from registry.models import Household

if TYPE_CHECKING:
    from registry.imports.people.judge import HouseholdCase, PersonCase

LEFT = "Sebelumnya kepala rumah tangga itu; rumah tangga itu menunggu kepala baru."


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
