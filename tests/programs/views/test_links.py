"""The queue of links: who waits, beside whom he may be."""

import pytest

from programs.models import LinkMethod, LinkState, Recipient
from registry.events import Verb
from registry.models import AuditEvent, Person
from tests.factories import (
    ProgramFactory,
    RecipientFactory,
    UserFactory,
    make_household,
    village,
)
from tests.programs.actions.test_aid import enter
from tests.programs.linking.neighbours import neighbour

pytestmark = pytest.mark.django_db

QUEUE = "/penghubungan/"


@pytest.fixture
def admin(client_as):
    return client_as(UserFactory(role="admin", full_name="Sri Admin"))


def waiting(name="SITI AMINAH", **fields):
    told = {"area": village("Jawa"), "link_state": LinkState.DOUBTFUL, **fields}
    return RecipientFactory(name=name, **told)


def link(client, recipient, person, version=1):
    return client.post(
        f"{QUEUE}{recipient.pk}/hubungkan/", {"person": person.public_id, "seen_version": version}
    )


def test_only_those_who_wait_are_listed_and_counted(admin):
    first, second = waiting("BUDI"), waiting("SITI", link_state=LinkState.AMBIGUOUS)
    RecipientFactory()
    RecipientFactory(household=make_household())
    page = admin.get(QUEUE)
    assert [one.pk for one in page.context["page"]] == [first.pk, second.pk]
    assert page.context["total"] == 2


def test_the_queue_is_narrowed_by_programme_kelurahan_and_name(admin):
    bst = ProgramFactory(code="BST")
    wanted = waiting(program=bst)
    waiting(program=bst, area=village("Bukuan"))
    waiting(program=bst, name="BUDI")
    waiting()
    page = admin.get(QUEUE, {"program": "BST", "wilayah": village("Jawa").code, "nama": "amin"})
    assert [one.pk for one in page.context["page"]] == [wanted.pk]


def test_each_programmes_count_leads_to_exactly_its_list(admin):
    for code, count in (("BST", 2), ("PKH", 1)):
        for number in range(count):
            waiting(f"SITI {number}", program=ProgramFactory(code=code))
    for code, count in admin.get(QUEUE).context["programs"]:
        assert admin.get(QUEUE, {"program": code}).context["total"] == count


def test_a_number_is_no_name(admin):
    assert admin.get(QUEUE, {"nama": "6472031205809997"}).context["form"].errors["nama"]


def test_a_recipient_stands_beside_his_candidates_with_what_differs(admin):
    neighbour("SITI AMINAH", "JL. ULIN NO. 4")
    page = admin.get(f"{QUEUE}{waiting(address='JL. MAWAR NO. 1').pk}/")
    (candidate,) = page.context["candidates"]
    told = {fact.label: fact.words for fact in candidate.facts}
    assert (told["Nama"], told["Alamat"]) == ("nama sama", "alamat lain")
    assert "Di daftar: <span>JL. MAWAR NO. 1</span>" in page.content.decode()


def test_a_chosen_person_is_linked_and_the_next_one_who_waits_comes(admin):
    person, recipient, later = neighbour("SITI AMINAH"), waiting(), waiting("TUKIMIN")
    response = link(admin, recipient, person)
    recipient.refresh_from_db()
    assert (recipient.person, recipient.link_method) == (person, LinkMethod.HAND)
    assert response.url == f"{QUEUE}{later.pk}/"


def test_namesakes_come_one_after_the_other(admin):
    first, second, other = waiting(), waiting(), waiting("TUKIMIN")
    for recipient, later in ((first, second), (second, other), (other, None)):
        response = admin.post(f"{QUEUE}{recipient.pk}/tidak-ada/", {"seen_version": 1})
        assert response.url == (f"{QUEUE}{later.pk}/" if later else QUEUE)


def test_after_the_last_one_the_queue_is_empty(admin):
    response = link(admin, waiting(), neighbour("SITI AMINAH"))
    assert response.url == QUEUE
    assert "Tidak ada yang menunggu" in admin.get(QUEUE).content.decode()


def test_nobody_of_them_leaves_him_outside(admin):
    recipient = waiting()
    admin.post(f"{QUEUE}{recipient.pk}/tidak-ada/", {"seen_version": 1})
    recipient.refresh_from_db()
    assert (recipient.link_state, recipient.link_method) == (LinkState.OUTSIDE, LinkMethod.HAND)
    assert "Dinyatakan di luar" in admin.get("/di-luar-register/").content.decode()


def test_who_comes_second_sees_whose_decision_stands(admin, client_as):
    person, recipient = neighbour("SITI AMINAH"), waiting()
    link(client_as(UserFactory(role="admin", full_name="Budi Admin")), recipient, person)
    response = link(admin, recipient, neighbour("SITI AMINAH"))
    recipient.refresh_from_db()
    assert response.status_code == 409
    assert "Budi Admin menghubungkan penerima" in response.content.decode()
    assert recipient.person == person


