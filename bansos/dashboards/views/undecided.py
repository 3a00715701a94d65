"""Which pairs of programmes wait for the city's decision; deciding itself is a page of rules."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from bansos.dashboards.figures.undecided import undecided
from bansos.dashboards.forms import ScopeForm
from registry.access import UserRequest, require
from registry.roles import Permission

PAGE = "dashboards/undecided.html"


@require_safe
@require(Permission.VIEW_DASHBOARD)
def dashboard_undecided(request: UserRequest) -> HttpResponse:
    """The pairs received together in the area and months of the address."""
    form = ScopeForm(request.GET, user=request.user)
    if not form.is_valid():
        return render(request, PAGE, {"form": form, "scope": None, "rows": []}, status=422)
    scope = form.scope()
    context: dict[str, Any] = {
        "form": ScopeForm(form.filled(scope), user=request.user),
        "scope": scope,
        "rows": undecided(scope),
        "as_of": timezone.now(),
        "may_decide": request.user.sees_whole_city(Permission.ADMINISTER),
    }
    return render(request, PAGE, context)
