"""Options, sheet and kind of a run, changed on its preview without another upload."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from registry.access import UserRequest, require
from registry.import_forms import RELATION_CODES, ImportOptions, OptionsForm, choices_of
from registry.imports import choosing
from registry.imports.importkinds import kind_of, wired_kinds
from registry.imports.runs import READABLE, WrongState
from registry.models import ImportRun, Release, RunState
from registry.resources.releases import known_release, months_of
from registry.roles import Permission
from registry.tasks import read_run
from registry.views.import_steps import (
    COLUMNS,
    is_of_another_reading,
    moved_on,
    read_again,
    read_since,
    steps,
)
from registry.views.import_words import period_in_words, run_or_404, sheets_of


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.IMPORT)
def import_options(request: UserRequest, public_id: str) -> HttpResponse:
    """Release, programme, months: what the file does not say of itself."""
    run = run_or_404(request, public_id)
    if is_of_another_reading(request, run):
        return read_since(request, run)
    if run.state not in READABLE:
        return moved_on(request, run)
    form = OptionsForm(request.POST or None, run=run)
    if request.method == "POST" and form.is_valid():
        chosen = form.options()
        choose = partial(choosing.choose_options, run=run, chosen=chosen, by=request.user)
        return read_again(request, run, choose)
    context = {"run": run, "form": form, "steps": steps(run, COLUMNS)}
    status = 422 if form.errors else 200
    return render(request, "registry/import_options.html", context, status=status)


@require_POST
@require(Permission.IMPORT)
def import_sheet(request: UserRequest, public_id: str) -> HttpResponse:
    """Reads another sheet of the file, or settles that this one is meant."""
    run = run_or_404(request, public_id)
    if is_of_another_reading(request, run):
        return read_since(request, run)
    names = {sheet.key: sheet.name for sheet in sheets_of(run)}
    name = names.get(request.POST.get("lembar", ""))
    if name is None:
        messages.warning(request, "Lembar itu tidak ada di berkas ini.")
        return redirect(run)
    try:
        again = choosing.choose_sheet(run=run, sheet=name, by=request.user)
    except WrongState:
        return moved_on(request, run)
    if again:
        read_run.enqueue(public_id=str(run.public_id))
    return redirect(run)


@require_POST
@require(Permission.IMPORT)
def import_kind(request: UserRequest, public_id: str) -> HttpResponse:
    """Opens the file as the other kind of list that it turned out to be."""
    run = run_or_404(request, public_id)
    if is_of_another_reading(request, run):
        return read_since(request, run)
    kind = request.POST.get("jenis", "")
    if kind not in wired_kinds() or kind == run.kind:
        messages.warning(request, "Pilih jenis berkasnya.")
        return redirect(run)
    choose = partial(choosing.choose_kind, run=run, kind=kind, by=request.user)
    return read_again(request, run, choose)


def chosen_words(run: ImportRun) -> list[tuple[str, str]]:
    """(option, its value in words): what the rows are read for, which no table below says."""
    said = {name: str(run.options.get(name) or "") for name in kind_of(run.kind).option_names}
    if _makes_release(run):
        said["release"] += " (rilis baru)"
    return [
        (str(ImportOptions.base_fields[field].label), _in_words(name, said[name]))
        for name, field in ImportOptions.FIELD_OF_OPTION.items()
        if said.get(name)
    ]


def undated_release(run: ImportRun) -> str:
    """The code of the release that an apply would make, where it names no month: a slip, maybe.

    The day of such a release is the day its file came, so an old list would become the newest.
    """
    if not _makes_release(run):
        return ""
    code: str = run.options["release"]
    return "" if months_of(code) else code


def _makes_release(run: ImportRun) -> bool:
    code = run.options.get("release") if "release" in kind_of(run.kind).option_names else None
    if not code or run.state != RunState.PREVIEWED:
        return False
    return not Release.objects.filter(code=known_release(code)).exists()


def _in_words(option: str, value: str) -> str:
    if option == "period":
        return period_in_words(value)
    if option == "relation_codes":
        return dict(RELATION_CODES).get(value, value)
    return dict(choices_of(option)).get(value, value) if option == "program" else value
