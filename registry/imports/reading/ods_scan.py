"""What the fast reader cannot tell of an open document: cells that it reads as something else.

calamine reads `#N/A` as an empty cell or as 0, a cell without a type as an empty one, glues the
words beside a line break or a tab, and takes the words of a drawing for those of its cell. Most
documents have none of them, and a search for bytes says so; only the others are parsed.
"""

import re
import zipfile
import zlib
from functools import lru_cache
from pathlib import Path
from xml.parsers import expat

from registry.imports.reading.cells import NOT_CALCULATED, BadCell, MergedCell
from registry.imports.reading.sheet_scan import SheetScan
from registry.imports.refusal import broken

CONTENT = "content.xml"
BLOCK_BYTES = 1024 * 1024
# A cell's tag and the beginning of its text, across two blocks.
OVERLAP_BYTES = 4096
ERROR_MARKS = (b'value-type="error"', b"value-type='error'", b">#", b">Err:")
WORDS_MARKS = (b"<text:line-break", b"<text:tab", b"<draw:")
MARKS = (*ERROR_MARKS, *WORDS_MARKS, b"number-rows-spanned", b"<table:null-date")
END = b"</office:document-content>"
CELLS = frozenset({"table:table-cell", "table:covered-table-cell"})
DRAWING = "draw:"
BLANKS = {"text:p": "\n", "text:line-break": "\n", "text:tab": "\t"}
UNTYPED = re.compile(
    rb"<table:table-cell(?=[\s>])(?![^<>]*office:value-type)"
    rb"(?:[^<>]*\stable:formula=|[^<>]*(?<!/)>\s*<(?:text:p|office:annotation))"
)
ERROR_TEXT = re.compile(r"#(N/A|REF!|DIV/0!|VALUE!|NAME\?|NUM!|NULL!)|Err:\d{3}")


@lru_cache(maxsize=1)
def scan_document(path: Path) -> dict[str, SheetScan]:
    """{sheet: what is misread of it}. Raises FileRefused (berkas_rusak, rumus_tanpa_nilai).

    The fast reader would look for ever for the end of a document that is cut off.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return _Parsed(archive).scans if _may_lie(archive) else {}
    except (KeyError, zipfile.BadZipFile, zlib.error, expat.ExpatError, EOFError) as error:
        raise broken() from error


def _may_lie(archive: zipfile.ZipFile) -> bool:
    found, before = False, b""
    with archive.open(CONTENT) as stream:
        while block := stream.read(BLOCK_BYTES):
            piece = before + block
            found = found or any(mark in piece for mark in MARKS) or bool(UNTYPED.search(piece))
            before = piece[-OVERLAP_BYTES:]
    if END not in before:
        raise broken()
    return found


class _Parsed:
    """Counts rows and columns as the document repeats them. No DTD: the guard has seen to that."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.scans: dict[str, SheetScan] = {}
        self._scan = SheetScan()
        self._from_1904 = False
        self._row, self._rows, self._column = 0, 1, 0
        # The attributes of the cell that is open, its words, and whether calamine misreads them.
        self._cell: dict[str, str] | None = None
        self._words: list[str] = []
        self._is_misread = False
        # How deep inside a remark or a drawing, whose words are not the cell's.
        self._aside = 0
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        with archive.open(CONTENT) as stream:
            while block := stream.read(BLOCK_BYTES):
                parser.Parse(block)
            parser.Parse(b"", True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if _is_aside(name):
            self._aside += 1
            self._is_misread |= name.startswith(DRAWING)
        elif self._aside:
            return
        elif name == "table:table":
            self._scan = SheetScan(from_1904=self._from_1904)
            self.scans[attributes.get("table:name", "")] = self._scan
            self._row, self._rows = 0, 1
        elif name == "table:null-date":
            self._from_1904 = attributes.get("table:date-value", "").startswith("1904")
        elif name == "table:table-row":
            self._row, self._column = self._row + self._rows, 0
            self._rows = _repeats(attributes, "table:number-rows-repeated")
        elif name in CELLS:
            self._cell, self._words, self._is_misread = attributes, [], False
        elif name in BLANKS:
            self._text(BLANKS[name])
            self._is_misread |= name != "text:p"
        elif name == "text:s":
            self._text(" " * _repeats(attributes, "text:c"))

    def _text(self, words: str) -> None:
        if self._cell is not None and not self._aside:
            self._words.append(words)

    def _end(self, name: str) -> None:
        if _is_aside(name):
            self._aside -= 1
        elif self._cell is not None and name in CELLS and not self._aside:
            self._note(self._cell, "".join(self._words).strip())
            self._cell = None

    def _note(self, cell: dict[str, str], words: str) -> None:
        last = self._row + _repeats(cell, "table:number-rows-spanned") - 1
        last_column = self._column + _repeats(cell, "table:number-columns-spanned") - 1
        self._scan.note_merged(MergedCell(self._row, last, self._column, last_column))
        width = _repeats(cell, "table:number-columns-repeated")
        shown = _what_it_shows(cell, words, is_misread=self._is_misread)
        for row in range(self._row, self._row + self._rows) if shown is not None else ():
            for column in range(self._column, self._column + width):
                self._scan.note(row, column, shown)
        self._column += width


def _is_aside(name: str) -> bool:
    return name == "office:annotation" or name.startswith(DRAWING)


def _repeats(attributes: dict[str, str], name: str) -> int:
    told = attributes.get(name, "1")
    return int(told) if told.isascii() and told.isdigit() else 1


def _what_it_shows(cell: dict[str, str], words: str, *, is_misread: bool) -> object:
    """A bad cell, or the text of one that is misread; None where the fast reader is right."""
    if cell.get("calcext:value-type") == "error":
        return BadCell(words or "#ERROR")
    is_formula = "table:formula" in cell
    if is_formula and ERROR_TEXT.fullmatch(words):
        return BadCell(words)
    if "office:value-type" in cell:
        is_text = cell["office:value-type"] == "string" and "office:string-value" not in cell
        return words if is_text and is_misread else None
    return words or (BadCell(NOT_CALCULATED) if is_formula else None)
