"""One payment by hand: shown what it would make, then saved; and taken back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from programs.actions.aid import Refused, cancel_aid, enter_aid, entered_by_hand, is_entered
from programs.aid_forms import AidForm, CancelForm
from programs.candidates.outlook import Outlook
from programs.models import Disbursement
from registry.access import UserRequest, require, visible_or_404
from registry.actions.households import Stale
from registry.models import Household
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
    except Refused as refused:
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
    payments = Disbursement.objects.select_related(
        "recipient__program", "recipient__person", "recipient__household__area"
    )
    payment = visible_or_404(payments, request.user, Permission.ENTER_AID, pk=pk)
    event = entered_by_hand([payment]).get(payment.pk)
    household = payment.recipient.household
    if event is None or household is None:
        raise Http404
    form = CancelForm(request.POST or None, initial={"seen_version": payment.version})
    context = {
        "payment": payment,
        "event": event,
        "household": household,
        "crumbs": [(household.head_name, household.get_absolute_url())],
        "form": form,
    }
    if request.method != "POST":
        return render(request, "programs/aid_cancel.html", context)
    if form.is_valid():
        try:
            cancel_aid(payment=payment, by=request.user, **form.cleaned_data)
        except (Refused, Stale) as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Catatan bantuan dibatalkan. Riwayatnya tetap tersimpan.")
            return redirect(household)
    return render(request, "programs/aid_cancel.html", context, status=422)
