"""Who never received anything, the poorest first; from here they become somebody's task."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from bansos.dashboards.figures.catalogue import kind_of
from bansos.dashboards.figures.never import NEVER_HEADERS, POOREST_FIRST, never_rows
from bansos.dashboards.never_forms import NeverForm
from bansos.dashboards.views.exports import hand_over
from bansos.lib.downloads import Sheet
from bansos.lib.pagination import PARAMETER, keyset_page
from registry.access import UserRequest, posted_from, require
from registry.forms import BUCKETS, ExportForm
from registry.roles import Permission
from verification.actions.rounds import Sent, assign_households
from verification.findings import FieldworkRefused
from verification.round_forms import DoorsForm
from verification.worklist import open_round, with_somebody_sent

PAGE = "dashboards/never.html"


@require_safe
@require(Permission.VIEW_DASHBOARD)
def dashboard_never(request: UserRequest) -> HttpResponse:
    """Exactly those whom the figure "never" counts, by decile of the newest ranked release."""
    form = NeverForm(request.GET, user=request.user)
    if not form.is_valid():
        return render(request, PAGE, {"form": form, "scope": None}, status=422)
    return _page(request, form)


@posted_from("dashboard_never")
@require(Permission.EXPORT)
def dashboard_never_export(request: UserRequest) -> HttpResponseBase:
    """The list of the address as a file, in its order; refused without a reason."""
    filters = NeverForm(request.GET, user=request.user)
    if not filters.is_valid():
        return render(request, PAGE, {"form": filters, "scope": None}, status=422)
    form, never = ExportForm(request.POST, user=request.user), filters.never()
    if not form.is_valid():
        return _page(request, filters, export_form=form, status=422)
    rows = never_rows(never, bucket_words=dict(BUCKETS), whole_in=form.whole_in)
    return hand_over(
        request,
        form,
        Sheet("Belum pernah menerima", NEVER_HEADERS, rows),
        name="belum-pernah-menerima",
        subject="belum pernah menerima",
        chosen=filters.in_words(never.scope),
        meaning=kind_of("never").definition,
    )


@posted_from("dashboard_never")
@require(Permission.ASSIGN)
def dashboard_never_assign(request: UserRequest) -> HttpResponse:
    """The households of the list, or those ticked, become an officer's task in the open round."""
    filters = NeverForm(request.GET, user=request.user)
    if not filters.is_valid():
        return render(request, PAGE, {"form": filters, "scope": None}, status=422)
    form, round = DoorsForm(request.POST, user=request.user), open_round()
    if round is None:
        form.add_error(None, "Tidak ada periode verifikasi yang dibuka.")
    if not form.is_valid() or round is None:
        return _page(request, filters, form, status=422)
    never, officer = filters.never(), form.cleaned_data["officer"]
    chosen = never.households(Permission.ASSIGN)
    if not form.takes_all:
        chosen = chosen.filter(public_id__in=form.ticked)
    try:
        sent = assign_households(round=round, households=chosen, officer=officer, by=request.user)
    except FieldworkRefused as refused:
        form.add_error(refused.field or None, str(refused))
        return _page(request, filters, form, status=422)
    messages.success(request, _told(sent, str(officer)))
    return redirect(never.page_url)


def _told(sent: Sent, officer: str) -> str:
    words = [f"{sent.new} rumah tangga ditugaskan kepada {officer}."]
    words += [f"{sent.already} sudah ditugaskan sebelumnya."] if sent.already else []
    words += [f"{sent.beyond} di luar wilayah tugas {officer}."] if sent.beyond else []
    return " ".join(words)


def _page(
    request: UserRequest,
    form: NeverForm,
    doors: DoorsForm | None = None,
    export_form: ExportForm | None = None,
    status: int = 200,
) -> HttpResponse:
    never, round = form.never(), open_round()
    found = never.households().with_bucket().select_related("area", "head")
    page = keyset_page(
        found if round is None else with_somebody_sent(found, round),
        fields=POOREST_FIRST,
        cursor=request.GET.get(PARAMETER),
    )
    may_assign = request.user.may(Permission.ASSIGN)
    context: dict[str, Any] = {
        "form": NeverForm(form.filled(never.scope), user=request.user),
        "scope": never.scope,
        "never": never,
        "page": page,
        "round": round,
        "doors": doors or DoorsForm(user=request.user),
        "may_assign": may_assign and round is not None,
        "lacks_round": may_assign and round is None,
        "export_form": export_form or ExportForm(user=request.user),
        "may_export": request.user.may(Permission.EXPORT),
        "as_of": timezone.now(),
    }
    return render(request, PAGE, context, status=status)
