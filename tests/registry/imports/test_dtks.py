"""What a DTKS file does to the register, sentence by sentence."""

import datetime

import pytest

from registry.imports import runs
from registry.models import (
    Area,
    ChangeRow,
    Delivery,
    Household,
    ListedAid,
    Listing,
    Membership,
    Person,
    Release,
    Residence,
)
from registry.resources.releases import issued_on
from tests.factories import village
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


@pytest.fixture
def path(tmp_path):
    return tmp_path / "dtks.csv"


def test_a_household_comes_in_with_people_place_head_listing_and_claims(path):
    run = apply(write_list(path, [HEAD, CHILD]))
    household = Household.objects.get()
    assert counts(run) == (2, 0, 0, 0)
    assert (household.area, household.rt) == (village("Jawa"), "005")
    assert household.head is not None
    assert household.head.name == "SITI AMINAH"
    assert {m.person.name for m in household.memberships.all()} == {"SITI AMINAH", "RUDI"}
    assert Residence.objects.get().area == village("Jawa")
    assert Listing.objects.get().release.code == "DTKS-2021-07"
    assert set(ListedAid.objects.values_list("program_code", flat=True)) == {"BPNT", "PBI-JK"}
    assert Delivery.objects.get().area.name == "Samarinda Ulu"


def test_every_record_names_the_row_that_said_it(path):
    run = apply(write_list(path, [HEAD, CHILD]))
    rows = dict(run.staged_rows.values_list("number", "pk"))
    assert list(Membership.objects.order_by("pk").values_list("row", flat=True)) == [
        rows[2],
        rows[3],
    ]
    assert Residence.objects.get().row_id == rows[2]
    assert Listing.objects.get().row_id == rows[2]
    assert set(ListedAid.objects.values_list("row", flat=True)) == {rows[2]}


def test_a_preview_changes_nothing(path):
    before = everything()
    run = preview(write_list(path, [HEAD, CHILD]))
    assert counts(run) == (2, 0, 0, 0)
    assert everything() == before


def test_an_empty_cell_never_erases(path):
    apply(write_list(path, [HEAD, CHILD]))
    before = everything()
    bare = {key: HEAD[key] for key in ("ID DTKS", "DESA/KELUARAHAN", "NIK", "NAMA")}
    run = apply(write_list(path.with_name("bare.csv"), [bare]))
    assert counts(run) == (0, 0, 1, 0)
    assert everything() == before


def test_a_list_without_aid_columns_takes_no_claim_away(path):
    apply(write_list(path, [HEAD]))
    header = ["ID DTKS", "DESA/KELUARAHAN", "NIK", "NAMA"]
    bare = {key: HEAD[key] for key in header}
    apply(write_list(path.with_name("bare.csv"), [bare], header))
    assert ListedAid.objects.count() == 2


def test_a_claim_turned_to_tidak_is_dropped_and_written_down(path):
    apply(write_list(path, [HEAD]))
    run = apply(write_list(path.with_name("b.csv"), [{**HEAD, "BANSOS BPNT": "TIDAK"}]))
    assert counts(run) == (0, 1, 0, 0)
    assert ListedAid.objects.get().program_code == "PBI-JK"
    change = ChangeRow.objects.get(run=run)
    assert (change.target, change.before["program_code"]) == ("claim", "BPNT")


def test_a_changed_value_is_written_with_old_and_new(path):
    apply(write_list(path, [HEAD]))
    run = apply(write_list(path.with_name("b.csv"), [{**HEAD, "PEKERJAAN": "GURU"}]))
    assert counts(run) == (0, 1, 0, 0)
    person = Person.objects.get()
    assert (person.occupation, person.version) == ("GURU", 2)
    change = ChangeRow.objects.get(run=run)
    assert (change.target, change.target_id) == ("person", person.pk)
    assert (change.before, change.after) == ({"occupation": "BURUH"}, {"occupation": "GURU"})


def test_a_household_that_moved_by_the_list_gets_a_second_residence(path):
    apply(write_list(path, [HEAD]))
    moved = {**HEAD, "KECAMATAN": "PALARAN", "DESA/KELUARAHAN": "BUKUAN"}
    run = apply(write_list(path.with_name("b.csv"), [moved]))
    household = Household.objects.get()
    assert (household.area, household.version) == (village("Bukuan"), 2)
    ended, opened = Residence.objects.order_by("pk")
    assert (ended.area, ended.valid_to) == (village("Jawa"), opened.valid_from)
    assert opened.valid_to is None
    assert ChangeRow.objects.get(run=run, target="household").after["area_id"] == household.area_id


