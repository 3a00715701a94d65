"""Which header means which field (pure).

In this order: what the sender says, what was confirmed for a file of this shape before, the very
words, another name, a typing error, and last what the cells hold (`content`).
"""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz, process

from registry.imports.refusal import FileRefused
from registry.imports.words import key_of

# Likeness only mends typing errors in long words: NOMOR KK and NOMOR KKS are two things.
MIN_FUZZY_LENGTH = 8
MIN_LIKENESS = 90.0
# Words in brackets that tell how a column is filled in.
FILLING_HINT = re.compile(
    r"\s*(SESUAI|SEPERTI|WAJIB|DIISI|ISI|CONTOH|FORMAT|TEKS|TEXT|ANGKA|HURUF|DIGIT|\d+ *DIGIT|DD|HH"
    r"|TGL|TANGGAL|YYYY|L ?/ ?P|LK|KTP|RP|RUPIAH|MAKS|MIN)\b",
    re.IGNORECASE,
)
# What the sender writes for "keep this column raw".
RAW_ONLY = ("", "-")


@dataclass(frozen=True, slots=True)
class Column:
    """A field that a kind of import knows, with the words under which offices send it.

    The words stand in the order of preference: a file that has NAMA ART and NAMA KRT names its
    people in the first, wherever it stands.
    """

    field: str
    label: str
    aliases: Sequence[str] = ()
    required: bool = False
    # Fields whose columns make a required one needless.
    unless: Sequence[str] = ()

    @property
    def keys(self) -> list[str]:
        return [key_of(word) for word in (self.field, self.label, *self.aliases)]


class How(StrEnum):
    """How a header came to its field, in words for the mapping page."""

    TOLD = "ditentukan pengguna"
    REMEMBERED = "diingat dari impor sebelumnya"
    EXACT = "sama persis"
    ALIAS = "nama lain"
    LIKE = "mirip"
    CONTENT = "menurut isinya"
    TWICE = "kolom kembar, hanya disimpan apa adanya"
    RAW = "disimpan apa adanya"


@dataclass(frozen=True, slots=True)
class Match:
    header: str
    column: int
    field: str | None
    how: How
    # Fields that the cells of a raw column could be: more than one column looks so.
    possible: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mapping:
    """One match for each header, in the sender's order."""

    matches: list[Match]

    @property
    def columns(self) -> dict[str, int]:
        """{field: index of its cell}"""
        return {match.field: match.column for match in self.matches if match.field}

    def as_json(self) -> dict[str, str | None]:
        """{header: field, or None where it is kept raw only}"""
        return {match.header: match.field for match in self.matches}


def known_keys(columns: Sequence[Column]) -> set[str]:
    return {key for column in columns for key in column.keys}


def propose(
    headers: Sequence[str],
    columns: Sequence[Column],
    overrides: MappingOf[str, str | None] | None = None,
    *,
    remembered: MappingOf[str, str | None] | None = None,
    fits: MappingOf[int, Sequence[str]] | None = None,
    headed: Collection[str] = (),
    allow_missing: bool = False,
) -> Mapping:
    """A field is given once: to the sender's choice, else to the surest match, else the first.

    `remembered` is like `overrides`, but what no longer fits is passed over. `fits`: the fields
    that the cells of each column could be. `headed`: those that need no column. Raises FileRefused:
    kolom_tidak_ada, field_tidak_ada (an override that names nothing), and unless `allow_missing`
    (the mapping page) kolom_wajib.
    """
    told = _told(headers, columns, overrides or {})
    given = {at: Match(headers[at], at, name, How.TOLD) for at, name in told.items()}
    _recall(given, headers, columns, remembered or {})
    _by_words(given, headers, columns)
    _by_content(given, headers, fits or {})
    raw = (Match(header, at, None, How.RAW) for at, header in enumerate(headers))
    mapping = Mapping([given.get(match.column, match) for match in raw])
    missing = missing_columns(columns, {*mapping.columns, *headed})
    if missing and not allow_missing:
        raise _missing(missing, headers)
    return mapping


def missing_columns(columns: Sequence[Column], taken: Collection[str]) -> list[Column]:
    """The required columns that nothing stands for."""
    return [
        column
        for column in columns
        if column.required
        and column.field not in taken
        and not any(name in taken for name in column.unless)
    ]


Given = dict[int, Match]


def _taken(given: Given) -> set[str]:
    return {match.field for match in given.values() if match.field}


def _recall(
    given: Given,
    headers: Sequence[str],
    columns: Sequence[Column],
    remembered: MappingOf[str, str | None],
) -> None:
    fields = {column.field for column in columns}
    for at, header in enumerate(headers):
        name = remembered.get(header)
        if at in given or name is None:
            continue
        if not name:
            given[at] = Match(header, at, None, How.REMEMBERED)
        elif name in fields and name not in _taken(given):
            given[at] = Match(header, at, name, How.REMEMBERED)


