"""Reads what a run did and what hangs on it since: the base of every undo. Writes nothing.

What a run did falls into **units**: all that the rows of one household (or one recipient) made
and changed, by the group under which they were judged. A unit is taken back as a whole or stays
as a whole: half a household helps nobody. What no row said (a recipient who had waited was
linked, the release was opened) is a unit of its own.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar

from django.db import models

from registry.events import Verb
from registry.imports.applying.ledger import canonical
from registry.imports.importkinds import kind_of
from registry.imports.undoing.undoable import (
    BY_COMPANY,
    BY_DECISION,
    BY_FILE,
    BY_HAND,
    BY_LIST,
    BY_REVEAL,
    BY_VALUE,
    Undoable,
)
from registry.models import (
    AuditEvent,
    ChangeRow,
    Delivery,
    ImportRun,
    Outcome,
    RunState,
    StagedRow,
)

BATCH = 2_000
# Up to so many keys for each one of ours, the range is quicker.
SPREAD = 8
Model = type[models.Model]
Key = TypeVar("Key", int, str)
# Acts that read and change nothing: what was only looked at may still be put back.
READING = [Verb.IDENTITY_REVEALED, Verb.IDENTITY_SEARCHED, Verb.LIST_EXPORTED]


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

    def again(self) -> list[tuple[int, dict[str, Any]]]:
        return [(person, claim) for unit, person, claim in self.dropped if unit not in self.held]


def scan(run: ImportRun, only: Collection[str] | None = None) -> Work:
    """A number of queries that grows by one a table for each 2,000 records."""
    kind = kind_of(run.kind)
    work = Work(run, kind.undoables, only)
    _read_changes(work)
    _read_rows(work)
    _bind_links(work)
    _hold_other_values(work)
    _hold_later_files(work)
    _hold_later_acts(work)
    _hold_decisions(work)
    _hold_references(work)
    _hold_said_again(work, {kind.name, *kind.companions})
    _name_holders(work)
    _spread(work)
    return work


def in_batches(keys: Iterable[Key]) -> Iterator[list[Key]]:
    rest = iter(keys)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _read_changes(work: Work) -> None:
    """The change rows, oldest first: the first `before` and the last `after` of a field count."""
    by_word = {target.word: target for target in work.targets if target.word}
    rows: models.QuerySet[ChangeRow, Any] = work.run.changes.order_by("pk").values_list(
        "target", "target_id", "before", "after", "row__group"
    )
    for word, key, before, after, group in rows.iterator(chunk_size=BATCH):
        unit = f"#{word}:{key}" if group is None else group
        if not work.is_meant(unit):
            continue
        target = by_word[word]
        work.touched[word, key].add(unit)
        if target.again:
            work.dropped.append((unit, key, before))
        elif before is None:
            work.made[target.model][key] = unit
        elif (known := work.changed[target.model].get(key)) is None:
            work.changed[target.model][key] = Changed(unit, before, after)
        else:
            known.before = {**before, **known.before}
            known.after = {**known.after, **after}
            # Half of what two rows did to one record cannot be taken back.
            work.bind(unit, known.unit)


# Of these the household stands or falls with what happens to it; a listing says nothing of it.
INSIDE = {"membership", "residence"}
# Reasons that no undo of another import takes away.
BY_PEOPLE = {BY_DECISION, BY_HAND, BY_REVEAL}


def _read_rows(work: Work) -> None:
    """What names a row of the run as its source, and the kecamatan the run delivered."""
    for target in work.targets:
        if not target.by_row:
            continue
        # A change row about a claim names its person: claims have no other fixed key.
        owner = "person_id" if target.word == "claim" else "household_id"
        rows = target.model._default_manager.filter(row__run=work.run).order_by("pk")
        for key, unit, whose in rows.values_list("pk", "row__group", owner).iterator(BATCH):
            if work.is_meant(unit):
                _note_made(work, target, key, unit, whose)
    if any(target.model is Delivery for target in work.targets):
        for key in work.run.deliveries.values_list("pk", flat=True):
            if work.is_meant(unit := f"#delivery:{key}"):
                work.made[Delivery][key] = unit


def _note_made(work: Work, target: Undoable, key: int, unit: str, whose: int) -> None:
    """`whose`: the person of a claim, the household of everything else."""
    work.made[target.model][key] = unit
    # What goes needs no old values.
    work.changed[target.model].pop(key, None)
    if target.word in INSIDE:
        work.touched[target.word, key].add(unit)
        work.touched["household", whose].add(unit)
    elif target.word == "claim":
        work.touched["claim", whose].add(unit)
    elif target.word:
        work.touched[target.word, key].add(unit)


def _bind_links(work: Work) -> None:
    """Who was linked because of a household stays linked where that household stays."""
    for changes in work.changed.values():
        for change in changes.values():
            household = change.after.get("household_id")
            if household is None or not change.unit.startswith("#"):
                continue
            for unit in work.touched.get(("household", household), ()):
                work.bind(unit, change.unit)


def _hold_other_values(work: Work) -> None:
    """What holds another value than the run wrote; what is gone altogether needs no undo."""
    for model, changes in work.changed.items():
        fields = sorted({name for change in changes.values() for name in change.before})
        has_version = any(f.name == "version" for f in model._meta.concrete_fields)
        shown = ["pk", *fields, *(["version"] if has_version else [])]
        found: set[int] = set()
        for batch in in_batches(changes):
            for now in model._default_manager.filter(pk__in=batch).values(*shown):
                change = changes[now["pk"]]
                found.add(now["pk"])
                change.version = now.get("version", 0)
                said = {name: now[name] for name in change.after}
                if json.loads(canonical(said)) != change.after:
                    work.hold(change.unit, BY_VALUE)
        for key in changes.keys() - found:
            del changes[key]


def _hold_later_files(work: Work) -> None:
    """What a standing run changed afterwards. Links that renew themselves are no change."""
    last = work.run.changes.aggregate(last=models.Max("pk"))["last"]
    if last is None:
        return
    later = ChangeRow.objects.filter(
        pk__gt=last, row__isnull=False, before__isnull=False, run__state=RunState.APPLIED
    ).exclude(run=work.run)
    for word, key, holder in later.values_list("target", "target_id", "run").iterator(BATCH):
        for unit in work.touched.get((word, key), ()):
            # Said before a mere difference of values: it tells more.
            work.held[unit] = BY_FILE
            work.holders[unit].add(holder)


def _hold_later_acts(work: Work) -> None:
    applied = work.run.events.filter(verb=Verb.IMPORT_APPLIED).aggregate(last=models.Max("pk"))
    later = AuditEvent.objects.filter(pk__gt=applied["last"] or 0).exclude(verb__in=READING)
    about = later.exclude(household=None, person=None).values_list("household_id", "person_id")
    for household, person in about.iterator(BATCH):
        for key in (("household", household), ("person", person)):
            for unit in work.touched.get(key, ()):
                work.held[unit] = BY_HAND


def _hold_decisions(work: Work) -> None:
    """What an officer decided about a thing the run made; its event names something else."""
    for target in work.targets:
        if target.decided is None:
            continue
        made = work.made[target.model]
        for batch in in_batches(made):
            decided = target.model._default_manager.filter(target.decided, pk__in=batch)
            for key in decided.values_list("pk", flat=True):
                work.held[made[key]] = BY_DECISION


def _hold_references(work: Work) -> None:
    """Rows of others that point at what the run made, whatever app they belong to."""
    for model in list(work.made):
        made = work.made[model]
        for relation in model._meta.related_objects:
            if relation.many_to_many or not made:
                continue
            _hold_pointed_at(work, made, relation.related_model, relation.field.attname)


def _hold_pointed_at(work: Work, made: dict[int, str], other: Model, name: str) -> None:
    ours, changed = work.made.get(other, {}), work.changed.get(other, {})
    for key, pointed in _pointing(other, name, made):
        unit, whose = made[pointed], ours.get(key)
        change = changed.get(key)
        if whose is None and change is not None and change.after.get(name) == pointed:
            whose = change.unit
        if whose is None:
            work.holding[other][key] = unit
            if unit not in work.held:
                work.held[unit] = _reason(work, other)
        elif whose != unit:
            work.bound[whose].add(unit)


def _hold_said_again(work: Work, kinds: Collection[str]) -> None:
    """What a list that stands found known and equal afterwards: no mark of its own says so."""
    later = ImportRun.objects.filter(
        kind__in=kinds, state=RunState.APPLIED, applied_at__gt=work.run.applied_at
    )
    runs = list(later.values_list("pk", flat=True))
    if not runs:
        return
    for batch in in_batches(work.units() - work.held.keys()):
        rows = StagedRow.objects.filter(run__in=runs, group__in=batch, outcome=Outcome.SAME)
        for unit, holder in rows.values_list("group", "run").distinct():
            work.hold(unit, BY_LIST)
            work.holders[unit].add(holder)


def _name_holders(work: Work) -> None:
    """The imports whose rows hold something. Where an officer acted no other undo sets it free."""
    for other, units in work.holding.items():
        if not any(each.name == "row" for each in other._meta.concrete_fields):
            continue
        for batch in in_batches(units):
            rows = other._default_manager.filter(pk__in=batch, row__isnull=False)
            others = rows.exclude(row__run=work.run)
            for key, run in others.values_list("pk", "row__run"):
                work.holders[units[key]].add(run)
    for unit, reason in work.held.items():
        if reason in BY_PEOPLE:
            work.holders.pop(unit, None)


def _pointing(other: Model, name: str, made: dict[int, str]) -> Iterator[tuple[int, int]]:
    """(key, key it points at) of the rows that point at what the run made.

    Keys that one run drew lie close together: a range of them is asked for six times as fast as
    2,000 of them by name.
    """
    rows = other._default_manager.values_list("pk", name)
    first, last = min(made), max(made)
    if last - first < SPREAD * len(made):
        between = rows.filter(**{f"{name}__gte": first, f"{name}__lte": last})
        yield from (row for row in between.iterator(chunk_size=BATCH) if row[1] in made)
        return
    for batch in in_batches(made):
        yield from rows.filter(**{f"{name}__in": batch})


def _reason(work: Work, other: Model) -> str:
    if other is AuditEvent:  # an act that changed something has held its unit before
        return BY_REVEAL
    for target in work.targets:
        if target.model is other:
            return target.holds
    return f"sudah ada {other._meta.verbose_name_plural} yang menunjuk ke sini"


def _spread(work: Work) -> None:
    """What hangs together with something that stays, stays."""
    waiting = list(work.held)
    while waiting:
        for unit in work.bound.get(waiting.pop(), ()):
            if unit not in work.held:
                work.held[unit] = BY_COMPANY
                waiting.append(unit)
