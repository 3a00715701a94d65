"""The findings: each number leads to exactly its rows, within one's own areas, and to a file."""

import csv
import datetime
import io
from urllib.parse import parse_qs, urlsplit

import pytest
from python_calamine import CalamineWorkbook

from programs.models import Disbursement, Program
from registry.codes import Existence
from registry.events import Verb
from registry.models import AuditEvent, Household, Membership, Person
from tests.factories import (
    DisbursementFactory,
    RecipientFactory,
    UserFactory,
    make_household,
    village,
)
from tests.programs.reports.holders import JANUARY, build

pytestmark = pytest.mark.django_db

BOARD = "/dasbor/temuan/"
LIST = "/dasbor/temuan/daftar/"
EXPORT = "/dasbor/temuan/unduh/"
YEAR = {"dari": "2021-01", "sampai": "2021-06"}
KK = "6472030101809990"
OWN_NIK = "6472031205800002"


@pytest.fixture
def analyst(client_as):
    return client_as(UserFactory(role="analis"))


@pytest.fixture
def supervisor(client_as):
    return client_as(UserFactory(role="penyelia", area=village("Jawa").parent))


def paid(household, code="BPNT", **fields):
    recipient = RecipientFactory(
        household=household, program=Program.objects.get(code=code), person=household.head
    )
    fields = {"last_month": JANUARY + 3} | fields
    return DisbursementFactory(recipient=recipient, first_month=JANUARY, **fields)


def paid_to_the_dead(area="Jawa", **fields):
    household = make_household(area=village(area))
    Person.objects.filter(pk=household.head_id).update(
        existence=Existence.DECEASED, existence_on=datetime.date(2021, 2, 10)
    )
    return paid(household, **fields)


def paid_in_two_homes(*areas):
    homes = [make_household(area=village(area)) for area in areas]
    Membership.objects.filter(household__in=homes).update(kk=KK)
    return [paid(home) for home in homes]


def all_rows(client, url):
    query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    found, cursor = [], ""
    while cursor is not None:
        page = client.get(LIST, query | {"halaman": cursor}).context["page"]
        found += [row.pk for row in page]
        cursor = page.next_cursor
    return found


@pytest.fixture
def admin(client_as):
    """Who may see identities: no number is hidden from him."""
    return client_as(UserFactory(role="admin"))


def test_every_number_leads_to_a_list_of_that_length_and_sum(admin, monkeypatch):
    monkeypatch.setattr("bansos.dashboards.views.findings.PAGE_SIZE", 7)
    build(1, households=40)
    board = admin.get(BOARD, YEAR).context["board"]
    lines = [*board.areas, *board.programs]
    cells = [*board.paid, *board.held, *(cell for line in lines for cell in line.cells)]
    filled = [cell for cell in cells if cell.counted.value]
    assert len(filled) > 15
    for cell in [*filled, cells[-1]]:
        rows = all_rows(admin, cell.counted.url)
        assert len(rows) == len(set(rows)) == cell.counted.value
        if cell.finding.is_paid:
            amounts = [payment.amount for payment in Disbursement.objects.filter(pk__in=rows)]
            assert sum(amount or 0 for amount in amounts) == cell.rupiah
            assert amounts.count(None) == cell.unknown.value


def test_the_number_without_an_amount_leads_to_just_those(admin):
    build(1, households=40)
    for cell in admin.get(BOARD, YEAR).context["board"].paid:
        rows = Disbursement.objects.filter(pk__in=all_rows(admin, cell.unknown.url))
        assert len(rows) == cell.unknown.value > 0
        assert {payment.amount for payment in rows} == {None}


