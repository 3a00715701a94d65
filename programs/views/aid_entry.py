"""One payment by hand: shown what it would make, then saved; and taken back."""

from typing import Any, NamedTuple

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from programs.actions.aid import (
    AidRefused,
    cancel_aid,
    cancelled_by_hand,
    enter_aid,
    entered_by_hand,
    is_entered,
    row_that_says,
    told,
)
from programs.aid_forms import AidForm, CancelForm
from programs.candidates.outlook import Outlook
from programs.models import Disbursement
from registry.access import UserRequest, require, visible_or_404
from registry.actions.households import Stale
from registry.history import changes_between
from registry.models import AuditEvent, Household
from registry.roles import Permission

STEP, SAVE = "langkah", "simpan"


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.ENTER_AID)
def aid_create(request: UserRequest, public_id: str) -> HttpResponse:
    """The first POST only looks; the second, of what has been seen, saves."""
    households = Household.objects.select_related("area__parent", "head")
    household = visible_or_404(households, request.user, Permission.ENTER_AID, public_id=public_id)
    form = AidForm(request.POST or None, household=household)
    if request.method != "POST":
        return _page(request, form)
    if not form.is_valid():
        return _page(request, form, status=422)
    outlook = form.outlook()
    if request.POST.get(STEP) != SAVE:
        return _page(request, form, outlook)
    return _save(request, form, outlook)


def _save(request: UserRequest, form: AidForm, outlook: Outlook) -> HttpResponse:
    entry = form.entry(outlook)
    if form.household.version != form.cleaned_data["seen_version"]:
        if is_entered(entry=entry, by=request.user):
            messages.info(request, "Penyaluran ini sudah Anda catat; tidak dicatat dua kali.")
            return redirect(form.household)
        return _page(request, form, outlook, status=409)
    if form.cleaned_data["seen"] != outlook.mark:
        return _page(request, form, outlook, status=409)
    if not form.require_despite(outlook):
        return _page(request, form, outlook, status=422)
    try:
        enter_aid(
            household=form.household,
            entry=entry,
            by=request.user,
            seen_version=form.cleaned_data["seen_version"],
        )
    except AidRefused as refused:
        form.add_error(refused.field or None, str(refused))
        return _page(request, form, status=422)
    except Stale:
        return _page(request, form, form.outlook(), status=409)
    words = f"{entry.program} {entry.in_words['period']} atas nama {entry.member.person.name}"
    messages.success(request, f"{words} dicatat.")
    return redirect(form.household)


def _page(
    request: UserRequest, form: AidForm, outlook: Outlook | None = None, status: int = 200
) -> HttpResponse:
    """`household` as it is now: what is shown is what the next step is held against."""
    form.household.refresh_from_db()
    context: dict[str, Any] = {
        "form": form,
        "household": form.household,
        "crumbs": [(form.household.head_name, form.household.get_absolute_url())],
        "outlook": outlook,
        "entry": form.entry(outlook) if outlook else None,
        "changed": status == 409,
    }
    return render(request, "programs/aid_create.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.ENTER_AID)
def aid_cancel(request: UserRequest, pk: int) -> HttpResponse:
    """Only what was written down by hand; what a file brought is taken back with the file."""
    if request.method != "POST":
        return _cancel_page(request, _written_down(request, pk))
    try:
        written = _written_down(request, pk)
    except Http404:
        return _taken_back(request, pk)
    form = CancelForm(request.POST)
    if not form.is_valid():
        return _cancel_page(request, written, form, status=422)
    try:
        cancel_aid(payment=written.payment, by=request.user, **form.cleaned_data)
    except AidRefused as refused:
        form.add_error(None, str(refused))
        return _cancel_page(request, written, form, status=422)
    except Stale:
        return _overtaken(request, form, pk)
    messages.success(request, "Catatan bantuan dibatalkan. Riwayatnya tetap tersimpan.")
    return redirect(written.household)


class _Written(NamedTuple):
    """A payment that an officer wrote down, and the event that says so."""

    payment: Disbursement
    event: AuditEvent
    household: Household


def _written_down(request: UserRequest, pk: int) -> _Written:
    payments = Disbursement.objects.select_related(
        "recipient__program", "recipient__person", "recipient__household__area"
    )
    payment = visible_or_404(payments, request.user, Permission.ENTER_AID, pk=pk)
    event = entered_by_hand([payment]).get(payment.pk)
    household = payment.recipient.household
    if event is None or household is None:
        raise Http404
    return _Written(payment, event, household)


def _overtaken(request: UserRequest, form: CancelForm, pk: int) -> HttpResponse:
    """What stands now is shown, what was typed is kept, nothing is written."""
    try:
        written = _written_down(request, pk)
    except Http404:
        return _taken_back(request, pk)
    typed = request.POST.copy()
    typed["seen_version"] = str(written.payment.version)
    form.data = typed
    return _cancel_page(request, written, form, status=409)


def _taken_back(request: UserRequest, pk: int) -> HttpResponse:
    """Somebody was faster, or tapped twice."""
    event = cancelled_by_hand(pk)
    if event is None:
        raise Http404
    households, key = Household.objects.all(), event.household_id
    household = visible_or_404(households, request.user, Permission.ENTER_AID, pk=key)
    messages.info(request, f"Catatan bantuan ini sudah dibatalkan oleh {event.actor}.")
    return redirect(household)


def _cancel_page(
    request: UserRequest, written: _Written, form: CancelForm | None = None, status: int = 200
) -> HttpResponse:
    payment, event, household = written
    now = told(payment)
    before = {name: event.after.get(name, "") for name in now}
    context = {
        **written._asdict(),
        "crumbs": [(household.head_name, household.get_absolute_url())],
        "form": form or CancelForm(initial={"seen_version": payment.version}),
        "overtaken": status == 409,
        "changes": changes_between(before, now),
        "said_by": row_that_says(payment),
    }
    return render(request, "programs/aid_cancel.html", context, status=status)
