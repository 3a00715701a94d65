"""Each file that may not be opened is refused with its own words (promise U1)."""

import random
import time
import zipfile
from pathlib import Path

import pytest

from registry.imports.reading import guard, guard_archive
from registry.imports.reading.filekind import FileKind
from registry.imports.reading.guard import FileRefused, inspect
from tests.registry.imports.workbooks import MAIN, ole, raw_xlsx, xlsx, zip_of


def refusal(path: Path, name: str = "data.xlsx") -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        inspect(path, name)
    return caught.value


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_a_workbook_is_known_by_its_bytes_whatever_its_name(tmp_path):
    assert inspect(xlsx(tmp_path / "a", [["NIK"]]), "data.xls") is FileKind.XLSX


def test_a_text_file_is_a_csv_whatever_its_name(tmp_path):
    assert inspect(written(tmp_path / "a", b"NIK|NAMA\n1|A\n"), "data.xlsx") is FileKind.CSV


def test_an_old_workbook_is_an_xls(tmp_path):
    assert inspect(ole(tmp_path / "a", "Root Entry", "Workbook"), "a.xls") is FileKind.XLS


def test_an_open_document_is_an_ods(tmp_path):
    parts = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"}
    assert inspect(zip_of(tmp_path / "a", **parts), "a.ods") is FileKind.ODS


@pytest.mark.parametrize(
    "content", [b"", b" \r\n\r\n", b"\xef\xbb\xbf", "\ufeff\r\n".encode("utf-16-le")]
)
def test_an_empty_file_is_refused(tmp_path, content):
    assert refusal(written(tmp_path / "a", content)).code == "berkas_kosong"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7 ...", "dokumen PDF"),
        (b"\x89PNG\r\n\x1a\n....", "gambar"),
        (b"\xff\xd8\xff\xe0 JFIF", "gambar"),
        (b"\x1f\x8b\x08....", "arsip terkompresi"),
        (b"{\\rtf1 halo}", "RTF"),
        (b"\r\n <html><table><tr><td>NIK</td></tr></table></html>", "HTML"),
        (b'\xef\xbb\xbf<table border="1"><tr><td>NIK</td></tr></table>', "HTML"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:x"></Workbook>', "XML"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "MHT"),
        (random.Random(1).randbytes(4096), "biner"),
    ],
)
def test_a_foreign_file_is_named_for_what_it_is(tmp_path, content, words):
    refused = refusal(written(tmp_path / "a", content), "daftar.xls")
    assert refused.code == "salah_jenis"
    assert "berakhiran .xls" in refused.message
    assert words in refused.message


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("word/document.xml", "Word"),
        ("ppt/presentation.xml", "presentasi"),
        ("xl/workbook.bin", "XLSB"),
        ("foto.jpg", "arsip zip"),
    ],
)
def test_an_archive_that_is_no_workbook_is_named(tmp_path, part, words):
    assert words in refusal(zip_of(tmp_path / "a", **{part: "x"})).message


def test_a_word_document_of_old_is_no_workbook(tmp_path):
    assert "Word" in refusal(ole(tmp_path / "a", "Root Entry", "WordDocument")).message


def test_an_encrypted_workbook_is_refused(tmp_path):
    path = ole(tmp_path / "a", "Root Entry", "EncryptionInfo", "EncryptedPackage")
    assert refusal(path).code == "terenkripsi"


def test_an_archive_with_a_password_is_refused(tmp_path):
    path = raw_xlsx(tmp_path / "a")
    content = bytearray(path.read_bytes())
    content[content.rfind(b"PK\x01\x02") + 8] |= 1  # the flag in the directory's last entry
    assert refusal(written(path, bytes(content))).code == "terenkripsi"


@pytest.mark.parametrize("part", ["xl/vbaProject.bin", "xl/macrosheets/sheet1.xml"])
def test_a_workbook_with_macros_is_refused(tmp_path, part):
    assert refusal(raw_xlsx(tmp_path / "a", **{part: "<x/>"})).code == "makro"


def test_a_macro_workbook_of_old_is_refused(tmp_path):
    assert refusal(ole(tmp_path / "a", "Workbook", "_VBA_PROJECT_CUR")).code == "makro"


@pytest.mark.parametrize("padding", ["", " " * 70_000, "<!-- " + "x" * 70_000 + " -->"])
def test_a_dtd_is_refused_even_behind_padding(tmp_path, padding):
    dtd = f'{padding}<!DOCTYPE w [<!ENTITY a "b">]><workbook xmlns="{MAIN}"/>'
    path = raw_xlsx(tmp_path / "a", **{"xl/workbook.xml": "<?pi?>" + dtd})
    assert refusal(path).code == "dtd"


def test_a_bomb_is_refused_at_once(tmp_path):
    path = raw_xlsx(tmp_path / "a", "<row/>" * 10_000_000)
    started = time.monotonic()
    assert refusal(path).code == "bom_zip"
    assert time.monotonic() - started < 1


def test_too_many_parts_are_refused(tmp_path):
    parts = {f"xl/x{i}.xml": "<x/>" for i in range(guard_archive.MAX_ENTRIES + 1)}
    assert refusal(raw_xlsx(tmp_path / "a", **parts)).code == "bom_zip"


def test_a_workbook_that_unpacks_too_large_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(guard_archive, "MAX_UNPACKED_BYTES", 1000)
    assert refusal(raw_xlsx(tmp_path / "a", "<row/>" * 200)).code == "bom_zip"


def test_an_endless_directory_is_not_read(tmp_path):
    path = raw_xlsx(tmp_path / "a")
    content = bytearray(path.read_bytes())
    content[-10:-6] = (2**31).to_bytes(4, "little")
    assert refusal(written(path, bytes(content))).code == "bom_zip"


def test_a_file_that_is_too_large_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(guard, "MAX_FILE_BYTES", 10)
    assert refusal(written(tmp_path / "a", b"NIK;NAMA\n1;A\n")).code == "terlalu_besar"


@pytest.mark.parametrize("keep", [30, 400, -15])
def test_a_workbook_cut_short_is_refused(tmp_path, keep):
    content = xlsx(tmp_path / "a", [["NIK"]]).read_bytes()
    assert refusal(written(tmp_path / "b", content[:keep])).code == "berkas_rusak"


def test_a_sheet_of_formatted_empty_rows_is_no_bomb(tmp_path):
    rows = "".join(f'<row r="{i}" s="1" spans="1:9"/>' for i in range(1, 300_000))
    path = raw_xlsx(tmp_path / "a", rows)
    with zipfile.ZipFile(path) as archive:
        assert archive.getinfo("xl/worksheets/sheet1.xml").file_size > 4 * 1024**2
    assert inspect(path, "a.xlsx") is FileKind.XLSX


def test_a_refusal_says_what_was_expected_and_how_to_mend():
    refused = FileRefused(
        "x", "Isinya salah", expected="daftar", mend="Kirim ulang", where="Baris 3"
    )
    assert str(refused) == "Baris 3: Isinya salah. Yang diharapkan: daftar. Kirim ulang."
    assert FileRefused(**refused.as_parts()).message == refused.message
