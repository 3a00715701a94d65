"""Visits on pages of the register, which knows nothing of field work."""

from typing import Any

from django import template

from registry.codes import VisitResult
from registry.identifiers import mask_digits
from registry.models import Household
from registry.roles import Permission
from verification.actions.reviews import can_be_revoked, can_be_taken_back
from verification.forms import ReviewNoteForm
from verification.models import Review, Visit
from verification.sentences import TONES, told_by
from verification.workflow import CLOSES_AS, Decision, VisitState

register = template.Library()
register.filter("cerita", told_by)


@register.filter
def samar(text: str) -> str:
    """What somebody typed, with whole numbers of people hidden."""
    return mask_digits(text)


@register.filter
def nada(visit: Visit) -> str:
    """The tone of the badge of a visit's state."""
    return TONES[visit.state]


@register.inclusion_tag("verification/_visits_of.html", takes_context=True)
def visits_of(context: dict[str, Any], household: Household) -> dict[str, Any]:
    """The timeline of a household's visits, the newest day first, and the way to a further one.

    Three queries; the page's context has `user`, and `may_open_run` where it shows sources.
    Whatever was accepted is taken back here: the supervisors' page holds but the newest answered
    reports, and none that came as a list.
    """
    user = context["user"]
    may_visit = household.area_id in user.area_ids(Permission.VERIFY)
    visits = (
        household.visits.select_related(
            *("officer", "destination", "round", "row__run", "row__mended_by")
        )
        .prefetch_related("deaths__person", "reviews__by")
        .order_by("-visited_on", "-id")
    )
    is_accepted = any(visit.state == VisitState.ACCEPTED for visit in visits)
    may_review = is_accepted and household.area_id in user.area_ids(Permission.REVIEW)
    return {
        "entries": [
            _entry(visit, may_revoke=may_review and can_be_revoked(visit, user)) for visit in visits
        ],
        "may_open_run": context.get("may_open_run", False),
        "household": household,
        "may_visit": may_visit and not household.is_closed,
    }


def _entry(visit: Visit, *, may_revoke: bool) -> dict[str, Any]:
    listed = visit.row_id is not None and visit.state == VisitState.ACCEPTED
    note = ReviewNoteForm(auto_id=f"id_{visit.public_id}_%s", label_suffix="")
    reviews = [_answer(review) for review in visit.reviews.all()]
    words = [mask_digits(visit.note), *reviews]
    return {
        "title": told_by(visit),
        "state": _listed_state(visit) if listed else visit.get_state_display(),
        "tone": TONES[visit.state],
        "day": visit.visited_on,
        "by": visit.officer_name or str(visit.officer),
        "round": str(visit.round),
        "lines": [line for line in words if line],
        "row": visit.row,
        "revoke": {"id": visit.public_id, "form": note} if may_revoke else None,
    }


def _listed_state(visit: Visit) -> str:
    """No supervisor of ours accepted it: the file says so, and a newer visit may hold it up."""
    is_held = visit.result in {*CLOSES_AS, VisitResult.DECEASED} and not can_be_taken_back(visit)
    return "Hanya dicatat, tidak dijalankan" if is_held else "Diterima menurut berkas"


def _answer(review: Review) -> str:
    words = f"{Decision(review.decision).label} oleh {review.by}"
    return f"{words}: {mask_digits(review.note)}" if review.note else f"{words}."
