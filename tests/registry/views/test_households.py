"""The list of households, its export, and the page of one."""

import io

import pytest
from python_calamine import CalamineWorkbook

from bansos.lib.pagination import PAGE_SIZE
from registry.events import Verb
from registry.models import AuditEvent, Reported, Standing
from tests.factories import HouseholdFactory, UserFactory, head_of, make_household, village

pytestmark = pytest.mark.django_db

LIST = "/rumah-tangga/"
EXPORT = "/rumah-tangga/unduh/"


@pytest.fixture
def officer():
    return UserFactory(role="petugas", area=village("Jawa"))


@pytest.fixture
def supervisor():
    return UserFactory(role="penyelia", area=village("Jawa"))


def test_an_officer_sees_the_households_of_his_area_only(client_as, officer):
    own = make_household(area=village("Jawa"))
    other = make_household(area=village("Loa Bakung"))
    page = client_as(officer).get(LIST).content.decode()
    assert str(own.public_id) in page
    assert str(other.public_id) not in page
    assert head_of(other).name not in page


def test_the_list_is_narrowed_by_every_filter(client_as, officer):
    wanted = make_household(rt="007", standing=Standing.CONFIRMED, reported=Reported.MOVED_OUT)
    make_household(rt="008", standing=Standing.CONFIRMED, reported=Reported.MOVED_OUT)
    make_household(rt="007", reported=Reported.MOVED_OUT)
    make_household(rt="007", standing=Standing.CONFIRMED)
    found = client_as(officer).get(
        LIST, {"rt": "7", "status": "confirmed", "keadaan": "dilaporkan"}
    )
    assert [h.pk for h in found.context["page"]] == [wanted.pk]


def test_an_area_of_somebody_else_is_no_filter(client_as, officer):
    make_household()
    found = client_as(officer).get(LIST, {"wilayah": village("Loa Bakung").code})
    assert list(found.context["page"]) == []


def test_pages_hold_every_household_once(client_as, officer):
    made = {HouseholdFactory.create(rt=f"{n % 7:03}").pk for n in range(PAGE_SIZE + 3)}
    client = client_as(officer)
    first = client.get(LIST).context["page"]
    second = client.get(LIST, {"halaman": first.next_cursor}).context["page"]
    seen = [household.pk for household in [*first, *second]]
    assert sorted(seen) == sorted(made)
    assert second.next_cursor is None


def test_a_tampered_cursor_gives_the_first_page(client_as, officer):
    household = make_household()
    page = client_as(officer).get(LIST, {"halaman": "palsu"}).context["page"]
    assert [found.pk for found in page] == [household.pk]


@pytest.mark.parametrize("role", ["petugas", "penyelia"])
def test_a_household_of_another_area_is_not_there(client_as, role):
    user = UserFactory(role=role, area=village("Jawa"))
    other = make_household(area=village("Loa Bakung"))
    assert client_as(user).get(other.get_absolute_url()).status_code == 404


def test_a_missing_household_is_not_there(client_as, officer):
    url = f"{LIST}00000000-0000-4000-8000-000000000000/"
    assert client_as(officer).get(url).status_code == 404


def test_a_stranger_is_sent_to_the_login(client):
    assert client.get(LIST).status_code == 302
    assert client.get(make_household().get_absolute_url()).status_code == 302


def test_a_user_without_posting_may_not_enter(client_as):
    assert client_as(UserFactory()).get(LIST).status_code == 403


def test_the_page_masks_every_number(client_as, officer):
    household = make_household(members=3)
    page = client_as(officer).get(household.get_absolute_url()).content.decode()
    for membership in household.memberships.select_related("person"):
        assert membership.person.name in page
        assert membership.person.nik not in page
        assert membership.kk not in page
    assert household.identifiers.get().value not in page


def test_looking_writes_nothing(client_as, officer):
    household = make_household()
    client_as(officer).get(household.get_absolute_url())
    client_as(officer).get(LIST)
    assert not AuditEvent.objects.exists()


def test_the_page_of_a_big_household_takes_no_more_queries(
    client_as, officer, django_assert_max_num_queries
):
    household = make_household(members=12)
    client = client_as(officer)
    with django_assert_max_num_queries(30):
        client.get(household.get_absolute_url())


def test_a_supervisor_exports_masked_numbers_with_one_audit_row(client_as, supervisor):
    household = make_household()
    sent = client_as(supervisor).post(EXPORT, {"format": "csv", "alasan": "Rapat kelurahan"})
    text = b"".join(sent.streaming_content).decode("utf-8-sig")
    assert head_of(household).name in text
    assert str(head_of(household).nik) not in text
    event = AuditEvent.objects.get()
    assert (event.verb, event.reason) == (Verb.LIST_EXPORTED, "Rapat kelurahan")


def test_whole_numbers_are_text_cells_where_they_may_be_shown(client_as, supervisor):
    household = make_household()
    asked = {"format": "xlsx", "alasan": "Pencocokan dokumen", "lengkap": "on"}
    sent = client_as(supervisor).post(EXPORT, asked)
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(sent.streaming_content)))
    rows = book.get_sheet_by_index(0).to_python()
    assert str(head_of(household).nik) in rows[1]


def test_an_analyst_never_gets_whole_numbers(client_as):
    household = make_household()
    asked = {"format": "csv", "alasan": "Analisis kota", "lengkap": "on"}
    sent = client_as(UserFactory(role="analis")).post(EXPORT, asked)
    assert str(head_of(household).nik) not in b"".join(sent.streaming_content).decode()


def test_an_export_without_a_reason_is_refused_and_leaves_nothing(client_as, supervisor):
    sent = client_as(supervisor).post(EXPORT, {"format": "csv", "alasan": ""})
    assert sent.status_code == 422
    assert not AuditEvent.objects.exists()


def test_an_export_holds_no_household_of_another_area(client_as, supervisor):
    other = make_household(area=village("Loa Bakung"))
    sent = client_as(supervisor).post(EXPORT, {"format": "csv", "alasan": "Rapat kelurahan"})
    assert head_of(other).name not in b"".join(sent.streaming_content).decode()


def test_an_officer_may_not_export(client_as, officer):
    assert client_as(officer).post(EXPORT, {}).status_code == 403
