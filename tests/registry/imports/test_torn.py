"""Records that a line end inside a cell, which nobody quoted, has torn in two."""

import pytest

from registry.imports.storing import DataRow
from registry.imports.torn import with_torn
from registry.models import Outcome
from tests.registry.imports.lists import CHILD, HEAD, HEADER, counts, preview, problems_of
from tests.registry.imports.test_correction_file import change, give_back, take

LAST = {**CHILD, "NAMA": "TINI", "NIK": "6472035501100003"}


def line_of(row):
    return "|".join(str(row.get(word, "")) for word in HEADER)


def exported(path, *rows):
    """By a program that writes every separator, and no quotes."""
    path.write_text("\n".join(["|".join(HEADER), *map(line_of, rows)]) + "\n", encoding="utf-8")
    return path


def torn_at(header, cell="JL. MAWAR\nRT 3"):
    return {**CHILD, header: cell}


def told(rows, width, mended=()):
    """The numbers of the rows that are said to be torn; the header is row 1."""
    numbered = [
        DataRow(number, cells, cells, 7 if number in mended else None, None, cells)
        for number, cells in enumerate((row.split("|") for row in rows), start=2)
        if cells != [""]
    ]
    found = list(with_torn(numbered, width))
    assert [row._replace(torn="") for row in found] == numbered
    return [row.number for row in found if row.torn]


@pytest.mark.django_db
@pytest.mark.parametrize("header", ["ALAMAT", "NAMA", "PEKERJAAN", "KETERANGAN PADAN"])
def test_no_half_of_a_record_goes_in(tmp_path, header):
    run = preview(exported(tmp_path / "dtks.csv", HEAD, torn_at(header), LAST))
    assert counts(run) == (2, 0, 0, 2), problems_of(run)
    first, rest = run.staged_rows.filter(outcome=Outcome.PROBLEM).order_by("number")
    assert (first.number, rest.number) == (3, 4)
    cells = HEADER.index(header) + 1
    ((_, _, words),), ((_, _, words_of_rest),) = first.problems, rest.problems
    assert f"terbaca “{cells} dari 23 sel”, sisanya di baris “4”" in words
    assert "lanjutan baris “3”" in words_of_rest


@pytest.mark.django_db
def test_a_record_that_was_put_together_again_goes_in_and_its_rest_does_not(tmp_path):
    run = preview(exported(tmp_path / "dtks.csv", HEAD, torn_at("PEKERJAAN"), LAST))
    path = give_back(run, tmp_path / "masalah.xlsx")
    for header in HEADER[HEADER.index("PEKERJAAN") :]:
        change(path, header, CHILD.get(header) or None, row=2)
    take(run, path)
    assert (run.error, counts(run)) == ("", (3, 0, 0, 1)), problems_of(run)
    assert run.staged_rows.get(number=3).mended_by
    assert run.staged_rows.get(outcome=Outcome.PROBLEM).number == 4


@pytest.mark.django_db
def test_the_kelurahan_of_a_heading_counts_for_a_record_that_is_torn_below_it(tmp_path):
    text = "NIK|NAMA|NOKK|ALAMAT|KETERANGAN\nKELURAHAN JAWA\n{}|JL. A\nRT 3|x\n{}|JL. B|y\n"
    siti, rudi = ("|".join([row["NIK"], row["NAMA"], row["NOKK"]]) for row in (HEAD, CHILD))
    path = tmp_path / "bnba.csv"
    path.write_text(text.format(siti, rudi))
    run = preview(path, "recipients", {"program": "BPNT"})
    assert (counts(run), run.effects["headings"][0][:1]) == ((1, 0, 0, 2), [3]), problems_of(run)


A = "6472031205800001|SITI|JL. A"
B = "6472031501100002|BUDI|JL. B"
WHOLE = "6472035501100003|TINI|JL. C|0812|x"
PADDED = "6472035501100003|TINI|JL. C|0812|"


@pytest.mark.parametrize(
    ("rows", "numbers"),
    [
        ([WHOLE, A, "RT 3|0812|x", WHOLE], [3, 4]),
        ([A, "RT 3|0812|x"], [2, 3]),
        ([WHOLE, A, "", "RT 3|0812|x"], [3, 5]),
        ([WHOLE, A, "GG. 2", "RT 3|0812|x"], [3, 4, 5]),
        ([WHOLE, "6472031205800001|SITI", "AMINAH|JL. A|0812|x", WHOLE], [3, 4]),
        ([A, "RT 3|0812|x", A, "RT 4|0812|x"], [2, 3, 4, 5]),
        ([WHOLE, A, "03|BURUH|x", WHOLE], [3, 4]),
        ([PADDED, A, "|0812|x", WHOLE], [3, 4]),
    ],
)
def test_halves_that_make_a_whole_row_are_told(rows, numbers):
    assert told(rows, width=5) == numbers


@pytest.mark.parametrize(
    "rows",
    [
        [WHOLE, A, B, WHOLE],
        [A, B, A, B],
        [PADDED, A, B, WHOLE],
        [WHOLE, A, "64720315011|BUDI|JL. B", WHOLE],
        [WHOLE, A, "6472O31501100O02|BUDI|JL. B", WHOLE],
        [WHOLE, A, "-|BUDI|JL. B", WHOLE],
        [WHOLE, A, "|BUDI|JL. B", WHOLE],
        [WHOLE, f"{A}|0812", "6472031501100002|BUDI", WHOLE],
        [WHOLE, A, "RT 3|0812", WHOLE],
        [WHOLE, A, "RT 3|0812|x|y", WHOLE],
        [WHOLE, A, WHOLE],
        [WHOLE, WHOLE, A],
        [WHOLE, A, "", "", "", "RT 3|0812|x"],
    ],
)
def test_rows_whose_writer_left_the_empty_cells_at_the_end_out_are_whole(rows):
    assert told(rows, width=5) == []


@pytest.mark.parametrize(
    ("figure", "words"),
    [("12-05-1978", "12 Mei 1980"), ("200000", "Rp 200.000"), ("200000", "Rp200.000,-")],
)
def test_a_record_that_says_a_day_or_an_amount_in_words_is_whole(figure, words):
    siti, budi, tini = (row.rpartition("|")[0] for row in (A, B, A))
    rows = [f"{tini}|{figure}|JL. C|x", f"{siti}|{figure}", f"{budi}|{words}"]
    assert told([*rows, rows[0]], width=5) == []


def test_short_rows_of_a_list_without_figures_are_whole():
    assert told(["SITI|JAWA|JL. A|y|x", "BUDI|JAWA|JL. B", "TINI|JAWA|JL. C"], width=5) == []


def test_a_workbook_knows_its_cells():
    assert told([WHOLE, A, "RT 3|0812|x", WHOLE], width=None) == []


@pytest.mark.parametrize(("mended", "numbers"), [([3], [4]), ([4], [])])
def test_of_halves_that_somebody_mended_only_the_others_are_told(mended, numbers):
    assert told([WHOLE, A, "RT 3|0812|x", WHOLE], width=5, mended=mended) == numbers