def _by_words(given: Given, headers: Sequence[str], columns: Sequence[Column]) -> None:
    """The very words first, then other names by preference, then typing errors."""
    for how, rule in ((How.EXACT, _exact), (How.ALIAS, _alias), (How.LIKE, _like)):
        found = []
        for at, header in enumerate(headers):
            if at not in given and (hit := rule(header, columns)):
                name, preference = hit
                found.append((preference, at, header, name))
        for _, at, header, name in sorted(found):
            if name not in _taken(given):
                given[at] = Match(header, at, name, how)
            elif how is not How.LIKE:
                given[at] = Match(header, at, None, How.TWICE)


def _by_content(given: Given, headers: Sequence[str], fits: MappingOf[int, Sequence[str]]) -> None:
    """Only where one column alone looks like a field, and like no other field."""
    taken = _taken(given)
    possible = {
        at: tuple(name for name in names if name not in taken)
        for at, names in fits.items()
        if at not in given
    }
    looks = Counter(name for names in possible.values() for name in names)
    for at, names in possible.items():
        if len(names) == 1 and looks[names[0]] == 1:
            given[at] = Match(headers[at], at, names[0], How.CONTENT)
        elif names:
            given[at] = Match(headers[at], at, None, How.RAW, names)


def _told(
    headers: Sequence[str], columns: Sequence[Column], overrides: MappingOf[str, str | None]
) -> dict[int, str | None]:
    fields = {column.field for column in columns}
    told: dict[int, str | None] = {}
    for header, name in overrides.items():
        at = position_of(header, headers)
        if name is None or name in RAW_ONLY:
            told[at] = None
        elif name not in fields:
            raise FileRefused(
                "field_tidak_ada",
                f"Tidak ada isian bernama “{name}”",
                expected=f"salah satu dari: {', '.join(sorted(fields))}",
                where=f"Pencocokan kolom “{header}”",
            )
        elif name in told.values():
            raise FileRefused(
                "field_ganda",
                f"Isian “{name}” dipilih untuk lebih dari satu kolom",
                mend="Sisakan satu",
                where=f"Pencocokan kolom “{header}”",
            )
        else:
            told[at] = name
    return told


def position_of(header: str, headers: Sequence[str]) -> int:
    """By the exact words first: "NAMA" and "NAMA (2)" differ, "no kk" and "NO. KK" do not."""
    if header in headers:
        return headers.index(header)
    key = key_of(header)
    for at, each in enumerate(headers):
        if key and key_of(each) == key:
            return at
    raise FileRefused(
        "kolom_tidak_ada",
        f"Berkas ini tidak mempunyai kolom “{header}”",
        expected=f"salah satu dari: {_listed(headers)}",
        where="Pencocokan kolom",
    )


# A field, and how far down its list of words the header stands.
Hit = tuple[str, int]


def _exact(header: str, columns: Sequence[Column]) -> Hit | None:
    words = header.strip().casefold()
    for column in columns:
        if words in (column.label.casefold(), column.field.casefold()):
            return column.field, 0
    return None


def _alias(header: str, columns: Sequence[Column]) -> Hit | None:
    key = key_of(bare(header))
    if not key:
        return None
    return next((_hit(column, key) for column in columns if key in column.keys), None)


def _hit(column: Column, key: str) -> Hit:
    return column.field, column.keys.index(key)


def _like(header: str, columns: Sequence[Column]) -> Hit | None:
    """The one field whose word is nearly this one; two that are, are none."""
    key = key_of(header)
    if len(key) < MIN_FUZZY_LENGTH:
        return None
    near = {
        column.field
        for column in columns
        if process.extractOne(
            key,
            [each for each in column.keys if len(each) >= MIN_FUZZY_LENGTH],
            scorer=fuzz.ratio,
            score_cutoff=MIN_LIKENESS,
        )
    }
    return (near.pop(), 0) if len(near) == 1 else None


def bare(header: str) -> str:
    """The header without what it says besides its name.

    "NAMA (2)" is the second NAMA of the file, so it is seen as a twin; "NIK (16 digit)" tells how
    to fill it in. But "NAMA (IBU)" is another thing than NAMA.
    """
    words, bracket, inside = header.rpartition("(")
    closed = inside.rstrip(" )*")
    return words if bracket and (closed.isdigit() or FILLING_HINT.match(closed)) else header


def _missing(missing: Sequence[Column], headers: Sequence[str]) -> FileRefused:
    labels = ", ".join(column.label for column in missing)
    return FileRefused(
        "kolom_wajib",
        f"Kolom wajib tidak ditemukan: {labels}",
        mend=f"Yang ada di berkas: {_listed(headers)}. Cocokkan kolomnya, atau tambahkan di berkas",
    )


def _listed(headers: Sequence[str]) -> str:
    return ", ".join(header[:60] for header in headers[:60]) or "tidak ada"
