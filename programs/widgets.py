"""Widgets of the aid lists: months, rupiah, the offices' words for a payment's state."""

from typing import Any

from bansos.lib import dates
from bansos.lib.rupiah import read_rupiah
from bansos.lib.text import clean_text, is_blank
from registry import identifiers
from registry.codes import read_payment_status
from registry.imports.values.cleaning import Reading, SheetWidget
from registry.imports.values.widgets import FoundWidget

# The longest code of a kelurahan: a longer number was meant for a No. KK.
VILLAGE_DIGITS = 10
# As much as one payment written by hand (aid_forms) may be. More is a slip, or the number of a
# person in the wrong column, which would be shown whole as money.
MOST_RUPIAH = 1_000_000_000
# Nobody is paid less: "200.000" that a spreadsheet took for 200, kilograms, a count of people.
LEAST_RUPIAH = 1_000
TOO_LITTLE = "Nominal ini kurang dari Rp1.000: mungkin dalam ribuan, atau bukan uang. Periksa."


class PeriodWidget(SheetWidget):
    """[first month, last month, text]; months are None where the text alone does not tell."""

    expected = "bulan dan tahun, atau rentangnya: 2021-04..2021-06"
    reads_serials = True

    def read(self, cell: Any) -> Reading:
        if is_blank(cell):
            return None, ()
        text = clean_text(cell)
        try:
            first, last = dates.read_period(cell if not isinstance(cell, str) else text)
        except ValueError:
            # "April" without a year may still be told by the option of the import.
            return [None, None, text], ()
        return [first, last, text], ()


class RupiahWidget(SheetWidget):
    expected = "rupiah utuh"

    def read(self, cell: Any) -> Reading:
        amount = read_rupiah(cell)
        if amount is not None and amount > MOST_RUPIAH:
            raise ValueError("Nominal ini terlalu besar untuk satu penerima. Periksa kolomnya.")
        return amount, (TOO_LITTLE,) if amount and amount < LEAST_RUPIAH else ()


class StatusWidget(SheetWidget):
    """[one of five states, the office's own words, numbers of people masked]; None where the cell
    says nothing.
    """

    expected = "kata penyalur sendiri, misalnya BERHASIL, RETUR, PROSES"

    def read(self, cell: Any) -> Reading:
        if is_blank(cell):
            return None, ()
        found = read_payment_status(cell)
        return [found.value, identifiers.mask_digits(clean_text(cell))[:60]], found.warnings


class FamilyNumberWidget(FoundWidget):
    """NO KEL of recipient lists: the No. KK in some offices, the kelurahan's number in others."""

    def __init__(self) -> None:
        super().__init__(identifiers.read_kk)

    def read(self, cell: Any) -> Reading:
        if sum(sign.isdigit() for sign in clean_text(cell)) <= VILLAGE_DIGITS:
            return "", ()
        return super().read(cell)
