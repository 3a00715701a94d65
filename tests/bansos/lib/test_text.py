"""Cleaning cells without loss; RT and RW out of addresses."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bansos.lib.text import address_key, clean_text, header_key, is_blank, read_rt, read_rt_rw


@given(st.one_of(st.text(), st.floats(), st.integers(), st.none()))
def test_cleaning_twice_changes_nothing_more(cell: object) -> None:
    assert clean_text(clean_text(cell)) == clean_text(cell)


@given(st.text(st.characters(categories=["L", "N"]), max_size=30))
def test_letters_and_digits_are_never_lost(text: str) -> None:
    assert clean_text(f" \u00a0{text}\u200b\x00 ") == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (123.0, "123"),
        (12.5, "12.5"),
        (float("nan"), ""),
        ("SITI\u00a0 AMINAH\n", "SITI AMINAH"),
        ("NUR\x00AINI", "NURAINI"),
        ("\ufeffNAMA", "NAMA"),
        ("A\tB", "A B"),
    ],
)
def test_cells_become_one_clean_line(cell: object, text: str) -> None:
    assert clean_text(cell) == text


@pytest.mark.parametrize("cell", [None, "", " - ", "—"])
def test_a_dash_is_nothing(cell: object) -> None:
    assert is_blank(cell)


@pytest.mark.parametrize(
    ("header", "key"),
    [("No. KK", "NO KK"), ("NO_KK", "NO KK"), (" kel/desa ", "KEL DESA"), ("(Nama)", "NAMA")],
)
def test_headings_compare_without_case_and_punctuation(header: str, key: str) -> None:
    assert header_key(header) == key


@pytest.mark.parametrize(
    ("text", "rt_rw"),
    [
        ("RT 01/RW 02", ("001", "002")),
        ("RT.001 RW -", ("001", "")),
        ("01/02", ("001", "002")),
        ("JL. MAWAR GG. 3 RT 5 NO 31", ("005", "")),
        ("rt05 rw01", ("005", "001")),
        ("RT. 012/-", ("012", "")),
        ("RT.3/4", ("003", "004")),
        ("JL. A. YANI NO. 12", ("", "")),
        ("R.T. 7 R.W. 1", ("007", "001")),
        ("RT 000 RW 000", ("", "")),
        ("SMART 5", ("", "")),
    ],
)
def test_rt_and_rw_are_found_in_addresses(text: str, rt_rw: tuple[str, str]) -> None:
    assert read_rt_rw(text) == rt_rw


@given(st.integers(1, 999), st.integers(0, 999))
def test_every_pair_of_numbers_reads_back(rt: int, rw: int) -> None:
    expected = (f"{rt:03}", f"{rw:03}" if rw else "")
    assert read_rt_rw(f"RT {rt}/RW {rw}") == read_rt_rw(f"{rt:02}/{rw:02}") == expected


@pytest.mark.parametrize(
    ("cell", "rt"),
    [("5", "005"), (5.0, "005"), ("005", "005"), ("RT 05", "005"), ("RT.12", "012"), ("-", ""),
     ("000", ""), (None, ""), ("01/02", "001"), ("RW 3", "003"), ("5.0", "005"), ("RT -", "")],
)  # fmt: skip
def test_a_cell_of_an_rt_is_three_digits(cell: object, rt: str) -> None:
    assert read_rt(cell) == rt


@pytest.mark.parametrize("cell", ["1234", "SATU", "-5"])
def test_what_is_no_rt_is_refused_in_words(cell: str) -> None:
    with pytest.raises(ValueError, match="RT/RW harus angka"):
        read_rt(cell)


def test_addresses_compare_with_one_spelling_of_street_words() -> None:
    assert address_key("Jalan Mawar, Gang 3 Nomor 5") == address_key("JL. MAWAR GG.3 NO.5")
