"""How a family of DTSEN names its kelurahan, and which cells cannot be right."""

import pytest

from registry.models import (
    Household,
)
from tests.factories import village
from tests.registry.imports.families import (
    FAMILY,
    OTHER_KK,
    apply_families,
)
from tests.registry.imports.lists import (
    counts,
    problems_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def families(tmp_path):
    return lambda *rows, **how: apply_families(tmp_path, *rows, **how)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"id_keluarga": "-"}, "ID keluarga kosong"),
        ({"id_wilayah": "6471011001"}, "tidak dikenal di kota ini"),
        ({"id_wilayah": ""}, "kosong"),
        ({"nik": "6472030000800001"}, "NIK"),
        ({"desil_nasional": "11"}, "Desil harus angka 1 sampai 10"),
        ({"peringkat_nasional": "banyak"}, "Peringkat harus angka"),
    ],
)
def test_a_cell_that_cannot_be_right_is_a_problem_with_words(families, change, words):
    run = families({**FAMILY, **change})
    assert counts(run) == (0, 0, 0, 1)
    assert words in problems_of(run)


@pytest.mark.parametrize(
    ("cells", "name"),
    [
        ({"id_wilayah": "64.72.03.1006"}, "Air Hitam"),
        ({"id_wilayah": "6472031006"}, "Air Hitam"),
        ({"id_wilayah": "6472050007"}, "Air Hitam"),
        ({"id_wilayah": "64.72.02.1001"}, "Sungai Keledang"),
        ({"id_wilayah": "6472021001", "KELURAHAN": "BUGIS"}, "Bugis"),
        ({"id_wilayah": "", "KECAMATAN": "SAMARINDA ULU", "KELURAHAN": "JAWA"}, "Jawa"),
    ],
)
def test_an_area_is_read_from_either_numbering_or_from_words(families, cells, name):
    run = families({**FAMILY, **cells})
    assert counts(run) == (1, 0, 0, 0), problems_of(run)
    assert Household.objects.get().area == village(name)


@pytest.mark.parametrize(
    ("plain", "name"), [("6472031006", "Sungai Keledang"), ("6472050007", "Bugis")]
)
def test_a_code_of_two_meanings_follows_the_numbering_of_its_file(families, plain, name):
    other = {"no_kk": OTHER_KK, "nik": "6472034202820009", "id_keluarga": "KEL0002"}
    run = families({**FAMILY, **other, "id_wilayah": plain}, {**FAMILY, "id_wilayah": "6472021001"})
    assert counts(run) == (2, 0, 0, 0), problems_of(run)
    assert Household.objects.get(identifiers__value="KEL0001").area == village(name)


def test_a_code_of_two_meanings_that_nothing_decides_is_never_guessed(families):
    run = families({**FAMILY, "id_wilayah": "6472021001"})
    assert counts(run) == (0, 0, 0, 1)
    assert "Kemendagri" in problems_of(run)
