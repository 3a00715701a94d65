"""The figures of aid by programme, each with what the data holds."""

from dataclasses import dataclass

from bansos.dashboards.figures.board import Board
from bansos.dashboards.figures.loaded import Loaded
from bansos.lib.charts.scale import across
from bansos.lib.numbers import percent
from programs.models import Program


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
