"""Finds what hangs on what a run did since: the base of every undo. Writes nothing."""

import json
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db import models
from django.db.models import ManyToOneRel

from registry.events import Verb
from registry.imports.applying.ledger import canonical
from registry.imports.importkinds import kind_of
from registry.imports.undoing.deeds import read_deeds
from registry.imports.undoing.listed_again import hold_listed_again
from registry.imports.undoing.said_again import hold_said_again
from registry.imports.undoing.undoable import (
    BY_COMPANY,
    BY_DECISION,
    BY_FILE,
    BY_HAND,
    BY_REVEAL,
    BY_VALUE,
)
from registry.imports.undoing.work import BATCH, Changed, Model, Work, has_version, in_batches
from registry.models import AuditEvent, ChangeRow, ImportRun, Membership

# Up to so many keys for each one of ours, the range is quicker.
SPREAD = 8
# (household, person) that somebody's act names
Act = tuple[int | None, int | None]
# Reasons that no undo of another import takes away.
BY_PEOPLE = {BY_DECISION, BY_HAND, BY_REVEAL}
# Acts that read and change nothing: what was only looked at may still be put back.
READING = [Verb.IDENTITY_REVEALED, Verb.IDENTITY_SEARCHED, Verb.LIST_EXPORTED]


def scan(run: ImportRun, only: Collection[str] | None = None) -> Work:
    """A number of queries that grows by one a table for each 2,000 records."""
    kind = kind_of(run.kind)
    work = Work(run, kind.undoables, only)
    read_deeds(work)
    _hold_other_values(work)
    _hold_later_files(work)
    _hold_acts(work, _later_acts(run))
    _hold_closed_homes(work)
    _hold_decisions(work)
    _hold_references(work)
    _hold_stranded(work)
    hold_said_again(work, {kind.name, *kind.companions})
    hold_listed_again(work)
    _name_holders(work)
    _forget_holders(work)
    _spread(work)
    return work


def look_again(work: Work, acts: Iterable[Act]) -> set[str]:
    """The units that stay besides, or for another reason, after these acts and what points at them
    by now.

    What no act tells of is left to `is_otherwise`, and to the foreign keys.
    """
    known = dict(work.held)
    _hold_acts(work, acts)
    _hold_closed_homes(work)
    _hold_decisions(work)
    _hold_references(work)
    _forget_holders(work)
    _spread(work)
    return {unit for unit, reason in work.held.items() if known.get(unit) != reason}


def is_otherwise(work: Work, model: Model) -> bool:
    """Whether a record that is to be put back holds other values than when it was scanned."""
    changes = work.restored(model)
    count = 0
    for key, now in _read_again(model, changes):
        count += 1
        if not _is_as_written(changes[key], now):
            return True
    return count < len(changes)


def _hold_other_values(work: Work) -> None:
    """What holds another value than the run wrote; what is gone altogether needs no undo."""
    for model, changes in work.changed.items():
        found: set[int] = set()
        for key, now in _read_again(model, changes):
            change = changes[key]
            found.add(key)
            change.version = now.get("version", 0)
            if not _is_as_written(change, now):
                work.hold(change.unit, BY_VALUE)
        for key in changes.keys() - found:
            del changes[key]


def _read_again(model: Model, changes: dict[int, Changed]) -> Iterator[tuple[int, dict[str, Any]]]:
    """(key, the fields that were changed, as they are now)"""
    fields = sorted({name for change in changes.values() for name in change.before})
    shown = ["pk", *fields, *(["version"] if has_version(model) else [])]
    for batch in in_batches(changes):
        for now in model._default_manager.filter(pk__in=batch).values(*shown):
            yield now["pk"], now


def _is_as_written(change: Changed, now: dict[str, Any]) -> bool:
    said = {name: now[name] for name in change.after}
    return bool(json.loads(canonical(said)) == change.after)


def _hold_later_files(work: Work) -> None:
    """What was changed afterwards and stands. Links that renew themselves are no change."""
    last = work.run.changes.aggregate(last=models.Max("pk"))["last"]
    # A list of those whom the register knew already may have changed nothing, and listed them.
    since = models.Q(pk__gt=last) if last else models.Q(run__applied_at__gt=work.run.applied_at)
    stands = ChangeRow.objects.standing().exclude(run=work.run)
    later = stands.filter(since, row__isnull=False, before__isnull=False)
    for word, key, holder in later.values_list("target", "target_id", "run").iterator(BATCH):
        for unit in work.touched.get((word, key), ()):
            # Said before a mere difference of values: it tells more.
            work.held[unit] = BY_FILE
            work.holders[unit].add(holder)


