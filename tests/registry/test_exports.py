"""What leaves in the DTKS layout comes back by the import and changes nothing (promise U2)."""

import pytest
from django.urls import reverse

from registry.codes import Relation
from registry.imports import runs
from registry.models import (
    Household,
    ListedAid,
    Listing,
    ListSource,
    Membership,
    Person,
    Release,
)
from tests.factories import UserFactory, make_household, village

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    household = make_household(members=len(Relation.values), area=village("Jawa"), rw="002")
    release = Release.objects.create(code="DTKS-2021-07", issued_on="2021-07-01")
    Listing.objects.create(release=release, household=household)
    members = Membership.objects.filter(household=household).order_by("pk")
    for member, relation in zip(members, Relation.values, strict=True):
        Membership.objects.filter(pk=member.pk).update(relation=relation)
    person = members[1].person
    Person.objects.filter(pk=person.pk).update(
        occupation="=1+1", mother_name="-SITI", birth_place="@X"
    )
    ListedAid.objects.create(
        release=release, household=household, person=person, program_code="BPNT"
    )
    return household


def _export(client, kind):
    typed = {"format": kind, "alasan": "pemeriksaan berkas", "dtks": "on"}
    response = client.post(reverse("household_export"), typed)
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def _aid_cells(client):
    """The aid columns of the rows that say YA anywhere, and of all others."""
    lines = _export(client, "csv").decode("utf-8-sig").splitlines()
    start = next(n for n, line in enumerate(lines) if "ID DTKS" in line)
    cells = [tuple(cell.strip('"') for cell in line.split(";")[-4:]) for line in lines[start + 1 :]]
    return {each for each in cells if "YA" in each}, {each for each in cells if "YA" not in each}


def _people():
    return list(Person.objects.order_by("pk").values())


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_export_then_import_is_no_change(client_as, city, tmp_path, kind):
    path = tmp_path / f"keluar.{kind}"
    path.write_bytes(_export(client_as(UserFactory(role="admin")), kind))
    before = _people(), Household.objects.values().get()
    run = runs.receive(
        path=path, name=path.name, kind="dtks", options={"release": "DTKS-2021-07"}, by=None
    )
    runs.read(run)
    assert (run.new, run.changed, run.problem) == (0, 0, 0), list(
        run.staged_rows.values_list("outcome", "problems")
    )
    runs.ask_apply(run=run, by=None)
    runs.apply(run)
    assert (_people(), Household.objects.values().get()) == before


def test_claims_survive_the_way_out_and_back_after_a_list_of_another_source(
    client_as, city, tmp_path
):
    newer = Release.objects.create(
        code="DTSEN-2025-T1", source=ListSource.DTSEN, issued_on="2025-01-01"
    )
    Listing.objects.create(release=newer, household=city)
    path = tmp_path / "keluar.csv"
    path.write_bytes(_export(client_as(UserFactory(role="admin")), "csv"))
    claims = list(ListedAid.objects.values())
    run = runs.receive(
        path=path, name=path.name, kind="dtks", options={"release": "DTKS-2021-07"}, by=None
    )
    runs.read(run)
    runs.ask_apply(run=run, by=None)
    runs.apply(run)
    assert list(ListedAid.objects.values()) == claims


def test_claims_are_of_the_newest_dtks_release_that_lists_the_household(client_as, city):
    older = Release.objects.create(code="DTKS-2021-01", issued_on="2021-01-01")
    Listing.objects.create(release=older, household=city)
    head = city.head
    ListedAid.objects.create(release=older, household=city, person=head, program_code="PKH")
    Release.objects.create(code="DTKS-2021-10", issued_on="2021-10-01")
    says, silent = _aid_cells(client_as(UserFactory(role="admin")))
    assert says == {("YA", "TIDAK", "TIDAK", "TIDAK")}
    assert silent == {("TIDAK", "TIDAK", "TIDAK", "TIDAK")}


def test_a_household_of_no_dtks_release_is_told_nothing_of_aid(client_as):
    make_household(area=village("Jawa"))
    assert _aid_cells(client_as(UserFactory(role="admin"))) == (set(), {("", "", "", "")})


def test_no_cell_begins_a_formula(client_as, city):
    text = _export(client_as(UserFactory(role="admin")), "csv").decode("utf-8-sig")
    cells = [cell.strip('"') for line in text.splitlines() for cell in line.split(";")]
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@")]


def test_whole_numbers_in_the_dtks_layout_need_the_right_to_see_them(client_as, city):
    sheet = _export(client_as(UserFactory(role="analis")), "csv").decode("utf-8-sig")
    assert "ID DTKS" not in sheet
    assert city.head.nik not in sheet


def test_a_supervisor_gets_his_own_area_only(client_as, city):
    other = make_household(area=village("Bukuan"))
    user = UserFactory(role="penyelia", area=village("Jawa").parent)
    sheet = _export(client_as(user), "csv").decode("utf-8-sig")
    assert city.head.nik in sheet
    assert other.head.nik not in sheet
