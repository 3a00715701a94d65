"""What an apply would write down of judged households and people, without writing it.

`people.writer` writes the same change rows; tests/registry/imports/test_differences.py holds the
two against each other. Days on which something ends are left out: they are the day of the apply.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from registry.imports.judging import Changes, before_after
from registry.imports.people.cases import HouseholdCase, PersonCase
from registry.imports.people.leaving import headless
from registry.models import ChangeRow

HEAD = "field:household.head_id"


def people_changes(cases: Iterable[HouseholdCase]) -> Iterator[ChangeRow]:
    """Unsaved change rows; `before` is None where the row would make something."""
    cases = list(cases)
    for household, found in headless(cases):
        yield _changed("household", household.pk, found.row.pk, {"head_id": (found.key, None)})
    for case in cases:
        row = case.speaker.pk
        if case.household is None:
            yield _made("household", row)
        elif changes := _household_changes(case):
            yield _changed("household", case.key, row, changes)
        if case.listing is not None and case.ranked is not None and case.listing_changes:
            yield _changed("listing", case.listing.pk, case.ranked.pk, case.listing_changes)
        if case.household is not None:
            for _, named in case.new_numbers:
                yield _made("identifier", named.pk)
        for found in case.people:
            yield from _of_person(found)
            yield from _of_claims(found)


def _household_changes(case: HouseholdCase) -> Changes:
    household, head = case.household, case.head
    if household is None or head is None:
        return case.changes
    # A head who is not yet in the register has no key: his name stands for him.
    named = head.key if head.person else head.row.cleaned["name"]
    return {**case.changes, "head_id": (household.head_id, named)}


def _of_person(found: PersonCase) -> Iterator[ChangeRow]:
    row = found.row.pk
    if found.person is None:
        yield _made("person", row)
        return
    if found.new_number:
        yield _made("identifier", row)
    if found.changes:
        yield _changed("person", found.key, row, found.changes)
    if found.moves_in:
        yield _made("membership", row)
    elif found.membership is not None and found.membership_changes:
        yield _changed("membership", found.membership.pk, row, found.membership_changes)


def _of_claims(found: PersonCase) -> Iterator[ChangeRow]:
    """What the list says of aid: a claim that moves house with its person changes nothing, nor
    do a household's first claims in a release.
    """
    for code in sorted(found.gone_claims - found.new_claims):
        yield _changed("claim", found.key, found.row.pk, {"program_code": (code, "")})
    if found.is_listed and found.person is not None:
        for code in sorted(found.new_claims - found.gone_claims):
            yield _changed("claim", found.key, found.row.pk, {"program_code": ("", code)})


def _made(target: str, row: int) -> ChangeRow:
    return ChangeRow(target=target, target_id=0, row_id=row)


def _changed(target: str, key: int, row: int, changes: Changes) -> ChangeRow:
    before, after = before_after(changes)
    return ChangeRow(target=target, target_id=key, row_id=row, before=before, after=after)


def count_fields(cases: Sequence[HouseholdCase]) -> Counter[str]:
    """How many households and people have each field changed: {"field:person.occupation": 40}.

    Of heads the rows: one that names the head of a household may take him from another. Counted
    for every row of a file, so without a change row for each.
    """
    counts: Counter[str] = Counter()
    heads = {found.row.pk for _, found in headless(cases)}
    for case in cases:
        _count(counts, "household", case.changes if case.household is not None else ())
        if case.household is not None and case.head is not None:
            heads.add(case.speaker.pk)
        _count(counts, "listing", case.listing_changes)
        for found in case.people:
            _count(counts, "person", found.changes)
            if not found.moves_in:
                _count(counts, "membership", found.membership_changes)
            if (found.gone_claims or found.new_claims) and any(_of_claims(found)):
                counts["field:claim.program_code"] += 1
    if heads:
        counts[HEAD] = len(heads)
    return counts


def _count(counts: Counter[str], target: str, fields: Iterable[Any]) -> None:
    for name in fields:
        counts[f"field:{target}.{name}"] += 1
