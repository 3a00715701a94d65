"""Text files: every encoding, separator, quote and line end, read to the stored name."""

from pathlib import Path

from tests.registry.imports.cases import Case, Write, text

HEADER = ["ID DTKS", "KELURAHAN", "NIK", "NAMA", "ALAMAT"]
RENE = ["6472030000000001", "JAWA", "6472031205800001", "RENÉ", "JL. MAWAR"]
NONA = ["6472030000000002", "JAWA", "6472031205800002", "ÑOÑA", "GG. 5, RT 1"]
ROWS = [HEADER, RENE, NONA]
STORED = {"Person.name": ["RENÉ", "ÑOÑA"], "Household.address": ["JL. MAWAR", "GG. 5, RT 1"]}
BOM = "\ufeff"


def lines(separator: str = "|", end: str = "\n", quote: str = "") -> str:
    """The three rows; what holds the separator is in quotes, all cells where `quote` is given."""

    def written(cell: str) -> str:
        return f'"{cell}"' if quote or separator in cell else cell

    return end.join(separator.join(map(written, row)) for row in ROWS) + end


def plain(name: str, content: str, encoding: str = "utf-8") -> Case:
    return Case(name, text(content, encoding), counts=(2, 0, 0, 0), stored=STORED)


def one(name: str, write: Write, address: str, counts: tuple[int, int, int, int]) -> Case:
    return Case(name, write, counts=counts, stored={"Household.address": address})


def rows(*cells: str, separator: str = ";") -> Write:
    """The header and one row, whose last cell is written as given, quotes and all."""
    return text("\n".join([separator.join(HEADER), separator.join([*RENE[:4], *cells])]) + "\n")


def with_half_a_letter(path: Path) -> Path:
    """UTF-8 in which one letter has lost its second byte, as a cut-off export leaves it."""
    path.write_bytes(lines().replace("JL.", "JL. É É").encode() + b"|||RUDI \xc3\n")
    return path


ENCODINGS = [
    plain("UTF-8", lines()),
    plain("UTF-8 with a mark", lines(), "utf-8-sig"),
    plain("UTF-16 LE with a mark", BOM + lines(), "utf-16-le"),
    plain("UTF-16 LE without a mark", lines(), "utf-16-le"),
    plain("UTF-16 BE with a mark", BOM + lines(), "utf-16-be"),
    plain("UTF-16 BE without a mark", lines(), "utf-16-be"),
    plain("UTF-16 with tabs, Excel's “Unicode text”", BOM + lines("\t", "\r\n"), "utf-16-le"),
    plain("cp1252", lines(), "cp1252"),
    plain("cp1252 with semicolons, Excel's .csv", lines(";", "\r\n"), "cp1252"),
    plain("separated by |", lines("|")),
    plain("separated by ;", lines(";")),
    plain("separated by tab", lines("\t")),
    plain("separated by , with the separator in a quoted cell", lines(",")),
    plain("every cell in quotes", lines(",", quote='"')),
    plain("lines of Windows", lines(end="\r\n")),
    plain("lines of an old Mac", lines(end="\r")),
    plain("no end of line after the last row", lines().rstrip("\n")),
    plain("Excel's first line sep=;", "sep=;\n" + lines(";")),
    plain("empty lines between", lines().replace("\n", "\n\n")),
    plain("rows of nothing but separators", lines() + "||||\n" * 3),
    one(
        "separators and quotes in quotes",
        rows('"JL. ""A""; GG. B"'),
        'JL. "A"; GG. B',
        (1, 0, 0, 0),
    ),
    one("a line end in quotes", rows('"JL. A\nRT 1"'), "JL. A RT 1", (1, 0, 0, 0)),
    one("a stray quote", rows('"JL. A'), '"JL. A', (1, 0, 0, 0)),
    one("a quote inside a cell", rows('GG. "A" 5'), 'GG. "A" 5', (1, 0, 0, 0)),
    one("a short row", rows(), "", (1, 0, 0, 0)),
    Case(
        "a separator within a value, which shifts every cell behind it",
        text(lines().replace("RENÉ", "RENÉ|BINTI A|B")),
        counts=(1, 0, 0, 1),
        stored={"Person.name": "ÑOÑA"},
        problem="pemisah kolom",
    ),
    Case(
        "a letter cut in two does not turn the file into cp1252",
        with_half_a_letter,
        counts=(2, 0, 0, 1),
        stored={"Person.name": ["RENÉ", "ÑOÑA"]},
        problem="ID DTKS kosong",
    ),
]
