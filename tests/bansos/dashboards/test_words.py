"""What the dashboards say of people is true of each of them."""

import pytest

from bansos.dashboards.figures.catalogue import kind_of
from tests.bansos.dashboards.conftest import pay
from tests.factories import UserFactory, make_household

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(client_as):
    client = client_as(UserFactory(role="admin"))
    return lambda url: client.get(url).content.decode()


@pytest.mark.parametrize("url", ["/dasbor/belum-pernah/", "/dasbor/rumah-tangga/?angka=never"])
def test_who_holds_only_what_is_counted_apart_is_said_to_be_on_no_counted_list(read, url):
    household = make_household()
    pay(household, "PBI-JK")
    page = read(url)
    assert household.head_name in page
    assert "Tidak ada di daftar program yang dihitung" in page


def test_a_forbidden_pair_is_one_within_the_unit_of_its_rule(read):
    assert "satu orang, satu KK, atau satu rumah tangga" in kind_of("conflict").definition
    pay(household := make_household(), "PKH"), pay(household, "BPNT")
    assert "Aturan mengikat satu KK:" not in read("/dasbor/matriks/")


@pytest.mark.parametrize("url", ["/dasbor/", "/dasbor/temuan/"])
def test_who_may_have_been_replaced_is_to_be_looked_at_not_accused(read, url):
    page = read(url)
    assert "enerima yang perlu diperiksa" in page
    assert "tidak berhak" not in page


@pytest.mark.usefixtures("city")
def test_a_move_is_no_cause_of_a_change_between_two_periods(read):
    page = read(
        "/dasbor/banding/?dari_lama=2021-01&sampai_lama=2021-01&dari=2021-02&sampai=2021-02"
    )
    assert "berubah karena aturan" in page
    assert "perpindahan" not in page
