"""Whom the rows of a list mean: by number, by name and address, by nothing."""

import datetime
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.damaged_lists import typo
from programs.linking import AMBIGUOUS, DOUBTFUL, OUTSIDE, Register, RowLinker, candidates_of
from programs.linking import people as linking_people
from programs.linking.people import Neighbourhood, Resident
from programs.linking.scores import Described
from programs.models import LinkMethod
from registry.matching.addresses import address_of
from registry.matching.names import name_key
from registry.models import Membership
from tests.factories import village
from tests.programs.linking.neighbours import housemate, merge, neighbour, row

pytestmark = pytest.mark.django_db


def found(one, register=None):
    return RowLinker([one], register).find(one)


def test_a_nik_goes_before_everything_else():
    person = neighbour("SITI AMINAH")
    neighbour("BUDI SANTOSO")
    link = found(row("BUDI SANTOSO", nik=person.nik))
    assert (link.method, link.person_id) == (LinkMethod.NIK, person.pk)


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("SITI AMINAH", "JL. MAWAR NO. 12"),
        ("ST. AMINAH", "JALAN MAWAR NOMOR 12"),
        ("HJ. SITI AMINHA", "JLN MAWAR 12"),
        ("SITIAMINAH", "JL. MAWAR GG. 3 NO. 12"),
    ],
)
def test_a_name_and_an_address_written_otherwise_are_linked(name, address):
    person = neighbour("SITI AMINAH")
    link = found(row(name, address))
    assert (link.method, link.person_id) == (LinkMethod.NAME, person.pk)
    assert link.household_id == person.heads.get().pk


def test_a_name_alone_is_asked_about():
    neighbour("SITI AMINAH")
    assert found(row("SITI AMINAH", "")) == DOUBTFUL


def test_a_day_of_birth_makes_a_name_sure():
    person = neighbour("SITI AMINAH", birth_date=datetime.date(1980, 5, 12))
    link = found(row("SITI AMINAH", "", birth_date=datetime.date(1980, 5, 12)))
    assert link.person_id == person.pk


def test_two_neighbours_of_one_name_and_address_are_asked_about():
    neighbour("SITI AMINAH")
    neighbour("SITI AMINAH")
    assert found(row("SITI AMINAH")) == DOUBTFUL


def test_two_of_one_house_who_might_be_meant_link_their_household():
    person = neighbour("SITI AMINAH")
    housemate(person, "SITI AMINAN")
    link = found(row("SITI AMINAM"))
    assert (link.person_id, link.household_id) == (None, person.heads.get().pk)


def test_of_many_with_the_same_name_nobody_is_asked_about():
    for number in range(9):
        neighbour("SITI AMINAH", f"JL. ULIN NO. {number + 1}")
    assert found(row("SITI AMINAH", "")) == OUTSIDE


def test_who_lives_in_another_kelurahan_is_not_found_by_name():
    neighbour("SITI AMINAH", area=village("Bukuan"))
    assert found(row("SITI AMINAH")) == OUTSIDE


def test_a_slip_in_the_nik_is_found_in_the_whole_city_where_name_and_day_agree():
    born = datetime.date(1980, 5, 12)
    person = neighbour("SITI AMINAH", birth_date=born, nik="6472031205800001")
    link = found(row("SITI AMINAH", "", nik="6472031205800007", area_id=None))
    assert link.person_id == person.pk


def test_a_row_with_another_nik_is_never_linked_by_name():
    neighbour("SITI AMINAH", nik="6472031205800001", birth_date=datetime.date(1980, 5, 12))
    assert found(row("SITI AMINAH", nik="6472055501720009")) in (DOUBTFUL, OUTSIDE)


def test_a_kk_in_two_households_is_linked_where_one_has_somebody_of_that_name():
    one, two = neighbour("SITI AMINAH"), neighbour("BUDI SANTOSO")
    kk = one.memberships.get().kk
    two.memberships.update(kk=kk)
    link = found(row("BUDI SANTOSO", kk=kk))
    assert (link.method, link.person_id) == (LinkMethod.KK, two.pk)
    assert found(row("SIAPA SAJA", kk=kk)) == AMBIGUOUS


@pytest.mark.parametrize(
    ("known", "listed", "is_him"),
    [
        ("6472031205800001", "6472055501720009", False),
        ("6472031205800001", "6472031205800007", True),
        (None, "6472055501720009", True),
        ("6472031205800001", "", True),
    ],
)
def test_a_kk_means_who_bears_the_name_unless_his_nik_is_another(known, listed, is_him):
    person = neighbour("SITI AMINAH", nik=known)
    kk = person.memberships.get().kk
    link = found(row("SITI AMINAH", nik=listed, kk=kk))
    assert (link.method, link.household_id) == (LinkMethod.KK, person.heads.get().pk)
    assert link.person_id == (person.pk if is_him else None)


def test_who_has_another_nik_does_not_choose_between_two_households_of_a_kk():
    one, two = neighbour("SITI AMINAH", nik="6472031205800001"), neighbour("BUDI SANTOSO")
    kk = one.memberships.get().kk
    two.memberships.update(kk=kk)
    assert found(row("SITI AMINAH", nik="6472055501720009", kk=kk)) == AMBIGUOUS


