"""The figures of aid by programme, each with what the data holds."""

from collections.abc import Mapping
from dataclasses import dataclass

from bansos.dashboards.figures.board import Board
from bansos.dashboards.figures.discretion import Counted, counted_table
from bansos.dashboards.figures.loaded import Loaded
from bansos.lib.charts.scale import across
from bansos.lib.numbers import percent
from bansos.lib.suppress import SMALLEST_SHOWN, hidden_cells
from programs.models import Program
from programs.overlap.counts import Figures

# Which add up: households = none + one + several.
SHARED = ("households", "none", "one", "several")


@dataclass(frozen=True)
class ProgramRow:
    """`is_loaded` False: there is no payment list, so its number says nothing."""

    program: Program
    counted: Counted
    share: str
    bar: float | None
    months: str
    is_loaded: bool
    program_url: str

    @property
    def households(self) -> int:
        return self.counted.value


def program_rows(board: Board, loaded: Loaded) -> list[ProgramRow]:
    """The programmes of which anything is loaded or was received; the largest first."""
    numbers = board.aid.by_program
    known = set(loaded.programs) | set(numbers)
    programs = list(Program.objects.filter(code__in=known))
    urls = {p: board.scope.list_url(f"program:{p.code}") for p in programs}
    plain = [[(numbers.get(program.code, 0), urls[program])] for program in programs]
    veiled = hidden_programs(
        board.aid,
        {program.code: numbers.get(program.code, 0) for program in programs if program.counted},
        beside_shares=any(board.hides(None, key) for key in SHARED),
    )
    also = [(at, 0) for at, program in enumerate(programs) if program.code in veiled]
    counted = counted_table(board.scope, plain, also=also)
    highest = max((number.value for [number] in counted if not number.hidden), default=0)
    rows = [
        _program_row(program, number, highest, board, loaded)
        for program, [number] in zip(programs, counted, strict=True)
    ]
    return sorted(rows, key=_place)


def hidden_programs(
    counted: Figures, numbers: Mapping[str, int], *, beside_shares: bool
) -> frozenset[str]:
    """The codes of the counted programmes (`numbers`) to hide from eyes that get no small number.

    All their numbers together are "one" and twice "several", and once more for each further
    programme of a household. Where few hold a third one, a programme is nearly what the shares
    leave of the others: then they are read as a sum. So they are where a share is hidden
    (`beside_shares`), which would follow from them all if everybody held three, or all of them.
    """
    codes = sorted(code for code, number in numbers.items() if number)
    whole = sum(numbers.values())
    further = whole - counted.one - 2 * counted.several
    hidden = hidden_cells(
        [*([numbers[code]] for code in codes), [whole]],
        total=beside_shares or further < SMALLEST_SHOWN,
        also=[(len(codes), 0)] if beside_shares else (),
    )
    return frozenset(code for at, code in enumerate(codes) if (at, 0) in hidden)


def _place(row: ProgramRow) -> tuple[bool, bool, int]:
    """The largest first; a hidden one last of its kind: its place would say how large it is."""
    hidden = row.counted.hidden
    return not row.program.counted, hidden, 0 if hidden else -row.households


def unloaded_programs(loaded: Loaded) -> list[str]:
    """The codes of which the window holds no payment list: never "none", always "not loaded"."""
    codes = Program.objects.values_list("code", flat=True)
    return [code for code in codes if code not in loaded.programs]


def _program_row(
    program: Program, counted: Counted, highest: int, board: Board, loaded: Loaded
) -> ProgramRow:
    hidden = counted.hidden or board.hides(None, "households")
    return ProgramRow(
        program,
        counted,
        "" if hidden else percent(counted.value, board.aid.households),
        None if hidden else across(counted.value, highest),
        loaded.words_of(program.code),
        program.code in loaded.programs,
        board.scope.program_url(program.code),
    )
