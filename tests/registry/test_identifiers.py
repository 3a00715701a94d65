"""NIK, No. KK and ID DTKS: what is read, refused, left empty, and never shown."""

import datetime
import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.identifiers import (
    PROVINCES,
    Reading,
    cross_check,
    mask_digits,
    mask_kk,
    mask_nik,
    nik_area,
    nik_birth_date,
    nik_sex,
    read_dtks_id,
    read_kk,
    read_nik,
)

NIK = "6472031205780001"
KK = "6472031505080012"


@st.composite
def niks(draw: st.DrawFn) -> str:
    born = draw(st.dates(datetime.date(1925, 1, 1), datetime.date(2024, 12, 31)))
    day = born.day + draw(st.sampled_from([0, 40]))
    province, rest = draw(st.sampled_from(sorted(PROVINCES))), draw(st.integers(0, 9999))
    return f"{province}{rest:04}{day:02}{born:%m%y}{draw(st.integers(1, 9999)):04}"


@given(niks())
def test_every_well_formed_nik_is_read_as_it_stands(nik: str) -> None:
    assert read_nik(nik) == Reading(nik) or len(set(nik)) == 1


@given(niks(), st.sampled_from(["'", "`", " ", "\u00a0", "\u200b", ".", "-", "\ufeff"]), st.data())
def test_noise_around_and_inside_is_cleaned_without_loss(
    nik: str, noise: str, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, 15))
    assert read_nik(nik[:at] + noise + nik[at:]).value in {nik, None if len(set(nik)) == 1 else nik}


@pytest.mark.parametrize(
    "cell", [f"{NIK}.0", f"'{NIK}", "6472.0312.0578.0001", "6472-0312-0578-0001", f"\t{NIK}\n"]
)
def test_the_ways_lists_write_a_nik_are_one_nik(cell: str) -> None:
    assert read_nik(cell).value == NIK


@pytest.mark.parametrize(
    "cell",
    [None, "", "-", "0", 0, 0.0, float("nan"), "0000000000000000", "9999999999999999", "999",
     "1234567890123456", 1234567890123450.0, "kosong", " - ", "NULL"],
)  # fmt: skip
def test_placeholders_are_an_empty_nik_with_a_warning(cell: object) -> None:
    reading = read_nik(cell)
    assert (reading.value, reading.error, reading.was_empty) == (None, None, True)
    assert reading.warnings[0].startswith("NIK kosong")


@pytest.mark.parametrize(
    "cell", [6472031205780000, 6472031205780000.0, Decimal("6472031205780001"), "6,47203E+15",
             "6.47203E+15", "6.47203120578E15"],
)  # fmt: skip
def test_a_nik_that_went_through_a_number_is_refused_with_words(cell: object) -> None:
    reading = read_nik(cell)
    assert reading.value is None
    assert "digit terakhirnya sudah hilang" in (reading.error or "")


def test_a_text_nik_ending_in_zero_is_fine() -> None:
    assert read_nik("6472031205780010").value == "6472031205780010"


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("647203120578001", "15 digit"),
        ("64720312057800011", "17 digit"),
        ("6472O31205780001", "huruf"),
        ("6472033202780001", "tanggal lahir"),
        ("6472032902790001", "tanggal lahir"),
        ("6472031213780001", "tanggal lahir"),
        ("6472034005780001", "tanggal lahir"),
        ("6472037205780001", "tanggal lahir"),
        ("6472031205780000", "nomor urut"),
        ("9872031205780001", "provinsi"),
        ("1111111111111111", "satu digit"),
    ],
)
def test_an_impossible_nik_is_refused_by_its_reason(cell: str, reason: str) -> None:
    reading = read_nik(cell)
    assert reading.value is None
    assert reason in (reading.error or "")


@given(st.one_of(st.text("0123456789.- ", min_size=5, max_size=24), niks(), st.integers(0)))
def test_no_message_repeats_a_whole_number(cell: object) -> None:
    digits = "".join(letter for letter in str(cell) if letter.isdigit())
    for reading in (read_nik(cell), read_kk(cell), read_dtks_id(cell)):
        said = f"{reading.error} {reading.warnings}"
        assert len(digits) < 5 or digits not in said


@given(st.one_of(st.text(), st.integers(), st.floats(), st.booleans(), st.none(), st.dates()))
def test_any_cell_gives_a_value_or_an_error_or_is_empty(cell: object) -> None:
    for read in (read_nik, read_kk, read_dtks_id):
        reading = read(cell)
        assert [reading.value is None, reading.error is None, not reading.was_empty].count(
            False
        ) == 1


