"""Problem rows go back to their sender, come back mended, and take their own place again."""

import subprocess

import openpyxl
import pytest
import xlsxwriter
from django.utils import timezone

from registry.events import Verb
from registry.imports import choosing, runs
from registry.imports.corrections import offered
from registry.imports.corrections.corrected import find_correction
from registry.imports.corrections.correction import write_correction_file
from registry.imports.reading import reader
from registry.imports.reading.reader import read_rows, read_sheets
from registry.imports.refusal import FileRefused
from registry.models import AuditEvent, Household, ImportRun, Outcome, RunState, StagedRow
from tests.registry.imports.children import die, died_long_ago
from tests.registry.imports.lists import (
    CHILD,
    HEAD,
    HEADER,
    RELEASE,
    apply,
    everything,
    preview,
    write_list,
)

pytestmark = pytest.mark.django_db
BAD = {**CHILD, "NIK": "123"}
MENDED = CHILD["NIK"]


@pytest.fixture
def run(tmp_path):
    """Previewed: row 2 is sound, row 3 has a damaged NIK."""
    return preview(write_list(tmp_path / "dtks.csv", [HEAD, BAD]))


def book(path, rows, sheet="Kel. Jawa", others=("Petunjuk",)):
    """A workbook with a title above the header, and other sheets around the list."""
    with xlsxwriter.Workbook(str(path)) as made:
        for name in others:
            made.add_worksheet(name)
        page = made.add_worksheet(sheet)
        page.write(0, 0, "DAFTAR DTKS KECAMATAN SAMARINDA ULU")
        page.write_row(2, 0, HEADER)
        for at, row in enumerate(rows, start=3):
            page.write_row(at, 0, [row.get(word, "") for word in HEADER])
    return path


def change(path, header, value, row=-1):
    """Writes another value into a text or workbook correction file."""
    if path.suffix == ".csv":
        lines = [line.split("|") for line in path.read_text(encoding="utf-8").splitlines()]
        lines[row][lines[0].index(header)] = value
        path.write_text("\n".join("|".join(line) for line in lines), encoding="utf-8")
        return
    made = openpyxl.load_workbook(path)
    page = made.active
    at = next(cell for cells in page.iter_rows() for cell in cells if cell.value == header)
    page.cell(page.max_row if row == -1 else row, at.column).value = value
    made.save(path)


def give_back(run, path):
    write_correction_file(run, path)
    return path


def take(run, path):
    choosing.take_correction(run=run, path=path, name=path.name, by=None)
    runs.read(run)


def test_it_names_the_row_and_the_run_before_the_reason(run, tmp_path):
    lines = give_back(run, tmp_path / "masalah.csv").read_text().splitlines()
    assert lines[0] == "|".join([*HEADER, f"BARIS (impor {run.public_id.hex[:8]})", "ALASAN"])
    assert "|3|" in lines[1]
    assert "3 digit" in lines[1]


def test_a_workbook_goes_back_in_the_senders_layout(tmp_path):
    run = preview(book(tmp_path / "a.xlsx", [HEAD, BAD]))
    path = give_back(run, tmp_path / "masalah.xlsx")
    assert [sheet.name for sheet in read_sheets(path)] == ["Petunjuk", "Kel. Jawa"]
    rows = list(read_rows(path, "Kel. Jawa"))
    assert [row.number for row in rows] == [1, 3, 4]
    assert rows[1].cells[: len(HEADER)] == HEADER
    assert rows[2].cells[HEADER.index("NIK")] == "123"


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_mended_row_takes_its_place_in_the_same_run(run, tmp_path, ending):
    path = give_back(run, tmp_path / f"masalah.{ending}")
    change(path, "NIK", MENDED)
    take(run, path)
    assert (run.state, run.new, run.problem) == (RunState.PREVIEWED, 2, 0)
    row = run.staged_rows.get(number=3)
    assert row.mended_by.name == path.name
    assert row.raw[HEADER.index("NIK")] == MENDED
    assert len(row.raw) <= len(HEADER)
    assert run.staged_rows.get(number=2).mended_by is None


def test_a_row_that_came_back_unchanged_is_still_the_senders(run, tmp_path):
    take(run, give_back(run, tmp_path / "masalah.xlsx"))
    assert (run.new, run.problem) == (1, 1)
    assert run.staged_rows.get(number=3).mended_by is None


