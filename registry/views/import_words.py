"""What the import's pages say of a run: its counts, its columns, its problems by cause."""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from registry.access import UserRequest, visible_or_404
from registry.identifiers import mask_digits
from registry.imports.importkinds import columns_of, kind_of
from registry.imports.mapping import How
from registry.imports.mending import may_be_mended
from registry.imports.recognition import matches_of, source_of
from registry.imports.remarks import rows_by_remarks
from registry.models import ImportRun, Outcome, RunState, StagedRow
from registry.roles import Permission

# Causes and examples shown on the run's page; every row is on the page of its outcome.
CAUSES_SHOWN = 12
EXAMPLES = 3


def run_or_404(request: UserRequest, public_id: str) -> ImportRun:
    imports = ImportRun.objects.select_related(
        "file", "created_by", "applied_by", "already_imported", "undone_by", "corrects"
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


def column_words(run: ImportRun) -> dict[str, Any]:
    """`known`: (header of the file, our label, how it was recognised); `raw`: the other headers.

    `unsure`: required columns that nothing but their content tells. `source` is the earlier
    import whose columns were remembered.
    """
    labels, matches = labels_of(run), matches_of(run)
    known = [
        (match.header, labels.get(match.field, match.field), match.how.value)
        for match in matches
        if match.field
    ]
    raw = [match.header for match in matches if not match.field]
    needed = {each.field for each in columns_of(kind_of(run.kind).resource) if each.required}
    unsure = [
        (match.header, labels[match.field])
        for match in matches
        if match.field in needed and match.how is How.CONTENT
    ]
    return {"known": known, "raw": raw, "unsure": unsure, "source": source_of(run)}


@dataclass(frozen=True)
class Cause:
    """One thing that is wrong, with the number of its rows and some examples."""

    field: str
    column: str
    sentence: str
    count: int
    # (row number, what was found, masked)
    examples: list[tuple[int, str]]
    # Whether one value told once would mend it.
    is_mendable: bool


@dataclass(frozen=True)
class Causes:
    """The most frequent ones, and how many others there are."""

    shown: list[Cause]
    more: int


# A cause is the same whatever word it quotes.
QUOTED = re.compile("“[^”]*”")


def causes(run: ImportRun, name: str, outcome: str | None) -> Causes:
    """Problems (or warnings) grouped by what is wrong, most frequent first, with example rows."""
    rows = run.staged_rows.exclude(**{name: []})
    if outcome:
        rows = rows.filter(outcome=outcome)
    counts: Counter[tuple[str, str]] = Counter()
    examples: dict[tuple[str, str], list[tuple[int, str]]] = {}
    sentences: dict[tuple[str, str], str] = {}
    for (remarks,), numbers in rows_by_remarks(rows, name):
        for field, found, sentence in remarks:
            cause = (field, QUOTED.sub("“…”", sentence))
            counts[cause] += len(numbers)
            if sentences.setdefault(cause, sentence) != sentence:
                sentences[cause] = cause[1]
            shown = examples.setdefault(cause, [])
            shown += [(number, found) for number in numbers[: EXAMPLES - len(shown)]]
    labels, lists = labels_of(run), kind_of(run.kind).closed_lists()
    shown_causes = [
        Cause(
            field=cause[0],
            column=labels.get(cause[0], ""),
            sentence=sentences[cause],
            count=count,
            examples=examples[cause],
            is_mendable=(name == "problems" or cause[0] in lists)
            and any(may_be_mended(run, cause[0], found) for _, found in examples[cause]),
        )
        for cause, count in counts.most_common(CAUSES_SHOWN)
    ]
    return Causes(shown_causes, len(counts) - len(shown_causes))


@dataclass(frozen=True)
class Sheet:
    name: str
    is_hidden: bool
    rows: int
    is_read: bool


def sheets_of(run: ImportRun) -> list[Sheet]:
    """The sheets of a workbook as they were found; a text file has none with a name."""
    return [
        Sheet(name, hidden, rows, name == run.sheet)
        for name, hidden, rows in run.effects.get("sheets", [])
    ]


def asked_about(run: ImportRun) -> list[Sheet]:
    """Hidden sheets with something in them, until somebody says which sheet is meant."""
    if "sheet" in run.options:
        return []
    return [sheet for sheet in sheets_of(run) if sheet.is_hidden and sheet.rows]
