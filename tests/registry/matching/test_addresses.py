"""Addresses are compared by street, number and RT, however they are written."""

import pytest

from registry.matching.addresses import AddressLikeness, address_likeness, address_of


@pytest.mark.parametrize(
    ("text", "words", "number", "rt"),
    [
        ("JL. KADRIE OENING NO. 12", "KADRIE UNIN", "12", ""),
        ("JALAN KADRIE OENING NOMOR 012", "KADRIE UNIN", "12", ""),
        ("Jln Mawar Gg. 5 No 7 RT.03/RW 01", "MAWAR G5", "7", "003"),
        ("JL MAWAR 7", "MAWAR", "7", ""),
        ("JL. MAWAR NO. 12A", "MAWAR", "12A", ""),
        ("PERUM SAMBUTAN BLOK C 12", "SAMBUTAN C", "12", ""),
        ("JL. MAWAR RT05 NO7", "MAWAR", "7", "005"),
        ("", "", "", ""),
    ],
)
def test_an_address_is_taken_apart(text, words, number, rt):
    found = address_of(text)
    assert (found.number, found.rt) == (number, rt)
    assert found.words.split()[:1] == words.split()[:1]


def test_the_column_of_the_rt_goes_before_the_text():
    assert address_of("JL. MAWAR RT 05", "007").rt == "007"


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        ("JL. MAWAR NO. 12", "JALAN MAWAR 12", AddressLikeness.SAME),
        ("JL. MAWAR GG. DAMAI NO. 12", "JL. MAWAR NO. 12", AddressLikeness.SAME),
        ("JL. MANUNGGAL NO. 7", "JL. MANUNGGA LNO. 7", AddressLikeness.SAME),
        ("JL. MAWAR NO. 12", "JL. MAWAR", AddressLikeness.ALIKE),
        ("JL. MAWAR NO. 12", "JL. MAWAR NO. 3", AddressLikeness.STREET),
        ("JL. MAWAR NO. 12", "JL. MELATI NO. 12", AddressLikeness.OTHER),
        ("JL. PAHLAWAN GG. MAWAR NO. 1", "JL. PAHLAWAN GG. MELATI NO. 1", AddressLikeness.OTHER),
        ("JL. MAWAR NO. 12", "", AddressLikeness.UNKNOWN),
        ("RT 05", "JL. MAWAR NO. 12", AddressLikeness.UNKNOWN),
    ],
)
def test_two_addresses_are_compared_in_words(one, other, words):
    first, second = address_of(one), address_of(other)
    assert address_likeness(first, second) == address_likeness(second, first) == words