def test_small_numbers_are_hidden_from_who_may_not_see_identities(analyst, admin):
    for _ in range(6):
        paid_to_the_dead("Jawa")
    for _ in range(2):
        paid_to_the_dead("Bukuan")
    paid_to_the_dead("Bugis")
    board = analyst.get(BOARD, YEAR).context["board"]
    shown = {
        line.label: line.cells[0].counted.hidden
        for line in board.areas
        if line.cells[0].counted.value
    }
    assert shown == {"Kec. Palaran": True, "Kec. Samarinda Ulu": False, "Kec. Samarinda Kota": True}
    assert not board.paid[0].counted.hidden
    whole = admin.get(BOARD, YEAR).context["board"]
    assert not any(cell.counted.hidden for line in whole.areas for cell in line.cells)


def numbers_in_a_file(client):
    """(part, name, finding) → number, rupiah and those without an amount, as the file has them."""
    query = "&".join(f"{name}={value}" for name, value in YEAR.items())
    answer = client.post(f"/dasbor/temuan/angka/unduh/?{query}", {"format": "xlsx"})
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    _, *rows = book.get_sheet_by_index(0).to_python()
    return {tuple(row[:3]): (row[3], *row[5:]) for row in rows}


def test_the_numbers_of_the_page_can_be_taken_as_a_file(admin):
    build(1, households=40)
    board = admin.get(BOARD, YEAR).context["board"]
    shown = {("Seluruhnya", None): [*board.paid, *board.held]}
    shown |= {("Wilayah", line.label): line.cells for line in board.areas}
    shown |= {("Program", line.label): line.cells for line in board.programs}
    plain = {
        (part, name or str(board.scope.area_words), cell.finding.label): (
            (cell.counted.value, cell.rupiah, cell.unknown.value)
            if cell.finding.is_paid
            else (cell.counted.value, "", "")
        )
        for (part, name), cells in shown.items()
        for cell in cells
    }
    assert numbers_in_a_file(admin) == plain


def test_what_is_hidden_on_the_page_is_hidden_in_the_file(analyst):
    for _ in range(6):
        paid_to_the_dead("Jawa")
    for _ in range(2):
        paid_to_the_dead("Bukuan", amount=None)
    paid_to_the_dead("Bugis")
    found = numbers_in_a_file(analyst)
    assert found["Wilayah", "Kec. Palaran", "Dibayar sesudah meninggal"] == ("∗", "∗", "∗")
    numbers = [number for number, *_ in found.values()]
    assert "∗" in numbers
    assert not [number for number in numbers if number != "∗" and 0 < number < 5]


def test_a_headline_and_two_tables_of_the_same_number_hide_it_together(analyst, admin):
    """Five in five kecamatan: whoever reads the five knows that each of them has one."""
    for area in ("Jawa", "Bukuan", "Bugis", "Loa Bakung", "Sungai Siring"):
        paid_to_the_dead(area)
    board = analyst.get(BOARD, YEAR).context["board"]
    lines = [line for line in (*board.areas, *board.programs) if line.cells[0].counted.value]
    assert len(lines) == 6
    assert {str(line.cells[0].counted) for line in lines} == {"∗"}
    assert board.paid[0].counted.hidden
    assert not admin.get(BOARD, YEAR).context["board"].paid[0].counted.hidden


def test_areas_add_up_and_lead_into_their_kelurahan(analyst):
    paid_to_the_dead("Jawa")
    paid_to_the_dead("Bukuan")
    board = analyst.get(BOARD, YEAR).context["board"]
    assert sum(line.cells[0].counted.value for line in board.areas) == 2
    (palaran,) = [line for line in board.areas if line.label == "Kec. Palaran"]
    below = analyst.get(palaran.url).context["board"]
    found = {line.label: line.cells[0].counted.value for line in below.areas}
    assert found["Kel. Bukuan"] == sum(found.values()) == 1
    bukuan = analyst.get(BOARD, YEAR | {"wilayah": village("Bukuan").code})
    words = [label for label, _ in bukuan.context["crumbs"]]
    assert words == ["Dasbor", "Temuan Kota Samarinda", "Temuan Kec. Palaran"]


