"""The page of a search by name: a POST has left its row in the history and leads here.

The address carries a sign that only this user's own search makes, and for an hour: a name that is
written into an address, or an address that was passed on, finds nobody before "Cari" was pressed.
"""

from django.core import signing
from django.http import HttpRequest, HttpResponseRedirect, QueryDict

from registry.access import SEARCHED, UserRequest
from registry.actions.identities import log_name_search

SALT = "cari"
LASTS = 3600  # seconds
SIGN = "tanda"
# None of the letters of a signature.
_SIGNER = signing.TimestampSigner(salt=SALT, sep=".")


def to_results(request: UserRequest, name: str) -> HttpResponseRedirect:
    """Leaves the row, and goes on to the same page by GET."""
    log_name_search(by=request.user, words=name)
    query = QueryDict(mutable=True)
    said = _said(request, name)
    query.update({SEARCHED: name, SIGN: _SIGNER.sign(said).removeprefix(f"{said}.")})
    return HttpResponseRedirect(f"{request.path}?{query.urlencode()}")


def was_searched(request: UserRequest, name: str) -> bool:
    """Whether this user searched this name here within the hour; going back is no new search."""
    try:
        _SIGNER.unsign(f"{_said(request, name)}.{request.GET.get(SIGN, '')}", max_age=LASTS)
    except signing.BadSignature:
        return False
    return True


def typed_name(request: HttpRequest) -> str:
    """The name in an address; whatever looks like a number is dropped unread."""
    text = request.GET.get(SEARCHED, "").strip()
    return "" if any(letter.isdigit() for letter in text) else text


def _said(request: UserRequest, name: str) -> str:
    return f"{request.user.pk} {request.path} {name}"
