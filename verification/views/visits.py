"""One household at its door: record what was found, straight to the next, take it back."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from bansos.lib.datewords import day_words
from registry.access import UserRequest, require, visible_or_404
from registry.actions.households import ChangedSince, Stale
from registry.models import Household, Membership
from registry.roles import Permission
from verification.actions.visits import DecidedByOther, record_visit, withdraw
from verification.findings import FieldworkRefused
from verification.forms import FORMS, FindingForm
from verification.models import Round, Visit
from verification.workflow import Act, NotPossible, VisitState, is_possible
from verification.worklist import next_after, open_round


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.VERIFY)
def visit_create(request: UserRequest, public_id: UUID) -> HttpResponse:
    """GET: the household and what can be said of it. POST: one of the forms."""
    households = Household.objects.select_related("head", "area__parent")
    household = visible_or_404(households, request.user, Permission.VERIFY, public_id=public_id)
    round = open_round()
    if request.method != "POST":
        return _page(request, household, round)
    kind = FORMS.get(request.POST.get("result", ""))
    if round is None or kind is None:
        messages.error(request, "Pilih salah satu hasil kunjungan pada periode yang dibuka.")
        return _page(request, household, round, status=422)
    form = kind(request.POST, household=household, user=request.user)
    if not form.is_valid():
        return _page(request, household, round, form, status=422)
    return _record(request, household, round, form)


def _record(
    request: UserRequest, household: Household, round: Round, form: FindingForm
) -> HttpResponse:
    try:
        visit = record_visit(
            household=household,
            round=round,
            by=request.user,
            seen_version=form.cleaned_data["seen_version"],
            key=form.cleaned_data["key"],
            finding=form.finding(),
        )
    except FieldworkRefused as refused:
        form.add_error(refused.field or None, str(refused))
        household.refresh_from_db()
        return _page(request, household, round, form, status=422)
    except Stale as stale:
        return _conflict(request, household, form, stale)
    if visit.state == VisitState.WITHDRAWN:
        messages.info(request, "Hasil ini sudah Anda tarik kembali. Catat lagi dari halaman ini.")
        return redirect("visit_create", household.public_id)
    return redirect(_next_door(request, household, round, visit))


def _next_door(request: UserRequest, household: Household, round: Round, visit: Visit) -> str:
    rt = request.GET.get("rt")
    words = {"sesudah": visit.public_id} | ({} if rt is None else {"rt": rt})
    further = next_after(household, user=request.user, round=round, rt=rt)
    url = reverse("visit_create", args=[further.public_id]) if further else reverse("worklist")
    return f"{url}?{urlencode(words)}"


def _conflict(
    request: UserRequest, household: Household, form: FindingForm, stale: Stale
) -> HttpResponse:
    """Whose decision stands, and the officer's own words, ready to be sent on top of it."""
    household.refresh_from_db()
    context = {
        "household": household,
        "other": stale.visit if isinstance(stale, DecidedByOther) else None,
        "form": form.sent_on_top(),
        "page_url": _own_url(request),
    }
    return render(request, "verification/visit_conflict.html", context, status=409)


def _page(
    request: UserRequest,
    household: Household,
    round: Round | None,
    bound: FindingForm | None = None,
    status: int = 200,
) -> HttpResponse:
    may_record = round is not None and not household.is_closed
    context: dict[str, Any] = {
        "household": household,
        "round": round,
        "members": _members(household),
        "forms": _forms(request, household, bound) if may_record else [],
        "bound": bound,
        "standing_visit": _standing_visit(household, round),
        "last": last_visit(request),
        "page_url": _own_url(request),
        "rt": request.GET.get("rt"),
    }
    return render(request, "verification/visit_create.html", context, status=status)


def _forms(
    request: UserRequest, household: Household, bound: FindingForm | None
) -> list[FindingForm]:
    return [
        bound
        if bound is not None and kind is type(bound)
        else kind(household=household, user=request.user)
        for kind in FORMS.values()
    ]


def _own_url(request: UserRequest) -> str:
    """This page with its RT filter, without the notice of the visit before."""
    rt = request.GET.get("rt")
    return request.path if rt is None else f"{request.path}?{urlencode({'rt': rt})}"


def _members(household: Household) -> list[Membership]:
    current = household.memberships.current().select_related("person")
    return sorted(current, key=lambda one: (one.person_id != household.head_id, one.pk))


def _standing_visit(household: Household, round: Round | None) -> Visit | None:
    """What has been recorded here in this round already."""
    visits = household.visits.filter(round=round, is_current=True)
    found = visits.select_related("officer", "destination").prefetch_related("deaths__person")
    return found.first()


def last_visit(request: UserRequest) -> Visit | None:
    """The visit just recorded, named in the URL, while it can still be taken back."""
    try:
        public_id = UUID(request.GET.get("sesudah", ""))
    except ValueError:
        return None
    own = Visit.objects.visible_to(request.user, Permission.VERIFY).filter(officer=request.user)
    visits = own.select_related("household__head", "destination").prefetch_related("deaths__person")
    found = visits.filter(public_id=public_id).first()
    return found if found and is_possible(found.state, Act.WITHDRAW) else None


@require_POST
@require(Permission.VERIFY)
def visit_withdraw(request: UserRequest, public_id: UUID) -> HttpResponse:
    """Takes the officer's own visit back and shows that household again, unless it is elsewhere."""
    own = Visit.objects.select_related("household__area", "household__head", "round")
    visit = visible_or_404(
        own.filter(officer=request.user), request.user, Permission.VERIFY, public_id=public_id
    )
    try:
        standing = withdraw(visit=visit, by=request.user)
    except (NotPossible, FieldworkRefused, ChangedSince, Stale) as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"Ditarik kembali. {_what_holds(standing)}")
    if visit.household.area_id not in request.user.area_ids(Permission.VERIFY):
        return redirect("worklist")
    return redirect("visit_create", visit.household.public_id)


def _what_holds(standing: list[Visit]) -> str:
    """Without the visit that was taken back."""
    if not standing:
        return "Semua angka seperti sebelumnya."
    words = (f"{one.get_result_display()}, {day_words(one.visited_on)}" for one in standing)
    return f"Yang berlaku sekarang: hasil lain yang sudah diterima ({'; '.join(words)})."
