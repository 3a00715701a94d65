"""The list as it was sent: its sheet, where its records begin, which column is which.

Read by the import's own guards and reader, in memory: what they refuse is refused here too.
"""

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from programs.aid_lists import RECIPIENTS
from programs.candidates.words import OUR_MARK
from programs.resources import NAMES, RecipientResource
from registry.imports.columns import content, recognition
from registry.imports.columns.headers import HeaderFound, row_noise
from registry.imports.columns.mapping import Mapping
from registry.imports.importkinds import Kind, SheetField
from registry.imports.reading import guard, reader
from registry.imports.reading.cells import Row, SheetInfo
from registry.imports.reading.filekind import FileKind
from registry.imports.refusal import Refused
from registry.imports.values.cleaning import RowCleaner
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


CANDIDATES = CandidateKind()


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

    def rows(self) -> Iterator[Row]:
        """All filled rows, titles and headings too, cut to the sender's columns. Once only."""
        for row in chain(self._first, self._rest):
            yield Row(row.number, row.cells[: self.width])

    def close(self) -> None:
        """Ends the process that reads the sheet, at whatever row it is."""
        self._rest.close()

    def is_record(self, row: Row) -> bool:
        is_below = row.number >= self.header.first_data_row
        return is_below and bool(row.cells) and not row_noise(row.cells, self.header.headers)

    def cleaner(self) -> RowCleaner:
        """Of a text file also the rows that a separator within a value has made too wide."""
        usual = max(len(self.header.headers), self.sheet.columns)
        is_text = self.kind is FileKind.CSV
        return RowCleaner(CANDIDATES, self.mapping.columns, width=usual if is_text else None)


def open_table(path: Path, name: str, wanted: str | None = None) -> Table:
    """The sheet asked for, else the first visible one that names people. Raises Refused."""
    kind = guard.inspect(path, name)
    sheets = reader.read_sheets(path, kind)
    sheet = _choose(path, kind, sheets, wanted)
    if sheet.rows > MAX_ROWS:
        raise Refused(
            "terlalu_panjang",
            f"Daftar ini berisi {sheet.rows} baris",
            expected=f"paling banyak {MAX_ROWS} baris",
            mend="Bagi per kecamatan, lalu periksa satu per satu",
        )
    rest = reader.read_rows(path, sheet.name, kind)
    first = list(islice(rest, content.ROWS))
    header = recognition.header_of(first, CANDIDATES, {})
    width = _own_width(path, kind, sheet, header)
    mapping = recognition.mapping_of(first, header, CANDIDATES, {})
    return Table(path, kind, sheet, sheets, header, mapping, width, first, rest)


def _choose(path: Path, kind: FileKind, sheets: list[SheetInfo], wanted: str | None) -> SheetInfo:
    visible = [sheet for sheet in sheets if sheet.rows and not sheet.hidden]
    if wanted or len(visible) < 2:
        return reader.choose_sheet(sheets, wanted)
    for sheet in visible:
        first = reader.first_rows(path, sheet.name, kind)
        try:
            header = recognition.header_of(first, CANDIDATES, {})
            recognition.mapping_of(first, header, CANDIDATES, {})
        except Refused:
            continue
        return sheet
    return visible[0]


def _own_width(path: Path, kind: FileKind, sheet: SheetInfo, header: HeaderFound) -> int:
    """Up to our own columns of an earlier check; else as wide as the widest row."""
    for at, word in enumerate(header.headers):
        if word.startswith(OUR_MARK):
            return at
    if kind is FileKind.CSV:
        widest = max(len(row.cells) for row in reader.read_rows(path, sheet.name, kind))
        return max(widest, len(header.headers))
    return max(sheet.columns, len(header.headers))
