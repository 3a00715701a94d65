"""Reads a file into staged rows: raw cells, cleaned values, what is wrong with each.

Staging writes nothing but the run and its staged rows, in short transactions, so that others
work on while a long file is read.
"""

from collections.abc import Callable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple

from django.db import transaction

from registry.identifiers import mask_digits
from registry.imports.applying.table import Table, as_json
from registry.imports.columns import content, recognition
from registry.imports.columns.headers import HeaderFound, row_noise
from registry.imports.corrections.corrected import (
    Tail,
    before_tail,
    first_sent,
    latest,
    replacements,
    rows_before,
    tail_of,
    unless_changed,
)
from registry.imports.importkinds import Kind, Remark, Values
from registry.imports.reading import reader
from registry.imports.reading.cells import Row, SheetInfo, raw_cells
from registry.imports.reading.reader import read_rows, read_sheets
from registry.imports.refusal import Refused
from registry.imports.repeats import settle_repeated_keys
from registry.imports.values.cleaning import RowCleaner, masked
from registry.imports.values.mending import mends_of
from registry.models import ImportRun, Outcome, StagedRow

BATCH = 2_000
TITLE_LENGTH = 200
STAGED = (
    *("run_id", "number", "raw", "cleaned", "key", "group", "outcome", "problems", "warnings"),
    "mended_by_id",
)

QUOTED_COMMA = '", "'
Progress = Callable[[int, int], None]


class DataRow(NamedTuple):
    """A row as it was sent, the cells of it that are read, and the file that mended it."""

    number: int
    raw: list[Any]
    cells: list[Any]
    mended_by: int | None


def path_of(run: ImportRun) -> Path:
    return Path(run.file.path)


def stage(run: ImportRun, kind: Kind, context: Any, progress: Progress) -> None:
    """Fills `run.staged_rows` afresh, and the run's sheet, header, mapping and row count.

    Raises Refused where the file as a whole cannot be taken.
    """
    run.staged_rows.all().delete()
    sheet = choose_sheet(run, kind)
    # A refusal speaks of this sheet, not of the one that was read before it.
    run.sheet, run.headers, run.header_row, run.mapping = sheet.name, [], None, {}
    rows = read_rows(path_of(run), sheet.name)
    first = list(islice(rows, content.ROWS))
    told = run.options.get("map") or {}
    header = recognition.header_of(first, kind, told)
    tail = tail_of(header.headers)
    run.headers, run.header_row = header.headers, header.row_number
    run.effects = {**run.effects, "title": title_words(first, header.row_number)}
    told = {**told, **_never_data(run, tail)}
    mapping = recognition.mapping_of(first, header, kind, told)
    run.mapping = mapping.as_json()
    run.save(update_fields=["sheet", "header_row", "headers", "mapping"])
    cleaner = RowCleaner(
        kind,
        mapping.columns,
        width=_usual_width(run, sheet, tail),
        mends=mends_of(run, kind),
        **kind.widget_options(run),
    )
    data = _data_rows(first, rows, header, tail, _known_cells(run, tail))
    run.rows = _store(run, kind, context, cleaner, data, progress, sheet.rows)
    if run.rows == 0:
        raise Refused(
            "no_rows",
            f"Di bawah judul kolom (baris {header.row_number}) tidak ada baris data. "
            "Pastikan lembar yang dipilih benar.",
        )
    run.save(update_fields=["rows"])
    settle_repeated_keys(run)


def _never_data(run: ImportRun, tail: Tail | None) -> dict[str, str]:
    """Our own two columns of a correction file are kept raw, whatever their words are like."""
    return dict.fromkeys(run.headers[tail.at : tail.at + 2], "") if tail else {}


def _usual_width(run: ImportRun, sheet: SheetInfo, tail: Tail | None) -> int | None:
    """How many cells a row of a text file has: a CSV file is one sheet without a name.

    A correction file is wide enough for its longest row; the columns of the file that it corrects
    tell what is usual.
    """
    if tail is None:
        return None if sheet.name else max(len(run.headers), sheet.columns)
    first = first_sent(run)
    return len(first.headers) if first != run and not first.sheet else None


Cells = Callable[[Row], tuple[list[Any], int | None]]


