"""Which column is which: proposed, shown, corrected; a correction reads the file again."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from registry.access import UserRequest, require
from registry.codes import RELATION_CODES
from registry.import_forms import ColumnsForm
from registry.imports.choosing import choose_columns, choose_options
from registry.imports.columns.recognition import source_of
from registry.imports.columns.relations import OPTION, relation_question
from registry.imports.holds import contradicted
from registry.imports.runs import READABLE
from registry.roles import Permission
from registry.views.import_steps import (
    COLUMNS,
    is_of_another_reading,
    moved_on,
    read_again,
    read_since,
    steps,
)
from registry.views.import_words import run_or_404


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.IMPORT)
def import_columns(request: UserRequest, public_id: str) -> HttpResponse:
    """Corrects which column is which, and reads the file again."""
    run = run_or_404(request, public_id)
    if is_of_another_reading(request, run):
        return read_since(request, run)
    if run.state not in READABLE:
        return moved_on(request, run)
    form = ColumnsForm(request.POST or None, run=run)
    if request.method == "POST" and form.is_valid():
        choose = partial(choose_columns, run=run, columns=form.overrides(), by=request.user)
        return read_again(request, run, choose)
    context = {
        "run": run,
        "form": form,
        "remembered_from": source_of(run),
        "contradicted": contradicted(run),
        "relation_question": relation_question(run),
        "steps": steps(run, COLUMNS),
    }
    status = 422 if form.errors else 200
    return render(request, "registry/import_columns.html", context, status=status)


@require_POST
@require(Permission.IMPORT)
def import_relation(request: UserRequest, public_id: str) -> HttpResponse:
    """Says whose numbers stand in the relation column, and reads the file again."""
    run = run_or_404(request, public_id)
    if is_of_another_reading(request, run):
        return read_since(request, run)
    scheme = request.POST.get("daftar")
    if scheme not in RELATION_CODES:
        messages.warning(request, "Pilih daftarnya: statistik atau Dukcapil.")
        return redirect("import_columns", run.public_id)
    chosen = {**run.options, OPTION: scheme}
    choose = partial(choose_options, run=run, chosen=chosen, by=request.user)
    return read_again(request, run, choose)
