"""The list behind each figure of a dashboard, and the same list as a file."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from bansos.dashboards.figures.behind import (
    aid_words,
    export_headers,
    export_rows,
    households_behind,
)
from bansos.dashboards.figures.loaded import loaded
from bansos.dashboards.figures.scope import Scope
from bansos.dashboards.forms import HouseholdsForm
from bansos.dashboards.views.exports import hand_over
from bansos.lib.downloads import Sheet
from bansos.lib.pagination import PAGE_SIZE, PARAMETER, keyset_page
from registry.access import UserRequest, posted_from, require
from registry.forms import BUCKETS, ExportForm
from registry.models.household import WALK
from registry.roles import Permission

PAGE = "dashboards/household_list.html"


@require_safe
@require(Permission.VIEW_DASHBOARD)
def dashboard_households(request: UserRequest) -> HttpResponse:
    """Exactly the households that the figure of the address counts."""
    form = HouseholdsForm(request.GET, user=request.user)
    if not form.is_valid():
        return render(request, PAGE, {"form": form, "scope": None}, status=422)
    return render(request, PAGE, _list_context(request, form, form.scope()))


@posted_from("dashboard_households")
@require(Permission.EXPORT)
def dashboard_export(request: UserRequest) -> HttpResponseBase:
    """The list of the address as a file; refused without a reason."""
    filters = HouseholdsForm(request.GET, user=request.user)
    if not filters.is_valid():
        return render(request, PAGE, {"form": filters, "scope": None}, status=422)
    form, scope = ExportForm(request.POST, user=request.user), filters.scope()
    if not form.is_valid():
        return render(request, PAGE, _list_context(request, filters, scope, form), status=422)
    rows = export_rows(
        households_behind(filters.figure, scope, request.user, Permission.EXPORT),
        scope.window,
        bucket_words=dict(BUCKETS),
        whole_in=form.whole_in,
    )
    return hand_over(
        request,
        form,
        Sheet("Rumah tangga", export_headers(scope.window), rows),
        name="rumah-tangga",
        subject="dasbor",
        chosen=filters.in_words(scope),
        meaning=filters.kind.definition,
    )


def _list_context(
    request: UserRequest, form: HouseholdsForm, scope: Scope, export_form: ExportForm | None = None
) -> dict[str, Any]:
    households = households_behind(form.figure, scope, request.user)
    page = keyset_page(
        households.select_related("area", "head"),
        fields=WALK,
        cursor=request.GET.get(PARAMETER),
        size=PAGE_SIZE,
    )
    words = aid_words([household.pk for household in page], scope.window)
    return {
        "form": HouseholdsForm(form.filled(scope), user=request.user),
        "scope": scope,
        "kind": form.kind,
        "lacking": loaded(scope).lacking_words(form.kind) if form.kind.needs_lists else "",
        "total": households.count(),
        "as_of": timezone.now(),
        "page": page,
        "rows": [(household, words[household.pk]) for household in page],
        "export_form": export_form or ExportForm(user=request.user),
        "may_export": request.user.may(Permission.EXPORT),
    }