def _later_acts(run: ImportRun) -> Iterator[Act]:
    applied = run.events.filter(verb=Verb.IMPORT_APPLIED).aggregate(last=models.Max("pk"))
    later = AuditEvent.objects.filter(pk__gt=applied["last"] or 0).exclude(verb__in=READING)
    about = later.exclude(household=None, person=None).values_list("household_id", "person_id")
    yield from about.iterator(BATCH)


def _hold_acts(work: Work, acts: Iterable[Act]) -> None:
    for household, person in acts:
        for word, key in (("household", household), ("person", person)):
            for unit in work.touched.get((word, key), ()) if key else ():
                work.held[unit] = BY_HAND


def _hold_closed_homes(work: Work) -> None:
    """Who moved away with the run does not come back into a household that was closed since."""
    ended = work.changed.get(Membership, {})
    closed = Membership.objects.filter(household__closed_at__gt=work.run.applied_at)
    for batch in in_batches(ended):
        for key in closed.filter(pk__in=batch).values_list("pk", flat=True):
            work.hold(ended[key].unit, BY_HAND)


def _hold_decisions(work: Work) -> None:
    """What an officer decided about a thing the run made; its event names something else."""
    for target in work.targets:
        if target.decided is not None:
            made = work.made[target.model]
            decided = target.model._default_manager.filter(target.decided)
            for key, _ in _among(decided.values_list("pk", "pk"), "pk", made):
                work.held[made[key]] = BY_DECISION


def _hold_references(work: Work) -> None:
    """Rows of others that point at what the run made, whatever app they belong to.

    Where they were looked at before: those that came since.
    """
    pointing = [
        (made, key.model, key.attname)
        for model, made in list(work.made.items())
        for key in _keys_to(model)
        if made
    ]
    looked, work.newest = work.newest, {other: _newest(other) for _, other, _ in pointing}
    for made, other, name in pointing:
        _hold_pointed_at(work, made, other, name, looked.get(other))


def _keys_to(model: Model) -> "Iterator[models.ForeignKey[Any, Any]]":
    """Also those for which the model itself has no name: the database refuses all alike."""
    for relation in model._meta.get_fields(include_hidden=True):
        # The stubs leave out what says whether the database knows of it.
        if isinstance(relation, ManyToOneRel) and relation.field.db_constraint:  # type: ignore[attr-defined]
            yield relation.field


def _newest(model: Model) -> int:
    found: int | None = model._default_manager.aggregate(newest=models.Max("pk"))["newest"]
    return found or 0


def _hold_pointed_at(
    work: Work, made: dict[int, str], other: Model, name: str, after: int | None
) -> None:
    ours, changed = work.made.get(other, {}), work.changed.get(other, {})
    rows = other._default_manager.values_list("pk", name)
    if after is None:
        found = _among(rows, name, made)
    else:
        found = (row for row in rows.filter(pk__gt=after) if row[1] in made)
    for key, pointed in found:
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


def _hold_stranded(work: Work) -> None:
    """What others concluded since from where the run had moved people to."""
    ended = work.changed.get(Membership, {})
    for target in work.targets:
        if target.stranded is None:
            continue
        # Of the run's own the old values come back too.
        ours = work.changed.get(target.model, {})
        for batch in in_batches(ended):
            for key, membership in target.stranded(batch):
                if key not in ours:
                    unit = ended[membership].unit
                    work.holding[target.model][key] = unit
                    work.hold(unit, target.holds)


def _name_holders(work: Work) -> None:
    """The imports whose rows hold something."""
    for other, units in work.holding.items():
        if not any(each.name == "row" for each in other._meta.concrete_fields):
            continue
        for batch in in_batches(units):
            rows = other._default_manager.filter(pk__in=batch, row__isnull=False)
            others = rows.exclude(row__run=work.run)
            for key, run in others.values_list("pk", "row__run"):
                work.holders[units[key]].add(run)


def _forget_holders(work: Work) -> None:
    """Where an officer acted no undo of another import sets it free."""
    for unit, reason in work.held.items():
        if reason in BY_PEOPLE:
            work.holders.pop(unit, None)


def _among(
    rows: "models.QuerySet[Any, tuple[int, int]]", name: str, made: dict[int, str]
) -> Iterator[tuple[int, int]]:
    """Those of the rows (key, value of `name`) that name something the run made.

    Keys that one run drew lie close together: a range of them is asked for six times as fast as
    2,000 of them by name.
    """
    if not made:
        return
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
