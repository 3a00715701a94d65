"""The rows of a run: by outcome, with what is wrong or changed; the problem rows as a file."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from bansos.lib.pagination import PAGE_SIZE, PARAMETER, keyset_page
from registry.access import UserRequest, require
from registry.actions.identities import log_export
from registry.imports.corrections.corrected import ROW_DIGITS
from registry.imports.corrections.correction import write_correction_file
from registry.imports.foresight.differences import Difference, differences_of, rows_changing
from registry.imports.people.deciles import deciles_of
from registry.models import ImportRun, Outcome, StagedRow
from registry.roles import Permission
from registry.views.import_effects import field_words
from registry.views.import_words import labels_of, name_of, run_or_404

# Beside the outcomes: rows that go in with a remark.
WARNED = "peringatan"


@require_safe
@require(Permission.IMPORT)
def import_rows(request: UserRequest, public_id: str, outcome: str) -> HttpResponse:
    """The rows of one outcome, with what is wrong with each or what it changes."""
    run = run_or_404(request, public_id)
    warned = "peringatan" in request.GET
    page = keyset_page(
        _rows(run, outcome, warned=warned),
        fields=["number"],
        cursor=request.GET.get(PARAMETER),
    )
    context = {
        "run": run,
        "outcome": outcome,
        "warned": warned,
        "title": "Baris berperingatan" if outcome == WARNED else _title(outcome),
        "page": page,
        "rows": told(run, page.rows),
    }
    return render(request, "registry/import_rows.html", context)


def _title(outcome: str) -> str:
    return f"Baris {Outcome(outcome).label.lower()}"


def _rows(run: ImportRun, outcome: str, *, warned: bool) -> QuerySet[StagedRow]:
    rows = run.staged_rows.all()
    if outcome == WARNED:
        return rows.exclude(outcome=Outcome.PROBLEM).exclude(warnings=[])
    if outcome not in Outcome.values:
        raise Http404
    rows = rows.filter(outcome=outcome)
    return rows.exclude(warnings=[]) if warned else rows


@require_safe
@require(Permission.IMPORT)
def import_field(request: UserRequest, public_id: str, what: str) -> HttpResponse:
    """The changed rows that change one field, e.g. the address of their household."""
    run = run_or_404(request, public_id)
    label, _ = field_words(what)
    if not label:
        raise Http404
    after = request.GET.get("sesudah", "")
    is_row = after.isdecimal() and len(after) <= ROW_DIGITS
    scan = rows_changing(run, what, int(after) if is_row else 0, PAGE_SIZE)
    context = {
        "run": run,
        "title": f"Perubahan {label}",
        "rows": told(run, scan.rows),
        "next_after": scan.next_after,
    }
    return render(request, "registry/import_rows.html", context)


def told(run: ImportRun, rows: list[StagedRow]) -> list[dict[str, Any]]:
    """What a reader is told of each row."""
    differences = differences_of(run, [row for row in rows if row.outcome != Outcome.PROBLEM])
    labels, deciles = labels_of(run), deciles_of(run, [row.number for row in rows])
    return [
        {
            "number": row.number,
            "name": name_of(run, row),
            "problems": [(labels.get(f, ""), found, words) for f, found, words in row.problems],
            "warnings": [(labels.get(f, ""), found, words) for f, found, words in row.warnings],
            "decile": deciles.get(row.number, ""),
            "difference": differences.get(row.pk, Difference()),
        }
        for row in rows
    ]


@require_POST
@require(Permission.IMPORT)
def import_problems(request: UserRequest, public_id: str) -> FileResponse:
    """The problem rows in the sender's own layout, the reason in the last column."""
    run = run_or_404(request, public_id)
    ending = ".csv" if run.file_name.lower().endswith((".csv", ".txt")) else ".xlsx"
    log_export(
        by=request.user,
        subject=f"baris bermasalah impor {run.pk}",
        reason="perbaikan berkas",
        choices={},
    )
    with TemporaryDirectory() as folder:
        out = Path(folder) / f"bermasalah{ending}"
        write_correction_file(run, out)
        # Opened before the folder goes: the response reads it to its end and closes it.
        return FileResponse(
            out.open("rb"), as_attachment=True, filename=f"bermasalah-impor-{run.pk}{ending}"
        )
