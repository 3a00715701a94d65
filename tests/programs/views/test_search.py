"""Search, and its answer to "has this person ever received aid?"."""

import pytest
from django.db import connection

from registry.events import Verb
from registry.matching.names import name_key, sound_key
from registry.models import AuditEvent, Person
from registry.search import name_sounds
from tests.factories import (
    DisbursementFactory,
    ProgramFactory,
    RecipientFactory,
    UserFactory,
    head_of,
    make_household,
    village,
)
from tests.factories.aid import JANUARY_2021

pytestmark = pytest.mark.django_db

SEARCH = "/cari/"


@pytest.fixture
def officer():
    return UserFactory(role="petugas", area=village("Jawa"))


@pytest.fixture
def analyst():
    return UserFactory(role="analis")


def named(name, **fields):
    household = make_household(**fields)
    person = head_of(household)
    person.name, person.name_key = name, name_key(name)
    person.sound_key = sound_key(person.name_key)
    person.save()
    return household


def nik_of(household):
    return str(head_of(household).nik)


def looked_for(client, name):
    """Typed and sent: the page that the browser then shows."""
    return client.post(SEARCH, {"q": name}, follow=True)


def text_of(response):
    return " ".join(response.content.decode().split())


def test_a_whole_nik_finds_its_person_and_stands_nowhere(client_as, officer):
    household = named("Siti Rahmah")
    page = client_as(officer).post(SEARCH, {"q": nik_of(household)})
    assert "Siti Rahmah" in text_of(page)
    assert nik_of(household) not in text_of(page)
    event = AuditEvent.objects.get()
    assert event.verb == Verb.IDENTITY_SEARCHED
    assert nik_of(household) not in str([event.subject, event.after, event.reason])


def test_a_no_kk_finds_its_whole_family(client_as, officer):
    household = make_household(members=3)
    kk = household.memberships.all()[0].kk
    page = client_as(officer).post(SEARCH, {"q": kk})
    assert len(page.context["results"]) == 3
    assert kk not in text_of(page)


def test_a_number_may_be_typed_with_gaps(client_as, officer):
    nik = nik_of(make_household())
    typed = f"{nik[:4]} {nik[4:8]}.{nik[8:12]}-{nik[12:]}"
    assert len(client_as(officer).post(SEARCH, {"q": typed}).context["results"]) == 1


def test_a_name_goes_on_to_its_own_page_and_is_logged_once(client_as, officer):
    household = named("Siti Rahmah")
    page = client_as(officer).post(SEARCH, {"q": "sit rah"}, follow=True)
    assert page.redirect_chain[0][0].startswith("/cari/?q=sit+rah&")
    assert household.get_absolute_url() in text_of(page)
    assert AuditEvent.objects.get().verb == Verb.NAME_SEARCHED


def test_a_name_in_an_address_finds_nobody_before_it_is_sent(client_as, officer):
    household = named("Siti Rahmah")
    page = client_as(officer).get(SEARCH, {"q": "siti rahmah"})
    assert household.get_absolute_url() not in text_of(page)
    assert "Tekan Cari untuk melihat hasilnya" in text_of(page)
    assert 'value="siti rahmah"' in text_of(page)
    assert not AuditEvent.objects.exists()


def test_the_back_button_shows_the_results_again_for_a_while(client_as, officer, monkeypatch):
    household, client = named("Siti Rahmah"), client_as(officer)
    url = client.post(SEARCH, {"q": "siti rahmah"})["Location"]
    for _ in range(2):
        assert household.get_absolute_url() in text_of(client.get(url))
    assert AuditEvent.objects.count() == 1
    monkeypatch.setattr("programs.views.searched.LASTS", -1)
    assert household.get_absolute_url() not in text_of(client.get(url))


@pytest.mark.parametrize("change", ["user", "name"])
def test_an_address_of_results_is_good_for_its_user_and_name(client_as, officer, change):
    household = named("Siti Rahmah")
    url = client_as(officer).post(SEARCH, {"q": "siti rahmah"})["Location"]
    other = UserFactory(role="petugas", area=village("Jawa")) if change == "user" else officer
    url = url.replace("siti+rahmah", "siti") if change == "name" else url
    assert household.get_absolute_url() not in text_of(client_as(other).get(url))


def test_spellings_of_one_name_meet(client_as, officer):
    household = named("Muhammad Nur", area=village("Jawa"))
    page = looked_for(client_as(officer), "H. Muh Noor")
    assert household.get_absolute_url() in text_of(page)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("soeparno", "SUPARNO"),
        ("suparna", "SOEPARNO"),
        ("syamsiah nor", "SAMSIAH NOOR"),
        ("mochamad yoesoef", "MUHAMMAD YUSUF"),
        ("st. rachmah", "SITI RAHMA WATI"),
    ],
)
def test_a_misspelt_name_is_found_by_its_sound(client_as, officer, typed, name):
    household = named(name, area=village("Jawa"))
    page = looked_for(client_as(officer), typed)
    assert household.get_absolute_url() in text_of(page)


