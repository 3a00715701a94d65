"""The import's pages: what came in, upload, one run by its state, its rows, its problems back."""

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bansos.lib.pagination import PARAMETER, keyset_page
from registry.access import UserRequest, require
from registry.events import Verb
from registry.import_forms import UploadForm
from registry.imports import choosing, runs
from registry.imports.columns.relations import relation_question
from registry.imports.importkinds import kind_of
from registry.imports.refusal import FileRefused
from registry.imports.undoing.asked import is_asked
from registry.imports.undoing.plans import can_be_undone, rest_may_be_free
from registry.mend_forms import CorrectionForm
from registry.models import ImportRun, RunState
from registry.roles import Permission
from registry.tasks import (
    apply_run,
    drop_discarded_rows,
    is_queued,
    read_run,
    requeue_dead_runs,
)
from registry.views.import_causes import mended, problem_causes, warning_causes
from registry.views.import_choices import chosen_words, undated_release
from registry.views.import_effects import foreseen
from registry.views.import_seen import first_told
from registry.views.import_steps import (
    CORRECTION_TAKEN,
    UPLOAD,
    as_file,
    is_of_another_reading,
    moved_on,
    read_since,
    steps,
)
from registry.views.import_words import (
    about,
    asked_about,
    column_words,
    figures,
    progress_note,
    run_or_404,
    sheets_of,
)

HOW_TO_TAKE_BACK = "Untuk menariknya kembali, tekan Urungkan impor… di bawah."
HANDED_ON = (
    "Pekerjaan ini diserahkan lagi kepada pekerja (worker) di server. Bila dalam tiga menit belum "
    "juga bergerak, minta pengelola memeriksa apakah pekerja hidup."
)
STILL_WAITING = (
    "Masih menunggu: belum ada pekerja (worker) yang memulainya. Mungkin berkas lain didahulukan. "
    "Bila tidak ada, minta pengelola memeriksa apakah pekerja hidup."
)
STILL_ALIVE = (
    "Masih dianggap berjalan: tanda kerjanya belum berumur tiga menit. Bila sesudah itu tetap "
    "tidak bergerak, tekan lagi; bila berulang, minta pengelola memeriksa apakah pekerja (worker) "
    "hidup."
)
WORKING = {RunState.WAITING, RunState.READING, RunState.APPLYING}


