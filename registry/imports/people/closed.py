"""Closed households, found where a family is looked for: whether it lives there all the same.

A duplicate leads to the household that was kept. Any other closed one is where a family was known:
it stays there, unless all who are alive of it live in open households by now.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from registry.codes import Existence
from registry.imports.judging import JudgedRow
from registry.models import Household, Membership

if TYPE_CHECKING:
    from registry.imports.people.cases import HouseholdCase
    from registry.imports.people.homes import Family

DUPLICATE = (
    "Rumah tangga tempat keluarga ini tercatat sudah ditutup sebagai data ganda; keluarga ini "
    "masuk ke rumah tangga yang dipertahankan."
)
STAYS = (
    "Rumah tangga di baris ini sudah ditutup di register; orang ini tetap di rumah tangga lain "
    "yang masih terbuka."
)


def kept_of(households: Iterable[Household]) -> dict[int, Household]:
    """Household → the one that stands for it: of a duplicate the end of its line, else itself."""
    starts = list(households)
    known = {household.pk: household for household in starts}
    while missing := _next(known.values()) - known.keys():
        known |= Household.objects.in_bulk(missing)
    return {household.pk: _end_of(household, known) for household in starts}


def _next(households: Iterable[Household]) -> set[int]:
    return {one.merged_into_id for one in households if one.merged_into_id is not None}


def _end_of(household: Household, known: dict[int, Household]) -> Household:
    """Of a line that turns in a circle nothing was kept: who is found in it stays there."""
    line = [household.pk]
    while (after := known[line[-1]].merged_into_id) is not None:
        if after in line:
            return household
        line.append(after)
    return known[line[-1]]


def follow_duplicates(families: Iterable["Family"]) -> None:
    """Those whose number a duplicate holds."""
    found = [(family, family.numbered) for family in families if family.numbered is not None]
    kept = kept_of(numbered for _, numbered in found)
    for family, numbered in found:
        lead(family, kept[numbered.pk], [numbered])


def lead(family: "Family", home: Household, found: Sequence[Household]) -> None:
    """`found`: where its number, KK or NIK stand; the line of each ends in `home`."""
    family.household = home
    if all(household.pk != home.pk for household in found):
        family.duplicates += found
        family.rows[0].warn(DUPLICATE)


def know_duplicates(families: Sequence["Family"]) -> None:
    """All those of its household, whatever it was found by: who has no NIK may live there still."""
    homes = [family.household for family in families if family.household is not None]
    kept = {home.pk: home.pk for home in homes if home.merged_into_id is None}
    merged: dict[int, list[Household]] = defaultdict(list)
    last = set(kept)
    while last:
        found = list(Household.objects.filter(merged_into__in=last).order_by("pk"))
        for one in found:
            kept[one.pk] = kept[one.merged_into_id or 0]
            merged[kept[one.pk]].append(one)
        last = {one.pk for one in found}
    for family in families:
        if family.household is not None and family.household.pk in merged:
            family.duplicates = merged[family.household.pk]


def leave_closed(families: Iterable["Family"]) -> None:
    """To the open household that holds most of its living NIKs, where the closed one holds none."""
    ended = [each for each in families if each.household is not None and each.household.is_closed]
    if not ended:
        return
    lives = _homes_of_living({nik for family in ended for nik in family.niks})
    for family in ended:
        homes = [lives[nik] for nik in family.niks if nik in lives]
        held = Counter(home.pk for home in homes)
        open_homes = {home.pk: home for home in homes if not home.is_closed}
        closed = family.household
        if closed is None or closed.pk in held or not open_homes:
            continue
        family.household = open_homes[max(open_homes, key=lambda key: (held[key], -key))]
        family.left, family.duplicates = [*family.duplicates, closed], []
        family.rows[0].warn(
            "Rumah tangga tempat keluarga ini tercatat sudah ditutup "
            f"({closed.get_closed_reason_display()}); keluarga ini masuk ke rumah tangga yang "
            "masih terbuka, tempat NIK-nya sekarang."
        )


def _homes_of_living(niks: set[str]) -> dict[str, Household]:
    here = Membership.objects.current().filter(person__nik__in=niks)
    living = here.exclude(person__existence=Existence.DECEASED)
    found = living.select_related("person", "household")
    lives = {one.person.nik or "": one.household for one in found}
    kept = kept_of(lives.values())
    return {nik: kept[household.pk] for nik, household in lives.items()}


def numbered_elsewhere(case: "HouseholdCase") -> Iterator[tuple[Household, JudgedRow]]:
    """Closed households whose number the list names, each with its row; the family lives here."""
    for family in case.families:
        numbered = family.numbered
        if numbered is not None and numbered.pk != case.key:
            yield numbered, family.rows[0]


def list_numbered(cases: Sequence["HouseholdCase"], listed: set[int]) -> None:
    """They stand in the release too, else they would pass for dropped. `listed`: who does."""
    known = listed | {case.key for case in cases}
    for case in cases:
        for household, row in numbered_elsewhere(case):
            if household.pk not in known:
                known.add(household.pk)
                case.also_listed.append((household.pk, row))
