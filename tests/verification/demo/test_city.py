"""The made-up city: the same for a seed, well-formed, in the published proportions."""

from collections import Counter
from random import Random

import pytest

from registry.identifiers import cross_check, nik_sex, read_dtks_id, read_kk, read_nik
from registry.matching.names import name_key
from verification.demo.aid import recipient
from verification.demo.city import City
from verification.demo.dealing import deal, quotas
from verification.demo.fates import CLOSED

SIZE = 2_000


@pytest.fixture(scope="module")
def houses():
    return list(City(SIZE, 7).houses())


@pytest.fixture(scope="module")
def people(houses):
    return [person for house in houses for person in house.people]


def share(things, condition):
    return sum(1 for thing in things if condition(thing)) / len(things)


def test_the_same_seed_gives_the_same_city():
    assert City(150, 3).digest() == City(150, 3).digest()


def test_another_seed_gives_another_city():
    assert City(150, 3).digest() != City(150, 4).digest()


def test_the_newest_release_lists_exactly_the_households_asked_for(houses):
    assert sum("DTKS-2021-07" in house.releases for house in houses) == SIZE


def test_exactly_the_published_share_is_confirmed(houses):
    living = [house for house in houses if house.fate not in CLOSED]
    confirmed = sum(house.standing == "terkonfirmasi" for house in living)
    assert confirmed == round(SIZE * 30_199 / 42_124)


def test_every_other_figure_of_the_register_has_households(houses):
    fates = Counter(house.fate for house in houses)
    assert {"unverified", "not_found", "waiting_head", "told_gone", *CLOSED} <= fates.keys()


def test_every_kelurahan_has_households(houses):
    assert len({house.village.code for house in houses}) == 59


def test_every_number_is_well_formed(houses, people):
    assert all(read_nik(person.nik).value == person.nik for person in people if person.nik)
    assert all(read_kk(person.kk).value == person.kk for person in people if person.kk)
    assert all(read_dtks_id(house.dtks).value == house.dtks for house in houses)


def test_no_number_is_given_twice(houses, people):
    niks = [person.nik for person in people if person.nik]
    assert len(set(niks)) == len(niks)
    assert len({house.dtks for house in houses}) == len(houses)


def test_an_id_dtks_begins_with_the_bps_code_of_its_kelurahan(houses):
    assert all(house.dtks.startswith(house.village.bps_code) for house in houses)


def test_two_of_one_house_never_share_a_name(houses):
    for house in houses:
        assert len({name_key(person.name) for person in house.people}) == len(house.people)


def test_people_are_as_many_and_as_badly_written_as_in_the_real_list(houses, people):
    assert len(people) / len(houses) == pytest.approx(3.56, abs=0.12)
    assert share(people, lambda one: not one.nik) == pytest.approx(0.013, abs=0.005)
    assert share(people, lambda one: not one.mother) == pytest.approx(0.20, abs=0.02)
    known = [person for person in people if person.nik]
    assert share(known, lambda one: one.sex == nik_sex(one.nik)) == pytest.approx(0.985, abs=0.006)
    assert share(known, _agrees) == pytest.approx(0.928, abs=0.015)


def _agrees(person):
    return "Tanggal lahir tidak sama dengan yang ada di NIK." not in cross_check(
        person.nik, person.kk, person.birth, person.sex
    )


def test_some_houses_hold_several_kk(houses):
    several = share(houses, lambda house: len({one.kk for one in house.people}) > 1)
    assert several == pytest.approx(0.165, abs=0.025)


@pytest.mark.parametrize(
    ("program", "published"), [("PKH", 11_596), ("BPNT", 21_000), ("BST", 11_000)]
)
def test_programmes_reach_as_many_as_published(houses, program, published):
    reached = share(houses, lambda house: program in {plan.program for plan in house.aid})
    assert reached == pytest.approx(published / 42_124, abs=0.02)


def test_the_food_packs_of_the_city_go_to_people_in_no_list(people):
    outside = {plan.nik for plan in City(SIZE, 7).outside()}
    assert len(outside) == round(SIZE * 20_000 / 42_124)
    assert not outside & {person.nik for person in people}


def test_some_listed_names_are_single_words(people):
    assert 0.15 < share(people, lambda one: " " not in one.name) < 0.35


def test_a_recipient_without_number_or_address_is_nobody_of_the_register(people):
    unnumbered = [person for person in people if not person.nik]
    plans = [recipient(Random(1), "BPNT", person, None, "") for person in unnumbered]
    assert {(plan.nik, plan.kk, plan.person, plan.linked_by) for plan in plans} == {
        ("", "", None, "")
    }


def test_quotas_add_up_to_the_total():
    assert quotas(10, [1, 1, 1]) == [4, 3, 3]


def test_a_deal_gives_each_word_its_share():
    assert Counter(deal(Random(1), 10, [("a", 7), ("b", 3)])) == {"a": 7, "b": 3}
