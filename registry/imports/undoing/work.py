"""What one run did, by unit, and which units stay: what an undo is worked out in.

What a run did falls into **units**: all that the rows of one household (or one recipient) made
and changed, by the group under which they were judged. A unit is taken back as a whole or stays
as a whole: half a household helps nobody. What no row said (a recipient who had waited was
linked, the release was opened) is a unit of its own.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import models

from bansos.lib.batches import batched
from registry.imports.undoing.undoable import Undoable
from registry.models import ImportRun

BATCH = 2_000
Model = type[models.Model]
Key = TypeVar("Key", int, str)


@dataclass(slots=True)
class Changed:
    """One record the run changed: the fields as they were, and as the run left them."""

    unit: str
    before: dict[str, Any]
    after: dict[str, Any]
    version: int = 0


@dataclass
class Work:
    """All that one run did, by unit, and the units that stay with the reason why.

    `only`: the units that an earlier undo left; None where this is the first.
    """

    run: ImportRun
    targets: Sequence[Undoable]
    only: Collection[str] | None = None
    made: dict[Model, dict[int, str]] = field(default_factory=lambda: defaultdict(dict))
    changed: dict[Model, dict[int, Changed]] = field(default_factory=lambda: defaultdict(dict))
    # (unit, person, the claim as it was)
    dropped: list[tuple[str, int, dict[str, Any]]] = field(default_factory=list)
    held: dict[str, str] = field(default_factory=dict)
    # (word, key) → units that stand or fall with a later change of that record
    touched: dict[tuple[str, int], set[str]] = field(default_factory=lambda: defaultdict(set))
    # unit → units that stay where it stays
    bound: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    # unit → later imports that stand in its way
    holders: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    # Rows of others that hold a unit: model → {key: unit}
    holding: dict[Model, dict[int, str]] = field(default_factory=lambda: defaultdict(dict))
    # The newest row of each table that may point at what the run made, when it was looked at
    newest: dict[Model, int] = field(default_factory=dict)

    def is_meant(self, unit: str) -> bool:
        return self.only is None or unit in self.only

    def hold(self, unit: str, reason: str) -> None:
        self.held.setdefault(unit, reason)

    def units(self) -> set[str]:
        return set().union(*self.touched.values())

    def bind(self, one: str, other: str) -> None:
        if one != other:
            self.bound[one].add(other)
            self.bound[other].add(one)

    def going(self, model: Model) -> list[int]:
        """Keys of the rows that are deleted."""
        return [key for key, unit in self.made[model].items() if unit not in self.held]

    def restored(self, model: Model) -> dict[int, Changed]:
        return {key: c for key, c in self.changed[model].items() if c.unit not in self.held}

    def records_of(self, units: Collection[str]) -> dict[Model, list[int]]:
        """Keys of all that these units made and changed."""
        found: dict[Model, list[int]] = defaultdict(list)
        for model, made in self.made.items():
            found[model] += [key for key, unit in made.items() if unit in units]
        for model, changes in self.changed.items():
            found[model] += [key for key, change in changes.items() if change.unit in units]
        return found

    def again(self) -> list[tuple[int, dict[str, Any]]]:
        return [(person, claim) for unit, person, claim in self.dropped if unit not in self.held]


def in_batches(keys: Iterable[Key]) -> Iterator[list[Key]]:
    return batched(keys, BATCH)


def has_version(model: Model) -> bool:
    return any(field.name == "version" for field in model._meta.concrete_fields)
