"""What each row of a run changes or would change, in the words of the history.

Of an applied run the change rows say it. Of a preview the groups of the rows shown are judged
once more against the register as it is now, so that nothing is stored and nothing is out of date.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

from registry.history import CODES, Change, Words, changes_between, words_of_ids
from registry.imports.importkinds import kind_of
from registry.imports.judgement import judged
from registry.imports.judging import JudgedRow
from registry.imports.refusal import Refused
from registry.imports.undoable import LABELS
from registry.models import ChangeRow, ImportRun, Outcome, RunState, StagedRow

WRITTEN = {RunState.APPLIED, RunState.UNDONE}
# Days on which something ends follow from what replaces it, which is told.
ENDINGS = {"residence"}
SCANNED = 500
# A scan that finds little stops here and is continued by the reader.
MOST_SCANS = 8


@dataclass
class Difference:
    """`made`: what the row makes, in words; `changes`: old → new."""

    made: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)


def differences_of(run: ImportRun, rows: Iterable[StagedRow]) -> dict[int, Difference]:
    """By the key of the row; a row that changes nothing is not in it."""
    changes = changes_of(run, rows)
    words = {**CODES, **words_of_ids(changes)}
    found: dict[int, Difference] = defaultdict(Difference)
    for change in changes:
        if change.row_id is not None:
            _tell(found[change.row_id], change, words)
    return found


def _tell(told: Difference, change: ChangeRow, words: Words) -> None:
    if change.before is None:
        told.made.append(LABELS.get(change.target, change.target))
    elif change.target == "claim":
        told.changes += changes_between(_code(change.before), _code(change.after), words)
    elif change.target not in ENDINGS and set(change.after or {}) != {"valid_to"}:
        told.changes += changes_between(change.before, change.after, words)


def _code(claim: dict[str, str] | None) -> dict[str, str]:
    """A claim that was dropped is kept with all its keys; its programme says enough."""
    return {"program_code": (claim or {}).get("program_code", "")}


def changes_of(run: ImportRun, rows: Iterable[StagedRow]) -> list[ChangeRow]:
    """The change rows of these rows: written ones, or those that an apply would write now."""
    shown = {row.pk: row.group for row in rows if row.cleaned is not None}
    if run.state in WRITTEN:
        return list(ChangeRow.objects.filter(row__in=shown).order_by("id"))
    kind = kind_of(run.kind)
    try:
        context = kind.context(run)
    except Refused:  # the programme of its options is gone meanwhile
        return []
    changes = kind.changes(_whole_groups(run, set(shown.values())), context)
    return [change for change in changes if change.row_id in shown]


def _whole_groups(run: ImportRun, groups: set[str]) -> list[JudgedRow]:
    good = run.staged_rows.filter(cleaned__isnull=False, group__in=groups)
    return judged(good.order_by("group", "number"))


def rows_changing(run: ImportRun, target: str, name: str, after: int, size: int) -> "Scan":
    """Changed rows below row `after` of the file that change this field, at most `size`.

    Which row changes which field is stored nowhere, so rows are judged until enough are found.
    """
    changed = run.staged_rows.filter(outcome=Outcome.CHANGED).order_by("number")
    found: list[StagedRow] = []
    for _ in range(MOST_SCANS):
        rows = list(changed.filter(number__gt=after)[:SCANNED])
        meant = {change.row_id for change in changes_of(run, rows) if _is(change, target, name)}
        found += islice((row for row in rows if row.pk in meant), size - len(found))
        if len(found) == size:
            return Scan(found, found[-1].number)
        if len(rows) < SCANNED:
            return Scan(found, None)
        after = rows[-1].number
    return Scan(found, after)


def _is(change: ChangeRow, target: str, name: str) -> bool:
    return change.target == target and name in (change.after or {})


@dataclass(frozen=True)
class Scan:
    """`rows`, and the row number after which to go on; None where all were looked at."""

    rows: list[StagedRow]
    next_after: int | None
