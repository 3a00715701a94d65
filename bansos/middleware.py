"""What every request must be free of, what every response carries, what every act leads to."""

import logging
from collections.abc import Callable
from http import HTTPStatus

from django.core.exceptions import BadRequest
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from programs.tasks import add_up_when_due
from registry.imports.reading.guard import MAX_FILE_BYTES
from registry.models import User
from registry.roles import Permission

logger = logging.getLogger(__name__)

MEGABYTE = 1024 * 1024
# What a form without a file comes to at most, and what stands around a file in its form.
MAX_FORM = MEGABYTE
MAX_BODY = MAX_FILE_BYTES + MAX_FORM
SENDS_FILES = (Permission.IMPORT, Permission.CHECK_CANDIDATES)


class NulMiddleware:
    """A NUL in an address or a cookie is refused: no text of PostgreSQL can hold one.

    Nobody types it. In a form the fields refuse it themselves, in words.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        typed = [text for _, texts in request.GET.lists() for text in texts]
        if any("\x00" in text for text in [*typed, *request.COOKIES.values()]):
            raise BadRequest("NUL")
        return self.get_response(request)


class BodySizeMiddleware:
    """Refuses what is too large by its length alone: to read a file is to store it on the disk.

    Stands behind the login's middleware and before any view, where the check of the CSRF token
    is the first to read a body.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if "HTTP_TRANSFER_ENCODING" in request.META or not length.isdecimal():
            return render(request, "400.html", status=411)
        # Only who sends much is looked up: most requests need no session for this.
        most = MAX_FORM if int(length) <= MAX_FORM else _most_of(request)
        if int(length) > most:
            context = {"most": most // MEGABYTE, "sends_files": most > MAX_FORM}
            return render(request, "413.html", context, status=413)
        return self.get_response(request)


def _most_of(request: HttpRequest) -> int:
    """Bytes that this user may send."""
    user = request.user
    sends_files = isinstance(user, User) and any(user.may(each) for each in SENDS_FILES)
    return MAX_BODY if sends_files else MAX_FORM


class NoStoreMiddleware:
    """Pages hold identities: no browser or proxy keeps one (a shared phone, the back button)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "Cache-Control" not in response:
            response["Cache-Control"] = "no-store"
        return response


class FormsOnlyMiddleware:
    """Who reads an address that only takes forms gets words, not the browser's own error page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method != "GET" or response.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
            return response
        page = render(request, "405.html", status=response.status_code)
        page["Allow"] = response["Allow"]
        return page


class AddUpMiddleware:
    """An act may have moved, closed or paid a household: figures stay quick however many do.

    Here and not in the acts, one of which would be forgotten. What was done stands, so that a
    busy database only puts the work off until the next act.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "POST":
            try:
                add_up_when_due()
            except DatabaseError:
                logger.warning("add_up_aid was not queued; the next act tries again", exc_info=True)
        return response
