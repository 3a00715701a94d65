"""The page of one programme: its equation, and the entries and payments behind each number."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from bansos.dashboards.figures.equation import Listed
from bansos.dashboards.figures.loaded import loaded
from bansos.dashboards.figures.program_page import program_page
from bansos.dashboards.figures.scope import Scope
from bansos.dashboards.figures.sources import narrowed
from bansos.dashboards.program_forms import EntriesForm, PaymentsForm, WindowForm
from bansos.lib.pagination import PARAMETER, keyset_page
from programs.models import Program
from registry.access import UserRequest, require
from registry.roles import Permission

PAGE = "dashboards/program.html"
ENTRIES = "dashboards/entry_list.html"
PAYMENTS = "dashboards/payment_list.html"


@require_safe
@require(Permission.VIEW_DASHBOARD)
def dashboard_program(request: UserRequest, code: str) -> HttpResponse:
    """Rows of its lists = households + further KPM + closed + outside + waiting + not paid."""
    program = get_object_or_404(Program, code=code)
    form = WindowForm(request.GET, user=request.user)
    if not form.is_valid():
        return _refused(request, PAGE, form, program)
    scope = form.scope()
    held = loaded(scope)
    context: dict[str, Any] = {
        "form": WindowForm(form.filled(scope), user=request.user),
        "scope": scope,
        "program": program,
        "shown": program_page(Listed(program, scope, request.user)),
        "held": held.words_of(code),
        "is_loaded": code in held.programs,
        "grid": held.by_district(code),
        "may_open_run": request.user.sees_whole_city(Permission.IMPORT),
        "may_export": request.user.may(Permission.EXPORT),
        "as_of": timezone.now(),
    }
    return render(request, PAGE, context)


@require_safe
@require(Permission.VIEW_DASHBOARD)
def dashboard_entries(request: UserRequest, code: str) -> HttpResponse:
    """Exactly the entries that a term of the equation counts."""
    program = get_object_or_404(Program, code=code)
    form = EntriesForm(request.GET, user=request.user)
    if not form.is_valid():
        return _refused(request, ENTRIES, form, program)
    scope = form.scope()
    found = Listed(program, scope, request.user).behind(form.term.key)
    page = keyset_page(
        found.select_related("area", "household__area", "household__head", "row__run"),
        fields=("name_key", "id"),
        cursor=request.GET.get(PARAMETER),
    )
    context = _list_context(request, program, scope) | {
        "form": EntriesForm(form.filled(scope), user=request.user),
        "term": form.term,
        "total": found.count(),
        "page": page,
    }
    return render(request, ENTRIES, context)


@require_safe
@require(Permission.VIEW_DASHBOARD)
def dashboard_payments(request: UserRequest, code: str) -> HttpResponse:
    """The payments that a number of the page counts: of a period, from a file, in a state."""
    program = get_object_or_404(Program, code=code)
    form = PaymentsForm(request.GET, user=request.user)
    if not form.is_valid():
        return _refused(request, PAYMENTS, form, program)
    scope = form.scope()
    found = narrowed(Listed(program, scope, request.user).payments, form.cleaned_data)
    page = keyset_page(
        found.select_related("recipient__household__head", "recipient__area", "row__run"),
        fields=("first_month", "id"),
        cursor=request.GET.get(PARAMETER),
    )
    context = _list_context(request, program, scope) | {
        "form": PaymentsForm(form.filled(scope), user=request.user),
        "chosen": form.in_words,
        "total": found.count(),
        "page": page,
    }
    return render(request, PAYMENTS, context)


def _list_context(request: UserRequest, program: Program, scope: Scope) -> dict[str, Any]:
    back_url = scope.program_url(program.code)
    return {
        "program": program,
        "scope": scope,
        "back_url": back_url,
        "crumbs": [*scope.ways_back, (program.code, back_url)],
        "as_of": timezone.now(),
        "may_open_run": request.user.sees_whole_city(Permission.IMPORT),
        "may_view_outside": request.user.sees_whole_city(Permission.VIEW_OUTSIDE),
    }


def _refused(request: UserRequest, page: str, form: WindowForm, program: Program) -> HttpResponse:
    context = {"form": form, "scope": None, "program": program}
    return render(request, page, context, status=422)
