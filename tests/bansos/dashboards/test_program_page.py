"""The page of one programme: its equation, and the list behind each of its numbers."""

import pytest

from bansos.dashboards.figures.equation import TERMS
from programs.models import LinkState
from programs.widgets import StatusWidget
from registry.codes import PaymentStatus
from registry.models import Area
from tests.bansos.dashboards.conftest import FEBRUARY, JANUARY, pay
from tests.bansos.dashboards.test_compared import a_row
from tests.factories import (
    DisbursementFactory,
    ProgramFactory,
    RecipientFactory,
    UserFactory,
    make_household,
    village,
)

pytestmark = pytest.mark.django_db

PAGE = "/dasbor/program/PKH/"
MONTHS = {"dari": "2021-01", "sampai": "2021-02"}
ENDED = {
    "closed_at": "2021-07-01T00:00:00Z",
    "closed_on": "2021-07-01",
    "closed_reason": "pindah",
}


@pytest.fixture
def admin():
    """Sees every number, however small."""
    return UserFactory(role="admin")


@pytest.fixture
def lists():
    """A programme whose every term counts somebody, brought by two files."""
    home = make_household()
    pay(home, "PKH", row=a_row("pkh-1.xlsx"))
    pay(home, "PKH", FEBRUARY, row=a_row("pkh-2.xlsx"), amount=None)
    pay(make_household(**ENDED), "PKH")
    stranger(LinkState.OUTSIDE)
    stranger(LinkState.AMBIGUOUS)
    pay_failed(make_household(), "RETUR SP2D")


def stranger(state):
    recipient = RecipientFactory(program=ProgramFactory(code="PKH"), link_state=state)
    DisbursementFactory(recipient=recipient, first_month=JANUARY)


def pay_failed(household, words):
    pay(household, "PKH", status=PaymentStatus.FAILED, raw_status=words)


@pytest.mark.usefixtures("lists")
def test_every_term_counts_somebody_and_the_equation_closes(client_as, admin):
    shown = client_as(admin).get(PAGE, MONTHS).context["shown"]
    assert {term.term.key: term.value for term in shown.terms} == {
        "rumah-tangga": 1,
        "serumah": 1,
        "ditutup": 1,
        "luar": 1,
        "menunggu": 1,
        "gagal": 1,
    }
    assert shown.equation.closes


@pytest.mark.usefixtures("lists")
def test_every_term_leads_to_a_list_of_that_length(client_as, admin):
    client = client_as(admin)
    shown = client.get(PAGE, MONTHS).context["shown"]
    for term in [shown.whole, *shown.terms]:
        assert client.get(term.link).context["total"] == term.value, term.term.key


@pytest.mark.usefixtures("lists")
def test_every_number_of_the_files_leads_to_its_payments(client_as, admin):
    client = client_as(admin)
    for row in client.get(PAGE, MONTHS).context["shown"].bundle_rows:
        for counted in (row.payments, row.paid, row.unpaid, row.unpriced):
            assert client.get(counted.url).context["total"] == counted.value


@pytest.mark.usefixtures("lists")
def test_the_files_say_who_brought_what_and_the_sum_leaves_out_the_unknown(client_as, admin):
    rows = client_as(admin).get(PAGE, MONTHS).context["shown"].bundle_rows
    found = {row.bundle.file_name: (row.payments.value, row.bundle.rupiah) for row in rows[:-1]}
    assert found["pkh-1.xlsx"] == (1, 200_000)
    assert found["pkh-2.xlsx"] == (1, 0)
    assert rows[-1].unpriced.value == 1


@pytest.mark.usefixtures("lists")
def test_what_did_not_arrive_stands_in_the_offices_own_words(client_as, admin):
    client = client_as(admin)
    [(reason, counted)] = client.get(PAGE, MONTHS).context["shown"].reason_rows
    assert (reason.raw, counted.value) == ("RETUR SP2D", 1)
    assert client.get(counted.url).context["total"] == 1


def test_words_with_a_number_of_somebody_stand_in_no_address(client_as, admin):
    pay_failed(make_household(), "REKENING 1234567 TUTUP")
    page = client_as(admin).get(PAGE, MONTHS)
    assert page.context["shown"].reason_rows[0][1].url == ""


@pytest.mark.usefixtures("lists")
def test_who_may_not_see_identities_gets_no_small_number(client_as, analyst):
    shown = client_as(analyst).get(PAGE, MONTHS).context["shown"]
    assert {str(term.counted) for term in shown.terms} == {"∗"}


def test_the_files_and_reasons_do_not_tell_what_the_equation_hides(client_as, analyst):
    """Three outside, seven failed: the seven are hidden beside the three, wherever they stand."""
    for _ in range(9):
        pay(make_household(), "PKH")
    for _ in range(7):
        pay_failed(make_household(), "RETUR SP2D")
    for _ in range(3):
        stranger(LinkState.OUTSIDE)
    shown = client_as(analyst).get(PAGE, MONTHS).context["shown"]
    terms = {term.term.key: str(term.counted) for term in shown.terms}
    assert (terms["luar"], terms["gagal"], terms["rumah-tangga"]) == ("∗", "∗", "9")
    assert {str(n) for row in shown.bundle_rows for n in (row.paid, row.unpaid)} == {"∗"}
    assert [str(counted) for _, counted in shown.reason_rows] == ["∗"]


