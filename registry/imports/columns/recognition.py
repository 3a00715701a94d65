"""Finds the header of a sheet and what its columns mean, by all that is known of such files."""

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from django.conf import settings

from bansos.lib.text import clean_text
from registry.identifiers import mask_nik
from registry.imports.columns import content, memory
from registry.imports.columns.headers import HeaderFound, find_header
from registry.imports.columns.mapping import How, Match, propose
from registry.imports.columns.mapping import Mapping as ColumnMapping
from registry.imports.columns.noise import row_noise
from registry.imports.importkinds import Kind, columns_of, fields_of_house, kind_of
from registry.imports.reading import reader
from registry.imports.reading.cells import MergedCell, Row
from registry.imports.refusal import FileRefused
from registry.imports.values.merged import cell_at, is_blank
from registry.imports.values.places import Places
from registry.models import ImportRun

EXAMPLES = 3
IDENTITY_DIGITS = 10
EXAMPLE_LENGTH = 40
CLOCK = re.compile(r"(?<=\d{4}-\d{2}-\d{2})T00:00:00$")

# The cells of some records, row by row.
Cells = Sequence[Sequence[object]]
# Asks for the merged cells of a sheet: to read them takes a pass over it.
Merged = Callable[[], Iterable[MergedCell]]


def header_of(rows: Sequence[Row], kind: Kind, told: Mapping[str, str]) -> HeaderFound:
    """Raises FileRefused (tanpa_judul)."""
    known = {*told, *memory.remembered_words(kind.name)}
    return find_header(rows, columns_of(kind.resource), known)


def mapping_of(
    rows: Sequence[Row],
    header: HeaderFound,
    kind: Kind,
    told: Mapping[str, str],
    *,
    headed: Collection[str] = (),
    merged: Merged = tuple,
) -> ColumnMapping:
    """`rows` are the first of the sheet. Raises FileRefused, as `propose` does.

    `headed`: the fields that heading rows say, which need no column.
    """
    columns, headers = columns_of(kind.resource), header.headers
    recalled = memory.remembered(kind.name, headers)
    mapping = propose(headers, columns, told, remembered=recalled, allow_missing=True)
    free = {column.field for column in columns} - mapping.columns.keys()
    records, house = data_rows(rows, header), free & {*fields_of_house(kind.resource)}
    width, places = len(headers), Places(settings.CITY).known_words()
    fits = content.fits([row.cells for row in records], width, free - house, places)
    if len(mapping.columns) < width:
        full = filled_down(records, merged())
        for at, names in content.fits(full, width, house, places).items():
            fits[at] = (*fits.get(at, ()), *names)
    return propose(headers, columns, told, remembered=recalled, fits=fits, headed=headed)


def filled_down(records: Sequence[Row], merged: Iterable[MergedCell]) -> Cells:
    """The cells of records, those of a house with what a cell over one column says of all of them.

    Without it a No. KK would stand in one row of each family, as a number of one person does.
    """
    numbers, cells = [row.number for row in records], [list(row.cells) for row in records]
    ends = {(one.first, one.column): one.last for one in merged if one.column == one.last_column}
    for at, row in enumerate(records):
        for column, value in enumerate(row.cells):
            last = ends.get((row.number, column), 0)
            for below in range(at + 1, bisect_right(numbers, last)):
                if is_blank(cell_at(cells[below], column)):
                    cells[below] += [""] * (column + 1 - len(cells[below]))
                    cells[below][column] = value
    return cells


def data_rows(rows: Sequence[Row], header: HeaderFound) -> list[Row]:
    """The records among the rows of a sheet: below the header, without noise."""
    return [
        row
        for row in rows
        if row.number >= header.first_data_row and not row_noise(row.cells, header.headers)
    ]


def matches_of(run: ImportRun, sample: Cells = ()) -> list[Match]:
    """What the columns of a run were taken for, or would be, and how that is known.

    `sample` are some of its records: with them columns that may be something are told as well.
    """
    kind = kind_of(run.kind)
    columns, told = columns_of(kind.resource), _sound(run)
    recalled = memory.remembered(run.kind, run.headers) if source_of(run) else {}
    fields = [column.field for column in columns]
    places = Places(settings.CITY).known_words() if sample else {}
    fits = content.fits(sample, len(run.headers), fields, places)
    matches = propose(
        run.headers, columns, told, remembered=recalled, fits=fits, allow_missing=True
    ).matches
    if not run.mapping:
        return matches
    # What no word explains was remembered where anything is of such files, else told by content.
    unsaid = How.REMEMBERED if memory.memory_of(run.kind, run.headers) else How.CONTENT
    return [_as_read(match, run.mapping.get(match.header), unsaid) for match in matches]


def _sound(run: ImportRun) -> dict[str, str]:
    """What was told, unless the file was refused for just that."""
    told: dict[str, str] = run.options.get("map") or {}
    try:
        propose(run.headers, columns_of(kind_of(run.kind).resource), told, allow_missing=True)
    except FileRefused:
        return {}
    return told


def _as_read(match: Match, field: str | None, unsaid: How) -> Match:
    """The run's own mapping is the truth."""
    if field == match.field:
        return match
    return replace(match, field=field, how=unsaid if field else How.RAW)


def source_of(run: ImportRun) -> ImportRun | None:
    """The import whose columns this one remembers, where it stood before this one was read."""
    found = memory.memory_of(run.kind, run.headers)
    if found is None or found.run is None or found.run_id == run.pk:
        return None
    read_at = run.heartbeat or run.created_at
    return found.run if found.updated_at < read_at else None


def sample_of(run: ImportRun) -> Cells:
    """The first records; of a file that was refused, and so left no rows, out of the file."""
    staged = run.staged_rows.order_by("number").values_list("raw", flat=True)[: content.ROWS]
    return list(staged) or _sample_of_file(run)


def _sample_of_file(run: ImportRun) -> Cells:
    try:
        rows = reader.first_rows(Path(run.file.path), run.sheet or None)
        header = header_of(rows, kind_of(run.kind), run.options.get("map") or {})
    except (FileRefused, OSError):
        return []
    return [row.cells for row in data_rows(rows, header)]


def examples_of(sample: Cells, column: int) -> list[str]:
    """Some different values of a column, numbers of people masked."""
    texts = (CLOCK.sub("", clean_text(row[column])) for row in sample if column < len(row))
    return list(dict.fromkeys(_masked(text) for text in texts if text))[:EXAMPLES]


def _masked(text: str) -> str:
    """Also where blanks, dots or a sign stand in the number, or digits of it are lost."""
    digits = "".join(sign for sign in text if sign.isdigit())
    if len(digits) >= IDENTITY_DIGITS:
        return mask_nik(digits)
    return text if len(text) <= EXAMPLE_LENGTH else f"{text[:EXAMPLE_LENGTH]}…"
