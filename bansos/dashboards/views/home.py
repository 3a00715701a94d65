"""The first page after the login: each role lands where its work is."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from registry.roles import Permission

# The first right that a user holds decides.
LANDINGS = (
    (Permission.REVIEW, "review_list"),
    (Permission.VERIFY, "worklist"),
    (Permission.VIEW_DASHBOARD, "dashboard"),
    (Permission.SEARCH, "search"),
)


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Sends on to the user's work; who has no posting today is told so."""
    for permission, page in LANDINGS:
        if request.user.may(permission):  # type: ignore[union-attr]
            return redirect(page)
    return render(request, "dashboards/no_posting.html")
