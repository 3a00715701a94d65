"""What it means to receive two programmes in one month (pure).

A rule binds one unit: the person, the KK or the household. Two KK of one house on different
aid break no rule that binds the KK. Rules have dates, and the rule of the month of aid counts.
Of several rules for one pair the most specific wins, then the one that began last. A pair that
no rule names is to be looked at, within one KK.

`segments` turns the rules into stretches of time for the SQL of a whole city; `judge` reads the
aid of one household by the same stretches; `verdict_of` is the plain definition of both.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import NamedTuple, Protocol

from django.db.models import TextChoices

# The ends of time: every stretch of months lies within them.
MIN_MONTH = 0
MAX_MONTH = 9999 * 12 + 11


class Verdict(TextChoices):
    ALLOWED = "diizinkan", "Diizinkan"
    FORBIDDEN = "dilarang", "Dilarang"
    REVIEW = "perlu_ditinjau", "Perlu ditinjau"
    UNCOUNTED = "tidak_dihitung", "Tidak dihitung"


class Unit(TextChoices):
    PERSON = "orang", "Orang"
    KK = "kk", "Kartu keluarga (KK)"
    HOUSEHOLD = "rumah_tangga", "Rumah tangga"


# Two equally specific rules that began together: the stricter one holds.
_STRICTNESS = (Verdict.UNCOUNTED, Verdict.ALLOWED, Verdict.REVIEW, Verdict.FORBIDDEN)
_WIDTH = (Unit.PERSON, Unit.KK, Unit.HOUSEHOLD)


class ProgramFact(NamedTuple):
    code: str
    source: str
    counted: bool = True


@dataclass(frozen=True, slots=True)
class Rule:
    """Each side is a programme, or all programmes of a source, or (both None) any programme."""

    first: str | None
    second: str | None
    verdict: str
    unit: str = Unit.KK.value
    first_source: str | None = None
    second_source: str | None = None
    valid_from: int | None = None
    valid_to: int | None = None
    basis: str = ""
    note: str = ""

    def holds_in(self, month: int) -> bool:
        return (self.valid_from or MIN_MONTH) <= month and (
            self.valid_to is None or month <= self.valid_to
        )

    def names(self, one: ProgramFact, other: ProgramFact) -> bool:
        """Whether the pair is meant, in either order."""
        return (self._first_is(one) and self._second_is(other)) or (
            self._first_is(other) and self._second_is(one)
        )

    @property
    def rank(self) -> tuple[int, int, int, int]:
        """Greater wins: what the sides name, then the later beginning, then the stricter."""
        named = _named(self.first, self.first_source) + _named(self.second, self.second_source)
        return (
            named,
            self.valid_from or MIN_MONTH,
            _STRICTNESS.index(Verdict(self.verdict)),
            _WIDTH.index(Unit(self.unit)),
        )

    def _first_is(self, program: ProgramFact) -> bool:
        return _side_is(self.first, self.first_source, program)

    def _second_is(self, program: ProgramFact) -> bool:
        return _side_is(self.second, self.second_source, program)


class Ruling(NamedTuple):
    verdict: str
    unit: str
    rule: Rule | None


UNRULED = Ruling(Verdict.REVIEW.value, Unit.KK.value, None)


class Segment(NamedTuple):
    """From `from_month` to `to_month` this is what holds for the pair (`first` < `second`)."""

    first: str
    second: str
    from_month: int
    to_month: int
    verdict: str
    unit: str
    rule: Rule | None


class Holder(Protocol):
    """Who holds an aid, as far as rules ask; None is unknown."""

    @property
    def person(self) -> str | None: ...

    @property
    def kk(self) -> str | None: ...


class Aid(NamedTuple):
    """One payment *disalurkan* and the months it covers.

    `person` is a `person_key`, `kk` the number of the aid or else of its person; None is
    unknown: an unknown KK meets every KK of the household, an unknown person meets nobody.
    """

    program: str
    first: int
    last: int
    person: str | None = None
    kk: str | None = None
    counted: bool = True


class Meeting(NamedTuple):
    """Two programmes that share the months `from_month` to `to_month` under one verdict.

    `within_unit`: they meet within one unit of the rule, so that its verdict binds.
    """

    first: str
    second: str
    from_month: int
    to_month: int
    verdict: str
    within_unit: bool
    rule: Rule | None


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the figures of one household are, and the meetings that made them."""

    programs: tuple[str, ...]
    overlap: bool
    conflict: bool
    review: bool
    double: bool
    pairs: tuple[str, ...]
    meetings: tuple[Meeting, ...]


def verdict_of(
    first: ProgramFact, second: ProgramFact, month: int, rules: Iterable[Rule]
) -> Ruling:
    """What holds for two programmes in one month; the order of the two does not matter."""
    meant = [rule for rule in rules if rule.holds_in(month) and rule.names(first, second)]
    if not meant:
        return UNRULED
    winner = max(meant, key=lambda rule: rule.rank)
    return Ruling(winner.verdict, winner.unit, winner)


