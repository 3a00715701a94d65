"""Links the rows of one batch: by number first, then whom the numbers leave out by his name."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from programs.linking.called import Resident
from programs.linking.link import DOUBTFUL, OUTSIDE, Link
from programs.linking.numbers import Linker
from programs.linking.people import Register, born_alike, residents
from programs.linking.scores import (
    MOST_CANDIDATES,
    Candidate,
    Described,
    ranked,
    score,
    sure_one,
)
from programs.linking.wanted import Wanted
from programs.models import LinkMethod, LinkState
from registry.matching.names import sound_key
from registry.models import Membership


class RowLinker:
    """All links of a batch are found at once: a handful of queries, and one a kelurahan.

    `register`: the one of the whole list, so that no kelurahan is read for every batch anew.
    """

    def __init__(self, wanted: Iterable[Wanted], register: Register | None = None) -> None:
        rows = list(dict.fromkeys(wanted))
        numbers = Linker((row.nik, row.kk) for row in rows)
        self._links = {row: numbers.find(row.nik, row.kk, row.name_key) for row in rows}
        left = [row for row in rows if self._links[row] == OUTSIDE]
        for row, candidates in candidates_by_row(left, register or Register()):
            self._links[row] = by_name(candidates)

    def find(self, row: Wanted) -> Link:
        return self._links[row]


def by_name(candidates: list[Candidate]) -> Link:
    """What the candidates of a row make of it; they are ranked."""
    if sure := sure_one(candidates):
        return Link(LinkState.LINKED, LinkMethod.NAME, *sure)
    return DOUBTFUL if 0 < len(candidates) <= MOST_CANDIDATES else OUTSIDE


def candidates_by_row(
    rows: Sequence[Wanted], register: Register
) -> Iterator[tuple[Wanted, list[Candidate]]]:
    """Kelurahan by kelurahan, so that few of them are in memory; equal names one after another."""
    twins = _Twins(rows)
    for row in sorted(rows, key=lambda one: (one.area_id or 0, one.name_key)):
        described = row.described
        people = {one.person_id: one for one in twins.of(described)}
        if row.area_id is not None:
            here = register.of(row.area_id).worth_scoring(described)
            people.update((one.person_id, one) for one in here)
        yield row, ranked(_scored(described, people.values()))


def _scored(described: Described, people: Iterable[Resident]) -> Iterator[Candidate]:
    for person, household, known in people:
        yield Candidate(person, household, score(described, known))


class _Twins:
    """People anywhere in the city who sound like a row of the batch and were born on its day."""

    def __init__(self, rows: Iterable[Wanted]) -> None:
        wanted = {pair for row in rows for pair in _pairs(row.described)}
        found = born_alike({sound for sound, _ in wanted}, {day for _, day in wanted})
        self._found: dict[tuple[str, date], list[Resident]] = defaultdict(list)
        for person in found:
            for pair in _pairs(person.described):
                self._found[pair].append(person)

    def of(self, row: Described) -> Iterator[Resident]:
        for pair in _pairs(row):
            yield from self._found.get(pair, ())


def _pairs(one: Described) -> set[tuple[str, date]]:
    """None for a name without a Latin letter: two of them are not the same name."""
    sound = sound_key(one.name_key)
    return {(sound, day) for day in (one.birth_date, one.born_by_nik) if sound and day}


def candidates_of(row: Wanted) -> list[Candidate]:
    """Who may be meant, today, for the officer who chooses; the likeliest first.

    Of a No. KK that stands in several households one of each is named, whoever it is.
    """
    ((_, found),) = candidates_by_row([row], Register())
    of_kk = residents(Membership.objects.filter(kk=row.kk)) if row.kk else iter(())
    best: dict[int, Candidate] = {}
    for one in _scored(row.described, of_kk):
        known = best.get(one.household_id)
        if known is None or one.score.points > known.score.points:
            best[one.household_id] = one
    named = {one.household_id for one in found}
    others = [best[household] for household in sorted(best) if household not in named]
    return [*found[:MOST_CANDIDATES], *sorted(others, key=lambda one: -one.score.points)]
