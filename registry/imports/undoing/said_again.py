"""What a later list that stands says as well, though no mark of its own says so.

Which households are judged together, and under whose name, is each file's own affair: a household
is looked for under the group of its rows and under the one that they had by themselves.
"""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.db.models import F, QuerySet

from registry.imports.importkinds import kind_of
from registry.imports.judging import WRITING
from registry.imports.undoing.undoable import BY_LIST
from registry.imports.undoing.work import BATCH, Work, in_batches
from registry.models import ImportRun, Outcome, RunState, StagedRow

# What a row says in other words: where it lists somebody he lives.
SAID_AS = {"area_id": "area", "head_id": "relation", "valid_to": "name"}
# Group of rows in a later file → unit
Names = dict[str, str]


def hold_said_again(work: Work, kinds: Collection[str]) -> None:
    """What a list that stands found known and equal afterwards: no mark of its own says so."""
    later = ImportRun.objects.filter(
        kind__in=kinds, state=RunState.APPLIED, applied_at__gt=work.run.applied_at
    )
    runs = list(later.values_list("pk", flat=True))
    if not runs:
        return
    names = {name: unit for name, unit in _names(work).items() if unit not in work.held}
    for batch in in_batches(names):
        rows = StagedRow.objects.filter(run__in=runs, group__in=batch, outcome=Outcome.SAME)
        for name, holder in rows.values_list("group", "run").distinct():
            _hold(work, names[name], holder)
    fields = _changed_fields(work)
    _hold_said_besides(work, runs, names, fields)
    _hold_joined(work, runs, names, fields)


def _hold(work: Work, unit: str, holder: int) -> None:
    work.hold(unit, BY_LIST)
    work.holders[unit].add(holder)


def _names(work: Work) -> Names:
    """Each unit by its own name, and by those of the rows that were joined to it."""
    units = work.units()
    names = {unit: unit for unit in units}
    for own, unit in _joined(work, [work.run.pk]).values_list("own", "group").iterator(BATCH):
        if unit in units:
            names.setdefault(own, unit)
    return names


def _joined(work: Work, runs: Collection[int]) -> "QuerySet[Any, Any]":
    """Rows that were judged under another name than their own: few, found in one look at all,
    because no index knows them.
    """
    own = kind_of(work.run.kind).own_group
    if own is None:
        return StagedRow.objects.none().annotate(own=F("group"))
    rows = StagedRow.objects.filter(run__in=runs, cleaned__isnull=False).order_by()
    return rows.annotate(own=own).exclude(own=F("group"))


def _hold_said_besides(
    work: Work, runs: Collection[int], names: Names, fields: dict[str, set[str]]
) -> None:
    """What such a list said again in a row that brought or changed something else as well."""
    free = (name for name, unit in names.items() if unit in fields and unit not in work.held)
    for batch in in_batches(free):
        rows = StagedRow.objects.filter(run__in=runs, group__in=batch, outcome__in=WRITING)
        said = rows.order_by().values_list("group", "run", "cleaned")
        for name, holder, cleaned in said.iterator(chunk_size=BATCH):
            if _says(cleaned, fields[names[name]]):
                _hold(work, names[name], holder)


def _hold_joined(
    work: Work, runs: Collection[int], names: Names, fields: dict[str, set[str]]
) -> None:
    """What such a list said of a household that it judged under another one's name."""
    joined = _joined(work, runs).filter(outcome__in=[Outcome.SAME, *WRITING])
    said = joined.values_list("own", "run", "outcome", "cleaned")
    for own, holder, outcome, cleaned in said.iterator(BATCH):
        unit = names.get(own)
        if unit is None:
            continue
        if outcome == Outcome.SAME or _says(cleaned, fields.get(unit, ())):
            _hold(work, unit, holder)


def _says(cleaned: Any, fields: Collection[str]) -> bool:
    return any(cleaned.get(field) for field in fields)


def _changed_fields(work: Work) -> dict[str, set[str]]:
    """Unit → the fields of its records that the run changed, as rows call them."""
    found: dict[str, set[str]] = defaultdict(set)
    for changes in work.changed.values():
        for change in changes.values():
            found[change.unit] |= {SAID_AS.get(name, name) for name in change.after}
    return found
