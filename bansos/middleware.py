"""What every request must be free of, what every response carries, what every act leads to."""

import logging
from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from programs.tasks import add_up_when_due

logger = logging.getLogger(__name__)


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


class NoStoreMiddleware:
    """Pages hold identities: no browser or proxy keeps one (a shared phone, the back button)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "Cache-Control" not in response:
            response["Cache-Control"] = "no-store"
        return response


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
