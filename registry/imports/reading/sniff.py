"""The encoding and the delimiter of a text file, found from its bytes (pure but for reading).

Offices send UTF-8 with and without BOM, UTF-16 ("Unicode text" of Excel) and cp1252; they
separate by | ; tab or comma. The sender is never asked: the file says it by its own regularity.
"""

import codecs
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

DELIMITERS = ("|", ";", "\t", ",")
SAMPLE_LINES = 60
SAMPLE_BYTES = 64 * 1024
BLOCK_BYTES = 1024 * 1024
# UTF-16 of Latin letters: nearly every second byte is NUL, and always on the same side.
NUL_SIDE_SHARE = 0.4
# Damaged UTF-8 is still UTF-8 where sound characters outnumber the damaged ones so many times.
SOUND_TO_DAMAGED = 4

MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SEPARATOR_LINE = re.compile(r"^sep=(.)\s*$", re.IGNORECASE)
QUOTED = re.compile(r'"[^"]*"')


@dataclass(frozen=True, slots=True)
class CsvShape:
    """How a text file is written, and how its problem rows are written back."""

    encoding: str
    delimiter: str
    # Cells of an ordinary row, by the delimiter.
    width: int
    # Excel's own first line "sep=;", which is no row.
    has_separator_line: bool = False


def csv_shape(path: Path) -> CsvShape:
    encoding = detect_encoding(path)
    lines = sample_lines(path, encoding)
    told = SEPARATOR_LINE.match(lines[0]) if lines else None
    if told:
        return CsvShape(encoding, told[1], _usual_width(lines[1:], told[1]), True)
    delimiter = detect_delimiter(lines)
    return CsvShape(encoding, delimiter, _usual_width(lines, delimiter))


def detect_encoding(path: Path) -> str:
    """A name for `open()`: by the mark, by the NULs of UTF-16, else UTF-8 or cp1252."""
    with path.open("rb") as stream:
        head = stream.read(SAMPLE_BYTES)
    for mark, name in MARKS:
        if head.startswith(mark):
            return name
    return utf16_without_mark(head) or ("utf-8" if _is_utf8(path) else "cp1252")


def utf16_without_mark(head: bytes) -> str | None:
    """utf-16-le or utf-16-be where the NULs of the head lie on one side only."""
    pairs = len(head) // 2
    if not pairs:
        return None
    even, odd = head[0::2].count(0) / pairs, head[1::2].count(0) / pairs
    if odd > NUL_SIDE_SHARE and even < odd / 10:
        return "utf-16-le"
    if even > NUL_SIDE_SHARE and odd < even / 10:
        return "utf-16-be"
    return None


def _is_utf8(path: Path) -> bool:
    """Whether the whole file is UTF-8, or UTF-8 with a few damaged bytes.

    One name cut in the middle of a letter must not turn every other É into Ã‰.
    """
    sound = damaged = 0
    decode = codecs.getincrementaldecoder("utf-8")("replace")
    with path.open("rb") as stream:
        while block := stream.read(BLOCK_BYTES):
            if block.isascii():
                continue
            text = decode.decode(block)
            broken = text.count("�")
            damaged += broken
            sound += len(text) - len(text.encode("ascii", "ignore")) - broken
    return damaged == 0 or sound >= damaged * SOUND_TO_DAMAGED


def sample_lines(path: Path, encoding: str) -> list[str]:
    """The first filled lines. A file without line ends yields one long line, not all of itself."""
    with path.open(encoding=encoding, errors="replace") as stream:
        text = stream.read(SAMPLE_BYTES)
    return list(_first_filled(text.splitlines()))


def _first_filled(lines: Sequence[str]) -> Iterator[str]:
    filled = (line for line in lines if line.strip())
    for _, line in zip(range(SAMPLE_LINES), filled, strict=False):
        yield line


def detect_delimiter(lines: Sequence[str]) -> str:
    """The delimiter that splits most lines into the same number of cells.

    Commas inside addresses occur, but not in equal number on every line; between two that do,
    the one that makes more cells wins.
    """
    scores = {delimiter: _regularity(lines, delimiter) for delimiter in DELIMITERS}
    best = max(DELIMITERS, key=lambda delimiter: scores[delimiter])
    return best if scores[best][1] else ","


def _regularity(lines: Sequence[str], delimiter: str) -> tuple[int, int]:
    """(lines that agree, delimiters on each), over the lines that have the delimiter at all."""
    counts = Counter(delimiters_in(line, delimiter) for line in lines)
    counts.pop(0, None)
    if not counts:
        return 0, 0
    return max((agreeing, count) for count, agreeing in counts.items())


def _usual_width(lines: Sequence[str], delimiter: str) -> int:
    return _regularity(lines, delimiter)[1] + 1


def delimiters_in(line: str, delimiter: str) -> int:
    """Outside quotes that close on the line."""
    return (QUOTED.sub("", line) if '"' in line else line).count(delimiter)
