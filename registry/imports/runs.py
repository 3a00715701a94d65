"""The life of an import run: received → read → previewed → applied, or refused, or discarded.

Every step claims its run by a conditional UPDATE, so that a step started twice happens once. The
run row is the truth: `recover` hands steps that died on to a new worker.
"""

import hashlib
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone

from registry.audit import record
from registry.events import Verb
from registry.imports import guard
from registry.imports.apply import Table, as_json
from registry.imports.importkinds import Kind, kind_of
from registry.imports.judging import JudgedRow
from registry.imports.ledger import Ledger
from registry.imports.refusal import Refused
from registry.imports.staging import stage
from registry.models import City, ImportRun, Outcome, RunState, SourceFile, StagedRow, User

BATCH = 2_000
STALE = timedelta(minutes=3)


class WrongState(Exception):
    """The run is no longer in the state this step starts from: somebody else was first."""


def receive(
    *,
    path: Path,
    name: str,
    kind: str,
    options: dict[str, Any],
    by: User | None,
    into_demo: bool = False,
    apply_at_once: bool = False,
) -> ImportRun:
    """Takes a file in: guards first, then stores it once and opens a run. Raises Refused."""
    rules = kind_of(kind)
    unknown = sorted(set(options) - {*rules.option_names, "sheet", "map"})
    if unknown:
        raise Refused("option", f"Pilihan {', '.join(unknown)} tidak berlaku untuk {rules.label}.")
    if City.holds_demo() and not into_demo:
        raise Refused(
            "demo",
            "Basis data ini berisi kota contoh. Berkas sungguhan ditolak agar tidak bercampur; "
            "gunakan basis data kosong, atau --into-demo untuk mencoba.",
        )
    guard.inspect(path, name)
    with transaction.atomic():
        file = _store(path, name, by)
        kept = {key: value for key, value in sorted(options.items()) if value not in (None, "", {})}
        run = ImportRun.objects.create(
            kind=kind,
            file=file,
            file_name=name[:255],
            options=kept,
            created_by=by,
            apply_at_once=apply_at_once,
            already_imported=_standing_twin(file, kind, kept),
        )
        record(Verb.IMPORT_UPLOADED, by=by, run=run, subject=f"file:{name}", after={"kind": kind})
    return run


def _store(path: Path, name: str, by: User | None) -> SourceFile:
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    target = Path(settings.MEDIA_ROOT) / sha256[:2] / sha256
    if not target.exists():
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        partial = target.with_suffix(".part")
        shutil.copyfile(path, partial)
        partial.chmod(0o600)
        partial.rename(target)
    stored, _ = SourceFile.objects.get_or_create(
        sha256=sha256,
        defaults={
            "name": name[:255],
            "size": path.stat().st_size,
            "path": str(target),
            "uploaded_by": by,
        },
    )
    return stored


def _standing_twin(file: SourceFile, kind: str, options: dict[str, Any]) -> ImportRun | None:
    """The newest applied run of the same bytes, kind and options."""
    applied = file.runs.filter(kind=kind, state=RunState.APPLIED).order_by("-id")
    return next((run for run in applied if run.options == options), None)


def read(run: ImportRun) -> None:
    """WAITING → READING → PREVIEWED, NOTHING or REFUSED; harmless where another worker has it."""
    claimed = ImportRun.objects.filter(pk=run.pk, state=RunState.WAITING).update(
        state=RunState.READING, heartbeat=timezone.now(), progress=0, error=""
    )
    run.refresh_from_db()
    if not claimed:
        return
    started = time.monotonic()
    try:
        kind = kind_of(run.kind)
        context = kind.context(run)
        stage(run, kind, context, lambda done, total: _beat(run, done, total))
        judge_all(run, kind, context, None)
        _count(run)
    except Refused as refusal:
        refuse(run, refusal)
        return
    except Exception:
        # Our own fault, not the file's: it is said on the run, logged by the caller, and the
        # run does not wait for a worker that would fail again.
        refuse(
            run, Refused("galat", "Aplikasi gagal membaca berkas ini. Laporkan kepada pengelola")
        )
        raise
    run.seconds = round(time.monotonic() - started, 3)
    nothing = run.already_imported is not None and not (run.new or run.changed)
    run.state = RunState.NOTHING if nothing else RunState.PREVIEWED
    run.progress = 100
    run.save()


def refuse(run: ImportRun, refusal: Refused) -> None:
    """The file as a whole is refused; nothing of it remains but the words why."""
    with transaction.atomic():
        run.staged_rows.all().delete()
        run.state, run.error = RunState.REFUSED, str(refusal)
        run.save()
        record(
            Verb.IMPORT_REFUSED,
            by=run.created_by,
            run=run,
            subject=f"file:{run.file_name}",
            reason=str(refusal),
        )