def test_what_is_applied_is_the_mended_row(run, tmp_path):
    path = give_back(run, tmp_path / "masalah.xlsx")
    change(path, "NIK", MENDED)
    take(run, path)
    runs.ask_apply(run=run, by=None)
    runs.apply(run)
    assert Household.objects.get().memberships.filter(person__nik=MENDED).exists()


def test_a_second_correction_mends_what_the_first_left(tmp_path):
    two = [HEAD, BAD, {**BAD, "NAMA": "TINI", "NIK": "12"}]
    run = preview(write_list(tmp_path / "dtks.csv", two))
    path = give_back(run, tmp_path / "satu.csv")
    change(path, "NIK", MENDED, row=1)
    take(run, path)
    path = give_back(run, tmp_path / "dua.csv")
    change(path, "NIK", "6472035501100003")
    take(run, path)
    names = run.staged_rows.order_by("number").values_list("mended_by__name", flat=True)
    assert (run.new, run.problem, list(names)) == (3, 0, [None, "satu.csv", "dua.csv"])


def test_taking_a_correction_is_one_line_of_history(run, tmp_path):
    take(run, give_back(run, tmp_path / "masalah.csv"))
    event = AuditEvent.objects.filter(run=run).latest("id")
    assert event.after == {"correction": "masalah.csv"}


def refused(run, path):
    """What the preview says, which stands as it stood, rows and figures alike."""
    before = list(run.staged_rows.values())
    take(run, path)
    run.refresh_from_db()
    assert (run.state, run.progress, run.new, run.problem) == (RunState.PREVIEWED, 100, 1, 1)
    assert list(run.staged_rows.values()) == before
    assert "offered" not in run.options
    assert "corrections" not in run.options
    return run.error


@pytest.mark.parametrize(
    ("header", "value", "words"),
    [
        ("BARIS", "900", "Tidak ada baris 900"),
        ("BARIS", "2", "Baris 2 tidak bermasalah"),
        ("BARIS", "tiga", "Baris 2 tidak menyebut nomor"),
    ],
)
def test_a_row_that_is_not_one_of_the_problem_rows_is_refused(run, tmp_path, header, value, words):
    path = give_back(run, tmp_path / "masalah.csv")
    change(path, f"{header} (impor {run.public_id.hex[:8]})", value)
    assert words in refused(run, path)


def test_a_file_whose_columns_moved_is_refused(run, tmp_path):
    path = give_back(run, tmp_path / "masalah.csv")
    path.write_text(path.read_text().replace("|NIK|NAMA|", "|NAMA|NIK|"))
    assert "berjudul “NAMA”, di berkas asal “NIK”" in refused(run, path)


def test_a_row_twice_is_refused(run, tmp_path):
    path = give_back(run, tmp_path / "masalah.csv")
    path.write_text(path.read_text() + path.read_text().splitlines()[-1] + "\n")
    assert "tertulis dua kali" in refused(run, path)


@pytest.mark.parametrize(("ending", "empty", "line"), [("csv", "", 1), ("xlsx", None, 2)])
def test_a_first_row_that_lost_its_number_is_refused(tmp_path, ending, empty, line):
    run = preview(write_list(tmp_path / "dtks.csv", [BAD, {**BAD, "NAMA": "TINI", "NIK": "12"}]))
    path = give_back(run, tmp_path / f"masalah.{ending}")
    change(path, f"BARIS (impor {run.public_id.hex[:8]})", empty, row=line)
    take(run, path)
    assert "Baris 2 tidak menyebut nomor" in run.error


def test_another_file_is_no_correction_of_this_run(run, tmp_path):
    with pytest.raises(FileRefused, match="bukan berkas perbaikan"):
        take(run, write_list(tmp_path / "lain.csv", [CHILD]))
    other = preview(write_list(tmp_path / "b.csv", [{**BAD, "NIK": "77"}]))
    with pytest.raises(FileRefused, match="impor lain"):
        take(run, give_back(other, tmp_path / "masalah.csv"))


def test_the_history_says_which_correction_was_turned_away_and_why(run, tmp_path):
    path = give_back(run, tmp_path / "masalah.csv")
    change(path, f"BARIS (impor {run.public_id.hex[:8]})", "900")
    take(run, path)
    event = AuditEvent.objects.filter(run=run).latest("id")
    assert (event.verb, event.subject) == (Verb.IMPORT_REFUSED, "file:masalah.csv")
    assert "Tidak ada baris 900" in event.reason


