"""Who never received anything, the poorest first, and how they become somebody's task."""

import datetime

import pytest

from bansos.dashboards.figures.never import UNKNOWN
from programs.overlap.counts import Window, figures
from registry.events import Verb
from registry.models import AuditEvent, Listing, Release, Standing
from tests.bansos.dashboards.conftest import JANUARY, pay
from tests.factories import RoundFactory, UserFactory, make_household, village
from verification.models import AssignedHousehold

pytestmark = pytest.mark.django_db

PAGE = "/dasbor/belum-pernah/"
ASSIGN = "/dasbor/belum-pernah/tugaskan/"


@pytest.fixture
def release():
    return Release.objects.create(
        code="DTSEN 2025-3", source="dtsen", issued_on=datetime.date(2025, 7, 1)
    )


@pytest.fixture
def admin():
    return UserFactory(role="admin")


@pytest.fixture
def walker():
    return UserFactory(role="petugas", area=village("Jawa"))


def ranked(release, decile, percentile=None, **fields):
    household = make_household(**fields)
    Listing.objects.create(
        release=release, household=household, decile=decile, percentile=percentile
    )
    return household


def listed(client, **query):
    return list(client.get(PAGE, query).context["page"])


def test_the_poorest_stand_first_and_the_unknown_last(client_as, admin, release):
    unknown, rich = make_household(), ranked(release, 9)
    poor, poorest = ranked(release, 1, 8), ranked(release, 1, 2)
    assert listed(client_as(admin)) == [poorest, poor, rich, unknown]


def test_the_decile_is_that_of_the_newest_ranked_release(client_as, admin, release):
    older = Release.objects.create(
        code="DTSEN 2025-2", source="dtsen", issued_on=datetime.date(2025, 4, 1)
    )
    household = ranked(older, 1)
    Listing.objects.create(release=release, household=household, decile=4)
    Release.objects.create(code="DTKS", source="dtks", issued_on=datetime.date(2025, 9, 1))
    assert [one.poverty for one in listed(client_as(admin))] == [4]


def test_who_received_or_was_listed_is_not_there(client_as, admin):
    pay(make_household(), "PKH")
    never = make_household()
    assert listed(client_as(admin)) == [never]


@pytest.mark.usefixtures("city")
def test_there_are_as_many_as_the_figure_says(client_as, admin):
    context = client_as(admin).get(PAGE).context
    assert context["never"].total.value == figures(Window(JANUARY, JANUARY)).never > 0
    assert len(context["page"]) == context["never"].total.value


def test_it_can_be_narrowed_by_decile_and_standing(client_as, admin, release):
    poor = ranked(release, 2, standing=Standing.CONFIRMED)
    ranked(release, 2), ranked(release, 3, standing=Standing.CONFIRMED)
    client = client_as(admin)
    query = {"desil_dari": "1", "desil_sampai": "2", "status": "terkonfirmasi"}
    assert listed(client, **query) == [poor]
    assert len(listed(client, desil_dari=UNKNOWN)) == 0


def test_every_decile_leads_to_its_households(client_as, admin, release):
    for decile in (1, 1, 5):
        ranked(release, decile)
    client = client_as(admin)
    for _, counted in client.get(PAGE).context["never"].deciles_shown:
        assert len(client.get(counted.url).context["page"]) == counted.value


def test_the_deciles_left_out_of_the_list_keep_their_numbers(client_as, admin, release):
    ranked(release, 1), ranked(release, 5)
    never = client_as(admin).get(PAGE, {"desil_sampai": "1"}).context["never"]
    assert [counted.value for _, counted in never.deciles_shown if counted.value] == [1, 1]
    assert never.total.value == 1


def test_who_may_not_see_identities_gets_no_small_decile(client_as, release):
    ranked(release, 1)
    client = client_as(UserFactory(role="analis"))
    for query in ({}, {"desil_sampai": "1"}):
        assert str(client.get(PAGE, query).context["never"].total) == "∗"


