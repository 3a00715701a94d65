"""What is this file really, and may it be opened at all (promise U1).

The ending of a name is never believed: the first bytes say what a file is. Everything here
reads a bounded piece of the file (its head, a zip's directory, the head of each XML part), so
a hostile file costs the server nothing. What only shows while parsing (a directory that lies
about its sizes, a cell far outside) is stopped by the limits of the child process in
reader.py.
"""

import re
from enum import StrEnum
from pathlib import Path

from registry.imports.reading.filekind import FileKind
from registry.imports.reading.guard_archive import inspect_zip
from registry.imports.reading.guard_ole import inspect_ole
from registry.imports.reading.sniff import utf16_without_mark
from registry.imports.refusal import EXPECTED, MEND_EXCEL, FileRefused, wrong_kind

__all__ = ["FileKind", "FileRefused", "inspect"]

MAX_FILE_BYTES = 400 * 1024 * 1024
HEAD_BYTES = 64 * 1024
# Bytes that no text holds, and their share, above which a head is called binary. A few stray
# NULs or control characters in a list are a matter of its cells, not of the file.
MAX_BINARY_BYTES = 16
MAX_BINARY_SHARE = 0.05


class Foreign(StrEnum):
    """Kinds of files that people send by mistake, in words that finish "isinya …"."""

    PDF = "dokumen PDF"
    IMAGE = "gambar"
    ARCHIVE = "arsip terkompresi"
    RTF = "dokumen teks (RTF)"
    HTML = "halaman web (HTML)"
    XML = "dokumen XML"
    MAIL = "halaman web tersimpan (MHT)"
    BINARY = "data biner yang tidak dikenal"


MAGIC: tuple[tuple[bytes, Foreign], ...] = (
    (b"%PDF", Foreign.PDF),
    (b"\x89PNG", Foreign.IMAGE),
    (b"\xff\xd8\xff", Foreign.IMAGE),
    (b"GIF8", Foreign.IMAGE),
    (b"RIFF", Foreign.IMAGE),
    (b"II*\x00", Foreign.IMAGE),
    (b"MM\x00*", Foreign.IMAGE),
    (b"\x1f\x8b", Foreign.ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", Foreign.ARCHIVE),
    (b"Rar!", Foreign.ARCHIVE),
    (b"{\\rtf", Foreign.RTF),
)
BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def inspect(path: Path, name: str) -> FileKind:
    """The kind of a file that may be read; `name` is only quoted back to the sender.

    Raises FileRefused: berkas_kosong, terlalu_besar, terenkripsi, makro, dtd, bom_zip, zip_rusak,
    salah_jenis.
    """
    size = path.stat().st_size
    if size > MAX_FILE_BYTES:
        raise FileRefused(
            "terlalu_besar",
            f"Berkas ini {size // 1024**2} MB",
            expected=f"paling besar {MAX_FILE_BYTES // 1024**2} MB",
            mend="Bagi berkas per kecamatan, lalu impor satu per satu",
        )
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    if not _has_content(head):
        raise FileRefused("berkas_kosong", "Berkas ini kosong", expected=EXPECTED, mend=MEND_EXCEL)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return inspect_zip(path, name)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return inspect_ole(path, name)
    _refuse_foreign(head, name)
    return FileKind.CSV


def _has_content(head: bytes) -> bool:
    """Whether a head holds more than byte order marks, blanks and line ends."""
    for mark in BYTE_ORDER_MARKS:
        head = head.removeprefix(mark)
    return bool(head.replace(b"\x00", b"").strip())


def _refuse_foreign(head: bytes, name: str) -> None:
    found = next((kind for magic, kind in MAGIC if head.startswith(magic)), None)
    found = found or _foreign_text(head)
    if found is None and _looks_binary(head):
        found = Foreign.BINARY
    if found is not None:
        raise wrong_kind(name, found)


def _foreign_text(head: bytes) -> Foreign | None:
    """Web pages and XML under a spreadsheet's name: many web applications export such files."""
    start = head.replace(b"\x00", b"")
    for mark in BYTE_ORDER_MARKS:
        start = start.removeprefix(mark)
    start = start.lstrip()[:4096].lower()
    if start.startswith(b"mime-version:"):
        return Foreign.MAIL
    if not re.match(rb"<[!?a-z]", start):
        return None
    is_page = re.search(rb"<(!doctype html|html|head|body|table|style|meta|div)\b", start)
    return Foreign.HTML if is_page else Foreign.XML


def _looks_binary(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or utf16_without_mark(head):
        return False
    return len(CONTROL.findall(head)) > max(MAX_BINARY_BYTES, len(head) * MAX_BINARY_SHARE)
