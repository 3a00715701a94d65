"""The page for Bappeda: how the register stands and who receives what, by area and by month."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from bansos.dashboards.figures.aid import program_rows, unloaded_programs
from bansos.dashboards.figures.board import board
from bansos.dashboards.figures.catalogue import kind_of
from bansos.dashboards.figures.loaded import loaded, undelivered
from bansos.dashboards.figures.places import aid_table, register_table
from bansos.dashboards.figures.scope import Scope
from bansos.dashboards.forms import DashboardForm
from registry.access import UserRequest, require
from registry.models import Household
from registry.roles import Permission

PAGE = "dashboards/dashboard.html"


@require_safe
@require(Permission.VIEW_DASHBOARD)
def dashboard(request: UserRequest) -> HttpResponse:
    """All figures of an area and a window of months, both in the address."""
    form = DashboardForm(request.GET, user=request.user)
    if not form.is_valid():
        return render(request, PAGE, {"form": form, "scope": None}, status=422)
    scope = form.scope()
    shown = DashboardForm(form.filled(scope), user=request.user)
    context = _figures(scope, request.GET.get("muat", "")) | {
        "form": shown,
        "may_export": request.user.may(Permission.EXPORT),
        "may_import": request.user.may(Permission.IMPORT),
    }
    return render(request, PAGE, context)


def _figures(scope: Scope, opened: str) -> dict[str, Any]:
    """`opened`: the programme whose kecamatan are shown."""
    counted, held = board(scope), loaded(scope)
    return {
        "scope": scope,
        "board": counted,
        "is_empty": not counted.households.value and not Household.objects.exists(),
        "as_of": timezone.now(),
        "loaded": held,
        "undelivered": undelivered(scope),
        "opened": held.by_district(opened) if opened in held.programs else None,
        "program_rows": program_rows(counted, held),
        "unloaded": unloaded_programs(held),
        "chosen": kind_of(scope.figure),
        "aid_table": aid_table(counted),
        "register_table": None if scope.is_long else register_table(counted),
    }
