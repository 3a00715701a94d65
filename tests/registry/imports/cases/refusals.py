"""Files that are turned away as a whole, each with its own words."""

from pathlib import Path

from tests.registry.imports.cases import RefusedCase, Write, people, table, text
from tests.registry.imports.cases.layouts import SITI, WORDS, book
from tests.registry.imports.lists import HEAD
from tests.registry.imports.workbooks import MAIN, ole, raw_xlsx, xlsx, zip_of


def raw(rows: str = "", **parts: str) -> Write:
    return lambda path: raw_xlsx(path, rows, **parts)


def container(*streams: str) -> Write:
    return lambda path: ole(path, "Root Entry", *streams)


def archive(**parts: str) -> Write:
    return lambda path: zip_of(path, **parts)


def cut(path: Path) -> Path:
    path.write_bytes(xlsx(path, [WORDS, SITI]).read_bytes()[:400])
    return path


DTD = f'<?pi?><!DOCTYPE w [<!ENTITY a "b">]><workbook xmlns="{MAIN}"/>'
FAR = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
REFUSED = [
    RefusedCase("an empty file", text(""), "Berkas ini kosong", "daftar.csv"),
    RefusedCase("nothing but a mark and blanks", text("\ufeff\r\n \r\n"), "kosong", "daftar.csv"),
    RefusedCase("a workbook of empty sheets", table(), "kosong"),
    RefusedCase("a PDF", text("%PDF-1.7 …"), "dokumen PDF", "daftar.xls"),
    RefusedCase("a picture", text("GIF89a …"), "gambar", "daftar.csv"),
    RefusedCase("a web page", text("<html><table><tr><td>NIK"), "halaman web", "daftar.xls"),
    RefusedCase("a Word document", archive(**{"word/document.xml": "<x/>"}), "Word"),
    RefusedCase("a binary workbook", archive(**{"xl/workbook.bin": "x"}), "XLSB"),
    RefusedCase("an archive of pictures", archive(**{"foto.jpg": "x"}), "arsip zip"),
    RefusedCase("an encrypted workbook", container("EncryptedPackage"), "kata sandi"),
    RefusedCase("a workbook with a macro", raw(**{"xl/vbaProject.bin": "<x/>"}), "makro"),
    RefusedCase("an .xls with a macro", container("Workbook", "_VBA_PROJECT_CUR"), "makro"),
    RefusedCase("a workbook with a DTD", raw(**{"xl/workbook.xml": DTD}), "DTD"),
    RefusedCase("a bomb", raw("<row/>" * 10_000_000), "bom zip"),
    RefusedCase("a cell at the far end", raw(FAR), "Sel terisi paling jauh"),
    RefusedCase("a workbook cut short", cut, "rusak atau terpotong"),
    RefusedCase("four hundred and one columns", text(";".join("x" * 401) + "\n"), "401 kolom"),
    RefusedCase(
        "only a hidden sheet is filled",
        book(("Depan", []), ("Lama", [WORDS, SITI]), hidden=("Lama",)),
        "Hanya lembar tersembunyi yang berisi",
    ),
    RefusedCase(
        "a sheet that is not there",
        table(WORDS, SITI),
        "Tidak ada lembar bernama “Data”",
        options={"sheet": "Data"},
    ),
    RefusedCase("no header at all", table([1, 2, 3], [4, 5, 6]), "Baris judul kolom tidak"),
    RefusedCase("a header without rows", table(WORDS), "tidak ada baris data"),
    RefusedCase("a column that is needed", table(WORDS[:2] + WORDS[3:], SITI), "wajib"),
    RefusedCase(
        "an unknown programme",
        people(HEAD),
        "Program “BANTUAN KITA” tidak dikenal",
        kind="recipients",
        options={"program": "BANTUAN KITA"},
    ),
    RefusedCase(
        "a period that is none",
        people(HEAD),
        "tidak terbaca",
        kind="disbursements",
        options={"program": "BPNT", "period": "bulan lalu"},
    ),
]