def test_an_unknown_amount_is_counted_apart(analyst):
    paid_to_the_dead(amount=None)
    paid_to_the_dead(amount=300_000)
    cell = analyst.get(BOARD, YEAR).context["board"].paid[0]
    assert (cell.counted.value, cell.rupiah, cell.unknown.value) == (2, 300_000, 1)
    assert "1 di antaranya tanpa nominal" in analyst.get(cell.counted.url).content.decode()


def test_a_row_says_who_which_months_and_why(analyst):
    payment = paid_to_the_dead()
    page = analyst.get(LIST, YEAR | {"angka": "dead_paid"}).content.decode()
    assert payment.recipient.household.get_absolute_url() in page
    assert "Januari–April 2021" in page
    assert "Meninggal 10 Februari 2021, tidak dicatat kapan" in page


def test_a_supervisor_sees_his_kecamatan_only(supervisor):
    paid_to_the_dead("Jawa")
    there = paid_to_the_dead("Bukuan").recipient
    board = supervisor.get(BOARD, YEAR)
    assert board.context["board"].paid[0].counted.value == 1
    assert "Palaran" not in board.content.decode()
    assert there.name not in supervisor.get(LIST, YEAR | {"angka": "dead_paid"}).content.decode()


def test_the_other_household_of_a_kk_is_named_to_whoever_may_see_it(analyst, supervisor):
    here, there = paid_in_two_homes("Jawa", "Bukuan")
    Person.objects.filter(pk=there.recipient.person_id).update(name="KENARI")
    Household.objects.filter(pk=there.recipient.household_id).update(head=there.recipient.person)
    whole = analyst.get(LIST, YEAR | {"angka": "kk_twice"}).content.decode()
    assert "rumah tangga KENARI (Kel. Bukuan), Januari–April 2021" in whole
    own = supervisor.get(LIST, YEAR | {"angka": "kk_twice"})
    assert [row.recipient.pk for row in own.context["rows"]] == [here.recipient_id]
    assert "KENARI" not in own.content.decode()
    assert "rumah tangga di luar wilayah Anda" in own.content.decode()


def test_of_households_elsewhere_no_month_and_no_number_is_told(supervisor):
    mine, *_ = paid_in_two_homes("Jawa", "Bukuan", "Bukuan")
    (row,) = supervisor.get(LIST, YEAR | {"angka": "kk_twice"}).context["rows"]
    assert row.recipient.pk == mine.recipient_id
    assert row.why.endswith(" juga menerima pada rumah tangga di luar wilayah Anda")


def sent(client, angka="dead_paid", **fields):
    query = f"?angka={angka}&dari=2021-01&sampai=2021-06"
    return client.post(EXPORT + query, {"format": "xlsx", "alasan": "Bahan rapat"} | fields)


def test_the_list_is_taken_away_with_a_reason_and_masked_numbers(analyst):
    payment = paid_to_the_dead(amount=300_000)
    payment.recipient.nik = "6472031205800001"
    payment.recipient.save()
    file = io.BytesIO(b"".join(sent(analyst).streaming_content))
    book = CalamineWorkbook.from_filelike(file)
    head, row = book.get_sheet_by_index(0).to_python()
    cells = dict(zip(head, row, strict=True))
    assert cells["NIK"] == "647203******0001"
    assert (cells["NOMINAL"], cells["KELURAHAN"]) == (300_000, "Jawa")
    about = dict(book.get_sheet_by_name("Keterangan").to_python())
    assert about["Untuk"] == "Bahan rapat"
    event = AuditEvent.objects.get(verb=Verb.LIST_EXPORTED)
    assert event.after["Temuan"] == "Dibayar sesudah meninggal"


def whole_numbers(client):
    """{name: NIK} of the village fund's file, taken with whole numbers."""
    lines = b"".join(sent(client, "village_fund", format="csv", lengkap="on").streaming_content)
    rows = csv.DictReader(io.StringIO(lines.decode("utf-8-sig")), delimiter=";")
    return {row["NAMA"]: row["NIK"] for row in rows}