def test_a_member_may_move_between_households_of_one_file(path):
    other = {**HEAD, "ID DTKS": "6472030000000002", "NIK": "6472031205800003", "NAMA": "BUDI"}
    apply(write_list(path, [HEAD, CHILD, other]))
    moved = {**CHILD, "ID DTKS": other["ID DTKS"]}
    run = apply(write_list(path.with_name("b.csv"), [HEAD, moved, other]))
    assert counts(run) == (0, 1, 2, 0)
    child = Person.objects.get(name="RUDI")
    old, new = child.memberships.order_by("pk")
    assert old.valid_to is not None
    assert new.household.identifiers.get().value == other["ID DTKS"]
    assert "anggota rumah tangga lain" in warnings_of(run)


def test_a_moved_member_takes_his_claim_along(path):
    other = {**HEAD, "ID DTKS": "6472030000000002", "NIK": "6472031205800003", "NAMA": "BUDI"}
    claiming = {**CHILD, "PBI JKN": "YA"}
    apply(write_list(path, [HEAD, claiming, other]))
    moved = {**claiming, "ID DTKS": other["ID DTKS"]}
    apply(write_list(path.with_name("b.csv"), [HEAD, moved, other]))
    claim = ListedAid.objects.get(person__name="RUDI")
    assert claim.household.identifiers.get().value == other["ID DTKS"]


def test_people_without_nik_never_merge(path):
    one = {**HEAD, "NIK": "", "NOKK": "0"}
    two = {**one, "ID DTKS": "6472030000000002", "NIK": "-"}
    run = apply(write_list(path, [one, two]))
    assert counts(run) == (2, 0, 0, 0)
    assert Person.objects.filter(nik=None).count() == 2
    assert "NIK kosong" in warnings_of(run)


def test_somebody_without_nik_is_known_again_by_household_name_and_birth(path):
    nameless = {**CHILD, "NIK": ""}
    apply(write_list(path, [HEAD, nameless]))
    run = apply(write_list(path.with_name("b.csv"), [HEAD, {**nameless, "RT": "005 "}]))
    assert counts(run) == (0, 0, 2, 0)


def test_a_nik_that_was_missing_is_filled_in(path):
    apply(write_list(path, [HEAD, {**CHILD, "NIK": ""}]))
    run = apply(write_list(path.with_name("b.csv"), [HEAD, CHILD]))
    assert counts(run) == (0, 1, 1, 0)
    assert Person.objects.get(name="RUDI").nik == CHILD["NIK"]
    assert Person.objects.count() == 2


def test_two_rows_of_one_household_never_mean_one_person(path):
    twin = {**CHILD, "NIK": ""}
    apply(write_list(path, [HEAD, CHILD, twin]))
    run = apply(write_list(path.with_name("b.csv"), [HEAD, CHILD, {**twin, "RT": "5"}]))
    assert Person.objects.count() == 3
    assert counts(run) == (0, 0, 3, 0)


def test_kk_0_never_glues_two_families(path):
    zero = {**HEAD, "NOKK": "0000000000000000"}
    other = {**zero, "ID DTKS": "6472030000000002", "NIK": "6472031205800003"}
    apply(write_list(path, [zero, other]))
    assert list(Membership.objects.values_list("kk", flat=True)) == ["", ""]
    assert Household.objects.count() == 2


def test_one_household_may_hold_several_kk_and_one_kk_stand_in_two(path):
    second = {**CHILD, "NOKK": "6472030101800002"}
    other = {**HEAD, "ID DTKS": "6472030000000002", "NIK": "6472031205800003"}
    run = apply(write_list(path, [HEAD, second, other]))
    assert counts(run) == (3, 0, 0, 0)
    assert Membership.objects.filter(kk=HEAD["NOKK"]).values("household").distinct().count() == 2


def test_the_head_comes_later_when_his_row_had_a_problem(path):
    broken = {**HEAD, "NIK": "6472030000800001"}
    run = apply(write_list(path, [broken, CHILD]))
    assert counts(run) == (1, 0, 0, 1)
    assert Household.objects.get().head is None
    run = apply(write_list(path.with_name("b.csv"), [HEAD]))
    assert counts(run) == (1, 0, 0, 0)
    assert Household.objects.get().head.name == "SITI AMINAH"


