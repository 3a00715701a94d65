"""Imports that die, meet or fail: all of a file or nothing, and no run hangs for ever."""

from collections import Counter
from contextlib import closing
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from registry.imports import runs, storing
from registry.imports.runrow import beat
from registry.imports.undoing import undo
from registry.models import Household, ImportRun, ListSource, Person, Release, RunState
from registry.tasks import (
    apply_run,
    drop_discarded_rows,
    look_again,
    read_run,
    requeue_dead_runs,
)
from tests.factories import UserFactory
from tests.registry.imports.children import Killed, at_once, die, died_long_ago, kill, start
from tests.registry.imports.lists import (
    CHILD,
    HEAD,
    RELEASE,
    a_city,
    apply,
    counts,
    everything,
    preview,
    write_list,
)

pytestmark = pytest.mark.django_db(transaction=True)
HOUSEHOLDS = 300


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
    assert at_once(*[("apply", run) for run in both]) == [0, 0]
    done = sorted(counts(ImportRun.objects.get(pk=run.pk)) for run in both)
    assert done == [(0, 0, 2 * HOUSEHOLDS, 0), (2 * HOUSEHOLDS, 0, 0, 0)]
    assert Household.objects.count() == HOUSEHOLDS


def test_an_undo_and_an_import_over_the_same_households_take_turns(tmp_path):
    first = apply(a_city(tmp_path / "satu.csv"))
    second = preview(a_city(tmp_path / "dua.csv", name="NAMA DUA"))
    runs.ask_apply(run=second, by=None)
    assert at_once(("undo", first), ("apply", second)) == [0, 0]
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
    assert sorted(at_once(("undo", run), ("undo", run))) == [0, 1]
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


@pytest.mark.parametrize("beats", [1, 2], ids=["staged", "judged"])
def test_a_reader_that_slept_leaves_what_another_has_read_and_applied(tmp_path, monkeypatch, beats):
    path = write_list(tmp_path / "a.csv", [HEAD, CHILD])
    run = runs.receive(path=path, name=path.name, kind="dtks", options=RELEASE, by=None)
    told = []

    def sleep(*args):
        told.append(args)
        if len(told) == beats:
            read_and_applied_by_another(run)
        beat(*args)

    monkeypatch.setattr(runs, "beat", sleep)
    runs.read(ImportRun.objects.get(pk=run.pk))
    run.refresh_from_db()
    assert (run.state, counts(run)) == (RunState.APPLIED, (2, 0, 0, 0))
    assert [row.outcome for row in run.staged_rows.all()] == ["new", "new"]


def test_a_reader_that_slept_stores_no_row_in_the_way_of_another(tmp_path, monkeypatch):
    path = write_list(tmp_path / "a.csv", [HEAD, CHILD])
    run = runs.receive(path=path, name=path.name, kind="dtks", options=RELEASE, by=None)
    stage = storing.Stager._staged

    def sleep(stager, batch):
        ImportRun.objects.filter(pk=run.pk).update(worker=uuid4())
        return stage(stager, batch)

    monkeypatch.setattr(storing.Stager, "_staged", sleep)
    runs.read(ImportRun.objects.get(pk=run.pk))
    run.refresh_from_db()
    assert (run.state, run.staged_rows.count()) == (RunState.READING, 0)


def read_and_applied_by_another(run):
    died_long_ago(run)
    (dead,) = runs.recover()
    runs.read(dead)
    runs.ask_apply(run=dead, by=None)
    runs.apply(dead)


def test_a_reader_that_slept_leaves_a_run_that_was_given_up(tmp_path, monkeypatch):
    path = write_list(tmp_path / "a.csv", [HEAD])
    run = runs.receive(path=path, name=path.name, kind="dtks", options=RELEASE, by=None)
    ImportRun.objects.filter(pk=run.pk).update(attempts=runs.MOST_ATTEMPTS - 1)

    def give_up(read):
        monkeypatch.undo()  # who gives it up counts as well
        died_long_ago(read)
        runs.recover()

    monkeypatch.setattr(runs, "count_outcomes", give_up)
    runs.read(run)
    assert (run.state, "terhenti" in run.error) == (RunState.REFUSED, True)


