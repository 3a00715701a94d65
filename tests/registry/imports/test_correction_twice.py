"""Several correction files of one run: what one has mended, another copy does not take back."""

from itertools import permutations

import pytest

from tests.registry.imports.cases.blocks import BUDI, SITI, WORDS
from tests.registry.imports.lists import CHILD, HEAD, apply, preview, problems_of, write_list
from tests.registry.imports.test_correction_file import change, give_back, take
from tests.registry.imports.workbooks import xlsx

pytestmark = pytest.mark.django_db
RUDI, TINI = CHILD["NIK"], "6472035501100003"
ANOTHER = "6472035501100004"
BAD = [{**CHILD, "NIK": "123"}, {**CHILD, "NAMA": "TINI", "NIK": "12"}]


@pytest.fixture
def run(tmp_path):
    """Previewed: row 2 is sound, rows 3 and 4 have a damaged NIK."""
    return preview(write_list(tmp_path / "dtks.csv", [HEAD, *BAD]))


@pytest.fixture
def copy(tmp_path):
    """A correction file as it is given out now, with other values in some of its rows."""

    def made(run, name, header="NIK", **values):
        path = give_back(run, tmp_path / name)
        for row, value in values.items():
            change(path, header, value, row=int(row.removeprefix("line")))
        return path

    return made


def niks(run):
    rows = run.staged_rows.order_by("number")[1:]
    return [row.cleaned["nik"] if row.cleaned else None for row in rows]


def told(run):
    return [(name, count, list(rows)) for name, _, count, rows in run.effects["set_aside"]]


def test_an_older_copy_takes_nothing_back(run, copy):
    old = copy(run, "lama.csv")
    take(run, copy(run, "baru.csv", line1=RUDI, line2=TINI))
    take(run, old)
    assert (run.error, run.problem, niks(run)) == ("", 0, [RUDI, TINI])
    assert told(run) == [("lama.csv", 2, [3, 4])]
    assert {row.mended_by.name for row in run.staged_rows.all()[1:]} == {"baru.csv"}


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_what_colleagues_mend_in_their_own_copies_adds_up(run, copy, order):
    copies = [
        copy(run, "siti.csv", line1=RUDI),
        copy(run, "budi.csv", line2=TINI),
        copy(run, "lama.csv"),
    ]
    for at in order:
        take(run, copies[at])
    assert (run.problem, niks(run)) == (0, [RUDI, TINI])


def test_a_row_that_another_copy_mended_badly_stays_as_it_was_mended(run, copy):
    bad, good = copy(run, "salah.csv", line1="124"), copy(run, "benar.csv", line1=RUDI)
    take(run, good)
    take(run, bad)
    assert (niks(run), told(run)) == ([RUDI, None], [("salah.csv", 1, [3])])


def test_a_sound_row_may_still_be_mended_otherwise(run, copy):
    first, second = copy(run, "satu.csv", line1=RUDI), copy(run, "dua.csv", line1=ANOTHER)
    take(run, first)
    take(run, second)
    assert (niks(run), told(run)) == ([ANOTHER, None], [])
    take(run, first)
    assert (niks(run), told(run)) == ([RUDI, None], [])


def test_a_row_that_is_still_a_problem_may_be_mended_step_by_step(run, copy):
    take(run, copy(run, "satu.csv", line1="124"))
    take(run, copy(run, "dua.csv", line1="125", line2=TINI))
    assert (niks(run), told(run)) == ([None, TINI], [])
    assert "125" in str(run.staged_rows.get(number=3).problems)


@pytest.fixture
def twice_bad(tmp_path):
    """Row 3 has a damaged NIK and a day that no month has."""
    bad = {**CHILD, "NIK": "123", "TANGGAL LAHIR": "31/02/2010"}
    return preview(write_list(tmp_path / "dtks.csv", [HEAD, bad]))


BORN = {"header": "TANGGAL LAHIR", "line1": CHILD["TANGGAL LAHIR"]}


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_halves_of_a_row_that_two_colleagues_mended_add_up(twice_bad, copy, order):
    run = twice_bad
    copies = [copy(run, "nik.csv", line1=RUDI), copy(run, "lahir.csv", **BORN)]
    for at in order:
        take(run, copies[at])
    row = run.staged_rows.get(number=3)
    assert (run.problem, niks(run), row.cleaned["birth_date"]) == (0, [RUDI], "2010-01-15")
    mends = ["NIK: 123 → 647203******0002", "TANGGAL LAHIR: 31/02/2010 → 15/01/2010"]
    ((_, _, words),) = row.warnings
    assert f"sebelum “{copies[order[1]].name}” tetap dipakai: “{mends[order[0]]}”" in words
    assert told(run) == []


