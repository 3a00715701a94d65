"""The history of the whole installation, in sentences."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bansos.lib.pagination import PARAMETER, keyset_page
from registry.access import UserRequest, require
from registry.forms import AuditFilter
from registry.history import entry_of_event
from registry.models import AuditEvent
from registry.roles import Permission


@require_safe
@require(Permission.VIEW_AUDIT)
def audit_list(request: UserRequest) -> HttpResponse:
    form = AuditFilter(request.GET)
    events = AuditEvent.objects.visible_to(request.user)
    events = form.narrow(events) if form.is_valid() else events.none()
    page = keyset_page(
        events.select_related("actor", "person", "household", "area", "run"),
        fields=["-id"],
        cursor=request.GET.get(PARAMETER),
    )
    lines = [(event, entry_of_event(event)) for event in page]
    filtered = form.is_valid() and any(form.cleaned_data.values())
    context = {"form": form, "filtered": filtered, "page": page, "lines": lines}
    return render(request, "registry/audit_list.html", context)
