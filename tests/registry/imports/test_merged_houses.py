"""Cells merged over all who live in a house say the same of each of them, as if it were written."""

import random
import time

import openpyxl
import pytest

from registry.imports import choosing, runs
from registry.imports.corrections.correction import write_correction_file
from registry.imports.importkinds import fields_of_house, kind_of, wired_kinds
from registry.imports.values import merged
from registry.imports.values.mending import wrong_values
from registry.models import ChangeRow, Household, Membership, RunState
from tests.factories import UserFactory, village
from tests.registry.imports.house_lists import (
    BPNT,
    LISTS,
    HouseList,
    brought,
    dtks,
    kk,
    payments,
    state_of_register,
)
from tests.registry.imports.lists import RELEASE, apply, preview, problems_of, warnings_of
from tests.registry.imports.workbooks import merged_book, ods, ods_cell, ods_rows, xls, xlsx

pytestmark = pytest.mark.django_db
FORMATS = ["xlsx", "xls", "ods"]
PERSONAL = {
    *("nik", "name", "birth_date", "birth", "sex", "relation", "mother_name", "occupation"),
    *("amount", "period", "stage", "status", "result", "visited_on", "died_on", "program"),
}


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("kind", LISTS)
def test_a_merged_list_makes_the_register_of_the_same_list_written_out(kind, ending, tmp_path):
    houses, options = LISTS[kind]
    if kind == "verifications":
        apply(dtks().write_out(tmp_path / "dtks.xlsx"), "dtks", RELEASE)
    written = brought(houses.write_out(tmp_path / f"tulis.{ending}"), kind, options)
    assert written[1][3] == 0
    assert brought(houses.write(tmp_path / f"gabung.{ending}"), kind, options) == written


def test_each_kind_says_what_belongs_to_a_house_and_never_what_is_somebodys_own():
    houses = {name: fields_of_house(kind_of(name).resource) for name in wired_kinds()}
    area = ["district", "village"]
    assert houses == {
        "dtks": ["dtks_id", "city", *area, "address", "rt", "rw", "rt_rw", "kk"],
        "dtsen": ["family", "kk", "address", "rt", "rw", "rt_rw", "city", *area, "area_code"],
        "recipients": ["kk", "family", *area, "address", "rt"],
        "disbursements": ["kk", "family", *area, "address", "rt"],
        "verifications": ["dtks_id"],
    }
    assert not PERSONAL & {field for fields in houses.values() for field in fields}


def test_what_came_from_above_is_told_and_the_raw_row_stays_as_it_was_sent(tmp_path):
    run = preview(dtks().write(tmp_path / "a.xlsx"), "dtks", RELEASE)
    first, second = run.staged_rows.order_by("number")[:2]
    assert (first.warnings, first.from_above) == ([], None)
    assert second.raw[:6] == [""] * 6
    assert (second.cleaned["kk"], second.cleaned["rt"]) == (kk(1), "001")
    assert second.from_above["kk"] == [2, "B2", kk(1)]
    cells = "ID DTKS (A2), NOKK (B2), KECAMATAN (C2), DESA/KELUARAHAN (D2), ALAMAT (E2), RT (F2)"
    found = "A2, B2, C2, D2, E2, F2"
    assert second.warnings == [["", found, f"Dari sel yang digabung ke bawah: “{cells}”."]]
    words = ["ID DTKS", "NOKK", "KECAMATAN", "KELURAHAN", "ALAMAT", "RT"]
    assert run.effects["filled"] == [18, 6, words, [2, 6, 8]]
    assert run.effects["merged"] == []


def test_the_history_of_a_value_names_the_row_that_took_it(tmp_path):
    run = apply(dtks().write(tmp_path / "a.xlsx"), "dtks", RELEASE)
    rudi = Membership.objects.get(person__nik="6472031205800011")
    assert (rudi.kk, rudi.row.number, rudi.row.run) == (kk(1), 3, run)
    made = ChangeRow.objects.get(run=run, target="household", target_id=rudi.household_id)
    assert made.row.number == 2


def test_amounts_are_not_filled_in(tmp_path):
    path = payments().write(tmp_path / "a.xlsx")
    run = preview(path, "disbursements", {"program": "BPNT", "period": "2021-04"})
    rows = run.staged_rows.order_by("number")
    assert [row.cleaned["amount"] for row in rows][:3] == [200_000, None, None]
    assert run.effects["merged"] == [3, False, ["NOMINAL"], [2, 6, 8]]


