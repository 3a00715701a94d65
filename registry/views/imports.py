"""The import's pages: what came in, upload, one run by its state, its rows, its problems back."""

from collections import Counter
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bansos.lib.pagination import PARAMETER, keyset_page
from registry.access import UserRequest, require, visible_or_404
from registry.actions.identities import log_export
from registry.events import Verb
from registry.history import Change, changes_between
from registry.identifiers import mask_digits
from registry.import_forms import ColumnsForm, UploadForm
from registry.imports import runs
from registry.imports.correction import write_correction_file
from registry.imports.importkinds import columns_of, kind_of
from registry.imports.mapping import propose
from registry.imports.refusal import Refused
from registry.imports.undo import can_be_undone
from registry.models import ChangeRow, ImportRun, Outcome, RunState, StagedRow
from registry.roles import Permission
from registry.tasks import apply_run, read_run, requeue_dead_runs

# Causes and examples shown on the run's page; every row is on the page of its outcome.
CAUSES_SHOWN = 12
WORKING = {RunState.WAITING, RunState.READING, RunState.APPLYING}


@require_safe
@require(Permission.IMPORT)
def import_list(request: UserRequest) -> HttpResponse:
    imports = ImportRun.objects.visible_to(request.user).select_related("created_by", "applied_by")
    page = keyset_page(imports, fields=["-id"], cursor=request.GET.get(PARAMETER), size=30)
    return render(request, "registry/import_list.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.IMPORT)
def import_upload(request: UserRequest) -> HttpResponse:
    """Takes a file in. A refused one comes back with the reason; what was chosen is kept."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            run = _receive(request, form)
        except Refused as refusal:
            form.add_error("berkas", str(refusal))
        else:
            read_run.enqueue(public_id=str(run.public_id))
            return redirect(run)
    status = 422 if form.errors else 200
    return render(request, "registry/import_upload.html", {"form": form}, status=status)


def _receive(request: UserRequest, form: UploadForm) -> ImportRun:
    upload: UploadedFile[bytes] = form.cleaned_data["berkas"]
    with NamedTemporaryFile(prefix="unggah-") as copy:
        for chunk in upload.chunks():
            copy.write(chunk)
        copy.flush()
        return runs.receive(
            path=Path(copy.name),
            name=upload.name or "berkas",
            kind=form.cleaned_data["jenis"],
            options=form.options(),
            by=request.user,
            into_demo=form.cleaned_data["kota_contoh"],
        )


def run_or_404(request: UserRequest, public_id: str) -> ImportRun:
    imports = ImportRun.objects.select_related(
        "file", "created_by", "applied_by", "already_imported", "undone_by"
    )
    return visible_or_404(imports, request.user, Permission.IMPORT, public_id=public_id)


@require_safe
@require(Permission.IMPORT)
def import_detail(request: UserRequest, public_id: str) -> HttpResponse:
    run = run_or_404(request, public_id)
    is_working = run.state in WORKING
    context: dict[str, Any] = {"run": run, "is_working": is_working}
    if request.htmx and is_working:
        return render(request, "registry/_import_progress.html", context)
    if request.htmx:
        response = HttpResponse()
        response["HX-Refresh"] = "true"
        return response
    if not is_working:
        context |= {
            "columns": _column_words(run),
            "problem_causes": _causes(run, "problems", Outcome.PROBLEM),
            "warning_causes": _causes(run, "warnings", None),
            "figures": _figures(run),
            "can_be_undone": can_be_undone(run),
            "is_undoing": run.state == RunState.APPLIED and run.undone_by_id is not None,
            "undone": run.events.filter(verb=Verb.IMPORT_UNDONE).first(),
        }
    return render(request, "registry/import_detail.html", context)


def _figures(run: ImportRun) -> list[dict[str, Any]]:
    applied = run.state == RunState.APPLIED
    words = {
        Outcome.NEW: "ditambahkan" if applied else "belum tercatat; akan ditambahkan",
        Outcome.CHANGED: "diperbarui" if applied else "tercatat dengan isi berbeda",
        Outcome.SAME: "tidak mengubah apa pun",
        Outcome.PROBLEM: "tidak dimasukkan; perbaiki lalu unggah lagi",
    }
    return [
        {
            "label": outcome.label,
            "value": getattr(run, outcome.value),
            "outcome": outcome.value,
            "definition": words[outcome],
            "tone": "warn" if outcome == Outcome.PROBLEM and run.problem else "",
        }
        for outcome in Outcome
    ]


def _labels(run: ImportRun) -> dict[str, str]:
    """Field → what a reader calls the column."""
    return {column.field: column.label for column in columns_of(kind_of(run.kind).resource)}


def _column_words(run: ImportRun) -> list[tuple[str, str, str]]:
    """(header of the file, label of our column or "", how it was recognised)"""
    columns, labels = columns_of(kind_of(run.kind).resource), _labels(run)
    told = run.options.get("map")
    matches = propose(run.headers, columns, told, allow_missing=True).matches
    return [(match.header, labels.get(match.field or "", ""), match.how.value) for match in matches]


def _causes(run: ImportRun, name: str, outcome: str | None) -> list[dict[str, Any]]:
    """Problems (or warnings) grouped by what is wrong, most frequent first, with example rows."""
    rows = run.staged_rows.exclude(**{name: []})
    if outcome:
        rows = rows.filter(outcome=outcome)
    counts: Counter[tuple[str, str]] = Counter()
    examples: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for number, remarks in rows.order_by("number").values_list("number", name).iterator():
        for field, found, sentence in remarks:
            cause = (field, sentence)
            counts[cause] += 1
            if len(shown := examples.setdefault(cause, [])) < 3:
                shown.append((number, found))
    labels = _labels(run)
    return [
        {
            "column": labels.get(field, ""),
            "sentence": sentence,
            "count": count,
            "examples": examples[field, sentence],
        }
        for (field, sentence), count in counts.most_common(CAUSES_SHOWN)
    ]


@require_safe
@require(Permission.IMPORT)
def import_rows(request: UserRequest, public_id: str, outcome: str) -> HttpResponse:
    """The rows of one outcome, with what is wrong with each or what it changed."""
    run = run_or_404(request, public_id)
    if outcome not in Outcome.values:
        raise Http404
    page = keyset_page(
        run.staged_rows.filter(outcome=outcome),
        fields=["number"],
        cursor=request.GET.get(PARAMETER),
    )
    context = {"run": run, "outcome": Outcome(outcome), "page": page, "rows": _told(run, page.rows)}
    return render(request, "registry/import_rows.html", context)


def _told(run: ImportRun, rows: list[StagedRow]) -> list[dict[str, Any]]:
    """What a reader is told of each row, in one query."""
    changes: dict[int, list[Change]] = {}
    written = ChangeRow.objects.filter(row__in=[row.pk for row in rows]).exclude(before=None)
    for change in written.order_by("id"):
        found = changes_between(change.before, change.after)
        changes.setdefault(change.row_id or 0, []).extend(found)
    labels = _labels(run)
    return [
        {
            "number": row.number,
            "name": mask_digits((row.cleaned or {}).get("name", "")),
            "problems": [(labels.get(f, ""), found, words) for f, found, words in row.problems],
            "warnings": [(labels.get(f, ""), found, words) for f, found, words in row.warnings],
            "changes": changes.get(row.pk, []),
        }
        for row in rows
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.IMPORT)
def import_columns(request: UserRequest, public_id: str) -> HttpResponse:
    """Corrects which column is which, and reads the file again."""
    run = run_or_404(request, public_id)
    form = ColumnsForm(request.POST or None, run=run)
    if request.method == "POST" and form.is_valid():
        try:
            runs.remap(run=run, overrides=form.overrides(), options={})
        except runs.WrongState:
            messages.warning(request, "Impor ini sudah berpindah tahap; kolom tidak diubah.")
        else:
            read_run.enqueue(public_id=str(run.public_id))
        return redirect(run)
    status = 422 if form.errors else 200
    return render(
        request, "registry/import_columns.html", {"run": run, "form": form}, status=status
    )


@require_POST
@require(Permission.IMPORT)
def import_apply(request: UserRequest, public_id: str) -> HttpResponse:
    run = run_or_404(request, public_id)
    try:
        runs.ask_apply(run=run, by=request.user)
    except runs.WrongState:
        messages.info(request, "Impor ini sudah diterapkan atau sedang dikerjakan.")
    else:
        apply_run.enqueue(public_id=str(run.public_id))
    return redirect(run)


@require_POST
@require(Permission.IMPORT)
def import_discard(request: UserRequest, public_id: str) -> HttpResponse:
    run = run_or_404(request, public_id)
    try:
        runs.discard(run=run, by=request.user)
    except runs.WrongState:
        messages.warning(request, "Impor ini sudah diterapkan; tidak dapat dibatalkan.")
        return redirect(run)
    messages.success(request, f"Impor {run.file_name} dibatalkan. Tidak ada yang berubah.")
    return redirect("import_list")


@require_POST
@require(Permission.IMPORT)
def import_resume(request: UserRequest, public_id: str) -> HttpResponse:
    """Somebody waits for a run whose worker may have died: look, and hand it on if so."""
    run = run_or_404(request, public_id)
    requeue_dead_runs()
    return redirect(run)


@require_POST
@require(Permission.IMPORT)
def import_problems(request: UserRequest, public_id: str) -> FileResponse:
    """The problem rows in the sender's own layout, the reason in the last column."""
    run = run_or_404(request, public_id)
    ending = ".csv" if run.file_name.lower().endswith((".csv", ".txt")) else ".xlsx"
    log_export(
        by=request.user,
        subject=f"baris bermasalah impor {run.pk}",
        reason="perbaikan berkas",
        choices={},
    )
    with TemporaryDirectory() as folder:
        out = Path(folder) / f"bermasalah{ending}"
        write_correction_file(run, out)
        # Opened before the folder goes: the response reads it to its end and closes it.
        return FileResponse(
            out.open("rb"), as_attachment=True, filename=f"bermasalah-impor-{run.pk}{ending}"
        )
