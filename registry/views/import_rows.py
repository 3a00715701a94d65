"""The rows of a run: by outcome, with what is wrong or changed; the problem rows as a file."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from bansos.lib.pagination import PARAMETER, keyset_page
from registry.access import UserRequest, require
from registry.actions.identities import log_export
from registry.history import Change, changes_between
from registry.identifiers import mask_digits
from registry.imports.correction import write_correction_file
from registry.models import ChangeRow, ImportRun, Outcome, StagedRow
from registry.roles import Permission
from registry.views.import_words import labels_of, run_or_404


@require_safe
@require(Permission.IMPORT)
def import_rows(request: UserRequest, public_id: str, outcome: str) -> HttpResponse:
    """The rows of one outcome, with what is wrong with each or what it changed."""
    run = run_or_404(request, public_id)
    if outcome not in Outcome.values:
        raise Http404
    page = keyset_page(
        run.staged_rows.filter(outcome=outcome),
        fields=["number"],
        cursor=request.GET.get(PARAMETER),
    )
    context = {"run": run, "outcome": Outcome(outcome), "page": page, "rows": _told(run, page.rows)}
    return render(request, "registry/import_rows.html", context)


def _told(run: ImportRun, rows: list[StagedRow]) -> list[dict[str, Any]]:
    """What a reader is told of each row, in one query."""
    changes: dict[int, list[Change]] = {}
    written = ChangeRow.objects.filter(row__in=[row.pk for row in rows]).exclude(before=None)
    for change in written.order_by("id"):
        found = changes_between(change.before, change.after)
        changes.setdefault(change.row_id or 0, []).extend(found)
    labels = labels_of(run)
    return [
        {
            "number": row.number,
            "name": mask_digits((row.cleaned or {}).get("name", "")),
            "problems": [(labels.get(f, ""), found, words) for f, found, words in row.problems],
            "warnings": [(labels.get(f, ""), found, words) for f, found, words in row.warnings],
            "changes": changes.get(row.pk, []),
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