@require_safe
@require(Permission.IMPORT)
def import_list(request: UserRequest) -> HttpResponse:
    imports = ImportRun.objects.visible_to(request.user).select_related("created_by", "applied_by")
    page = keyset_page(imports, fields=["-id"], cursor=request.GET.get(PARAMETER), size=30)
    context = {"page": page, "runs": [(run, about(run)) for run in page]}
    return render(request, "registry/import_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.IMPORT)
def import_upload(request: UserRequest) -> HttpResponse:
    """Takes a file in. A refused one comes back with the reason; what was chosen is kept."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            run = _receive(request, form)
        except FileRefused as refusal:
            form.add_error("berkas", str(refusal))
        except runs.WrongState:
            form.add_error("berkas", "Impor asal berkas perbaikan ini sedang dikerjakan; tunggu.")
        else:
            read_run.enqueue(public_id=str(run.public_id))
            return redirect(run)
    status = 422 if form.errors else 200
    context = {"form": form, "steps": steps(None, UPLOAD)}
    return render(request, "registry/import_upload.html", context, status=status)


def _receive(request: UserRequest, form: UploadForm) -> ImportRun:
    """The run of the file: a new one, or that whose problem rows it brings back mended."""
    upload: UploadedFile[bytes] = form.cleaned_data["berkas"]
    name, kind = upload.name or "berkas", form.cleaned_data["jenis"]
    with as_file(upload) as path:
        run = runs.run_corrected_by(path, name)
        if run is not None and choosing.may_join(run, kind, request.user):
            choosing.offer_correction(run=run, path=path, name=name, by=request.user)
            messages.success(request, CORRECTION_TAKEN)
            return run
        return runs.open_run(
            path=path,
            name=name,
            kind=kind,
            options=form.options(),
            by=request.user,
            corrects=run,
            into_demo=form.cleaned_data["kota_contoh"],
        )


@require_safe
@require(Permission.IMPORT)
def import_detail(request: UserRequest, public_id: str) -> HttpResponse:
    run = run_or_404(request, public_id)
    is_working = run.state in WORKING
    context: dict[str, Any] = {"run": run, "is_working": is_working, "steps": steps(run)}
    if is_working or is_asked(run):
        context["progress_note"] = progress_note(run)
    if request.htmx and is_working:
        return render(request, "registry/_import_progress.html", context)
    if request.htmx and is_asked(run):
        return render(request, "registry/_import_undoing.html", context)
    if request.htmx:
        response = HttpResponse()
        response["HX-Refresh"] = "true"
        return response
    if not is_working:
        context |= _told(run)
    return render(request, "registry/import_detail.html", context)


def _told(run: ImportRun) -> dict[str, Any]:
    """What the page says of a run that nobody works on at present."""
    return first_told(run) | {
        "chosen": chosen_words(run),
        "undated_release": undated_release(run),
        "columns": column_words(run),
        "problem_causes": problem_causes(run),
        "warning_causes": warning_causes(run),
        "mended": mended(run),
        "figures": figures(run),
        "foreseen": foreseen(run),
        "may_mend": run.state in runs.READABLE,
        "sheets": sheets_of(run),
        "sheet_note": kind_of(run.kind).sheet_note,
        "asked_about": asked_about(run),
        "relation_question": relation_question(run),
        "has_options": bool(kind_of(run.kind).option_names),
        "corrections": run.corrections.order_by("id"),
        "correction_form": CorrectionForm(),
        "can_be_undone": can_be_undone(run),
        "is_undoing": is_asked(run),
        "rest_may_be_free": run.state == RunState.UNDONE and rest_may_be_free(run),
        "undone": run.events.filter(verb=Verb.IMPORT_UNDONE).first(),
        "discarded": run.events.filter(verb=Verb.IMPORT_DISCARDED).first(),
    }


@require_POST
@require(Permission.IMPORT)
def import_apply(request: UserRequest, public_id: str) -> HttpResponse:
    run = run_or_404(request, public_id)
    if is_of_another_reading(request, run):
        return read_since(request, run)
    try:
        runs.ask_apply(run=run, by=request.user)
    except FileRefused as hold:
        messages.warning(request, str(hold))
    except runs.WrongState:
        return moved_on(request, run)
    else:
        apply_run.enqueue(public_id=str(run.public_id))
    return redirect(run)


@require_POST
@require(Permission.IMPORT)
def import_discard(request: UserRequest, public_id: str) -> HttpResponse:
    run = run_or_404(request, public_id)
    if is_of_another_reading(request, run):
        return read_since(request, run)
    try:
        runs.discard(run=run, by=request.user)
    except runs.WrongState:
        run.refresh_from_db()
        is_applied = run.state == RunState.APPLIED and not is_asked(run)
        return moved_on(request, run, HOW_TO_TAKE_BACK if is_applied else "")
    drop_discarded_rows.enqueue()
    messages.success(request, f"Impor {run.file_name} dibatalkan. Tidak ada yang berubah.")
    return redirect("import_list")


@require_POST
@require(Permission.IMPORT)
def import_resume(request: UserRequest, public_id: str) -> HttpResponse:
    """Somebody waits for a run whose worker may have died: look, and hand it on if so."""
    run = run_or_404(request, public_id)
    seen, was_queued = run.heartbeat, is_queued(run)
    requeue_dead_runs()
    run.refresh_from_db()
    if run.state in WORKING or is_asked(run):
        looks_alive = was_queued or seen is None or timezone.now() - seen < runs.STALE
        still = STILL_WAITING if was_queued or run.state == RunState.WAITING else STILL_ALIVE
        messages.info(request, still if looks_alive else HANDED_ON)
    return redirect(run)
