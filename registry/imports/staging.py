"""Reads a file into staged rows: raw cells, cleaned values, what is wrong with each.

Staging writes nothing but the run and its staged rows, in short transactions, so that others
work on while a long file is read.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple

from registry.identifiers import mask_digits
from registry.imports.columns import content, recognition
from registry.imports.columns.contradictions import contradictions
from registry.imports.columns.headers import HeaderFound
from registry.imports.columns.noise import HEADING, LeftOut, NoiseInOrder
from registry.imports.corrections.corrected import (
    Tail,
    before_tail,
    first_sent,
    row_number,
    rows_before,
    shared_before,
    tail_of,
    unless_changed,
)
from registry.imports.corrections.replaced import Latest, Replacements
from registry.imports.importkinds import Kind, columns_of, fields_of_house
from registry.imports.reading import reader, sniff
from registry.imports.reading.cells import Row, SheetInfo
from registry.imports.reading.limits import MOST_MERGED
from registry.imports.reading.reader import read_rows, read_sheets
from registry.imports.refusal import DAMAGED, FileRefused
from registry.imports.repeats import settle_repeated_keys
from registry.imports.runrow import hold
from registry.imports.storing import DataRow, Stager, drop_rows
from registry.imports.torn import with_torn
from registry.imports.values.cleaning import RowCleaner
from registry.imports.values.headings import VILLAGE, Headings
from registry.imports.values.mending import mends_of
from registry.imports.values.merged import Around, MergedCells
from registry.models import ImportRun

TITLE_LENGTH = 200
Progress = Callable[[int, int], None]


def path_of(run: ImportRun) -> Path:
    return Path(run.file.path)


class Table(NamedTuple):
    """What is read of a file: its rows, where they begin, what its columns and headings mean."""

    rows: Iterator[Row]
    length: int
    header: HeaderFound
    columns: dict[str, int]
    tail: Tail | None
    headings: Headings
    merged: MergedCells


def stage(run: ImportRun, kind: Kind, context: Any, progress: Progress) -> None:
    """Fills `run.staged_rows` afresh, and the run's sheet, header, mapping and row count.

    Raises FileRefused where the file as a whole cannot be taken, and BegunAnew.
    """
    drop_rows(run)
    sheet = choose_sheet(run, kind)
    table = _find_table(run, kind, sheet)
    width = _usual_width(run, sheet, table.tail)
    cleaner = RowCleaner(
        kind,
        table.columns,
        width=width,
        mends=mends_of(run, kind),
        from_1904=_counts_from_1904(run, sheet, table.tail),
        **kind.widget_options(run),
    )
    stager = Stager(run, kind, context, cleaner, table.columns)
    left_out = LeftOut()
    replaced = Replacements(run, stager.is_sound)
    data = _data_rows(table, _known_cells(run, table.tail, replaced), left_out)
    run.rows = stager.store(with_torn(data, width), lambda done: progress(done, table.length))
    if run.rows == 0:
        raise FileRefused(
            "no_rows",
            f"Di bawah judul kolom (baris {run.header_row}) tidak ada baris data. "
            "Pastikan lembar yang dipilih benar.",
        )
    run.effects |= {
        "examples": stager.examples_met(),
        "headings": [list(said) for said in stager.said],
        "from_1904": sheet.from_1904,
        "left_out": left_out.told(),
        "set_aside": replaced.set_aside(),
        **table.merged.told(table.header.headers),
    }
    hold(run, rows=run.rows)
    settle_repeated_keys(run, kind.row_means)


def _find_table(run: ImportRun, kind: Kind, sheet: SheetInfo) -> Table:
    """Notes on the run where its table stands and what its columns mean.

    Raises FileRefused and BegunAnew.
    """
    # A refusal speaks of this sheet, not of the one that was read before it.
    run.sheet, run.headers, run.header_row, run.mapping = sheet.name, [], None, {}
    rows = read_rows(path_of(run), sheet.name)
    first = list(islice(rows, content.ROWS))
    told = run.options.get("map") or {}
    header = recognition.header_of(first, kind, told)
    tail = tail_of(header.headers)
    run.headers, run.header_row = header.headers, header.row_number
    headed = headed_fields(kind, _sent_headings(run) if tail else headings_among(first, header))
    titles = title_words(first, header.row_number)
    run.effects = {**run.effects, "title": titles, "headed": headed}
    told = {**told, **_never_data(run, tail)}
    above = merged_of(path_of(run), sheet)
    mapping = recognition.mapping_of(first, header, kind, told, headed=headed, merged=above)
    run.mapping = mapping.as_json()
    asked = contradictions(mapping, columns_of(kind.resource))
    run.effects = {**run.effects, "contradictions": [list(each) for each in asked]}
    table = ("sheet", "header_row", "headers", "mapping")
    hold(run, **{field: getattr(run, field) for field in table})
    headings = _sent_headings(run) if tail else Headings()
    merged = MergedCells(
        mapping.columns, fields_of_house(kind.resource), shared_before(run) if tail else {}
    )
    merged.read(path_of(run), sheet, header.first_data_row)
    return Table(chain(first, rows), sheet.rows, header, mapping.columns, tail, headings, merged)


def merged_of(path: Path, sheet: SheetInfo) -> recognition.Merged:
    """Those that fill in what is below them: beyond the limit none does."""
    fill_in = 0 < sheet.merged < MOST_MERGED
    return partial(reader.read_merged, path, sheet.name) if fill_in else tuple


def _sent_headings(run: ImportRun) -> Headings:
    """Of a correction file: those of the file that it corrects, whose numbers its rows keep."""
    return Headings(run.corrects.effects.get("headings", []) if run.corrects else [])


def _never_data(run: ImportRun, tail: Tail | None) -> dict[str, str]:
    """Our own two columns of a correction file are kept raw, whatever their words are like."""
    return dict.fromkeys(run.headers[tail.at : tail.at + 2], "") if tail else {}


def _usual_width(run: ImportRun, sheet: SheetInfo, tail: Tail | None) -> int | None:
    """How many cells a row of a text file has: a CSV file is one sheet without a name.

    A correction file is wide enough for its longest row; the file that it corrects tells what is
    usual.
    """
    if tail is None:
        return None if sheet.name else max(len(run.headers), sheet.columns)
    first = first_sent(run)
    if first == run or first.sheet:
        return None
    return max(len(first.headers), sniff.csv_shape(path_of(first)).width)


def _counts_from_1904(run: ImportRun, sheet: SheetInfo, tail: Tail | None) -> bool:
    """The numbers of a correction file are those of the file that it corrects, as they came."""
    return sheet.from_1904 if tail is None else bool(first_sent(run).effects.get("from_1904"))


Cells = Callable[[Row, Around], Latest]


def _known_cells(run: ImportRun, tail: Tail | None, replaced: Replacements) -> Cells:
    """What counts of a row that was sent."""
    earlier = rows_before(run) if tail else {}

    def counting(row: Row, around: Around) -> Latest:
        sent = row.cells if tail is None else unless_changed(row.cells, tail, earlier)
        return replaced.latest(row.number, sent, around)

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
            headed = headed_fields(kind, headings_among(first, header))
            above = merged_of(path_of(run), sheet)
            mapping = recognition.mapping_of(first, header, kind, told, headed=headed, merged=above)
        except FileRefused as refused:
            if refused.code in DAMAGED:
                raise
            continue
        if kind.leads(mapping.columns):
            return sheet
        spare = spare or sheet
    return spare or visible[0]


def _data_rows(table: Table, counting: Cells, left_out: LeftOut) -> Iterator[DataRow]:
    """The records of a table, each with what heading rows and merged cells above it say of it."""
    tail, headings, names = table.tail, table.headings, table.columns.get("name")
    merged = table.merged
    for row in _records(table.rows, table.header, tail, headings, left_out, names, merged):
        number = _sent_as(row, tail)
        around = Around(headings.at(number), merged.over(row.number, number))
        cells, mended_by, told = counting(row, around)
        raw = cells if mended_by else row.cells
        sent = row.cells if tail is None else cells
        merged.keep(row.number, number, cells)
        cells, shared = merged.filled(row.number, cells, around.shared)
        around = around._replace(shared=shared)
        yield DataRow(row.number, raw, cells, mended_by, around, sent, told)


def _sent_as(row: Row, tail: Tail | None) -> int:
    """The number of a row in the file that first came."""
    return row.number if tail is None else row_number(row.cells, tail) or 0


def _records(
    rows: Iterable[Row],
    header: HeaderFound,
    tail: Tail | None,
    headings: Headings,
    left_out: LeftOut,
    names: int | None = None,
    merged: MergedCells | None = None,
) -> Iterator[Row]:
    """The rows below the header without noise, which is noted, and what headings in it say.

    A correction file has kept some of them only, and they say nothing of its rows.
    """
    noises = NoiseInOrder(header.headers, names)
    for row in rows:
        sent = before_tail(row.cells, tail)
        if row.number < header.row_number and tail is None:
            headings.title(row)
        if row.number < header.first_data_row or not sent:
            continue
        noise = noises.noise_of(sent)
        if noise == HEADING and merged:
            is_somebody = merged.is_one_of_a_family(row.number, _sent_as(row, tail), sent)
            noise = None if is_somebody else noise
        if noise == HEADING and tail is None:
            headings.heading(row)
        if noise:
            left_out.note(noise, row.number)
        else:
            yield row


def headed_fields(kind: Kind, headings: Headings) -> list[str]:
    """The fields that need no column, because headings say them."""
    return [VILLAGE] if headings and VILLAGE in kind.placed_by(()) else []


def headings_among(rows: Sequence[Row], header: HeaderFound) -> Headings:
    headings = Headings()
    for row in _records(rows, header, None, headings, LeftOut()):
        headings.at(row.number)
    return headings