def test_an_earlier_correction_outlives_one_that_is_turned_away(run, tmp_path):
    path = give_back(run, tmp_path / "satu.csv")
    change(path, "NIK", MENDED)
    take(run, path)
    kept = run.options["corrections"]
    path = give_back(run, tmp_path / "dua.csv")
    path.write_text(path.read_text() + "|".join(["x"] * len(HEADER)) + "|900|x\n")
    take(run, path)
    assert (run.options["corrections"], run.problem) == (kept, 0)
    assert "dua.csv tidak dipakai" in run.error


def test_a_worker_that_died_over_a_correction_takes_it_up_again(run, tmp_path):
    path = give_back(run, tmp_path / "masalah.csv")
    change(path, "NIK", MENDED)
    choosing.take_correction(run=run, path=path, name=path.name, by=None)
    long_ago = timezone.now() - runs.STALE * 2
    ImportRun.objects.filter(pk=run.pk).update(state=RunState.READING, heartbeat=long_ago)
    assert runs.recover() == [run]
    run.refresh_from_db()
    runs.read(run)
    assert (run.state, run.new, run.problem) == (RunState.PREVIEWED, 2, 0)


def test_a_correction_that_kills_every_worker_leaves_the_preview_as_it_stood(run, tmp_path):
    path = give_back(run, tmp_path / "masalah.csv")
    before = everything([ImportRun, StagedRow])
    choosing.take_correction(run=run, path=path, name=path.name, by=None)
    for _ in range(runs.MOST_ATTEMPTS):
        die(runs.read, run)
        died_long_ago(run)
        runs.recover()
    assert as_it_stood(run, before)
    assert "masalah.csv tidak dipakai. Pekerjaan terhenti" in run.error


