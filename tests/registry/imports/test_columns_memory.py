"""What was told of a file's columns is remembered for the next file of the same shape."""

import json

import pytest
from django.core.management import call_command

from registry.imports.columns.mapping import How
from registry.imports.columns.recognition import matches_of, source_of
from registry.imports.twins import standing_twin
from registry.imports.undoing import undo
from registry.models import ColumnMemory, ImportRun, RunState
from tests.registry.imports.lists import CHILD, HEAD, RELEASE, apply, preview, write_list

pytestmark = pytest.mark.django_db
HEADER = ["NOMOR RUTA", "DESA/KELUARAHAN", "NIK", "NAMA", "PANGGILAN"]
TOLD = {"NOMOR RUTA": "dtks_id", "PANGGILAN": ""}


def office(path, row=HEAD, header=HEADER):
    """A list of an office that has words of its own."""
    cells = [row["ID DTKS"], row["DESA/KELUARAHAN"], row["NIK"], row["NAMA"], "ANI"]
    return write_list(path, [dict(zip(header, cells, strict=True))], header)


@pytest.fixture
def told(tmp_path):
    """A run of such a list, mapped by hand and applied."""
    return apply(office(tmp_path / "juli.csv"), options={**RELEASE, "map": TOLD})


def hows(run):
    return {match.header: match.how for match in matches_of(run)}


def test_the_next_file_of_that_shape_is_read_without_being_told(told, tmp_path):
    run = preview(office(tmp_path / "agustus.csv", CHILD))
    assert run.state == RunState.PREVIEWED, run.error
    assert run.mapping == told.mapping
    assert hows(run)["NOMOR RUTA"] is How.REMEMBERED
    assert hows(run)["PANGGILAN"] is How.REMEMBERED
    assert source_of(run) == told


def test_the_shape_does_not_mind_how_the_words_are_written(told, tmp_path):
    header = ["Nomor ruta", "Desa / Keluarahan", "nik", "Nama", "PANGGILAN"]
    run = preview(office(tmp_path / "agustus.csv", CHILD, header))
    assert run.mapping["Nomor ruta"] == "dtks_id"


def test_another_shape_or_kind_is_not_touched(told, tmp_path):
    header = [*HEADER[:-1], "ALIAS"]
    assert preview(office(tmp_path / "a.csv", CHILD, header)).state == RunState.REFUSED
    run = preview(office(tmp_path / "b.csv", CHILD), "recipients", {"program": "BPNT"})
    assert run.mapping["NOMOR RUTA"] is None


def test_what_the_sender_tells_now_stands_above_what_is_remembered(told, tmp_path):
    told_now = {**RELEASE, "map": {"PANGGILAN": "occupation"}}
    run = preview(office(tmp_path / "agustus.csv", CHILD), options=told_now)
    assert (run.mapping["PANGGILAN"], run.mapping["NOMOR RUTA"]) == ("occupation", "dtks_id")


def test_correcting_again_replaces_the_memory(told, tmp_path):
    again = {**RELEASE, "map": {**TOLD, "PANGGILAN": "occupation"}}
    second = apply(office(tmp_path / "agustus.csv", CHILD), options=again)
    memory = ColumnMemory.objects.get()
    assert memory.run == second
    assert memory.mapping["PANGGILAN"] == "occupation"


def test_a_preview_that_is_never_applied_is_not_remembered(tmp_path):
    preview(office(tmp_path / "juli.csv"), options={**RELEASE, "map": TOLD})
    assert not ColumnMemory.objects.exists()


def test_a_file_that_nobody_corrected_leaves_no_memory(tmp_path):
    apply(write_list(tmp_path / "a.csv", [HEAD]))
    assert not ColumnMemory.objects.exists()


def test_what_an_import_told_is_forgotten_when_it_is_taken_back(told, tmp_path):
    undo.undo(told, None)
    assert preview(office(tmp_path / "agustus.csv", CHILD)).state == RunState.REFUSED


def test_the_same_file_without_the_map_is_seen_as_imported(told, tmp_path):
    run = preview(office(tmp_path / "lain.csv"))
    assert (run.state, run.already_imported) == (RunState.NOTHING, told)


def test_the_same_file_with_other_columns_is_another_reading(told, tmp_path):
    other = {**RELEASE, "map": {**TOLD, "PANGGILAN": "mother_name"}}
    run = preview(office(tmp_path / "lain.csv"), options=other)
    assert (run.state, run.already_imported) == (RunState.PREVIEWED, None)


def test_a_memory_that_came_later_explains_no_earlier_run(told, tmp_path):
    ImportRun.objects.filter(pk=told.pk).update(options=RELEASE)
    ColumnMemory.objects.update(run=preview(office(tmp_path / "agustus.csv", CHILD)))
    told.refresh_from_db()
    assert source_of(told) is None


def test_the_command_remembers_too_and_prints_the_columns_as_they_were_read(tmp_path, capsys):
    told = ["--map", "NOMOR RUTA=dtks_id", "--map", "PANGGILAN=-"]
    july, august = office(tmp_path / "juli.csv"), office(tmp_path / "agustus.csv", CHILD)
    call_command("import_file", "dtks", july, *told)
    capsys.readouterr()
    call_command("import_file", "dtks", august, "--json", "--dry-run")
    printed = json.loads(capsys.readouterr().out)
    assert printed["status"] == "previewed"
    assert printed["mapping"] == {
        "NOMOR RUTA": "dtks_id",
        "DESA/KELUARAHAN": "village",
        "NIK": "nik",
        "NAMA": "name",
        "PANGGILAN": None,
    }


def test_a_remembered_field_that_is_gone_is_passed_over(told, tmp_path):
    mapping = {**ColumnMemory.objects.get().mapping, "PANGGILAN": "tidak_ada_lagi"}
    ColumnMemory.objects.update(mapping=mapping)
    assert preview(office(tmp_path / "agustus.csv", CHILD)).mapping["PANGGILAN"] is None


def test_the_run_that_corrected_says_so_itself(told):
    runs_ = ImportRun.objects.get(pk=told.pk)
    assert hows(runs_)["NOMOR RUTA"] is How.TOLD
    assert standing_twin(runs_) is None
