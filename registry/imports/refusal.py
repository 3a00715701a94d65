"""The one way a file is turned away (pure): a code for machines, a sentence for people."""

from pathlib import Path

EXPECTED = "berkas .csv, .xlsx, .xls atau .ods"
MEND_EXCEL = "Buka berkas aslinya di Excel atau LibreOffice, lalu simpan sebagai .xlsx atau .csv"

# Refusals of which it is unknown what the file would say: no other sheet is read in its stead.
DAMAGED = frozenset({"berkas_rusak", "lembar_rusak"})


class FileRefused(Exception):
    """A whole file that cannot be used. Nothing of it has been stored.

    The sentence says where, what was found, what was expected and how to mend it, in the
    words of the person who sent the file. It never holds a cell's value: a refused file may
    well be a list of identities.
    """

    def __init__(
        self, code: str, found: str, *, expected: str = "", mend: str = "", where: str = ""
    ) -> None:
        self.code = code
        self.where = where
        self.found = found
        self.expected = expected
        self.mend = mend
        super().__init__(self.message)

    @property
    def message(self) -> str:
        start = f"{self.where}: {self.found}" if self.where else self.found
        expected = f"Yang diharapkan: {self.expected}" if self.expected else ""
        return " ".join(_sentence(part) for part in (start, expected, self.mend) if part)

    def as_parts(self) -> dict[str, str]:
        """What the reading child sends home; `FileRefused(**parts)` is the same refusal again."""
        names = ("code", "found", "expected", "mend", "where")
        return {name: getattr(self, name) for name in names}


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else text + "."


def wrong_kind(name: str, found: str) -> FileRefused:
    """The name promises a spreadsheet, the bytes are something else."""
    ending = Path(name).suffix.lower()
    label = f"Nama berkas berakhiran {ending}, tetapi isinya" if ending else "Isi berkas ini"
    return FileRefused("salah_jenis", f"{label} {found}", expected=EXPECTED, mend=MEND_EXCEL)


def encrypted() -> FileRefused:
    return FileRefused(
        "terenkripsi",
        "Berkas ini dikunci dengan kata sandi",
        expected="berkas tanpa kata sandi",
        mend="Buka di Excel, hapus kata sandinya (Info > Lindungi Buku Kerja), lalu simpan ulang",
    )


def macro() -> FileRefused:
    return FileRefused(
        "makro",
        "Berkas ini berisi makro, yaitu program yang dapat berjalan sendiri",
        expected="lembar data tanpa makro",
        mend="Simpan ulang sebagai .xlsx (Buku Kerja Excel), bukan .xlsm",
    )


def broken() -> FileRefused:
    return FileRefused(
        "berkas_rusak",
        "Berkas ini rusak atau terpotong",
        mend="Minta pengirim mengirim ulang, atau buka di Excel lalu simpan ulang sebagai .xlsx",
    )


def broken_sheet(name: str) -> FileRefused:
    """One part of a workbook is missing or cut off: read on, it would be an empty sheet."""
    return FileRefused(
        "lembar_rusak",
        "Isi lembar ini rusak, terpotong atau hilang, sehingga barisnya tidak dapat dibaca semua",
        mend="Buka berkasnya di Excel dan periksa lembar itu, lalu simpan ulang sebagai .xlsx; "
        "atau minta pengirim mengirim ulang",
        where=f"Lembar “{name}”",
    )


def strange_error(name: str, place: str, words: str) -> FileRefused:
    """An error value that is none of Excel's: the reader gives up the whole sheet for it."""
    return FileRefused(
        "galat_asing",
        f"Sel ini berisi galat “{words[:20]}”, yang tidak dikenal Excel",
        expected="nilai, bukan galat rumus",
        mend="Perbaiki rumusnya di berkas asal, atau kosongkan selnya, lalu simpan ulang",
        where=f"Lembar “{name}”, sel {place}",
    )


def too_heavy() -> FileRefused:
    return FileRefused(
        "terlalu_berat",
        "Berkas ini meminta memori jauh lebih banyak daripada isinya",
        mend="Salin tabelnya saja ke buku kerja baru, lalu simpan sebagai .xlsx atau .csv",
    )


def no_such_sheet(wanted: str, known: str) -> FileRefused:
    return FileRefused(
        "lembar_tidak_ada",
        f"Tidak ada lembar bernama “{wanted}”",
        expected=f"salah satu dari: {known}" if known else "berkas tanpa pilihan lembar",
    )


def far_cell(reference: str, limit: str, where: str = "") -> FileRefused:
    """A filled cell far outside the table: reading it would ask for the memory of all between."""
    return FileRefused(
        "sel_jauh",
        f"Sel terisi paling jauh ada di {reference}",
        expected=limit,
        mend="Hapus baris dan kolom di luar tabel, lalu simpan ulang",
        where=where,
    )


def long_row(number: int, limit: int) -> FileRefused:
    return FileRefused(
        "terlalu_panjang",
        f"Isi baris ini lebih panjang dari {limit} huruf",
        expected="satu baris untuk satu orang",
        mend="Salin tabelnya saja ke buku kerja baru, lalu simpan sebagai .xlsx atau .csv",
        where=f"Baris {number}",
    )


def repeated_rows(number: int, limit: int) -> FileRefused:
    return FileRefused(
        "baris_berulang",
        f"Lebih dari {limit} baris berturut-turut berisi persis sama",
        expected="satu baris untuk satu orang",
        mend="Hapus baris berulang di bawah tabel, lalu simpan ulang",
        where=f"Mulai baris {number}",
    )