def test_a_cell_over_several_columns_fills_nothing_in(tmp_path):
    rows = dtks().rows(written=False)
    path = merged_book(tmp_path / "a.xlsx", rows, [(1, 3, 4, 5), (1, 1, 0, 1)])
    run = preview(path, "dtks", RELEASE)
    assert (run.effects["filled"], run.effects["merged"]) == ([], [1, False, ["ALAMAT"], [2]])


def test_a_row_that_says_something_itself_means_just_that(tmp_path):
    rows = dtks().rows(written=True)
    rows[2][1] = kk(9)
    run = apply(xls(tmp_path / "a.xls", rows, dtks().merged), "dtks", RELEASE)
    assert Membership.objects.get(person__nik="6472031205800011").kk == kk(9)
    assert (run.warnings, run.effects["filled"], run.effects["merged"]) == (0, [], [])


def test_a_cell_that_begins_in_a_heading_says_nothing_and_is_told(tmp_path):
    rows = dtks().rows(written=False)
    rows.insert(2, ["KELURAHAN JAWA", *[""] * 8])
    run = preview(merged_book(tmp_path / "a.xlsx", rows, [(2, 4, 0, 0)]), "dtks", RELEASE)
    assert (run.effects["filled"], run.effects["merged"]) == ([], [1, False, ["ID DTKS"], [3]])
    assert "ID DTKS kosong" in problems_of(run)


NAMED_LIKE_HEADINGS = [
    ["NO KK", "KELURAHAN", "NIK", "NAMA", "ALAMAT"],
    [kk(1), "JAWA", "6472031205800010", "SITI", "JL. A"],
    ["", "", "", "BULAN", ""],
    ["", "", "", "TAHUN", "GG. 2"],
    [kk(2), "JAWA", "6472031205800011", "BUDI", "JL. B"],
]


@pytest.mark.parametrize("ending", FORMATS)
def test_a_name_below_the_number_of_a_family_is_no_heading(ending, tmp_path):
    path = merged_book(tmp_path / f"a.{ending}", NAMED_LIKE_HEADINGS, [(1, 3, 0, 0)])
    run = preview(path, "recipients", BPNT)
    assert (run.effects["left_out"], run.problem) == ({}, 0), problems_of(run)
    names = [row.cleaned["name"] for row in run.staged_rows.order_by("number")]
    assert names == ["SITI", "BULAN", "TAHUN", "BUDI"]


def test_below_a_kelurahan_a_heading_stays_one(tmp_path):
    path = merged_book(tmp_path / "a.xlsx", NAMED_LIKE_HEADINGS, [(1, 3, 1, 1)])
    run = preview(path, "recipients", BPNT)
    assert run.effects["left_out"] == {"judul kelompok": (2, [3, 4])}


def test_a_mended_row_that_is_named_like_a_heading_comes_back(tmp_path):
    rows = [*NAMED_LIKE_HEADINGS[:2], ["", "", "12", "BULAN", ""], *NAMED_LIKE_HEADINGS[4:]]
    run = applied(
        preview(merged_book(tmp_path / "a.xlsx", rows, [(1, 2, 0, 0)]), "recipients", BPNT)
    )
    later = apply(corrected(run, tmp_path / "b.xlsx", "12", None), "recipients", BPNT)
    assert (later.corrects, later.new, later.problem) == (run, 1, 0), problems_of(later)


def test_a_dash_below_a_merged_cell_says_that_there_is_none(tmp_path):
    run = applied(preview(damaged(nik=True).write(tmp_path / "a.xlsx"), "dtks", RELEASE))
    path = corrected(run, tmp_path / "b.xlsx", "123", "6472031205800011")
    book = openpyxl.load_workbook(path)
    number = next(cell for cell in book.active[1] if cell.value == "NOKK")
    book.active.cell(2, number.column).value = "-"
    book.save(path)
    apply(path, "dtks")
    assert Membership.objects.get(person__nik="6472031205800011").kk == ""


@pytest.mark.parametrize("ending", FORMATS)
def test_a_merged_column_with_unknown_words_is_known_by_what_it_holds(ending, tmp_path):
    houses = dtks()
    rows = houses.rows(written=False)
    rows[0][1], rows[0][3] = "NOMOR BERKAS", "TEMPAT"
    run = preview(merged_book(tmp_path / f"a.{ending}", rows, houses.merged), "dtks", RELEASE)
    assert (run.error, run.problem) == ("", 0), problems_of(run)
    assert (run.mapping["NOMOR BERKAS"], run.mapping["TEMPAT"]) == ("kk", "village")


