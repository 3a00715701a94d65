"""Old Office containers (OLE2): .xls, and the wrapper around an encrypted .xlsx."""

import mmap
from pathlib import Path

from registry.imports.reading.filekind import FileKind
from registry.imports.refusal import broken, encrypted, macro, wrong_kind

DIRECTORY_ENTRY_BYTES = 128
HEADER_BYTES = 512


def inspect_ole(path: Path, name: str) -> FileKind:
    """XLS when the container holds a workbook in the clear, without macros."""
    if path.stat().st_size <= HEADER_BYTES:
        raise broken()
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as view:
        if _holds(view, "EncryptedPackage") or _holds(view, "EncryptionInfo"):
            raise encrypted()
        if not (_holds(view, "Workbook") or _holds(view, "Book")):
            if not _holds(view, "Root Entry"):
                raise broken()  # the directory is often written last: it was cut off
            found = "dokumen Word" if _holds(view, "WordDocument") else "dokumen lain"
            raise wrong_kind(name, found)
        if _holds(view, "_VBA_PROJECT_CUR") or _holds(view, "_VBA_PROJECT"):
            raise macro()
    return FileKind.XLS


def _holds(view: mmap.mmap, stream_name: str) -> bool:
    """Whether the container's directory names this stream.

    Directory entries are 128 bytes long, begin with the name in UTF-16 and a NUL, and lie on
    multiples of 128 whatever the sector size: no chain of sectors needs to be followed, and
    none can be made endless.
    """
    wanted = stream_name.encode("utf-16-le") + b"\x00\x00"
    at = view.find(wanted, HEADER_BYTES)
    while at != -1:
        if at % DIRECTORY_ENTRY_BYTES == 0:
            return True
        at = view.find(wanted, at + 2)
    return False
