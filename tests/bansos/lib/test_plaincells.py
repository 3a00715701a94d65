"""No cell of a file is a formula, by whatever sign a spreadsheet parts the columns."""

import ast
import csv
import re
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bansos.lib.plaincells import csv_lines_of, marked, unmarked

SEPARATORS = (";", ",", "\t", "|")
# A dash or a negative number, alone or before what parted it from the next cell: no formula
# goes on with a quote or a separator.
PLAIN_NUMBER = re.compile(r"-[\d.,\s]*(?:[eE][+-]?\d+)?(?:$|[\";,|\t])")
PROJECT = Path(__file__).parents[3]
# Where a file may be made: the writer, what stands on it, and the made-up city's lists.
WRITERS = {
    "bansos/lib/downloads.py",
    "bansos/lib/plaincells.py",
    "programs/candidates/writing.py",
    "registry/imports/columns/template.py",
    "registry/imports/corrections/problems.py",
}


def calculates(cell: str) -> bool:
    """Whether a spreadsheet would take the cell for a formula."""
    text = cell.strip(' "')
    return text[:1] in set("=+@＝＠＋－") or (text[:1] == "-" and not PLAIN_NUMBER.match(text))


def cells_by(line: str, separator: str) -> list[str]:
    return [
        cell for row in csv.reader(StringIO(line, newline=""), delimiter=separator) for cell in row
    ]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("a;=1+1", "a;'=1+1"),
        ("x,@SUM(A1)", "x,'@SUM(A1)"),
        ('a,"=1+1', "a,'\"=1+1"),
        ("baris satu\n=1+1", "baris satu\n'=1+1"),
        (" =1+1", "' =1+1"),
        ("＝1+1", "'＝1+1"),
        ("+62811", "'+62811"),
        ("-A1", "'-A1"),
        ("-5.000", "-5.000"),
        ("-1.5e-7", "-1.5e-7"),
        ("-", "-"),
        ("JL. A-B = C", "JL. A-B = C"),
    ],
)
def test_what_calculates_is_marked_and_nothing_else(text, written):
    assert marked(text) == written
    assert unmarked(written) == unmarked(text)


@given(
    st.lists(st.text(alphabet="=+-@;,|\t\"'\n 1A", max_size=12), min_size=1, max_size=4),
    st.sampled_from(SEPARATORS),
)
def test_no_spreadsheet_finds_a_formula_whatever_its_separator(texts, own):
    line = csv_lines_of(own)(texts)
    for other in SEPARATORS:
        assert not [cell for cell in cells_by(line, other) if calculates(cell)]


@given(st.lists(st.text(alphabet="=+-@;,\"' 1A", max_size=8), min_size=1, max_size=4))
def test_a_marked_cell_comes_back_as_the_same(texts):
    line = csv_lines_of(";")(texts)
    assert [unmarked(cell) for cell in cells_by(line, ";")] == [unmarked(text) for text in texts]


def test_a_long_cell_takes_no_time():
    for text in ("-" + " " * 30_000 + "x", "," + '" ' * 15_000, "'" * 30_000):
        assert marked(text)
        assert unmarked(text) is not None


def makes_files(path: Path) -> bool:
    names = {node.attr for node in ast.walk(tree_of(path)) if isinstance(node, ast.Attribute)}
    names |= {node.id for node in ast.walk(tree_of(path)) if isinstance(node, ast.Name)}
    return bool(names & {"Workbook", "DictWriter"}) or "csv.writer" in path.read_text()


def tree_of(path: Path) -> ast.AST:
    return ast.parse(path.read_text())


def test_no_other_module_writes_spreadsheets():
    apps = ("bansos", "registry", "programs", "verification")
    modules = (path for app in apps for path in (PROJECT / app).rglob("*.py"))
    made = {str(path.relative_to(PROJECT)) for path in modules if makes_files(path)}
    assert {name for name in made if not name.startswith("verification/demo/")} <= WRITERS
