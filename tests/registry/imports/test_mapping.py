"""Header words become fields, and nothing is guessed that could be something else."""

import pytest

from registry.imports.columns.mapping import Column, How, propose
from registry.imports.refusal import FileRefused

COLUMNS = [
    Column("nik", "NIK", ("NOMOR NIK", "NIK KTP"), required=True),
    Column("kk", "NOKK", ("NOMOR KK", "NO KARTU KELUARGA", "NKK")),
    Column("name", "NAMA", ("NAMA ART", "NAMA PENERIMA")),
    Column("birth_date", "TANGGAL LAHIR"),
    Column("kelurahan", "DESA/KELUARAHAN", ("KELURAHAN", "KEL/DESA")),
    Column("district", "KECAMATAN"),
]


def mapped(*headers: str, **told: str) -> dict[str, str | None]:
    return propose(headers, COLUMNS, told, allow_missing=True).as_json()


@pytest.mark.parametrize(
    "word", ["NOKK", "No. KK", "NO_KK", "nomor kk", "NOMER KK", "No KK ", "NKK"]
)
def test_a_word_is_known_however_it_is_written(word):
    assert mapped(word) == {word: "kk"}


@pytest.mark.parametrize(
    ("word", "field"),
    [
        ("TGL LAHIR", "birth_date"),
        ("KEL.", "kelurahan"),
        ("Kel / Desa", "kelurahan"),
        ("KECAMTAN", "district"),
        ("TANGAL LAHIR", "birth_date"),
        ("DESA/KELURAHAN", "kelurahan"),
    ],
)
def test_short_forms_and_typing_errors_are_known(word, field):
    assert mapped(word) == {word: field}


@pytest.mark.parametrize("word", ["NOMOR KKS", "TEMPAT LAHIR", "NAMA IBU", "NIP", "KODE KECAMATAN"])
def test_a_word_that_means_something_else_is_kept_raw(word):
    assert mapped(word) == {word: None}


@pytest.mark.parametrize(
    ("word", "field"),
    [
        *(("NIK (16 digit)", "nik"), ("NIK *)", "nik"), ("NAMA (sesuai KTP)", "name")),
        *(("TGL LAHIR (dd/mm/yyyy)", "birth_date"), ("NAMA (IBU)", None), ("NIK (PASANGAN)", None)),
    ],
)
def test_a_hint_how_to_fill_it_in_is_no_part_of_the_name(word, field):
    assert mapped(word) == {word: field}


def test_each_match_says_how_it_was_found():
    found = propose(["NIK", "NAMA ART", "KECAMTAN", "X"], COLUMNS)
    assert [match.how for match in found.matches] == [How.EXACT, How.ALIAS, How.LIKE, How.RAW]


def test_the_surest_of_two_columns_wins_and_the_other_stays_raw():
    found = propose(["NAMA PENERIMA", "NIK", "NAMA"], COLUMNS)
    assert found.columns == {"nik": 1, "name": 2}
    assert found.matches[0].how is How.TWICE


def test_of_two_equal_columns_the_first_wins():
    assert mapped("NIK", "NAMA", "NAMA (2)") == {"NIK": "nik", "NAMA": "name", "NAMA (2)": None}


def test_the_sender_decides_above_all():
    assert mapped("NIK", "NAMA", "X", X="name") == {"NIK": "nik", "NAMA": None, "X": "name"}


def test_the_sender_may_leave_a_column_raw():
    assert mapped("NIK", "NAMA", NAMA="") == {"NIK": "nik", "NAMA": None}


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"TIDAK ADA": "nik"}, "kolom_tidak_ada"),
        ({"NIK": "tidak_ada"}, "field_tidak_ada"),
        ({"NIK": "nik", "NAMA": "nik"}, "field_ganda"),
    ],
)
def test_a_choice_that_names_nothing_is_refused(told, code):
    with pytest.raises(FileRefused) as caught:
        propose(["NIK", "NAMA"], COLUMNS, told)
    assert caught.value.code == code


def test_a_missing_column_is_refused_with_what_the_file_has():
    with pytest.raises(FileRefused, match="Yang ada di berkas: NAMA, UANG") as caught:
        propose(["NAMA", "UANG"], COLUMNS)
    assert caught.value.code == "kolom_wajib"
