"""Which rows are judged together, and what a list without numbers does to a house."""

import pytest

from registry.imports import judgement
from registry.imports.people.homes import Groups
from registry.models import Household, Listing
from tests.factories import village
from tests.registry.imports.families import (
    FAMILY,
    OTHER_KK,
    SECOND,
    apply_families,
    apply_members,
)
from tests.registry.imports.lists import CHILD, HEAD, apply, counts, warnings_of, write_list

pytestmark = pytest.mark.django_db
SIKS_HEADER = ["id_desa", "Nama", "NIK", "NOKK", "Alamat", "rt", "idsemesta", "BPNT"]
SIKS = {
    "id_desa": "64.72.03.1006",
    "Nama": "RUDI",
    "NIK": CHILD["NIK"],
    "NOKK": OTHER_KK,
    "Alamat": "JL. LAIN",
    "rt": "9",
    "idsemesta": "90010002",
    "BPNT": "YA",
}


def test_groups_that_share_a_mark_are_one_whoever_came_first():
    groups = Groups()
    for mark, group in (("kk:1", "A"), ("kk:2", "B"), ("kk:3", "C"), ("kk:2", "A"), ("kk:3", "B")):
        groups.join(mark, group)
    assert groups.root("A") == groups.root("B") == groups.root("C")
    assert groups.root("D") == "D"
    assert len([name for names in groups.renamed() for name in names]) == 2


def test_a_list_without_numbers_joins_a_house_of_two_kk_and_leaves_it_where_it_stands(tmp_path):
    apply(write_list(tmp_path / "dtks.csv", [HEAD, {**CHILD, "NOKK": OTHER_KK}]))
    rows = [SIKS, {**SIKS, "Nama": "SITI AMINAH", "NIK": HEAD["NIK"], "NOKK": HEAD["NOKK"]}]
    rows[1]["idsemesta"] = "90010001"
    run = apply(write_list(tmp_path / "siks.csv", rows, SIKS_HEADER), options={"release": "SIKS"})
    household = Household.objects.get()
    assert counts(run) == (0, 2, 0, 0)
    assert (household.area, household.address) == (village("Jawa"), "JL. MAWAR NO. 1")
    assert household.head.name == "SITI AMINAH"
    assert "dipertahankan" in warnings_of(run)


def test_families_of_one_house_are_judged_together_wherever_they_stand(tmp_path, monkeypatch):
    monkeypatch.setattr(judgement, "BATCH", 1)
    apply(write_list(tmp_path / "dtks.csv", [HEAD, {**CHILD, "NOKK": OTHER_KK}]))
    others = [
        {
            **FAMILY,
            "id_keluarga": f"KEL1{n}",
            "no_kk": f"64720301018001{n:02}",
            "nik": f"64720312058001{n:02}",
        }
        for n in range(1, 6)
    ]
    poor = {**SECOND, "id_keluarga": "ZZZ", "desil_nasional": "1"}
    run = apply_families(tmp_path, FAMILY, *others, poor)
    assert counts(run) == (5, 2, 0, 0)
    assert Listing.objects.get(household__identifiers__value="ZZZ", decile=1).row.number == 8
    assert Household.objects.get(identifiers__value="ZZZ").head.name == "SITI AMINAH"


def test_members_find_their_family_by_a_kk_that_the_same_sheet_brings(tmp_path):
    apply_families(tmp_path, FAMILY)
    child = {"id_keluarga": "KEL0001", "nama": "RUDI", "nik": CHILD["NIK"], "no_kk": OTHER_KK}
    aunt = {"id_keluarga": "KEL0009", "nama": "TUTI", "nik": "6472034202700009", "no_kk": OTHER_KK}
    run = apply_members(tmp_path, aunt, child)
    assert counts(run) == (2, 0, 0, 0)
    assert Household.objects.get().memberships.count() == 3


@pytest.mark.parametrize("batch", [2_000, 1])
@pytest.mark.parametrize("found_by", ["nik", "idsemesta"])
def test_a_house_is_judged_by_who_stays_in_it(tmp_path, monkeypatch, batch, found_by):
    """One card is left once the other's holder has moved out, wherever his row stands: the same
    sheet again would find the house so.
    """
    monkeypatch.setattr(judgement, "BATCH", batch)
    far = {**FAMILY, "id_keluarga": "ZZZ", "no_kk": "6472030101800009", "nik": "6472031205800009"}
    apply_families(tmp_path, FAMILY, far)
    rudi = {"id_keluarga": "KEL0001", "nama": "RUDI", "no_kk": OTHER_KK}
    rudi |= {"nik": CHILD["NIK"]} if found_by == "nik" else {"idsemesta": "S1"}
    apply_members(tmp_path, rudi, name="b.csv")
    head = {
        "id_keluarga": "KEL0001",
        "nama": "TUTI",
        "nik": "6472034202700009",
        "no_kk": FAMILY["no_kk"],
        "hub_kepala_keluarga": "KEPALA",
    }
    moves = {**rudi, "id_keluarga": "ZZZ", "no_kk": far["no_kk"]}
    apply_members(tmp_path, head, moves, name="c.csv")
    house = Household.objects.get(identifiers__value="KEL0001")
    assert house.head.nik == head["nik"]
    again = apply_members(tmp_path, moves, head, name="d.csv")
    assert (again.new, again.changed) == (0, 0)
    assert Household.objects.get(pk=house.pk).head.nik == head["nik"]
