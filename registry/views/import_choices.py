"""Options and sheet of a run, changed on its preview without another upload."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from registry.access import UserRequest, require
from registry.import_forms import OptionsForm
from registry.imports import choosing
from registry.imports.runs import WrongState
from registry.roles import Permission
from registry.tasks import read_run
from registry.views.import_steps import COLUMNS, moved_on, steps
from registry.views.import_words import run_or_404, sheets_of


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.IMPORT)
def import_options(request: UserRequest, public_id: str) -> HttpResponse:
    """Release, programme, months: what the file does not say of itself."""
    run = run_or_404(request, public_id)
    form = OptionsForm(request.POST or None, run=run)
    if request.method == "POST" and form.is_valid():
        try:
            choosing.choose_options(run=run, chosen=form.options(), by=request.user)
        except WrongState:
            return moved_on(request, run)
        read_run.enqueue(public_id=str(run.public_id))
        return redirect(run)
    context = {"run": run, "form": form, "steps": steps(run, COLUMNS)}
    status = 422 if form.errors else 200
    return render(request, "registry/import_options.html", context, status=status)


@require_POST
@require(Permission.IMPORT)
def import_sheet(request: UserRequest, public_id: str) -> HttpResponse:
    """Reads another sheet of the file, or settles that this one is meant."""
    run = run_or_404(request, public_id)
    name = request.POST.get("lembar", "")
    if name not in [sheet.name for sheet in sheets_of(run)]:
        messages.warning(request, "Lembar itu tidak ada di berkas ini.")
        return redirect(run)
    try:
        again = choosing.choose_sheet(run=run, sheet=name, by=request.user)
    except WrongState:
        return moved_on(request, run)
    if again:
        read_run.enqueue(public_id=str(run.public_id))
    return redirect(run)
