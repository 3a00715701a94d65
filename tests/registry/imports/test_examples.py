"""The example people of a template are nobody: left out among real rows, never applied alone."""

from functools import partial

import openpyxl
import pytest
from django.core.management import call_command

from registry.imports import runs
from registry.imports.columns.template import example_rows, template_columns
from registry.imports.importkinds import kind_of, wired_kinds
from registry.imports.refusal import FileRefused
from registry.models import ImportRun, Person, Release, RunState
from tests.registry.imports.lists import HEAD, RELEASE, apply, counts, preview, problems_of
from tests.registry.imports.workbooks import filled_template

pytestmark = pytest.mark.django_db
SITI = {word: HEAD[word] for word in ("ID DTKS", "DESA/KELUARAHAN", "NIK", "NAMA", "HUB KELUARGA")}


@pytest.fixture
def filled(tmp_path):
    """Writes the example file of a kind with further rows."""
    return partial(filled_template, tmp_path)


def examples(kind: str = "dtks") -> list[dict[str, str]]:
    columns = template_columns(kind_of(kind))
    words = [column.column_name for column in columns]
    return [dict(zip(words, cells, strict=True)) for cells in example_rows(columns)]


@pytest.mark.parametrize("at", [None, 2, 3])
def test_example_rows_among_real_ones_are_no_data_rows_wherever_they_stand(filled, at):
    run = preview(filled(SITI, at=at))
    assert (run.rows, counts(run)) == (1, (1, 0, 0, 0)), problems_of(run)
    assert run.effects["examples"]["left_out"] == 2
    assert not run.effects["examples"]["alone"]


def test_what_was_left_out_is_in_no_register_after_the_apply(filled):
    apply(filled(SITI))
    assert list(Person.objects.values_list("name", flat=True)) == ["SITI AMINAH"]


@pytest.mark.parametrize("kind", sorted(wired_kinds()))
def test_the_example_file_alone_is_read_in_full_and_never_applied(filled, kind):
    run = preview(filled(kind=kind), kind, {})
    assert (run.state, run.rows) == (RunState.PREVIEWED, 2)
    assert run.effects["examples"]["alone"]
    with pytest.raises(FileRefused, match="Ini berkas contoh"):
        runs.ask_apply(run=run, by=None)
    assert ImportRun.objects.get().state == RunState.PREVIEWED


def test_the_command_refuses_to_apply_the_example_file_and_opens_no_release(filled, capsys):
    with pytest.raises(SystemExit) as stop:
        call_command("import_file", "dtks", str(filled()))
    assert stop.value.code == 2
    assert "Ini berkas contoh" in capsys.readouterr().err
    assert not Release.objects.exists()


def test_the_command_tries_the_example_file_without_applying_it(filled, capsys):
    call_command("import_file", "dtks", str(filled()), "--dry-run")
    printed = capsys.readouterr()
    assert "new        2" in printed.out
    assert "Ini berkas contoh" in printed.err


def test_the_command_says_how_many_were_left_out(filled, capsys):
    call_command("import_file", "dtks", str(filled(SITI)))
    assert "2 baris contoh dilewati." in capsys.readouterr().err


@pytest.mark.parametrize(
    "typed", [{"NIK": HEAD["NIK"]}, {"NAMA": "SITI AMINAH"}, {"ID DTKS": HEAD["ID DTKS"]}]
)
def test_a_row_typed_over_in_part_is_a_problem_and_not_dropped(filled, typed):
    run = preview(filled({**examples()[0], **typed}))
    assert (counts(run), run.effects["examples"]["left_out"]) == ((0, 0, 0, 1), 2)
    assert "Ini isi berkas contoh" in problems_of(run)


def test_a_house_that_has_the_number_of_the_example_by_chance_is_taken(filled):
    run = preview(filled({**SITI, "ID DTKS": examples()[0]["ID DTKS"]}))
    assert counts(run) == (1, 0, 0, 0), problems_of(run)


def test_an_example_number_written_in_groups_is_one_all_the_same(filled):
    run = preview(filled(SITI, {**examples()[0], "NIK": "6472 0301 0180 9991"}))
    assert (run.rows, run.effects["examples"]["left_out"]) == (1, 3)


def test_example_rows_pasted_a_thousand_times_are_still_no_rows(filled):
    run = preview(filled(SITI, *(examples() * 500)))
    assert (run.rows, run.effects["examples"]["left_out"]) == (1, 1002)
    assert run.effects["examples"]["rows"] == [2, 3, 5, 6, 7]


def test_the_people_of_the_examples_are_known_in_a_list_of_another_layout(tmp_path):
    page = openpyxl.Workbook()
    page.active.append(["NOMOR NIK", "NAMA LENGKAP", "KEL/DESA", "ID BDT"])
    one = examples()[1]
    page.active.append([one["NIK"], one["NAMA"], "JAWA", one["ID DTKS"]])
    page.active.append([HEAD["NIK"], "SITI AMINAH", "JAWA", HEAD["ID DTKS"]])
    page.save(tmp_path / "lain.xlsx")
    run = preview(tmp_path / "lain.xlsx", "dtks", RELEASE)
    assert (run.rows, run.effects["examples"]["left_out"]) == (1, 1)
