"""How lists of people meet closed households: a duplicate leads to the one that was kept, and
nobody is taken out of an open household into one that ended.
"""

import pytest

from registry.imports.people.closed import DUPLICATE, STAYS, kept_of
from registry.imports.undoing import undo
from registry.models import (
    Household,
    Identifier,
    ListedAid,
    Listing,
    Membership,
    Person,
    Scheme,
)
from registry.stats import register_counts
from tests.programs.overlap.cities import CLOSED
from tests.registry.imports.families import (
    FAMILY,
    MEMBER,
    OTHER_KK,
    T2,
    apply_families,
    apply_members,
    data_of,
)
from tests.registry.imports.lists import CHILD, HEAD, apply, everything, warnings_of, write_list
from tests.registry.imports.test_homes import SIKS, SIKS_HEADER

pytestmark = pytest.mark.django_db
BUDI = {
    **HEAD,
    "ID DTKS": "6472030000000002",
    "NOKK": OTHER_KK,
    "NIK": "6472031205800003",
    "NAMA": "BUDI",
    "ALAMAT": "JL. MELATI NO. 2",
}
TUTI = {
    **BUDI,
    "ID DTKS": "6472030000000003",
    "NOKK": "6472030101800003",
    "NIK": "6472034202700009",
    "NAMA": "TUTI",
}
ENDED = ["meninggal", "pindah", "menolak", "mampu", "ganda"]


@pytest.fixture
def dtks(tmp_path):
    return lambda *rows, name="dtks.csv": apply(write_list(tmp_path / name, rows))


@pytest.fixture
def families(tmp_path):
    return lambda *rows, **how: apply_families(tmp_path, *rows, **how)


@pytest.fixture
def members(tmp_path):
    return lambda *rows, **how: apply_members(tmp_path, *rows, **how)


@pytest.fixture
def siks(tmp_path):
    def bring(*rows):
        path = write_list(tmp_path / "siks.csv", rows, SIKS_HEADER)
        return apply(path, options={"release": "SIKS"})

    return bring


def home_of(row):
    """Where the person of a row lives today."""
    return Membership.objects.current().get(person__nik=row.get("NIK") or row["nik"]).household


def numbered(row):
    return Household.objects.get(identifiers__value=row["ID DTKS"])


def close(household, reason="pindah", into=None):
    ended = {**CLOSED, "closed_reason": reason, "merged_into": into}
    Household.objects.filter(pk=household.pk).update(**ended)


def of_kk(kk, *rows):
    """Rows of members: these people as one family with this No. KK."""
    return [
        {**MEMBER, "idsemesta": "", "nama": row["NAMA"], "nik": row["NIK"], "no_kk": kk}
        for row in rows
    ]


# A KK, or a number, that stands in a closed household alone.


@pytest.mark.parametrize("reason", ENDED)
def test_a_kk_of_a_closed_household_does_not_win_over_where_the_people_live(dtks, families, reason):
    dtks(HEAD, BUDI)
    close(numbered(HEAD), reason)
    run = families({**FAMILY, "nik": BUDI["NIK"], "nama_kepala_keluarga": "BUDI"})
    assert home_of(BUDI) == numbered(BUDI)
    assert Identifier.objects.get(value="KEL0001").household == numbered(BUDI)
    assert Listing.objects.get(decile=2).household == numbered(BUDI)
    assert "masih terbuka, tempat NIK-nya" in warnings_of(run)


def test_also_in_a_list_without_numbers(dtks, siks):
    dtks(HEAD, BUDI)
    close(numbered(HEAD))
    siks({**SIKS, "NIK": BUDI["NIK"], "NOKK": HEAD["NOKK"]})
    assert home_of(BUDI) == numbered(BUDI)
    assert Membership.objects.current().get(person__name="RUDI").kk == HEAD["NOKK"]


def test_nor_does_a_number_and_the_closed_household_still_stands_in_the_release(dtks, families):
    families(FAMILY)
    old = home_of(FAMILY)
    dtks({**BUDI, "NIK": HEAD["NIK"]})
    close(old)
    run = families(FAMILY, name="b.csv", options=T2)
    assert home_of(FAMILY) == numbered(BUDI)
    assert Identifier.objects.get(value="KEL0001").household == old
    listed = Listing.objects.filter(release__code=T2["release"])
    assert dict(listed.values_list("household", "decile")) == {old.pk: None, numbered(BUDI).pk: 2}
    assert register_counts(listed[0].release).dropped == 0
    told = run.foreseen.filter(effect="closed_listed").values_list("household_key", "note")
    assert list(told) == [(old.pk, "Ditutup: Pindah keluar kota")]


