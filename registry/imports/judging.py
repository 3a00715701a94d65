"""What judging a row needs, whatever its kind: the row, the values that differ, the remarks."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from registry.imports.importkinds import Values
from registry.models import Outcome

# Rows that may change something of what is known: a new payment may bring a new address.
WRITING = (Outcome.NEW, Outcome.CHANGED)
DATE_FIELDS = frozenset({"birth_date", "paid_on"})
# Field → (old, new)
Changes = dict[str, tuple[Any, Any]]


@dataclass(slots=True)
class JudgedRow:
    """A staged row without its raw cells: a model object would cost ten times as much."""

    pk: int
    number: int
    group: str
    outcome: str
    cleaned: Values
    warnings: list[list[str]]
    # Why the register as it is now cannot take the row; filled by each judgement afresh.
    problems: list[list[str]] = field(default_factory=list)

    # What is read of a row; the last two are JSON.
    STORED = ("pk", "number", "group", "outcome", "cleaned_text", "warnings_text")

    def forget_warnings(self) -> None:
        """Those of an earlier judgement: what they say may be otherwise by now.

        They are about no column, and quote nothing; what was said of the cells stays.
        """
        self.warnings = [remark for remark in self.warnings if remark[0] or remark[1]]

    def warn(self, sentence: str) -> None:
        """Once, however often the row is judged."""
        remark = ["", "", sentence]
        if remark not in self.warnings:
            self.warnings.append(remark)

    def refuse(self, sentence: str) -> None:
        """A problem of today: judged again later, the row may be taken."""
        self.outcome = Outcome.PROBLEM.value
        self.problems = [["", "", sentence]]


def grouped(batch: Sequence[JudgedRow]) -> Iterator[tuple[str, list[JudgedRow]]]:
    """The rows that mean one household or one recipient, together."""
    for group, rows in groupby(batch, key=lambda row: row.group):
        yield group, list(rows)


def differences(thing: Any, wanted: Values) -> Changes:
    """Where the file says something else than `thing`; an empty cell says nothing."""
    found: Changes = {}
    for name, value in wanted.items():
        if value is None or value == "":
            continue
        if name in DATE_FIELDS:
            value = datetime.date.fromisoformat(value)
        old = getattr(thing, name)
        if value != old:
            found[name] = (old, value)
    return found


def before_after(changes: Changes) -> tuple[dict[str, Any], dict[str, Any]]:
    return (
        {name: old for name, (old, _) in changes.items()},
        {name: new for name, (_, new) in changes.items()},
    )


def outcome_of(*, is_new: bool, changed: bool) -> str:
    if is_new:
        return Outcome.NEW.value
    return Outcome.CHANGED.value if changed else Outcome.SAME.value