def _beat(run: ImportRun, done: int, total: int) -> None:
    share = min(90, done * 90 // max(total, done, 1))
    ImportRun.objects.filter(pk=run.pk).update(heartbeat=timezone.now(), progress=share)


def batches(run: ImportRun) -> Iterator[list[JudgedRow]]:
    """Rows still to be judged, whole groups together, by keyset: memory stays flat."""
    good = run.staged_rows.filter(cleaned__isnull=False).order_by("group", "number")
    last: tuple[str, int] = ("", 0)
    while True:
        after = good.filter(group__gte=last[0]).exclude(group=last[0], number__lte=last[1])
        rows = _judged(after[:BATCH])
        if not rows:
            return
        tail = rows[-1]
        rows += _judged(good.filter(group=tail.group, number__gt=tail.number))
        yield rows
        last = (rows[-1].group, rows[-1].number)


def _judged(rows: QuerySet[StagedRow]) -> list[JudgedRow]:
    return [JudgedRow(*values) for values in rows.values_list(*JudgedRow.FIELDS)]


def judge_all(run: ImportRun, kind: Kind, context: Any, ledger: Ledger | None) -> None:
    """Judges every good row against the register as it is now; with a ledger, writes."""
    links: Counter[str] = Counter()
    for rows in batches(run):
        before = {row.pk: (row.outcome, len(row.warnings)) for row in rows}
        links += kind.judge(rows, context, ledger)
        with transaction.atomic():
            _store_outcomes(rows, before)
        if ledger is not None:
            ledger.flush()
    run.linked, run.ambiguous = links["linked"], links["ambiguous"]
    run.unlinked = links["unlinked"]


def _store_outcomes(rows: list[JudgedRow], before: dict[int, tuple[str, int]]) -> None:
    Table(StagedRow, "id", "outcome").update(
        [(row.pk, row.outcome) for row in rows if row.outcome != before[row.pk][0]]
    )
    Table(StagedRow, "id", "warnings").update(
        [(row.pk, as_json(row.warnings)) for row in rows if len(row.warnings) != before[row.pk][1]]
    )


def _count(run: ImportRun) -> None:
    found = Counter(dict(run.staged_rows.values_list("outcome").annotate(n=Count("id")).order_by()))
    run.new, run.changed = found[Outcome.NEW], found[Outcome.CHANGED]
    run.same, run.problem = found[Outcome.SAME], found[Outcome.PROBLEM]
    run.warnings = run.staged_rows.exclude(warnings=[]).exclude(outcome=Outcome.PROBLEM).count()


def ask_apply(*, run: ImportRun, by: User | None) -> None:
    """PREVIEWED → APPLYING; the work itself is `apply`. Raises WrongState."""
    asked = ImportRun.objects.filter(pk=run.pk, state=RunState.PREVIEWED).update(
        state=RunState.APPLYING, applied_by=by, heartbeat=timezone.now(), progress=0
    )
    if not asked:
        raise WrongState
    run.refresh_from_db()


def apply(run: ImportRun) -> None:
    """APPLYING → APPLIED in one transaction: all of the file or nothing. Twice is harmless."""
    started = time.monotonic()
    kind = kind_of(run.kind)
    with transaction.atomic():
        # The first statement takes the row: a second worker waits here, then finds nothing to do.
        mine = ImportRun.objects.filter(pk=run.pk, state=RunState.APPLYING).update(
            heartbeat=timezone.now()
        )
        run.refresh_from_db()
        if not mine:
            return
        context = kind.context(run)
        ledger = Ledger(run)
        judge_all(run, kind, context, ledger)
        kind.conclude(run, context, ledger)
        ledger.flush()
        _count(run)
        run.state, run.applied_at, run.progress = RunState.APPLIED, timezone.now(), 100
        run.seconds = round(run.seconds + time.monotonic() - started, 3)
        run.changes_digest = ledger.digest()
        run.save()
        record(
            Verb.IMPORT_APPLIED,
            by=run.applied_by,
            run=run,
            subject=f"file:{run.file_name}",
            after={
                "new": run.new,
                "changed": run.changed,
                "same": run.same,
                "problem": run.problem,
                "changes": ledger.count,
                "digest": run.changes_digest,
            },
        )


def remap(*, run: ImportRun, overrides: dict[str, str], options: dict[str, Any]) -> None:
    """Reads the file again with corrected columns or options. Raises WrongState."""
    asked = ImportRun.objects.filter(
        pk=run.pk, state__in=[RunState.PREVIEWED, RunState.REFUSED, RunState.NOTHING]
    ).update(state=RunState.WAITING, options={**run.options, **options, "map": overrides})
    if not asked:
        raise WrongState
    run.refresh_from_db()


@transaction.atomic
def discard(*, run: ImportRun, by: User) -> None:
    """Drops a preview. The file and the run stay, for the history. Raises WrongState."""
    done = ImportRun.objects.filter(
        pk=run.pk, state__in=[RunState.WAITING, RunState.PREVIEWED, RunState.NOTHING]
    ).update(state=RunState.DISCARDED)
    if not done:
        raise WrongState
    run.staged_rows.all().delete()
    record(Verb.IMPORT_DISCARDED, by=by, run=run, subject=f"file:{run.file_name}")


def recover(*, older_than: timedelta = STALE) -> list[ImportRun]:
    """Runs whose worker died: reading starts again, applying too (nothing of it had happened)."""
    dead = timezone.now() - older_than
    ImportRun.objects.filter(state=RunState.READING, heartbeat__lt=dead).update(
        state=RunState.WAITING
    )
    waiting = ImportRun.objects.filter(state=RunState.WAITING, created_at__lt=dead)
    applying = ImportRun.objects.filter(state=RunState.APPLYING, heartbeat__lt=dead)
    return [*waiting, *applying]
