"""The life of an import run: received → read → previewed → applied, or refused, or discarded.

What is applied may be taken back: `undo`.

Every step claims its run by a conditional UPDATE, so that a step started twice happens once. The
run row is the truth: `recover` hands steps that died on to a new worker.
"""

import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from registry.audit import record
from registry.events import Verb
from registry.identifiers import mask_digits
from registry.imports.applying.run import apply_in_two_steps
from registry.imports.corrections import offered
from registry.imports.corrections.causes import keep_causes
from registry.imports.corrections.corrected import run_named_by, tail_of
from registry.imports.foresight.preview import foresee
from registry.imports.holds import hold_of
from registry.imports.importkinds import Kind, kind_of
from registry.imports.judgement import count_outcomes, judge_all, rare_collections
from registry.imports.reading import guard
from registry.imports.reading.filestore import keep
from registry.imports.refusal import FileRefused
from registry.imports.runrow import BegunAnew, beat, claim, hold, subject_of, without_values
from registry.imports.staging import stage
from registry.imports.storing import drop_rows
from registry.imports.twins import OWN_OPTIONS, pressed_twice, standing_twin
from registry.imports.undoing.asked import UNDOING, call_off
from registry.models import City, ImportRun, RunState, StagedRow, User

STALE = timedelta(minutes=3)
# A file whose workers die again and again is given up: it must not hold every worker for ever.
MOST_ATTEMPTS = 3
STAGED_SHARE = 70  # of a hundred: the part of reading that is done when all rows are staged
# Options that every kind has.
READING_OPTIONS = ("sheet", "map")
EMPTY: tuple[Any, ...] = (None, "", {}, [])
# Effects that tell of the file, however it is read.
OF_THE_FILE = ("sheets",)
# A step that nobody has begun yet.
AFRESH: dict[str, Any] = {"progress": 0, "attempts": 0, "error": "", "worker": None}
# States from which a file may be read again with something changed.
READABLE = (RunState.PREVIEWED, RunState.REFUSED, RunState.NOTHING)
# Read for somebody who wants it applied at once, by a worker that died before it asked for that.
NOT_ASKED = Q(state=RunState.PREVIEWED, apply_at_once=True, error="")
READ_ANEW = Q(state=RunState.READING) | NOT_ASKED
UNFINISHED = READ_ANEW | Q(state__in=(RunState.WAITING, RunState.APPLYING)) | UNDOING


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
    """Takes a file in: guards first, then stores it once and opens a run. Raises FileRefused."""
    return open_run(
        path=path,
        name=name,
        kind=kind,
        options=options,
        by=by,
        corrects=run_corrected_by(path, name),
        into_demo=into_demo,
        apply_at_once=apply_at_once,
    )


def run_corrected_by(path: Path, name: str) -> ImportRun | None:
    """The run whose problem rows a file brings back, once the guards let it pass."""
    guard.inspect(path, name)
    return run_named_by(path)


def open_run(
    *,
    path: Path,
    name: str,
    kind: str,
    options: dict[str, Any],
    by: User | None,
    corrects: ImportRun | None,
    into_demo: bool = False,
    apply_at_once: bool = False,
) -> ImportRun:
    """Stores a file that has passed the guards, and opens a run of it. Raises FileRefused.

    The problem rows of an earlier run are read with that run's options, unless others are given.
    """
    rules = kind_of(kind)
    _check_told(rules, options, into_demo=into_demo)
    given = {key: value for key, value in options.items() if value not in EMPTY}
    complete = rules.complete_options({**_inherited(corrects, kind), **given})
    with transaction.atomic():
        file = keep(path, name, by)
        if twin := pressed_twice(file, kind, complete, by):
            return twin
        run = ImportRun.objects.create(
            kind=kind,
            file=file,
            # Officers name files after people, by their NIK.
            file_name=mask_digits(name)[:255],
            options=complete,
            corrects=corrects,
            created_by=by,
            apply_at_once=apply_at_once,
            heartbeat=timezone.now(),
        )
        record(Verb.IMPORT_UPLOADED, by=by, run=run, subject=subject_of(run), after={"kind": kind})
    return run


def _check_told(rules: Kind, options: dict[str, Any], *, into_demo: bool) -> None:
    unknown = sorted(set(options) - {*rules.option_names, *READING_OPTIONS})
    if unknown:
        raise FileRefused(
            "option", f"Pilihan {', '.join(unknown)} tidak berlaku untuk {rules.label}."
        )
    if City.holds_demo() and not into_demo:
        raise FileRefused(
            "demo",
            "Basis data ini berisi kota contoh. Berkas sungguhan ditolak agar tidak bercampur; "
            "gunakan basis data kosong, atau --into-demo untuk mencoba.",
        )


