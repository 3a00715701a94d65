"""The door of every view: outside one's area 404, inside without the right 403."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django_htmx.middleware import HtmxDetails

from registry.models import User
from registry.roles import Permission

M = TypeVar("M", bound=Model)


class UserRequest(HttpRequest):
    """A request behind a door: somebody is logged in."""

    user: User
    htmx: HtmxDetails


def require(*permissions: Permission) -> Callable[..., Any]:
    """Lets a view be entered with any one of `permissions`; anonymous users go to the login.

    The permissions stay readable on the view (`view.permissions`): the table of URL × role is
    tested against them.
    """

    def door(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not any(request.user.may(permission) for permission in permissions):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.permissions = permissions  # type: ignore[attr-defined]
        return guarded

    return door


def visible_or_404(
    queryset: QuerySet[M], user: User, permission: Permission | None = None, **lookup: Any
) -> M:
    """The one object of `queryset` that this user may see, else 404.

    With `permission`, somebody who sees the object but lacks that right there gets 403, so
    that "not yours" and "not for you" stay apart.
    """
    scoped: Any = queryset  # every queryset of ours has the verb `visible_to`
    found: M = get_object_or_404(scoped.visible_to(user), **lookup)
    if permission is None:
        return found
    if not scoped.visible_to(user, permission).filter(pk=found.pk).exists():
        raise PermissionDenied
    return found
