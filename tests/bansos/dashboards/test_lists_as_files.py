"""Every list of people of the dashboards as a file: the same rows, who took it, whose numbers."""

import io
import re

import pytest
from python_calamine import CalamineWorkbook

from bansos.dashboards.figures.program_rows import ENTRY_HEADERS, PAYMENT_HEADERS
from programs.models import Recipient
from registry.events import Verb
from registry.models import AuditEvent, Listing, Release
from tests.bansos.dashboards.conftest import FEBRUARY, JANUARY, pay
from tests.factories import (
    DisbursementFactory,
    RecipientFactory,
    UserFactory,
    make_household,
    village,
)
from tests.factories.aid import ProgramFactory

pytestmark = pytest.mark.django_db

NEVER = "/dasbor/belum-pernah/"
COMPARED = "/dasbor/banding/rumah-tangga/"
ENTRIES = "/dasbor/program/PKH/penerima/"
PAYMENTS = "/dasbor/program/PKH/penyaluran/"
WINDOWS = "dari=2021-02&sampai=2021-02&dari_lama=2021-01&sampai_lama=2021-01"
LISTS = [
    (NEVER, ""),
    (COMPARED, f"{WINDOWS}&angka=none&arah=masuk"),
    (ENTRIES, "dari=2021-01&sampai=2021-02&bagian=daftar"),
    (PAYMENTS, "dari=2021-01&sampai=2021-02"),
]
WHY = {"format": "xlsx", "alasan": "Rapat koordinasi"}


@pytest.fixture
def admin():
    return UserFactory(role="admin")


def address(path, query):
    return f"{path}unduh/?{query}"


def sheets(answer):
    """The rows of the list, and what stands beside it."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    return [book.get_sheet_by_index(at).to_python() for at in (0, 1)]


def rows(client, path, query, **posted):
    return sheets(client.post(address(path, query), WHY | posted))[0]


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize(("path", "query"), LISTS)
def test_a_file_has_the_rows_of_its_list_in_their_order(client_as, admin, path, query):
    page = client_as(admin).get(f"{path}?{query}").context["page"]
    listed = [getattr(one, "recipient", one) for one in page]
    names = [getattr(one, "name", None) or one.head_name for one in listed]
    header, *found = rows(client_as(admin), path, query)
    at = header.index("NAMA" if "NAMA" in header else "NAMA KRT")
    assert [row[at] or "Belum ada kepala" for row in found] == names
    assert len(found) > 1


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize(("path", "query"), LISTS)
def test_who_took_it_and_why_stands_in_the_file_and_in_the_history(client_as, admin, path, query):
    about = dict(sheets(client_as(admin).post(address(path, query), WHY))[1])
    assert (about["Untuk"], about["Diunduh oleh"]) == ("Rapat koordinasi", str(admin))
    assert about["Arti angka"]
    event = AuditEvent.objects.get(verb=Verb.LIST_EXPORTED)
    assert (event.actor, event.reason) == (admin, "Rapat koordinasi")
    assert event.after["Wilayah"] == about["Wilayah"]


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize(("path", "query"), LISTS)
def test_without_a_reason_nothing_leaves(client_as, admin, path, query):
    answer = client_as(admin).post(address(path, query), {"format": "csv"})
    assert answer.status_code == 422
    assert "untuk keperluan apa" in answer.content.decode()
    assert not AuditEvent.objects.filter(verb=Verb.LIST_EXPORTED).exists()


@pytest.mark.parametrize(("path", "query"), LISTS)
def test_a_bad_address_gets_a_message(client_as, admin, path, query):
    pay(make_household(), "PKH")
    answer = client_as(admin).post(address(path, f"{query}&wilayah=99"), WHY)
    assert answer.status_code == 422


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize(("path", "query"), LISTS)
def test_whole_numbers_are_for_who_may_see_them_and_asks(client_as, admin, path, query):
    Recipient.objects.update(nik="6472030101801234")
    place = rows(client_as(admin), path, query)[0].index("NIK")
    whole = [row[place] for row in rows(client_as(admin), path, query, lengkap="on")[1:]]
    masked = [row[place] for row in rows(client_as(admin), path, query)[1:]]
    analyst = client_as(UserFactory(role="analis"))
    assert any(len(nik) == 16 and nik.isdigit() for nik in whole)
    assert not any(nik.isdigit() for nik in masked)
    assert [row[place] for row in rows(analyst, path, query, lengkap="on")[1:]] == masked


@pytest.mark.parametrize(("path", "query"), LISTS)
def test_a_supervisor_takes_his_own_area_only(client_as, path, query):
    for area in (village("Jawa"), village("Bukuan")):
        make_household(area=area, address=f"JL. {area.name}")
        pay(make_household(area=area, address=f"JL. {area.name}"), "PKH")
    supervisor = client_as(UserFactory(role="penyelia", area=village("Jawa").parent))
    found = str(rows(supervisor, path, query))
    assert "JL. Jawa" in found
    assert "Bukuan" not in found


def test_the_poorest_stand_first_in_the_file_with_their_decile(client_as, admin):
    release = Release.objects.create(code="DTSEN-2025-3", source="dtsen", issued_on="2025-07-01")
    for decile, percentile in ((9, 88), (1, 8), (1, 2)):
        home = make_household(address=f"JL. DESIL {percentile}")
        Listing.objects.create(
            release=release, household=home, decile=decile, percentile=percentile
        )
    make_household(address="JL. TANPA DESIL")
    header, *found = rows(client_as(admin), NEVER, "")
    street = header.index("ALAMAT")
    assert [(row[street], row[-1]) for row in found] == [
        ("JL. DESIL 2", 1),
        ("JL. DESIL 8", 1),
        ("JL. DESIL 88", 9),
        ("JL. TANPA DESIL", ""),
    ]


def test_payments_say_their_months_rupiah_and_state(client_as, admin):
    home = make_household()
    pay(home, "PKH", JANUARY, amount=750_000, stage="1")
    pay(home, "PKH", FEBRUARY, amount=None, status="gagal", raw_status="NIK 6472030101801234 SALAH")
    header, first, second = rows(client_as(admin), *LISTS[3])
    assert header == PAYMENT_HEADERS
    told = [dict(zip(header, row, strict=True)) for row in (first, second)]
    assert [(one["BULAN"], one["NOMINAL"], one["KEADAAN"]) for one in told] == [
        ("Januari 2021", 750_000, "Disalurkan"),
        ("Februari 2021", "", "Gagal"),
    ]
    assert told[1]["KETERANGAN BERKAS"].startswith("NIK 6472")
    assert "6472030101801234" not in told[1]["KETERANGAN BERKAS"]


def test_entries_name_the_household_or_why_there_is_none(client_as, admin):
    home = make_household()
    pay(home, "PKH")
    outside = RecipientFactory(
        program=ProgramFactory(code="PKH"), name="ZAINAL", area_text="Desa X"
    )
    DisbursementFactory(recipient=outside)
    header, *found = rows(client_as(admin), *LISTS[2])
    assert header == ENTRY_HEADERS
    told = [dict(zip(header, row, strict=True)) for row in found]
    assert [(one["RUMAH TANGGA"], one["KELURAHAN"]) for one in told] == [
        (home.head_name, home.area.name),
        ("Di luar register", "Desa X"),
    ]


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize(("path", "query"), LISTS)
def test_no_two_fields_of_a_page_share_an_id(client_as, admin, path, query):
    ids = re.findall(r'\bid="([^"]+)"', client_as(admin).get(f"{path}?{query}").content.decode())
    assert sorted(ids) == sorted(set(ids))
