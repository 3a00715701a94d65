"""The tables of the dashboards as files. They name nobody, so no reason is asked for."""

from collections.abc import Callable

from django import forms
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from bansos.dashboards.compare_forms import CompareForm
from bansos.dashboards.figures.aid import program_rows
from bansos.dashboards.figures.board import board
from bansos.dashboards.figures.chart_sheets import (
    combination_sheet,
    map_sheet,
    pair_sheet,
    trend_sheet,
)
from bansos.dashboards.figures.compared import changes
from bansos.dashboards.figures.equation import Listed
from bansos.dashboards.figures.exported import (
    Notes,
    bundle_sheet,
    change_sheet,
    equation_sheet,
    finding_sheet,
    place_sheet,
    program_sheet,
)
from bansos.dashboards.figures.finding_board import finding_board
from bansos.dashboards.figures.loaded import loaded
from bansos.dashboards.figures.places import aid_table, register_table
from bansos.dashboards.figures.program_page import program_page
from bansos.dashboards.figures.scope import Scope
from bansos.dashboards.finding_forms import FindingScopeForm
from bansos.dashboards.forms import DashboardForm, ScopeForm
from bansos.dashboards.program_forms import WindowForm
from bansos.lib.downloads import Sheet, download
from programs.models import Program
from registry.access import UserRequest, require
from registry.actions.identities import log_export
from registry.exports import export_notes
from registry.models import Release
from registry.roles import Permission

NO_PERSON = "Tabel angka, tanpa data pribadi"


class TableForm(forms.Form):
    """As what a table is taken away."""

    format = forms.ChoiceField(choices=[("xlsx", "Excel (.xlsx)"), ("csv", "CSV (.csv)")])


@require_POST
@require(Permission.EXPORT)
def dashboard_table(request: UserRequest, table: str) -> HttpResponseBase:
    """One of the dashboard's tables, as its address shows it."""
    if table not in TABLES:
        raise Http404
    form = DashboardForm(request.GET, user=request.user)
    if not form.is_valid():
        return _refused(request, form)
    scope = form.scope()
    release = scope.release if table in OF_A_RELEASE else None
    return _handed(request, scope, table, lambda notes: TABLES[table](scope, notes), release)


def _areas(scope: Scope, notes: Notes) -> Sheet:
    return place_sheet(aid_table(board(scope)), "Menurut wilayah", "Rumah tangga", notes)


def _register(scope: Scope, notes: Notes) -> Sheet:
    return place_sheet(register_table(board(scope)), "Register", "Terdaftar", notes)


def _programs(scope: Scope, notes: Notes) -> Sheet:
    return program_sheet(program_rows(board(scope), loaded(scope)), notes)


TABLES: dict[str, Callable[[Scope, Notes], Sheet]] = {
    "wilayah": _areas,
    "register": _register,
    "program": _programs,
    "peta": map_sheet,
    "kombinasi": combination_sheet,
    "tren": trend_sheet,
    "pasangan": pair_sheet,
}
# Aid is counted in months, whatever the release.
OF_A_RELEASE = {"register"}
PROGRAM_TABLES = {"persamaan": equation_sheet, "berkas": bundle_sheet}


@require_POST
@require(Permission.EXPORT)
def dashboard_program_table(request: UserRequest, code: str, table: str) -> HttpResponseBase:
    """The equation of a programme, or the files that brought its payments."""
    program = get_object_or_404(Program, code=code)
    if table not in PROGRAM_TABLES:
        raise Http404
    form = WindowForm(request.GET, user=request.user)
    if not form.is_valid():
        return _refused(request, form)
    scope = form.scope()
    page = program_page(Listed(program, scope, request.user))
    name = f"{code}-{table}"
    return _handed(request, scope, name, lambda notes: PROGRAM_TABLES[table](page, notes))


@require_POST
@require(Permission.EXPORT)
def dashboard_findings_table(request: UserRequest) -> HttpResponseBase:
    """All findings in numbers: the whole, by area and by programme."""
    form = FindingScopeForm(request.GET, user=request.user)
    if not form.is_valid():
        return _refused(request, form)
    board = finding_board(form.scope(), request.user)
    return _handed(request, board.scope, "temuan", lambda notes: finding_sheet(board, notes))


@require_POST
@require(Permission.EXPORT)
def dashboard_compared_table(request: UserRequest) -> HttpResponseBase:
    """Who entered and left between two windows, in numbers."""
    form = CompareForm(request.GET, user=request.user)
    if not form.is_valid():
        return _refused(request, form)
    compared = form.compared()
    name = f"banding-{compared.older_scope.file_words}"
    return _handed(
        request,
        compared.scope,
        name,
        lambda notes: change_sheet(changes(compared), compared, notes),
    )


def _handed(
    request: UserRequest,
    scope: Scope,
    name: str,
    sheet_of: Callable[[Notes], Sheet],
    release: Release | None = None,
) -> HttpResponseBase:
    """The file, with who took it and when; the history says the same."""
    form = TableForm(request.POST)
    if not form.is_valid():
        return _refused(request, form)
    chosen = {"Wilayah": scope.area_words.strip(), "Periode": scope.period_words}
    if release is not None:
        chosen["Rilis"] = str(release)
    kind = form.cleaned_data["format"]
    log_export(
        by=request.user,
        subject=f"tabel {name}",
        reason=NO_PERSON,
        choices={"bentuk": kind, **chosen},
    )
    sheet = sheet_of(export_notes(request.user, NO_PERSON, chosen))
    return download(kind, f"{name}_{scope.file_words}", sheet)


def _refused(request: UserRequest, form: ScopeForm | TableForm) -> HttpResponse:
    return render(request, "dashboards/table_refused.html", {"form": form}, status=422)
