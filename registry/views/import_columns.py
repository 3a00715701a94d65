"""Which column is which: proposed, shown, corrected; a correction reads the file again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from registry.access import UserRequest, require
from registry.import_forms import ColumnsForm
from registry.imports import runs
from registry.roles import Permission
from registry.tasks import read_run
from registry.views.import_words import run_or_404


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
