"""The place of a hidden number does not say how large it is: hidden ones stand by their names."""

import pytest

from registry.codes import PaymentStatus
from tests.bansos.dashboards.conftest import FEBRUARY, JANUARY, pay, received
from tests.bansos.dashboards.test_compared import a_row
from tests.factories import make_household

pytestmark = pytest.mark.django_db

MONTHS = {"dari": "2021-01", "sampai": "2021-01"}
# The larger number has the later name.
LISTS = ((2, "UJI-A", "UJI-X"), (4, "UJI-B", "UJI-X"))


@pytest.fixture
def client(client_as, analyst):
    return client_as(analyst)


def test_pairs_that_wait(client):
    received(*LISTS)
    rows = client.get("/dasbor/menunggu-keputusan/", MONTHS).context["rows"]
    assert [(row.pair, str(row.counted)) for row in rows] == [
        ("UJI-A + UJI-X", "∗"),
        ("UJI-B + UJI-X", "∗"),
    ]


def test_pairs_that_wait_stand_by_their_numbers_for_who_may_see_them(client_as, supervisor):
    received(*LISTS)
    rows = client_as(supervisor).get("/dasbor/menunggu-keputusan/", MONTHS).context["rows"]
    assert [row.counted.value for row in rows if "UJI" in row.pair] == [4, 2]


def test_programmes_of_the_trend(client):
    received((2, "UJI-A"), (4, "UJI-B"), (30, "UJI-C"))
    table = client.get("/dasbor/tren/", MONTHS).context["trend"].programs.table
    assert table.headers[1:] == ["UJI-C", "UJI-A", "UJI-B"]


def test_reasons_of_what_did_not_arrive(client):
    for number, words in ((2, "ALAMAT"), (4, "REKENING")):
        for _ in range(number):
            pay(make_household(), "PKH", status=PaymentStatus.FAILED, raw_status=words)
    reasons = client.get("/dasbor/program/PKH/", MONTHS).context["shown"].reason_rows
    assert [(reason.raw, str(n)) for reason, n in reasons] == [("ALAMAT", "∗"), ("REKENING", "∗")]


def test_files_behind_a_change(client):
    for number, name in ((2, "a.xlsx"), (4, "b.xlsx")):
        for _ in range(number):
            home = make_household()
            pay(home, "PKH", JANUARY)
            pay(home, "PKH", FEBRUARY)
            pay(home, "BPNT", FEBRUARY, row=a_row(name))
    page = client.get("/dasbor/banding/", {"dari": "2021-02", "sampai": "2021-02"})
    files = page.context["changes"][0].entered_through
    assert [one.file_name for one in files if one.run] == ["a.xlsx", "b.xlsx"]
    assert {str(one.households) for one in files if one.run} == {"∗"}
