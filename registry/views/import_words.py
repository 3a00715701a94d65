"""What the import's pages say of a run: its counts, its columns, its problems by cause."""

from collections import Counter
from typing import Any

from registry.access import UserRequest, visible_or_404
from registry.identifiers import mask_digits
from registry.imports.importkinds import columns_of, kind_of
from registry.imports.mapping import propose
from registry.models import ImportRun, Outcome, RunState, StagedRow
from registry.roles import Permission

# Causes and examples shown on the run's page; every row is on the page of its outcome.
CAUSES_SHOWN = 12


def run_or_404(request: UserRequest, public_id: str) -> ImportRun:
    imports = ImportRun.objects.select_related(
        "file", "created_by", "applied_by", "already_imported", "undone_by"
    )
    return visible_or_404(imports, request.user, Permission.IMPORT, public_id=public_id)


def figures(run: ImportRun) -> list[dict[str, Any]]:
    applied = run.state == RunState.APPLIED
    words = {
        Outcome.NEW: "ditambahkan" if applied else "belum tercatat; akan ditambahkan",
        Outcome.CHANGED: "diperbarui" if applied else "tercatat dengan isi berbeda",
        Outcome.SAME: "tidak mengubah apa pun",
        Outcome.PROBLEM: "tidak dimasukkan; perbaiki lalu unggah lagi",
    }
    return [
        {
            "label": outcome.label,
            "value": getattr(run, outcome.value),
            "outcome": outcome.value,
            "definition": words[outcome],
            "tone": "warn" if outcome == Outcome.PROBLEM and run.problem else "",
        }
        for outcome in Outcome
    ]


def labels_of(run: ImportRun) -> dict[str, str]:
    """Field → what a reader calls the column."""
    return {column.field: column.label for column in columns_of(kind_of(run.kind).resource)}


def name_of(run: ImportRun, row: StagedRow) -> str:
    """The name, masked where it holds a number; of a problem row the cell as it came."""
    if row.cleaned is not None:
        return mask_digits(row.cleaned.get("name") or "")
    cells = dict(zip(run.headers, row.raw, strict=False))
    named = [cells.get(header) for header, field in run.mapping.items() if field == "name"]
    return mask_digits(" ".join(str(named[0] or "").split())) if named else ""


def column_words(run: ImportRun) -> list[tuple[str, str, str]]:
    """(header of the file, label of our column or "", how it was recognised)"""
    columns, labels = columns_of(kind_of(run.kind).resource), labels_of(run)
    told = run.options.get("map")
    matches = propose(run.headers, columns, told, allow_missing=True).matches
    return [(match.header, labels.get(match.field or "", ""), match.how.value) for match in matches]


def causes(run: ImportRun, name: str, outcome: str | None) -> list[dict[str, Any]]:
    """Problems (or warnings) grouped by what is wrong, most frequent first, with example rows."""
    rows = run.staged_rows.exclude(**{name: []})
    if outcome:
        rows = rows.filter(outcome=outcome)
    counts: Counter[tuple[str, str]] = Counter()
    examples: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for number, remarks in rows.order_by("number").values_list("number", name).iterator():
        for field, found, sentence in remarks:
            cause = (field, sentence)
            counts[cause] += 1
            if len(shown := examples.setdefault(cause, [])) < 3:
                shown.append((number, found))
    labels = labels_of(run)
    return [
        {
            "column": labels.get(field, ""),
            "sentence": sentence,
            "count": count,
            "examples": examples[field, sentence],
        }
        for (field, sentence), count in counts.most_common(CAUSES_SHOWN)
    ]
