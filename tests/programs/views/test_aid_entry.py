"""The pages on which one payment is written down by hand and taken back."""

import datetime

import pytest

from programs.models import Disbursement, Program, Recipient
from registry.codes import Existence
from registry.models import AuditEvent, Person
from tests.factories import (
    DisbursementFactory,
    RecipientFactory,
    UserFactory,
    head_of,
    make_household,
    village,
)
from tests.registry.imports.lists import apply

pytestmark = pytest.mark.django_db

APRIL = 2021 * 12 + 3


@pytest.fixture
def household():
    return make_household(members=2, area=village("Jawa"))


@pytest.fixture
def admin(client_as):
    return client_as(UserFactory(role="admin", full_name="Rahma Admin"))


def url(household):
    return f"/rumah-tangga/{household.public_id}/bantuan/catat/"


def said(household, **fields):
    household.refresh_from_db()
    return {
        "program": "BST",
        "member": str(head_of(household).public_id),
        "period": "April 2021",
        "amount": "300.000",
        "status": "disalurkan",
        "basis": "Kuitansi 12",
        "seen_version": household.version,
        "langkah": "periksa",
        **fields,
    }


def look(client, household, **fields):
    """What the second step is to send: the first one's answer told it."""
    page = client.post(url(household), said(household, **fields))
    assert page.status_code == 200
    return said(household, **fields) | {"seen": page.context["outlook"].mark, "langkah": "simpan"}


def pay(household, code):
    recipient = RecipientFactory(
        household=household, program=Program.objects.get(code=code), person=household.head
    )
    return DisbursementFactory(recipient=recipient, first_month=APRIL)


def test_the_first_step_shows_the_rule_and_saves_nothing(admin, household):
    pay(household, "PKH")
    page = admin.post(url(household), said(household)).content.decode()
    assert "BST + PKH April 2021: rangkap tidak diperbolehkan" in page
    assert "BST diperuntukkan bagi yang di luar PKH" in page
    assert "Simpan walau melanggar" in page
    assert Disbursement.objects.count() == 1
    assert not AuditEvent.objects.exists()


def test_the_second_step_saves_and_the_household_says_by_whom(admin, household):
    response = admin.post(url(household), look(admin, household), follow=True)
    page = response.content.decode()
    assert response.redirect_chain == [(household.get_absolute_url(), 302)]
    assert "BST April 2021" in page
    assert "dicatat manual oleh Rahma Admin" in page
    assert "dasar: Kuitansi 12" in page
    assert Disbursement.objects.get().amount == 300_000


def test_a_double_tap_saves_once(admin, household):
    sent = look(admin, household)
    admin.post(url(household), sent)
    page = admin.post(url(household), sent, follow=True).content.decode()
    assert "tidak dicatat dua kali" in page
    assert Disbursement.objects.count() == 1
    assert AuditEvent.objects.count() == 1


def test_a_forbidden_double_needs_the_tick_and_a_reason(admin, household):
    pay(household, "PKH")
    sent = look(admin, household)
    for lacking in ({}, {"despite": "on"}, {"why": "Keputusan wali kota"}):
        assert admin.post(url(household), sent | lacking).status_code == 422
    assert Disbursement.objects.count() == 1
    passed = {"despite": "on", "why": "Keputusan wali kota"}
    assert admin.post(url(household), sent | passed).status_code == 302
    event = AuditEvent.objects.get()
    assert event.after["despite"] == "Keputusan wali kota"
    assert "BST + PKH" in event.after["warned"]


@pytest.mark.parametrize("status", ["gagal", "dikeluarkan"])
def test_a_payment_that_never_came_makes_no_double_and_needs_no_tick(admin, household, status):
    pay(household, "PKH")
    pay(household, "BST")
    page = admin.post(url(household), said(household, status=status)).content.decode()
    assert f"Berstatus {status}: tidak dihitung sebagai bantuan yang diterima" in page
    assert "walau melanggar" not in page
    sent = look(admin, household, status=status)
    assert admin.post(url(household), sent).status_code == 302
    assert AuditEvent.objects.get().after.keys().isdisjoint({"warned", "despite"})


