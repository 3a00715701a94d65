"""What an apply would do to the city, counted when the preview is read.

A kind says it (`Kind.effects`); here it is kept: the figures in `ImportRun.effects`, the
households and rows behind each in `ForeseenEffect`, so that a figure and its list cannot differ.
A preview is one moment's view: the page says when it was read.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import transaction

from registry.imports.applying.table import Table
from registry.imports.runrow import hold
from registry.models import ForeseenEffect, ImportRun

NOTE_LENGTH = 200


class Touched(NamedTuple):
    """One thing behind a figure: a household of the register, a row of the file, or both."""

    household: int | None = None
    row: int | None = None
    note: str = ""


@dataclass
class Effect:
    """A figure with its definition in one sentence. `key` names it in its address.

    `details` part the figure (by kecamatan, by pair of programmes). `attention`: somebody should
    look before he applies.
    """

    key: str
    label: str
    definition: str
    found: list[Touched] = field(default_factory=list)
    details: list[str] = field(default_factory=list)
    attention: bool = False

    @property
    def count(self) -> int:
        return len(self.found)

    def as_json(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "label": self.label,
            "definition": self.definition,
            "count": self.count,
            "details": self.details,
            "attention": self.attention and self.count > 0,
            "listed": bool(self.found),
        }


def keep_effects(run: ImportRun, effects: Iterable[Effect]) -> None:
    """Puts the effects of this reading in the place of an earlier one's. Raises BegunAnew."""
    known = list(effects)
    table = Table(ForeseenEffect, "run_id", "effect", "household_key", "row_number", "note")
    with transaction.atomic():
        hold(run)
        run.foreseen.all().delete()
        for effect in known:
            table.insert(
                [
                    (run.pk, effect.key, found.household, found.row, found.note[:NOTE_LENGTH])
                    for found in effect.found
                ]
            )
    run.effects = {**run.effects, "city": [effect.as_json() for effect in known]}
