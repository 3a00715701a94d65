"""What the sheets of DTSEN do to the register, sentence by sentence."""

import pytest
import xlsxwriter

from registry.imports import judgement
from registry.imports.undoing import undo
from registry.models import (
    Delivery,
    Household,
    Listing,
    Membership,
    Person,
    Release,
    RunState,
    Scheme,
)
from tests.factories import village
from tests.registry.imports.families import (
    FAMILY,
    FAMILY_HEADER,
    MEMBER,
    MEMBER_HEADER,
    OTHER_KK,
    SECOND,
    T1,
    T2,
    apply_families,
    apply_members,
    data_of,
)
from tests.registry.imports.lists import (
    CHILD,
    HEAD,
    apply,
    counts,
    everything,
    preview,
    problems_of,
    warnings_of,
    write_list,
)

pytestmark = pytest.mark.django_db
TAKEN = "IDSEMESTA ini sudah dipakai orang lain"


@pytest.fixture
def families(tmp_path):
    return lambda *rows, **how: apply_families(tmp_path, *rows, **how)


@pytest.fixture
def members(tmp_path):
    return lambda *rows, **how: apply_members(tmp_path, *rows, **how)


@pytest.fixture
def dtks(tmp_path):
    return lambda *rows: apply(write_list(tmp_path / "dtks.csv", rows))


def family_numbers(household):
    return set(household.identifiers.filter(scheme=Scheme.FAMILY).values_list("value", flat=True))


def test_a_family_that_nobody_knows_makes_a_household_with_head_place_and_ranks(families):
    run = families(FAMILY)
    assert counts(run) == (1, 0, 0, 0), problems_of(run)
    household = Household.objects.get()
    assert (household.area, household.rt) == (village("Jawa"), "005")
    assert household.head is not None
    assert household.head.name == "SITI AMINAH"
    assert family_numbers(household) == {"KEL0001"}
    listing = Listing.objects.get()
    assert (listing.decile, listing.percentile, listing.place_in_nation) == (2, 14, 1204511)
    assert (listing.release.code, listing.release.source) == ("DTSEN-2025-T1", "dtsen")
    assert Delivery.objects.get().area.name == "Samarinda Ulu"


def test_members_join_the_household_of_their_family(families, members):
    families(FAMILY)
    run = members(MEMBER)
    assert counts(run) == (1, 0, 0, 0), problems_of(run)
    child = Person.objects.get(name="RUDI")
    assert (child.occupation, child.identifiers.get().value) == ("PELAJAR", "90010002")
    here = child.memberships.get()
    assert (here.household, here.relation, here.kk) == (
        Household.objects.get(),
        "anak",
        HEAD["NOKK"],
    )
    assert Listing.objects.get().decile == 2


def test_members_of_a_family_that_nobody_knows_are_problems_that_say_what_to_do(members):
    run = members(MEMBER)
    assert counts(run) == (0, 0, 0, 1)
    assert "Impor lembar keluarga lebih dahulu" in problems_of(run)
    assert not Person.objects.exists()
    assert not Release.objects.exists()


def test_of_a_workbook_with_both_sheets_the_families_are_read_first(tmp_path):
    path = tmp_path / "dtsen.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for name, header, row in (
            ("Anggota", MEMBER_HEADER, MEMBER),
            ("Keluarga", FAMILY_HEADER, FAMILY),
        ):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, header)
            sheet.write_row(1, 0, [row.get(word, "") for word in header])
    families = apply(path, "dtsen", T1)
    assert (families.sheet, counts(families)) == ("Keluarga", (1, 0, 0, 0))
    people = apply(path, "dtsen", {**T1, "sheet": "anggota"})
    assert (people.sheet, counts(people)) == ("Anggota", (1, 0, 0, 0))


def test_the_same_members_come_in_once_their_family_has(families, members):
    members(MEMBER)
    families(FAMILY)
    run = members(MEMBER)
    assert counts(run) == (1, 0, 0, 0)
    assert problems_of(run) == ""


def test_a_family_joins_the_household_that_holds_its_kk(dtks, families):
    dtks(HEAD, CHILD)
    wife = {**FAMILY, "nik": "6472034202820009", "nama_kepala_keluarga": "HALIMAH"}
    run = families(wife)
    assert counts(run) == (1, 0, 0, 0)
    household = Household.objects.get()
    assert household.head.name == "SITI AMINAH"
    assert {m.person.name for m in household.memberships.all()} == {
        "SITI AMINAH",
        "RUDI",
        "HALIMAH",
    }
    assert household.identifiers.count() == 2