@pytest.mark.parametrize("status", ["calon", "diproses"])
def test_a_payment_under_way_is_asked_about_as_one_that_came(admin, household, status):
    pay(household, "PKH")
    page = admin.post(url(household), said(household, status=status)).content.decode()
    assert "BST + PKH April 2021: rangkap tidak diperbolehkan" in page


def test_what_changed_since_it_was_looked_at_is_shown_first(admin, household):
    sent = look(admin, household)
    pay(household, "PKH")
    response = admin.post(url(household), sent | {"despite": "on", "why": "Tidak terbaca"})
    assert response.status_code == 409
    assert "Keadaannya berubah" in response.content.decode()
    assert "Kuitansi 12" in response.content.decode()
    assert Disbursement.objects.count() == 1


def test_another_officers_entry_in_between_keeps_the_words(admin, household, client_as):
    sent = look(admin, household)
    other = client_as(UserFactory(role="admin"))
    other.post(url(household), look(other, household, program="BPNT", period="Mei 2021"))
    response = admin.post(url(household), sent)
    assert response.status_code == 409
    assert "Kuitansi 12" in response.content.decode()
    assert Disbursement.objects.count() == 1


def test_the_same_programme_twice_for_one_kk_is_told(admin, household):
    pay(household, "BST")
    page = admin.post(url(household), said(household)).content.decode()
    assert "BST April 2021 sudah dibayar kepada orang atau KK ini" in page


def test_a_recipient_who_was_dead_by_then_is_told(admin, household):
    died = datetime.date(2021, 2, 3)
    Person.objects.filter(pk=household.head_id).update(
        existence=Existence.DECEASED, existence_on=died
    )
    page = admin.post(url(household), said(household)).content.decode()
    assert "tercatat meninggal 3 Februari 2021" in page
    page = admin.post(url(household), said(household, period="Januari 2021")).content.decode()
    assert "tercatat meninggal 3 Februari 2021" not in page


def test_the_kk_of_the_list_counts_for_the_next_payment_by_hand_too(admin, household):
    """As in the figures: the programme's list names another KK than the person has today."""
    person, own = household.head, household.memberships.first().kk
    listed_kk = "6472030101809999"
    bst = Program.objects.get(code="BST")
    RecipientFactory(
        household=household, program=bst, person=person, key=f"nik:{person.nik}", kk=listed_kk
    )
    payment = pay(household, "PKH")
    for kk, words in ((own, "pada KK yang berbeda"), (listed_kk, "rangkap tidak diperbolehkan")):
        Recipient.objects.filter(pk=payment.recipient_id).update(kk=kk)
        page = admin.post(url(household), said(household)).content.decode()
        assert f"BST + PKH April 2021: {'diterima ' if kk == own else ''}{words}" in page


def test_an_allowed_pair_is_told_without_a_tick(admin, household):
    pay(household, "PKH")
    page = admin.post(url(household), said(household, program="BPNT")).content.decode()
    assert "boleh diterima bersamaan" in page
    assert "walau melanggar" not in page


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"program": ""}, "Pilih programnya"),
        ({"member": ""}, "Pilih siapa yang menerima"),
        ({"period": "kapan"}, "tidak terbaca"),
        ({"amount": "banyak"}, "tidak terbaca"),
        ({"amount": "300.000.000.000"}, "terlalu besar"),
        ({"basis": ""}, "Tuliskan dasar"),
        ({"status": "entah"}, "pilihan yang valid"),
    ],
)
def test_what_is_missing_or_wrong_is_said_beside_the_field(admin, household, fields, words):
    response = admin.post(url(household), said(household, **fields))
    assert response.status_code == 422
    assert words in response.content.decode()


