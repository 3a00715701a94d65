"""The process that opens workbooks: `python -m registry.imports.reading.reader_child JOB PATH …`.

JOB is sheets, rows, head (the first rows only), heads (those of every visible sheet), or merged
(the cells that reach over rows below them).

It is started by reader.py for one file and thrown away. Its memory and processor time are
limited, so a workbook that makes the reader abort takes nothing else with it. It speaks JSON
lines on stdout: a list for each row or sheet, then {"end": count}; or {"refused": …}.
"""

import json
import os
import resource
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetMetadata,
    SheetTypeEnum,
    SheetVisibleEnum,
    WorksheetNotFound,
)

from registry.imports.reading.cells import BAD_TEXTS, Row, SheetInfo, encode_row, plain_number
from registry.imports.reading.filekind import FileKind
from registry.imports.reading.limits import (
    CHILD_CPU_SECONDS,
    CHILD_MEMORY_BYTES,
    HEAD_ROWS,
    HEAD_SHEETS,
    MAX_ALIKE,
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_ROW_BYTES,
    MAX_SENT_BYTES,
)
from registry.imports.reading.ods_scan import scan_document
from registry.imports.reading.sheet_scan import SheetScan, column_letters, scan_sheet, sheet_heads
from registry.imports.reading.xls_scan import scan_workbook, workbook_stream
from registry.imports.refusal import (
    FileRefused,
    broken,
    broken_sheet,
    encrypted,
    far_cell,
    long_row,
    no_such_sheet,
    repeated_rows,
    strange_error,
    too_heavy,
)

# Numbers of merged cells that are sent in one line.
MERGED_A_LINE = 4_000


