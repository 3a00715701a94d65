"""Widgets of the register's Resources: each reads one kind of cell by the rules of its module.

django-import-export's own DateWidget takes 07/23/2021 and refuses "23 Juli 2021"; these hold the
city's rules instead, and give warnings besides.
"""

import re
from collections.abc import Callable
from typing import Any

from bansos.lib import dates
from bansos.lib.text import clean_text, is_blank, read_rt
from registry import codes, identifiers
from registry.identifiers import Reading as Found
from registry.imports.cleaning import Reading, SheetWidget

# A NIK, No. KK or account where words belong.
WHOLE_NUMBER = re.compile(r"[0-9]{16}")
# What a spreadsheet would take for the beginning of a formula.
FORMULA_SIGNS = ("=", "+", "-", "@")


class TextWidget(SheetWidget):
    """Text as it came, without noise; a dash means nothing. Too long is a problem, never cut."""

    def __init__(self, longest: int = 255) -> None:
        super().__init__()
        self.longest = longest

    def read(self, cell: Any) -> Reading:
        text = "" if is_blank(cell) else clean_text(cell)
        if text[:1] == "'" and text[1:2] in FORMULA_SIGNS:
            text = text[1:]  # put in front by an export, so that nothing is calculated
        if WHOLE_NUMBER.search(text):
            raise ValueError(
                "Berisi nomor panjang seperti NIK, yang akan tampil di layar. Periksa apakah "
                "kolomnya tertukar, atau hapus nomornya."
            )
        if len(text) > self.longest:
            raise ValueError(f"Terlalu panjang: {len(text)} huruf, paling banyak {self.longest}.")
        return text, ()


class NameWidget(TextWidget):
    """A name: something must stand there, and it cannot be a number."""

    def read(self, cell: Any) -> Reading:
        name, warnings = super().read(cell)
        if not name:
            raise ValueError("Nama kosong. Isi nama seperti pada KTP atau KK.")
        if not any(letter.isalpha() for letter in name):
            raise ValueError("Nama harus berisi huruf. Periksa apakah kolomnya tertukar.")
        return name, warnings


class FoundWidget(SheetWidget):
    """Reads by a function that gives value, error and warnings (identifiers.py, codes.py)."""

    def __init__(self, read: Callable[[Any], Found]) -> None:
        super().__init__()
        self._read = read

    def read(self, cell: Any) -> Reading:
        found = self._read(cell)
        if found.error:
            raise ValueError(found.error)
        return found.value or "", found.warnings


class RequiredFoundWidget(FoundWidget):
    """The same where the row means nothing without it."""

    def __init__(self, read: Callable[[Any], Found], label: str) -> None:
        super().__init__(read)
        self.label = label

    def read(self, cell: Any) -> Reading:
        value, warnings = super().read(cell)
        if not value:
            raise ValueError(f"{self.label} kosong. Isi, atau hapus barisnya.")
        return value, warnings


class DateWidget(SheetWidget):
    """Day first, always (bansos/lib/dates.py). ISO text, so that staged values are plain JSON."""

    def read(self, cell: Any) -> Reading:
        day = dates.read_date(cell)
        return day.isoformat() if day else "", ()


class RtWidget(SheetWidget):
    def read(self, cell: Any) -> Reading:
        return read_rt(cell), ()


def nik_widget() -> FoundWidget:
    return FoundWidget(identifiers.read_nik)


def kk_widget() -> FoundWidget:
    return FoundWidget(identifiers.read_kk)


def yes_no_widget() -> FoundWidget:
    return FoundWidget(codes.read_yes_no)