def test_a_kk_that_a_duplicate_bears_too_is_not_in_two_households():
    one, two = neighbour("SITI AMINAH"), neighbour("SITI AMINAH")
    kk = one.memberships.get().kk
    two.memberships.update(kk=kk)
    merge(two.heads.get(), one.heads.get())
    link = found(row("BUDI SANTOSO", kk=kk))
    assert (link.method, link.household_id) == (LinkMethod.KK, one.heads.get().pk)


def test_the_candidates_of_a_kk_in_two_households_are_one_of_each():
    one, two = neighbour("SITI AMINAH"), neighbour("BUDI SANTOSO")
    housemate(one, "RUDI")
    kk = one.memberships.get().kk
    Membership.objects.filter(household=one.heads.get()).update(kk=kk)
    two.memberships.update(kk=kk)
    households = [one.household_id for one in candidates_of(row("SIAPA SAJA", kk=kk))]
    assert sorted(households) == sorted([one.heads.get().pk, two.heads.get().pk])


def test_a_household_merged_into_another_has_no_candidates():
    person, kept = neighbour("SITI AMINAH"), neighbour("SITI AMINAH", "JL. ULIN NO. 1")
    merge(person.heads.get(), kept.heads.get())
    assert found(row("SITI AMINAH")) == DOUBTFUL


@pytest.mark.parametrize("number", ["nik", "kk"])
def test_a_number_leads_into_the_household_that_another_was_merged_into(number):
    person, kept, last = (neighbour(name) for name in ("SITI AMINAH", "BUDI", "RUDI"))
    merge(person.heads.get(), kept.heads.get())
    merge(kept.heads.get(), last.heads.get())
    numbers = {"nik": person.nik, "kk": person.memberships.get().kk}
    link = found(row("SITI AMINAH", **{number: numbers[number]}))
    assert (link.person_id, link.household_id) == (person.pk, last.heads.get().pk)


def test_one_slip_of_the_hand_loses_nobody():
    names = ["SUPARNO", "SITI AMINAH", "MAPPANGARA KURNIAWAN", "RIDWAN", "NOOR PERTIWI"]
    people = {name: neighbour(name, f"JL. ULIN NO. {n}") for n, name in enumerate(names, 1)}
    chance = Random(7)
    for _ in range(20):
        name = chance.choice(names)
        address = people[name].heads.get().address
        asked = row(typo(chance, name), address)
        assert people[name].pk in {one.person_id for one in candidates_of(asked)}, asked


@pytest.mark.parametrize("name", ["", "...", "محمد", "王"])
def test_a_name_without_a_latin_letter_is_nobodys(name):
    born = datetime.date(1980, 5, 12)
    neighbour("SITI AMINAH")
    neighbour("...", birth_date=born)
    assert found(row(name, birth_date=born)) == OUTSIDE


@given(listed=st.text(max_size=30), known=st.text(max_size=30))
def test_any_text_may_stand_where_a_name_should(listed, known):
    described = Described(name_key(known), 1, address_of("", ""))
    here = Neighbourhood([Resident(1, 1, described), Resident(2, 2, described)])
    assert len(here.called(name_key(listed))) in (0, 2)


def test_a_batch_asks_as_many_questions_as_it_has_kelurahan():
    neighbour("SITI AMINAH")
    rows = [row(f"SITI {letter}", f"JL. ULIN NO. {n}") for n, letter in enumerate("ABCDEFGH")]
    rows.append(row("SITI AMINAH", area_id=village("Bukuan").pk))
    with CaptureQueriesContext(connection) as queries:
        RowLinker(rows)
    assert len(queries) == 2


def test_a_register_holds_no_more_people_than_it_may(monkeypatch):
    monkeypatch.setattr(linking_people, "HELD", 1)
    register = Register()
    person, other = neighbour("SITI AMINAH"), neighbour("BUDI SANTOSO", area=village("Bukuan"))
    assert found(row("SITI AMINAH"), register).person_id == person.pk
    link = found(row("BUDI SANTOSO", area_id=village("Bukuan").pk), register)
    assert link.person_id == other.pk
    assert len(register._held) == 1


def test_a_list_in_any_order_reads_few_kelurahan_anew(monkeypatch):
    """All but one fit: whoever drops the one used longest ago reads every one in every batch."""
    names = ("Jawa", "Bukuan", "Sidodamai", "Rapak Dalam", "Harapan Baru")
    areas = [village(name).pk for name in names]
    for name in names:
        neighbour("SITI AMINAH", area=village(name))
    monkeypatch.setattr(linking_people, "HELD", len(areas) - 1)
    register = Register()
    batches = [[row(f"BUDI {n}", area_id=area) for area in areas] for n in "ABC"]
    RowLinker(batches[0], register)
    with CaptureQueriesContext(connection) as queries:
        for batch in batches[1:]:
            RowLinker(batch, register)
    read = [query for query in queries if '"area_id" =' in query["sql"]]
    assert len(read) == 2 * 2