def test_where_nothing_but_the_closed_household_is_known_the_family_stands_there(dtks, families):
    dtks(HEAD, CHILD, BUDI)
    close(numbered(HEAD))
    run = families({**FAMILY, "nik": "6472034202820009", "nama_kepala_keluarga": "HALIMAH"})
    assert home_of({"nik": "6472034202820009"}) == numbered(HEAD)
    assert numbered(HEAD).is_closed
    assert "tidak dibuka lagi" in warnings_of(run)


def test_of_a_family_in_two_households_each_stays_where_he_is(dtks, members):
    dtks(HEAD, CHILD, BUDI)
    close(numbered(HEAD))
    run = members(*of_kk(HEAD["NOKK"], HEAD, CHILD, BUDI))
    assert home_of(HEAD) == home_of(CHILD) == numbered(HEAD)
    assert home_of(BUDI) == numbered(BUDI)
    assert Membership.objects.get(person__name="BUDI").kk == OTHER_KK
    assert STAYS in warnings_of(run)


def test_the_dead_of_an_open_household_lead_nobody_there(dtks, families):
    dtks(HEAD, BUDI)
    close(numbered(HEAD))
    Person.objects.filter(name="BUDI").update(existence="meninggal")
    families({**FAMILY, "nik": BUDI["NIK"], "nama_kepala_keluarga": "BUDI"})
    assert Identifier.objects.get(value="KEL0001").household == numbered(HEAD)


def test_a_number_of_dtks_takes_nobody_into_a_closed_household_either(dtks):
    dtks(HEAD, BUDI)
    close(numbered(HEAD))
    Household.objects.filter(pk=numbered(HEAD).pk).update(head=None)
    moved = {**BUDI, "ID DTKS": HEAD["ID DTKS"], "BANSOS PKH": "YA", "PEKERJAAN": "GURU"}
    run = dtks(moved, name="b.csv")
    assert home_of(BUDI) == numbered(BUDI)
    assert (numbered(HEAD).head, numbered(BUDI).head.name) == (None, "BUDI")
    assert ListedAid.objects.get(program_code="PKH").household == numbered(BUDI)
    assert Person.objects.get(name="BUDI").occupation == "GURU"
    assert STAYS in warnings_of(run)


# Duplicates.


@pytest.mark.parametrize("found_by", ["kk", "nik"])
def test_a_family_found_in_a_duplicate_joins_the_household_that_was_kept(dtks, families, found_by):
    dtks(HEAD, BUDI)
    close(numbered(HEAD), "ganda", into=numbered(BUDI))
    unknown = {"nik": "6472034202820009"} if found_by == "kk" else {"no_kk": "6472030101800077"}
    run = families({**FAMILY, **unknown})
    assert home_of({**FAMILY, **unknown}) == numbered(BUDI)
    assert Identifier.objects.get(value="KEL0001").household == numbered(BUDI)
    assert DUPLICATE in warnings_of(run)
    assert numbered(BUDI).head.name == "BUDI"


def test_a_number_of_a_duplicate_leads_there_too_and_is_listed_beside_it(dtks, families):
    dtks(BUDI)
    families(FAMILY)
    double = home_of(FAMILY)
    close(double, "ganda", into=numbered(BUDI))
    run = families(FAMILY, name="b.csv", options=T2)
    assert home_of(FAMILY) == numbered(BUDI)
    listed = Listing.objects.filter(release__code=T2["release"])
    expected = {double.pk: None, numbered(BUDI).pk: 2}
    assert dict(listed.values_list("household", "decile")) == expected
    assert register_counts(listed[0].release).dropped == 0
    assert DUPLICATE in warnings_of(run)


def test_a_list_without_numbers_follows_a_duplicate(dtks, siks):
    dtks(HEAD, BUDI)
    close(numbered(HEAD), "ganda", into=numbered(BUDI))
    run = siks({**SIKS, "NOKK": HEAD["NOKK"]})
    assert home_of(SIKS) == numbered(BUDI)
    assert DUPLICATE in warnings_of(run)


def test_a_kk_in_a_duplicate_and_in_the_one_that_was_kept_is_in_one_household(dtks, families):
    dtks(HEAD, {**BUDI, "NOKK": HEAD["NOKK"]})
    close(numbered(HEAD), "ganda", into=numbered(BUDI))
    run = families({**FAMILY, "nik": "6472034202820009"})
    assert home_of({"nik": "6472034202820009"}) == numbered(BUDI)
    assert "beberapa rumah tangga" not in warnings_of(run)
    assert DUPLICATE not in warnings_of(run)