def segments(programs: Sequence[ProgramFact], rules: Sequence[Rule]) -> list[Segment]:
    """The whole time line of every pair of counted programmes, without gaps or overlaps."""
    counted = sorted({program.code: program for program in programs if program.counted}.values())
    found: list[Segment] = []
    for first, second in combinations(counted, 2):
        found += _segments_of(first, second, [rule for rule in rules if rule.names(first, second)])
    return found


def judge(aids: Iterable[Aid], segments: Iterable[Segment], window: tuple[int, int]) -> Judgement:
    """The figures of one household in a window of months (both ends included).

    Aid counted apart (`counted` False) is left out of everything. Two payments of one programme
    are never a pair; they are `double` where one person or one known KK got both for one month.
    """
    inside = _clipped(aids, window)
    timeline: dict[tuple[str, str], list[Segment]] = {}
    for segment in segments:
        timeline.setdefault((segment.first, segment.second), []).append(segment)
    meetings = _meetings(inside, timeline)
    bound = {meeting.verdict for meeting in meetings if meeting.within_unit}
    conflict = Verdict.FORBIDDEN in bound
    return Judgement(
        programs=tuple(sorted({aid.program for aid in inside})),
        overlap=any(meeting.verdict != Verdict.UNCOUNTED for meeting in meetings),
        conflict=conflict,
        review=Verdict.REVIEW in bound and not conflict,
        double=any(_is_double(one, other) for one, other in combinations(inside, 2)),
        pairs=tuple(sorted({f"{meeting.first}+{meeting.second}" for meeting in meetings})),
        meetings=meetings,
    )


def _named(code: str | None, source: str | None) -> int:
    """A programme outweighs whatever the other side may name short of a programme."""
    return 3 if code else (1 if source else 0)


def _side_is(code: str | None, source: str | None, program: ProgramFact) -> bool:
    if code:
        return code == program.code
    return not source or source == program.source


def _segments_of(first: ProgramFact, second: ProgramFact, rules: Sequence[Rule]) -> list[Segment]:
    starts = {MIN_MONTH, MAX_MONTH + 1}
    for rule in rules:
        if rule.valid_from is not None:
            starts.add(rule.valid_from)
        if rule.valid_to is not None:
            starts.add(rule.valid_to + 1)
    found: list[Segment] = []
    for start, following in pairwise(sorted(start for start in starts if _within_time(start))):
        ruling = verdict_of(first, second, start, rules)
        if found and found[-1].rule == ruling.rule:
            found[-1] = found[-1]._replace(to_month=following - 1)
        else:
            found.append(Segment(first.code, second.code, start, following - 1, *ruling))
    return found


def _within_time(start: int) -> bool:
    return MIN_MONTH <= start <= MAX_MONTH + 1


def _clipped(aids: Iterable[Aid], window: tuple[int, int]) -> list[Aid]:
    """The counted aid of the window, each cut to it."""
    first, last = window
    return [
        aid._replace(first=max(aid.first, first), last=min(aid.last, last))
        for aid in aids
        if aid.counted and aid.first <= last and aid.last >= first
    ]


def _meetings(
    aids: Sequence[Aid], timeline: dict[tuple[str, str], list[Segment]]
) -> tuple[Meeting, ...]:
    found: set[Meeting] = set()
    for one, other in combinations(aids, 2):
        first, second = sorted((one, other), key=lambda aid: aid.program)
        shared_from, shared_to = max(one.first, other.first), min(one.last, other.last)
        if shared_from > shared_to:
            continue
        for segment in timeline.get((first.program, second.program), ()):
            start, end = max(shared_from, segment.from_month), min(shared_to, segment.to_month)
            if start <= end:
                within = SAME_UNIT[segment.unit](one, other)
                pair = (first.program, second.program, start, end)
                found.add(Meeting(*pair, segment.verdict, within, segment.rule))
    return tuple(sorted(found, key=lambda meeting: meeting[:6]))


def person_key(person_id: int | None, nik: str = "") -> str | None:
    """Whom an aid is for: the person it is linked to, else the NIK that its list names."""
    return f"#{person_id}" if person_id else nik or None


def _same_person(one: Holder, other: Holder) -> bool:
    return one.person is not None and one.person == other.person


def _same_kk(one: Holder, other: Holder) -> bool:
    return one.kk is None or other.kk is None or one.kk == other.kk


def same_receiver(one: Holder, other: Holder) -> bool:
    """One person or one KK, both known: the same programme for both of them is paid twice."""
    return _same_person(one, other) or (one.kk is not None and one.kk == other.kk)


def _is_double(one: Aid, other: Aid) -> bool:
    shares_a_month = one.first <= other.last and other.first <= one.last
    return one.program == other.program and shares_a_month and same_receiver(one, other)


SAME_UNIT: dict[str, Callable[[Holder, Holder], bool]] = {
    Unit.PERSON: _same_person,
    Unit.KK: _same_kk,
    Unit.HOUSEHOLD: lambda one, other: True,
}
