"""Programmes seen together: the exact combinations, and each two of them with their rule."""

from dataclasses import replace

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from bansos.dashboards.figures.combinations import combination_chart
from bansos.dashboards.figures.matrix import matrix, pair_rows
from bansos.dashboards.forms import ScopeForm
from programs.overlap.counts import figures
from registry.access import UserRequest, require
from registry.roles import Permission

COMBINATIONS = "dashboards/combinations.html"
MATRIX = "dashboards/matrix.html"


@require_safe
@require(Permission.VIEW_DASHBOARD)
def dashboard_combinations(request: UserRequest) -> HttpResponse:
    """Households by exactly which programmes they received."""
    form = ScopeForm(request.GET, user=request.user)
    if not form.is_valid():
        return render(request, COMBINATIONS, {"form": form, "scope": None}, status=422)
    scope = replace(form.scope(), origin="kombinasi")
    context = {
        "form": ScopeForm(form.filled(scope), user=request.user),
        "scope": scope,
        "as_of": timezone.now(),
        "may_export": request.user.may(Permission.EXPORT),
        "chart": combination_chart(scope),
    }
    return render(request, COMBINATIONS, context)


@require_safe
@require(Permission.VIEW_DASHBOARD)
def dashboard_matrix(request: UserRequest) -> HttpResponse:
    """Programme × programme with the verdict of each pair, and its basis below."""
    form = ScopeForm(request.GET, user=request.user)
    if not form.is_valid():
        return render(request, MATRIX, {"form": form, "scope": None}, status=422)
    scope = replace(form.scope(), origin="matriks")
    counted = figures(scope.window, scope.area_ids)
    context = {
        "form": ScopeForm(form.filled(scope), user=request.user),
        "scope": scope,
        "as_of": timezone.now(),
        "may_export": request.user.may(Permission.EXPORT),
        "matrix": matrix(scope, counted),
        "pair_rows": pair_rows(scope, counted),
    }
    return render(request, MATRIX, context)
