"""A wrong value is mended once for its whole column, and every row says so."""

import pytest

from registry.imports import choosing, runs
from registry.imports.values.mending import wrong_values
from registry.models import AuditEvent, Household, ImportRun, Outcome, RunState
from tests.factories import UserFactory, village
from tests.registry.imports.lists import CHILD, HEAD, apply, preview, warnings_of, write_list

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(tmp_path):
    return tmp_path / "daftar.csv"


def at(place, **values):
    return {**HEAD, "DESA/KELUARAHAN": place, **values}


def mend(run, **values):
    choosing.mend(run=run, values=values, by=UserFactory(role="admin"))
    runs.read(run)
    return run


def offered(run):
    return {(value.field, value.text): value for value in wrong_values(run)}


@pytest.fixture
def misspelt(path):
    """Both rows name a kelurahan that nobody knows."""
    return preview(write_list(path, [at("JAWAA"), {**CHILD, "DESA/KELUARAHAN": " Jawaa "}]))


def test_a_misspelt_kelurahan_is_offered_once_with_its_likeliest(path):
    run = preview(write_list(path, [at("JAWAA"), {**CHILD, "DESA/KELUARAHAN": "JAWAA"}]))
    (value,) = wrong_values(run)
    assert (value.text, value.rows, value.is_problem) == ("JAWAA", 2, True)
    assert value.likeliest == village("Jawa").code
    assert run.problem == 2


def test_nothing_is_mended_by_itself(misspelt):
    assert "mend" not in misspelt.options
    assert misspelt.problem == 2


def test_one_mend_serves_every_row_and_leaves_the_raw_cells(path):
    run = preview(write_list(path, [at("JAWAA"), {**CHILD, "DESA/KELUARAHAN": "JAWAA"}]))
    mend(run, village={"JAWAA": village("Jawa").code})
    assert (run.state, run.new, run.problem) == (RunState.PREVIEWED, 2, 0)
    assert {row.raw[4] for row in run.staged_rows.all()} == {"JAWAA"}
    assert warnings_of(run).count("Nilai “JAWAA” dibaca sebagai “Jawa (") == 2
    runs.ask_apply(run=run, by=None)
    runs.apply(run)
    assert Household.objects.get().area == village("Jawa")


def test_blanks_around_a_value_do_not_make_another_value(path):
    run = preview(write_list(path, [at(" JAWAA "), {**CHILD, "DESA/KELUARAHAN": "JAWAA"}]))
    mend(run, village={"JAWAA": village("Jawa").code})
    assert run.problem == 0


def test_a_mend_is_one_line_of_history(misspelt):
    run = mend(misspelt, village={"JAWAA": village("Jawa").code})
    event = AuditEvent.objects.get(run=run, verb="impor_perbaiki")
    assert event.after == {"village": f"JAWAA → {village('Jawa').code}"}
    assert event.actor is not None


@pytest.mark.parametrize(
    ("column", "cell", "field", "value"),
    [
        ("HUB KELUARGA", "ANAKNYA", "relation", "anak"),
        ("JENIS KELAMIN", "X", "sex", "L"),
        ("TANGGAL LAHIR", "31/02/1980", "birth_date", "01/03/1980"),
        ("KECAMATAN", "SMD ULU", "district", "Samarinda Ulu"),
        ("KABUPATEN/KOTA", "SMD", "city", "Samarinda"),
        ("RT", "RT A", "rt", "5"),
        ("BANSOS PKH", "MUNGKIN", "claim_pkh", "tidak"),
        ("HUB KELUARGA", "???", "relation", "-"),
    ],
)
def test_a_wrong_word_or_date_is_mended(path, column, cell, field, value):
    run = preview(write_list(path, [{**HEAD, column: cell}]))
    assert (field, cell) in offered(run)
    mend(run, **{field: {cell: value}})
    assert (run.new, run.problem) == (1, 0)


def test_who_somebody_is_is_never_mended_in_bulk(path):
    rows = [{**HEAD, "NIK": "123", "NOKK": "12", "NAMA": "77"}]
    assert wrong_values(preview(write_list(path, rows))) == []


def test_a_long_number_in_the_wrong_column_is_not_offered(path):
    run = preview(write_list(path, [at("64720312058")]))
    assert (run.problem, wrong_values(run)) == (1, [])


def test_a_bad_nik_does_not_hide_the_unknown_kelurahan(path):
    run = preview(write_list(path, [at("JAWAA", NIK="123")]))
    fields = [field for field, _, _ in run.staged_rows.get().problems]
    assert fields == ["nik", "village"]


