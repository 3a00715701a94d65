"""What a column holds tells its field where the header does not, and never where two could be."""

import datetime

import pytest

from registry.imports.columns.content import fits
from registry.imports.columns.mapping import Column, How, propose
from registry.models import RunState
from tests.registry.imports.lists import HEAD, RELEASE, preview, write_list

FIELDS = {"nik", "kk", "birth_date", "sex", "period", "amount", "village", "district"}
PLACES = {"village": {"JAWA", "SAMBUTAN"}, "district": {"SAMBUTAN", "PALARAN"}}
NIKS = [f"64720{n}{n + 40}0{n}8{n}000{n}" for n in range(1, 7)]
MEN = [f"64720{n}0{n}0{n}8{n}000{n}" for n in range(1, 7)]
KKS = [f"647203010{n // 2 + 1}150001" for n in range(6)]


def found(*columns, fields=FIELDS):
    """The fields that each of these columns could be."""
    rows = list(zip(*columns, strict=True))
    return [fits(rows, len(columns), fields, PLACES).get(at, ()) for at in range(len(columns))]


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        (NIKS, "nik"),
        (KKS, "kk"),
        (["12/05/1980", "1980-05-13", "23 Juli 2001", "", "-"], "birth_date"),
        (
            [
                datetime.date(1980, 1, 1),
                datetime.datetime.fromisoformat("1991-01-01T00:00:00"),
                "1/1/2000",
            ],
            "birth_date",
        ),
        (["L", "P", "L", "P"], "sex"),
        (["Laki-laki", "PEREMPUAN", "pria", ""], "sex"),
        (["April 2021", "Mei 2021", "2021-06"], "period"),
        (["JANUARI", "Februari", "Mar"], "period"),
        (["Rp 600.000", "300000", "200.000,00"], "amount"),
        ([600000, 300000, 200000.0], "amount"),
        (["JAWA", "Kel. Jawa", "jawa"], "village"),
        (["PALARAN", "KEC. PALARAN", "Palaran"], "district"),
    ],
)
def test_a_column_is_known_by_its_cells(cells, field):
    assert found(cells) == [(field,)]


@pytest.mark.parametrize(
    "cells",
    [
        MEN,  # no woman among them: it may be a list of families, one row each
        [f"64720300000{n:05}" for n in range(6)],  # ID DTKS: no date in it
        [int(nik) for nik in NIKS],  # numbers have lost their last digit
        ["25708", "25709", "30000"],  # a bare number is no date
        [1980, 1991, 2000],
        ["12/05/2021", "13/05/2021", "14/05/2021"],  # all of one month: paid on, not born on
        ["1/1/1980", "1/1/1990", "1/1/2099"],
        ["L", "L", "L"],
        ["1", "2", "1", "2"],  # 1 and 2 count anything
        ["YA", "TIDAK", "YA"],
        ["75123", "75124", "75122"],  # post codes
        [5, 6, 7],
        ["202104", "202105", "202106"],
        ["JL. MAWAR", "JL. MELATI", "JAWA"],
        ["", "", ""],
        ["L", "P"],  # too few to tell
    ],
)
def test_a_column_that_may_be_something_else_is_not_guessed(cells):
    assert found(cells) == [()]


def test_a_name_of_both_a_kelurahan_and_a_kecamatan_could_be_either():
    assert found(["SAMBUTAN", "SAMBUTAN", "SAMBUTAN"]) == [("village", "district")]


def test_ones_and_twos_are_sexes_where_the_niks_say_so():
    mixed = [*NIKS[:3], *MEN[3:]]
    sexes = ["2", "2", "2", "1", "1", "1"]
    assert found(mixed, sexes) == [("nik",), ("sex",)]
    assert found(mixed, sexes[::-1]) == [("nik",), ()]


def test_only_fields_that_the_kind_has_and_that_are_free_are_looked_for():
    assert found(["April 2021"] * 3, fields={"nik"}) == [()]


COLUMNS = [Column("nik", "NIK", required=True), Column("kk", "NOKK"), Column("birth_date", "LAHIR")]


def proposed(fits, *headers):
    return propose(headers, COLUMNS, fits=fits, allow_missing=True).matches


def test_the_one_column_that_looks_like_a_field_is_proposed_and_says_why():
    (match,) = proposed({0: ("nik",)}, "NOMOR INDUK")
    assert (match.field, match.how) == ("nik", How.CONTENT)


def test_two_columns_that_look_alike_stay_raw_and_are_named_as_possible():
    first, second = proposed({0: ("nik",), 1: ("nik",)}, "A", "B")
    assert (first.field, second.field) == (None, None)
    assert first.possible == second.possible == ("nik",)


def test_a_column_that_looks_like_two_fields_stays_raw():
    (match,) = proposed({0: ("nik", "kk")}, "A")
    assert (match.field, match.possible) == (None, ("nik", "kk"))


def test_the_words_of_a_header_stand_above_what_its_column_holds():
    first, second = proposed({0: ("kk",), 1: ("nik",)}, "NIK", "X")
    assert (first.field, second.field, second.possible) == ("nik", None, ())


@pytest.mark.django_db
def test_a_required_column_may_rest_on_its_content_alone(tmp_path):
    header = ["ID DTKS", "NOMOR INDUK", "NAMA", "TEMPAT TINGGAL", "LAHIR PADA"]
    rows = [
        {
            "ID DTKS": HEAD["ID DTKS"],
            "NOMOR INDUK": nik,
            "NAMA": f"WARGA {'ABCDEF'[n]}",
            "TEMPAT TINGGAL": "Kel. Jawa",
            "LAHIR PADA": f"1{n}/01/19{n}5",
        }
        for n, nik in enumerate(NIKS, start=0)
    ]
    run = preview(write_list(tmp_path / "a.csv", rows, header), options=RELEASE)
    assert run.state == RunState.PREVIEWED, run.error
    assert run.mapping["NOMOR INDUK"] == "nik"
    assert run.mapping["TEMPAT TINGGAL"] == "village"
    assert run.mapping["LAHIR PADA"] == "birth_date"