def _inherited(corrects: ImportRun | None, kind: str) -> dict[str, Any]:
    """What a correction file need not be told again: options, columns, mended values."""
    if corrects is None:
        return {}
    if corrects.kind != kind:
        raise FileRefused(
            "jenis_lain",
            f"Berkas perbaikan ini milik impor {corrects.get_kind_display()}",
            mend="Pilih jenis itu, lalu unggah lagi",
        )
    options = {key: value for key, value in corrects.options.items() if key not in OWN_OPTIONS}
    columns = {header: field or "" for header, field in corrects.mapping.items()}
    tail = tail_of(corrects.headers)
    for header in corrects.headers[tail.at :] if tail else []:
        columns.pop(header, None)
    return {**options, "map": columns} if columns else options


def read(run: ImportRun) -> None:
    """WAITING → READING → PREVIEWED, NOTHING or REFUSED; harmless where another worker has it."""
    if not claim(run, RunState.WAITING, state=RunState.READING, progress=0):
        return
    try:
        _read(run)
    except BegunAnew:
        run.refresh_from_db()


def _read(run: ImportRun) -> None:
    started = time.monotonic()
    stood = _state_read(run)
    try:
        with rare_collections():
            if offered.OFFERED in run.options:
                offered.accept(run)
            _preview(run)
    except BegunAnew:
        raise
    except FileRefused as refusal:
        _turn_down(run, refusal, stood)
        read(run)
        return
    except Exception as error:
        # Our own fault, not the file's: it is said on the run, logged by the caller, and the
        # run does not wait for a worker that would fail again.
        words = "Aplikasi gagal membaca berkas ini. Laporkan kepada pengelola"
        _turn_down(run, FileRefused("galat", words), stood)
        read(run)
        raise without_values(error) from None
    with transaction.atomic():
        hold(run)
        run.state, run.options = _state_read(run), offered.settled(run)
        run.progress, run.attempts = 100, 0
        run.seconds = round(time.monotonic() - started, 3)
        run.save()


def _turn_down(run: ImportRun, refusal: FileRefused, stood: RunState) -> None:
    """Of a correction file that is just being taken up: that one only."""
    if not offered.turned_down(run, refusal, stood):
        refuse(run, refusal)


def _state_read(run: ImportRun) -> RunState:
    """How a run stands after its reading."""
    nothing = run.already_imported is not None and not (run.new or run.changed)
    return RunState.NOTHING if nothing else RunState.PREVIEWED


def _preview(run: ImportRun) -> None:
    # What an earlier reading found is no longer so, whatever becomes of this one.
    run.effects = {name: told for name, told in run.effects.items() if name in OF_THE_FILE}
    kind = kind_of(run.kind)
    context = kind.context(run)
    start = run.progress  # what came before: a correction file held against the rows
    share = STAGED_SHARE - start
    stage(run, kind, context, lambda done, total: beat(run, done, total, start, share))
    if run.apply_at_once and (hold := hold_of(run)):
        raise hold
    run.already_imported = standing_twin(run)
    if run.apply_at_once and run.already_imported is None:
        return  # nobody looks at the preview, and the apply judges anyway
    judge_all(
        run,
        kind,
        context,
        progress=lambda done: beat(run, done, run.rows, STAGED_SHARE, 100 - STAGED_SHARE),
    )
    count_outcomes(run)
    keep_causes(run)
    if not run.apply_at_once:
        foresee(run, kind, context)


def refuse(run: ImportRun, refusal: FileRefused) -> None:
    """The file as a whole is refused; nothing of it remains but the words why. Raises BegunAnew."""
    drop_rows(run)
    with transaction.atomic():
        hold(run)
        run.foreseen.all().delete()
        run.options = offered.settled(run)
        run.state, run.error = RunState.REFUSED, mask_digits(str(refusal))
        count_outcomes(run)
        run.rows = run.linked = run.ambiguous = run.unlinked = 0
        run.save()
        record(
            Verb.IMPORT_REFUSED,
            by=run.created_by,
            run=run,
            subject=subject_of(run),
            reason=str(refusal),
        )


def ask_apply(*, run: ImportRun, by: User | None) -> None:
    """PREVIEWED → APPLYING; the work itself is `apply`. Raises WrongState, and FileRefused where
    somebody has to look first (`holds`).

    Also where the file was read again since `run` was loaded: nobody has seen that preview.
    """
    if hold := hold_of(run):
        raise hold
    seen = ImportRun.objects.filter(pk=run.pk, heartbeat=run.heartbeat)
    asked = seen.filter(state=RunState.PREVIEWED).update(
        state=RunState.APPLYING,
        applied_by=by,
        heartbeat=timezone.now(),
        **AFRESH,
    )
    if not asked:
        raise WrongState
    run.refresh_from_db()