def test_what_was_typed_comes_before_what_only_sounds_like_it(client_as, officer):
    for name in ("SOEPARNO", "SUPARNA", "SUPARNO", "SUPARNOTO"):
        named(name, area=village("Jawa"))
    page = looked_for(client_as(officer), "suparno")
    found = [result.membership.person.name for result in page.context["results"]]
    assert found == ["SUPARNO", "SUPARNOTO", "SOEPARNO", "SUPARNA"]


def test_pages_of_both_spellings_hold_everybody_once(client_as, officer, monkeypatch):
    monkeypatch.setattr("programs.views.search.RESULTS_A_PAGE", 2)
    for name in ("SOEPARNO", "SUPARNA", "SUPARNO", "SUPARNOTO", "SUPARNO A"):
        named(name, area=village("Jawa"))
    client = client_as(officer)
    first = client.post(SEARCH, {"q": "suparno"})["Location"]
    url, seen = first, []
    while url:
        page = client.get(url).context["page"]
        seen += [row.person.name for row in page]
        url = page.next_cursor and f"{first}&halaman={page.next_cursor}"
    assert seen == ["SUPARNO", "SUPARNO A", "SUPARNOTO", "SOEPARNO", "SUPARNA"]


def test_a_sound_is_looked_up_by_an_index():
    found = Person.objects.filter(name_sounds("soeparno", "sound_key")).only("pk")
    plan = found.explain().upper()
    if connection.vendor == "sqlite":
        assert "SEARCH" in plan
        assert "SCAN" not in plan


def test_a_misspelt_recipient_outside_the_register_is_found_too(client_as, analyst):
    RecipientFactory.create(name="SOEPARNO")
    assert "SOEPARNO" in text_of(looked_for(client_as(analyst), "suparna"))


def test_a_number_in_the_address_is_never_looked_up(client_as, officer):
    nik = nik_of(make_household())
    page = client_as(officer).get(SEARCH, {"q": nik})
    assert not page.context["searched"]
    assert nik not in text_of(page)


@pytest.mark.parametrize("typed", ["", "ab", "123456", "64720312058000011"])
def test_too_little_or_too_much_is_refused_in_words(client_as, officer, typed):
    page = client_as(officer).post(SEARCH, {"q": typed})
    assert page.status_code == 422
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("by", ["name", "number"])
def test_somebody_of_another_area_is_not_found(client_as, officer, by):
    other = named("Canary Kenari", area=village("Loa Bakung"))
    client = client_as(officer)
    if by == "name":
        page = looked_for(client, "canary kenari")
    else:
        page = client.post(SEARCH, {"q": nik_of(other)})
    assert str(other.public_id) not in text_of(page)
    assert "Tidak ada di data wilayah Anda" in text_of(page)


def test_not_in_the_data_is_not_never(client_as, analyst):
    DisbursementFactory(recipient__household=make_household())
    page = text_of(client_as(analyst).post(SEARCH, {"q": "6472031205809999"}))
    assert "Tidak ada di data yang dimuat" in page
    assert "BPNT Januari 2021" in page
    assert "Belum pernah tercatat" not in page


def test_never_is_said_with_what_is_loaded(client_as, officer):
    named("Siti Rahmah")
    page = text_of(looked_for(client_as(officer), "siti rahmah"))
    assert "Belum pernah tercatat menerima" in page


def test_a_recipient_outside_the_register_is_found_by_who_may_see_him(client_as, analyst, officer):
    outside = RecipientFactory.create(name="Luar Biasa", nik="6472031205809998")
    found = client_as(analyst).post(SEARCH, {"q": outside.nik})
    assert "Luar Biasa" in text_of(found)
    assert "Luar Biasa" not in text_of(client_as(officer).post(SEARCH, {"q": outside.nik}))


def test_a_page_of_results_takes_few_queries(client_as, officer, django_assert_max_num_queries):
    for _ in range(8):
        household = named("Siti Rahmah", members=2)
        DisbursementFactory(
            recipient__household=household,
            recipient__program=ProgramFactory(code="PKH"),
            first_month=JANUARY_2021,
        )
    client = client_as(officer)
    with django_assert_max_num_queries(25):
        looked_for(client, "siti rahmah")


def test_a_stranger_is_sent_to_the_login(client):
    assert client.get(SEARCH).status_code == 302
    assert client.post(SEARCH, {"q": "siti"}).status_code == 302


def test_a_user_without_posting_may_not_search(client_as):
    assert client_as(UserFactory()).post(SEARCH, {"q": "siti"}).status_code == 403


@pytest.mark.parametrize("before", ["NIK ", "NIK: ", "Siti "])
def test_a_number_among_words_is_still_a_number_and_enters_no_url(client_as, officer, before):
    household = named("Siti Rahmah")
    page = client_as(officer).post(SEARCH, {"q": f"{before}{nik_of(household)}"})
    assert "Siti Rahmah" in text_of(page)
    assert AuditEvent.objects.get().verb == Verb.IDENTITY_SEARCHED


@pytest.mark.parametrize("typed", ["647203120578000x", "Siti 6472 0312", "６４７２０３ Siti"])
def test_part_of_a_number_is_refused_not_taken_for_a_name(client_as, officer, typed):
    page = client_as(officer).post(SEARCH, {"q": typed})
    assert page.status_code == 422
    assert not AuditEvent.objects.exists()