def test_a_correction_over_which_we_fail_leaves_the_preview_as_it_stood(run, tmp_path, monkeypatch):
    path = give_back(run, tmp_path / "masalah.csv")
    before = everything([ImportRun, StagedRow])
    choosing.take_correction(run=run, path=path, name=path.name, by=None)
    monkeypatch.setattr(offered, "check_correction", lambda *told: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        runs.read(run)
    assert as_it_stood(run, before)
    assert "masalah.csv tidak dipakai. Aplikasi gagal" in run.error


@pytest.fixture
def corrected(tmp_path):
    """A run of which one correction file has mended one row, and one that mends the other."""
    run = preview(write_list(tmp_path / "dtks.csv", [HEAD, BAD, {**BAD, "NAMA": "TINI"}]))
    first, second = give_back(run, tmp_path / "satu.csv"), give_back(run, tmp_path / "dua.csv")
    change(first, "NIK", MENDED, row=1)
    change(second, "NIK", "6472035501100003", row=2)
    take(run, first)
    assert (run.new, run.problem) == (2, 1)
    return run, second


def killed_once_it_was_accepted(run, path):
    """Again and again, as soon as the rows of the preview are to be dropped."""
    choosing.take_correction(run=run, path=path, name=path.name, by=None)
    for _ in range(runs.MOST_ATTEMPTS):
        die(runs.read, run, at='SELECT "registry_stagedrow"."id"')
        died_long_ago(run)
        handed_on = runs.recover()
    assert handed_on == [run]
    runs.read(run)


def test_a_correction_that_kills_every_worker_once_it_was_accepted_is_withdrawn(corrected):
    run, path = corrected
    kept = run.options
    killed_once_it_was_accepted(run, path)
    assert (run.state, run.new, run.problem) == (RunState.PREVIEWED, 2, 1)
    assert run.options == kept
    assert "dua.csv tidak dipakai. Pekerjaan terhenti 3 kali" in run.error
    event = AuditEvent.objects.filter(run=run).latest("id")
    assert (event.verb, event.subject) == (Verb.IMPORT_REFUSED, "file:dua.csv")


def test_a_correction_that_is_sent_again_and_withdrawn_keeps_what_it_had_mended(corrected):
    run, path = corrected
    take(run, path)
    kept = run.options
    killed_once_it_was_accepted(run, path.with_name("satu.csv"))
    assert (run.options, run.new, run.problem) == (kept, 3, 0)


def test_a_run_is_read_without_the_correction_over_which_its_reading_fails(corrected, monkeypatch):
    run, path = corrected
    kept, judge_all = run.options, runs.judge_all

    def fail(run, *told, **how):
        return judge_all(run, *told, **how) if run.options == kept else 1 / 0

    monkeypatch.setattr(runs, "judge_all", fail)
    choosing.take_correction(run=run, path=path, name=path.name, by=None)
    with pytest.raises(ZeroDivisionError):
        runs.read(run)
    assert (run.state, run.options, run.problem) == (RunState.PREVIEWED, kept, 1)
    assert "dua.csv tidak dipakai. Aplikasi gagal" in run.error


def as_it_stood(run, before):
    run.refresh_from_db()
    after = everything([ImportRun, StagedRow])
    for (row,) in (before["ImportRun"], after["ImportRun"]):
        for name in ("error", "heartbeat", "worker", "created_by_id", "seconds"):
            row.pop(name)
    return after == before


def test_the_sheets_of_a_workbook_are_looked_through_by_one_child(run, tmp_path, monkeypatch):
    started = []
    popen = subprocess.Popen
    monkeypatch.setattr(
        reader.subprocess, "Popen", lambda *told, **how: started.append(1) or popen(*told, **how)
    )
    path = book(tmp_path / "a.xlsx", [HEAD], others=[f"Kel {n}" for n in range(8)])
    assert find_correction(path) is None
    assert len(started) == 1


def test_after_the_apply_a_correction_is_a_run_of_its_own_that_names_the_first(tmp_path):
    bad = {**BAD, "DESA/KELUARAHAN": "Jawa"}
    first = apply(
        write_list(tmp_path / "dtks.csv", [HEAD, bad]), options={"release": "DTKS-2020-01"}
    )
    path = give_back(first, tmp_path / "masalah.xlsx")
    change(path, "NIK", MENDED)
    second = preview(path, options={})
    assert second.corrects == first
    assert second.options["release"] == "DTKS-2020-01"
    assert (second.new, second.problem) == (1, 0)
    assert second.mapping["ALASAN"] is None


def test_the_correction_of_a_correction_has_our_columns_once(tmp_path):
    first = apply(write_list(tmp_path / "dtks.csv", [HEAD, BAD]))
    second = preview(give_back(first, tmp_path / "satu.csv"), options={})
    lines = give_back(second, tmp_path / "dua.csv").read_text().splitlines()
    assert lines[0].split("|")[-2:] == [f"BARIS (impor {second.public_id.hex[:8]})", "ALASAN"]
    assert len(lines[0].split("|")) == len(HEADER) + 2
    assert lines[1].split("|")[-2] == "2"


def test_a_row_with_a_separator_inside_is_still_too_wide_in_a_run_of_its_own(tmp_path):
    path = write_list(tmp_path / "dtks.csv", [HEAD, CHILD])
    path.write_text(path.read_text().replace("|RUDI|", "|RU|DI|"))
    first = apply(path)
    again = preview(give_back(first, tmp_path / "masalah.csv"), options={})
    assert "ada pemisah kolom" in again.staged_rows.get().problems[0][2]


def test_a_column_without_a_title_is_no_separator_too_many_in_a_run_of_its_own(tmp_path):
    path = write_list(tmp_path / "dtks.csv", [HEAD, BAD])
    header, *rows = path.read_text().splitlines()
    path.write_text("\n".join([header, *(f"{row}|lengkap" for row in rows)]))
    first = apply(path)
    path = give_back(first, tmp_path / "masalah.csv")
    change(path, "NIK", MENDED)
    again = preview(path, options={})
    assert (first.problem, again.new, again.problem) == (1, 1, 0)


def test_the_kind_of_the_first_run_is_asked_for(run, tmp_path):
    path = give_back(run, tmp_path / "masalah.csv")
    with pytest.raises(FileRefused, match="Data DTKS"):
        preview(path, "recipients", {"program": "BPNT"})


def test_two_header_rows_and_a_numbering_row_are_read_again(tmp_path):
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as made:
        page = made.add_worksheet("Data")
        page.write(0, 0, "REKAP")
        page.write_row(1, 0, [*HEADER[:19], "BANSOS"])
        page.write_row(2, 19, ["BPNT", "PKH", "BPNT-PPKM"])
        page.write_row(3, 0, list(range(1, 23)))
        for at, row in enumerate([HEAD, BAD], start=4):
            page.write_row(at, 0, [row.get(word, "") for word in HEADER[:22]])
    first = apply(tmp_path / "a.xlsx", options=RELEASE)
    assert (first.new, first.problem, first.mapping["BANSOS PKH"]) == (1, 1, "claim_pkh")
    path = give_back(first, tmp_path / "masalah.xlsx")
    change(path, "NIK", MENDED)
    second = preview(path, options={})
    assert second.headers[:22] == first.headers
    assert (second.new, second.staged_rows.exclude(outcome=Outcome.NEW).count()) == (1, 0)