def test_an_error_in_a_merged_cell_is_never_taken_for_empty(tmp_path):
    rows = dtks().rows(written=False)
    rows[1][4] = "#N/A"
    run = preview(merged_book(tmp_path / "a.xlsx", rows, dtks().merged), "dtks", RELEASE)
    assert (run.problem, problems_of(run).count("Sel berisi kesalahan")) == (3, 3)


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_a_cell_that_claims_a_million_rows_costs_nothing(ending, tmp_path):
    rows = dtks().rows(written=False)
    for row in rows[2:]:
        row[:6] = [""] * 6
    over = [(1, 1_048_575, column, column) for column in range(6)]
    path = merged_file(tmp_path / f"a.{ending}", rows, over)
    started = time.monotonic()
    run = preview(path, "dtks", RELEASE)
    assert time.monotonic() - started < 20
    assert (run.problem, run.effects["filled"][:2]) == (0, [6, 9])


def merged_file(path, rows, over):
    """Only the claim: to cover the cells one by one would take a million of them."""
    if path.suffix == ".ods":
        return merged_book(path, rows, over)
    merged_book(path, rows, [])
    book = openpyxl.load_workbook(path)
    for first, last, column, _ in over:
        letter = "ABCDEF"[column]
        book.active.merged_cells.add(f"{letter}{first + 1}:{letter}{last + 1}")
    book.save(path)
    return path


def test_one_long_text_over_very_many_rows_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(merged, "MAX_SENT_BYTES", 100)
    run = preview(dtks().write(tmp_path / "a.xlsx"), "dtks", RELEASE)
    assert (run.state, "memori" in run.error) == (RunState.REFUSED, True)


@pytest.mark.parametrize("ending", FORMATS)
def test_a_text_that_is_no_houses_is_kept_with_its_own_row_alone_and_told(ending, tmp_path):
    rows = dtks().rows(written=False)
    rows[1][4] = "JL. MAWAR " * 80
    run = preview(merged_book(tmp_path / f"a.{ending}", rows, dtks().merged), "dtks", RELEASE)
    below = run.staged_rows.get(number=3)
    assert set(below.from_above) == {"dtks_id", "kk", "district", "village", "rt"}
    assert (run.problem, run.effects["merged"]) == (1, [1, False, ["ALAMAT"], [2]])


def test_an_error_of_any_length_is_kept_with_its_own_row_alone(tmp_path):
    error, name, span = "Err:" + "9" * 5_000, "SITI", 'table:number-rows-spanned="2"'
    words = ods_rows([["NOKK", "NIK", "NAMA"]])
    bad = f'<table:table-cell calcext:value-type="error" {span}><text:p>{error}</text:p>'
    own = [ods_cell(nik) + ods_cell(name) for nik in ("6472031205800010", "6472031205800011")]
    first = f"<table:table-row>{bad}</table:table-cell>{own[0]}</table:table-row>"
    second = f"<table:table-row><table:covered-table-cell/>{own[1]}</table:table-row>"
    run = preview(ods(tmp_path / "a.ods", words + first + second), "recipients", BPNT)
    assert (run.staged_rows.get(number=3).from_above, run.effects["filled"]) == (None, [])
    assert run.effects["merged"] == [1, False, ["NOKK"], [2]]


def test_cells_are_found_by_their_rows_as_in_a_plain_look():
    pick = random.Random(7)
    for _ in range(200):
        ends = sorted(pick.sample(range(2, 60), 8))
        cells = list(zip(ends[::2], ends[1::2], strict=True))
        spans = merged.Spans(pick.sample([merged.packed(*cell) for cell in cells], len(cells)))
        for number in sorted(pick.sample(range(1, 70), 30)):
            plain = next((first for first, last in cells if first <= number <= last), 0)
            assert spans.first_row_over(number) == plain


# A row below a merged cell whose NIK is damaged, and a whole house whose No. KK is.
def damaged(*, nik=False, number=False):
    houses = dtks()
    (house, rows), *others = houses.houses
    if nik:
        rows = [rows[0], ["123", *rows[1][1:]], rows[2]]
    if number:
        house = [house[0], "12", *house[2:]]
    return HouseList(houses.house, houses.own, [(house, rows), *others])


def corrected(run, path, old, new):
    """The problem rows of the run, with the first cell that reads so written anew."""
    write_correction_file(run, path)
    book = openpyxl.load_workbook(path)
    cells = (cell for row in book.active.iter_rows() for cell in row)
    next(cell for cell in cells if cell.value == old).value = new
    book.save(path)
    return path


def take(run, path):
    choosing.take_correction(run=run, path=path, name=path.name, by=UserFactory(role="admin"))
    runs.read(run)


def applied(run):
    runs.ask_apply(run=run, by=None)
    runs.apply(run)
    return run


