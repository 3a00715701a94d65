"""Mending on the preview: wrong values for the whole column, problem rows as a file.

Each act reads the file again; whoever was second is told so.
"""

from functools import partial

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from registry.access import UserRequest, require
from registry.imports import choosing
from registry.imports.refusal import FileRefused
from registry.imports.runs import READABLE, WrongState
from registry.mend_forms import CorrectionForm, MendForm
from registry.models import ImportRun
from registry.roles import Permission
from registry.tasks import read_run
from registry.views.import_steps import (
    CORRECTION_TAKEN,
    MENDING,
    as_file,
    moved_on,
    read_again,
    steps,
)
from registry.views.import_words import run_or_404


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.IMPORT)
def import_mend(request: UserRequest, public_id: str) -> HttpResponse:
    """What wrong values should have been, each told once for all of its rows."""
    run = run_or_404(request, public_id)
    if run.state not in READABLE:
        return moved_on(request, run)
    form = MendForm(request.POST or None, run=run)
    if request.method == "POST" and form.is_valid():
        values = form.mends()
        if values == (run.options.get("mend") or {}):
            messages.info(request, "Tidak ada nilai yang diubah.")
            return redirect(run)
        choose = partial(choosing.mend, run=run, values=values, by=request.user)
        return read_again(request, run, choose)
    context = {"run": run, "form": form, "steps": steps(run, MENDING)}
    status = 422 if form.errors else 200
    return render(request, "registry/import_mend.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.IMPORT)
def import_correction(request: UserRequest, public_id: str) -> HttpResponse:
    """Problem rows that come back mended take their places in the same run."""
    run = run_or_404(request, public_id)
    if run.state not in READABLE:
        return moved_on(request, run)
    form = CorrectionForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            _take(run, form.cleaned_data["berkas"], request)
        except WrongState:
            return moved_on(request, run)
        except FileRefused as refusal:
            form.add_error("berkas", str(refusal))
        else:
            read_run.enqueue(public_id=str(run.public_id))
            messages.success(request, CORRECTION_TAKEN)
            return redirect(run)
    context = {"run": run, "form": form, "steps": steps(run, MENDING)}
    status = 422 if form.errors else 200
    return render(request, "registry/import_correction.html", context, status=status)


def _take(run: ImportRun, upload: UploadedFile[bytes], request: UserRequest) -> None:
    with as_file(upload) as path:
        choosing.take_correction(run=run, path=path, name=upload.name or "berkas", by=request.user)
