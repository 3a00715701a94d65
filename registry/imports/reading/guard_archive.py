"""Zip containers: .xlsx and .ods, looked through before anything is unpacked in full."""

import re
import zipfile
from pathlib import Path

from registry.imports.reading.filekind import FileKind
from registry.imports.refusal import FileRefused, broken, encrypted, macro, wrong_kind

MAX_ENTRIES = 1_000
MAX_DIRECTORY_BYTES = 1024 * 1024
MAX_UNPACKED_BYTES = 1024**3
# A sheet of formatted empty rows packs 25 : 1, a bomb close to the 1032 : 1 that deflate can do.
MAX_RATIO = 120
RATIO_MATTERS_ABOVE = 4 * 1024 * 1024
PROLOG_BYTES = 64 * 1024

END_OF_DIRECTORY = b"PK\x05\x06"
END_OF_DIRECTORY_BYTES = 22
MAX_COMMENT_BYTES = 65_535
ZIP64_LOCATOR = b"PK\x06\x07"
ENCRYPTED_FLAG = 0x1
OPEN_DOCUMENT_SHEET = b"application/vnd.oasis.opendocument.spreadsheet"


def inspect_zip(path: Path, name: str) -> FileKind:
    """XLSX or ODS, when it is one, in the clear, without macros, DTD or bomb."""
    _check_directory_size(path)
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _check_sizes(entries)
            if any(entry.flag_bits & ENCRYPTED_FLAG for entry in entries):
                raise encrypted()
            kind = _kind(archive, name)
            _check_prologs(archive, entries)
            return kind
    except FileRefused:
        raise
    except Exception as error:  # a hostile directory raises whatever the zip module trips over
        raise broken() from error


def _check_directory_size(path: Path) -> None:
    """The directory is read whole by the zip module: bound it by its own end record first."""
    size = path.stat().st_size
    with path.open("rb") as stream:
        stream.seek(max(0, size - END_OF_DIRECTORY_BYTES - MAX_COMMENT_BYTES))
        tail = stream.read()
    at = tail.rfind(END_OF_DIRECTORY)
    if at == -1 or len(tail) < at + END_OF_DIRECTORY_BYTES:
        raise broken()
    directory_bytes = int.from_bytes(tail[at + 12 : at + 16], "little")
    # Zip64 exists for archives far beyond our limits; here it only serves to hide true sizes.
    if directory_bytes > MAX_DIRECTORY_BYTES or ZIP64_LOCATOR in tail[max(0, at - 20) : at]:
        raise bomb("Daftar isi arsip di dalam berkas ini terlalu besar")


def _check_sizes(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_ENTRIES:
        raise bomb(f"Berkas ini memuat {len(entries)} bagian, paling banyak {MAX_ENTRIES}")
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MAX_UNPACKED_BYTES:
        raise bomb(
            f"Isi berkas ini setelah dibuka {unpacked // 1024**2} MB, "
            f"paling besar {MAX_UNPACKED_BYTES // 1024**2} MB"
        )
    for entry in entries:
        ratio = entry.file_size / max(entry.compress_size, 1)
        if entry.file_size > RATIO_MATTERS_ABOVE and ratio > MAX_RATIO:
            raise bomb("Isi berkas ini mengembang jauh melebihi ukurannya (bom zip)")


def _kind(archive: zipfile.ZipFile, name: str) -> FileKind:
    names = {entry.lower() for entry in archive.namelist()}
    if any(_is_macro(entry) for entry in names):
        raise macro()
    if "xl/workbook.xml" in names:
        if b"macroenabled" in _head(archive, "[Content_Types].xml").lower():
            raise macro()
        return FileKind.XLSX
    if _head(archive, "mimetype").startswith(OPEN_DOCUMENT_SHEET):
        if b"encryption-data" in _head(archive, "META-INF/manifest.xml"):
            raise encrypted()
        return FileKind.ODS
    raise wrong_kind(name, _foreign_archive(names))


def _is_macro(entry: str) -> bool:
    return entry.endswith("vbaproject.bin") or entry.startswith(
        ("xl/macrosheets/", "basic/", "scripts/")
    )


def _foreign_archive(names: set[str]) -> str:
    if "xl/workbook.bin" in names:
        return "buku kerja biner (XLSB)"
    if "word/document.xml" in names:
        return "dokumen Word"
    if any(entry.startswith("ppt/") for entry in names):
        return "presentasi"
    return "arsip zip"


def _check_prologs(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    """No XML part may declare a document type: that is where entities and file reads come from.

    A DTD can only stand before the root element, so the head of each part is enough; a part
    whose root does not begin within it is hiding something.
    """
    for entry in entries:
        if not entry.filename.lower().endswith((".xml", ".rels", ".vml")) or not entry.file_size:
            continue
        head = _head(archive, entry.filename).replace(b"\x00", b"")
        root = re.search(rb"<[A-Za-z_]", _without_comments(head))
        if b"<!DOCTYPE" in head or b"<!ENTITY" in head or root is None:
            raise FileRefused(
                "dtd",
                "Berkas ini memuat deklarasi XML (DTD) yang tidak pernah ditulis oleh Excel",
                expected="lembar kerja biasa",
                mend="Salin datanya ke buku kerja baru di Excel, lalu simpan sebagai .xlsx",
            )


def _without_comments(head: bytes) -> bytes:
    return re.sub(rb"<!--.*?(-->|\Z)", b"", head, flags=re.DOTALL)


def _head(archive: zipfile.ZipFile, name: str) -> bytes:
    """The first bytes of a part, b"" where there is none."""
    try:
        with archive.open(name) as part:
            return part.read(PROLOG_BYTES)
    except KeyError:
        return b""


def bomb(found: str) -> FileRefused:
    return FileRefused(
        "bom_zip",
        found,
        mend="Hapus baris kosong di bawah tabel dan lembar yang tidak perlu, lalu simpan ulang",
    )
