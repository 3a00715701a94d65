"""The figures of aid by programme, each with what the data holds."""

from dataclasses import dataclass

from bansos.dashboards.figures.board import Board
from bansos.dashboards.figures.discretion import Counted, counted_table
from bansos.dashboards.figures.loaded import Loaded
from bansos.lib.charts.scale import across
from bansos.lib.numbers import percent
from programs.models import Program


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
    counted = counted_table(board.scope, plain)
    highest = max(numbers.values(), default=0)
    rows = [
        _program_row(program, number, highest, board, loaded)
        for program, [number] in zip(programs, counted, strict=True)
    ]
    return sorted(rows, key=lambda row: (not row.program.counted, -row.households))


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
