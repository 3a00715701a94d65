"""The figures of an area month by month."""

from dataclasses import replace

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from bansos.dashboards.figures.loaded import loaded
from bansos.dashboards.figures.trend import trend
from bansos.dashboards.forms import TrendForm
from registry.access import UserRequest, require
from registry.roles import Permission

PAGE = "dashboards/trend.html"


@require_safe
@require(Permission.VIEW_DASHBOARD)
def dashboard_trend(request: UserRequest) -> HttpResponse:
    form = TrendForm(request.GET, user=request.user)
    if not form.is_valid():
        return render(request, PAGE, {"form": form, "scope": None}, status=422)
    scope = replace(form.scope(), origin="tren")
    held = loaded(scope)
    context = {
        "form": TrendForm(form.filled(scope), user=request.user),
        "scope": scope,
        "as_of": timezone.now(),
        "may_export": request.user.may(Permission.EXPORT),
        "loaded": held,
        "trend": trend(scope, held),
    }
    return render(request, PAGE, context)