def _known_cells(run: ImportRun, tail: Tail | None) -> Cells:
    """What counts of a row that was sent, and the correction file that changed it."""
    replaced = replacements(run)
    earlier = rows_before(run) if tail else {}

    def counting(row: Row) -> tuple[list[Any], int | None]:
        if tail is not None:
            return unless_changed(row.cells, tail, earlier), None
        return latest(row.cells, replaced.get(row.number, ()))

    return counting


def title_words(rows: list[Row], header_row: int) -> list[str]:
    """What stands above the table, masked: a title may name the month of the list."""
    above = [row.cells for row in rows if row.number < header_row]
    lines = [" ".join(str(cell) for cell in cells if cell is not None) for cells in above]
    return [mask_digits(" ".join(line.split())[:TITLE_LENGTH]) for line in lines if line.strip()]


def choose_sheet(run: ImportRun, kind: Kind) -> SheetInfo:
    """The sheet asked for, else the first visible one in which our columns are found; of several
    that the kind knows, the one it reads first.

    The sheets are noted on the run, whatever comes of it: the page shows them and asks.
    """
    sheets = read_sheets(path_of(run))
    found = [[sheet.name, sheet.hidden, sheet.rows] for sheet in sheets if sheet.name]
    run.effects = {"sheets": found}
    wanted = run.options.get("sheet")
    visible = [sheet for sheet in sheets if sheet.rows and not sheet.hidden]
    if wanted or len(visible) < 2:
        return reader.choose_sheet(sheets, wanted)
    told = run.options.get("map") or {}
    spare = None
    for sheet in visible:
        try:
            first = reader.first_rows(path_of(run), sheet.name)
            header = recognition.header_of(first, kind, told)
            mapping = recognition.mapping_of(first, header, kind, told)
        except Refused:
            continue
        if kind.leads(mapping.columns):
            return sheet
        spare = spare or sheet
    return spare or visible[0]


def _data_rows(
    first: list[Row], rest: Iterator[Row], header: HeaderFound, tail: Tail | None, counting: Cells
) -> Iterator[DataRow]:
    for row in chain(first, rest):
        if row.number < header.first_data_row:
            continue
        sent = before_tail(row.cells, tail)
        if not sent or row_noise(sent, header.headers):
            continue
        cells, mended_by = counting(row)
        yield DataRow(row.number, cells if mended_by else row.cells, cells, mended_by)


def _store(
    run: ImportRun,
    kind: Kind,
    context: Any,
    cleaner: RowCleaner,
    rows: Iterator[DataRow],
    progress: Progress,
    total: int,
) -> int:
    table = Table(StagedRow, *STAGED)
    count = 0
    while batch := list(islice(rows, BATCH)):
        cleaned = cleaner([row.cells for row in batch])
        staged = [
            staged_row(run, kind, context, row, *found)
            for row, found in zip(batch, cleaned, strict=True)
        ]
        with transaction.atomic():
            table.insert(staged)
        count += len(batch)
        progress(count, total)
    return count


def staged_row(
    run: ImportRun,
    kind: Kind,
    context: Any,
    row: DataRow,
    values: Values,
    problems: list[Remark],
    warnings: list[Remark],
) -> tuple[Any, ...]:
    """One cleaned row checked by its kind, in the order of STAGED."""
    key = group = outcome = ""
    cleaned = None
    if problems and values:
        problems += kind.check_rest(values, context, {field for field, _, _ in problems})
    elif not problems:
        verdict = kind.check(values, context)
        key, group, problems = verdict.key, verdict.group, verdict.problems
        warnings += verdict.warnings
    if problems:
        outcome = Outcome.PROBLEM.value
    else:
        cleaned = as_json(values)
    return (
        *(run.pk, row.number, raw_json(row.raw), cleaned, key, group, outcome),
        # A cell in the wrong column may be anybody's number.
        *(masked(as_json(remarks)) if remarks else "[]" for remarks in (problems, warnings)),
        row.mended_by,
    )


def raw_json(cells: list[Any]) -> str:
    """The cells as JSON. Plain text, which most are, needs no encoder."""
    try:
        text = "".join(cells)
    except TypeError:
        return as_json(raw_cells(cells))
    if cells and text.isascii() and text.isprintable() and '"' not in text and "\\" not in text:
        return f'["{QUOTED_COMMA.join(cells)}"]'
    return as_json(raw_cells(cells))
