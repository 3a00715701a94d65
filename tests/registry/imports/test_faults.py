"""Imports that die, meet or fail: all of a file or nothing, and no run hangs for ever."""

import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from registry.imports import runs
from registry.models import Household, ImportRun, Person, RunState
from registry.tasks import apply_run, read_run, requeue_dead_runs
from tests.registry.imports.lists import CHILD, HEAD, apply, counts, everything, preview, write_list

pytestmark = pytest.mark.django_db(transaction=True)
PROJECT = Path(__file__).resolve().parents[3]
CHILD_CODE = """
import sys, django
django.setup()
from registry.imports import runs, undo
from registry.models import ImportRun
run = ImportRun.objects.get(public_id=sys.argv[2])
print("ready", flush=True)
undo.undo(run, None) if sys.argv[1] == "undo" else getattr(runs, sys.argv[1])(run)
"""
HOUSEHOLDS = 300


def start(step: str, run: ImportRun) -> "subprocess.Popen[bytes]":
    """Does one step of the run in another process, on this test's database."""
    names = connection.settings_dict
    url = f"sqlite:///{names['NAME']}"
    if connection.vendor == "postgresql":
        url = f"postgres://{names['USER']}@/{names['NAME']}?host={names['HOST']}"
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD_CODE, step, str(run.public_id)],
        cwd=PROJECT,
        env={
            **os.environ,
            "BANSOS_DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "bansos.settings",
        },
        stdout=subprocess.PIPE,
    )
    assert child.stdout is not None
    child.stdout.readline()
    return child


def kill(child: "subprocess.Popen[bytes]", after: float) -> None:
    time.sleep(after)
    child.kill()
    child.communicate()


def a_city(path: Path, *, name: str = "SITI AMINAH") -> Path:
    rows = []
    for n in range(1, HOUSEHOLDS + 1):
        head = {"ID DTKS": f"64720300{n:08}", "NIK": f"6472031205{n // 90 + 10:02}{n:04}"}
        rows.append({**HEAD, **head, "NAMA": name})
        rows.append({**CHILD, **head, "NIK": f"6472031501{n // 90 + 10:02}{n + 5000:04}"})
    return write_list(path, rows)


def died_long_ago(run: ImportRun) -> None:
    ImportRun.objects.filter(pk=run.pk).update(heartbeat=timezone.now() - timedelta(hours=1))


@pytest.mark.parametrize("after", [0.0, 0.05, 0.15, 0.3])
def test_an_apply_killed_at_any_moment_has_done_all_or_nothing_and_is_finished(tmp_path, after):
    run = preview(a_city(tmp_path / "kota.csv"))
    runs.ask_apply(run=run, by=None)
    kill(start("apply", run), after)
    run.refresh_from_db()
    assert Household.objects.count() == (HOUSEHOLDS if run.state == RunState.APPLIED else 0)
    died_long_ago(run)
    for dead in runs.recover():
        runs.apply(dead)
    run.refresh_from_db()
    assert (run.state, counts(run)) == (RunState.APPLIED, (2 * HOUSEHOLDS, 0, 0, 0))
    assert Person.objects.count() == 2 * HOUSEHOLDS


@pytest.mark.parametrize("after", [0.02, 0.1])
def test_a_reading_killed_at_any_moment_starts_again(tmp_path, after):
    path = a_city(tmp_path / "kota.csv")
    run = runs.receive(path=path, name=path.name, kind="dtks", options={}, by=None)
    kill(start("read", run), after)
    died_long_ago(run)
    for dead in runs.recover():
        runs.read(dead)
    run.refresh_from_db()
    assert (run.state, counts(run)) == (RunState.PREVIEWED, (2 * HOUSEHOLDS, 0, 0, 0))
    assert run.staged_rows.count() == 2 * HOUSEHOLDS


def test_the_same_file_twice_in_parallel_comes_in_once(tmp_path):
    path = a_city(tmp_path / "kota.csv")
    both = [preview(path), preview(path)]
    for run in both:
        runs.ask_apply(run=run, by=None)
    assert [child.wait() for child in [start("apply", run) for run in both]] == [0, 0]
    done = sorted(counts(ImportRun.objects.get(pk=run.pk)) for run in both)
    assert done == [(0, 0, 2 * HOUSEHOLDS, 0), (2 * HOUSEHOLDS, 0, 0, 0)]
    assert Household.objects.count() == HOUSEHOLDS


def test_two_imports_over_the_same_households_take_turns(tmp_path):
    apply(a_city(tmp_path / "satu.csv"))
    both = [
        preview(a_city(tmp_path / "dua.csv", name="NAMA DUA")),
        preview(a_city(tmp_path / "tiga.csv", name="NAMA TIGA")),
    ]
    for run in both:
        runs.ask_apply(run=run, by=None)
    assert [child.wait() for child in [start("apply", run) for run in both]] == [0, 0]
    names = set(Person.objects.exclude(name="RUDI").values_list("name", flat=True))
    assert len(names & {"NAMA DUA", "NAMA TIGA"}) == 1
    assert {person.version for person in Person.objects.exclude(name="RUDI")} == {3}