def test_a_mended_value_can_be_told_otherwise(misspelt):
    run = mend(misspelt, village={"JAWAA": village("Jawa").code})
    value = offered(run)["village", "JAWAA"]
    assert (value.mended, value.is_problem) == (village("Jawa").code, False)
    mend(run)
    assert (run.problem, "mend" in run.options) == (2, False)


PAYMENT = {"NIK": HEAD["NIK"], "NAMA": "SITI", "BANSOS": "BPNTT", "PERIODE": "Aprl 2021"}


def test_programme_months_and_status_of_a_payment_list_are_mended(path):
    row = {**PAYMENT, "STATUS": "OKE", "KELURAHAN": "JAWAA"}
    run = preview(write_list(path, [row], list(row)), "disbursements")
    assert set(offered(run)) == {
        *(("program", "BPNTT"), ("period", "Aprl 2021"), ("status", "OKE"), ("village", "JAWAA")),
    }
    mend(
        run,
        program={"BPNTT": "BPNT"},
        period={"Aprl 2021": "2021-04"},
        status={"OKE": "disalurkan"},
        village={"JAWAA": "Jawa"},
    )
    assert (run.new, run.problem) == (1, 0)
    values = run.staged_rows.get().cleaned
    assert (values["village"], values["status"][0]) == ("Jawa", "disalurkan")


def test_a_bad_nik_does_not_hide_the_unknown_programme(path):
    row = {**PAYMENT, "NIK": "123", "PERIODE": ""}
    run = preview(write_list(path, [row], list(row)), "disbursements")
    fields = [field for field, _, _ in run.staged_rows.get().problems]
    assert fields == ["nik", "program", "period"]


def test_a_file_is_the_same_file_whatever_was_mended_in_it(path):
    run = preview(write_list(path, [HEAD, {**CHILD, "HUB KELUARGA": "ANAKNYA"}]))
    mend(run, relation={"ANAKNYA": "anak"})
    runs.ask_apply(run=run, by=None)
    runs.apply(run)
    again = preview(path)
    assert again.already_imported == run
    assert (again.state, again.same, again.problem) == (RunState.NOTHING, 1, 1)
    mend(again, relation={"ANAKNYA": "anak"})
    assert (again.same, again.problem) == (2, 0)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"program": "bpnt", "period": "2021-4"}, {"program": "BPNT", "period": "04/2021"}),
        ({"program": " Bpnt ", "period": "April 2021"}, {"program": "BPNT", "period": "2021-04"}),
    ],
)
def test_one_meaning_of_an_option_is_one_spelling(path, first, second):
    row = {"NIK": HEAD["NIK"], "NAMA": "SITI"}
    write_list(path, [row], list(row))
    run, again = (apply(path, "disbursements", options) for options in (first, second))
    assert run.options == again.options == {"program": "BPNT", "period": "2021-04"}
    assert again.already_imported == run


def test_a_release_is_known_in_other_letters(path):
    first = apply(write_list(path, [HEAD]), options={"release": "DTKS-2021-07"})
    again = preview(path, options={"release": " dtks-2021-07 "})
    assert (again.already_imported, again.options) == (first, first.options)


def test_options_chosen_on_the_preview_read_the_file_again_and_are_noted(path):
    row = {"NIK": HEAD["NIK"], "NAMA": "SITI"}
    run = preview(write_list(path, [row], list(row)), "recipients")
    assert run.problem == 1
    choosing.choose_options(run=run, chosen={"program": "bpnt"}, by=UserFactory(role="admin"))
    runs.read(run)
    assert (run.new, run.options) == (1, {"program": "BPNT"})
    event = AuditEvent.objects.get(run=run, verb="impor_pilih")
    assert (event.before, event.after) == ({"program": ""}, {"program": "BPNT"})


def test_a_run_that_was_to_be_applied_at_once_waits_once_somebody_changed_it(path):
    run = preview(write_list(path, [at("JAWAA")]))
    ImportRun.objects.update(apply_at_once=True)
    mend(run, village={"JAWAA": village("Jawa").code})
    assert not run.apply_at_once


def test_what_has_been_applied_cannot_be_mended(path):
    run = apply(write_list(path, [HEAD, {**CHILD, "HUB KELUARGA": "ANAKNYA"}]))
    with pytest.raises(runs.WrongState):
        mend(run, relation={"ANAKNYA": "anak"})
    assert run.staged_rows.filter(outcome=Outcome.PROBLEM).count() == 1
