"""The page of one programme: its equation, and the entries and payments behind each number."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from bansos.dashboards.figures.equation import Listed
from bansos.dashboards.figures.loaded import loaded
from bansos.dashboards.figures.program_page import program_page
from bansos.dashboards.figures.program_rows import (
    ENTRY_HEADERS,
    PAYMENT_HEADERS,
    WALK_ENTRIES,
    WALK_PAYMENTS,
    entry_cells,
    payment_cells,
)
from bansos.dashboards.figures.scope import Scope
from bansos.dashboards.figures.sources import narrowed
from bansos.dashboards.program_forms import EntriesForm, PaymentsForm, WindowForm
from bansos.dashboards.views.exports import hand_over, whole_numbers
from bansos.lib.downloads import Sheet
from bansos.lib.pagination import PARAMETER, keyset_page
from programs.models import Program
from registry.access import UserRequest, posted_from, require
from registry.forms import ExportForm
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
    return render(request, ENTRIES, _entries_context(request, program, form))


@posted_from("dashboard_entries")
@require(Permission.EXPORT)
def dashboard_entries_export(request: UserRequest, code: str) -> HttpResponseBase:
    """The entries of the address as a file; refused without a reason."""
    program = get_object_or_404(Program, code=code)
    filters = EntriesForm(request.GET, user=request.user)
    if not filters.is_valid():
        return _refused(request, ENTRIES, filters, program)
    form, scope = ExportForm(request.POST, user=request.user), filters.scope()
    if not form.is_valid():
        context = _entries_context(request, program, filters, form)
        return render(request, ENTRIES, context, status=422)
    found = Listed(program, scope, request.user, Permission.EXPORT).behind(filters.term.key)
    return hand_over(
        request,
        form,
        Sheet("Penerima", ENTRY_HEADERS, entry_cells(found, whole_numbers(form))),
        name=f"penerima-{code}",
        subject=f"penerima {code}",
        chosen=_in_words(scope, program, filters.term.label),
        meaning=filters.term.definition,
    )


@require_safe
@require(Permission.VIEW_DASHBOARD)
def dashboard_payments(request: UserRequest, code: str) -> HttpResponse:
    """The payments that a number of the page counts: of a period, from a file, in a state."""
    program = get_object_or_404(Program, code=code)
    form = PaymentsForm(request.GET, user=request.user)
    if not form.is_valid():
        return _refused(request, PAYMENTS, form, program)
    return render(request, PAYMENTS, _payments_context(request, program, form))


@posted_from("dashboard_payments")
@require(Permission.EXPORT)
def dashboard_payments_export(request: UserRequest, code: str) -> HttpResponseBase:
    """The payments of the address as a file; refused without a reason."""
    program = get_object_or_404(Program, code=code)
    filters = PaymentsForm(request.GET, user=request.user)
    if not filters.is_valid():
        return _refused(request, PAYMENTS, filters, program)
    form, scope = ExportForm(request.POST, user=request.user), filters.scope()
    if not form.is_valid():
        context = _payments_context(request, program, filters, form)
        return render(request, PAYMENTS, context, status=422)
    listed = Listed(program, scope, request.user, Permission.EXPORT)
    found = narrowed(listed.payments, filters.cleaned_data)
    return hand_over(
        request,
        form,
        Sheet("Penyaluran", PAYMENT_HEADERS, payment_cells(found, whole_numbers(form))),
        name=f"penyaluran-{code}",
        subject=f"penyaluran {code}",
        chosen=_in_words(scope, program, ", ".join(filters.in_words) or "semua"),
        meaning="Penyaluran untuk bulan pada periode ini, apa pun keadaannya.",
    )


def _entries_context(
    request: UserRequest,
    program: Program,
    form: EntriesForm,
    export_form: ExportForm | None = None,
) -> dict[str, Any]:
    scope = form.scope()
    found = Listed(program, scope, request.user).behind(form.term.key)
    page = keyset_page(
        found.select_related("area", "household__area", "household__head", "row__run"),
        fields=WALK_ENTRIES,
        cursor=request.GET.get(PARAMETER),
    )
    return _list_context(request, program, scope, export_form) | {
        "form": EntriesForm(form.filled(scope), user=request.user),
        "term": form.term,
        "total": found.count(),
        "page": page,
    }


def _payments_context(
    request: UserRequest,
    program: Program,
    form: PaymentsForm,
    export_form: ExportForm | None = None,
) -> dict[str, Any]:
    scope = form.scope()
    found = narrowed(Listed(program, scope, request.user).payments, form.cleaned_data)
    page = keyset_page(
        found.select_related("recipient__household__head", "recipient__area", "row__run"),
        fields=WALK_PAYMENTS,
        cursor=request.GET.get(PARAMETER),
    )
    return _list_context(request, program, scope, export_form) | {
        "form": PaymentsForm(form.filled(scope), user=request.user),
        "chosen": form.in_words,
        "total": found.count(),
        "page": page,
    }


def _in_words(scope: Scope, program: Program, chosen: str) -> dict[str, str]:
    """Label → value, for the export's sheet and the history."""
    return {
        "Program": program.code,
        "Bagian": chosen,
        "Wilayah": scope.area_words.strip(),
        "Periode": scope.period_words,
    }


def _list_context(
    request: UserRequest, program: Program, scope: Scope, export_form: ExportForm | None
) -> dict[str, Any]:
    back_url = scope.program_url(program.code)
    return {
        "program": program,
        "scope": scope,
        "back_url": back_url,
        "crumbs": [*scope.ways_back, (program.code, back_url)],
        "as_of": timezone.now(),
        "may_open_run": request.user.sees_whole_city(Permission.IMPORT),
        "may_view_outside": request.user.sees_whole_city(Permission.VIEW_OUTSIDE),
        "export_form": export_form or ExportForm(user=request.user),
        "may_export": request.user.may(Permission.EXPORT),
    }


def _refused(request: UserRequest, page: str, form: WindowForm, program: Program) -> HttpResponse:
    context = {"form": form, "scope": None, "program": program}
    return render(request, page, context, status=422)