def test_a_post_in_the_kelurahan_a_list_names_shows_no_number_from_outside(client_as, admin):
    """A list may write any kelurahan beside anybody: it is no household of that officer's."""
    user = UserFactory(role="analis")
    user.postings.create(role="petugas", area=village("Jawa"))
    fund = Program.objects.get(code="BLT-DD")
    fields = {"program": fund, "area": village("Jawa")}
    RecipientFactory(name="LUAR", nik="6472031205800001", household=None, **fields)
    own = make_household(area=village("Jawa"))
    RecipientFactory(name="DALAM", nik=OWN_NIK, household=own, **fields)
    assert whole_numbers(client_as(user)) == {"LUAR": "647203******0001", "DALAM": OWN_NIK}
    assert whole_numbers(admin) == {"LUAR": "6472031205800001", "DALAM": OWN_NIK}


def test_a_file_of_every_finding_has_as_many_rows_as_its_list(analyst):
    build(1, households=30)
    for cell in (board := analyst.get(BOARD, YEAR).context["board"]).paid + board.held:
        response = sent(analyst, cell.finding.key, format="csv")
        lines = b"".join(response.streaming_content).decode().splitlines()
        assert len(lines) == cell.counted.value + 1


def test_no_file_leaves_without_a_reason(analyst):
    assert sent(analyst, alasan="").status_code == 422
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize(
    "query",
    [
        {"angka": "tidak-ada"},
        {"angka": "dead_paid", "wilayah": "99.99"},
        {"angka": "dead_paid", "program": "ENTAH"},
        {"angka": "dead_holder", "nominal": "kosong"},
        {"angka": "dead_paid", "dari": "2021-06", "sampai": "2021-01"},
    ],
)
def test_a_list_that_cannot_be_is_refused_in_words(analyst, query):
    page = analyst.get(LIST, query)
    assert page.status_code == 422
    assert page.context["form"].errors


def test_months_that_cannot_be_read_are_refused_in_words(analyst):
    assert analyst.get(BOARD, {"dari": "kapan"}).status_code == 422


def test_months_that_nobody_loaded_are_no_clean_bill(analyst):
    """A zero of a month without any payment list says nothing of who was paid."""
    paid_to_the_dead()
    assert "Data belum dimuat." not in analyst.get(BOARD, YEAR).content.decode()
    nobody = analyst.get(BOARD, {"dari": "2019-01", "sampai": "2019-02"}).content.decode()
    assert "Data belum dimuat." in nobody


def test_one_kk_in_two_households_is_a_finding_of_counted_programmes(analyst):
    """What the dead get of PBI-JK is found, but nothing of it that one KK got twice."""
    warning = "Program yang dihitung belum dimuat."
    paid(make_household(), "PBI-JK")
    page = analyst.get(BOARD, YEAR).content.decode()
    assert warning in page
    assert "Data belum dimuat." not in page
    paid(make_household(), "PKH")
    assert warning not in analyst.get(BOARD, YEAR).content.decode()


def test_the_rupiah_do_not_tell_how_many_have_no_amount(analyst, admin):
    """Nine of Rp200.000 and three without: the sum of the amounts would say how many are nine."""
    for area in ("Jawa", "Bukuan", "Bugis"):
        for number in range(6):
            paid_to_the_dead(area, amount=None if number == 5 and area != "Bugis" else 200_000)
    board = analyst.get(BOARD, YEAR).context["board"]
    assert (str(board.paid[0].counted), str(board.paid[0].unknown)) == ("18", "∗")
    assert board.paid[0].worth.hidden
    hidden = {line.label for line in board.areas if line.cells[0].worth.hidden}
    assert hidden == {"Kec. Palaran", "Kec. Samarinda Ulu"}
    page = analyst.get(BOARD, YEAR).content.decode()
    assert "Rp3.200.000" not in page
    # Both kecamatan, and the programme, whose sum would give theirs away.
    assert page.count('aria-label="Nominal disamarkan"') == len(hidden) + 1
    theirs = admin.get(BOARD, YEAR).content.decode()
    assert "Rp3.200.000" in theirs
    assert "Nominal disamarkan" not in theirs