@pytest.fixture
def expected(tmp_path):
    return brought(dtks().write_out(tmp_path / "tulis.xlsx"), "dtks", RELEASE)[2]


MENDS = [({"nik": True}, "123", "6472031205800011"), ({"number": True}, "12", kk(1))]


@pytest.mark.parametrize(("damage", "old", "new"), MENDS)
def test_a_mended_row_takes_the_value_in_the_same_run(damage, old, new, expected, tmp_path):
    run = preview(damaged(**damage).write(tmp_path / "a.xlsx"), "dtks", RELEASE)
    assert run.problem
    take(run, corrected(run, tmp_path / "perbaikan.xlsx", old, new))
    assert run.problem == 0, problems_of(run)
    applied(run)
    assert state_of_register() == expected


@pytest.mark.parametrize(("damage", "old", "new"), MENDS)
def test_and_in_a_run_of_its_own(damage, old, new, expected, tmp_path):
    run = applied(preview(damaged(**damage).write(tmp_path / "a.xlsx"), "dtks", RELEASE))
    later = apply(corrected(run, tmp_path / "perbaikan.xlsx", old, new), "dtks")
    assert (later.corrects, later.problem) == (run, 0), later.error + problems_of(later)
    assert "NOKK (B2)" in warnings_of(later)
    assert state_of_register() == expected


@pytest.mark.parametrize(("damage", "old", "new"), MENDS)
def test_and_in_the_correction_of_a_correction(damage, old, new, expected, tmp_path):
    run = applied(preview(damaged(**damage).write(tmp_path / "a.xlsx"), "dtks", RELEASE))
    second = preview(corrected(run, tmp_path / "b.xlsx", old, "1"), "dtks")
    assert (second.corrects, second.problem) == (run, run.problem)
    third = apply(corrected(second, tmp_path / "c.xlsx", "1", new), "dtks")
    assert (third.corrects, third.problem) == (second, 0), third.error + problems_of(third)
    assert state_of_register() == expected


def test_cells_merged_in_a_correction_file_are_refused_for_they_would_empty_the_rows_below(
    tmp_path,
):
    rows = dtks().rows(written=True)
    for row in rows[1:4]:
        row[1] = "12"
    run = preview(xlsx(tmp_path / "a.xlsx", rows), "dtks", RELEASE)
    path = corrected(run, tmp_path / "b.xlsx", "12", kk(1))
    book = openpyxl.load_workbook(path)
    book.active.merge_cells("B2:B4")
    book.save(path)
    take(run, path)
    assert (run.problem, "digabung ke bawah, mulai baris 2" in run.error) == (3, True)
    assert not run.staged_rows.exclude(mended_by=None).exists()


def test_a_correction_that_comes_back_as_it_went_changes_no_row(tmp_path):
    run = preview(damaged(nik=True, number=True).write(tmp_path / "a.xlsx"), "dtks", RELEASE)
    before = list(run.staged_rows.order_by("number").values_list("raw", "from_above", "problems"))
    write_correction_file(run, tmp_path / "b.xlsx")
    take(run, tmp_path / "b.xlsx")
    after = list(run.staged_rows.order_by("number").values_list("raw", "from_above", "problems"))
    assert (run.error, after) == ("", before)
    assert not run.staged_rows.exclude(mended_by=None).exists()


def test_an_older_copy_takes_nothing_back_below_a_merged_cell(tmp_path):
    run = preview(damaged(nik=True).write(tmp_path / "a.xlsx"), "dtks", RELEASE)
    sound = corrected(run, tmp_path / "b.xlsx", "123", "6472031205800011")
    worse = corrected(run, tmp_path / "c.xlsx", "123", "12345")
    take(run, sound)
    take(run, worse)
    assert (run.error, run.problem) == ("", 0)
    assert [told[2] for told in run.effects["set_aside"]] == [1]


def test_a_wrong_word_in_a_merged_cell_is_mended_once_for_all_its_rows(tmp_path):
    rows = dtks().rows(written=False)
    rows[1][3] = "JAWAA"
    run = preview(merged_book(tmp_path / "a.xlsx", rows, dtks().merged), "dtks", RELEASE)
    (value,) = wrong_values(run)
    assert (value.text, value.rows, run.problem) == ("JAWAA", 3, 3)
    code = village("Jawa").code
    choosing.mend(run=run, values={"village": {"JAWAA": code}}, by=UserFactory(role="admin"))
    runs.read(run)
    assert run.problem == 0
    applied(run)
    assert Household.objects.filter(area__name="Jawa").count() == 2