def test_a_family_joins_the_household_that_holds_its_nik(dtks, families):
    dtks(HEAD, CHILD)
    run = families({**FAMILY, "no_kk": OTHER_KK})
    assert counts(run) == (0, 1, 0, 0)
    effects = {effect["key"]: effect["count"] for effect in run.effects["city"]}
    assert (effects["families_joined"], effects["households_new"]) == (1, 0)
    assert Household.objects.count() == 1
    assert Membership.objects.get(person__name="SITI AMINAH").kk == OTHER_KK


def test_a_member_sheet_alone_finds_its_household_by_the_people(dtks, members):
    dtks(HEAD, CHILD)
    bare = {**MEMBER, "no_kk": "", "nik": "6472031501100099", "nama": "ADIK"}
    known = {**MEMBER, "no_kk": ""}
    run = members(known, bare)
    assert counts(run) == (1, 1, 0, 0), problems_of(run)
    assert Person.objects.get(name="ADIK").memberships.get().household == Household.objects.get()


def test_two_kk_may_live_in_one_house_and_neither_moves_it(dtks, families):
    dtks(HEAD, {**CHILD, "NOKK": OTHER_KK})
    second = {**SECOND, "id_wilayah": "64.72.03.1006", "alamat": "JL. LAIN"}
    run = families(FAMILY, second)
    household = Household.objects.get()
    assert (household.area, household.address) == (village("Jawa"), "JL. MAWAR NO. 1")
    assert household.head.name == "SITI AMINAH"
    assert family_numbers(household) == {"KEL0001", "KEL0002"}
    assert "berbeda" in warnings_of(run)


def test_a_kk_in_two_houses_goes_where_more_of_its_people_are(dtks, members):
    other = {**HEAD, "ID DTKS": "6472030000000002", "NIK": "6472031205800003", "NAMA": "BUDI"}
    dtks(HEAD, CHILD, other)
    head = {**MEMBER, "nik": HEAD["NIK"], "nama": "SITI AMINAH", "hub_kepala_keluarga": "KEPALA"}
    run = members(head, MEMBER, {**MEMBER, "nik": other["NIK"], "nama": "BUDI", "idsemesta": ""})
    assert "beberapa rumah tangga" in warnings_of(run)
    homes = {m.person.name: m.household_id for m in Membership.objects.filter(valid_to=None)}
    assert len(set(homes.values())) == 1
    assert homes["BUDI"] == Household.objects.get(head__name="SITI AMINAH").pk


def test_a_family_whose_number_changed_is_known_by_its_kk_and_keeps_both(families):
    families(FAMILY)
    run = families({**FAMILY, "id_keluarga": "KEL9001"}, name="b.csv", options=T2)
    assert counts(run) == (0, 1, 0, 0)
    assert family_numbers(Household.objects.get()) == {"KEL0001", "KEL9001"}


def test_a_family_whose_kk_changed_is_known_by_its_number(families):
    families(FAMILY)
    run = families({**FAMILY, "no_kk": OTHER_KK, "nik": ""}, name="b.csv", options=T2)
    assert counts(run) == (0, 1, 0, 0)
    assert Membership.objects.get().kk == OTHER_KK


def test_the_same_families_again_change_nothing(dtks, families, members):
    dtks(HEAD, {**CHILD, "NOKK": OTHER_KK})
    third = {**MEMBER, "nik": "", "nama": "ADIK", "idsemesta": ""}
    families(FAMILY, SECOND)
    members(third)
    before = everything()
    assert counts(families(SECOND, FAMILY, name="b.csv")) == (0, 0, 2, 0)
    assert counts(members(third, name="c.csv", options=T2)) == (0, 0, 1, 0)
    again = everything()
    assert again.pop("Listing") != before.pop("Listing")
    assert again == before


def test_families_and_members_taken_back_leave_the_city_as_it_was(dtks, families, members):
    dtks(HEAD, {**CHILD, "NOKK": OTHER_KK})
    before = data_of(everything())
    known = families({**FAMILY, "no_kk": OTHER_KK, "id_wilayah": "64.72.03.1006"})
    other = {"no_kk": "6472030101800077", "nik": "6472031205800077", "id_keluarga": "KEL0077"}
    new = families({**FAMILY, **other}, name="b.csv")
    people = members({**MEMBER, "nama": "RUDI HARTONO"}, {**MEMBER, **other, "nama": "AMIR"})
    for run in (people, new, known):
        undo.undo(run, None)
        assert run.state == RunState.UNDONE
    assert data_of(everything()) == before
    assert not Release.objects.filter(source="dtsen").exists()