def apply(run: ImportRun) -> None:
    """APPLYING → APPLIED in one transaction: all of the file or nothing; harmless where another
    worker has it.

    Where it fails the run goes back to its preview with words (made now, where nobody has seen
    one), and the error is raised: tried again by itself it would only fail again.
    """
    if not claim(run, RunState.APPLYING):
        return
    try:
        with rare_collections():
            apply_in_two_steps(run)
    except BegunAnew:
        run.refresh_from_db()
    except FileRefused as refusal:
        # What the file is about changed since it was looked at: its release, its programme.
        _back_to_preview(run, mask_digits(str(refusal)))
        read(run)
    except Exception as error:
        _back_to_preview(
            run,
            "Penerapan gagal karena galat aplikasi; tidak ada yang berubah. Coba terapkan "
            "sekali lagi. Bila tetap gagal, laporkan kepada pengelola.",
        )
        read(run)
        raise without_values(error) from None


def _back_to_preview(run: ImportRun, words: str) -> None:
    """Nothing was applied; somebody looks before it is asked for once more.

    What was to be applied at once has no preview yet: the file waits to be read for one.
    """
    mine = ImportRun.objects.filter(pk=run.pk, state=RunState.APPLYING, worker=run.worker)
    afresh = {**AFRESH, "error": words}
    mine.filter(apply_at_once=True).update(state=RunState.WAITING, apply_at_once=False, **afresh)
    mine.update(state=RunState.PREVIEWED, error=words)


def read_again(*, run: ImportRun, options: dict[str, Any], kind: str = "") -> None:
    """Back to WAITING with these options in the place of the old ones. Raises WrongState.

    `kind`: another one that the file turned out to be of.

    Whoever changes something wants to see it first: it is never applied at once. The options were
    made from those of the reading that `run` was loaded with; another one's are not overwritten.
    """
    rules = kind_of(kind or run.kind)
    seen = ImportRun.objects.filter(pk=run.pk, heartbeat=run.heartbeat)
    asked = seen.filter(state__in=READABLE).update(
        state=RunState.WAITING,
        kind=rules.name,
        options=rules.complete_options({k: v for k, v in options.items() if v not in EMPTY}),
        heartbeat=timezone.now(),
        apply_at_once=False,
        **AFRESH,
    )
    if not asked:
        raise WrongState
    run.refresh_from_db()


@transaction.atomic
def discard(*, run: ImportRun, by: User) -> None:
    """Drops a preview. The file and the run stay, for the history. Raises WrongState.

    Its rows are dropped by a worker: `drop_discarded`.
    """
    done = ImportRun.objects.filter(
        pk=run.pk, state__in=[RunState.WAITING, RunState.PREVIEWED, RunState.NOTHING]
    ).update(state=RunState.DISCARDED)
    if not done:
        raise WrongState
    run.foreseen.all().delete()
    record(Verb.IMPORT_DISCARDED, by=by, run=run, subject=subject_of(run))


def drop_discarded() -> None:
    """The rows of all runs that were discarded, also where a worker died over them."""
    has_rows = Exists(StagedRow.objects.filter(run=OuterRef("pk")))
    for run in ImportRun.objects.filter(has_rows, state=RunState.DISCARDED):
        drop_rows(run)


@transaction.atomic
def recover(*, older_than: timedelta = STALE) -> list[ImportRun]:
    """Runs whose worker died: reading starts again, applying and undoing too (nothing of them
    had happened).

    Handing a run on is a sign of life: who asks again finds it alive. One that no worker has begun
    yet is handed on as often as it takes; the jobs that are too many find nothing to do.
    """
    now = timezone.now()
    # Whose row is held is being written or undone: alive, and nobody waits for that on a page.
    rows = ImportRun.objects.select_for_update(skip_locked=True, of=("self",), no_key=True)
    died = rows.filter(UNFINISHED, heartbeat__lt=now - older_than)
    handed_on = [run for run in died if not _given_up(run)]
    mine = ImportRun.objects.filter(pk__in=[run.pk for run in handed_on])
    mine.filter(READ_ANEW).update(state=RunState.WAITING)
    mine.update(heartbeat=now, worker=None)
    return list(mine)


def _given_up(run: ImportRun) -> bool:
    """Whether it has killed every worker that began it, and is left to people: said on the run.

    What was to be applied at once is read for them first; so is what a correction file made die.
    """
    if run.attempts < MOST_ATTEMPTS or run.state in (RunState.WAITING, RunState.PREVIEWED):
        return False
    words = f"Pekerjaan terhenti {MOST_ATTEMPTS} kali. Laporkan kepada pengelola."
    if run.state == RunState.READING:
        _turn_down(run, FileRefused("terhenti", words), _state_read(run))
    elif run.state in (RunState.APPLIED, RunState.UNDONE):
        call_off(run, f"{words} Tidak ada yang berubah.")
    else:
        _back_to_preview(run, f"{words} Tidak ada yang berubah.")
        return not run.apply_at_once
    return run.state != RunState.WAITING
