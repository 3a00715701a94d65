"""Takes an applied run back: everything it did but what was changed since, which is listed first.

The same scan serves the page that asks and the act itself.
"""

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from registry.audit import record
from registry.events import Verb
from registry.imports.applying.run import PREPARATIONS, take_turns
from registry.imports.applying.two_steps import Overtaken
from registry.imports.importkinds import kind_of
from registry.imports.judgement import rare_collections
from registry.imports.runrow import a_beginning, subject_of, without_values
from registry.imports.runs import WrongState
from registry.imports.undoing.asked import call_off
from registry.imports.undoing.plans import (
    SHOWN,
    UndoPlan,
    can_be_undone,
    plan_of,
    units_left,
)
from registry.imports.undoing.scan import scan
from registry.imports.undoing.two_steps import Preparation
from registry.imports.undoing.work import Work
from registry.imports.undoing.writing import claim_again, delete_made, lock, note_left, put_back
from registry.models import ImportRun, LeftUnit, RunState, User

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
        with rare_collections():
            found = _undo_prepared(run, by, shown)
            return undo_directly(run, by, shown) if found is None else found
    except WrongState:
        call_off(run, "Belum ada yang dapat ditarik kembali; tidak ada yang berubah.")
        raise
    except Exception as error:
        call_off(run, "Impor gagal diurungkan karena galat aplikasi; tidak ada yang berubah.")
        raise without_values(error) from None


def _undo_prepared(run: ImportRun, by: User | None, shown: int | None) -> UndoPlan | None:
    """None: it was overtaken again and again."""
    for _ in range(PREPARATIONS):
        run.refresh_from_db()
        if not can_be_undone(run):
            raise WrongState
        preparation = Preparation(run)
        try:
            preparation.prepare()
            preparation.look_again()
            found = _plan(preparation.work, shown)
            with transaction.atomic():
                _take(run, by)
                if preparation.look_again():
                    found = _plan(preparation.work, shown)
                preparation.write()
                _conclude(preparation.work, found, by)
            return found
        except (Overtaken, IntegrityError):
            continue
        finally:
            preparation.close()
    return None


@transaction.atomic
def undo_directly(run: ImportRun, by: User | None, shown: int | None = SHOWN) -> UndoPlan:
    """Scans and writes in one transaction: the slow plain twin of the two steps."""
    work = scan(run, _take(run, by))
    found = _plan(work, shown)
    put_back(work, [target for target in work.targets if not target.late])
    for target in work.targets:
        delete_made(work, target)
    put_back(work, [target for target in work.targets if target.late])
    _conclude(work, found, by)
    return found


def _plan(work: Work, shown: int | None) -> UndoPlan:
    found = plan_of(work, shown)
    if work.only is not None and not found:
        raise WrongState
    return found


def _conclude(work: Work, found: UndoPlan, by: User | None) -> None:
    claim_again(work)
    note_left(work)
    record(
        Verb.IMPORT_UNDONE,
        by=by,
        run=work.run,
        subject=subject_of(work.run),
        after=found.counts(),
        reason="; ".join(f"{left.count} tetap: {left.reason}" for left in found.left),
    )


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
    take_turns()
    lock(run, kind_of(run.kind).undoables)
    return None if is_first else units_left(run)