def main(job: str, path: str, kind: str, sheet: str) -> None:
    _limit()
    lines = JOBS[job]
    count = sent = 0
    try:
        # What would keep the fast reader busy for ever is refused before it looks.
        if kind == FileKind.XLS:
            workbook_stream(Path(path))
        elif kind == FileKind.ODS:
            scan_document(Path(path))
        for line in lines(Path(path), FileKind(kind), sheet):
            sys.stdout.buffer.write(line + b"\n")
            count += 1
            sent += len(line)
            if sent > MAX_SENT_BYTES:
                raise too_heavy()
        last: dict[str, object] = {"end": count}
    except FileRefused as refused:
        last = {"refused": refused.as_parts()}
    except MemoryError:
        last = {"refused": too_heavy().as_parts()}
    sys.stdout.buffer.write(json.dumps(last).encode("ascii") + b"\n")
    sys.stdout.buffer.flush()


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (CHILD_MEMORY_BYTES, CHILD_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CHILD_CPU_SECONDS, CHILD_CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    os.nice(5)  # officers' pages come first


def _sheet_lines(path: Path, kind: FileKind, _sheet: str) -> Iterator[bytes]:
    for order, found in enumerate(_sheets(path, kind), start=1):
        extent = [found.rows, found.columns, found.merged]
        yield encode_row(order, [found.name, found.hidden, *extent, found.from_1904])


def _merged_lines(path: Path, kind: FileKind, sheet: str) -> Iterator[bytes]:
    """Many of them a line: each is four numbers."""
    if kind is FileKind.XLSX:
        scan = scan_sheet(path, sheet)
    else:
        scan = _other_scan(path, kind, sheet, _workbook(path))
    for at in range(0, len(scan.merged), MERGED_A_LINE):
        yield encode_row(at, scan.merged[at : at + MERGED_A_LINE])


def _row_lines(path: Path, kind: FileKind, sheet: str) -> Iterator[bytes]:
    for row in _rows(path, kind, sheet):
        yield _encoded(row.number, row.cells)


def _head_lines(path: Path, kind: FileKind, sheet: str) -> Iterator[bytes]:
    for _, row in _heads(path, kind, [sheet]):
        yield _encoded(row.number, row.cells)


def _heads_lines(path: Path, kind: FileKind, _sheet: str) -> Iterator[bytes]:
    """Each row with the name of its sheet before its cells."""
    sheets = [found.name for found in _worksheets(_workbook(path)) if not _is_hidden(found)]
    for sheet, row in _heads(path, kind, sheets[:HEAD_SHEETS]):
        yield _encoded(row.number, [sheet, *row.cells])


JOBS = {
    "sheets": _sheet_lines,
    "rows": _row_lines,
    "head": _head_lines,
    "heads": _heads_lines,
    "merged": _merged_lines,
}


def _encoded(number: int, cells: list[object]) -> bytes:
    """A text is stored once in a workbook, however many cells show it: here it is sent for each."""
    line = encode_row(number, cells)
    if len(line) > MAX_ROW_BYTES:
        raise long_row(number, MAX_ROW_BYTES)
    return line


def _heads(path: Path, kind: FileKind, sheets: list[str]) -> Iterator[tuple[str, Row]]:
    """Opened once for all of them: texts are stored once for a whole workbook."""
    source = sheet_heads(path, sheets, HEAD_ROWS) if kind is FileKind.XLSX else path
    workbook = _workbook(source)
    for sheet in sheets:
        for row in islice(_rows(source, kind, sheet, workbook), HEAD_ROWS):
            yield sheet, row


def _sheets(path: Path, kind: FileKind) -> Iterator[SheetInfo]:
    workbook = _workbook(path)
    for found in _worksheets(workbook):
        if kind is FileKind.XLSX:
            scan = scan_sheet(path, found.name)
            rows, columns = scan.rows, scan.columns
        else:
            filled = _extent(_sheet(workbook, found.name))
            scan = _other_scan(path, kind, found.name, workbook)
            rows, columns = max(filled[0], scan.rows), max(filled[1], scan.columns)
        merged = scan.merged_count
        yield SheetInfo(found.name, _is_hidden(found), rows, columns, merged, scan.from_1904)


def _extent(sheet: CalamineSheet) -> tuple[int, int]:
    """Rows and columns up to the last filled ones; `total_height` leaves out the very last."""
    return (sheet.end[0] + 1, sheet.end[1] + 1) if sheet.end else (0, 0)


def _worksheets(workbook: CalamineWorkbook) -> Iterator[SheetMetadata]:
    """Without charts and macro sheets."""
    return (each for each in workbook.sheets_metadata if each.typ == SheetTypeEnum.WorkSheet)


def _is_hidden(sheet: SheetMetadata) -> bool:
    return bool(sheet.visible != SheetVisibleEnum.Visible)


def _rows(
    source: Path | BinaryIO, kind: FileKind, sheet: str, workbook: CalamineWorkbook | None = None
) -> Iterator[Row]:
    """Filled rows with their true number: empty rows and columns before the table count."""
    scan = scan_sheet(source, sheet) if kind is FileKind.XLSX else SheetScan()
    _check_extent(scan.rows, scan.columns, sheet)
    workbook = _workbook(source) if workbook is None else workbook
    table = _sheet(workbook, sheet, scan)
    _check_extent(*_extent(table), sheet)
    if kind is not FileKind.XLSX and isinstance(source, Path):
        scan = _other_scan(source, kind, sheet, workbook)
        _check_extent(scan.rows, scan.columns, sheet)
    before = [""] * (table.start[1] if table.start else 0)
    number = alike = 0
    last: list[object] = []
    # iter_rows begins at the sheet's first row, but at the table's first column.
    for number, cells in enumerate(table.iter_rows(), start=1):
        row = [*before, *(c if type(c) is str else plain_number(c) for c in cells)]
        bad = scan.bad.pop(number, None)
        if bad:
            _put(row, bad)
        if row.count("") < len(row):
            alike = alike + 1 if row == last else 0
            if alike > MAX_ALIKE:
                raise repeated_rows(number - alike, MAX_ALIKE)
            last = row
            yield Row(number, row)
    for number in sorted(scan.bad):
        row = []
        _put(row, scan.bad[number])
        yield Row(number, row)


def _other_scan(path: Path, kind: FileKind, sheet: str, workbook: CalamineWorkbook) -> SheetScan:
    if kind is FileKind.ODS:
        return scan_document(path).get(sheet) or SheetScan()
    return scan_workbook(path, [each.name for each in workbook.sheets_metadata].index(sheet))


def _put(row: list[object], bad: dict[int, object]) -> None:
    row.extend([""] * (max(bad) + 1 - len(row)))
    for column, cell in bad.items():
        row[column] = cell


def _check_extent(rows: int, columns: int, sheet: str) -> None:
    if columns > MAX_COLUMNS or rows * columns > MAX_CELLS:
        raise far_cell(
            f"kolom {column_letters(columns)}, baris {rows}",
            f"paling banyak {MAX_COLUMNS} kolom dan {MAX_CELLS // 10**6} juta sel",
            where=f"Lembar {sheet}",
        )


def _workbook(source: Path | BinaryIO) -> CalamineWorkbook:
    if not isinstance(source, Path):
        source.seek(0)
    try:
        return CalamineWorkbook.from_object(source)
    except PasswordError as error:
        raise encrypted() from error
    except CalamineError as error:
        raise (too_heavy() if _is_too_heavy(error) else broken()) from error


def _is_too_heavy(error: CalamineError) -> bool:
    """calamine has a limit of its own for repeated ODS cells, and only its words say so."""
    return "limit exceeded" in str(error)


def _sheet(workbook: CalamineWorkbook, name: str, scan: SheetScan | None = None) -> CalamineSheet:
    try:
        return workbook.get_sheet_by_name(name)
    except WorksheetNotFound as error:
        if name in workbook.sheet_names:
            raise broken_sheet(name) from error
        raise no_such_sheet(name, ", ".join(workbook.sheet_names)) from error
    except CalamineError as error:
        raise _unreadable(error, name, scan or SheetScan()) from error


def _unreadable(error: CalamineError, name: str, scan: SheetScan) -> FileRefused:
    """Google's "#ERROR!" is an error value that calamine does not know."""
    if _is_too_heavy(error):
        return too_heavy()
    for row, cells in sorted(scan.bad.items()) if "error value" in str(error) else ():
        for column, cell in sorted(cells.items()):
            if str(cell) not in BAD_TEXTS:
                return strange_error(name, f"{column_letters(column + 1)}{row}", str(cell))
    return broken_sheet(name)


if __name__ == "__main__":
    main(*sys.argv[1:5])