def test_pages_hold_every_household_once(client_as, admin, release, monkeypatch):
    monkeypatch.setattr("bansos.lib.pagination.keyset_page.__kwdefaults__", {"size": 2})
    households = [ranked(release, decile) for decile in (3, 1, 2)] + [make_household()]
    client, found, cursor = client_as(admin), [], ""
    while cursor is not None:
        page = client.get(PAGE, {"halaman": cursor}).context["page"]
        found, cursor = [*found, *page], page.next_cursor
    assert len(found) == len(households) == len(set(found))


def test_a_supervisor_sees_his_own_area_only(client_as):
    mine = make_household()
    make_household(area=village("Bukuan"))
    supervisor = UserFactory(role="penyelia", area=village("Jawa").parent)
    assert listed(client_as(supervisor)) == [mine]


@pytest.mark.parametrize("query", [{"desil_dari": "5", "desil_sampai": "2"}, {"desil_dari": "x"}])
def test_a_bad_address_gets_a_message(client_as, admin, query):
    page = client_as(admin).get(PAGE, query)
    assert page.status_code == 422
    assert "error-summary" in page.content.decode()


def test_the_list_becomes_an_officers_task_in_one_act(client_as, admin, walker, release):
    RoundFactory()
    poor = ranked(release, 1)
    ranked(release, 8)
    answer = client_as(admin).post(
        f"{ASSIGN}?desil_sampai=3", {"officer": walker.username, "lingkup": "semua"}
    )
    assert answer.status_code == 302
    assert [one.household for one in AssignedHousehold.objects.all()] == [poor]
    assert AuditEvent.objects.filter(verb=Verb.ASSIGNED).count() == 1


def test_only_the_ticked_ones_are_given(client_as, admin, walker):
    RoundFactory()
    ticked, _ = make_household(), make_household()
    choice = {"officer": walker.username, "lingkup": "terpilih", "pilih": [ticked.public_id]}
    client_as(admin).post(ASSIGN, choice)
    assert AssignedHousehold.objects.get().household == ticked


def test_it_says_how_many_were_assigned_before(client_as, admin, walker):
    RoundFactory()
    make_household()
    client, choice = client_as(admin), {"officer": walker.username, "lingkup": "semua"}
    client.post(ASSIGN, choice)
    page = client.post(ASSIGN, choice, follow=True).content.decode()
    assert "0 rumah tangga ditugaskan" in page
    assert "1 sudah ditugaskan sebelumnya" in page


def test_a_household_of_no_such_list_cannot_be_ticked(client_as, admin, walker):
    RoundFactory()
    paid = make_household()
    pay(paid, "PKH")
    choice = {"officer": walker.username, "lingkup": "terpilih", "pilih": [paid.public_id]}
    client_as(admin).post(ASSIGN, choice)
    assert not AssignedHousehold.objects.exists()


@pytest.mark.parametrize(
    "choice",
    [
        {"lingkup": "semua"},
        {"officer": "petugas", "lingkup": "terpilih"},
        {"officer": "petugas", "lingkup": "terpilih", "pilih": ["bukan-uuid"]},
        {"officer": "bukan-petugas", "lingkup": "semua"},
        {"officer": "petugas"},
    ],
)
def test_an_incomplete_choice_gets_a_message(client_as, admin, choice):
    RoundFactory()
    UserFactory(role="petugas", username="petugas", area=village("Jawa"))
    make_household()
    answer = client_as(admin).post(ASSIGN, choice)
    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()
    assert not AssignedHousehold.objects.exists()


def test_without_an_open_round_nothing_is_assigned(client_as, admin, walker):
    make_household()
    client = client_as(admin)
    assert "buka periode verifikasi" in client.get(PAGE).content.decode()
    answer = client.post(ASSIGN, {"officer": walker.username, "lingkup": "semua"})
    assert answer.status_code == 422


def test_an_analyst_reads_but_does_not_assign(client_as):
    RoundFactory()
    make_household()
    client = client_as(UserFactory(role="analis"))
    assert "Jadikan tugas" not in client.get(PAGE).content.decode()
    assert client.post(ASSIGN, {}).status_code == 403


def test_without_a_ranked_release_no_page_speaks_of_the_poorest(client_as, admin):
    make_household(area=village("Jawa"))
    page = client_as(admin).get(PAGE).content.decode()
    assert "termiskin" not in page
    assert 'data-label="Desil"' not in page
