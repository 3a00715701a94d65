"""How alike two names, two days of birth and two numbers are."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.matching.likeness import (
    MISSPELT,
    ONE_WORD,
    OTHER_NAME,
    OTHER_ORDER,
    PART,
    SAME_NAME,
    SAME_SOUND,
    Born,
    birth_likeness,
    name_likeness,
    one_digit_off,
)
from registry.matching.names import name_key

WORDS = st.sampled_from(["SITI", "AMINAH", "RAHMAH", "SUPARNO", "AWANG", "NUR", "AINI", "M", "B"])
NAMES = st.lists(WORDS, min_size=1, max_size=4).map(" ".join).map(name_key)
MAY_12 = datetime.date(1980, 5, 12)


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("H. SUPARNO", "SUPARNO", SAME_NAME),
        ("MUH. NOOR", "MOHAMMAD NUR", SAME_NAME),
        ("SOEPARNO", "SUPARNA", SAME_SOUND),
        ("NUR AINI", "NURAINI", SAME_SOUND),
        ("AWANG SYAHRANI", "SYAHRANI", SAME_SOUND),
        ("AMINAH SITI", "SITI AMINAH", OTHER_ORDER),
        ("SITI AMINHA", "SITI AMINAH", MISSPELT),
        ("SITI RAHMAH", "SITI RAHMAH WATI", PART),
        ("YUSUF", "MUHAMMAD YUSUF", PART),
        ("SITI", "SITI AMINAH", ONE_WORD),
        ("SITI AMINAH", "BUDI SANTOSO", OTHER_NAME),
        ("SRI", "SUR", OTHER_NAME),
    ],
)
def test_two_names_are_compared_in_words(one, other, likeness):
    assert name_likeness(name_key(one), name_key(other)) == likeness


@given(NAMES, NAMES)
def test_names_are_as_alike_whichever_stands_first(one, other):
    assert name_likeness(one, other) == name_likeness(other, one)


@given(NAMES)
def test_a_name_is_like_itself(name):
    assert name_likeness(name, name) == SAME_NAME


@pytest.mark.parametrize(
    ("other", "words"),
    [
        (datetime.date(1980, 5, 12), Born.SAME),
        (datetime.date(1980, 12, 5), Born.ALIKE),
        (datetime.date(1980, 5, 21), Born.ALIKE),
        (datetime.date(1989, 5, 12), Born.ALIKE),
        (datetime.date(1981, 6, 12), Born.OTHER),
        (datetime.date(1953, 1, 2), Born.OTHER),
        (None, Born.UNKNOWN),
    ],
)
def test_two_days_of_birth_are_compared_in_words(other, words):
    assert birth_likeness(MAY_12, other) == birth_likeness(other, MAY_12) == words


@pytest.mark.parametrize(
    ("other", "is_slip"),
    [
        ("6472031205800001", False),
        ("6472031205800002", True),
        ("6472031205800010", True),
        ("6472031205800022", False),
        ("6472031205", False),
        ("", False),
    ],
)
def test_a_slip_of_the_hand_is_one_digit_or_two_that_changed_places(other, is_slip):
    assert one_digit_off("6472031205800001", other) is is_slip