def test_a_row_of_another_kelurahan_than_its_head_is_told(path):
    run = apply(write_list(path, [HEAD, {**CHILD, "DESA/KELUARAHAN": "AIR HITAM"}]))
    assert Household.objects.get().area == village("Jawa")
    assert "berbeda dari baris kepala" in warnings_of(run)


def test_a_second_release_lists_the_same_household_again(path):
    apply(write_list(path, [HEAD]))
    run = apply(write_list(path.with_name("b.csv"), [HEAD]), options={"release": "DTKS-2022-01"})
    assert counts(run) == (0, 0, 1, 0)
    assert {listing.release.issued_on for listing in Listing.objects.all()} == {
        datetime.date(2021, 7, 1),
        datetime.date(2022, 1, 1),
    }


def test_a_name_written_as_deceased_is_a_warning_only(path):
    run = apply(write_list(path, [{**HEAD, "NAMA": "ALM. SITI AMINAH"}]))
    assert counts(run) == (1, 0, 0, 0)
    assert "almarhum" in warnings_of(run)
    assert not Person.objects.get().is_deceased


def test_two_files_waiting_under_two_spellings_of_a_release_make_one(tmp_path):
    other = {**CHILD, "ID DTKS": "6472030000000009"}
    waiting = [
        preview(write_list(tmp_path / f"{code}.csv", [row]), "dtks", {"release": code})
        for code, row in (("dtks 2021-07", HEAD), ("DTKS 2021-07", other))
    ]
    for run in waiting:
        runs.ask_apply(run=run, by=None)
        runs.apply(run)
    assert [release.code for release in Release.objects.all()] == ["dtks 2021-07"]
    assert Listing.objects.count() == 2


@pytest.mark.parametrize(
    ("district", "name"),
    [
        ("SAMARINDA ULU", "Kel. Jawa"),
        ("Kec. Samarinda Ulu", "KELURAHAN JAWA"),
        ("", "jawa"),
        ("SAMARINDA ULU", "{area.code}"),
        ("", "{area.bps_code}"),
    ],
)
def test_an_area_is_found_by_its_spellings_and_codes(path, district, name):
    given = name.format(area=village("Jawa"))
    run = apply(write_list(path, [{**HEAD, "KECAMATAN": district, "DESA/KELUARAHAN": given}]))
    assert counts(run) == (1, 0, 0, 0), problems_of(run)
    assert Household.objects.get().area == village("Jawa")


def test_a_code_that_means_two_kelurahan_is_never_guessed(path):
    codes = {area.code.replace(".", "") for area in Area.objects.villages()}
    both = Area.objects.villages().filter(bps_code__in=codes).first()
    row = {**HEAD, "KECAMATAN": "", "DESA/KELUARAHAN": both.bps_code}
    run = apply(write_list(path, [row]))
    assert counts(run) == (0, 0, 0, 1)
    assert "Kemendagri dan pada BPS" in problems_of(run)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"DESA/KELUARAHAN": "SUNGAI PINANG DALEM", "KECAMATAN": ""}, "Mungkin maksudnya"),
        ({"DESA/KELUARAHAN": "BUKUAN"}, "melainkan di Kec. Palaran"),
        ({"KECAMATAN": "TENGGARONG"}, "tidak dikenal"),
        ({"DESA/KELUARAHAN": ""}, "kosong"),
        ({"KABUPATEN/KOTA": "KOTA BALIKPAPAN"}, "di luar kota"),
    ],
)
def test_an_unknown_area_is_a_problem_with_a_hint(path, change, words):
    run = apply(write_list(path, [{**HEAD, **change}, {**HEAD, "ID DTKS": "6472030000000009"}]))
    assert run.problem >= 1
    assert words in problems_of(run)


@pytest.mark.parametrize(
    ("code", "month"),
    [
        ("DTKS-2021-07", (2021, 7)),
        ("DTKS 2021-10", (2021, 10)),
        ("dtks_2021_1", (2021, 1)),
        ("DTKS202112", (2021, 12)),
        ("SK 2021-13", None),
        ("DTKS", None),
    ],
)
def test_a_release_is_as_old_as_the_month_in_its_code(code, month):
    day = datetime.date(2026, 1, 1)
    assert issued_on(code, day) == (datetime.date(*month, 1) if month else day)
