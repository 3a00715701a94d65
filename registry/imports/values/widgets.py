"""Widgets of the register's Resources: each reads one kind of cell by the rules of its module.

django-import-export's own DateWidget takes 07/23/2021 and refuses "23 Juli 2021"; these hold the
city's rules instead, and give warnings besides.
"""

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from bansos.lib import dates
from bansos.lib.text import clean_text, header_key, is_blank, read_rt, read_rt_rw, read_rw
from registry import codes, identifiers
from registry.identifiers import Reading as Found
from registry.imports.values.cleaning import Reading, SheetWidget

# A NIK, No. KK or account where words belong.
WHOLE_NUMBER = re.compile(r"[0-9]{16}")
# What a spreadsheet would take for the beginning of a formula.
FORMULA_SIGNS = ("=", "+", "-", "@")
# The people of the templates are called so; left in a list they must be noticed.
EXAMPLE_NAME = "CONTOH "
LONGEST_NUMBER = 32
# Of a number cell Excel keeps as many digits.
KEPT_DIGITS = 15
NO_NUMBER = re.compile(r"[\s'`\u200b-\u200f\ufeff-]+")
PLACEHOLDER = re.compile(r"0*|9{3,}|\(?NULL\)?|NIHIL|KOSONG|NONE|NAN|<NA>|\\N", re.IGNORECASE)
DEAD_WORDS = ("MENINGGAL", "WAFAT", "MATI", "MD")
NOT_ALIVE = ("TIDAK", "TDK", "TIDAK HIDUP", "N", "T", "0")


class TextWidget(SheetWidget):
    """Text as it came, without noise; a dash means nothing. Too long is a problem, never cut."""

    def __init__(self, longest: int = 255) -> None:
        super().__init__()
        self.longest = longest
        self.expected = f"teks, paling panjang {longest} huruf"

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
        if name.upper().startswith(EXAMPLE_NAME):
            warnings += ("Ini baris contoh: namanya rekaan. Hapus barisnya.",)
        return name, warnings


class FoundWidget(SheetWidget):
    """Reads by a function that gives value, error and warnings (identifiers.py, codes.py)."""

    def __init__(self, read: Callable[[Any], Found], expected: str = "teks") -> None:
        super().__init__()
        self._read = read
        self.expected = expected

    def read(self, cell: Any) -> Reading:
        found = self._read(cell)
        if found.error:
            raise ValueError(found.error)
        return found.value or "", found.warnings


class NumberWidget(SheetWidget):
    """id_keluarga or IDSEMESTA as its office writes it; blanks and dashes inside say nothing."""

    expected = "huruf dan angka, sel bertipe teks"

    def __init__(self, label: str, *, required: bool = False) -> None:
        super().__init__()
        self.label = label
        self.required = required

    def read(self, cell: Any) -> Reading:
        number = NO_NUMBER.sub("", clean_text(cell)).upper()
        if PLACEHOLDER.fullmatch(number):
            if self.required:
                raise ValueError(f"{self.label} kosong. Isi, atau hapus barisnya.")
            return "", ()
        if isinstance(cell, (int, float)) and len(number) > KEPT_DIGITS:
            raise ValueError(
                f"{self.label} berisi angka, sehingga digit terakhirnya hilang. Ubah sel menjadi "
                "teks lalu salin ulang nomornya dari sumbernya."
            )
        if not number.isalnum() or len(number) > LONGEST_NUMBER:
            raise ValueError(
                f"{self.label} harus huruf dan angka, paling banyak {LONGEST_NUMBER}. Periksa "
                "apakah kolomnya tertukar."
            )
        return number, ()


class DateWidget(SheetWidget):
    """Day first, always (bansos/lib/dates.py). ISO text, so that staged values are plain JSON."""

    expected = "hari/bulan/tahun"
    reads_serials = True

    def read(self, cell: Any) -> Reading:
        day = dates.read_date(cell)
        return day.isoformat() if day else "", ()


class BirthWidget(SheetWidget):
    """TTL, "Samarinda, 12-05-1978": [place, date]; either may be missing."""

    expected = "tempat, hari-bulan-tahun"
    reads_serials = True

    def read(self, cell: Any) -> Reading:
        if not isinstance(cell, str):
            day = dates.read_date(cell)
            return ["", day.isoformat() if day else ""], ()
        place, day = dates.split_ttl(clean_text(cell))
        return [place[:80], day.isoformat() if day else ""], ()


class RtWidget(SheetWidget):
    expected = "angka, paling banyak 3 digit"

    def read(self, cell: Any) -> Reading:
        return read_rt(cell), ()


class RwWidget(RtWidget):
    def read(self, cell: Any) -> Reading:
        return read_rw(cell), ()


class RtRwWidget(SheetWidget):
    """RT and RW in one cell, "01/02" or "RT 01/RW 02": [rt, rw]."""

    expected = "RT/RW"

    def read(self, cell: Any) -> Reading:
        rt, rw = read_rt_rw(clean_text(cell))
        # read_rt refuses, in words, what names neither.
        return [rt or ("" if rw else read_rt(cell)), rw], ()


class RelationWidget(FoundWidget):
    """Words; bare numbers only where the import says which list they are of."""

    def __init__(self, scheme: codes.RelationScheme | None = None) -> None:
        read = partial(codes.read_relation, scheme=scheme)
        super().__init__(read, "Kepala, Istri, Suami, Anak, Menantu, Cucu, Orang tua, Mertua …")


class DeathWidget(SheetWidget):
    """What a list says of somebody's death. Nothing is decided by it: it is found at the door.

    `answers`: further whole cells that mean it, where the column asks whether one is alive.
    """

    def __init__(self, answers: Sequence[str] = ()) -> None:
        super().__init__()
        self.answers = frozenset(answers)

    def read(self, cell: Any) -> Reading:
        words = header_key(clean_text(cell))
        if words in self.answers or (words and words.split()[0] in DEAD_WORDS):
            return "", ("Daftar menyebut orang ini meninggal. Periksa saat kunjungan.",)
        return "", ()


def nik_widget() -> FoundWidget:
    return FoundWidget(identifiers.read_nik, "16 digit, sel bertipe teks")


def kk_widget() -> FoundWidget:
    return FoundWidget(identifiers.read_kk, "16 digit, sel bertipe teks")


def sex_widget() -> FoundWidget:
    return FoundWidget(codes.read_sex, "L atau P")


def yes_no_widget() -> FoundWidget:
    return FoundWidget(codes.read_yes_no, "YA atau TIDAK; kosong: tidak disebut")
