"""Codes and words of the sources against our closed lists."""

from collections.abc import Callable

import pytest
from django.db.models import TextChoices
from hypothesis import given
from hypothesis import strategies as st

from registry import codes
from registry.codes import (
    PaymentStatus,
    Relation,
    VisitResult,
    read_existence,
    read_funding_source,
    read_marital,
    read_payment_status,
    read_program_target,
    read_relation,
    read_sex,
    read_visit_result,
    read_yes_no,
)
from registry.identifiers import Reading

READERS: dict[type[TextChoices], Callable[[object], Reading]] = {
    codes.Sex: read_sex,
    codes.Relation: read_relation,
    codes.Marital: read_marital,
    codes.Existence: read_existence,
    codes.FundingSource: read_funding_source,
    codes.ProgramTarget: read_program_target,
    codes.PaymentStatus: read_payment_status,
    codes.VisitResult: read_visit_result,
}


@pytest.mark.parametrize("choices", READERS)
def test_our_own_labels_read_back(choices: type[TextChoices]) -> None:
    for value, label in choices.choices:
        assert READERS[choices](label).value == value


@pytest.mark.parametrize("choices", READERS)
def test_our_own_values_read_back(choices: type[TextChoices]) -> None:
    for value in choices.values:
        assert READERS[choices](value).value == value


@pytest.mark.parametrize("cell", [None, "", "-", "  "])
def test_an_empty_cell_is_no_error(cell: object) -> None:
    for read in [*READERS.values(), read_yes_no]:
        reading = read(cell)
        assert reading.was_empty
        assert reading.error is None


@given(st.one_of(st.text(), st.integers(), st.floats(), st.booleans()))
def test_any_cell_is_read_or_refused_in_words(cell: object) -> None:
    for read in [*READERS.values(), read_yes_no]:
        reading = read(cell)
        assert reading.value or reading.error or reading.was_empty


@pytest.mark.parametrize(
    ("cell", "value"),
    [("1", "L"), (1.0, "L"), ("LAKI-LAKI", "L"), ("pria", "L"), (2, "P"), ("Wanita", "P")],
)
def test_sex_is_read_from_codes_and_words(cell: object, value: str) -> None:
    assert read_sex(cell).value == value


@pytest.mark.parametrize(
    ("scheme", "number", "value"),
    [
        ("statistik", "3", Relation.CHILD),
        ("dukcapil", "3", Relation.WIFE),
        ("statistik", 2.0, Relation.SPOUSE),
        ("dukcapil", "02", Relation.HUSBAND),
        ("dukcapil", "11", Relation.OTHER),
    ],
)
def test_a_number_means_what_its_list_means(scheme: str, number: object, value: str) -> None:
    assert read_relation(number, scheme).value == value  # type: ignore[arg-type]


def test_a_number_of_no_list_asks_for_the_list() -> None:
    assert "--relation-codes" in (read_relation("3").error or "")


@pytest.mark.parametrize("scheme", [None, "statistik", "dukcapil"])
def test_words_mean_the_same_in_both_lists(scheme: str | None) -> None:
    words = ["Kepala Keluarga", "ISTRI", "anak", "Orang Tua/Mertua", "Famili Lain"]
    read = [read_relation(word, scheme).value for word in words]  # type: ignore[arg-type]
    assert read == ["kepala", "istri", "anak", "ortu_mertua", "famili_lain"]


@pytest.mark.parametrize("number", ["9", "12", "99"])
def test_a_number_beyond_the_list_is_refused(number: str) -> None:
    assert read_relation(number, "statistik").error


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("SPM", PaymentStatus.PROCESSING),
        ("SI", PaymentStatus.PROCESSING),
        ("OMSPAN", PaymentStatus.PROCESSING),
        ("GAGAL OMSPAN", PaymentStatus.FAILED),
        ("BUREKOL", PaymentStatus.PROCESSING),
        ("EXCLUDE", PaymentStatus.EXCLUDED),
        ("EXCLUDE MENINGGAL", PaymentStatus.EXCLUDED),
        ("TIDAK TRANSAKSI", PaymentStatus.FAILED),
        ("SP2D", PaymentStatus.PROCESSING),
        ("berhasil transaksi", PaymentStatus.PAID),
        ("gagal salur", PaymentStatus.FAILED),
        ("retur", PaymentStatus.FAILED),
        ("setor kas negara", PaymentStatus.FAILED),
        ("Sudah Cair", PaymentStatus.PAID),
        ("belum cair", PaymentStatus.PROCESSING),
    ],
)
def test_the_words_of_the_offices_are_one_of_five_states(words: str, status: str) -> None:
    assert read_payment_status(words).value == status
    assert read_payment_status(words).warnings == ()


def test_an_unknown_status_never_counts_as_paid() -> None:
    reading = read_payment_status("RENCANA KHUSUS")
    assert reading.value == PaymentStatus.PROCESSING
    assert reading.warnings
    assert reading.error is None


@pytest.mark.parametrize(
    ("words", "result"),
    [
        ("Meninggal dunia", VisitResult.DECEASED),
        ("pindah dalam kota", VisitResult.MOVED_INSIDE),
        ("Pindah keluar kota", VisitResult.MOVED_OUT),
        ("TIDAK DITEMUKAN", VisitResult.NOT_FOUND),
        ("sudah mampu", VisitResult.CAPABLE),
        ("Masih ada", VisitResult.CONFIRMED),
        ("KRT Meninggal", VisitResult.DECEASED),
        ("pindah antar kelurahan", VisitResult.MOVED_INSIDE),
        ("Pindah ke luar Samarinda", VisitResult.MOVED_OUT),
        ("tdk ada", VisitResult.NOT_FOUND),
        ("Graduasi mandiri", VisitResult.REFUSED),
        ("Sudah sejahtera", VisitResult.CAPABLE),
        ("Terdaftar ganda", VisitResult.DUPLICATE),
        ("Tidak berada di tempat", VisitResult.POSTPONED),
    ],
)
def test_results_of_visits_are_read_from_words(words: str, result: str) -> None:
    assert read_visit_result(words).value == result


def test_a_move_without_destination_is_read_with_a_warning() -> None:
    reading = read_visit_result("PINDAH")
    assert reading.value == VisitResult.MOVED_OUT
    assert reading.warnings


def test_the_ministrys_word_for_the_rest_is_read_with_a_warning() -> None:
    reading = read_visit_result("Tidak Terkonfirmasi")
    assert reading.value == VisitResult.NOT_FOUND
    assert reading.warnings


@pytest.mark.parametrize("cell", ["4", 4, 4.0, " 06 "])
def test_a_number_is_no_result_of_a_visit(cell: object) -> None:
    assert "angka" in (read_visit_result(cell).error or "")


@pytest.mark.parametrize(
    ("cell", "value"), [("YA", "ya"), (True, "ya"), ("Tidak", "tidak"), (0, "tidak")]
)
def test_yes_and_no_are_read(cell: object, value: str) -> None:
    assert read_yes_no(cell).value == value
