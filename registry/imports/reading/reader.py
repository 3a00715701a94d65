"""Sheets and rows of a file that has passed the guard.

Text files are streamed here. Workbooks are opened by a child process with limits on memory and
time (reader_child.py), because a hostile or merely odd one makes the reader abort: here that is
a refusal with words. In both cases memory does not grow with the file.
"""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, Any, cast

from registry.imports.reading.cells import MergedCell, Row, SheetInfo, decode_line
from registry.imports.reading.csv_rows import csv_rows, csv_sheet
from registry.imports.reading.guard import FileKind, inspect
from registry.imports.reading.limits import CHILD_STALL_SECONDS, HEAD_ROWS
from registry.imports.reading.sniff import csv_shape
from registry.imports.refusal import FileRefused, broken, no_such_sheet, too_heavy

PROJECT = Path(__file__).resolve().parents[3]
PIPE_BYTES = 256 * 1024
# Excel allows 31 characters, LibreOffice any number; as `ImportRun.sheet` holds them.
LONGEST_NAME = 120
MERGED_NUMBERS = len(MergedCell._fields)


def read_sheets(path: Path, kind: FileKind | None = None) -> list[SheetInfo]:
    """The sheets in the sender's order, hidden ones too. `kind` saves the guard a second look."""
    kind = kind or inspect(path, path.name)
    if kind is FileKind.CSV:
        return [csv_sheet(path, csv_shape(path))]
    sheets = [SheetInfo(*cells) for _, *cells in _from_child("sheets", path, kind, "")]
    if any(len(sheet.name) > LONGEST_NAME for sheet in sheets):
        raise FileRefused(
            "nama_lembar",
            "Nama lembar di berkas ini terlalu panjang",
            expected=f"paling banyak {LONGEST_NAME} huruf",
            mend="Ganti nama lembarnya, lalu simpan ulang",
        )
    return sheets


def choose_sheet(sheets: Sequence[SheetInfo], wanted: str | None = None) -> SheetInfo:
    """The sheet of that name; without a name the first visible one that holds a table.

    A hidden sheet is read only when it is asked for by name.
    """
    names = ", ".join(sheet.name + (" (tersembunyi)" if sheet.hidden else "") for sheet in sheets)
    if wanted:
        for sheet in sheets:
            if sheet.name.strip().casefold() == wanted.strip().casefold():
                return sheet
        raise no_such_sheet(wanted, names)
    filled = [sheet for sheet in sheets if sheet.rows]
    if not filled:
        raise FileRefused("berkas_kosong", "Semua lembar di berkas ini kosong")
    for sheet in filled:
        if not sheet.hidden:
            return sheet
    raise FileRefused(
        "lembar_tersembunyi",
        f"Hanya lembar tersembunyi yang berisi: {names}",
        mend="Sebutkan nama lembarnya, atau tampilkan lembar itu lalu simpan ulang",
    )


def read_rows(
    path: Path, sheet: str | None = None, kind: FileKind | None = None
) -> Generator[Row, None, None]:
    """Filled rows in order. Empty rows are left out; the numbers of the others stay true.

    Closing the generator (or dropping it) ends the child at once.
    """
    kind = kind or inspect(path, path.name)
    if kind is FileKind.CSV:
        yield from csv_rows(path, csv_shape(path))
        return
    name = sheet or choose_sheet(read_sheets(path, kind)).name
    for number, *cells in _from_child("rows", path, kind, name):
        yield Row(number, cells)


def first_rows(path: Path, sheet: str | None = None, kind: FileKind | None = None) -> list[Row]:
    """The first filled rows, for finding the header: quick for a workbook of any length."""
    kind = kind or inspect(path, path.name)
    if kind is FileKind.CSV:
        return list(islice(csv_rows(path, csv_shape(path)), HEAD_ROWS))
    name = sheet or choose_sheet(read_sheets(path, kind)).name
    return [Row(number, cells) for number, *cells in _from_child("head", path, kind, name)]


def read_merged(
    path: Path, sheet: str, kind: FileKind | None = None
) -> Generator[MergedCell, None, None]:
    """The cells of a sheet of a workbook that reach over rows below them, in any order."""
    kind = kind or inspect(path, path.name)
    for _, *numbers in _from_child("merged", path, kind, sheet):
        for at in range(0, len(numbers), MERGED_NUMBERS):
            yield MergedCell(*numbers[at : at + MERGED_NUMBERS])


def heads(path: Path, kind: FileKind | None = None) -> Generator[tuple[str, Row], None, None]:
    """(sheet, row): the first filled rows of every visible sheet, all by one child.

    A text file is one sheet without a name. Closing the generator ends the child at once.
    """
    kind = kind or inspect(path, path.name)
    if kind is FileKind.CSV:
        yield from (("", row) for row in first_rows(path, kind=kind))
        return
    for number, sheet, *cells in _from_child("heads", path, kind, ""):
        yield str(sheet), Row(number, cells)


def _from_child(job: str, path: Path, kind: FileKind, sheet: str) -> Iterator[list[Any]]:
    """The lists that the child sends, until it says that it has sent all."""
    with _child(job, path, kind, sheet) as child:
        count = 0
        for line in _lines(child):
            message = decode_line(line)
            if isinstance(message, list):
                count += 1
                yield message
            elif isinstance(message, dict) and "refused" in message:
                raise FileRefused(**message["refused"])
            elif message == {"end": count}:
                return
        raise _died(child.wait())


@contextmanager
def _child(job: str, path: Path, kind: FileKind, sheet: str) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "registry.imports.reading.reader_child"]
    child = subprocess.Popen(
        [*command, job, str(path.resolve()), kind.value, sheet],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # an abort prints what it was working on: a cell, perhaps
        cwd=PROJECT,
        env={"PATH": os.environ.get("PATH", ""), "PYTHONUTF8": "1"},  # none of our secrets
    )
    try:
        yield child
    finally:
        child.kill()
        child.wait()
        if child.stdout:
            child.stdout.close()


def _lines(child: subprocess.Popen[bytes]) -> Iterator[bytes]:
    """Whole lines; a child that says nothing for too long is given up."""
    descriptor = cast("IO[bytes]", child.stdout).fileno()
    poll = select.poll()
    poll.register(descriptor, select.POLLIN | select.POLLHUP)
    rest = b""
    while True:
        if not poll.poll(CHILD_STALL_SECONDS * 1000):
            raise _too_slow()
        block = os.read(descriptor, PIPE_BYTES)
        if not block:
            return
        *lines, rest = (rest + block).split(b"\n")
        yield from lines


def _died(code: int) -> FileRefused:
    """Why a child ended before its last line: exit code of Python, or minus the signal."""
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        return _too_slow()
    if code in (-signal.SIGABRT, -signal.SIGSEGV):
        return too_heavy()
    return broken()


def _too_slow() -> FileRefused:
    return FileRefused(
        "terlalu_lama",
        "Berkas ini terlalu lama dibaca",
        mend="Hapus baris kosong di bawah tabel dan lembar lain, lalu simpan sebagai .csv",
    )
