"""Two windows of months side by side: who entered or left a figure, and through which file."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from bansos.dashboards.compare_forms import ChangeForm, CompareForm
from bansos.dashboards.figures.behind import aid_words, export_headers, export_rows
from bansos.dashboards.figures.compared import changes
from bansos.dashboards.figures.loaded import loaded
from bansos.dashboards.views.exports import hand_over
from bansos.lib.dates import period_words
from bansos.lib.downloads import Sheet
from bansos.lib.pagination import PARAMETER, keyset_page
from registry.access import UserRequest, posted_from, require
from registry.forms import BUCKETS, ExportForm
from registry.models.household import WALK
from registry.roles import Permission

PAGE = "dashboards/compared.html"
LIST = "dashboards/compared_list.html"


@require_safe
@require(Permission.VIEW_DASHBOARD)
def dashboard_compared(request: UserRequest) -> HttpResponse:
    """Before + entered − left = after, for more than one programme, forbidden doubles, none."""
    form = CompareForm(request.GET, user=request.user)
    if not form.is_valid():
        return render(request, PAGE, {"form": form, "scope": None}, status=422)
    compared = form.compared()
    context = {
        "form": CompareForm(form.filled(compared.scope), user=request.user),
        "scope": compared.scope,
        "compared": compared,
        "changes": changes(compared),
        "loaded": loaded(compared.scope),
        "loaded_before": loaded(compared.older_scope),
        "may_open_run": request.user.sees_whole_city(Permission.IMPORT),
        "may_export": request.user.may(Permission.EXPORT),
        "as_of": timezone.now(),
    }
    return render(request, PAGE, context)


@require_safe
@require(Permission.VIEW_DASHBOARD)
def dashboard_compared_list(request: UserRequest) -> HttpResponse:
    """Exactly the households of one change, or those of them that one file brought."""
    form = ChangeForm(request.GET, user=request.user)
    if not form.is_valid():
        return render(request, LIST, {"form": form, "scope": None}, status=422)
    return render(request, LIST, _list_context(request, form))


@posted_from("dashboard_compared_list")
@require(Permission.EXPORT)
def dashboard_compared_export(request: UserRequest) -> HttpResponseBase:
    """The list of the address as a file; refused without a reason."""
    filters = ChangeForm(request.GET, user=request.user)
    if not filters.is_valid():
        return render(request, LIST, {"form": filters, "scope": None}, status=422)
    form, compared = ExportForm(request.POST, user=request.user), filters.compared()
    if not form.is_valid():
        return render(request, LIST, _list_context(request, filters, form), status=422)
    window = filters.window_with_aid(compared)
    rows = export_rows(
        filters.households(compared, Permission.EXPORT),
        window,
        bucket_words=dict(BUCKETS),
        whole_in=form.whole_in,
    )
    return hand_over(
        request,
        form,
        Sheet("Perbandingan", export_headers(window), rows),
        name="perbandingan",
        subject="banding",
        chosen=filters.in_words(compared),
        meaning=f"{filters.kind.definition} {filters.explanation}",
    )


def _list_context(
    request: UserRequest, form: ChangeForm, export_form: ExportForm | None = None
) -> dict[str, Any]:
    compared = form.compared()
    found = form.households(compared).with_bucket()
    page = keyset_page(
        found.select_related("area", "head"), fields=WALK, cursor=request.GET.get(PARAMETER)
    )
    window = form.window_with_aid(compared)
    words = aid_words([household.pk for household in page], window)
    return {
        "form": ChangeForm(form.filled(compared.scope), user=request.user),
        "scope": compared.scope,
        "compared": compared,
        "shown": form,
        "total": found.count(),
        "page": page,
        "aid_period": period_words(*window),
        "rows": [(household, words[household.pk]) for household in page],
        "export_form": export_form or ExportForm(user=request.user),
        "may_export": request.user.may(Permission.EXPORT),
        "as_of": timezone.now(),
    }
