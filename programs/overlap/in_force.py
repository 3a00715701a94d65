"""The rules that the database holds today, as stretches of time for every pair of programmes."""

from collections.abc import Iterable
from functools import lru_cache

from bansos.lib.dates import month_of
from programs.models import OverlapRule, Program
from programs.overlap.rules import ProgramFact, Rule, Segment, segments


def segments_in_force() -> list[Segment]:
    """The time line of every pair of counted programmes, by the rules of the database."""
    programs = Program.objects.values_list("code", "source", "counted")
    return segments_among(ProgramFact(*fact) for fact in programs)


def segments_among(programs: Iterable[ProgramFact]) -> list[Segment]:
    """The same for programmes that have been read already."""
    rules = OverlapRule.objects.select_related("first", "second").order_by("pk")
    return list(_segments(tuple(sorted(programs)), tuple(rule_of(rule) for rule in rules)))


@lru_cache(maxsize=2)
def _segments(programs: tuple[ProgramFact, ...], rules: tuple[Rule, ...]) -> tuple[Segment, ...]:
    """Kept while neither changes: every pair of programmes is held against every rule."""
    return tuple(segments(programs, rules))


def rule_of(row: OverlapRule) -> Rule:
    """The pure rule of a row: a rule holds in the whole of the months its dates lie in."""
    return Rule(
        first=row.first.code if row.first else None,
        second=row.second.code if row.second else None,
        first_source=row.first_source or None,
        second_source=row.second_source or None,
        verdict=row.verdict,
        unit=row.unit,
        valid_from=month_of(row.valid_from) if row.valid_from else None,
        valid_to=month_of(row.valid_to) if row.valid_to else None,
        basis=row.basis,
        note=row.note,
    )
