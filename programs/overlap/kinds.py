"""What a figure counts, in one number each, so that it can be added up (pure).

Programmes are kinds by their ids, pairs of them by `pair_kind`; the rest stands here.
"""

from collections.abc import Container, Mapping

ANY, SEVERAL, OVERLAP, CONFLICT, BOUND, DOUBLE = -1, -2, -3, -4, -5, -6
# Two programmes in different months: several only in a window that holds them both.
APART = -7
# These do not depend on the window.
LIVING, LISTED, PAID = -10, -11, -12

# Months for which lists name a household, but nothing was *disalurkan*: the programme, below this.
_UNPAID = -(1 << 20)

# Each figure is a kind, or what is left of it without another that lies within it.
FIGURES: Mapping[str, tuple[int, int | None]] = {
    "households": (LIVING, None),
    "none": (LIVING, ANY),
    "one": (ANY, SEVERAL),
    "several": (SEVERAL, None),
    "overlap": (OVERLAP, None),
    "conflict": (CONFLICT, None),
    "review": (BOUND, CONFLICT),
    "double": (DOUBLE, None),
    "never": (LIVING, LISTED),
    "listed_only": (LISTED, PAID),
}


def in_order(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)


def pair_kind(one: int, other: int) -> int:
    """Two programme ids in one number."""
    first, second = in_order(one, other)
    return first << 20 | second


def pair_of(kind: int) -> tuple[int, int] | None:
    """The two programme ids of a pair; None for every other kind."""
    return (kind >> 20, kind & 0xFFFFF) if kind >= 1 << 20 else None


def unpaid_kind(program: int) -> int:
    return _UNPAID - program


def program_of(kind: int) -> int | None:
    """The programme of whose lists a kind speaks, paid or not; None for every other kind."""
    if 0 < kind < 1 << 20:
        return kind
    return _UNPAID - kind if kind < _UNPAID else None


def kinds_of(figure: str, ids: Mapping[str, int]) -> tuple[int, int | None]:
    """The kind of `FIGURES`, `program:PKH` or `pair:BPNT+PKH`. `ids`: programme ids by code.

    KeyError: no such figure. A programme that nobody knows is kind 0, which nobody has.
    """
    family, _, code = figure.partition(":")
    if family == "program":
        return ids.get(code, 0), None
    if family == "pair":
        pair = codes_of_pair(code, ids)
        return (pair_kind(*(ids[one] for one in pair)) if pair else 0), None
    return FIGURES[figure]


def codes_of_pair(pair: str, known: Container[str]) -> tuple[str, str] | None:
    """ "BPNT+PKH" → its two codes; None where these are not known. An old code may hold a plus."""
    words = pair.split("+")
    for at in range(1, len(words)):
        first, second = "+".join(words[:at]), "+".join(words[at:])
        if first in known and second in known:
            return first, second
    return None
