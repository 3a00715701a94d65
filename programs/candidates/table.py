"""The list as it was sent: its sheet, where its records begin, which column is which.

Read by the import's own guards and reader, in memory: what they refuse is refused here too.
"""

from collections import defaultdict
from collections.abc import Collection, Generator, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple

from programs.aid_lists import RECIPIENTS
from programs.candidates.words import OUR_HEADERS
from programs.resources import NAMES, RecipientResource
from registry.imports.columns import content, recognition
from registry.imports.columns.headers import HeaderFound
from registry.imports.columns.mapping import Mapping
from registry.imports.columns.noise import HEADING, row_noise
from registry.imports.importkinds import Kind, SheetField, fields_of_house
from registry.imports.reading import guard, reader
from registry.imports.reading.cells import Row, SheetInfo
from registry.imports.reading.filekind import FileKind
from registry.imports.refusal import FileRefused
from registry.imports.staging import headed_fields, headings_among
from registry.imports.values.cleaning import RowCleaner
from registry.imports.values.headings import Headed, Headings
from registry.imports.values.merged import MergedCells
from registry.imports.values.widgets import TextWidget

# A request has to end: three times the largest list that the city has ever had.
MAX_ROWS = 150_000


class CandidateResource(RecipientResource):
    """A recipient list of which any one of NIK, No. KK and name is enough."""

    name = SheetField(
        "name",
        "NAMA",
        aliases=NAMES,
        required=True,
        unless=("nik", "kk"),
        widget=TextWidget(120),
    )


class CandidateKind(Kind):
    """Only names the columns; by the name of recipient lists, so that their memory serves here."""

    name = RECIPIENTS.name
    label = "Daftar calon penerima"
    resource = CandidateResource

    def placed_by(self, fields: Collection[str]) -> Collection[str]:
        return RECIPIENTS.placed_by(fields)


CANDIDATES = CandidateKind()


class Record(NamedTuple):
    """A row that may name somebody: its cells, with what merged cells above it say of its house,
    and what the heading rows say of its place.
    """

    row: Row
    cells: list[Any]
    headed: Headed | None


@dataclass(frozen=True)
class Table:
    """One sheet of a file that has passed the guards.

    `width`: how many columns are the sender's own. Where the file was checked before, ours stand
    behind them and are told afresh.
    """

    path: Path
    kind: FileKind
    sheet: SheetInfo
    sheets: list[SheetInfo]
    header: HeaderFound
    mapping: Mapping
    width: int
    _first: list[Row]
    _rest: Generator[Row, None, None]
    _merged: MergedCells
    _headings: Headings = field(default_factory=Headings)

    def rows(self) -> Iterator[Row]:
        """All filled rows, titles and headings too, cut to the sender's columns. Once only."""
        for row in chain(self._first, self._rest):
            yield Row(row.number, row.cells[: self.width])

    def close(self) -> None:
        """Ends the process that reads the sheet, at whatever row it is."""
        self._rest.close()

    def records(self, rows: Iterable[Row]) -> list[Record]:
        """Those of `rows` that are no titles, headings or totals; rows come in their order."""
        found = []
        names = self.mapping.columns.get("name")
        for row in rows:
            if row.number < self.header.row_number:
                self._headings.title(row)
            if row.number < self.header.first_data_row or not row.cells:
                continue
            noise = row_noise(row.cells, self.header.headers, names)
            if noise == HEADING:
                self._headings.heading(row)
            elif not noise:
                found.append(Record(row, self._cells(row), self._headings.at(row.number)))
        return found

    def _cells(self, row: Row) -> list[Any]:
        shared = self._merged.over(row.number, row.number)
        self._merged.keep(row.number, row.number, row.cells)
        return self._merged.filled(row.number, row.cells, shared)[0]

    def cleaner(self) -> RowCleaner:
        """Of a text file also the rows that a separator within a value has made too wide."""
        usual = max(len(self.header.headers), self.sheet.columns)
        is_text = self.kind is FileKind.CSV
        width, columns = usual if is_text else None, self.mapping.columns
        return RowCleaner(CANDIDATES, columns, width=width, from_1904=self.sheet.from_1904)


def open_table(path: Path, name: str, wanted: str | None = None) -> Table:
    """The sheet asked for, else the first visible one that names people. Raises FileRefused."""
    kind = guard.inspect(path, name)
    sheets = reader.read_sheets(path, kind)
    sheet = _choose(path, kind, sheets, wanted)
    if sheet.rows > MAX_ROWS:
        raise FileRefused(
            "terlalu_panjang",
            f"Daftar ini berisi {sheet.rows} baris",
            expected=f"paling banyak {MAX_ROWS} baris",
            mend="Bagi per kecamatan, lalu periksa satu per satu",
        )
    rest = reader.read_rows(path, sheet.name, kind)
    first = list(islice(rest, content.ROWS))
    header, mapping = _columns(first)
    width = _own_width(path, kind, sheet, header)
    merged = MergedCells(mapping.columns, fields_of_house(CANDIDATES.resource))
    merged.read(path, sheet, header.first_data_row, kind)
    return Table(path, kind, sheet, sheets, header, mapping, width, first, rest, merged)


def _choose(path: Path, kind: FileKind, sheets: list[SheetInfo], wanted: str | None) -> SheetInfo:
    """Of several sheets the first that names people; they are looked into by one process."""
    visible = [sheet for sheet in sheets if sheet.rows and not sheet.hidden]
    if wanted or len(visible) < 2:
        return reader.choose_sheet(sheets, wanted)
    heads: dict[str, list[Row]] = defaultdict(list)
    for name, row in reader.heads(path, kind):
        heads[name].append(row)
    return next((sheet for sheet in visible if _names_people(heads[sheet.name])), visible[0])


def _names_people(rows: list[Row]) -> bool:
    try:
        _columns(rows)
    except FileRefused:
        return False
    return True


def _columns(first: list[Row]) -> tuple[HeaderFound, Mapping]:
    """The header among the first rows, and what its columns mean. Raises FileRefused."""
    header = recognition.header_of(first, CANDIDATES, {})
    headed = headed_fields(CANDIDATES, headings_among(first, header))
    return header, recognition.mapping_of(first, header, CANDIDATES, {}, headed=headed)


def _own_width(path: Path, kind: FileKind, sheet: SheetInfo, header: HeaderFound) -> int:
    """As wide as the widest row, without the columns that an earlier check put behind it.

    Where the sender has written something behind those, all of it is his.
    """
    headers, width = header.headers, max(sheet.columns, len(header.headers))
    if kind is FileKind.CSV:
        cells = (len(row.cells) for row in reader.read_rows(path, sheet.name, kind))
        width = max(cells, default=0)
    own = len(headers) - len(OUR_HEADERS)
    return own if headers[own:] == OUR_HEADERS and width <= len(headers) else width
