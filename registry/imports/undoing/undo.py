"""Takes an applied run back: everything it did but what was changed since, which is listed first.

The same scan serves the page that asks and the act itself. Versions move on and never back: a
page read before the undo must not pass for one read after it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone

from registry.audit import record
from registry.events import Verb
from registry.identifiers import mask_digits
from registry.imports.applying.run import take_turns
from registry.imports.applying.table import Table
from registry.imports.importkinds import kind_of
from registry.imports.judgement import rare_collections
from registry.imports.runrow import subject_of, without_values
from registry.imports.runs import WrongState
from registry.imports.undoing.scan import Changed, Work, in_batches, scan
from registry.imports.undoing.undoable import Undoable
from registry.models import (
    Household,
    ImportRun,
    ListedAid,
    Person,
    Release,
    RunState,
    StagedRow,
    User,
)

# Examples on the page; the command prints all.
SHOWN = 20
CLAIM = ("id", "release_id", "household_id", "person_id", "program_code", "row_id")


@dataclass(frozen=True)
class Left:
    """Things that stay for one reason: what a reader calls them, and where they are shown."""

    reason: str
    count: int
    examples: list[tuple[str, str]]


@dataclass
class UndoPlan:
    """What an undo takes back and what it leaves. Nothing personal but names on a page."""

    removed: dict[str, int] = field(default_factory=dict)
    restored: dict[str, int] = field(default_factory=dict)
    left: list[Left] = field(default_factory=list)

    @property
    def left_count(self) -> int:
        return sum(left.count for left in self.left)

    def counts(self) -> dict[str, int]:
        return {
            "removed": sum(self.removed.values()),
            "restored": sum(self.restored.values()),
            "left": self.left_count,
        }


def can_be_undone(run: ImportRun) -> bool:
    """Applied, and with a record of what it did: the made-up city's runs have none."""
    return run.state == RunState.APPLIED and bool(run.changes_digest)


def plan(run: ImportRun, *, shown: int | None = SHOWN) -> UndoPlan:
    """What `undo` would do now. Raises WrongState."""
    if not can_be_undone(run):
        raise WrongState
    return _plan_of(scan(run, kind_of(run.kind).undoables), shown)


def ask_undo(*, run: ImportRun, by: User) -> None:
    """Claims the run for the worker; the work itself is `undo`. Raises WrongState."""
    standing = ImportRun.objects.filter(pk=run.pk, state=RunState.APPLIED, undone_by=None)
    if not standing.exclude(changes_digest="").update(
        undone_by=by, heartbeat=timezone.now(), attempts=0, error=""
    ):
        raise WrongState
    run.refresh_from_db()


def undo(run: ImportRun, by: User | None, *, shown: int | None = SHOWN) -> UndoPlan:
    """APPLIED → UNDONE in one transaction: all of it or nothing. Raises WrongState."""
    try:
        with rare_collections(), transaction.atomic():
            return _undo(run, by, shown)
    except WrongState:
        raise
    except Exception as error:
        words = "Impor gagal diurungkan karena galat aplikasi; tidak ada yang berubah."
        ImportRun.objects.filter(pk=run.pk, state=RunState.APPLIED).update(
            undone_by=None, error=words
        )
        raise without_values(error) from None


def _undo(run: ImportRun, by: User | None, shown: int | None) -> UndoPlan:
    # The first statement takes the row, as in an apply: whoever comes second finds it undone.
    mine = ImportRun.objects.filter(pk=run.pk, state=RunState.APPLIED).exclude(changes_digest="")
    if not mine.update(state=RunState.UNDONE, undone_by=by, undone_at=timezone.now(), error=""):
        raise WrongState
    run.refresh_from_db()
    take_turns()
    targets = kind_of(run.kind).undoables
    _lock(run, targets)
    work = scan(run, targets)
    found = _plan_of(work, shown)
    _put_back(work, [target for target in targets if not target.late])
    for target in targets:
        for batch in in_batches(work.going(target.model)):
            Table(target.model, "id").delete(batch)
    _put_back(work, [target for target in targets if target.late])
    _claim_again(work)
    record(
        Verb.IMPORT_UNDONE,
        by=by,
        run=run,
        subject=subject_of(run),
        after=found.counts(),
        reason="; ".join(f"{left.count} tetap: {left.reason}" for left in found.left),
    )
    return found


def _lock(run: ImportRun, targets: Iterable[Undoable]) -> None:
    """On PostgreSQL officers work meanwhile: who holds a row decides first, who comes finds it
    gone. Households before people, the order in which acts take them.
    """
    if not connection.features.has_select_for_update:
        return
    for target in targets:
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
    dropped = [{"person_id": person, **claim} for person, claim in work.again()]
    for claim in dropped:
        row = StagedRow.objects.filter(pk=claim["row_id"]).select_related("run").first()
        if row is not None and row.run.state == RunState.UNDONE:
            continue
        known = ListedAid.objects.filter(
            release_id=claim["release_id"],
            person_id=claim["person_id"],
            program_code=claim["program_code"],
        )
        joined = (
            Release.objects.filter(pk=claim["release_id"]).exists()
            and Household.objects.filter(pk=claim["household_id"]).exists()
            and Person.objects.filter(pk=claim["person_id"]).exists()
        )
        if joined and not known.exists():
            Table(ListedAid, *CLAIM).insert([tuple(claim[name] for name in CLAIM)])


def _plan_of(work: Work, shown: int | None) -> UndoPlan:
    found = UndoPlan()
    for target in work.targets:
        if going := work.going(target.model):
            found.removed[target.label] = len(going)
        back = len(work.again()) if target.again else len(work.restored(target.model))
        if back:
            found.restored[target.label] = back
    found.left = _left(work, shown)
    return found


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
    for target in reversed(work.targets):
        records: dict[int, Any] = {
            **work.made[target.model],
            **{key: change.unit for key, change in work.changed[target.model].items()},
        }
        for key, unit in records.items():
            if unit in missing:
                chosen[target.model][key] = unit
                missing.discard(unit)
    return chosen
