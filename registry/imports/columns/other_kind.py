"""Which kind of list a file looks like, by its headings, where it was sent as another one.

A DTKS list sent as payments is readable, as far as NIK and name go: every row would only ask for
its programme and its month. The headings tell it sooner. Only words that one kind knows and the
other does not count, so that the lists of one office, which share most of their words, do not.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from registry.identifiers import mask_digits
from registry.imports.columns.mapping import Column, bare, known_keys, missing_columns
from registry.imports.columns.memory import memory_of
from registry.imports.importkinds import columns_of, kind_of, wired_kinds
from registry.imports.words import key_of
from registry.models import ImportRun

# What a list must say of another kind, and nothing of its own; or only once, where it lacks a
# column that its own kind cannot do without.
ENOUGH = 3
# Kinds that may share a word which still tells them from the others.
FEW = 2
NAMED = 6
# Words that any list may have, whatever they mean in it.
ANY = ("KETERANGAN", "CATATAN", "STATUS", "JUMLAH", "TANGGAL", "IDSEMESTA")
COMMON = frozenset(map(key_of, ANY))


@dataclass(frozen=True)
class OtherKind:
    """The kind that a file seems to be of, and the headings that say so."""

    name: str
    headings: tuple[str, ...]

    @property
    def label(self) -> str:
        return kind_of(self.name).label

    @property
    def words(self) -> str:
        """The headings as a sentence names them: some, in the sender's order."""
        some = ", ".join(mask_digits(heading) for heading in self.headings[:NAMED])
        more = len(self.headings) - NAMED
        return f"{some}, dan {more} lagi" if more > 0 else some


def other_kind_of(run: ImportRun) -> OtherKind | None:
    """What a run's file seems to be; None where somebody told what its columns mean."""
    if not run.headers or run.options.get("map") or run.corrects_id is not None:
        return None
    if memory_of(run.kind, run.headers):
        return None
    kinds = {name: columns_of(kind_of(name).resource) for name in wired_kinds()}
    return other_kind(run.headers, run.kind, kinds, has_all=bool(run.mapping))


def other_kind(
    headers: Sequence[str], kind: str, kinds: Mapping[str, Sequence[Column]], *, has_all: bool
) -> OtherKind | None:
    """None where the headings fit the kind, or fit no other one as a whole (pure).

    `has_all`: whether the kind found every column that it needs.
    """
    own, common = kinds[kind], _common_words(kinds.values())
    telling = [header for header in headers if key_of(bare(header)) not in common]
    is_whole = has_all and _is_named(telling, own, common)
    found = {
        name: told
        for name, columns in kinds.items()
        if name != kind and _has_all(headers, columns)
        if (told := _told_by(telling, columns, own))
        if _speaks(len(told), len(_told_by(telling, own, columns)), is_whole)
    }

    def likelihood(name: str) -> tuple[int, int]:
        """What a kind cannot do without tells most: results may repeat all of a DTKS list.

        A word or two more are none: a list of recipients may have a column of payments.
        """
        needed = _told_by(found[name], _required(kinds[name]), own)
        return len(needed), len(found[name]) // ENOUGH

    best = max(found, key=likelihood, default=None)
    return OtherKind(best, found[best]) if best else None


def _speaks(theirs: int, ours: int, is_whole: bool) -> bool:
    return theirs >= ENOUGH and not ours if is_whole else theirs > ours


def _is_named(telling: Iterable[str], own: Sequence[Column], common: Collection[str]) -> bool:
    """Whether the list has the column that names its kind, not only what may stand for it.

    A list of recipients has all that a list of SIKS-NG needs; but it has no ID DTKS.
    """
    names = known_keys([each for each in _required(own) if not set(each.keys) & set(common)])
    return not names or any(key_of(bare(header)) in names for header in telling)


def _required(columns: Iterable[Column]) -> list[Column]:
    return [column for column in columns if column.required]


def _told_by(
    headers: Iterable[str], columns: Sequence[Column], others: Sequence[Column]
) -> tuple[str, ...]:
    """The headings that these columns know and the others do not."""
    telling = known_keys(columns) - known_keys(others)
    return tuple(header for header in headers if key_of(bare(header)) in telling)


def _common_words(kinds: Iterable[Sequence[Column]]) -> set[str]:
    """What says nothing of the kind: NIK, place and address stand in nearly every list."""
    times = Counter(key for columns in kinds for key in known_keys(columns))
    return {*COMMON, *(key for key, kinds_with_it in times.items() if kinds_with_it > FEW)}


def _has_all(headers: Iterable[str], columns: Sequence[Column]) -> bool:
    return not missing_columns(columns, _fields(headers, columns))


def _fields(headers: Iterable[str], columns: Sequence[Column]) -> Collection[str]:
    keys = {key_of(bare(header)) for header in headers}
    return {column.field for column in columns if not keys.isdisjoint(column.keys)}