def test_of_two_who_disagree_about_a_cell_the_later_row_counts_whole_and_says_so(run, copy):
    first, second = copy(run, "satu.csv", line1=RUDI), copy(run, "dua.csv", line1=ANOTHER)
    change(first, "ALAMAT", "JL. MELATI", row=1)
    take(run, first)
    take(run, second)
    row = run.staged_rows.get(number=3)
    assert (niks(run), row.cleaned["address"]) == ([ANOTHER, None], CHILD["ALAMAT"])
    warnings = str(row.warnings)
    assert "ALAMAT: JL. MELATI → JL. MAWAR NO. 1" in warnings
    assert "NIK: 6472" in warnings


def test_a_sound_cell_that_another_file_changed_again_is_named_without_its_number(run, copy):
    first, second = copy(run, "satu.csv", line1=RUDI), copy(run, "dua.csv", line1=ANOTHER)
    take(run, first)
    take(run, second)
    warnings = str(run.staged_rows.get(number=3).warnings)
    assert niks(run)[0] == ANOTHER
    assert "tidak dipakai lagi: “NIK: " in warnings
    assert RUDI not in warnings
    assert ANOTHER not in warnings


def test_who_mends_what_another_left_is_told_nothing(twice_bad, copy):
    run = twice_bad
    take(run, copy(run, "satu.csv", line1=RUDI))
    take(run, copy(run, "dua.csv", **BORN))
    assert (run.problem, niks(run), run.staged_rows.get(number=3).warnings) == (0, [RUDI], [])


def test_who_mended_less_of_the_same_takes_nothing_back(run, copy):
    more, less = copy(run, "satu.csv", line1=RUDI), copy(run, "dua.csv", line1=RUDI)
    change(more, "ALAMAT", "JL. MELATI", row=1)
    take(run, more)
    take(run, less)
    row = run.staged_rows.get(number=3)
    assert (row.cleaned["address"], row.mended_by.name) == ("JL. MELATI", "satu.csv")


def test_two_rows_of_one_person_do_not_meet_again_through_an_older_copy(copy, tmp_path):
    twins = [CHILD, {**CHILD, "NAMA": "TINI"}, BAD[0]]
    run = preview(write_list(tmp_path / "dtks.csv", [HEAD, *twins]))
    old = copy(run, "lama.csv", line3=ANOTHER)
    take(run, copy(run, "baru.csv", line2=TINI))
    take(run, old)
    assert (run.error, run.problem, niks(run)) == ("", 0, [RUDI, TINI, ANOTHER]), problems_of(run)
    assert told(run) == [("lama.csv", 1, [4])]


def test_a_row_is_sound_by_the_kelurahan_of_its_heading(copy, tmp_path):
    rows = [WORDS, ["KELURAHAN JAWA"], SITI, [BUDI[0], "123", *BUDI[2:]]]
    run = preview(xlsx(tmp_path / "blok.xlsx", rows))
    bad, good = copy(run, "salah.xlsx", line3="124"), copy(run, "benar.xlsx", line3=BUDI[1])
    take(run, good)
    take(run, bad)
    assert (run.error, run.problem, told(run)) == ("", 0, [("salah.xlsx", 1, [4])])


def test_reading_once_more_says_the_same(run, copy):
    old, new = copy(run, "lama.csv"), copy(run, "baru.csv", line1=RUDI)
    for path in (new, old, old):
        take(run, path)
        assert (niks(run), run.problem) == ([RUDI, None], 1)
    assert told(run) == [("lama.csv", 1, [3])]


def test_a_correction_joins_a_run_that_is_a_correction_itself(copy, tmp_path):
    first = apply(write_list(tmp_path / "dtks.csv", [HEAD, *BAD]))
    second = preview(copy(first, "satu.csv", line1=RUDI), options={})
    path = copy(second, "dua.csv", line1=TINI)
    take(second, path)
    assert (second.error, second.new, second.problem) == ("", 2, 0)
    assert second.staged_rows.get(number=3).mended_by.name == "dua.csv"
