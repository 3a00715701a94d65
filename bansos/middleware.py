"""What every request must be free of, and what every response carries."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse


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
