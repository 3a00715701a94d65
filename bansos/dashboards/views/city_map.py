"""The map of the city, and down from it: kecamatan, kelurahan, RT."""

from dataclasses import replace

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from bansos.dashboards.figures.catalogue import kind_of
from bansos.dashboards.figures.city_map import city_map
from bansos.dashboards.figures.loaded import loaded
from bansos.dashboards.figures.rts import rt_table
from bansos.dashboards.forms import DashboardForm
from registry.access import UserRequest, require
from registry.roles import Permission

PAGE = "dashboards/city_map.html"


@require_safe
@require(Permission.VIEW_DASHBOARD)
def dashboard_map(request: UserRequest) -> HttpResponse:
    """One figure by area, drawn; of one kelurahan the figures by RT."""
    form = DashboardForm(request.GET, user=request.user)
    if not form.is_valid():
        return render(request, PAGE, {"form": form, "scope": None}, status=422)
    scope = replace(form.scope(), origin="peta")
    context = {
        "form": DashboardForm(form.filled(scope), user=request.user),
        "scope": scope,
        "kind": kind_of(scope.figure),
        "as_of": timezone.now(),
        "may_export": request.user.may(Permission.EXPORT),
        "map": city_map(scope, loaded(scope)),
        "rts": rt_table(scope, request.user),
    }
    return render(request, PAGE, context)
