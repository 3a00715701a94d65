"""What the sheets of DTSEN do to the register, sentence by sentence."""

import datetime

import pytest
import xlsxwriter

from registry.imports import undo
from registry.imports.undoable import BY_FILE
from registry.models import (
    ChangeRow,
    Delivery,
    Household,
    Identifier,
    Listing,
    Membership,
    Person,
    Release,
    RunState,
    Scheme,
)
from registry.resources.dtks import issued_on
from tests.factories import UserFactory, village
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
)
from tests.registry.imports.lists import (
    CHILD,
    HEAD,
    apply,
    counts,
    everything,
    problems_of,
    warnings_of,
    write_list,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def families(tmp_path):
    return lambda *rows, **how: apply_families(tmp_path, *rows, **how)


@pytest.fixture
def members(tmp_path):
    return lambda *rows, **how: apply_members(tmp_path, *rows, **how)


@pytest.fixture
def dtks(tmp_path):
    return lambda *rows: apply(write_list(tmp_path / "dtks.csv", rows))


def as_data():
    """Without the versions, which only move on."""
    return {
        table: [{k: v for k, v in row.items() if k != "version"} for row in rows]
        for table, rows in everything().items()
    }


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


def test_the_poorer_of_two_families_ranks_the_house(dtks, families):
    dtks(HEAD, {**CHILD, "NOKK": OTHER_KK})
    second = {**SECOND, "desil_nasional": "1", "percentile_nasional": "8"}
    run = families(FAMILY, second)
    listing = Listing.objects.get(release__source="dtsen")
    assert (listing.decile, listing.percentile) == (1, 8)
    assert "desil 1" in warnings_of(run)
    assert listing.row.cleaned["family"] == "KEL0002"


def test_a_better_off_family_in_a_later_file_does_not_raise_the_house(dtks, families):
    dtks(HEAD, {**CHILD, "NOKK": OTHER_KK})
    families(FAMILY)
    second = {**SECOND, "desil_nasional": "7", "percentile_nasional": "62"}
    run = families(second, name="b.csv")
    assert Listing.objects.get(release__source="dtsen").decile == 2
    assert "sudah di desil 2" in warnings_of(run)


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


def test_ranks_belong_to_their_release(families):
    families(FAMILY)
    run = families({**FAMILY, "desil_nasional": "4"}, name="b.csv", options=T2)
    assert counts(run) == (0, 0, 1, 0)
    assert set(Listing.objects.values_list("release__code", "decile")) == {
        ("DTSEN-2025-T1", 2),
        ("DTSEN-2025-T2", 4),
    }


def test_a_corrected_rank_of_one_release_is_a_change_that_undo_takes_back(families):
    families(FAMILY)
    before = everything()
    run = families({**FAMILY, "desil_nasional": "4", "percentile_nasional": ""}, name="b.csv")
    assert counts(run) == (0, 1, 0, 0)
    change = ChangeRow.objects.get(run=run)
    assert (change.target, change.before, change.after) == (
        "listing",
        {"decile": 2},
        {"decile": 4},
    )
    undo.undo(run, None)
    assert everything() == before


def test_the_file_that_made_a_listing_stays_where_a_later_one_changed_it(families):
    first = families(FAMILY)
    families({**FAMILY, "desil_nasional": "4"}, name="b.csv")
    assert BY_FILE in {left.reason for left in undo.undo(first, None).left}
    assert Listing.objects.get().decile == 4


def test_the_page_of_a_household_shows_its_decile_and_who_corrected_it(families, client_as):
    families(FAMILY)
    families({**FAMILY, "desil_nasional": "4"}, name="b.csv")
    admin = client_as(UserFactory(role="admin"))
    page = admin.get(Household.objects.get().get_absolute_url()).content.decode()
    assert "Desil <strong>4</strong> dari 10 menurut rilis DTSEN-2025-T1" in page
    assert "b.csv" in page
    assert "persentil 14" in page


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
    before = as_data()
    known = families({**FAMILY, "no_kk": OTHER_KK, "id_wilayah": "64.72.03.1006"})
    other = {"no_kk": "6472030101800077", "nik": "6472031205800077", "id_keluarga": "KEL0077"}
    new = families({**FAMILY, **other}, name="b.csv")
    people = members({**MEMBER, "nama": "RUDI HARTONO"}, {**MEMBER, **other, "nama": "AMIR"})
    for run in (people, new, known):
        undo.undo(run, None)
        assert run.state == RunState.UNDONE
    assert as_data() == before
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


@pytest.mark.parametrize(
    ("code", "day"),
    [
        ("DTSEN-2025-T2", (2025, 4, 1)),
        ("DTSEN 2025 TW 4", (2025, 10, 1)),
        ("dtsen-2025-q1", (2025, 1, 1)),
        ("DTSEN-2025-07", (2025, 7, 1)),
        ("DTSEN-2025-T5", None),
    ],
)
def test_a_release_is_as_old_as_the_quarter_in_its_code(code, day):
    came = datetime.date(2026, 1, 1)
    assert issued_on(code, came) == (datetime.date(*day) if day else came)


def test_a_release_of_another_source_is_refused(dtks, families):
    dtks(HEAD)
    run = families(FAMILY, options={"release": "DTKS-2021-07"})
    assert run.state == RunState.REFUSED
    assert "DTKS" in run.error
    assert not Identifier.objects.filter(scheme=Scheme.FAMILY).exists()
