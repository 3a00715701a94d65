"""For which months a row of a payment list is taken."""

import pytest

from bansos.lib.dates import month_of, to_iso_month, today
from programs.models import Disbursement
from tests.programs.test_intake import BPNT, MONTH, payments
from tests.registry.imports.lists import HEAD, counts, problems_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("cells", "months"),
    [
        ({"PERIODE": "April 2021"}, (MONTH, MONTH)),
        ({"BULAN": "2021-04"}, (MONTH, MONTH)),
        ({"PERIODE": "04/2021"}, (MONTH, MONTH)),
        ({"PERIODE": "April - Juni 2021"}, (MONTH, MONTH + 2)),
        ({"TAHAP": "Tahap 2 2021"}, (MONTH, MONTH + 2)),
        ({"PERIODE": "TW II 2021"}, (MONTH, MONTH + 2)),
    ],
)
def test_the_months_come_from_the_row(tmp_path, cells, months):
    payments(tmp_path, {"NIK": HEAD["NIK"], "NAMA": "A", **cells}, options=BPNT)
    assert Disbursement.objects.get().months == months


def months_in(tmp_path, *cells, period):
    rows = [{"NIK": HEAD["NIK"], "NAMA": "A", **each} for each in cells]
    run = payments(tmp_path, *rows, options={**BPNT, "period": period})
    return run, [payment.months for payment in Disbursement.objects.order_by("first_month")]


@pytest.mark.parametrize("column", ["BULAN", "TAHAP/BULAN"])
@pytest.mark.parametrize("year", ["", " 2021"])
def test_months_named_one_by_one_are_as_many_payments(tmp_path, column, year):
    cells = [{column: f"{month}{year}"} for month in ("APRIL", "MEI", "JUNI")]
    run, months = months_in(tmp_path, *cells, period="2021-04..2021-06")
    assert counts(run) == (3, 0, 0, 0)
    assert months == [(MONTH + n, MONTH + n) for n in range(3)]


@pytest.mark.parametrize(
    ("cells", "period", "months"),
    [
        ({"BULAN": "5"}, "2021-04..2021-06", (MONTH + 1, MONTH + 1)),
        ({"BULAN": "April - Mei"}, "2021-04..2021-06", (MONTH, MONTH + 1)),
        ({"BULAN": "TW II"}, "2021-04..2021-06", (MONTH, MONTH + 2)),
        ({"BULAN": "Januari"}, "2020-11..2021-02", (MONTH - 3, MONTH - 3)),
        ({"BULAN": "", "TAHAP": "Mei 2021"}, "2021-04..2021-06", (MONTH + 1, MONTH + 1)),
        # A stage that names no month is a stage.
        ({"TAHAP": "5"}, "2021-04", (MONTH, MONTH)),
        ({"TAHAP": "Tahap II"}, "2021-04", (MONTH, MONTH)),
        ({"TAHAP": "Tahap 2 2021"}, "2021-04", (MONTH, MONTH)),
        ({"PERIODE": "2021"}, "2021-04", (MONTH, MONTH)),
        ({"TAHAP": "1 (JAN-MAR)"}, "2021-04", (MONTH, MONTH)),
    ],
)
def test_a_month_without_a_year_takes_it_from_the_option(tmp_path, cells, period, months):
    assert months_in(tmp_path, cells, period=period)[1] == [months]


@pytest.mark.parametrize(
    ("cells", "period", "words"),
    [
        ({"BULAN": "MEI"}, "2021-04", "Mei 2021 di luar bulan yang dipilih"),
        ({"BULAN": "5"}, "2021-04", "Mei 2021 di luar bulan yang dipilih"),
        ({"BULAN": "Mei 2021"}, "2021-04", "Mei 2021 di luar bulan yang dipilih"),
        ({"TAHAP/BULAN": "MEI"}, "2021-04", "Mei 2021 di luar bulan yang dipilih"),
        ({"TAHAP": "Mei 2021"}, "2021-01", "untuk impor ini (Januari 2021)"),
        ({"BULAN": "Mei"}, "2021-04..2022-06", "Tulis tahunnya"),
        ({"BULAN": "Aprl"}, "2021-04", "tidak terbaca"),
        ({"BULAN": "1/5"}, "2021-04..2021-06", "tidak terbaca"),
    ],
)
def test_what_the_row_says_against_the_option_is_a_problem(tmp_path, cells, period, words):
    run, _ = months_in(tmp_path, cells, period=period)
    assert counts(run) == (0, 0, 0, 1)
    assert words in problems_of(run)


@pytest.mark.parametrize(("column", "cell"), [("PERIODE", "2091-04"), ("TAHAP", "TW II 2091")])
def test_a_month_in_the_far_future_is_a_problem(tmp_path, column, cell):
    row = {"NIK": HEAD["NIK"], "NAMA": "A"}
    run = payments(tmp_path, {**row, column: cell}, options=BPNT)
    assert counts(run) == (0, 0, 0, 1)
    assert "2091 masih lebih dari setahun lagi" in problems_of(run)


def test_months_of_the_year_to_come_are_taken(tmp_path):
    latest = month_of(today()) + 12
    cells = [{"PERIODE": to_iso_month(month)} for month in (latest, latest + 1)]
    run = payments(tmp_path, *[{"NIK": HEAD["NIK"], "NAMA": "A", **c} for c in cells], options=BPNT)
    assert counts(run) == (1, 0, 0, 1)


def test_an_option_in_the_far_future_refuses_the_file(tmp_path):
    run = payments(
        tmp_path, {"NIK": HEAD["NIK"], "NAMA": "A"}, options={**BPNT, "period": "2091-04"}
    )
    assert (run.state, "April 2091 masih lebih dari setahun lagi" in run.error) == ("ditolak", True)


def test_a_row_without_months_is_a_problem(tmp_path):
    run = payments(tmp_path, {"NIK": HEAD["NIK"], "NAMA": "A"}, options=BPNT)
    assert counts(run) == (0, 0, 0, 1)
    assert "Bulan penyaluran" in problems_of(run)
