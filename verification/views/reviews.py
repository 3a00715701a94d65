"""The supervisor's page: reports that wait, and accepted ones that can be taken back."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from bansos.lib.pagination import PARAMETER, keyset_page
from registry.access import UserRequest, require, visible_or_404
from registry.actions.households import ChangedSince, Stale
from registry.roles import Permission
from verification.actions import reviews
from verification.findings import FieldworkRefused
from verification.forms import ReviewNoteForm
from verification.models import Review, Visit
from verification.models.visit import VisitQuerySet
from verification.sentences import would_change
from verification.workflow import Act, NotPossible, VisitState

# Accepted reports that stay at hand below the waiting ones.
RECENT = 20
ACTIONS: dict[str, tuple[Callable[..., Review], str]] = {
    Act.ACCEPT: (reviews.accept, "laporan diterima dan dijalankan."),
    Act.RETURN: (reviews.return_, "laporan dikembalikan kepada petugasnya."),
    Act.REVOKE: (reviews.revoke, "penerimaan dicabut. Semua seperti tanpa laporan ini."),
}


@require_safe
@require(Permission.REVIEW)
def review_list(request: UserRequest) -> HttpResponse:
    return _page(request)


def _page(
    request: UserRequest,
    bound: ReviewNoteForm | None = None,
    about: Visit | None = None,
    status: int = 200,
) -> HttpResponse:
    waiting = _visits(request).waiting()
    page = keyset_page(waiting, fields=["id"], cursor=request.GET.get(PARAMETER))
    # Thirty thousand results of a list would push the answered reports out of sight.
    answered = _visits(request).filter(state=VisitState.ACCEPTED, row=None)
    accepted = answered.exclude(effects={})
    context = {
        "page": page,
        "waiting": [_row(request, visit, bound, about) for visit in page],
        "accepted": [
            _row(request, visit, bound, about) for visit in accepted.order_by("-id")[:RECENT]
        ],
        "bound": bound,
    }
    return render(request, "verification/review_list.html", context, status=status)


def _visits(request: UserRequest) -> VisitQuerySet:
    related = ("household__head", "household__area", "officer", "destination", "new_head", "round")
    return (
        Visit.objects.visible_to(request.user, Permission.REVIEW)
        .select_related(*related)
        .prefetch_related("deaths__person", "household__memberships__person", "reviews__by")
    )


def _row(
    request: UserRequest, visit: Visit, bound: ReviewNoteForm | None, about: Visit | None
) -> dict[str, object]:
    form = bound if about is not None and about.pk == visit.pk else None
    return {
        "visit": visit,
        "changes": would_change(visit),
        "is_own": visit.officer_id == request.user.pk,
        "form": form or ReviewNoteForm(auto_id=f"id_{visit.public_id}_%s", label_suffix=""),
    }


@require_POST
@require(Permission.REVIEW)
def review_decide(request: UserRequest, public_id: UUID) -> HttpResponse:
    """One of accept, return, revoke, by the button `act`."""
    visits = Visit.objects.select_related("household__area", "household__head")
    visit = visible_or_404(visits, request.user, Permission.REVIEW, public_id=public_id)
    form = ReviewNoteForm(request.POST, auto_id=f"id_{visit.public_id}_%s", label_suffix="")
    chosen = request.POST.get("act")
    if chosen not in ACTIONS or not form.is_valid():
        return _page(request, form, visit, status=422)
    action, done = ACTIONS[chosen]
    try:
        action(visit=visit, by=request.user, note=form.cleaned_data["note"])
    except FieldworkRefused as refused:
        form.add_error(refused.field or None, str(refused))
        return _page(request, form, visit, status=422)
    except (NotPossible, ChangedSince, Stale) as refused:
        form.add_error(None, str(refused))
        return _page(request, form, visit, status=409)
    head = visit.household.head
    messages.success(request, f"{head.name if head else 'Tanpa kepala'}: {done}")
    return redirect("review_list")
