"""The people of a kelurahan, held in memory and asked for by the sounds of a name.

A list is mostly sorted by kelurahan, so each is read once: 2,500 people take 25 ms, and one row
then 0.2 ms. Blocks by the beginnings and ends of the words' sounds keep that from growing with
the square of the people.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from itertools import combinations

from rapidfuzz import fuzz, process

from programs.linking.called import Called, Resident
from programs.linking.scores import Described
from registry.matching.addresses import address_of
from registry.matching.likeness import strong_sounds
from registry.models import Membership
from registry.models.person import MembershipQuerySet

# People held at once: 240 MB with all that is remembered of their names, whatever the size of the
# city.
HELD = 150_000
# Letters of a word's beginning or end that make a block; of a short word fewer.
SHORT_EDGE, EDGE, SHORT_WORD = 2, 3, 6
# Of the sounds of two names, without their blanks; below it they are not held against each other.
NEAR = 75
MOST_NEAR = 12
# Names whose bearers are kept; equal ones stand together in a batch (rows.py).
REMEMBERED = 32
_FIELDS = (
    *("person_id", "household_id", "person__name_key", "household__area_id"),
    *("household__address", "household__rt", "person__birth_date", "person__nik", "kk"),
)


def residents(memberships: MembershipQuerySet) -> Iterator[Resident]:
    """Who lives there today; a household merged into another is nobody's any more."""
    rows = memberships.current().filter(household__merged_into=None).values_list(*_FIELDS)
    for person, household, name, area, address, rt, birth, nik, kk in rows.iterator(2_000):
        described = Described(name, area, address_of(address, rt), birth, None, nik or "", kk)
        yield Resident(person, household, described)


class Neighbourhood:
    """The people of one kelurahan by the sounds of their names."""

    def __init__(self, people: Iterable[Resident]) -> None:
        self.size = 0
        self._asked: dict[str, Called] = {}
        self._by_words: dict[str, list[Resident]] = defaultdict(list)
        sounds = set()
        for person in people:
            words = strong_sounds(person.described.name_key)
            self._by_words[_sorted(words)].append(person)
            sounds.add(words)
            self.size += 1
        # The sounds of a name without blanks → its words; edge → sounds; word → names that hold it
        self._words = {"".join(words): _sorted(words) for words in sorted(sounds)}
        self._blocks: dict[str, list[str]] = defaultdict(list)
        self._holding: dict[str, set[str]] = defaultdict(set)
        for words in sounds:
            for edge in _edges(words, (SHORT_EDGE, EDGE)):
                self._blocks[edge].append("".join(words))
            for word in words:
                self._holding[word].add(_sorted(words))

    def worth_scoring(self, row: Described) -> list[Resident]:
        """Who is called so and might be meant; one name is looked for once."""
        if row.name_key not in self._asked:
            if len(self._asked) >= REMEMBERED:
                self._asked.clear()
            self._asked[row.name_key] = Called(row.name_key, self.called(row.name_key))
        return self._asked[row.name_key].worth_scoring(row)

    def called(self, name_key: str) -> list[Resident]:
        """Everybody whose name might be this one misspelt, shortened or written out.

        A name without a Latin letter (an empty cell, "...", another script) is nobody's.
        """
        words = strong_sounds(name_key)
        if not words:
            return []
        found = {_sorted(words), *self._longer(words), *_shorter(words), *self._near(words)}
        return [person for sound in found for person in self._by_words.get(sound, ())]

    def _longer(self, words: tuple[str, ...]) -> set[str]:
        """Names that hold all these words and more."""
        holding = [self._holding.get(word, set()) for word in words]
        return set.intersection(*holding) if holding else set()

    def _near(self, words: tuple[str, ...]) -> Iterator[str]:
        block: set[str] = set()
        for word in words:
            for edge in _edges([word], (SHORT_EDGE if len(word) <= SHORT_WORD else EDGE,)):
                block.update(self._blocks.get(edge, ()))
        alike = process.extract(
            "".join(words), sorted(block), scorer=fuzz.ratio, score_cutoff=NEAR, limit=MOST_NEAR
        )
        return (self._words[sound] for sound, *_ in alike)


def _sorted(words: Iterable[str]) -> str:
    return " ".join(sorted(words))


def _edges(words: Iterable[str], lengths: Iterable[int]) -> set[str]:
    """A slip of the hand in a word leaves its beginning or its end as it was."""
    return {
        edge
        for word in words
        for many in lengths
        for edge in (f"{word[:many]}-", f"-{word[-many:]}")
    }


def _shorter(words: tuple[str, ...]) -> set[str]:
    """Names that lack one of these words; of two, each alone."""
    return {_sorted(kept) for kept in combinations(words, len(words) - 1) if kept}


class Register:
    """The kelurahan one after another; those read first are kept."""

    def __init__(self) -> None:
        self._held: dict[int, Neighbourhood] = {}

    def of(self, area_id: int) -> Neighbourhood:
        found = self._held.get(area_id)
        if found is None:
            here = Membership.objects.filter(household__area_id=area_id)
            found = Neighbourhood(residents(here))
            self._make_room(found)
            self._held[area_id] = found
        return found

    def _make_room(self, new: Neighbourhood) -> None:
        """What came last goes first. Every batch of a list that is not sorted asks for all of them
        in turn: the one used longest ago is the very one that is asked for next.
        """
        while self._held and sum(one.size for one in self._held.values()) + new.size > HELD:
            self._held.popitem()


def born_alike(sounds: Collection[str], days: Collection[date]) -> Iterator[Resident]:
    """Of the whole city: of one of these sounds, born on one of these days; two indexes."""
    if not (sounds and days):
        return
    alike = Membership.objects.filter(person__sound_key__in=sounds, person__birth_date__in=days)
    yield from residents(alike)
