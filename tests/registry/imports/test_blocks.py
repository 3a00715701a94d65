"""What heading rows say of a place: their words, their reach, and rows that come back mended."""

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.imports import choosing, runs
from registry.imports.corrections.correction import write_correction_file
from registry.imports.reading.cells import Row
from registry.imports.values.headings import Headings, place_words
from registry.models import Household, RunState
from tests.factories import UserFactory
from tests.registry.imports.cases.blocks import BUDI, RUDI, SITI, WORDS
from tests.registry.imports.families import FAMILY, MEMBER
from tests.registry.imports.lists import RELEASE, apply, preview, problems_of, warnings_of
from tests.registry.imports.workbooks import xlsx

BAD = [*BUDI[:1], "123", *BUDI[2:]]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("KELURAHAN JAWA", {"village": "JAWA"}),
        ("Kel. Jawa, Kec. Samarinda Ulu", {"village": "Jawa", "district": "Samarinda Ulu"}),
        ("KELURAHAN/DESA : JAWA", {"village": "JAWA"}),
        ("KECAMATAN : SAMARINDA ULU", {"district": "SAMARINDA ULU"}),
        ("KEL JAWA RT 05 (25 KPM)", {"village": "JAWA"}),
        ("KELURAHAN SUNGAI PINANG DALAM - 12 KK", {"village": "SUNGAI PINANG DALAM"}),
        ("REKAP 5 KELURAHAN", {}),
        ("DANA DESA TAHUN 2021", {}),
        ("RT 05", {}),
        ("KELUARGA MISKIN", {}),
    ],
)
def test_the_words_of_a_heading(words, found):
    assert place_words(words) == found


@pytest.fixture
def blocks(db, tmp_path):
    """Siti in Jawa, and Budi, whose NIK is damaged, in Bukuan."""
    rows = [WORDS, ["KELURAHAN JAWA"], SITI, ["KELURAHAN BUKUAN"], BAD]
    return preview(xlsx(tmp_path / "blok.xlsx", rows), "dtks", RELEASE)


def mended(run, tmp_path):
    """The problem rows of the run with the right NIK."""
    path = tmp_path / "perbaikan.xlsx"
    write_correction_file(run, path)
    book = openpyxl.load_workbook(path)
    page = book.active
    cell = next(c for row in page.iter_rows() for c in row if c.value == "123")
    cell.value = BUDI[1]
    book.save(path)
    return path


def areas():
    return list(Household.objects.order_by("pk").values_list("area__name", flat=True))


def test_a_mended_row_keeps_its_heading_in_the_same_run(blocks, tmp_path):
    path = mended(blocks, tmp_path)
    choosing.take_correction(run=blocks, path=path, name=path.name, by=UserFactory(role="admin"))
    runs.read(blocks)
    runs.ask_apply(run=blocks, by=None)
    runs.apply(blocks)
    assert areas() == ["Jawa", "Bukuan"]


def test_a_mended_row_keeps_its_heading_in_a_run_of_its_own(blocks, tmp_path):
    path = mended(blocks, tmp_path)
    runs.ask_apply(run=blocks, by=None)
    runs.apply(blocks)
    later = apply(path, "dtks")
    assert (later.state, later.corrects) == (RunState.APPLIED, blocks), later.error
    assert areas() == ["Jawa", "Bukuan"]


def test_and_in_the_correction_of_a_correction(blocks, tmp_path):
    runs.ask_apply(run=blocks, by=None)
    runs.apply(blocks)
    path = tmp_path / "tetap.xlsx"
    write_correction_file(blocks, path)
    second = apply(path, "dtks")
    assert (second.problem, "Kelurahan kosong" in problems_of(second)) == (1, False)
    assert apply(mended(second, tmp_path), "dtks").corrects == second
    assert areas() == ["Jawa", "Bukuan"]


def test_a_sheet_of_dtsen_members_takes_no_place_from_a_heading(db, tmp_path):
    header = list(MEMBER)
    rows = [header, ["KELURAHAN JAWA"], [MEMBER[word] for word in header]]
    run = preview(xlsx(tmp_path / "anggota.xlsx", rows), "dtsen", {})
    assert "baris judul" not in warnings_of(run)


def test_a_family_of_dtsen_without_a_code_takes_the_kelurahan_of_its_heading(db, tmp_path):
    header = list(FAMILY)
    cells = [{**FAMILY, "id_wilayah": ""}[word] for word in header]
    rows = [header, ["KELURAHAN BUKUAN"], cells]
    run = preview(xlsx(tmp_path / "keluarga.xlsx", rows), "dtsen", {})
    assert (run.new, run.problem) == (1, 0), problems_of(run)
    assert "Kelurahan dari baris judul: “Bukuan”" in warnings_of(run)


def test_a_list_without_the_column_is_refused_where_no_heading_says_it(db, tmp_path):
    run = preview(xlsx(tmp_path / "a.xlsx", [WORDS, ["BLOK UTARA"], SITI, RUDI]), "dtks", RELEASE)
    assert (run.state, "Kolom wajib" in run.error) == (RunState.REFUSED, True)


def test_the_blocks_are_found_in_the_right_sheet_of_a_workbook(db, tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Petunjuk pengisian", "Baca dahulu"])
    page = book.create_sheet("Data")
    for row in (WORDS, ["KELURAHAN JAWA"], SITI, RUDI):
        page.append(row)
    book.save(tmp_path / "buku.xlsx")
    run = preview(tmp_path / "buku.xlsx", "dtks", RELEASE)
    assert (run.sheet, run.new) == ("Data", 2), run.error


KNOWN = {"KELURAHAN JAWA": "Jawa", "KEL. BUKUAN": "Bukuan", "SIDODADI": "Sidodadi"}
ENDS = ["KELURAHAN ANTAH", "KECAMATAN PALARAN", "KOTA BALIKPAPAN", "SAMBUTAN"]
SAYS_NOTHING = [
    "RT 05",
    "RT 05 / RW 01",
    "TAHAP 2",
    "LINGKUNGAN II",
    "KOTA SAMARINDA",
    "CATATAN: LENGKAP",
]
RECORD = "a record"
NOISE = st.lists(st.sampled_from([RECORD, *SAYS_NOTHING]), max_size=4)
# A heading that says a place or ends one, and what stands below it: one record at least.
BLOCKS_OF_ROWS = st.lists(st.tuples(st.sampled_from([*KNOWN, *ENDS]), NOISE), max_size=8)


@settings(max_examples=100, derandomize=True)
@given(above=NOISE, blocks=BLOCKS_OF_ROWS)
def test_each_record_is_in_the_kelurahan_of_the_nearest_heading_that_says_one(db, above, blocks):
    expected = ["" for row in above if row == RECORD]
    rows = list(above)
    for heading, below in blocks:
        rows += [heading, *below, RECORD]
        expected += [KNOWN.get(heading, "")] * (below.count(RECORD) + 1)
    assert villages_of(rows) == expected


def villages_of(rows):
    headings, found = Headings(), []
    for number, row in enumerate(rows, start=1):
        if row != RECORD:
            headings.heading(Row(number, [row]))
        elif headed := headings.at(number):
            found.append(headed.village)
        else:
            found.append("")
    return found