def test_a_kk_with_an_odd_date_is_kept_with_a_warning() -> None:
    reading = read_kk("6472039913080012")
    assert reading.value == "6472039913080012"
    assert reading.error is None
    assert reading.warnings


@pytest.mark.parametrize("cell", ["0", "-", "", None, "0000000000000000"])
def test_a_kk_of_zeros_is_no_kk(cell: object) -> None:
    assert read_kk(cell).was_empty


@pytest.mark.parametrize(
    ("cell", "good"),
    [("6472030000000001", True), ("647203000000000123", True), ("64720300000001", False),
     ("6472030000000001234", False), (647203000000000123, False)],
)  # fmt: skip
def test_an_id_dtks_has_16_to_18_digits_and_is_text(cell: object, good: bool) -> None:
    assert (read_dtks_id(cell).value == cell) is good


@pytest.mark.parametrize(
    ("nik", "born"),
    [
        (NIK, datetime.date(1978, 5, 12)),
        ("6472035205200001", datetime.date(2020, 5, 12)),
        ("6472032407210001", datetime.date(1921, 7, 24)),
        ("6472032902000001", datetime.date(2000, 2, 29)),
        ("6472032302", None),
    ],
)
def test_the_century_is_the_one_that_has_come(nik: str, born: datetime.date | None) -> None:
    assert nik_birth_date(nik, today=datetime.date(2021, 7, 23)) == born


@given(niks())
def test_a_row_that_repeats_what_its_nik_says_has_no_warning(nik: str) -> None:
    nik = "6472" + nik[4:]
    assert cross_check(nik, KK, nik_birth_date(nik), nik_sex(nik)) == ()


def test_what_disagrees_is_said_and_is_no_error() -> None:
    found = cross_check("6371031205780001", "6371031205780001", datetime.date(1980, 5, 12), "P")
    assert len(found) == 4
    assert not any("6371031205780001" in warning for warning in found)


def test_without_a_nik_there_is_nothing_to_compare() -> None:
    assert cross_check(None, KK, datetime.date(1978, 5, 12), "L") == ()


def test_area_and_sex_stand_in_the_nik() -> None:
    assert (nik_area(NIK), nik_sex(NIK), nik_sex("6472035205780001")) == ("64.72.03", "L", "P")


@given(niks())
def test_a_masked_number_hides_the_birth_date(nik: str) -> None:
    assert mask_nik(nik) == mask_kk(nik) == f"{nik[:6]}******{nik[12:]}"


def test_no_number_is_masked_as_nothing() -> None:
    assert mask_nik(None) == mask_nik("") == ""


@given(st.text(max_size=20), st.integers(10**15, 10**18 - 1), st.text(max_size=20))
def test_runs_of_digits_in_a_text_are_masked(before: str, number: int, after: str) -> None:
    assert str(number) not in mask_digits(f"{before}{number}{after}")


@pytest.mark.parametrize(
    "written",
    [
        "6472 0312 0580 0001",
        "647203.120580.0001",
        "64.72.03.120580.0001",
        "6472-0312-0580-0001",
        "6472\u00a00312\u00a00580\u00a00001",
        "６４７２０３１２０５８００００１",
        "٦٤٧٢ ٠٣١٢ ٠٥٨٠ ٠٠٠١",
    ],
)
def test_a_number_in_groups_is_masked_too(written: str) -> None:
    for before in ("NIK ", "RT 5 ", "No. 12 ", "(", "2021, "):
        assert mask_digits(f"{before}{written}.") == f"{before}647203******0001."


@pytest.mark.parametrize(
    "text",
    [
        "Rp1.234.567.890 untuk 12 bulan",
        "1.234.567 2.345.678 3.456.789",
        "0812-3456-7890 atau 0541 123 456 78",
        "2021-04-01-2021-05-31",
        "Kel. 64.72.03.1001, 04-2021",
        "RT 11 12 13 14 15 16 17 18 19 20",
        "tahun 2018 2019 2020 2021",
        "/rumah-tangga/64720312-0580-4001-8472-031205800001/",
    ],
)
def test_amounts_dates_codes_and_telephones_stay_as_they_are(text: str) -> None:
    assert mask_digits(text) == text


def test_a_digest_is_left_whole() -> None:
    digest = "a" * 24 + "1234567890123456" + "0" * 24
    assert mask_digits(f"berkas {digest}") == f"berkas {digest}"


def test_150_000_rows_are_read_in_a_moment() -> None:
    cells = [f"6472031205{year:02}{n:04}" for year in range(15) for n in range(1, 10_000)]
    began = time.perf_counter()
    for cell in cells:
        read_nik(cell)
    # About 0.4 s on an idle core; the limit leaves room for a busy one.
    assert time.perf_counter() - began < 3