def test_who_comes_second_sees_no_decision_on_a_namesake(admin, client_as):
    recipient, namesake = waiting(), waiting()
    for name, one in (("Budi Admin", recipient), ("Tuti Admin", namesake)):
        link(client_as(UserFactory(role="admin", full_name=name)), one, neighbour("SITI AMINAH"))
    page = link(admin, recipient, neighbour("SITI AMINAH")).content.decode()
    assert "Budi Admin menghubungkan penerima" in page
    assert "Tuti Admin" not in page


def test_who_comes_after_a_file_is_told_that_something_changed(admin):
    recipient = waiting()
    Recipient.objects.update(version=2, link_state=LinkState.OUTSIDE)
    response = admin.post(f"{QUEUE}{recipient.pk}/tidak-ada/", {"seen_version": 1})
    assert response.status_code == 409
    assert "Sudah berubah sejak halaman Anda dibuka" in response.content.decode()


def test_somebody_else_is_looked_for_by_a_misspelt_name(admin):
    person = neighbour("SOEPARNO", area=village("Bukuan"))
    page = admin.post(f"{QUEUE}{waiting().pk}/", {"q": "suparna"}, follow=True)
    assert [one.membership.person for one in page.context["found"]] == [person]
    assert AuditEvent.objects.get().after == {"kata": "suparna"}


def test_a_name_in_the_address_of_a_recipient_finds_nobody(admin):
    neighbour("SOEPARNO")
    first, second = waiting(), waiting()
    url = admin.post(f"{QUEUE}{first.pk}/", {"q": "suparna"})["Location"]
    for address in (f"{QUEUE}{first.pk}/?q=suparna", url.replace(str(first.pk), str(second.pk), 1)):
        assert admin.get(address).context["found"] == []
    assert AuditEvent.objects.count() == 1


@pytest.mark.parametrize("typed", ["", "ab", "6472031205780001"])
def test_a_search_that_says_too_little_or_a_number_is_refused(admin, typed):
    response = admin.post(f"{QUEUE}{waiting().pk}/", {"q": typed})
    assert response.status_code == 422
    assert not AuditEvent.objects.exists()


def test_a_link_is_taken_back_with_a_reason_and_waits_again(admin):
    linked = RecipientFactory(household=make_household(), link_method=LinkMethod.NAME)
    url = f"{QUEUE}{linked.pk}/lepas/"
    assert admin.post(url, {"seen_version": 1, "alasan": ""}).status_code == 422
    admin.post(url, {"seen_version": 1, "alasan": "Orangnya lain"})
    linked.refresh_from_db()
    assert linked.link_state == LinkState.DOUBTFUL
    assert AuditEvent.objects.get(verb=Verb.RECIPIENT_UNLINKED).reason == "Orangnya lain"


def test_what_an_officer_wrote_down_is_to_be_cancelled_first(admin):
    household = make_household()
    Person.objects.filter(pk=household.head_id).update(nik=None)
    recipient = enter(household, UserFactory(role="admin")).recipient
    url = f"{QUEUE}{recipient.pk}/lepas/"
    response = admin.post(url, {"seen_version": 1, "alasan": "Orangnya lain"})
    assert response.status_code == 422
    assert "Batalkan dahulu catatan bantuan" in response.content.decode()
    recipient.refresh_from_db()
    assert recipient.household == household


def test_the_household_shows_the_way_to_take_a_link_back(admin, client_as):
    household = make_household()
    by_name = RecipientFactory(household=household, link_method=LinkMethod.NAME)
    by_nik = RecipientFactory(household=household, link_method=LinkMethod.NIK)
    page = admin.get(household.get_absolute_url()).content.decode()
    assert f"{QUEUE}{by_name.pk}/lepas/" in page
    assert f"{QUEUE}{by_nik.pk}/lepas/" not in page
    analyst = client_as(UserFactory(role="analis"))
    assert "/lepas/" not in analyst.get(household.get_absolute_url()).content.decode()


def test_a_link_by_nik_offers_nothing_to_take_back(admin):
    linked = RecipientFactory(household=make_household(), link_method=LinkMethod.NIK)
    assert admin.get(f"{QUEUE}{linked.pk}/lepas/").url == f"{QUEUE}{linked.pk}/"
    assert "Lepas hubungan" not in admin.get(f"{QUEUE}{linked.pk}/").content.decode()


def test_who_is_outside_is_looked_for_from_his_page(admin, client_as):
    outside = RecipientFactory()
    page = admin.get(f"/di-luar-register/{outside.pk}/").content.decode()
    assert f"{QUEUE}{outside.pk}/" in page
    analyst = client_as(UserFactory(role="analis"))
    assert QUEUE not in analyst.get(f"/di-luar-register/{outside.pk}/").content.decode()


@pytest.mark.parametrize("sent", [{}, {"seen_version": "x"}, {"seen_version": 1, "person": "x"}])
@pytest.mark.parametrize("act", ["hubungkan", "tidak-ada"])
def test_a_decision_that_cannot_be_read_is_none(admin, sent, act):
    recipient = waiting()
    response = admin.post(f"{QUEUE}{recipient.pk}/{act}/", sent)
    assert response.status_code == 422
    assert "Pilihan tidak terbaca" in response.content.decode()
    recipient.refresh_from_db()
    assert recipient.version == 1
