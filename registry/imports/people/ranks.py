"""The ranks a release gives a household: decile, percentile, places. True for that release only.

A house of several families has as many ranks in the list; the household carries the poorest, so
that nobody who needs aid is hidden behind a better-off family under the same roof.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from registry.imports.judging import JudgedRow, differences
from registry.imports.people.cases import HouseholdCase
from registry.models import Identifier, Listing, Outcome, Release, Scheme

RANKS = ("decile", "percentile", "place_in_nation", "place_in_province", "place_in_city")
UNRANKED = 2**31


def judge_ranks(cases: Sequence[HouseholdCase], release: Release | None) -> None:
    """After the outcomes: a rank that changes within one release makes its row `changed`."""
    keys = [case.key for case in cases if case.is_listed]
    listed = Listing.objects.filter(release=release, household_id__in=keys) if keys else []
    listings = {listing.household_id: listing for listing in listed}
    families = _families(keys)
    for case in cases:
        ranked = _poorest(case)
        if ranked is None:
            continue
        case.ranked = ranked
        case.ranks = {name: ranked.cleaned.get(name) for name in RANKS}
        listing = listings.get(case.key)
        if listing is not None:
            _hold_against(listing, case, ranked, families.get(case.key, set()))


def _families(keys: Sequence[int]) -> dict[int, set[str]]:
    """Household → every id_keluarga under which it is known."""
    found: dict[int, set[str]] = {}
    known = Identifier.objects.filter(scheme=Scheme.FAMILY, household_id__in=keys) if keys else None
    if known is not None:
        for household, number in known.values_list("household_id", "value"):
            found.setdefault(household or 0, set()).add(number)
    return found


def _poorest(case: HouseholdCase) -> JudgedRow | None:
    rows = [row for row in case.rows if any(row.cleaned.get(name) for name in RANKS)]
    if not rows:
        return None
    poorest = min(rows, key=lambda row: _order(row.cleaned))
    decile = poorest.cleaned.get("decile")
    for row in rows:
        if row.cleaned.get("decile") not in (None, decile):
            row.warn(
                "Desil keluarga ini lain dari keluarga serumahnya; rumah tangga ini memakai yang "
                f"terendah, desil {decile}."
            )
    return poorest


def _order(ranks: Mapping[str, Any]) -> list[int]:
    """The poorest come first; what is not said comes last."""
    return [ranks.get(name) or UNRANKED for name in RANKS]


def _hold_against(
    listing: Listing, case: HouseholdCase, ranked: JudgedRow, known: set[str]
) -> None:
    """A file that holds every family of the house corrects its ranks; another only lowers them."""
    changes = differences(listing, case.ranks)
    now = {name: getattr(listing, name) for name in RANKS}
    is_whole = known <= {family.number for family in case.families}
    if not changes:
        return
    if not (is_whole or _order(case.ranks) < _order(now)):
        if "decile" in changes:
            ranked.warn(
                f"Rumah tangga ini sudah di desil {listing.decile} pada rilis ini menurut "
                "keluarga lain; yang terendah dipertahankan."
            )
        return
    case.listing, case.listing_changes = listing, changes
    if ranked.outcome == Outcome.SAME:
        ranked.outcome = Outcome.CHANGED.value
