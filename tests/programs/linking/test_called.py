"""Whom a row is held against: nobody who matters is left out, and a common name costs little."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programs.linking.called import Resident
from programs.linking.people import Neighbourhood
from programs.linking.rows import Candidate
from programs.linking.scores import Described, ranked, score
from registry.matching.addresses import address_of
from registry.matching.names import name_key

WORDS = ("AMINAH", "AMINA", "SITI", "NUR", "RAHMAH", "HALIMAH", "SUPARNO", "BUDIMAN")
AREA = 3

names = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join).map(name_key)
days = st.none() | st.dates(datetime.date(1970, 1, 1), datetime.date(1971, 12, 31))
streets = st.sampled_from(["", "JL. MAWAR", "JL MAWARR", "GG. DAMAI 2", "JL. KADRIE OENING"])
houses = st.sampled_from(["", " NO. 1", " NO 2"])
rts = st.sampled_from(["", "001", "002"])
numbers = st.sampled_from(["", "6472030505700001", "6472030505700010", "6472030505710001"])


@st.composite
def described(draw: st.DrawFn) -> Described:
    return Described(
        name_key=draw(names),
        area_id=AREA,
        address=address_of(draw(streets) + draw(houses), draw(rts)),
        birth_date=draw(days),
        born_by_nik=draw(days),
        nik=draw(numbers),
        kk=draw(numbers),
    )


def candidates(row, people):
    return ranked(Candidate(who, home, score(row, known)) for who, home, known in people)


@given(described(), st.lists(described(), max_size=12))
def test_nobody_who_would_be_a_candidate_is_left_out(row, known):
    here = Neighbourhood(Resident(n, n, one) for n, one in enumerate(known))
    held_against = here.worth_scoring(row)
    assert candidates(row, held_against) == candidates(row, here.called(row.name_key))


def bearers(many):
    """Of one word and another, in streets and of birthdays of their own."""
    first = datetime.date(1950, 1, 1)
    for n in range(many):
        name, address = f"AMINAH {chr(65 + n % 26)}U{chr(65 + n // 26)}ITA", f"JL. MAWAR NO. {n}"
        born = first + datetime.timedelta(days=37 * n)
        yield Resident(n, n, Described(name, AREA, address_of(address), born))


@pytest.mark.parametrize("says", ["name", "house", "birth"])
def test_a_row_of_one_common_word_is_held_against_few(says):
    here = Neighbourhood(bearers(600))
    known = here.called("AMINAH")[7].described
    assert len(here.called("AMINAH")) > 500
    row = Described(
        "AMINAH",
        AREA,
        address=known.address if says == "house" else address_of(""),
        birth_date=known.birth_date if says == "birth" else None,
    )
    assert len(here.worth_scoring(row)) < 100
    assert (known in [one.described for one in here.worth_scoring(row)]) == (says != "name")
