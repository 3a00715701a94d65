"""Recipients outside the register."""

import pytest

from programs.models import LinkState
from registry.events import Verb
from registry.models import AuditEvent, Posting
from tests.factories import (
    DisbursementFactory,
    ProgramFactory,
    RecipientFactory,
    UserFactory,
    make_household,
    village,
)

pytestmark = pytest.mark.django_db

OUTSIDE = "/di-luar-register/"
EXPORT = "/di-luar-register/unduh/"
NIK = "6472031205809997"


@pytest.fixture
def analyst():
    return UserFactory(role="analis")


def test_only_those_without_a_household_are_listed_and_counted(client_as, analyst):
    outside = RecipientFactory.create()
    RecipientFactory.create(household=make_household())
    page = client_as(analyst).get(OUTSIDE)
    assert [r.pk for r in page.context["page"]] == [outside.pk]
    assert page.context["total"] == 1


def test_the_list_is_narrowed_by_programme_reason_and_name(client_as, analyst):
    bst = ProgramFactory(code="BST")
    wanted = RecipientFactory.create(program=bst, name="Siti", link_state=LinkState.AMBIGUOUS)
    RecipientFactory.create(program=bst, name="Siti")
    RecipientFactory.create(program=bst, name="Budi", link_state=LinkState.AMBIGUOUS)
    RecipientFactory.create(name="Siti", link_state=LinkState.AMBIGUOUS)
    asked = {"program": "BST", "sebab": "ganda", "nama": "sit"}
    page = client_as(analyst).get(OUTSIDE, asked)
    assert [r.pk for r in page.context["page"]] == [wanted.pk]


def test_a_number_is_no_name(client_as, analyst):
    page = client_as(analyst).get(OUTSIDE, {"nama": NIK})
    assert page.context["form"].errors["nama"]


def test_one_recipient_shows_his_payments_and_no_whole_number(client_as, analyst):
    outside = RecipientFactory.create(nik=NIK)
    DisbursementFactory(recipient=outside, amount=123_456)
    page = client_as(analyst).get(f"{OUTSIDE}{outside.pk}/").content.decode()
    assert "Rp123.456" in page
    assert NIK not in page


def test_a_linked_recipient_has_no_page_here(client_as, analyst):
    linked = RecipientFactory.create(household=make_household())
    assert client_as(analyst).get(f"{OUTSIDE}{linked.pk}/").status_code == 404


def test_a_missing_recipient_is_not_there(client_as, analyst):
    assert client_as(analyst).get(f"{OUTSIDE}999999/").status_code == 404


def test_the_export_is_masked_for_an_analyst_and_leaves_one_row(client_as, analyst):
    RecipientFactory.create(nik=NIK, name="Luar Biasa")
    sent = client_as(analyst).post(EXPORT, {"format": "csv", "alasan": "Rapat", "lengkap": "on"})
    text = b"".join(sent.streaming_content).decode()
    assert "Luar Biasa" in text
    assert NIK not in text
    assert AuditEvent.objects.get().verb == Verb.LIST_EXPORTED


def test_an_admin_may_take_whole_numbers(client_as):
    RecipientFactory.create(nik=NIK)
    admin = client_as(UserFactory(role="admin"))
    sent = admin.post(EXPORT, {"format": "csv", "alasan": "Rapat kota", "lengkap": "on"})
    assert NIK in b"".join(sent.streaming_content).decode()


def test_an_export_without_a_reason_is_refused(client_as, analyst):
    assert client_as(analyst).post(EXPORT, {"format": "csv"}).status_code == 422
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("role", ["petugas", "penyelia"])
def test_it_is_not_for_field_workers(client_as, role):
    client = client_as(UserFactory(role=role))
    assert client.get(OUTSIDE).status_code == 403
    assert client.get(f"{OUTSIDE}{RecipientFactory.create().pk}/").status_code == 403
    assert client.post(EXPORT, {}).status_code == 403


def test_a_stranger_is_sent_to_the_login(client):
    assert client.get(OUTSIDE).status_code == 302


def test_an_officers_right_to_numbers_in_his_kelurahan_ends_there(client_as, analyst):
    Posting.objects.create(user=analyst, role="petugas", area=village("Jawa"))
    RecipientFactory.create(nik=NIK)
    sent = {"format": "csv", "alasan": "Laporan bulanan", "lengkap": "on"}
    answer = client_as(analyst).post(EXPORT, sent)
    assert NIK not in b"".join(answer.streaming_content).decode()
