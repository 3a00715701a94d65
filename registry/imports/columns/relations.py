"""Bare numbers in the relation column: 3 is a child on one list and a wife on another.

Nothing is read from them until somebody says whose numbers they are: here is what to ask.
"""

from dataclasses import dataclass

from registry.codes import RELATION_CODES, Relation
from registry.imports.corrections.causes import relation_codes_of
from registry.imports.importkinds import kind_of
from registry.models import ImportRun, RunState

OPTION = "relation_codes"
UNKNOWN = "tidak ada di daftar ini"


@dataclass(frozen=True)
class CodeReadings:
    """One number of the file: on how many rows, and what it means on either list."""

    code: str
    rows: int
    statistics: str
    dukcapil: str


def relation_question(run: ImportRun) -> list[CodeReadings]:
    """What to ask of a run whose rows wait for the answer; empty where there is nothing to ask."""
    is_open = run.state in (RunState.PREVIEWED, RunState.NOTHING) and run.problem
    if not is_open or run.options.get(OPTION) or OPTION not in kind_of(run.kind).option_names:
        return []
    return [
        CodeReadings(code, rows, _meaning("statistik", code), _meaning("dukcapil", code))
        for code, rows in sorted(relation_codes_of(run).items(), key=lambda item: int(item[0]))
    ]


def _meaning(scheme: str, code: str) -> str:
    known = RELATION_CODES[scheme]  # type: ignore[index]
    return Relation(known[code]).label if code in known else UNKNOWN
