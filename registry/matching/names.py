"""Keys of names, for comparison only (pure): what is stored and shown is always the original.

Tables from the usage of Samarinda's lists: Islamic names in many spellings, titles before and
degrees behind, old spelling (OE, TJ, DJ), Banjar, Bugis, Kutai and Javanese habits.
"""

import re
import unicodedata
from functools import lru_cache

TITLES = frozenset({"H", "HJ", "HAJI", "HAJJAH", "DR", "DRS", "DRA", "IR", "PROF", "KH", "UST"})
DEGREES = frozenset({"SPD", "SE", "SH", "ST", "AMD", "SKM", "MM", "SAG"})
DECEASED = frozenset({"ALM", "ALMH", "ALMARHUM", "ALMARHUMAH"})
# Borne by many who drop them at will: they say little of who somebody is.
WEAK = frozenset({"AJI", "AWANG", "ENCIK", "ANDI", "DAENG", "GUSTI", "RADEN"})
PATRONYM = frozenset({"BIN", "BINTI", "B", "BT", "BTE"})
KEY_LENGTH = 120
_MARKS = TITLES | DECEASED

_VARIANTS = {
    "MUHAMMAD": "MUH|MOH|MOCH|MUCH|MOHD|MHD|MUHD|MUHAMAD|MOHAMAD|MOHAMMAD|MOCHAMAD|MUCHAMAD|"
    "MOEHAMMAD|MUKHAMAD",
    "ABDUL": "AB|ABD|ABDL|ABDOEL",
    "AHMAD": "AHM|ACH|ACHMAD|AKHMAD",
    "NUR": "NOOR|NOR",
    "SITI": "SITTI",
}
_SPELLINGS = {variant: name for name, line in _VARIANTS.items() for variant in line.split("|")}
# One or two letters say this only at the beginning of a longer name.
_FIRST_SPELLINGS = {"M": "MUHAMMAD", "MD": "MUHAMMAD", "ST": "SITI"}

_DOTTED_DEGREE = re.compile(r"\b(S|A|M)\.\s?(PD|E|H|T|MD|KM|M|AG)\b\.?")
_QUOTES = re.compile(r"[’‘'`´\"“”ʼ]")
_NOT_LETTERS = re.compile(r"[^A-Z0-9]+")
_SOUNDS = [
    (re.compile(pattern), sound)
    for pattern, sound in [
        # Old spelling first, then letters that are one sound in these names.
        (r"OE", "U"), (r"TJ", "C"), (r"DJ", "J"), (r"SJ", "SY"), (r"NJ", "NY"),
        (r"^(NOOR|NOR)", "NUR"), (r"KH|CH", "H"), (r"SY|SH", "S"), (r"DZ|DH", "D"),
        (r"ZH", "S"), (r"TH", "T"), (r"PH", "P"), (r"Y", "I"), (r"[VF]", "P"), (r"Q", "K"),
        (r"X", "KS"), (r"[ZJ]", "S"), (r"O", "A"), (r"(.)\1+", r"\1"), (r"(?<=.)NG$", "N"),
        (r"(?<=.)H$", ""),
    ]
]  # fmt: skip


@lru_cache(maxsize=1 << 17)
def name_key(name: str) -> str:
    """The name in plain words: one spelling of the common names, no titles, no BIN.

    "H. Muh. Nor, S.Pd" → "MUHAMMAD NUR". Never empty where the name has a letter: somebody
    whose whole name is a title keeps it.
    """
    words = _without_marks(_words(name))
    words = [word for n, word in enumerate(words) if not _joins(words, n)]
    words = [_SPELLINGS.get(word, word) for word in words]
    if len(words) > 1:
        words[0] = _FIRST_SPELLINGS.get(words[0], words[0])
    return " ".join(words)[:KEY_LENGTH].rstrip()


def sound_key(key: str) -> str:
    """The sounds of all words of a name key, in their order: by them a misspelt name is found.

    Stored beside every stored name key, so it has to be made anew where the rules change.
    """
    return " ".join(filter(None, map(_sound, key.split())))[:KEY_LENGTH].rstrip()


def written_as_deceased(name: str) -> bool:
    """Lists mark the dead by ALM or ALMH in the name: a hint for whoever visits, no proof."""
    plain = name.upper()
    if plain.isascii() and "AL" not in plain:  # most names: a quarter of the time
        return False
    return not DECEASED.isdisjoint(_words(name))


def _words(name: str) -> list[str]:
    plain = name.upper()
    if plain.isascii() and plain.replace(" ", "").isalpha():
        return plain.split()
    plain = unicodedata.normalize("NFKD", plain)
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter)).upper()
    plain = _DOTTED_DEGREE.sub(r" \1\2 ", _QUOTES.sub("", plain))
    return _NOT_LETTERS.sub(" ", plain).split()


def _without_marks(words: list[str]) -> list[str]:
    """Without titles, degrees (never the first word: ST is also Siti) and marks of death."""
    kept = [word for word in words if word not in _MARKS]
    kept = [word for n, word in enumerate(kept) if n == 0 or word not in DEGREES]
    return kept or words


def _joins(words: list[str], n: int) -> bool:
    """BIN, BINTI, B. between a name and the father's."""
    return 0 < n < len(words) - 1 and words[n] in PATRONYM


@lru_cache(maxsize=1 << 16)
def _sound(word: str) -> str:
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return word
