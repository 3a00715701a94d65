"""The door of every view: outside one's area 404, inside without the right 403."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import SplitResult, urlsplit

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from registry.models import User
from registry.roles import Permission

M = TypeVar("M", bound=Model)
READS = {"GET", "HEAD"}
SEARCHED = "q"  # the words of a search, in the address of what it found


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
                return _to_login(request)
            if not any(request.user.may(permission) for permission in permissions):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.permissions = permissions  # type: ignore[attr-defined]
        return guarded

    return door


def came_from(request: HttpRequest) -> SplitResult | None:
    """The page of ours that one came from, as the browser tells it."""
    came = urlsplit(request.headers.get("Referer", ""))
    return came if came.netloc == request.get_host() else None


def _to_login(request: HttpRequest) -> HttpResponse:
    """The whole page goes there, also where a part of it asked: within another page the form of
    the login would be sent to that page's address.
    """
    login = redirect_to_login(_page_of(request))
    return HttpResponseClientRedirect(login.url) if cast(UserRequest, request).htmx else login


def _page_of(request: HttpRequest) -> str:
    """Where the login leads: to the page, or to the one whose form was sent.

    A name that was searched stays behind: whoever logs in on a shared phone may be another.
    """
    page: SplitResult | None = urlsplit(request.get_full_path())
    if request.method not in READS:
        page = came_from(request)
    if page is None:
        return "/"
    choices = QueryDict(page.query, mutable=True)
    choices.pop(SEARCHED, None)
    return page._replace(scheme="", netloc="", query=choices.urlencode()).geturl()


def posted_from(page: str) -> Callable[..., Any]:
    """Only a POST, sent from the page of that name; whoever reads the address is led there.

    A form that was refused stands at the address it was sent to. From there the filters, the
    pager and a reload by hand read that address, with the choices of the page.
    """

    def door(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        posted = require_POST(view)

        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in READS:
                return posted(request, *args, **kwargs)
            query = request.META.get("QUERY_STRING", "")
            return redirect(reverse(page, kwargs=kwargs) + (f"?{query}" if query else ""))

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
