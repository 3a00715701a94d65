"""The page of one person: where he lives and lived, and what he receives."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from registry.access import UserRequest, require, visible_or_404
from registry.models import Membership, Person
from registry.roles import Permission


@require_safe
@require(Permission.VIEW_REGISTER)
def person_detail(request: UserRequest, public_id: str) -> HttpResponse:
    """Former households show only where this user may see them too (promise Z2)."""
    person = visible_or_404(Person.objects.all(), request.user, public_id=public_id)
    memberships = list(
        Membership.objects.visible_to(request.user)
        .filter(person=person)
        .select_related("household__area", "row__run")
        .order_by("-valid_from", "-id")
    )
    current = next(item for item in memberships if item.valid_to is None)
    context = {
        "person": person,
        "crumbs": [(str(current.household.area), current.household.area.get_absolute_url())],
        "membership": current,
        "memberships": memberships,
        "identifiers": person.identifiers.select_related("row__run").order_by("scheme", "id"),
        "may_reveal": current.household.area_id
        in request.user.area_ids(Permission.REVEAL_IDENTITY),
        "may_open_run": request.user.sees_whole_city(Permission.IMPORT),
    }
    return render(request, "registry/person_detail.html", context)
