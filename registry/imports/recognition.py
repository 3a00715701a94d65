"""Finds the header of a sheet and what its columns mean, by all that is known of such files."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.conf import settings

from registry.imports import content, memory
from registry.imports.cells import Row
from registry.imports.headers import HeaderFound, find_header, row_noise
from registry.imports.importkinds import Kind, columns_of, kind_of
from registry.imports.mapping import How, Match, propose
from registry.imports.mapping import Mapping as ColumnMapping
from registry.imports.places import Places
from registry.models import ImportRun


def header_of(rows: Sequence[Row], kind: Kind, told: Mapping[str, str]) -> HeaderFound:
    """Raises Refused (tanpa_judul)."""
    known = {*told, *memory.remembered_words(kind.name)}
    return find_header(rows, columns_of(kind.resource), known)


def mapping_of(
    rows: Sequence[Row],
    header: HeaderFound,
    kind: Kind,
    told: Mapping[str, str],
    *,
    allow_missing: bool = False,
) -> ColumnMapping:
    """`rows` are the first of the sheet. Raises Refused, as `propose` does."""
    columns, headers = columns_of(kind.resource), header.headers
    recalled = memory.remembered(kind.name, headers)
    mapping = propose(headers, columns, told, remembered=recalled, allow_missing=True)
    free = {column.field for column in columns} - mapping.columns.keys()
    cells = [row.cells for row in data_rows(rows, header)]
    fits = content.fits(cells, len(headers), free, Places(settings.CITY).known_words())
    return propose(
        headers, columns, told, remembered=recalled, fits=fits, allow_missing=allow_missing
    )


def data_rows(rows: Sequence[Row], header: HeaderFound) -> list[Row]:
    """The records among the rows of a sheet: below the header, without noise."""
    return [
        row
        for row in rows
        if row.number >= header.first_data_row and not row_noise(row.cells, header.headers)
    ]


def matches_of(run: ImportRun) -> list[Match]:
    """What the columns of a run that has been read were taken for, and how that was known."""
    columns = columns_of(kind_of(run.kind).resource)
    recalled = memory.remembered(run.kind, run.headers) if source_of(run) else {}
    matches = propose(
        run.headers, columns, run.options.get("map"), remembered=recalled, allow_missing=True
    ).matches
    return [_as_read(match, run) for match in matches] if run.mapping else matches


def _as_read(match: Match, run: ImportRun) -> Match:
    """The run's own mapping is the truth: what no word explains was told by the content."""
    field = run.mapping.get(match.header)
    if field == match.field:
        return match
    return replace(match, field=field, how=How.CONTENT if field else How.RAW)


def source_of(run: ImportRun) -> ImportRun | None:
    """The import whose columns this one remembers, where it stood before this one came."""
    found = memory.memory_of(run.kind, run.headers)
    if found is None or found.run is None or found.run_id == run.pk:
        return None
    return found.run if found.updated_at < run.created_at else None
