"""The tables of the dashboards as files: the same numbers, hidden ones hidden there too."""

from collections.abc import Iterable, Sequence
from typing import Any

from bansos.dashboards.figures.aid import ProgramRow
from bansos.dashboards.figures.compared import Change, Compared, Source
from bansos.dashboards.figures.discretion import Counted
from bansos.dashboards.figures.finding_board import Cell, FindingBoard, Line
from bansos.dashboards.figures.findings import FINDINGS
from bansos.dashboards.figures.places import PlaceTable
from bansos.dashboards.figures.program_page import ProgramPage
from bansos.lib.downloads import Sheet
from bansos.lib.suppress import MARK

Notes = Sequence[tuple[str, str]]
MARK_MEANING = (MARK, "Disamarkan: angka 1–4, dan angka yang dapat membuka angka sekecil itu.")


def place_sheet(table: PlaceTable, title: str, whole: str, notes: Notes) -> Sheet:
    """Figures by area; what each column counts stands in the notes."""
    headers = ["KODE", "WILAYAH", whole.upper(), *(c.kind.label.upper() for c in table.columns)]
    rows = [
        [row.area.code, str(row.area), *(n.counted.cell for n in (row.households, *row.numbers))]
        for row in table.rows
    ]
    meanings = [(column.kind.label, column.kind.definition) for column in table.columns]
    return sheet_of(title, headers, rows, [*notes, *meanings])


def program_sheet(rows: Iterable[ProgramRow], notes: Notes) -> Sheet:
    """Households by programme; one without a payment list has no number."""
    headers = ["PROGRAM", "NAMA", "SUMBER", "RUMAH TANGGA", "BULAN YANG DIMUAT"]
    cells = [
        [
            row.program.code,
            row.program.name,
            row.program.get_source_display(),
            row.counted.cell if row.is_loaded or row.counted.value else "data belum dimuat",
            row.months,
        ]
        for row in rows
    ]
    return sheet_of("Menurut program", headers, cells, notes)


def equation_sheet(page: ProgramPage, notes: Notes) -> Sheet:
    """The terms of the equation, the whole first."""
    terms = [page.whole, *page.terms]
    rows = [[term.label, term.counted.cell, term.definition] for term in terms]
    return sheet_of("Ke mana penerima", ["BAGIAN", "PENERIMA", "ARTI"], rows, notes)


def bundle_sheet(page: ProgramPage, notes: Notes) -> Sheet:
    """Payments by period and file, the sum last."""
    headers = ["MASA", "BERKAS", "PENYALURAN", "DISALURKAN", "RUPIAH", "TANPA NOMINAL", "TIDAK"]
    rows = [
        [
            row.bundle.period if row.bundle.first else "Jumlah",
            row.bundle.file_name if row.bundle.first else "",
            row.payments.cell,
            row.paid.cell,
            row.rupiah.cell,
            row.unpriced.cell,
            row.unpaid.cell,
        ]
        for row in page.bundle_rows
    ]
    return sheet_of("Dari berkas mana", headers, rows, notes)


def change_sheet(changes: Iterable[Change], compared: Compared, notes: Notes) -> Sheet:
    """Before + entered − left = after, and under it the files."""
    headers = ["ANGKA", "KEADAAN", "BERKAS", "RUMAH TANGGA"]
    rows = [row for change in changes for row in _change_rows(change, compared)]
    return sheet_of("Perbandingan", headers, rows, notes)


def _change_rows(change: Change, compared: Compared) -> list[list[Any]]:
    def through(way: str, total: Counted, sources: Iterable[Source]) -> list[list[Any]]:
        files = [[label, way, source.file_name, source.households.cell] for source in sources]
        return [[label, way, "", total.cell], *files]

    label = change.kind.label
    return [
        [label, compared.before_words, "", change.before.cell],
        *through("Masuk", change.entered, change.entered_through),
        *through("Keluar", change.left, change.left_through),
        [label, compared.scope.period_words, "", change.after.cell],
    ]


def finding_sheet(board: FindingBoard, notes: Notes) -> Sheet:
    """Every number of the findings in a row of its own: the whole, by area, by programme."""
    headers = ["MENURUT", "NAMA", "TEMUAN", "JUMLAH", "SATUAN", "RUPIAH", "TANPA NOMINAL"]
    whole = Line(board.scope.area_words.strip(), [*board.paid, *board.held])
    parts = [
        ("Seluruhnya", [whole]),
        ("Wilayah", board.areas),
        ("Program", board.programs),
    ]
    rows = [
        [part, line.label, cell.finding.label, cell.counted.cell, cell.finding.unit, *_worth(cell)]
        for part, lines in parts
        for line in lines
        for cell in line.cells
    ]
    meanings = [(finding.label, finding.definition) for finding in FINDINGS.values()]
    unloaded = [] if board.is_loaded else [("Data belum dimuat", "Nol tidak berarti tidak ada.")]
    return sheet_of("Temuan", headers, rows, [*notes, *unloaded, *meanings])


def _worth(cell: Cell) -> list[Any]:
    """Only of payments."""
    return [cell.worth.cell, cell.unknown.cell] if cell.finding.is_paid else ["", ""]


def sheet_of(title: str, headers: list[str], rows: list[list[Any]], notes: Notes) -> Sheet:
    """Also says what the mark of a hidden number means, where there is one."""
    hidden = any(MARK in row for row in rows)
    return Sheet(title, headers, rows, [*notes, MARK_MEANING] if hidden else notes)
