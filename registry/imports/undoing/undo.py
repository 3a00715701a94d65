"""Takes an applied run back: everything it did but what was changed since, which is listed first.

The same scan serves the page that asks and the act itself. Versions move on and never back: a
page read before the undo must not pass for one read after it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from bansos.lib.batches import batched
from registry.audit import record
from registry.events import Verb
from registry.imports.applying.run import take_turns
from registry.imports.applying.table import Table
from registry.imports.importkinds import kind_of
from registry.imports.judgement import rare_collections
from registry.imports.runrow import a_beginning, subject_of, without_values
from registry.imports.runs import WrongState
from registry.imports.undoing.asked import call_off
from registry.imports.undoing.plans import SHOWN, UndoPlan, plan_of, units_left
from registry.imports.undoing.scan import BATCH, Changed, Work, in_batches, scan
from registry.imports.undoing.undoable import Undoable
from registry.models import (
    Household,
    ImportRun,
    LeftUnit,
    ListedAid,
    Person,
    Release,
    RunState,
    StagedRow,
    User,
)

CLAIM = ("id", "release_id", "household_id", "person_id", "program_code", "row_id")
ONE_CLAIM = ("release_id", "person_id", "program_code")
# What a claim joins, and what has to be there for it.
JOINED: dict[str, Any] = {"release_id": Release, "household_id": Household, "person_id": Person}
HAS_REST = Exists(LeftUnit.objects.filter(run=OuterRef("pk")))


def ask_undo(*, run: ImportRun, by: User) -> None:
    """Claims the run for the worker; the work itself is `undo`. Raises WrongState."""
    mine = ImportRun.objects.filter(pk=run.pk).exclude(changes_digest="")
    whole = mine.filter(state=RunState.APPLIED, undone_by=None)
    rest = mine.filter(HAS_REST, state=RunState.UNDONE, undone_at__isnull=False)
    asked = {"undone_by": by, "heartbeat": timezone.now(), "attempts": 0, "error": ""}
    if not (whole.update(**asked) or rest.update(**asked, undone_at=None)):
        raise WrongState
    run.refresh_from_db()


def undo(run: ImportRun, by: User | None, *, shown: int | None = SHOWN) -> UndoPlan:
    """APPLIED → UNDONE in one transaction: all of it or nothing. Raises WrongState.

    Of a run that is undone already, the rest that has become free since.
    """
    mine = ImportRun.objects.filter(pk=run.pk, state__in=(RunState.APPLIED, RunState.UNDONE))
    mine.update(**a_beginning())
    try:
        with rare_collections(), transaction.atomic():
            return _undo(run, by, shown)
    except WrongState:
        call_off(run, "Belum ada yang dapat ditarik kembali; tidak ada yang berubah.")
        raise
    except Exception as error:
        call_off(run, "Impor gagal diurungkan karena galat aplikasi; tidak ada yang berubah.")
        raise without_values(error) from None


def _undo(run: ImportRun, by: User | None, shown: int | None) -> UndoPlan:
    only = _take(run, by)
    take_turns()
    targets = kind_of(run.kind).undoables
    _lock(run, targets)
    work = scan(run, only)
    found = plan_of(work, shown)
    if only is not None and not found:
        raise WrongState
    _put_back(work, [target for target in targets if not target.late])
    for target in targets:
        for batch in in_batches(work.going(target.model)):
            Table(target.model, "id").delete(batch)
    _put_back(work, [target for target in targets if target.late])
    _claim_again(work)
    _note_left(work)
    record(
        Verb.IMPORT_UNDONE,
        by=by,
        run=run,
        subject=subject_of(run),
        after=found.counts(),
        reason="; ".join(f"{left.count} tetap: {left.reason}" for left in found.left),
    )
    return found


def _take(run: ImportRun, by: User | None) -> frozenset[str] | None:
    """The first statement takes the row, as in an apply: whoever comes second finds it undone.

    The units that an earlier undo left, None where this is the first.
    """
    mine = ImportRun.objects.filter(pk=run.pk).exclude(changes_digest="")
    done = {"state": RunState.UNDONE, "undone_by": by, "undone_at": timezone.now(), "error": ""}
    is_first = mine.filter(state=RunState.APPLIED).update(**done)
    if not (is_first or mine.filter(HAS_REST, state=RunState.UNDONE).update(**done)):
        raise WrongState
    run.refresh_from_db()
    return None if is_first else units_left(run)


def _note_left(work: Work) -> None:
    """The oldest import in the way is named: once it is gone too, nothing stands there any more."""
    work.run.left.all().delete()
    left = (
        LeftUnit(run=work.run, unit=unit, holder_id=min(work.holders.get(unit, ()), default=None))
        for unit in work.held
    )
    LeftUnit.objects.bulk_create(left, batch_size=2_000)


def _lock(run: ImportRun, targets: Iterable[Undoable]) -> None:
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


def _put_back(work: Work, targets: Iterable[Undoable]) -> None:
    """The old values, set by set: records that changed in the same fields go together."""
    for target in targets:
        sets: dict[tuple[str, ...], list[tuple[int, Changed]]] = defaultdict(list)
        for key, change in work.restored(target.model).items():
            sets[tuple(sorted(change.before))].append((key, change))
        has_version = any(f.name == "version" for f in target.model._meta.concrete_fields)
        for names, changes in sets.items():
            table = Table(target.model, "id", *names, *(["version"] if has_version else []))
            table.update(
                [
                    (
                        key,
                        *(change.before[name] for name in names),
                        *([change.version + 1] if has_version else []),
                    )
                    for key, change in changes
                ]
            )


def _claim_again(work: Work) -> None:
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
