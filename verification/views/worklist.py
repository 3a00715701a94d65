"""The officer's list: what is left, and what he has recorded."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bansos.lib.pagination import PARAMETER, keyset_page
from registry.access import UserRequest, require
from registry.roles import Permission
from verification.models import Review, Visit
from verification.views.visits import last_visit
from verification.workflow import Act, Decision, VisitState, is_possible
from verification.worklist import RETURNED, open_round, progress, remaining, summed

# A list on a phone; the next door is always one tap away anyhow.
SHOWN = 50


@require_safe
@require(Permission.VERIFY)
def worklist(request: UserRequest) -> HttpResponse:
    """Remaining households in walking order; `?rt=` narrows to one RT."""
    round = open_round()
    if round is None:
        return render(request, "verification/worklist.html", {"round": None})
    rt = request.GET.get("rt")
    left = remaining(request.user, round, rt=rt).select_related("head", "area")
    found = list(left[: SHOWN + 1])
    notes = _notes_on(request, [one.pk for one in found if one.turn == RETURNED])
    parts = progress(request.user, round)
    context = {
        "round": round,
        "rt": rt,
        "rows": [(household, notes.get(household.pk, "")) for household in found[:SHOWN]],
        "is_cut": len(found) > SHOWN,
        "parts": parts,
        "sum": summed(parts),
        "several_areas": len({part.area for part in parts}) > 1,
        "last": last_visit(request),
    }
    return render(request, "verification/worklist.html", context)


def _notes_on(request: UserRequest, household_ids: list[int]) -> dict[int, str]:
    """Household → what the supervisor wrote when he sent this officer's report back."""
    returns = Review.objects.filter(
        decision=Decision.RETURN,
        visit__officer=request.user,
        visit__state=VisitState.RETURNED,
        visit__household__in=household_ids,
    )
    return dict(returns.order_by("id").values_list("visit__household_id", "note"))


@require_safe
@require(Permission.VERIFY)
def visit_history(request: UserRequest) -> HttpResponse:
    """The officer's own visits, newest first, each with its take-back where there is one."""
    visits = (
        Visit.objects.visible_to(request.user, Permission.VERIFY)
        .filter(officer=request.user)
        .select_related("household__head", "household__area", "destination", "round")
        .prefetch_related("deaths__person", "reviews__by")
    )
    page = keyset_page(visits, fields=["-id"], cursor=request.GET.get(PARAMETER))
    takable = {
        visit.pk
        for visit in page
        if is_possible(visit.state, Act.WITHDRAW) and visit.round.closed_on is None
    }
    context = {"page": page, "takable": takable}
    return render(request, "verification/visit_history.html", context)
