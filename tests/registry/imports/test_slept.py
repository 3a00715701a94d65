"""A reader that slept overwrites nothing of what others have read and chosen meanwhile."""

import pytest

from registry.imports import choosing, runs, staging
from registry.imports.corrections import offered
from registry.imports.importkinds import kind_of
from registry.imports.people.families import BY_FAMILY
from registry.imports.people.leaving import gather_leaving_heads
from registry.imports.runrow import BegunAnew, claim, hold
from registry.models import ImportRun, RunState, Scheme
from tests.factories import UserFactory, village
from tests.registry.imports.children import died_long_ago
from tests.registry.imports.families import FAMILY, T1
from tests.registry.imports.lists import HEAD, RELEASE, apply, preview, write_list
from tests.registry.imports.test_correction_file import give_back

pytestmark = pytest.mark.django_db


@pytest.fixture
def asleep(monkeypatch):
    """Until another worker has read the file, and somebody chose something and had it read."""

    def fall(module, name, choose):
        work = getattr(module, name)

        def sleep(run, *told):
            monkeypatch.setattr(module, name, work)
            died_long_ago(run)
            (dead,) = runs.recover()
            runs.read(dead)
            choose(dead)
            runs.read(dead)
            return work(run, *told)

        monkeypatch.setattr(module, name, sleep)

    return fall


def test_not_the_columns(tmp_path, asleep):
    path = write_list(tmp_path / "a.csv", [HEAD])
    run = runs.receive(path=path, name=path.name, kind="dtks", options=RELEASE, by=None)
    by = UserFactory(role="admin")
    columns = {"PEKERJAAN": ""}
    chosen = {"columns": columns, "by": by}
    asleep(staging, "choose_sheet", lambda run: choosing.choose_columns(run=run, **chosen))
    runs.read(run)
    run = ImportRun.objects.get()
    assert (run.state, run.options["map"]) == (RunState.PREVIEWED, columns)
    assert run.mapping["PEKERJAAN"] is None


def test_not_the_options_when_it_takes_up_a_correction(tmp_path, asleep):
    run = preview(write_list(tmp_path / "a.csv", [{**HEAD, "DESA/KELUARAHAN": "JAWAA"}]))
    path = give_back(run, tmp_path / "masalah.csv")
    choosing.take_correction(run=run, path=path, name=path.name, by=None)
    values = {"village": {"JAWAA": village("Jawa").code}}
    by = UserFactory(role="admin")
    asleep(offered, "check_correction", lambda run: choosing.mend(run=run, values=values, by=by))
    runs.read(run)
    run = ImportRun.objects.get()
    assert (run.state, run.progress, run.options.get("mend")) == (RunState.PREVIEWED, 100, values)


def test_not_what_stands_behind_the_foreseen_figures(tmp_path, asleep):
    path = write_list(tmp_path / "a.csv", [{**HEAD, "DESA/KELUARAHAN": "JAWAA"}])
    run = runs.receive(path=path, name=path.name, kind="dtks", options=RELEASE, by=None)
    values = {"village": {"JAWAA": village("Jawa").code}}
    by = UserFactory(role="admin")
    asleep(runs, "foresee", lambda run: choosing.mend(run=run, values=values, by=by))
    runs.read(run)
    run = ImportRun.objects.get()
    figures = {effect["key"]: effect["count"] for effect in run.effects["city"]}
    assert {key: run.foreseen.filter(effect=key).count() for key in figures} == figures
    assert any(figures.values())


def test_whoever_was_replaced_is_not_taken_for_the_next_one(tmp_path):
    """Attempts are counted from one again where somebody chose something."""
    path = write_list(tmp_path / "a.csv", [HEAD])
    run = runs.receive(path=path, name=path.name, kind="dtks", options=RELEASE, by=None)
    slept, latest = (ImportRun.objects.get(pk=run.pk) for _ in range(2))
    reading = {"state": RunState.READING}
    assert claim(slept, RunState.WAITING, **reading)
    died_long_ago(run)
    (dead,) = runs.recover()
    runs.read(dead)
    choosing.choose_columns(run=dead, columns={"PEKERJAAN": ""}, by=UserFactory(role="admin"))
    assert claim(latest, RunState.WAITING, **reading)
    assert slept.attempts == latest.attempts
    with pytest.raises(BegunAnew):
        hold(slept)
    hold(latest)


def test_a_second_job_of_one_apply_finds_nothing_to_do(tmp_path):
    run = preview(write_list(tmp_path / "a.csv", [HEAD]))
    runs.ask_apply(run=run, by=None)
    first, second = (ImportRun.objects.get(pk=run.pk) for _ in range(2))
    assert claim(first, RunState.APPLYING)
    runs.apply(second)
    assert (second.state, second.attempts) == (RunState.APPLYING, 1)
    hold(first)


@pytest.fixture
def slept(tmp_path):
    """Whoever slept before rows are put together, and another one applies the run meanwhile."""

    def fall(kind, rows, options=None):
        path = write_list(tmp_path / "a.csv", rows, list(rows[0]))
        run = preview(path, kind, options)
        slept = ImportRun.objects.get(pk=run.pk)
        runs.ask_apply(run=run, by=None)
        assert claim(run, RunState.APPLYING)
        return slept

    return fall


def test_who_slept_puts_no_rows_of_a_leaving_head_together(slept):
    with pytest.raises(BegunAnew):
        gather_leaving_heads(slept("dtks", [HEAD]), Scheme.DTKS)


def test_nor_families_of_one_house(slept):
    run = slept("dtsen", [FAMILY, {**FAMILY, "id_keluarga": "KEL0002"}], T1)
    with pytest.raises(BegunAnew):
        BY_FAMILY.gather(run)


def test_nor_results_of_one_household(slept, tmp_path):
    apply(write_list(tmp_path / "lama.csv", [HEAD]))
    result = {"NIK": HEAD["NIK"], "NAMA": HEAD["NAMA"], "HASIL": "TERKONFIRMASI"}
    run = slept("verifications", [{**result, "TANGGAL": "01/04/2021", "PETUGAS": "A"}])
    with pytest.raises(BegunAnew):
        kind_of("verifications").gather(run)
