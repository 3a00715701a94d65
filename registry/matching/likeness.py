"""How alike two names, two days of birth or two numbers are (pure), with the words for an officer.

Names are compared by their keys (`names`), never as written.
"""

import datetime
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from registry.matching.names import WEAK, sound_key

# Forenames that people leave out: what is left still tells who it is.
_OFTEN_DROPPED = frozenset({"MUHAMMAD", "SITI", "ABDUL", "AHMAD", "NUR"})
_DROPPED_SOUNDS = frozenset(map(sound_key, _OFTEN_DROPPED))
_SHORT, _LONG = 5, 11
# Below it two names are not one name misspelt.
_RATIO = 80


class Likeness(NamedTuple):
    """`share` from 0 (others) to 1 (the same)."""

    share: float
    words: str


SAME_NAME = Likeness(1.0, "nama sama")
SAME_SOUND = Likeness(0.95, "bunyi nama sama")
OTHER_ORDER = Likeness(0.9, "nama sama, urutan kata lain")
MISSPELT = Likeness(0.88, "nama mirip")
PART = Likeness(0.8, "sebagian kata nama tidak tertulis")
ONE_WORD = Likeness(0.6, "hanya satu kata nama sama")
OTHER_NAME = Likeness(0.0, "nama lain")


@lru_cache(maxsize=1 << 15)
def name_likeness(one: str, other: str) -> Likeness:
    """Of two name keys. The same whichever stands first."""
    if one == other:
        return SAME_NAME
    first, second = strong_sounds(one), strong_sounds(other)
    whole = "".join(first), "".join(second)
    if whole[0] == whole[1]:
        return SAME_SOUND
    if sorted(first) == sorted(second):
        return OTHER_ORDER
    if OSA.distance(*whole) <= typos_allowed(min(map(len, whole))):
        return MISSPELT
    few, many = sorted((first, second), key=lambda words: (len(words), words))
    if len(few) < len(many) and _within(few, many):
        rest = set(many) - set(few)
        return PART if len(few) > 1 or rest <= _DROPPED_SOUNDS else ONE_WORD
    ratio = max(fuzz.ratio(*whole), fuzz.token_sort_ratio(" ".join(first), " ".join(second)))
    return Likeness(ratio / 125, "nama agak mirip") if ratio >= _RATIO else OTHER_NAME


@lru_cache(maxsize=1 << 16)
def strong_sounds(key: str) -> tuple[str, ...]:
    """The sounds of the words of a name key, without those that are dropped at will."""
    words = key.split()
    strong = [word for word in words if word not in WEAK] or words
    return tuple(sound_key(" ".join(strong)).split())


def typos_allowed(length: int) -> int:
    """Wrong letters that a name of so many may hold and still be that name."""
    return 0 if length < _SHORT else 1 if length < _LONG else 2


def _within(few: tuple[str, ...], many: tuple[str, ...]) -> bool:
    """Every word of the shorter name has a word of its own in the longer one."""
    left = list(many)
    for word in few:
        found = next((each for each in left if _same_word(word, each)), None)
        if found is None:
            return False
        left.remove(found)
    return bool(few)


def _same_word(one: str, other: str) -> bool:
    allowed = typos_allowed(min(len(one), len(other)))
    return one == other or OSA.distance(one, other, score_cutoff=1) <= min(1, allowed)


class Born:
    """Two days of birth."""

    SAME = "tanggal lahir sama"
    ALIKE = "tanggal lahir mirip"
    OTHER = "tanggal lahir lain"
    UNKNOWN = ""


def birth_likeness(one: datetime.date | None, other: datetime.date | None) -> str:
    """ALIKE: one of day, month and year differs, or day and month changed places."""
    if one is None or other is None:
        return Born.UNKNOWN
    if one == other:
        return Born.SAME
    pairs = list(zip(one.timetuple()[:3], other.timetuple()[:3], strict=True))
    swapped = one.year == other.year and (one.month, one.day) == (other.day, other.month)
    if swapped or sum(mine != theirs for mine, theirs in pairs) == 1:
        return Born.ALIKE
    return Born.OTHER


def one_digit_off(one: str, other: str) -> bool:
    """Two numbers of people that a slip of the hand tells apart: a digit, or two that changed
    places."""
    return one != other and len(one) == len(other) and OSA.distance(one, other) == 1
