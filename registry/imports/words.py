"""Words compared the way people write them (pure): NO. KK = NO_KK = Nomor KK = NOKK."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from bansos.lib.numbers import grouped
from bansos.lib.text import header_key

# Words that stand for the same; compared after splitting, so that only whole words are folded.
SAME_WORD = {
    "NOMOR": "NO",
    "NOMER": "NO",
    "NMR": "NO",
    "TGL": "TANGGAL",
    "TMP": "TEMPAT",
    "TMPT": "TEMPAT",
    "NM": "NAMA",
    "JNS": "JENIS",
    "HUBUNGAN": "HUB",
    "KEL": "KELURAHAN",
    "KEC": "KECAMATAN",
    "KAB": "KABUPATEN",
    "PROV": "PROVINSI",
    "KET": "KETERANGAN",
}
# What stands before the name of an area.
PREFIXES = ("KELURAHAN ", "KEL ", "DESA ", "KECAMATAN ", "KEC ", "KOTA ", "KABUPATEN ", "KAB ")


# Rows that a sentence names; a file pasted a thousand times need not name them all.
NAMED = 5


def rows_in_words(numbers: Iterable[int]) -> str:
    """The first few rows: "3, 7, 9, 12, 15 …"."""
    some = sorted(numbers)
    return ", ".join(map(str, some[:NAMED])) + (" …" if len(some) > NAMED else "")


def merged_in_words(effects: Mapping[str, Any]) -> tuple[str, str, str] | None:
    """(how many, columns, first rows) of the cells that reach over several records."""
    if not (told := effects.get("merged")):
        return None
    count, may_be_more, columns, first = told
    how_many = f"{'Sedikitnya ' if may_be_more else ''}{grouped(count)} sel"
    return how_many, ", ".join(columns), rows_in_words(first)


def filled_in_words(effects: Mapping[str, Any]) -> tuple[str, str, str, str] | None:
    """(how many cells, how many rows they fill in, columns, first rows) of merged cells."""
    if not (told := effects.get("filled")):
        return None
    count, rows, columns, first = told
    return f"{grouped(count)} sel", grouped(rows), ", ".join(columns), rows_in_words(first)


def text_of(cell: object) -> str:
    """A cell as words: line ends and repeated blanks become one blank."""
    return " ".join(str(cell).split())


@lru_cache(maxsize=8192)
def key_of(words: str) -> str:
    """The letters and digits of header words, without anything else that offices vary."""
    plain = unicodedata.normalize("NFKD", words).upper()
    parts = re.findall(r"[A-Z0-9]+", "".join(c for c in plain if not unicodedata.combining(c)))
    return "".join(SAME_WORD.get(part, part) for part in parts)


def place_key(text: str) -> str:
    """SUNGAI PINANG DALAM for "Kel. Sungai Pinang Dalam"."""
    key = header_key(text)
    for prefix in PREFIXES:
        if key.startswith(prefix):
            return key[len(prefix) :]
    return key