def test_a_run_whose_workers_die_again_and_again_is_given_up(tmp_path):
    path = write_list(tmp_path / "a.csv", [HEAD])
    run = runs.receive(path=path, name=path.name, kind="dtks", options={}, by=None)
    for _ in range(runs.MOST_ATTEMPTS):
        die(runs.read, run)
        died_long_ago(run)
        runs.recover()
    run.refresh_from_db()
    assert run.state == RunState.REFUSED
    assert "terhenti" in run.error


def test_an_apply_that_is_given_up_can_still_be_asked_for(tmp_path):
    run = preview(write_list(tmp_path / "a.csv", [HEAD]))
    runs.ask_apply(run=run, by=None)
    for _ in range(runs.MOST_ATTEMPTS):
        die(runs.apply, run)
        died_long_ago(run)
        runs.recover()
    run.refresh_from_db()
    assert run.state == RunState.PREVIEWED
    assert "Tidak ada yang berubah" in run.error


@pytest.mark.parametrize("state", [RunState.WAITING, RunState.READING, RunState.APPLYING])
def test_who_asks_again_and_again_counts_no_death_twice(tmp_path, state):
    run = preview(write_list(tmp_path / "a.csv", [HEAD]))
    ImportRun.objects.filter(pk=run.pk).update(state=state)
    died_long_ago(run)
    assert [runs.recover() for _ in range(runs.MOST_ATTEMPTS)] == [[run], [], []]
    run.refresh_from_db()
    assert (run.attempts, run.error) == (0, "")


def test_what_was_to_be_applied_at_once_and_was_only_read_is_finished(tmp_path):
    path = write_list(tmp_path / "a.csv", [HEAD])
    run = runs.receive(
        path=path, name=path.name, kind="dtks", options=RELEASE, by=None, apply_at_once=True
    )
    runs.read(run)  # and here the worker is killed
    died_long_ago(run)
    assert requeue_dead_runs() == 1
    read_run.func(str(run.public_id))
    run.refresh_from_db()
    assert run.state == RunState.APPLIED


def asked_for_at_once(path):
    """A run that a command asked for, of which nobody has seen a preview."""
    run = runs.receive(
        path=path, name=path.name, kind="dtks", options=RELEASE, by=None, apply_at_once=True
    )
    runs.read(run)
    runs.ask_apply(run=run, by=None)
    return run


def test_what_was_to_be_applied_at_once_and_is_given_up_is_read_for_a_preview(tmp_path):
    run = asked_for_at_once(write_list(tmp_path / "a.csv", [HEAD]))
    ImportRun.objects.filter(pk=run.pk).update(attempts=runs.MOST_ATTEMPTS)
    died_long_ago(run)
    assert requeue_dead_runs() == 1
    read_run.func(str(run.public_id))
    run.refresh_from_db()
    assert (run.state, run.apply_at_once, run.new) == (RunState.PREVIEWED, False, 1)
    assert "terhenti 3 kali" in run.error
    died_long_ago(run)
    assert runs.recover() == []


def test_what_was_to_be_applied_at_once_and_fails_shows_its_preview(tmp_path):
    run = asked_for_at_once(write_list(tmp_path / "a.csv", [HEAD]))
    row = run.staged_rows.get()
    row.cleaned["sex"] = "X"
    row.save()
    with pytest.raises(IntegrityError):
        runs.apply(run)
    assert (run.state, run.apply_at_once, run.new) == (RunState.PREVIEWED, False, 1)
    assert "Penerapan gagal" in run.error


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite locks no row")
def test_nobody_waits_for_a_run_that_a_worker_is_writing(tmp_path):
    run = preview(write_list(tmp_path / "a.csv", [HEAD]))
    runs.ask_apply(run=run, by=None)
    died_long_ago(run)
    with closing(connection.copy()) as other, other.cursor() as worker:
        worker.execute("BEGIN; UPDATE registry_importrun SET progress = 91")
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '2s'")
            assert runs.recover() == []
        worker.execute("ROLLBACK")
        assert runs.recover() == [run]


