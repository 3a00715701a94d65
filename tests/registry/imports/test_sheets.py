"""Which sheet is read: the first visible one with our columns; a hidden one only when told."""

import pytest
import xlsxwriter

from registry.imports import choosing, runs
from registry.models import RunState
from tests.factories import UserFactory
from tests.registry.imports.lists import CHILD, HEAD, HEADER, preview

pytestmark = pytest.mark.django_db


def book(path, **sheets):
    """Sheets by name: rows; a name that ends with _ is hidden."""
    with xlsxwriter.Workbook(str(path)) as made:
        visible = made.add_worksheet("Petunjuk")
        visible.write(0, 0, "Isi menurut contoh") if "Data" in sheets else None
        for name, rows in sheets.items():
            page = made.add_worksheet(name.rstrip("_"))
            page.write_row(0, 0, HEADER)
            for at, row in enumerate(rows, start=1):
                page.write_row(at, 0, [row.get(word, "") for word in HEADER])
            if name.endswith("_"):
                page.hide()
    return path


def choose(run, sheet):
    again = choosing.choose_sheet(run=run, sheet=sheet, by=UserFactory(role="admin"))
    runs.read(run)
    return again


def test_the_run_knows_every_sheet_and_which_one_was_read(tmp_path):
    run = preview(book(tmp_path / "a.xlsx", Data=[HEAD], Lama_=[HEAD, CHILD]))
    assert run.sheet == "Data"
    assert run.effects["sheets"] == [
        ["Petunjuk", False, 1],
        ["Data", False, 2],
        ["Lama", True, 3],
    ]


def test_a_hidden_sheet_is_read_once_somebody_chooses_it(tmp_path):
    run = preview(book(tmp_path / "a.xlsx", Data=[HEAD], Lama_=[HEAD, CHILD]))
    assert choose(run, "Lama")
    assert (run.sheet, run.rows, run.options["sheet"]) == ("Lama", 2, "Lama")


def test_a_sheet_that_is_refused_is_the_one_named_and_the_other_can_be_had_back(tmp_path):
    run = preview(book(tmp_path / "a.xlsx", Data=[HEAD]))
    assert choose(run, "Petunjuk")
    assert (run.state, run.sheet, run.header_row) == (RunState.REFUSED, "Petunjuk", None)
    assert choose(run, "Data")
    assert (run.state, run.sheet, run.new) == (RunState.PREVIEWED, "Data", 1)


def test_data_in_a_hidden_sheet_alone_is_refused_with_words_and_can_be_chosen(tmp_path):
    run = preview(book(tmp_path / "a.xlsx", Lama_=[HEAD]))
    assert run.state == RunState.REFUSED
    assert "Hanya lembar tersembunyi yang berisi" in run.error
    assert choose(run, "Lama")
    assert (run.state, run.new) == (RunState.PREVIEWED, 1)


def test_to_leave_a_hidden_sheet_alone_reads_nothing_again(tmp_path):
    run = preview(book(tmp_path / "a.xlsx", Data=[HEAD], Lama_=[CHILD]))
    assert not choose(run, "Data")
    run.refresh_from_db()
    assert (run.state, run.options["sheet"]) == (RunState.PREVIEWED, "Data")


def test_the_sheet_told_or_found_makes_no_other_file_of_it(tmp_path):
    path = book(tmp_path / "a.xlsx", Data=[HEAD], Lama_=[CHILD])
    first = preview(path)
    runs.ask_apply(run=first, by=None)
    runs.apply(first)
    told = preview(path, options={"release": "DTKS-2021-07", "sheet": "Data"})
    other = preview(path, options={"release": "DTKS-2021-07", "sheet": "Lama"})
    assert (told.already_imported, other.already_imported) == (first, None)


def test_columns_told_for_one_sheet_are_forgotten_on_another(tmp_path):
    run = preview(book(tmp_path / "a.xlsx", Data=[HEAD], Lama_=[CHILD]))
    run.options = {**run.options, "map": {"DUSUN": "rw"}}
    run.save()
    choose(run, "Lama")
    assert "map" not in run.options