def test_the_equation_does_not_tell_what_the_files_hide(client_as, analyst):
    """Three payments arrived: how many did not is hidden, also where it counts entries."""
    home = make_household()
    pay(home, "PKH"), pay(home, "PKH"), pay(make_household(), "PKH")
    for _ in range(7):
        pay_failed(make_household(), "RETUR SP2D")
    shown = client_as(analyst).get(PAGE, MONTHS).context["shown"]
    assert {str(row.paid) for row in shown.bundle_rows} == {"∗"}
    terms = {term.term.key: str(term.counted) for term in shown.terms}
    assert (str(shown.whole.counted), terms["gagal"]) == ("10", "∗")


def test_a_supervisor_counts_his_own_area_and_nobody_outside_the_register(client_as):
    pay(make_household(), "PKH"), pay(make_household(area=village("Bukuan")), "PKH")
    stranger(LinkState.OUTSIDE)
    supervisor = UserFactory(role="penyelia", area=village("Jawa").parent)
    page = client_as(supervisor).get(PAGE, MONTHS)
    assert page.context["shown"].whole.value == 1
    assert "hanya terlihat bagi yang melihat seluruh kota" in page.content.decode()


def test_the_grid_does_not_tell_a_supervisor_how_many_are_outside(client_as):
    area = village("Jawa").parent
    pay(make_household(area=area.children.first()), "PKH")
    supervisor = UserFactory(role="penyelia", area=area)
    [row] = client_as(supervisor).get(PAGE, MONTHS).context["grid"].rows
    assert row.squares[0].title.endswith(": dimuat")


def test_a_programme_without_a_list_is_not_loaded_rather_than_none(client_as, admin):
    page = client_as(admin).get("/dasbor/program/BLT-BBM/", MONTHS)
    assert "Data belum dimuat." in page.content.decode()


def test_a_kecamatan_without_a_list_is_named_beside_the_equation(client_as, admin, city):
    page = client_as(admin).get(PAGE, {"dari": "2021-01", "sampai": "2021-01"})
    others = Area.objects.districts().exclude(pk=city.here.parent_id).count()
    assert page.context["held"] == f"Januari 2021 belum di {others} kecamatan"


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("/dasbor/program/TIDAK-ADA/", 404),
        ("/dasbor/program/TIDAK-ADA/penerima/?bagian=luar", 404),
        (f"{PAGE}penerima/", 422),
        (f"{PAGE}penerima/?bagian=semua", 422),
        (f"{PAGE}penyaluran/?masa=kapan", 422),
        (f"{PAGE}penyaluran/?berkas=satu", 422),
        (f"{PAGE}penyaluran/?keadaan=entah", 422),
        (f"{PAGE}?dari=2021-06&sampai=2021-01", 422),
    ],
)
def test_a_bad_address_gets_a_message(client_as, admin, url, status):
    assert client_as(admin).get(url).status_code == status


def test_the_dashboard_leads_to_the_equation(client_as, admin, city):
    client = client_as(admin)
    row = client.get("/dasbor/", MONTHS).context["program_rows"][0]
    page = client.get(row.program_url)
    households = page.context["shown"].terms[0]
    assert (households.value, len(TERMS)) == (row.households, len(page.context["shown"].terms))


def test_a_number_in_an_offices_words_is_masked_on_pages_and_when_it_comes_in(client_as, analyst):
    words = "NIK 6472031205809997 TIDAK PADAN"
    home = make_household()
    for _ in range(2):
        pay(home, "PKH", raw_status=words, status=PaymentStatus.FAILED)
    for page in (PAGE, f"{PAGE}penyaluran/"):
        shown = client_as(analyst).get(page, MONTHS)
        assert shown.status_code == 200
        assert "6472031205809997" not in shown.content.decode()
    assert StatusWidget().read(words)[0][1] == "NIK 647203******9997 TIDAK PADAN"


def test_the_rupiah_do_not_tell_how_many_have_no_amount(client_as, analyst):
    for number in range(20):
        pay(make_household(), "PKH", row=a_row("a.xlsx"), amount=None if number < 3 else 200_000)
    for _ in range(30):
        pay(make_household(), "PKH", FEBRUARY, row=a_row("b.xlsx"))
    rows = client_as(analyst).get(PAGE, MONTHS).context["shown"].bundle_rows
    assert [(str(row.paid), str(row.unpriced), row.rupiah_words) for row in rows] == [
        ("20", "∗", "∗"),
        ("30", "0", "Rp6.000.000"),
        ("50", "∗", "∗"),
    ]