def test_a_line_of_duplicates_is_followed_to_its_end(dtks, families):
    dtks(HEAD, BUDI, TUTI)
    close(numbered(HEAD), "ganda", into=numbered(BUDI))
    close(numbered(BUDI), "ganda", into=numbered(TUTI))
    families(FAMILY)
    assert home_of(HEAD) == numbered(TUTI)


def test_of_a_circle_of_duplicates_everybody_stays_where_he_is(dtks, families):
    dtks(HEAD, BUDI, TUTI)
    close(numbered(HEAD), "ganda", into=numbered(BUDI))
    close(numbered(BUDI), "ganda", into=numbered(HEAD))
    close(numbered(TUTI), "ganda", into=numbered(HEAD))
    households = list(Household.objects.all())
    assert kept_of(households) == {one.pk: one for one in households}
    families(FAMILY)
    assert home_of(HEAD) == numbered(HEAD)


def test_the_household_that_was_kept_may_have_ended_too(dtks, families):
    dtks(HEAD, BUDI, TUTI)
    close(numbered(HEAD), "ganda", into=numbered(BUDI))
    close(numbered(BUDI), "pindah")
    families(FAMILY)
    assert home_of(HEAD) == numbered(BUDI)
    # Who lives in an open household by now is found there.
    run = families({**FAMILY, "nik": TUTI["NIK"], "id_keluarga": "KEL0009"}, name="b.csv")
    assert home_of(TUTI) == numbered(TUTI)
    assert "Pindah keluar kota" in warnings_of(run)


def test_who_has_no_nik_is_the_one_of_that_name_in_the_duplicate(dtks, families, members):
    dtks(BUDI)
    families(FAMILY)
    members({**MEMBER, "nik": "", "idsemesta": ""})
    double = home_of(FAMILY)
    close(double, "ganda", into=numbered(BUDI))
    run = members({**MEMBER, "nik": "", "idsemesta": ""}, name="c.csv", options=T2)
    assert Membership.objects.current().get(person__name="RUDI").household == numbered(BUDI)
    assert (run.new, Person.objects.count()) == (0, 3)


@pytest.mark.parametrize("is_numbered", [False, True])
def test_also_where_the_one_that_was_kept_holds_the_kk_or_the_number(dtks, members, is_numbered):
    dtks(HEAD, {**CHILD, "NIK": ""}, {**BUDI, "NOKK": HEAD["NOKK"]})
    close(numbered(HEAD), "ganda", into=numbered(BUDI))
    if is_numbered:
        Identifier.objects.create(scheme=Scheme.FAMILY, value="KEL0001", household=numbered(BUDI))
    child = {**MEMBER, "nik": "", "idsemesta": "", "no_kk": HEAD["NOKK"]}
    run = members(child)
    assert Membership.objects.current().get(person__name="RUDI").household == numbered(BUDI)
    assert (run.new, Person.objects.count()) == (0, 3)
    again = members({**child, "nama": "RUDI "}, name="c.csv")
    assert (again.new, again.changed) == (0, 0)


def test_families_of_a_duplicate_and_of_the_one_that_was_kept_are_judged_together(
    dtks, families, monkeypatch
):
    families(FAMILY, {**FAMILY, "id_keluarga": "KEL0002", "no_kk": OTHER_KK, "nik": BUDI["NIK"]})
    double, kept = home_of(FAMILY), home_of(BUDI)
    close(double, "ganda", into=kept)
    monkeypatch.setattr("registry.imports.judgement.BATCH", 1)
    rows = [
        {**FAMILY, "alamat": "JL. LAIN", "desil_nasional": "5"},
        {**FAMILY, "id_keluarga": "KEL0002", "no_kk": OTHER_KK, "nik": BUDI["NIK"]},
    ]
    families(*rows, name="b.csv", options=T2)
    kept.refresh_from_db()
    assert kept.address == "JL. MAWAR NO. 1"
    assert kept.listings.get(release__code=T2["release"]).decile == 2


def test_an_undo_brings_everybody_back_into_the_duplicate(dtks, families):
    dtks(HEAD, CHILD, BUDI)
    close(numbered(HEAD), "ganda", into=numbered(BUDI))
    before = data_of(everything())
    run = families({**FAMILY, "no_kk": OTHER_KK, "id_wilayah": "64.72.03.1006"})
    assert undo.undo(run, None).left == []
    assert data_of(everything()) == before
