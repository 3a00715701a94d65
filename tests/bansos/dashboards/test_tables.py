"""The tables of the dashboards as files: what is shown, by whom, and nothing more."""

import io

import pytest
from python_calamine import CalamineWorkbook

from registry.events import Verb
from registry.models import AuditEvent
from tests.bansos.dashboards.conftest import FEBRUARY, pay
from tests.factories import UserFactory, make_household, village

pytestmark = pytest.mark.django_db

MONTHS = "?dari=2021-01&sampai=2021-02"
TABLES = [
    f"/dasbor/tabel/wilayah/{MONTHS}",
    f"/dasbor/tabel/register/{MONTHS}",
    f"/dasbor/tabel/program/{MONTHS}",
    f"/dasbor/program/PKH/tabel/persamaan/{MONTHS}",
    f"/dasbor/program/PKH/tabel/berkas/{MONTHS}",
    f"/dasbor/banding/unduh/{MONTHS}",
    f"/dasbor/temuan/angka/unduh/{MONTHS}",
]


@pytest.fixture
def admin():
    return UserFactory(role="admin")


def workbook(answer):
    return CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))


def rows_of(answer):
    return workbook(answer).get_sheet_by_index(0).to_python()


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize("url", TABLES)
def test_every_table_can_be_had_as_excel_and_as_csv(client_as, admin, url):
    client = client_as(admin)
    book = rows_of(client.post(url, {"format": "xlsx"}))
    text = b"".join(client.post(url, {"format": "csv"}).streaming_content).decode("utf-8-sig")
    assert len(book) == len(text.strip().splitlines()) > 1
    assert book[0] == text.splitlines()[0].split(";")


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize("url", TABLES)
def test_each_leaves_one_audit_row_without_being_asked_why(client_as, admin, url):
    client_as(admin).post(url, {"format": "csv"})
    event = AuditEvent.objects.get(verb=Verb.LIST_EXPORTED)
    assert (event.actor, event.after["bentuk"]) == (admin, "csv")
    assert event.after["Periode"] == "Januari–Februari 2021"


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize("url", TABLES)
def test_only_the_register_stands_for_a_release(client_as, admin, url):
    book = workbook(client_as(admin).post(url, {"format": "xlsx"}))
    about = dict(row[:2] for row in book.get_sheet_by_name("Keterangan").to_python())
    event = AuditEvent.objects.get(verb=Verb.LIST_EXPORTED)
    assert ("Rilis" in about) is ("Rilis" in event.after) is ("/register/" in url)


def test_the_file_holds_the_numbers_of_the_page(client_as, admin, city):
    client = client_as(admin)
    shown = client.get("/dasbor/", {"urut": "never"}).context["aid_table"]
    rows = rows_of(client.post("/dasbor/tabel/wilayah/?urut=never", {"format": "xlsx"}))
    assert [row[1] for row in rows[1:]] == [str(row.area) for row in shown.rows]
    assert [row[3] for row in rows[1:]] == [row.numbers[0].value for row in shown.rows]


@pytest.mark.usefixtures("city")
def test_what_is_hidden_on_the_page_is_hidden_in_the_file(client_as, analyst):
    answer = client_as(analyst).post("/dasbor/tabel/wilayah/", {"format": "xlsx"})
    book = workbook(answer)
    cells = [cell for row in book.get_sheet_by_index(0).to_python()[1:] for cell in row[2:]]
    assert "∗" in cells
    assert not [cell for cell in cells if cell != "∗" and 0 < cell < 5]
    about = dict(row[:2] for row in book.get_sheet_by_name("Keterangan").to_python())
    assert about["∗"].startswith("Disamarkan")


def test_the_name_of_the_file_says_area_and_months(client_as, admin, city):
    url = f"/dasbor/tabel/wilayah/{MONTHS}&wilayah={city.here.parent.code}"
    answer = client_as(admin).post(url, {"format": "csv"})
    assert "wilayah_kec-samarinda-ulu_2021-01_2021-02.csv" in answer["Content-Disposition"]


def test_a_supervisor_takes_the_numbers_of_his_own_area_only(client_as, supervisor, city):
    url = "/dasbor/tabel/wilayah/"
    rows = rows_of(client_as(supervisor).post(url, {"format": "xlsx"}))
    assert str(city.here) in [row[1] for row in rows]
    assert str(city.there) not in [row[1] for row in rows]
    other = client_as(supervisor).post(f"{url}?wilayah={city.there.code}", {"format": "xlsx"})
    assert other.status_code == 422


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("/dasbor/tabel/semua/", 404),
        ("/dasbor/program/TIDAK-ADA/tabel/berkas/", 404),
        ("/dasbor/program/PKH/tabel/semua/", 404),
        ("/dasbor/banding/unduh/?dari=kapan", 422),
        ("/dasbor/temuan/angka/unduh/?dari=kapan", 422),
    ],
)
def test_what_there_is_not_cannot_be_had(client_as, admin, url, status):
    assert client_as(admin).post(url, {"format": "csv"}).status_code == status


def test_an_unknown_format_is_refused(client_as, admin):
    assert client_as(admin).post(TABLES[0], {"format": "pdf"}).status_code == 422
    assert not AuditEvent.objects.filter(verb=Verb.LIST_EXPORTED).exists()


def test_an_officer_takes_no_table(client_as):
    officer = UserFactory(role="petugas", area=village())
    assert client_as(officer).post(TABLES[0], {"format": "csv"}).status_code == 403


def test_the_sum_of_the_equation_stands_in_its_file(client_as, admin):
    pay(make_household(), "PKH", FEBRUARY)
    rows = rows_of(client_as(admin).post(TABLES[3], {"format": "xlsx"}))
    assert rows[1][1] == sum(row[1] for row in rows[2:]) == 1
