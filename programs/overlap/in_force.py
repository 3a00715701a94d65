"""The rules that the database holds today, as stretches of time for every pair of programmes."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from bansos.lib.dates import month_of
from programs.models import OverlapRule, Program
from programs.overlap.rules import ProgramFact, Rule, Segment, segments

# A rule as the database gives it.
Row = tuple[Any, ...]


def segments_in_force() -> list[Segment]:
    """The time line of every pair of counted programmes, by the rules of the database."""
    programs = Program.objects.values_list("code", "source", "counted")
    return segments_among(ProgramFact(*fact) for fact in programs)


def segments_among(programs: Iterable[ProgramFact]) -> list[Segment]:
    """The same for programmes that have been read already."""
    return list(_segments(tuple(sorted(programs)), _rows()))


def _rows() -> tuple[Row, ...]:
    """Plain values: a page asks several times, and models take longer than all the rest."""
    return tuple(
        OverlapRule.objects.order_by("pk").values_list(
            *("first__code", "second__code", "first_source", "second_source", "verdict", "unit"),
            *("valid_from", "valid_to", "basis", "note"),
        )
    )


@lru_cache(maxsize=2)
def _segments(programs: tuple[ProgramFact, ...], rows: tuple[Row, ...]) -> tuple[Segment, ...]:
    """Kept while neither changes: every pair of programmes is held against every rule."""
    return tuple(segments(programs, [_rule(row) for row in rows]))


def _rule(row: Row) -> Rule:
    """A rule holds in the whole of the months its dates lie in."""
    first, second, first_source, second_source, verdict, unit, begins, ends, basis, note = row
    return Rule(
        first=first,
        second=second,
        first_source=first_source or None,
        second_source=second_source or None,
        verdict=verdict,
        unit=unit,
        valid_from=month_of(begins) if begins else None,
        valid_to=month_of(ends) if ends else None,
        basis=basis,
        note=note,
    )
