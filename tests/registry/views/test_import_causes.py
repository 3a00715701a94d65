"""What is wrong with a file, by cause: one line for one kind of mistake, however many numbers."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.imports import choosing, runs
from registry.imports.columns.relations import relation_question
from registry.imports.corrections import causes
from registry.views.import_causes import problem_causes, warning_causes
from tests.factories import UserFactory, village
from tests.registry.imports.lists import HEAD, preview, write_list

pytestmark = pytest.mark.django_db


def rows(**wrong):
    """A household for each wrong NIK, everything else sound."""
    return [
        {**HEAD, "ID DTKS": f"647203000000010{at}", "NIK": nik}
        for at, nik in enumerate(wrong["niks"])
    ]


def the_only(causes):
    (told,) = causes.shown
    return told.cause


def test_numbers_that_are_wrong_in_the_same_way_are_one_cause(tmp_path):
    short = ["647203120580000", "647203120580001", "647203120580002"]
    run = preview(write_list(tmp_path / "a.csv", rows(niks=short)))
    cause = the_only(problem_causes(run))
    assert cause.count == 3
    assert cause.sentence.startswith("NIK harus 16 digit; tertulis 15 digit. Periksa")
    assert [number for number, _ in cause.examples] == [2, 3, 4]


def test_newcomers_from_everywhere_are_one_cause(tmp_path):
    run = preview(
        write_list(tmp_path / "a.csv", rows(niks=["6308061205800001", "3578061205800001"]))
    )
    found = [told.cause for told in warning_causes(run).shown]
    newcomers = [c for c in found if "di luar kota ini" in c.sentence]
    assert [(c.sentence, c.count) for c in newcomers] == [
        ("NIK terbit di luar kota ini; wajar bagi pendatang.", 2)
    ]


def test_a_single_wrong_number_keeps_its_own_words(tmp_path):
    run = preview(write_list(tmp_path / "a.csv", rows(niks=["647203120580000"])))
    cause = the_only(problem_causes(run))
    assert "(647203*****0000)" in cause.sentence


BARE = {**HEAD, "HUB KELUARGA": "3"}


def counted_afresh(run):
    return causes._counted(run)


def test_a_page_about_problem_rows_reads_none_of_them(client_as, tmp_path):
    run = preview(write_list(tmp_path / "a.csv", [*rows(niks=["123", "456"]), BARE]))
    client = client_as(UserFactory(role="admin"))
    with CaptureQueriesContext(connection) as asked:
        assert client.get(run.get_absolute_url()).status_code == 200
    assert not [query for query in asked if '"registry_stagedrow"."problems"' in query["sql"]]
    assert [(one.code, one.rows) for one in relation_question(run)] == [("3", 1)]


def test_what_is_kept_follows_the_rows_through_mending_and_apply(tmp_path):
    bad = {**HEAD, "DESA/KELUARAHAN": "JAWAA"}
    run = preview(write_list(tmp_path / "a.csv", [bad, *rows(niks=["123"])]))
    assert len(problem_causes(run).shown) == 2
    mend = {"village": {"JAWAA": village("Jawa").code}}
    choosing.mend(run=run, values=mend, by=UserFactory(role="admin"))
    runs.read(run)
    assert the_only(problem_causes(run)).field == "nik"
    assert run.effects["causes"] == counted_afresh(run)
    runs.ask_apply(run=run, by=None)
    runs.apply(run)
    run.refresh_from_db()
    assert run.effects["causes"] == counted_afresh(run)
    assert the_only(problem_causes(run)).field == "nik"


def test_a_run_that_was_read_before_causes_were_kept_still_tells_them(tmp_path):
    run = preview(write_list(tmp_path / "a.csv", rows(niks=["123"])))
    run.effects.pop("causes")
    assert the_only(problem_causes(run)).count == 1


def test_a_discarded_run_tells_of_no_causes(tmp_path):
    run = preview(write_list(tmp_path / "a.csv", rows(niks=["123"])))
    runs.discard(run=run, by=UserFactory(role="admin"))
    run.refresh_from_db()
    assert problem_causes(run).shown == []
