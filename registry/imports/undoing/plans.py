"""What an undo takes back and what it leaves, listed before anything happens.

Of a run that was undone in part the plan is about its rest.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from registry.identifiers import mask_digits
from registry.imports.runs import WrongState
from registry.imports.undoing.scan import scan
from registry.imports.undoing.work import Work, in_batches
from registry.models import Household, ImportRun, LeftUnit, RunState

# Examples on the page; the command prints all.
SHOWN = 20


@dataclass(frozen=True)
class Left:
    """Things that stay for one reason: what a reader calls them, and where they are shown."""

    reason: str
    count: int
    examples: list[tuple[str, str]]


@dataclass(frozen=True)
class InTheWay:
    """An import after this one that stands, and how many things it keeps here."""

    run: ImportRun
    count: int


@dataclass
class UndoPlan:
    """What an undo takes back and what it leaves. Nothing personal but names on a page.

    `in_the_way`: newest first, the order in which they would have to be undone.
    """

    removed: dict[str, int] = field(default_factory=dict)
    restored: dict[str, int] = field(default_factory=dict)
    left: list[Left] = field(default_factory=list)
    in_the_way: list[InTheWay] = field(default_factory=list)

    @property
    def left_count(self) -> int:
        return sum(left.count for left in self.left)

    def counts(self) -> dict[str, int]:
        return {
            "removed": sum(self.removed.values()),
            "restored": sum(self.restored.values()),
            "left": self.left_count,
        }

    def __bool__(self) -> bool:
        """Whether it takes anything back."""
        return bool(self.removed or self.restored)


def can_be_undone(run: ImportRun) -> bool:
    """Applied, and with a record of what it did: the made-up city's runs have none.

    Undone, where something of it was left.
    """
    if run.state == RunState.UNDONE:
        return run.left.exists()
    return run.state == RunState.APPLIED and bool(run.changes_digest)


def rest_may_be_free(run: ImportRun) -> bool:
    """Whether an import that kept some of an undone run is gone: the plan says how much."""
    kept = LeftUnit.objects.filter(run=models.OuterRef("holder"), unit=models.OuterRef("unit"))
    gone = run.left.exclude(holder=None).exclude(holder__state=RunState.APPLIED)
    return gone.exclude(models.Exists(kept)).exists()


def units_left(run: ImportRun) -> frozenset[str]:
    return frozenset(run.left.values_list("unit", flat=True))


def plan(run: ImportRun, *, shown: int | None = SHOWN) -> UndoPlan:
    """What `undo` would do now. Raises WrongState."""
    if not can_be_undone(run):
        raise WrongState
    only = units_left(run) if run.state == RunState.UNDONE else None
    return plan_of(scan(run, only), shown)


def plan_of(work: Work, shown: int | None) -> UndoPlan:
    found = UndoPlan()
    for target in work.targets:
        if going := work.going(target.model):
            found.removed[target.label] = len(going)
        back = len(work.again()) if target.again else len(work.restored(target.model))
        if back:
            found.restored[target.label] = back
    found.left = _left(work, shown)
    found.in_the_way = _in_the_way(work)
    return found


def _in_the_way(work: Work) -> list[InTheWay]:
    counts = Counter(run for unit in work.held for run in work.holders.get(unit, ()))
    runs = ImportRun.objects.filter(pk__in=counts).select_related("applied_by")
    return [InTheWay(run, counts[run.pk]) for run in runs.order_by("-applied_at", "-pk")]


def _left(work: Work, shown: int | None) -> list[Left]:
    """By reason, most frequent first; each unit under the first of its records that has a name."""
    counts = Counter(work.held.values())
    wanted: dict[str, list[str]] = defaultdict(list)
    for unit, reason in work.held.items():
        if shown is None or len(wanted[reason]) < shown:
            wanted[reason].append(unit)
    names = _names(work, {unit for units in wanted.values() for unit in units})
    return [
        Left(reason, count, [names[unit] for unit in wanted[reason] if unit in names])
        for reason, count in counts.most_common()
    ]


def _names(work: Work, units: set[str]) -> dict[str, tuple[str, str]]:
    """Unit → (what a reader calls it, its page or "")."""
    found: dict[str, tuple[str, str]] = {}
    keys = _records(work, units)
    for model, unit_of in keys.items():
        for batch in in_batches(unit_of):
            things = model._default_manager.filter(pk__in=batch)
            if model is Household:
                things = things.select_related("head")
            for thing in things:
                url = thing.get_absolute_url() if hasattr(thing, "get_absolute_url") else ""
                found.setdefault(unit_of[thing.pk], (mask_digits(_name(thing)), url))
    return found


def _name(thing: models.Model) -> str:
    """A household is known by its head; its own words are only its number."""
    return thing.head_name if isinstance(thing, Household) else str(thing)


def _records(work: Work, units: set[str]) -> dict[type[models.Model], dict[int, str]]:
    """One record for each unit: its household or recipient, else whatever else it holds."""
    chosen: dict[type[models.Model], dict[int, str]] = defaultdict(dict)
    missing = set(units)
    for (word, key), whose in work.touched.items():
        if word == "household" and (hits := whose & missing):
            chosen[Household][key] = next(iter(hits))
            missing -= hits
    for target in reversed(work.targets) if missing else ():
        records: dict[int, Any] = {
            **work.made[target.model],
            **{key: change.unit for key, change in work.changed[target.model].items()},
        }
        for key, unit in records.items():
            if unit in missing:
                chosen[target.model][key] = unit
                missing.discard(unit)
    return chosen
