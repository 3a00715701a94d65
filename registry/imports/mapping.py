"""Which header means which field (pure): by the sender's word, exactly, by alias, by likeness."""

from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz, process

from registry.imports.refusal import Refused
from registry.imports.words import key_of

# Likeness only mends typing errors in long words: NOMOR KK and NOMOR KKS are two things.
MIN_FUZZY_LENGTH = 8
MIN_LIKENESS = 90.0
# What the sender writes for "keep this column raw".
RAW_ONLY = ("", "-")


@dataclass(frozen=True, slots=True)
class Column:
    """A field that a kind of import knows, with the words under which offices send it."""

    field: str
    label: str
    aliases: Sequence[str] = ()
    required: bool = False

    @property
    def keys(self) -> set[str]:
        return {key_of(word) for word in (self.field, self.label, *self.aliases)}


class How(StrEnum):
    """How a header came to its field, in words for the mapping page."""

    TOLD = "ditentukan pengguna"
    EXACT = "sama persis"
    ALIAS = "nama lain"
    LIKE = "mirip"
    TWICE = "kolom kembar, hanya disimpan apa adanya"
    RAW = "disimpan apa adanya"


@dataclass(frozen=True, slots=True)
class Match:
    header: str
    column: int
    field: str | None
    how: How


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
    allow_missing: bool = False,
) -> Mapping:
    """A field is given once: to the sender's choice, else to the surest match, else the first.

    Raises Refused: kolom_tidak_ada, field_tidak_ada (an override that names nothing), and unless
    `allow_missing` (the mapping page) kolom_wajib.
    """
    told = _told(headers, columns, overrides or {})
    given: dict[int, tuple[str | None, How]] = {at: (name, How.TOLD) for at, name in told.items()}
    taken = {name for name in told.values() if name}
    for how, rule in ((How.EXACT, _exact), (How.ALIAS, _alias), (How.LIKE, _like)):
        for at, header in enumerate(headers):
            if at in given:
                continue
            name = rule(header, columns)
            if name and name not in taken:
                given[at] = (name, how)
                taken.add(name)
            elif name and how is not How.LIKE:
                given[at] = (None, How.TWICE)
    raw: tuple[str | None, How] = (None, How.RAW)
    mapping = Mapping([Match(header, at, *given.get(at, raw)) for at, header in enumerate(headers)])
    missing = [column for column in columns if column.required and column.field not in taken]
    if missing and not allow_missing:
        raise _missing(missing, headers)
    return mapping


def _told(
    headers: Sequence[str], columns: Sequence[Column], overrides: MappingOf[str, str | None]
) -> dict[int, str | None]:
    fields = {column.field for column in columns}
    told: dict[int, str | None] = {}
    for header, name in overrides.items():
        at = _position(header, headers)
        if name is None or name in RAW_ONLY:
            told[at] = None
        elif name not in fields:
            raise Refused(
                "field_tidak_ada",
                f"Tidak ada isian bernama “{name}”",
                expected=f"salah satu dari: {', '.join(sorted(fields))}",
                where=f"Pencocokan kolom “{header}”",
            )
        elif name in told.values():
            raise Refused(
                "field_ganda",
                f"Isian “{name}” dipilih untuk lebih dari satu kolom",
                mend="Sisakan satu",
                where=f"Pencocokan kolom “{header}”",
            )
        else:
            told[at] = name
    return told


def _position(header: str, headers: Sequence[str]) -> int:
    """By the exact words first: "NAMA" and "NAMA (2)" differ, "no kk" and "NO. KK" do not."""
    if header in headers:
        return headers.index(header)
    key = key_of(header)
    for at, each in enumerate(headers):
        if key and key_of(each) == key:
            return at
    raise Refused(
        "kolom_tidak_ada",
        f"Berkas ini tidak mempunyai kolom “{header}”",
        expected=f"salah satu dari: {_listed(headers)}",
        where="Pencocokan kolom",
    )


def _exact(header: str, columns: Sequence[Column]) -> str | None:
    words = header.strip().casefold()
    for column in columns:
        if words in (column.label.casefold(), column.field.casefold()):
            return column.field
    return None


def _alias(header: str, columns: Sequence[Column]) -> str | None:
    key = key_of(_without_count(header))
    return next((column.field for column in columns if key and key in column.keys), None)


def _like(header: str, columns: Sequence[Column]) -> str | None:
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
    return near.pop() if len(near) == 1 else None


def _without_count(header: str) -> str:
    """ "NAMA (2)" is the second NAMA of the file: the same word, so it is seen as a twin."""
    words, bracket, count = header.rpartition(" (")
    return words if bracket and count.rstrip(")").isdigit() else header


def _missing(missing: Sequence[Column], headers: Sequence[str]) -> Refused:
    labels = ", ".join(column.label for column in missing)
    return Refused(
        "kolom_wajib",
        f"Kolom wajib tidak ditemukan: {labels}",
        mend=f"Yang ada di berkas: {_listed(headers)}. Cocokkan kolomnya, atau tambahkan di berkas",
    )


def _listed(headers: Sequence[str]) -> str:
    return ", ".join(header[:60] for header in headers[:60]) or "tidak ada"
