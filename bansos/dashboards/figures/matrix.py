"""Programme × programme: households that got both in one month, and what the rules say of it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from bansos.dashboards.figures.aid import SHARED, hidden_programs
from bansos.dashboards.figures.catalogue import DOUBLES
from bansos.dashboards.figures.discretion import AT_MOST, Counted, columns, counted_table
from bansos.dashboards.figures.scope import Scope
from bansos.lib.dates import period_words
from bansos.lib.numbers import percent
from programs.household_aid import VERDICT_WORDS
from programs.models import Program
from programs.overlap.counts import Figures, Window
from programs.overlap.in_force import segments_in_force
from programs.overlap.kinds import codes_of_pair
from programs.overlap.rules import Segment, Verdict

TONES = {
    Verdict.FORBIDDEN: "stop",
    Verdict.REVIEW: "warn",
    Verdict.ALLOWED: "ok",
    Verdict.UNCOUNTED: "",
}
SHORT_WORDS = {
    Verdict.FORBIDDEN: "dilarang",
    Verdict.REVIEW: "ditinjau",
    Verdict.ALLOWED: "boleh",
    Verdict.UNCOUNTED: "tidak dihitung",
}
WORST_FIRST = tuple(TONES)

Pair = tuple[str, str]


@dataclass(frozen=True)
class Ruled:
    """What the rules say of a pair, and in which months where it changes within the window."""

    words: str
    tone: str
    months: str


@dataclass(frozen=True)
class PairRow:
    first: str
    second: str
    households: Counted
    share: str
    rulings: list[Ruled]
    note: str
    verdict: Verdict

    @property
    def tone(self) -> str:
        return TONES[self.verdict]

    @property
    def verdict_words(self) -> str:
        return SHORT_WORDS[self.verdict]


@dataclass(frozen=True)
class MatrixRow:
    """A programme: a cell for each programme before it (None: never together), then its own."""

    code: str
    cells: list[PairRow]
    own: Counted
    empty: range


@dataclass(frozen=True)
class Matrix:
    codes: list[str]
    rows: list[MatrixRow]


def matrix(scope: Scope, counted: Figures) -> Matrix:
    """The lower half: every two counted programmes that somebody received in the window."""
    known = set(Program.objects.filter(counted=True).values_list("code", flat=True))
    codes = sorted(known & set(counted.by_program))
    pairs = [(first, second) for second in codes for first in codes if first < second]
    of = {(row.first, row.second): row for row in _rows(scope, counted, pairs)}
    own = _own(scope, counted, codes)
    rows = [
        MatrixRow(
            code, [of[before, code] for before in codes[:n]], own[n][0], range(n + 1, len(codes))
        )
        for n, code in enumerate(codes)
    ]
    return Matrix(codes, rows)


def _own(scope: Scope, counted: Figures, codes: Sequence[str]) -> list[list[Counted]]:
    """A row a programme; hidden also for what it would say of the shares on other pages."""
    keys = [*SHARED, *(kind.key for kind in DOUBLES)]
    [seen] = counted_table(
        scope,
        [[(getattr(counted, key), "") for key in keys]],
        parts=range(1, len(SHARED)),
        whole=0,
        bounds=columns(keys, *AT_MOST),
    )
    beside_shares = any(number.hidden for number in seen[: len(SHARED)])
    numbers = {code: counted.by_program[code] for code in codes}
    veiled = hidden_programs(counted, numbers, beside_shares=beside_shares)
    return counted_table(
        scope,
        [[(numbers[code], scope.list_url(f"program:{code}"))] for code in codes],
        also=[(at, 0) for at, code in enumerate(codes) if code in veiled],
    )


def pair_rows(scope: Scope, counted: Figures) -> list[PairRow]:
    """Pairs that met in the window: the forbidden first, then by how many households they touch."""
    met = [codes_of_pair(pair, counted.by_program) for pair in counted.pairs]
    rows = _rows(scope, counted, [pair for pair in met if pair])

    def place(row: PairRow) -> tuple[int, bool, int, str, str]:
        return WORST_FIRST.index(row.verdict), *row.households.place, row.first, row.second

    return sorted(rows, key=place)


def _rows(scope: Scope, counted: Figures, pairs: Sequence[Pair]) -> list[PairRow]:
    by_pair: dict[Pair, list[Segment]] = defaultdict(list)
    for segment in segments_in_force():
        if segment.from_month <= scope.window.last and segment.to_month >= scope.window.first:
            by_pair[segment.first, segment.second].append(segment)
    numbers = counted_table(scope, [[_number(scope, counted, pair)] for pair in pairs])
    return [
        _row(pair, number, by_pair[pair], counted.households, scope.window)
        for pair, (number,) in zip(pairs, numbers, strict=True)
    ]


def _number(scope: Scope, counted: Figures, pair: Pair) -> tuple[int, str]:
    key = "+".join(pair)
    return counted.pairs.get(key, 0), scope.list_url(f"pair:{key}")


def _row(
    pair: Pair, number: Counted, held: Sequence[Segment], households: int, window: Window
) -> PairRow:
    notes = [part for s in held if s.rule for part in (s.rule.note, s.rule.basis) if part]
    return PairRow(
        *pair,
        number,
        "" if number.hidden else percent(number.value, households),
        [_ruled(segment, window, len(held)) for segment in held],
        " ".join(dict.fromkeys(notes)),
        min((Verdict(segment.verdict) for segment in held), key=WORST_FIRST.index),
    )


def _ruled(segment: Segment, window: Window, among: int) -> Ruled:
    verdict = Verdict(segment.verdict)
    first, last = max(segment.from_month, window.first), min(segment.to_month, window.last)
    words = VERDICT_WORDS[verdict] if segment.rule else "belum ada aturan: perlu ditinjau"
    months = period_words(first, last) if among > 1 else ""
    return Ruled(words.capitalize(), TONES[verdict], months)