def test_who_waits_in_the_queue_for_long_is_not_given_up(tmp_path):
    run = preview(write_list(tmp_path / "a.csv", [HEAD]))
    runs.ask_apply(run=run, by=None)
    for _ in range(runs.MOST_ATTEMPTS + 1):
        died_long_ago(run)
        assert runs.recover() == [run]
    runs.apply(run)
    assert run.state == RunState.APPLIED


def test_an_apply_that_is_asked_for_once_more_may_fail_as_often_as_the_first(tmp_path):
    run = preview(write_list(tmp_path / "a.csv", [HEAD]))
    ImportRun.objects.filter(pk=run.pk).update(attempts=runs.MOST_ATTEMPTS)
    runs.ask_apply(run=run, by=None)
    died_long_ago(run)
    assert runs.recover() == [run]


def test_what_is_refused_only_when_it_is_applied_is_told_in_its_own_words(tmp_path):
    """Between preview and apply another office gave its list the same name."""
    run = preview(write_list(tmp_path / "a.csv", [HEAD]))
    runs.ask_apply(run=run, by=None)
    code = RELEASE["release"]
    Release.objects.create(code=code, source=ListSource.DTSEN, issued_on=timezone.localdate())
    runs.apply(run)
    assert run.state == RunState.PREVIEWED
    assert f"Rilis {code} adalah rilis DTSEN" in run.error


def test_rows_of_a_discarded_run_are_dropped_by_the_thousand_and_by_the_next_worker(tmp_path):
    """One piece of 150,000 rows kept every officer waiting on SQLite."""
    run = preview(a_city(tmp_path / "kota.csv"))
    runs.discard(run=run, by=UserFactory(role="admin"))
    dropped, most = Counter(), storing.BATCH // 20

    def note(execute, sql, params, many, context):
        if sql.startswith('DELETE FROM "registry_stagedrow"'):
            dropped[len(params) if many else len(params[0])] += 1
            if sum(dropped.values()) == 3:
                raise Killed
        return execute(sql, params, many, context)

    with pytest.MonkeyPatch.context() as patched, connection.execute_wrapper(note):
        patched.setattr(storing, "BATCH", most)
        with pytest.raises(Killed):
            drop_discarded_rows.func()
    assert dropped == {most: 3}
    assert run.staged_rows.count() == 2 * HOUSEHOLDS - 2 * most
    call_command("recover_imports")
    assert DBTaskResult.objects.filter(task_path=drop_discarded_rows.module_path).count() == 1
    drop_discarded_rows.func()
    assert not run.staged_rows.exists()


@pytest.mark.parametrize("state", [RunState.READING, RunState.PREVIEWED, RunState.APPLYING])
def test_an_undo_that_is_refused_leaves_the_work_of_another_alone(tmp_path, state):
    run = preview(write_list(tmp_path / "a.csv", [HEAD]))
    ImportRun.objects.filter(pk=run.pk).update(state=state)
    before = ImportRun.objects.values().get(pk=run.pk)
    with pytest.raises(runs.WrongState):
        undo.undo(run, None)
    assert ImportRun.objects.values().get(pk=run.pk) == before


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


def test_a_run_whose_worker_died_just_before_the_next_began_is_looked_at_again(tmp_path):
    run = preview(write_list(tmp_path / "a.csv", [HEAD]))
    runs.ask_apply(run=run, by=None)
    die(runs.apply, run)
    began = timezone.now()
    call_command("recover_imports")
    job = DBTaskResult.objects.get(task_path=look_again.module_path)
    assert job.run_after >= began + runs.STALE
    died_long_ago(run)
    look_again.func()
    assert DBTaskResult.objects.filter(task_path=apply_run.module_path).count() == 1


def test_a_worker_that_starts_where_all_is_done_has_nothing_to_look_at_again(tmp_path):
    apply(write_list(tmp_path / "a.csv", [HEAD]))
    call_command("recover_imports")
    assert not DBTaskResult.objects.filter(task_path=look_again.module_path).exists()


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


def test_rows_of_an_applied_run_are_never_dropped(tmp_path):
    """Its records name them, and no constraint of the database would keep them."""
    run = apply(write_list(tmp_path / "a.csv", [HEAD]))
    before = everything()
    with pytest.raises(RuntimeError):
        storing.drop_rows(run)
    assert everything() == before
