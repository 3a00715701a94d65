"""Takes back what a scan leaves to be taken back, and holds it meanwhile. In a transaction.

Versions move on and never back: a page read before the undo must not pass for one read after it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef

from bansos.lib.batches import batched
from registry.imports.applying.table import Table
from registry.imports.undoing.undoable import Undoable
from registry.imports.undoing.work import BATCH, Changed, Work, has_version, in_batches
from registry.models import (
    Household,
    ImportRun,
    LeftUnit,
    ListedAid,
    Person,
    Release,
    RunState,
    StagedRow,
)

CLAIM = ("id", "release_id", "household_id", "person_id", "program_code", "row_id")
ONE_CLAIM = ("release_id", "person_id", "program_code")
# What a claim joins, and what has to be there for it.
JOINED: dict[str, Any] = {"release_id": Release, "household_id": Household, "person_id": Person}


def note_left(work: Work) -> None:
    """The oldest import in the way is named: once it is gone too, nothing stands there any more."""
    work.run.left.all().delete()
    table = Table(LeftUnit, "run_id", "unit", "holder_id")
    for units in in_batches(work.held):
        holders = (min(work.holders.get(unit, ()), default=None) for unit in units)
        table.insert([(work.run.pk, *left) for left in zip(units, holders, strict=True)])


def lock(run: ImportRun, targets: Iterable[Undoable]) -> None:
    """On PostgreSQL officers work meanwhile: who holds a row decides first, who comes finds it
    gone. Households before people before all else, the order in which acts take them.
    """
    if not connection.features.has_select_for_update:
        return
    first = (Household, Person)
    for target in sorted(targets, key=lambda each: (*first, each.model).index(each.model)):
        if not target.word or target.again:
            continue
        mine = run.changes.filter(target=target.word).values("target_id")
        rows = target.model._default_manager.filter(pk__in=mine).order_by("pk")
        for _ in rows.select_for_update(of=("self",)).values_list("pk").iterator(2_000):
            pass


def put_back(work: Work, targets: Iterable[Undoable]) -> None:
    """The old values, set by set: records that changed in the same fields go together."""
    for target in targets:
        sets: dict[tuple[str, ...], list[tuple[int, Changed]]] = defaultdict(list)
        for key, change in work.restored(target.model).items():
            sets[tuple(sorted(change.before))].append((key, change))
        version = ["version"] if has_version(target.model) else []
        for names, changes in sets.items():
            Table(target.model, "id", *names, *version).update(
                [
                    (
                        key,
                        *(change.before[name] for name in names),
                        *([change.version + 1] if version else []),
                    )
                    for key, change in changes
                ]
            )


def delete_made(work: Work, target: Undoable) -> None:
    for batch in in_batches(work.going(target.model)):
        Table(target.model, "id").delete(batch)


def claim_again(work: Work) -> None:
    """Claims the run had dropped, where what they join is still there and their list stands."""
    table = Table(ListedAid, *CLAIM)
    dropped = [{"person_id": person, **claim} for person, claim in work.again()]
    for claims in batched(dropped, BATCH):
        table.insert([tuple(claim[name] for name in CLAIM) for claim in _welcome(claims)])


def _welcome(claims: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """By a handful of queries, whatever their number: the write lock is held meanwhile."""
    keys = {name: {claim[name] for claim in claims} for name in CLAIM}
    left = LeftUnit.objects.filter(run=OuterRef("run"), unit=OuterRef("group"))
    undone = StagedRow.objects.filter(pk__in=keys["row_id"], run__state=RunState.UNDONE)
    withdrawn = set(undone.exclude(Exists(left)).values_list("pk", flat=True))
    there = {
        name: set(model.objects.filter(pk__in=keys[name]).values_list("pk", flat=True))
        for name, model in JOINED.items()
    }
    made = ListedAid.objects.filter(person_id__in=keys["person_id"])
    known = set(made.values_list(*ONE_CLAIM))
    return [
        claim
        for claim in claims
        if claim["row_id"] not in withdrawn
        and all(claim[name] in found for name, found in there.items())
        and tuple(claim[name] for name in ONE_CLAIM) not in known
    ]
