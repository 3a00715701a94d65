"""Addresses for comparison only (pure): the words of the street, the number, the RT.

"JLN. Kadrie Oening GG. 5 No 012 RT.03" → words KADRIE UNING GG5, number 12, RT 003.
"""

from collections.abc import Collection
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz, process

from bansos.lib.text import address_key, read_rt_rw
from registry.matching.names import sound_key

# What every address says, or may leave out at will.
_KINDS = frozenset({"JL", "GG", "BLK", "PERUM", "KOMP", "NO", "RT", "RW", "KEL", "KEC", "LRG"})
# Before these a number belongs to the street: GG 5, BLK C 12.
_NUMBERED = frozenset({"GG", "BLK", "LRG"})
_IGNORED_AFTER = frozenset({"RT", "RW"})
# Of two spellings of one street; below it they are two streets.
SAME_STREET = 80


class Address(NamedTuple):
    """`words`: the sounds of the street's words; each may be '' where the address says nothing."""

    words: str
    number: str
    rt: str

    @property
    def is_empty(self) -> bool:
        return not (self.words or self.number)


NO_ADDRESS = Address("", "", "")


@lru_cache(maxsize=1 << 16)
def address_of(text: str, rt: str = "") -> Address:
    """`rt`: what stands in a column of its own; it goes before what the text says."""
    said, _ = read_rt_rw(text)
    words, number, before = [], "", ""
    for word in _split(address_key(text)):
        if word.isdigit() or (word[:-1].isdigit() and before == "NO"):
            if before in _NUMBERED:
                words.append(f"{before}{word.lstrip('0')}")
            elif before not in _IGNORED_AFTER:
                number = word.lstrip("0")
        elif word not in _KINDS:
            words.append(word)
        before = word if word in _KINDS else ""
    return Address(sound_key(" ".join(words)), number, rt or said)


def _split(key: str) -> list[str]:
    """Words, with what is glued together taken apart: RT05, NO12, GG3."""
    found = []
    for word in key.split():
        head = word.rstrip("0123456789")
        found += [head, word[len(head) :]] if head in _KINDS and head != word else [word]
    return found


def _same_street(one: str, other: str) -> bool:
    """Words may be missing ("GG. DAMAI"), misspelt, or divided elsewhere ("MANUNGGA LNO")."""
    if fuzz.token_set_ratio(one, other) >= SAME_STREET:
        return True
    return fuzz.ratio(one.replace(" ", ""), other.replace(" ", "")) >= SAME_STREET


def same_streets(one: str, others: Collection[str]) -> set[str]:
    """Those of `others` that are the same street, asked at once."""
    streets = list(others)
    bare = [street.replace(" ", "") for street in streets]
    by_words = process.extract(
        one, streets, scorer=fuzz.token_set_ratio, score_cutoff=SAME_STREET, limit=None
    )
    by_letters = process.extract(
        one.replace(" ", ""), bare, scorer=fuzz.ratio, score_cutoff=SAME_STREET, limit=None
    )
    return {streets[at] for *_, at in [*by_words, *by_letters]}


class AddressLikeness:
    """The steps between two addresses, each with its words for an officer."""

    SAME = "alamat sama"
    ALIKE = "alamat mirip"
    STREET = "jalan sama, nomor lain"
    OTHER = "alamat lain"
    UNKNOWN = "alamat tidak tertulis"


def address_likeness(one: Address, other: Address) -> str:
    """One of the words of `AddressLikeness`; the RT is compared apart."""
    if one.is_empty or other.is_empty:
        return AddressLikeness.UNKNOWN
    if not _same_street(one.words, other.words):
        return AddressLikeness.OTHER
    if one.number and other.number:
        same = one.number == other.number
        return AddressLikeness.SAME if same else AddressLikeness.STREET
    return AddressLikeness.ALIKE
