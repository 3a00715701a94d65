"""The figures of aid by programme and by pair of programmes, each with what the data holds."""

from collections import defaultdict
from dataclasses import dataclass

from bansos.dashboards.figures.board import Board
from bansos.dashboards.figures.loaded import Loaded
from bansos.lib.charts.scale import across
from bansos.lib.dates import period_words
from bansos.lib.numbers import percent
from programs.household_aid import VERDICT_WORDS
from programs.models import Program
from programs.overlap.counts import Window
from programs.overlap.in_force import segments_in_force
from programs.overlap.rules import Segment, Verdict

TONES = {
    Verdict.FORBIDDEN: "stop",
    Verdict.REVIEW: "warn",
    Verdict.ALLOWED: "ok",
    Verdict.UNCOUNTED: "",
}
WORST_FIRST = (Verdict.FORBIDDEN, Verdict.REVIEW, Verdict.ALLOWED, Verdict.UNCOUNTED)


@dataclass(frozen=True)
class ProgramRow:
    """`is_loaded` False: there is no payment list, so its number says nothing."""

    program: Program
    households: int
    share: str
    url: str
    bar: float
    months: str
    is_loaded: bool


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
    households: int
    share: str
    url: str
    rulings: list[Ruled]
    note: str
    rank: int


def program_rows(board: Board, loaded: Loaded) -> list[ProgramRow]:
    """The programmes of which anything is loaded or was received; the largest first."""
    counted = board.aid.by_program
    known = set(loaded.programs) | set(counted)
    highest = max(counted.values(), default=0)
    rows = [
        _program_row(program, counted.get(program.code, 0), highest, board, loaded)
        for program in Program.objects.filter(code__in=known)
    ]
    return sorted(rows, key=lambda row: (not row.program.counted, -row.households))


def unloaded_programs(loaded: Loaded) -> list[str]:
    """The codes of which the window holds no payment list: never "none", always "not loaded"."""
    codes = Program.objects.values_list("code", flat=True)
    return [code for code in codes if code not in loaded.programs]


def pair_rows(board: Board) -> list[PairRow]:
    """Pairs that met in the window: the forbidden first, then by how many households they touch."""
    by_pair: dict[str, list[Segment]] = defaultdict(list)
    for segment in segments_in_force():
        by_pair[f"{segment.first}+{segment.second}"].append(segment)
    rows = [_pair_row(pair, n, by_pair[pair], board) for pair, n in board.aid.pairs.items()]
    return sorted(rows, key=lambda row: (row.rank, -row.households))


def _program_row(
    program: Program, households: int, highest: int, board: Board, loaded: Loaded
) -> ProgramRow:
    return ProgramRow(
        program,
        households,
        percent(households, board.aid.households),
        board.scope.list_url(f"program:{program.code}"),
        across(households, highest),
        loaded.words_of(program.code),
        program.code in loaded.programs,
    )


def _pair_row(pair: str, households: int, segments: list[Segment], board: Board) -> PairRow:
    first, _, second = pair.partition("+")
    held = [segment for segment in segments if _meets(segment, board.scope.window)]
    notes = [part for s in held if s.rule for part in (s.rule.note, s.rule.basis) if part]
    return PairRow(
        first,
        second,
        households,
        percent(households, board.aid.households),
        board.scope.list_url(f"pair:{pair}"),
        [_ruled(segment, board.scope.window, len(held)) for segment in held],
        " ".join(dict.fromkeys(notes)),
        min(WORST_FIRST.index(Verdict(segment.verdict)) for segment in held),
    )


def _meets(segment: Segment, window: Window) -> bool:
    return segment.from_month <= window.last and segment.to_month >= window.first


def _ruled(segment: Segment, window: Window, among: int) -> Ruled:
    verdict = Verdict(segment.verdict)
    first, last = max(segment.from_month, window.first), min(segment.to_month, window.last)
    words = VERDICT_WORDS[verdict] if segment.rule else "belum ada aturan: perlu ditinjau"
    months = period_words(first, last) if among > 1 else ""
    return Ruled(words.capitalize(), TONES[verdict], months)
