"""Widgets of lists of results: a result in words, a NIK that may be missing without a remark."""

from typing import Any

from bansos.lib.text import clean_text, header_key, is_blank
from registry import codes, identifiers
from registry.imports.values.cleaning import Reading, SheetWidget
from registry.imports.values.widgets import FoundWidget

# "Pindah" and no more: where to decides whether it is a transfer or an exit.
MOVED_SOMEWHERE = "pindah"


class ResultWidget(SheetWidget):
    """One of the nine results, or MOVED_SOMEWHERE. A row without a result says nothing."""

    expected = codes.RESULTS_EXPECTED

    def read(self, cell: Any) -> Reading:
        if is_blank(cell):
            raise ValueError("Hasil kosong. Isi hasil kunjungannya, atau hapus barisnya.")
        if header_key(clean_text(cell)) in codes.MOVED_WORDS:
            return MOVED_SOMEWHERE, ()
        found = codes.read_visit_result(cell)
        if found.error:
            raise ValueError(found.error)
        return found.value, found.warnings


class QuietNikWidget(FoundWidget):
    """Lists that name households by ID DTKS often have no NIK: that is no remark."""

    def __init__(self) -> None:
        super().__init__(identifiers.read_nik, "16 digit, sel bertipe teks")

    def read(self, cell: Any) -> Reading:
        value, warnings = super().read(cell)
        return value, warnings if value else ()
