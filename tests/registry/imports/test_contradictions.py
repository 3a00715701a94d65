"""A remembered column whose own heading says another thing is asked about before an apply."""

import pytest
from django.core.management import call_command

from registry.imports import choosing, runs
from registry.imports.columns.contradictions import Contradiction, contradictions
from registry.imports.columns.mapping import Column, propose
from registry.imports.holds import contradicted
from registry.imports.refusal import FileRefused
from registry.models import ImportRun, Person, RunState
from tests.factories import UserFactory
from tests.registry.imports.lists import CHILD, HEAD, RELEASE, apply, preview, write_list

HEADER = ["ID DTKS", "DESA/KELUARAHAN", "NIK", "NAMA", "PEKERJAAN", "PANGGILAN"]
# What a list of an office says under PEKERJAAN was told to be the name of the mother.
TOLD = {"PEKERJAAN": "mother_name"}
COLUMNS = [
    Column("nik", "NIK"),
    Column("name", "NAMA", ["NAMA ART"]),
    Column("kk", "NOKK", ["NO KK"]),
]


def office(path, row=HEAD):
    cells = [row[word] for word in HEADER[:5]]
    return write_list(path, [dict(zip(HEADER, [*cells, "ANI"], strict=True))], HEADER)


@pytest.fixture
def july(db, tmp_path):
    return apply(office(tmp_path / "juli.csv"), options={**RELEASE, "map": TOLD})


@pytest.fixture
def august(july, tmp_path):
    return preview(office(tmp_path / "agustus.csv", CHILD))


def found(headers, remembered):
    return contradictions(propose(headers, COLUMNS, remembered=remembered), COLUMNS)


def test_a_column_remembered_as_another_than_it_is_headed_contradicts():
    assert found(["NIK", "NAMA"], {"NIK": "kk"}) == [Contradiction("NIK", "kk", "nik")]


def test_a_column_kept_raw_contradicts_only_where_nothing_else_gives_the_field():
    assert found(["NAMA", "NAMA ART"], {"NAMA": "", "NAMA ART": "name"}) == []
    assert found(["NAMA", "LAIN"], {"NAMA": ""}) == [Contradiction("NAMA", "", "name")]


@pytest.mark.parametrize("remembered", [{"LAIN": "nik"}, {"NO KK": "nik"}, {"NAMA": "name"}])
def test_other_words_may_mean_what_somebody_told_of_them(remembered):
    assert found(["NAMA", "NO KK", "LAIN"], remembered) == []


def test_the_preview_reads_as_remembered_and_cannot_be_applied(august):
    assert (august.state, august.mapping["PEKERJAAN"]) == (RunState.PREVIEWED, "mother_name")
    assert contradicted(august) == [("PEKERJAAN", "NAMA IBU KANDUNG", "PEKERJAAN")]
    with pytest.raises(FileRefused, match="berlawanan dengan judulnya"):
        runs.ask_apply(run=august, by=None)


@pytest.mark.parametrize("field", ["mother_name", "occupation"])
def test_once_somebody_says_which_is_right_it_is_applied(august, field):
    told = {**august.mapping, "PEKERJAAN": field}
    columns = {header: name or "" for header, name in told.items()}
    choosing.choose_columns(run=august, columns=columns, by=UserFactory(role="admin"))
    runs.read(august)
    runs.ask_apply(run=august, by=None)
    runs.apply(august)
    assert getattr(Person.objects.get(nik=CHILD["NIK"]), field) == "BURUH"


def test_the_command_refuses_and_names_the_way_out(july, tmp_path, capsys):
    path = office(tmp_path / "agustus.csv", CHILD)
    with pytest.raises(SystemExit):
        call_command("import_file", "dtks", path)
    assert "--map" in capsys.readouterr().err
    assert ImportRun.objects.latest("pk").state == RunState.REFUSED
    call_command("import_file", "dtks", path, "--map", "PEKERJAAN=occupation")
    assert ImportRun.objects.latest("pk").state == RunState.APPLIED


def test_who_tells_the_columns_now_is_not_asked(july, tmp_path):
    told = {**RELEASE, "map": TOLD}
    assert contradicted(preview(office(tmp_path / "agustus.csv", CHILD), options=told)) == []
