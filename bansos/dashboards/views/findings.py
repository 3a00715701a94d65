"""Findings for the auditors: what was paid or is held and should not be, with the rows behind."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from bansos.dashboards.figures.finding_board import finding_board, ways_up
from bansos.dashboards.figures.finding_rows import (
    HEADERS,
    finding_cells,
    finding_rows,
    walk,
    with_words_of,
)
from bansos.dashboards.figures.findings import tally_of
from bansos.dashboards.finding_forms import FindingForm, FindingScopeForm
from bansos.dashboards.views.exports import hand_over, whole_numbers
from bansos.lib.downloads import Sheet
from bansos.lib.pagination import PAGE_SIZE, PARAMETER, keyset_page
from registry.access import UserRequest, posted_from, require
from registry.forms import ExportForm
from registry.roles import Permission

PAGE = "dashboards/findings.html"
LIST = "dashboards/finding_list.html"


@require_safe
@require(Permission.VIEW_DASHBOARD)
def dashboard_findings(request: UserRequest) -> HttpResponse:
    """Every finding of an area and a window of months, by programme and by area."""
    form = FindingScopeForm(request.GET, user=request.user)
    if not form.is_valid():
        return render(request, PAGE, {"form": form, "scope": None}, status=422)
    scope = form.scope()
    context = {
        "form": FindingScopeForm(form.filled(scope), user=request.user),
        "scope": scope,
        "crumbs": [("Dasbor", scope.url()), *ways_up(scope)],
        "board": finding_board(scope, request.user),
        "may_export": request.user.may(Permission.EXPORT),
        "as_of": timezone.now(),
    }
    return render(request, PAGE, context)


@require_safe
@require(Permission.VIEW_DASHBOARD)
def dashboard_finding_list(request: UserRequest) -> HttpResponse:
    """Exactly the payments or recipients that a number counts."""
    form = FindingForm(request.GET, user=request.user)
    if not form.is_valid():
        return render(request, LIST, {"form": form, "scope": None}, status=422)
    return render(request, LIST, _list_context(request, form))


@posted_from("dashboard_finding_list")
@require(Permission.EXPORT)
def dashboard_finding_export(request: UserRequest) -> HttpResponseBase:
    """The list of the address as a file; refused without a reason."""
    filters = FindingForm(request.GET, user=request.user)
    if not filters.is_valid():
        return render(request, LIST, {"form": filters, "scope": None}, status=422)
    form = ExportForm(request.POST, user=request.user)
    if not form.is_valid():
        return render(request, LIST, _list_context(request, filters, form), status=422)
    chosen, user = filters.chosen(), request.user
    rows = finding_cells(
        chosen.rows(user, Permission.EXPORT),
        chosen,
        seen=user.area_ids(Permission.EXPORT),
        whole=whole_numbers(form),
    )
    return hand_over(
        request,
        form,
        Sheet("Temuan", HEADERS, rows),
        name="temuan",
        subject="temuan",
        chosen=filters.in_words(chosen),
        meaning=chosen.finding.definition,
    )


def _list_context(
    request: UserRequest, form: FindingForm, export_form: ExportForm | None = None
) -> dict[str, Any]:
    chosen, user = form.chosen(), request.user
    found = chosen.rows(user)
    page = keyset_page(
        with_words_of(found, chosen),
        fields=walk(chosen),
        cursor=request.GET.get(PARAMETER),
        size=PAGE_SIZE,
    )
    return {
        "form": FindingForm(form.filled(chosen.scope), user=user),
        "scope": chosen.scope,
        "chosen": chosen,
        "finding": chosen.finding,
        "total": tally_of(found),
        "as_of": timezone.now(),
        "page": page,
        "rows": finding_rows(page.rows, chosen, user.area_ids(Permission.VIEW_DASHBOARD)),
        "export_form": export_form or ExportForm(user=user),
        "may_export": user.may(Permission.EXPORT),
    }
