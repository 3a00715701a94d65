"""With JavaScript off an officer does every task of his, and an admin imports."""

import pytest
from playwright.sync_api import expect

from tests.support.offices import write_dtks
from tests.support.people_at_work import Admin, Officer, Supervisor
from tests.support.windows import log_in


@pytest.fixture
def officer(window, world):
    return Officer(window(world.users["petugas"], javascript=False))


def test_logging_in_leads_to_the_list_of_tasks(window, world):
    page = window(javascript=False)
    log_in(page, world.users["petugas"])
    expect(page.get_by_role("heading", name="Tugas saya")).to_be_visible()


def test_confirming_and_taking_it_back(officer, door):
    household = door("KASIM")
    officer.confirms("KASIM")
    household.refresh_from_db()
    assert household.standing == "terkonfirmasi"
    officer.takes_the_last_one_back()
    household.refresh_from_db()
    assert household.standing == "belum"


def test_reporting_a_dead_head_with_a_new_one(officer, door):
    household = door("LA ODE", "WA ODE")
    officer.reports_the_head_dead("LA ODE", new_head="WA ODE")
    household.refresh_from_db()
    assert household.reported == "meninggal"


def test_reporting_a_move_inside_the_city(officer, door):
    household = door("MANSYUR")
    officer.reports_moved_inside("MANSYUR", to="Sidodadi (Kec. Samarinda Ulu)")
    household.refresh_from_db()
    assert household.reported == "pindah_dalam"


def test_reporting_again_what_the_supervisor_returned(officer, door, window, world):
    household = door("NURDIN")
    officer.reports_gone_from_the_city("NURDIN", to="Bontang")
    supervisor = Supervisor(window(world.users["penyelia"], javascript=False))
    supervisor.returns_the_report_about("NURDIN", "Tanya ketua RT dulu")
    officer.page.goto("/tugas/")
    expect(officer.page.get_by_text("Tanya ketua RT dulu")).to_be_visible()
    officer.reports_gone_from_the_city("NURDIN", to="Bontang")
    household.refresh_from_db()
    assert household.reported == "pindah_keluar"


def test_searching_by_name(officer, door):
    door("OEMAR BAKRI")
    officer.page.goto("/cari/")
    officer.page.get_by_role("textbox").fill("OEMAR")
    officer.page.get_by_role("button", name="Cari", exact=True).click()
    expect(officer.page.get_by_role("link", name="OEMAR BAKRI")).to_be_visible()


def test_an_admin_uploads_and_applies_a_file(window, world, tmp_path):
    admin = Admin(window(world.users["admin"], javascript=False), javascript=False)
    admin.imports(write_dtks(tmp_path), "Data DTKS", Kode_rilis="DTKS-2021-08")
    admin.sees("Baru", 8)
