"""Taking an applied import back: first what goes and what stays, then the act."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from registry.access import UserRequest, require
from registry.imports.runs import WrongState
from registry.imports.undoing import plans, undo
from registry.models import RunState
from registry.roles import Permission
from registry.tasks import undo_run
from registry.views.import_steps import moved_on
from registry.views.import_words import run_or_404


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.IMPORT)
def import_undo(request: UserRequest, public_id: str) -> HttpResponse:
    """The whole of an applied import, or the rest of one that was undone in part."""
    run = run_or_404(request, public_id)
    if request.method == "POST":
        try:
            undo.ask_undo(run=run, by=request.user)
        except WrongState:
            return moved_on(request, run)
        undo_run.enqueue(public_id=str(run.public_id))
        return redirect(run)
    plan = plans.plan(run) if plans.can_be_undone(run) else None
    context = {"run": run, "plan": plan, "is_rest": run.state == RunState.UNDONE}
    return render(request, "registry/import_undo.html", context)
