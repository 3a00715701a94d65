"""Keys of names: one spelling for what lists spell in many ways."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.matching.names import name_key, sound_key, written_as_deceased

WORDS = st.sampled_from(
    ["H", "HJ", "ALM", "ST", "SE", "M", "MUH", "ABD", "BIN", "B", "SITI", "AMINAH", "NOOR", "YUSUF",
     "ANDI", "S.PD", "M.NUR", "ACHMAD", "DRS", "JL", "7"]
)  # fmt: skip
NAMES = st.one_of(st.text(max_size=40), st.lists(WORDS, max_size=5).map(" ".join))


@given(NAMES)
def test_a_key_is_its_own_key(name: str) -> None:
    assert name_key(name_key(name)) == name_key(name)


@given(NAMES)
def test_case_and_spaces_change_no_key(name: str) -> None:
    assert name_key(f"  {name.upper()} ") == name_key(name)


@given(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ .", min_size=1, max_size=200))
def test_a_name_with_letters_has_a_key_that_fits_its_column(name: str) -> None:
    assert bool(name_key(name)) == any(letter.isalpha() for letter in name)
    assert len(name_key(name)) <= 120


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("H. Muh. Nor, S.Pd", "MUHAMMAD NUR"),
        ("M.YUSUF", "MUHAMMAD YUSUF"),
        ("St. Aminah", "SITI AMINAH"),
        ("Aminah, S.T.", "AMINAH"),
        ("Hj. Nur'aini", "NURAINI"),
        ("ABD.RAHMAN", "ABDUL RAHMAN"),
        ("Achmad (Alm)", "AHMAD"),
        ("Siti Binti Ahmad", "SITI AHMAD"),
        ("AHMAD-YANI", "AHMAD YANI"),
        ("José", "JOSE"),
        ("Haji", "HAJI"),
        ("", ""),
    ],
)
def test_names_are_written_in_one_way(name: str, key: str) -> None:
    assert name_key(name) == key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SUPARNO", "SOEPARNO"),
        ("SUPARNO", "SUPARNA"),
        ("SYAMSIAH", "SJAMSIAH"),
        ("SYAMSIAH", "SAMSIAH"),
        ("FAUZIAH", "PAUZIAH"),
        ("FATIMAH", "FATHIMA"),
        ("NORHAYATI", "NURHAYATI"),
        ("HIDAYATULLAH", "HIDAYATULAH"),
        ("BAHARUDDIN", "BAHARUDIN"),
        ("ANDI MAPPANYUKKI", "ANDI MAPPANYUKI"),
        ("KAMARUNG", "KAMARUN"),
        ("M. RIDUAN", "MUHAMMAD RIDUAN"),
    ],
)
def test_one_sound_has_one_key(one: str, other: str) -> None:
    assert sound_key(name_key(one)) == sound_key(name_key(other))


@pytest.mark.parametrize(
    ("one", "other"), [("SITI", "SATI"), ("AHMAD", "RAHMAD"), ("RUSLI", "RUSDI")]
)
def test_different_names_keep_different_keys(one: str, other: str) -> None:
    assert sound_key(name_key(one)) != sound_key(name_key(other))


@pytest.mark.parametrize("name", ["BUDI (ALM)", "Alm. Budi", "SITI ALMH", "almarhumah siti"])
def test_a_mark_of_death_is_seen(name: str) -> None:
    assert written_as_deceased(name)


@pytest.mark.parametrize("name", ["BUDI", "ALMIRA", "SALMAH"])
def test_names_that_only_look_like_the_mark_are_not_marked(name: str) -> None:
    assert not written_as_deceased(name)