def test_an_undo_and_an_import_over_the_same_households_take_turns(tmp_path):
    first = apply(a_city(tmp_path / "satu.csv"))
    second = preview(a_city(tmp_path / "dua.csv", name="NAMA DUA"))
    runs.ask_apply(run=second, by=None)
    children = [start("undo", first), start("apply", second)]
    assert [child.wait() for child in children] == [0, 0]
    assert Household.objects.count() == HOUSEHOLDS
    assert Person.objects.filter(name="NAMA DUA").count() == HOUSEHOLDS
    states = [run.state for run in ImportRun.objects.order_by("pk")]
    assert states == [RunState.UNDONE, RunState.APPLIED]


@pytest.mark.parametrize("after", [0.0, 0.1, 0.3])
def test_an_undo_killed_at_any_moment_has_done_all_or_nothing(tmp_path, after):
    run = apply(a_city(tmp_path / "kota.csv"))
    kill(start("undo", run), after)
    run.refresh_from_db()
    left = 0 if run.state == RunState.UNDONE else HOUSEHOLDS
    assert (Household.objects.count(), Person.objects.count()) == (left, 2 * left)


def test_two_undoes_at_once_happen_once(tmp_path):
    run = apply(a_city(tmp_path / "kota.csv"))
    codes = [child.wait() for child in [start("undo", run), start("undo", run)]]
    assert sorted(codes) == [0, 1]
    assert not Household.objects.exists()


def test_applying_twice_is_harmless(tmp_path):
    run = apply(write_list(tmp_path / "a.csv", [HEAD, CHILD]))
    before = everything()
    runs.apply(run)
    with pytest.raises(runs.WrongState):
        runs.ask_apply(run=run, by=None)
    assert everything() == before


def test_an_apply_that_fails_goes_back_to_its_preview_with_words(tmp_path):
    run = preview(write_list(tmp_path / "a.csv", [HEAD, CHILD]))
    run.staged_rows.filter(number=3).update(cleaned={"nik": ""})
    runs.ask_apply(run=run, by=None)
    with pytest.raises(KeyError):
        runs.apply(run)
    run.refresh_from_db()
    assert run.state == RunState.PREVIEWED
    assert "tidak ada yang berubah" in run.error
    assert not Household.objects.exists()


def test_a_run_whose_workers_die_again_and_again_is_given_up(tmp_path):
    path = write_list(tmp_path / "a.csv", [HEAD])
    run = runs.receive(path=path, name=path.name, kind="dtks", options={}, by=None)
    for _ in range(runs.MOST_ATTEMPTS):
        ImportRun.objects.filter(pk=run.pk, state="menunggu").update(state=RunState.READING)
        died_long_ago(run)
        runs.recover()
    run.refresh_from_db()
    assert run.state == RunState.REFUSED
    assert "terhenti" in run.error


def test_an_apply_that_is_given_up_can_still_be_asked_for(tmp_path):
    run = preview(write_list(tmp_path / "a.csv", [HEAD]))
    runs.ask_apply(run=run, by=None)
    for _ in range(runs.MOST_ATTEMPTS):
        died_long_ago(run)
        runs.recover()
    run.refresh_from_db()
    assert run.state == RunState.PREVIEWED
    assert "Tidak ada yang berubah" in run.error


def test_a_living_run_is_left_alone(tmp_path):
    run = preview(write_list(tmp_path / "a.csv", [HEAD]))
    runs.ask_apply(run=run, by=None)
    assert requeue_dead_runs() == 0


def test_a_worker_that_starts_hands_dead_runs_on(tmp_path):
    run = preview(write_list(tmp_path / "a.csv", [HEAD]))
    runs.ask_apply(run=run, by=None)
    died_long_ago(run)
    assert requeue_dead_runs() == 1
    apply_run.func(str(run.public_id))
    run.refresh_from_db()
    assert run.state == RunState.APPLIED


def test_what_the_command_began_is_finished_by_the_worker(tmp_path):
    path = write_list(tmp_path / "a.csv", [HEAD])
    run = runs.receive(
        path=path, name=path.name, kind="dtks", options={}, by=None, apply_at_once=True
    )
    read_run.func(str(run.public_id))
    run.refresh_from_db()
    assert run.state == RunState.APPLIED


def test_an_error_of_the_database_names_no_person(tmp_path):
    run = preview(write_list(tmp_path / "a.csv", [HEAD]))
    row = run.staged_rows.get()
    row.cleaned["sex"] = "X"
    row.save()
    runs.ask_apply(run=run, by=None)
    with pytest.raises(IntegrityError) as failed:
        runs.apply(run)
    assert "person_sex_known" in str(failed.value)
    assert HEAD["NIK"] not in str(failed.value)
    assert failed.value.__cause__ is None
