"""Cleaning the text of cells without loss, and small readings of addresses (pure)."""

import re
import unicodedata
from functools import lru_cache

_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_WHITE = re.compile(r"\s+")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_NOT_A_WORD = re.compile(r"[\W_]+")
_RT = re.compile(r"\bRT\b[\s.:]*0*(\d{1,3})\b(?:\s*/\s*0*(\d{1,3})\b)?")
_RW = re.compile(r"\bRW\b[\s.:]*0*(\d{1,3})\b")
_PAIR = re.compile(r"0*(\d{1,3})\s*/\s*(?:0*(\d{1,3})|-*)")
_NUMBER = re.compile(r"0*(\d{1,3})(?:\.0+)?")
_GLUED = re.compile(r"\b(R[TW])(?=\d)")
# A dash, and the words by which programs write that nothing is there: SQL, Python, pandas.
NOTHING = frozenset(
    {
        *("", "-", "--", "–", "—"),
        *("NULL", "Null", "null", "(NULL)", "(null)", "\\N", "None", "NaN", "nan", "NaT", "<NA>"),
    }
)
_STREET_WORDS = {
    "JALAN": "JL",
    "JLN": "JL",
    "GANG": "GG",
    "BLOK": "BLK",
    "PERUMAHAN": "PERUM",
    "KOMPLEK": "KOMP",
    "KOMPLEKS": "KOMP",
    "KOMPLEX": "KOMP",
    "NOMOR": "NO",
    "NOMER": "NO",
}


def clean_text(cell: object) -> str:
    """The cell as one line: no control, zero-width or double space; nothing else is changed.

    A whole number loses the `.0` that spreadsheets hang on it. The letters are composed (NFC),
    so that equal words are equal in both databases; NUL, which PostgreSQL refuses, is gone.
    """
    if cell is None:
        return ""
    if isinstance(cell, float):
        if cell != cell:
            return ""
        cell = int(cell) if cell.is_integer() else cell
    return _clean(cell if isinstance(cell, str) else str(cell))


@lru_cache(maxsize=1 << 16)
def _clean(text: str) -> str:
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    text = _CONTROL.sub("", _INVISIBLE.sub("", unicodedata.normalize("NFC", text)))
    # Removing a mark may bring two letters together that compose.
    return unicodedata.normalize("NFC", _WHITE.sub(" ", text).strip())


def is_blank(cell: object) -> bool:
    """Nothing, or what lists write for it."""
    return clean_text(cell) in NOTHING


@lru_cache(maxsize=1 << 14)
def header_key(text: str) -> str:
    """A heading or a code word for comparison: upper case, punctuation to single spaces."""
    return _NOT_A_WORD.sub(" ", _clean(text).upper()).strip()


@lru_cache(maxsize=1 << 16)
def read_rt_rw(text: str) -> tuple[str, str]:
    """RT and RW, three digits each, out of an address or a cell; '' where it names none.

    "RT 01/RW 02", "RT.001 RW -", "JL. MAWAR RT 5 NO 3", and "01/02" when it stands alone.
    """
    upper = _GLUED.sub(r"\1 ", _clean(text).upper().replace("R.T", "RT").replace("R.W", "RW"))
    alone = _PAIR.fullmatch(upper)
    if alone:
        return _three(alone[1]), _three(alone[2])
    rt, rw = _RT.search(upper), _RW.search(upper)
    number = rw[1] if rw else (rt[2] if rt else None)
    return _three(rt[1] if rt else None), _three(number)


def read_rt(cell: object) -> str:
    """The three digits of an RT or RW cell ('5', 5.0, 'RT 05' → '005'); '' for none.

    Raises ValueError, in words, where there is something that is no number of an RT.
    """
    text = clean_text(cell)
    if text in NOTHING:
        return ""
    number = _NUMBER.fullmatch(text)
    if number:
        return _three(number[1])
    return _rt_in_words(text)


def read_rw(cell: object) -> str:
    """The same of an RW cell, which may name the RT too: "RT 01/RW 02" → '002'."""
    rt, rw = read_rt_rw(clean_text(cell))
    return rw if rt or rw else read_rt(cell)


def _rt_in_words(text: str) -> str:
    upper = text.upper()
    rt, rw = read_rt_rw(text)
    if rt or (rw and "RT" not in upper):
        return rt or rw
    if re.fullmatch(r"R[TW][\s.:\-0]*", upper) or re.fullmatch(r"[0\s/\-]+", upper):
        return ""
    raise ValueError(
        f"RT/RW harus angka paling banyak 3 digit; tertulis “{text[:20]}”. Contoh: 005."
    )


def address_key(text: str) -> str:
    """An address for comparison only: upper case, one spelling of JL, GG, BLK, KOMP, NO."""
    return " ".join(_STREET_WORDS.get(word, word) for word in header_key(text).split())


def _three(number: str | None) -> str:
    return f"{int(number):03}" if number and int(number) else ""
