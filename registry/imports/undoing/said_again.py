"""What a later list that stands says as well, though no mark of its own says so."""

from collections import defaultdict
from collections.abc import Collection

from registry.imports.judging import WRITING
from registry.imports.undoing.undoable import BY_LIST
from registry.imports.undoing.work import BATCH, Work, in_batches
from registry.models import ImportRun, Outcome, RunState, StagedRow

# What a row says in other words: where it lists somebody he lives.
SAID_AS = {"area_id": "area", "head_id": "relation", "valid_to": "name"}


def hold_said_again(work: Work, kinds: Collection[str]) -> None:
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
    _hold_said_besides(work, runs)


def _hold_said_besides(work: Work, runs: Collection[int]) -> None:
    """What such a list said again in a row that brought or changed something else as well."""
    fields = _changed_fields(work)
    for batch in in_batches(fields.keys() - work.held.keys()):
        rows = StagedRow.objects.filter(run__in=runs, group__in=batch, outcome__in=WRITING)
        said = rows.order_by().values_list("group", "run", "cleaned")
        for unit, holder, cleaned in said.iterator(chunk_size=BATCH):
            if any(cleaned.get(field) for field in fields[unit]):
                work.hold(unit, BY_LIST)
                work.holders[unit].add(holder)


def _changed_fields(work: Work) -> dict[str, set[str]]:
    """Unit → the fields of its records that the run changed, as rows call them."""
    found: dict[str, set[str]] = defaultdict(set)
    for changes in work.changed.values():
        for change in changes.values():
            found[change.unit] |= {SAID_AS.get(name, name) for name in change.after}
    return found
