"""The six steps of an import, as the head of each of its pages shows them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from registry.access import UserRequest
from registry.imports.runs import READABLE, WrongState
from registry.imports.undoing.asked import is_asked
from registry.models import ImportRun, RunState
from registry.tasks import read_run

UPLOAD, COLUMNS, MENDING, PREVIEW, APPLY, DONE = range(1, 7)
LABELS = {
    UPLOAD: "Unggah",
    COLUMNS: "Lembar dan kolom",
    MENDING: "Perbaiki masalah",
    PREVIEW: "Pratinjau",
    APPLY: "Terapkan",
    DONE: "Selesai",
}
# How a run stands, to whoever pressed a button that it has outgrown.
STANDING = {
    RunState.WAITING: "menunggu dibaca",
    RunState.READING: "sedang dibaca",
    RunState.PREVIEWED: "menunggu diterapkan",
    RunState.NOTHING: "tidak mengubah apa pun",
    RunState.REFUSED: "ditolak",
    RunState.APPLYING: "sedang diterapkan",
    RunState.APPLIED: "sudah diterapkan",
    RunState.UNDONE: "sudah diurungkan",
    RunState.DISCARDED: "sudah dibatalkan",
}
CORRECTION_TAKEN = "Berkas perbaikan diterima; isinya sedang diperiksa."
STEP_OF_STATE = {
    RunState.WAITING: COLUMNS,
    RunState.READING: COLUMNS,
    RunState.REFUSED: COLUMNS,
    RunState.PREVIEWED: PREVIEW,
    RunState.NOTHING: PREVIEW,
    RunState.APPLYING: APPLY,
    RunState.APPLIED: DONE,
    RunState.UNDONE: DONE,
}


@dataclass(frozen=True)
class Step:
    """One of the six. `url` leads to its page where it can be done now."""

    number: int
    label: str
    url: str
    is_current: bool
    is_done: bool


def steps(run: ImportRun | None, current: int | None = None) -> list[Step]:
    """All six; `current` unless the state of the run tells. None of them for a discarded run."""
    if current is None and run is not None:
        current = STEP_OF_STATE.get(RunState(run.state))
    if current is None:
        return []
    urls = _urls(run) if run is not None and run.state in READABLE else {}
    return [
        Step(number, label, urls.get(number, ""), number == current, number < current)
        for number, label in LABELS.items()
    ]


def _urls(run: ImportRun) -> dict[int, str]:
    """What may be looked at again before the file is applied."""
    urls = {}
    if run.headers:
        urls[COLUMNS] = reverse("import_columns", args=[run.public_id])
    if run.state != RunState.REFUSED:
        urls[MENDING] = reverse("import_mend", args=[run.public_id])
        urls[PREVIEW] = run.get_absolute_url()
    if run.state == RunState.PREVIEWED:
        urls[APPLY] = f"{run.get_absolute_url()}#terapkan"
    return urls


def is_of_another_reading(request: UserRequest, run: ImportRun) -> bool:
    """Whether a page was opened before the file was read again: it means what is no longer so."""
    seen = request.POST.get("dilihat")
    return bool(seen) and seen != run.reading


def read_since(request: UserRequest, run: ImportRun) -> HttpResponse:
    messages.warning(
        request,
        "Impor ini sudah dibaca ulang sejak halaman itu dibuka; tidak ada yang diubah. Periksa "
        "lagi, lalu ulangi bila masih perlu.",
    )
    return redirect(run)


def moved_on(request: UserRequest, run: ImportRun, advice: str = "") -> HttpResponse:
    """Somebody was first, or the button was pressed twice: says how the run stands now.

    Never how it might stand: who reads "sudah diterapkan" of a discarded list looks no further.
    """
    run.refresh_from_db()
    standing = "sedang diurungkan" if is_asked(run) else STANDING[RunState(run.state)]
    vain = "tombol yang ditekan sesudah itu tidak mengubah apa pun"
    if request.method != "POST":
        vain = "halaman itu tidak dapat dipakai sekarang"
    messages.warning(request, f"Impor ini {standing}; {vain}. {advice}".strip())
    return redirect(run)


def read_again(request: UserRequest, run: ImportRun, choose: Callable[[], None]) -> HttpResponse:
    """Carries out what somebody chose, and has the file read with it."""
    try:
        choose()
    except WrongState:
        return moved_on(request, run)
    read_run.enqueue(public_id=str(run.public_id))
    return redirect(run)


@contextmanager
def as_file(upload: UploadedFile[bytes]) -> Iterator[Path]:
    """The upload as a file that only this process's user may read, for as long as it is needed."""
    with NamedTemporaryFile(prefix="unggah-") as copy:
        for chunk in upload.chunks():
            copy.write(chunk)
        copy.flush()
        yield Path(copy.name)
