"""Writes the made-up lists as offices lay them out: titles, headings, totals, signatures.

XLSX by XlsxWriter with constant memory, CSV with the separator the office likes. The same city
gives the same bytes.
"""

import csv
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import xlsxwriter

from verification.demo.documents import Document

Cell = str | int | float
REPEAT_HEADER_EVERY = 400
WRITTEN_ON = datetime(2021, 8, 2, 9, tzinfo=UTC)


class Sheet(Protocol):
    def row(self, cells: Sequence[Cell]) -> None: ...
    def close(self) -> None: ...


class CsvSheet:
    def __init__(self, path: Path, separator: str) -> None:
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file, delimiter=separator)

    def row(self, cells: Sequence[Cell]) -> None:
        self._writer.writerow(cells)

    def close(self) -> None:
        self._file.close()


class XlsxSheet:
    """The list, and a hidden sheet as people leave them behind."""

    def __init__(self, path: Path) -> None:
        self._book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
        self._book.set_properties({"created": WRITTEN_ON})
        self._sheet = self._book.add_worksheet("Data")
        hidden = self._book.add_worksheet("Referensi")
        hidden.write_row(0, 0, ["KODE", "URAIAN"])
        hidden.hide()
        self._next = 0

    def row(self, cells: Sequence[Cell]) -> None:
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                if cell:
                    self._sheet.write_string(self._next, column, cell)
            else:
                self._sheet.write_number(self._next, column, cell)
        self._next += 1

    def close(self) -> None:
        self._book.close()


class ListFile:
    """One document on its way out, with the counts that its import must give."""

    def __init__(
        self, sheet: Sheet, document: Document, header: list[str], *, dressed: bool = True
    ) -> None:
        self.document = document
        self.counts: Counter[str] = Counter()
        self._sheet = sheet
        self._header = header
        self._dressed = dressed
        self._heading = ""
        self._under_heading = 0
        self._since_header = 0
        if dressed:
            self._title()
        sheet.row(header)
        if dressed and len(header) > 4:
            sheet.row([str(number) for number in range(1, len(header) + 1)])

    def add(self, cells: Sequence[Cell], *words: str, heading: str = "") -> None:
        """Writes a data row and counts it under each of `words` (new, same, linked …)."""
        if self._dressed and heading and heading != self._heading:
            self._total()
            self._sheet.row([f"KELURAHAN {heading}"])
            self._heading = heading
        elif self._dressed and self._since_header >= REPEAT_HEADER_EVERY:
            self._sheet.row(self._header)
            self._since_header = 0
        self._sheet.row(cells)
        self._since_header += 1
        self._under_heading += 1
        self.counts.update({"rows": 1, **dict.fromkeys(words, 1)})

    def close(self) -> None:
        if self._dressed:
            self._total()
            self._sheet.row([])
            self._sheet.row(["", "Samarinda, 2 Agustus 2021"])
            self._sheet.row(["", "Kepala Bidang Perlindungan dan Jaminan Sosial"])
        self._sheet.close()

    def _title(self) -> None:
        is_results = self.document.kind == "verifications"
        program = self.document.options.get("program", "BANTUAN SOSIAL")
        title = "HASIL VERIFIKASI DAN VALIDASI" if is_results else f"DAFTAR {program}"
        self._sheet.row([f"{title} KOTA SAMARINDA"])
        self._sheet.row(["TAHUN ANGGARAN 2021"])
        self._sheet.row([])

    def _total(self) -> None:
        if self._heading and self._under_heading:
            self._sheet.row(["JUMLAH", self._under_heading])
        self._under_heading = 0


def open_list(folder: Path, document: Document, header: list[str]) -> ListFile:
    """DTKS files are bare exports; the lists of offices are dressed."""
    path = folder / document.name
    is_dtks = document.kind == "dtks"
    if path.suffix == ".xlsx":
        return ListFile(XlsxSheet(path), document, header, dressed=not is_dtks)
    return ListFile(CsvSheet(path, "|" if is_dtks else ";"), document, header, dressed=not is_dtks)
