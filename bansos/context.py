"""What every page knows: the menu, and whether the city is a made-up one."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from bansos import nav
from registry.models.city import City


def layout(request: HttpRequest) -> dict[str, Any]:
    """Template variables of layout/base.html. Lazy: a fragment that shows no menu asks nothing."""
    return {
        "nav_ways": SimpleLazyObject(lambda: _ways(request)),
        "is_demo": SimpleLazyObject(City.holds_demo),
    }


def _ways(request: HttpRequest) -> list[nav.Way]:
    user: Any = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    match = request.resolver_match
    return nav.ways(user, match.view_name if match else "")
