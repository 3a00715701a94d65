"""Search, and its answer to "has this person ever received aid?"."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from bansos.lib.pagination import PARAMETER, KeysetPage, keyset_page
from programs.answers import RECEIVED, Answer, answer, claimed_households, loaded_programs
from programs.forms import SearchForm
from programs.household_aid import aid_of
from programs.models import Recipient
from programs.recipient_search import outside_by_name, outside_by_number
from programs.views.searched import to_results, typed_name, was_searched
from registry.access import UserRequest, require
from registry.actions.identities import log_identity_search
from registry.models import Membership, User
from registry.roles import Permission
from registry.search import NAME_ORDER, by_name, by_number

RESULTS_A_PAGE = 20


@dataclass(frozen=True)
class Result:
    """A person where he lives, and the answer."""

    membership: Membership
    answer: Answer


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.SEARCH)
def search(request: UserRequest) -> HttpResponse:
    """POST takes whatever was typed and leaves an audit row; a name goes on to its own page by GET.

    The answer to a number is the answer to the POST itself: no number stands in any URL.
    """
    if request.method != "POST":
        return _show_names(request)
    form = SearchForm(request.POST)
    if not form.is_valid():
        return render(request, "programs/search.html", _context(request, form), status=422)
    if form.number:
        return _show_number(request, form)
    return to_results(request, form.cleaned_data["q"])


def _show_names(request: UserRequest) -> HttpResponse:
    name = typed_name(request)
    if not was_searched(request, name):
        context = _context(request, SearchForm(initial={"q": name}))
        return render(request, "programs/search.html", context | {"unasked": bool(name)})
    form = SearchForm({"q": name})
    context = _context(request, form)
    if form.is_valid():
        page = keyset_page(
            by_name(request.user, name),
            fields=NAME_ORDER,
            cursor=request.GET.get(PARAMETER),
            size=RESULTS_A_PAGE,
        )
        context |= _found(request.user, page, outside_by_name(request.user, name))
    return render(request, "programs/search.html", context)


def _show_number(request: UserRequest, form: SearchForm) -> HttpResponse:
    rows = list(by_number(request.user, form.number))
    outside = outside_by_number(request.user, form.number)
    log_identity_search(by=request.user, found=len(rows) + len(outside))
    page = KeysetPage(rows=rows, next_cursor=None, previous_cursor=None)
    # The box is emptied: the number stays in no page.
    context = _context(request, SearchForm()) | _found(request.user, page, outside)
    return render(request, "programs/search.html", context | {"by_number": True})


def _context(request: UserRequest, form: SearchForm) -> dict[str, Any]:
    return {
        "form": form,
        "searched": False,
        "by_number": False,
        "unasked": False,
        "whole_city": request.user.sees_whole_city(Permission.SEARCH),
        "may_ask_city": request.user.may(Permission.CHECK_WHOLE_CITY),
    }


def _found(user: User, page: KeysetPage[Membership], outside: list[Recipient]) -> dict[str, Any]:
    households = {row.household_id for row in page}
    aid, claimed = aid_of(households), claimed_households(households)
    results = [
        Result(row, answer(aid.get(row.household_id), row.person_id, row.household_id in claimed))
        for row in page
    ]
    unsure = not outside and any(result.answer.kind != RECEIVED for result in results)
    unsure = unsure or not (results or outside)
    return {
        "searched": True,
        "page": page,
        "results": results,
        "outside": outside,
        "loaded": loaded_programs() if unsure else [],
    }
