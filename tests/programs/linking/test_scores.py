"""The score of a row and a person: what speaks for and against, and what is sure."""

import datetime
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programs.linking.scores import (
    DOUBTFUL,
    SURE,
    Candidate,
    Described,
    Score,
    ranked,
    score,
    sure_one,
)
from registry.matching.addresses import address_of
from registry.matching.names import name_key

MAY_12 = datetime.date(1980, 5, 12)
NIK, SLIP, OTHER_NIK = "6472031205800001", "6472031205800007", "6472055501720009"


def described(name="SITI AMINAH", address="JL. MAWAR NO. 12", rt="005", **facts):
    return Described(name_key(name), **{"area_id": 1, "address": address_of(address, rt), **facts})


KNOWN = described(birth_date=MAY_12, nik=NIK)


@pytest.mark.parametrize(
    ("row", "word", "verdict"),
    [
        (described(), "alamat sama", "sure"),
        (described("SITI AMINHA"), "nama mirip", "sure"),
        (described("ST. AMINAH", "JALAN MAWAR 12", ""), "nama sama", "sure"),
        (described(address="", rt="", birth_date=MAY_12), "tanggal lahir sama", "sure"),
        (described(address="", rt="", nik=SLIP, area_id=None), "NIK berbeda satu angka", "sure"),
        (described(address="JL. MAWAR", rt=""), "alamat mirip", "asked"),
        (described(address="", rt=""), "alamat tidak tertulis", "asked"),
        (described(address="JL. MAWAR NO. 3"), "jalan sama, nomor lain", "asked"),
        (described(address="JL. ULIN NO. 3"), "alamat lain", "asked"),
        (described("SITI"), "hanya satu kata nama sama", "asked"),
        (described("BUDI SANTOSO"), "nama lain", "other"),
        (described(address="JL. ULIN NO. 3", rt="", area_id=2), "kelurahan lain", "other"),
        (described(birth_date=datetime.date(1953, 1, 2)), "tanggal lahir lain", "against"),
        (described(nik=OTHER_NIK), "NIK lain", "against"),
    ],
)
def test_a_row_is_sure_to_be_asked_about_or_another(row, word, verdict):
    found = score(row, KNOWN)
    assert word in found.words
    if verdict == "against":
        assert found.contradicts
    else:
        expected = (
            "sure" if found.points >= SURE else "asked" if found.points >= DOUBTFUL else "other"
        )
        assert expected == verdict


def candidates(*points, household=None):
    return ranked(
        Candidate(n, household or n, Score(value, ())) for n, value in enumerate(points, 1)
    )


def test_the_best_is_linked_where_the_next_household_is_far_behind():
    assert sure_one(candidates(95, 60)) == (1, 1)


def test_nobody_is_linked_where_another_household_is_close():
    assert sure_one(candidates(95, 90)) is None


def test_two_of_one_household_are_linked_without_saying_who():
    assert sure_one(candidates(95, 90, household=7)) == (None, 7)


def test_nobody_is_linked_where_the_best_is_not_good_enough():
    assert sure_one(candidates(SURE - 1)) is None
    assert sure_one([]) is None


SCORES = st.builds(Score, st.integers(0, 100), st.just(()), st.booleans())
CANDIDATES = st.lists(
    st.builds(Candidate, st.integers(1, 50), st.integers(1, 5), SCORES),
    unique_by=lambda one: one.person_id,
    max_size=8,
)


@given(CANDIDATES, st.randoms())
def test_the_order_in_which_candidates_come_does_not_matter(found, random):
    shuffled = random.sample(found, len(found))
    assert ranked(found) == ranked(shuffled)
    assert sure_one(ranked(found)) == sure_one(ranked(shuffled))


DAYS = st.dates(datetime.date(1930, 1, 1), datetime.date(2010, 12, 31))


@given(
    st.lists(
        st.tuples(DAYS, st.sampled_from(["SITI AMINAH", "SITI AMINA", "ST. AMINAH"])), max_size=6
    ),
    DAYS,
)
def test_a_link_never_crosses_a_contradicting_day_of_birth(people, born):
    row = described(birth_date=born)
    known = {n: described(name, birth_date=day) for n, (day, name) in enumerate(people, 1)}
    sure = sure_one(ranked(Candidate(n, n, score(row, one)) for n, one in known.items()))
    if sure is not None:
        day = known[sure[1]].birth_date
        same = [a == b for a, b in zip(born.timetuple()[:3], day.timetuple()[:3], strict=True)]
        swapped = (born.year, born.month, born.day) == (day.year, day.day, day.month)
        assert sum(same) >= 2 or swapped


@given(st.sampled_from([NIK, SLIP, OTHER_NIK, ""]), st.sampled_from(["", NIK, OTHER_NIK]))
def test_a_row_with_another_nik_never_links_by_itself(nik, known):
    found = score(described(nik=nik), replace(KNOWN, nik=known))
    candidate = Candidate(1, 1, found)
    if nik and known and {nik, known} not in ({NIK}, {NIK, SLIP}, {OTHER_NIK}):
        assert sure_one(ranked([candidate])) is None
