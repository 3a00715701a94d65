"""Lists of candidates made in the test, checked, and read back as the office would."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from programs.candidates.check import Asked, check
from programs.candidates.words import OUR_HEADERS
from programs.models import Program
from tests.registry.imports.workbooks import xlsx

HEADER = ["NIK", "NAMA"]
APRIL = 2021 * 12 + 3
STRANGER = "6472031205809997"


def sheets_of(content: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def checked_bytes(path: Path, program: str | None = "BST", **asked: Any) -> bytes:
    """The answer as a file."""
    meant = Program.objects.get(code=program) if program else None
    out = BytesIO()
    check(path, path.name, Asked(**{"period": (APRIL, APRIL), "program": meant, **asked}), out)
    return out.getvalue()


def checked(path: Path, program: str | None = "BST", **asked: Any) -> dict[str, list[list[Any]]]:
    """The sheets of the answer."""
    return sheets_of(checked_bytes(path, program, **asked))


def answers(
    folder: Path,
    rows: Sequence[Sequence[Any]],
    header: Sequence[str] = HEADER,
    program: str | None = "BST",
    **asked: Any,
) -> list[dict[str, str]]:
    """Our cells of each row, by the last word of their heading: TERDAFTAR, PUTUSAN …"""
    path = xlsx(folder / "calon.xlsx", [header, *rows])
    found = checked(path, program, **asked)["Lembar"]
    words = [heading.split(": ")[1] for heading in OUR_HEADERS]
    return [dict(zip(words, row[len(header) :], strict=True)) for row in found[1:]]


def answer_for(folder: Path, nik: str, program: str | None = "BST", **asked: Any) -> dict[str, str]:
    (found,) = answers(folder, [[nik, "SITI AMINAH"]], program=program, **asked)
    return found
