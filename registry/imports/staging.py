"""Reads a file into staged rows: raw cells, cleaned values, what is wrong with each.

Staging writes nothing but the run and its staged rows, in short transactions, so that others
work on while a long file is read.
"""

import datetime
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import transaction

from registry.identifiers import mask_digits
from registry.imports import headers as header_rules
from registry.imports import mapping as mapping_rules
from registry.imports import reader
from registry.imports.apply import Table, as_json
from registry.imports.cells import BadCell, Row, SheetInfo
from registry.imports.cleaning import RowCleaner
from registry.imports.importkinds import Kind, columns_of
from registry.imports.reader import read_rows, read_sheets
from registry.imports.refusal import Refused
from registry.imports.repeats import settle_repeated_keys
from registry.models import ImportRun, Outcome, StagedRow

BATCH = 2_000
LOOK_AHEAD = 60
STAGED = (
    *("run_id", "number", "raw", "cleaned", "key", "group", "outcome", "problems", "warnings"),
)

Progress = Callable[[int, int], None]


def path_of(run: ImportRun) -> Path:
    return Path(run.file.path)


def stage(run: ImportRun, kind: Kind, context: Any, progress: Progress) -> None:
    """Fills `run.staged_rows` afresh, and the run's sheet, header, mapping and row count.

    Raises Refused where the file as a whole cannot be taken.
    """
    run.staged_rows.all().delete()
    sheet = choose_sheet(run, kind)
    rows = read_rows(path_of(run), sheet.name)
    first = list(islice(rows, LOOK_AHEAD))
    columns, told = columns_of(kind.resource), run.options.get("map") or {}
    header = header_rules.find_header(first, columns, told)
    run.headers, run.header_row = header.headers, header.row_number
    mapping = mapping_rules.propose(header.headers, columns, told)
    run.sheet = sheet.name
    run.mapping = mapping.as_json()
    run.save(update_fields=["sheet", "header_row", "headers", "mapping"])
    # A CSV file is one sheet without a name.
    width = None if sheet.name else max(len(header.headers), sheet.columns)
    cleaner = RowCleaner(kind, mapping.columns, width=width, **kind.widget_options(run))
    data = _data_rows(first, rows, header)
    run.rows = _store(run, kind, context, cleaner, data, progress, sheet.rows)
    if run.rows == 0:
        raise Refused(
            "no_rows",
            f"Di bawah judul kolom (baris {header.row_number}) tidak ada baris data. "
            "Pastikan lembar yang dipilih benar.",
        )
    run.save(update_fields=["rows"])
    settle_repeated_keys(run)


def choose_sheet(run: ImportRun, kind: Kind) -> SheetInfo:
    """The sheet asked for, else the first visible one in which our columns are found."""
    sheets = read_sheets(path_of(run))
    wanted = run.options.get("sheet")
    visible = [sheet for sheet in sheets if sheet.rows and not sheet.hidden]
    if wanted or len(visible) < 2:
        return reader.choose_sheet(sheets, wanted)
    told, columns = run.options.get("map") or {}, columns_of(kind.resource)
    for sheet in visible:
        try:
            first = reader.first_rows(path_of(run), sheet.name)
            header = header_rules.find_header(first, columns, told)
            mapping_rules.propose(header.headers, columns, told)
        except Refused:
            continue
        return sheet
    return visible[0]


def _data_rows(
    first: list[Row], rest: Iterator[Row], header: header_rules.HeaderFound
) -> Iterator[Row]:
    def every() -> Iterator[Row]:
        yield from first
        yield from rest

    for row in every():
        if row.number >= header.first_data_row and not header_rules.row_noise(
            row.cells, header.headers
        ):
            yield row


def _store(
    run: ImportRun,
    kind: Kind,
    context: Any,
    cleaner: RowCleaner,
    rows: Iterator[Row],
    progress: Progress,
    total: int,
) -> int:
    table = Table(StagedRow, *STAGED)
    count = 0
    while batch := list(islice(rows, BATCH)):
        staged = [staged_row(run, kind, context, cleaner, row) for row in batch]
        with transaction.atomic():
            table.insert(staged)
        count += len(batch)
        progress(count, total)
    return count


def staged_row(
    run: ImportRun, kind: Kind, context: Any, cleaner: RowCleaner, row: Row
) -> tuple[Any, ...]:
    """One row cleaned and checked, in the order of STAGED."""
    values, problems, warnings = cleaner(row.cells)
    key = group = outcome = ""
    cleaned = None
    if not problems:
        verdict = kind.check(values, context)
        key, group, problems = verdict.key, verdict.group, verdict.problems
        warnings += verdict.warnings
    if problems:
        outcome = Outcome.PROBLEM.value
    else:
        cleaned = as_json(values)
    return (
        *(run.pk, row.number, as_json(raw_cells(row.cells)), cleaned, key, group, outcome),
        # A cell in the wrong column may be anybody's number.
        *(mask_digits(as_json(remarks)) if remarks else "[]" for remarks in (problems, warnings)),
    )


def raw_cells(cells: list[Any]) -> list[Any]:
    """The cells as JSON holds them: plain text, which most are, goes as it is."""
    try:
        text = "".join(cells)
    except TypeError:
        return [raw_cell(cell) for cell in cells]
    return cells if text.isascii() and "\x00" not in text else [raw_cell(cell) for cell in cells]


def raw_cell(cell: Any) -> Any:
    """NUL, which PostgreSQL cannot store, becomes its visible sign; half a character a "?"."""
    if isinstance(cell, str):
        return cell.replace("\x00", "\u2400").encode("utf-8", "replace").decode("utf-8")
    if isinstance(cell, (bool, int, float, type(None))):
        return cell
    if isinstance(cell, (datetime.datetime, datetime.date, datetime.time)):
        return cell.isoformat()
    if isinstance(cell, BadCell):
        return cell.text
    return str(cell) if isinstance(cell, Decimal) else repr(cell)
