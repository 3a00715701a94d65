"""What is wrong with the rows of a run, by cause: counted once when its rows are judged.

The figures are kept in `ImportRun.effects`, so that a page about 42,000 problem rows reads none of
them. They belong to one judgement: every reading and every apply counts afresh.
"""

import dataclasses
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from bansos.lib.text import clean_text
from registry.imports.corrections.remarks import Remarks, rows_by_remarks
from registry.models import ImportRun, Outcome, RunState, StagedRow

KEPT = "causes"
# Causes and examples shown on the run's page; every row is on the page of its outcome.
CAUSES_SHOWN = 12
EXAMPLES = 3
# A cause is the same whatever word it quotes, whosever number or area it names in brackets.
QUOTED = re.compile("“[^”]*”")
NAMED = re.compile(r" \((?:[^()]*\*\*[^()]*|wilayah [\d.]+)\)")
RELATION = "relation"
# Their rows are gone.
EMPTY_STATES = (RunState.REFUSED, RunState.DISCARDED)


@dataclass
class Cause:
    """One thing that is wrong, with the number of its rows and some examples."""

    field: str
    sentence: str
    count: int = 0
    # [row number, what was found, masked]
    examples: list[list[Any]] = dataclasses.field(default_factory=list)

    def add(self, sentence: str, found: str, numbers: list[int]) -> None:
        if sentence != self.sentence:
            self.sentence = _general(sentence)
        self.count += len(numbers)
        self.examples += [[number, found] for number in numbers[: EXAMPLES - len(self.examples)]]

    def as_json(self) -> list[Any]:
        return [self.field, self.sentence, self.count, self.examples]


@dataclass(frozen=True)
class Causes:
    """The most frequent ones, and how many others there are."""

    shown: list[Cause]
    more: int


def keep_causes(run: ImportRun) -> None:
    """Counts them for the rows as they are judged now; the caller saves the run."""
    run.effects = {**run.effects, KEPT: _counted(run)}


def keep_causes_of_apply(run: ImportRun) -> None:
    """After an apply, which judges once more, and outside of its lock."""
    keep_causes(run)
    ImportRun.objects.filter(pk=run.pk, state=RunState.APPLIED).update(effects=run.effects)


def without_causes(run: ImportRun) -> dict[str, Any]:
    """The effects of a run whose rows are judged again."""
    return {key: value for key, value in run.effects.items() if key != KEPT}


def causes_of(run: ImportRun, remarks: str) -> Causes:
    """The causes of its "problems" or its "warnings", most frequent first."""
    if run.state in EMPTY_STATES:
        return Causes([], 0)
    kept = _kept(run)[remarks]
    return Causes([Cause(*cause) for cause in kept["shown"]], kept["more"])


def relation_codes_of(run: ImportRun) -> dict[str, int]:
    """Bare number in the relation column → its problem rows."""
    codes: dict[str, int] = _kept(run)["relation_codes"]
    return codes


def _kept(run: ImportRun) -> dict[str, Any]:
    """What was counted; of a run whose worker died before it could count, what can be now.

    That is kept for this request alone: looking writes nothing.
    """
    if KEPT not in run.effects:
        keep_causes(run)
    kept: dict[str, Any] = run.effects[KEPT]
    return kept


def _counted(run: ImportRun) -> dict[str, Any]:
    codes: Counter[str] = Counter()
    problems = run.staged_rows.filter(outcome=Outcome.PROBLEM)
    return {
        "problems": _causes(problems, "problems", codes),
        "warnings": _causes(run.staged_rows.exclude(warnings=[]), "warnings", Counter()),
        "relation_codes": dict(codes),
    }


def _causes(rows: QuerySet[StagedRow], name: str, codes: Counter[str]) -> dict[str, Any]:
    found: dict[tuple[str, str], Cause] = {}
    for (remarks,), numbers in rows_by_remarks(rows, name):
        for about, shown, sentence in remarks:
            key = (about, _general(sentence))
            found.setdefault(key, Cause(about, sentence)).add(sentence, shown, numbers)
        _count_codes(codes, remarks, len(numbers))
    causes = sorted(found.values(), key=lambda cause: -cause.count)[:CAUSES_SHOWN]
    return {"shown": [cause.as_json() for cause in causes], "more": len(found) - len(causes)}


def _count_codes(codes: Counter[str], remarks: Remarks, rows: int) -> None:
    for about, shown, _ in remarks:
        if about == RELATION and (code := clean_text(shown).lstrip("0")).isdecimal():
            codes[code] += rows


def _general(sentence: str) -> str:
    return NAMED.sub("", QUOTED.sub("“…”", sentence))