def test_a_family_of_its_own_gets_a_new_head_and_moves_as_the_list_says(families):
    families(FAMILY)
    new = {"nik": "6472034202820009", "nama_kepala_keluarga": "HALIMAH"}
    families({**FAMILY, **new, "id_wilayah": "64.72.03.1006"}, name="b.csv", options=T2)
    household = Household.objects.get()
    assert (household.head.name, household.area) == ("HALIMAH", village("Air Hitam"))


def test_two_families_with_one_kk_make_one_household(families):
    second = {**FAMILY, "id_keluarga": "KEL0002", "nik": "6472034202820009"}
    second["nama_kepala_keluarga"] = "HALIMAH"
    run = families(FAMILY, second)
    assert counts(run) == (2, 0, 0, 0)
    household = Household.objects.get()
    assert household.head.name == "SITI AMINAH"
    assert family_numbers(household) == {"KEL0001", "KEL0002"}


def test_an_empty_cell_never_erases(families, members):
    families(FAMILY)
    members(MEMBER)
    before = everything()
    bare = {name: FAMILY[name] for name in ("id_keluarga", "nik", "id_wilayah")}
    families({**bare, "nama_kepala_keluarga": "SITI AMINAH"}, name="b.csv")
    members({**MEMBER, "no_kk": "", "pekerjaan_utama": "", "idsemesta": ""}, name="c.csv")
    assert everything() == before


def test_the_dead_stay_dead_and_do_not_head_a_new_household(dtks, families):
    dtks(HEAD, CHILD)
    Person.objects.filter(nik=HEAD["NIK"]).update(existence="meninggal")
    Household.objects.update(head=None)
    run = families(FAMILY)
    assert Person.objects.get(nik=HEAD["NIK"]).is_deceased
    assert Household.objects.get().head is None
    assert "meninggal" in warnings_of(run)


def test_what_was_found_at_the_door_stays(families):
    families(FAMILY)
    Household.objects.update(standing="terkonfirmasi")
    run = families({**FAMILY, "id_wilayah": "64.72.03.1006"}, name="b.csv", options=T2)
    assert Household.objects.get().area == village("Jawa")
    assert "hasil kunjungan" in warnings_of(run)


def test_whom_one_row_means_by_his_number_no_namesake_is_taken_for(families, members):
    families(FAMILY)
    members({**MEMBER, "nik": ""})
    namesake = {**MEMBER, "nik": "", "idsemesta": ""}
    run = members(namesake, MEMBER, name="b.csv")
    assert (run.new, run.changed) == (1, 1)
    assert Person.objects.filter(name="RUDI").count() == 2
    assert Person.objects.get(identifiers__value=MEMBER["idsemesta"]).nik == MEMBER["nik"]


@pytest.mark.parametrize("nik", ["6472031501100009", ""])
@pytest.mark.parametrize("batch", [judgement.BATCH, 1])
def test_an_idsemesta_of_two_new_people_stays_with_the_first_of_them(
    families, members, tmp_path, monkeypatch, nik, batch
):
    """Wherever the second one stands, and when the file comes once more."""
    monkeypatch.setattr(judgement, "BATCH", batch)
    other = {"id_keluarga": "KEL0002", "no_kk": OTHER_KK}
    budi = {"nik": "6472031205800003", "nama_kepala_keluarga": "BUDI"}
    families(FAMILY, {**FAMILY, **other, **budi})
    rows = [MEMBER, {**MEMBER, **other, "nik": nik, "nama": "ADIK"}]
    kept = [{word: row.get(word, "") for word in MEMBER_HEADER} for row in rows]
    seen = preview(write_list(tmp_path / "lihat.csv", kept, MEMBER_HEADER), "dtsen", T1)
    run = members(*rows)
    for told in (seen, run):
        assert (counts(told), TAKEN in warnings_of(told)) == ((2, 0, 0, 0), True)
    assert Person.objects.get(identifiers__value=MEMBER["idsemesta"]).nik == MEMBER["nik"]
    before = everything()
    assert counts(members(*rows, name="lagi.csv")) == (0, 0, 2, 0)
    assert everything() == before
