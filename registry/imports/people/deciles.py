"""Deciles that differ from those of the release before: nothing of the register changes by them.

A decile is true for its release only, so a new release brings no change of a stored value; whoever
reads the preview is told all the same that a household became poorer or better off.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bansos.lib.numbers import grouped
from registry.imports.foresight.effects import Effect, Touched
from registry.imports.people.cases import HouseholdCase
from registry.models import ImportRun, Listing, Release

KEY = "deciles"


class Ranked(NamedTuple):
    """A household of the register, and the decile that the file's release would give it."""

    household: int
    row: int
    decile: int


def ranked(case: HouseholdCase) -> Iterator[Ranked]:
    """Nothing where another family of the house keeps it in a lower decile of this release."""
    decile = case.ranks.get("decile")
    is_kept = case.is_listed and case.listing is None
    if case.ranked is not None and decile and not is_kept:
        yield Ranked(case.key, case.ranked.number, decile)


def decile_effects(found: Sequence[Ranked], before: Release | None) -> list[Effect]:
    """One effect; none of a list without deciles, or where the release before had none."""
    if not found or before is None:
        return []
    listings = Listing.objects.filter(release=before, decile__isnull=False)
    former = {key: decile or 0 for key, decile in listings.values_list("household_id", "decile")}
    if not former:
        return []
    changed = [each for each in found if former.get(each.household, each.decile) != each.decile]
    poorer = sum(each.decile < former[each.household] for each in changed)
    return [
        Effect(
            KEY,
            "Desil berubah",
            f"Desil di berkas ini lain daripada di rilis {before.code}. Desil berlaku untuk "
            "rilisnya sendiri: yang lama tetap tercatat.",
            [_touched(each, former[each.household], before) for each in changed],
            _details(poorer, len(changed) - poorer),
        )
    ]


def _touched(each: Ranked, former: int, before: Release) -> Touched:
    note = f"Desil {former} (rilis {before.code}) → {each.decile}"
    return Touched(each.household, each.row, note)


def _details(poorer: int, better_off: int) -> list[str]:
    words = {"Ke desil lebih rendah (lebih miskin)": poorer, "Ke desil lebih tinggi": better_off}
    return [f"{word}: {grouped(count)}" for word, count in words.items() if count]


def deciles_of(run: ImportRun, numbers: Sequence[int]) -> dict[int, str]:
    """Row → its decile, old → new, as the preview found it."""
    told = run.foreseen.filter(effect=KEY, row_number__in=numbers)
    return {number: note for number, note in told.values_list("row_number", "note") if number}