def test_a_member_of_another_household_is_no_choice(admin, household):
    stranger = head_of(make_household())
    response = admin.post(url(household), said(household, member=str(stranger.public_id)))
    assert response.status_code == 422


@pytest.mark.parametrize("role", ["petugas", "penyelia", "analis"])
def test_without_the_right_there_is_neither_door_nor_button(client_as, household, role):
    client = client_as(UserFactory(role=role, area=village("Jawa")))
    assert client.get(url(household)).status_code == 403
    assert "Catat satu bantuan" not in client.get(household.get_absolute_url()).content.decode()


def test_a_household_that_is_not_there_is_not_found(admin):
    missing = make_household()
    address = url(missing).replace(str(missing.public_id)[:8], "00000000")
    assert admin.get(address).status_code == 404


def entered(admin, household):
    admin.post(url(household), look(admin, household))
    return Disbursement.objects.get()


def test_an_entry_is_taken_back_with_a_reason(admin, household):
    payment = entered(admin, household)
    address = f"/bantuan/{payment.pk}/batalkan/"
    assert address in admin.get(household.get_absolute_url()).content.decode()
    assert "Rahma Admin" in admin.get(address).content.decode()
    sent = {"seen_version": payment.version, "reason": "Salah orang"}
    page = admin.post(address, sent, follow=True).content.decode()
    assert "Catatan bantuan dibatalkan" in page
    assert "membatalkan catatan bantuan" in page
    assert not Disbursement.objects.exists()


def test_it_is_not_taken_back_without_a_reason(admin, household):
    payment = entered(admin, household)
    sent = {"seen_version": payment.version, "reason": ""}
    assert admin.post(f"/bantuan/{payment.pk}/batalkan/", sent).status_code == 422
    assert Disbursement.objects.exists()


def test_what_a_file_changed_meanwhile_is_shown_before_it_is_taken_back(admin, household):
    payment = entered(admin, household)
    Disbursement.objects.update(version=2, amount=450_000)
    address, sent = f"/bantuan/{payment.pk}/batalkan/", {"reason": "Salah <orang>"}
    response = admin.post(address, sent | {"seen_version": payment.version})
    page = response.content.decode()
    assert response.status_code == 409
    assert "berubah sejak halaman Anda dibuka" in page
    assert "<del>Rp300.000</del>" in page
    assert "Salah &lt;orang&gt;" in page
    admin.post(address, sent | {"seen_version": response.context["form"]["seen_version"].value()})
    assert not Disbursement.objects.exists()


def test_a_list_that_says_it_too_is_named_with_the_way_to_it(admin, household, tmp_path):
    payment, head = entered(admin, household), household.head
    path = tmp_path / "bst.csv"
    path.write_text(f"NIK;NAMA;NOMINAL\n{head.nik};{head.name};300000\n", encoding="utf-8")
    run = apply(path, "disbursements", {"program": "BST", "period": "2021-04"})
    page = admin.get(f"/bantuan/{payment.pk}/batalkan/").content.decode()
    assert "bst.csv, baris 2" in page
    assert f'href="{run.get_absolute_url()}"' in page
    assert "Batalkan catatan ini" not in page


def test_what_somebody_else_took_back_meanwhile_is_told(admin, household, client_as):
    payment = entered(admin, household)
    address = f"/bantuan/{payment.pk}/batalkan/"
    sent = {"seen_version": payment.version, "reason": "Salah orang"}
    admin.post(address, sent)
    other = client_as(UserFactory(role="admin"))
    page = other.post(address, sent, follow=True)
    assert page.request["PATH_INFO"] == household.get_absolute_url()
    assert "sudah dibatalkan oleh Rahma Admin" in page.content.decode()
    officer = client_as(UserFactory(role="petugas", area=village("Bukuan")))
    assert officer.post(address, sent).status_code in {403, 404}


def test_a_payment_from_a_file_has_no_page_to_take_it_back(admin, household):
    assert admin.get(f"/bantuan/{pay(household, 'BST').pk}/batalkan/").status_code == 404
