"""What went wrong is said on a page that everybody can use: axe, 360 and 1280 px, 44 px."""

import datetime

import pytest
from django.urls import reverse

from tests.factories import UserFactory
from tests.support.accessibility import low_targets, sideways, unfold, violations
from tests.support.people_at_work import Officer
from tests.support.windows import DESK, work_off_the_queue
from tests.verification.steps import visit


def faults(page):
    """On a phone, then on a desk; the page holds what was typed, so it is not loaded again."""
    unfold(page)
    found = [*violations(page), *sideways(page), *low_targets(page)]
    page.set_viewport_size(DESK)
    return [*found, *violations(page)]


def send(page, button):
    """Past the browser's own checks: the server's answer is what is looked at."""
    page.evaluate("for (const form of document.forms) form.noValidate = true")
    with page.expect_navigation():
        page.get_by_role("button", name=button, exact=True).click()


def test_a_failed_login(window):
    page = window()
    page.goto(reverse("login"))
    page.get_by_label("Nama pengguna").fill("siapa")
    page.get_by_label("Kata sandi").fill("salah")
    send(page, "Masuk")
    assert page.get_by_role("alert").is_visible()
    assert not faults(page)


EMPTY = [
    ("admin", "import_upload", "", "Unggah dan baca"),
    ("petugas", "person_reveal", "person", "Tampilkan"),
    ("petugas", "search", "", "Cari"),
    ("petugas", "city_question", "", "Tanyakan"),
    ("petugas", "password_change", "", "Simpan kata sandi"),
    ("admin", "round_list", "", "Buka periode"),
]


@pytest.mark.parametrize(("role", "name", "thing", "button"), EMPTY)
def test_a_form_sent_empty(window, world, role, name, thing, button):
    page = window(world.users[role])
    page.goto(reverse(name, kwargs={"public_id": world.own[thing].public_id} if thing else None))
    unfold(page)
    send(page, button)
    assert page.locator(".error-summary").is_visible()
    assert not faults(page)


def test_a_death_without_a_name(window, world, door):
    officer = Officer(window(world.users["petugas"]))
    officer.page.goto(f"/tugas/{door('VINA', 'WULAN').public_id}/")
    officer.opens("Meninggal")
    send(officer.page, "Laporkan ke penyelia")
    assert officer.page.get_by_role("alert").is_visible()
    assert not faults(officer.page)


def test_a_report_returned_without_a_note(window, world):
    page = window(world.users["penyelia"])
    page.goto(reverse("review_list"))
    page.locator("summary", has_text="Kembalikan dengan catatan").first.click()
    page.get_by_role("button", name="Kembalikan").first.click()
    page.locator(".error-summary").wait_for()
    assert not faults(page)


def upload(page, path, content):
    path.write_bytes(content)
    page.goto(reverse("import_upload"))
    page.get_by_label("Data DTKS").check()
    page.get_by_label("Berkas", exact=True).set_input_files(path)
    send(page, "Unggah dan baca")


def test_a_file_that_is_refused_at_the_door(window, world, tmp_path):
    page = window(world.users["admin"])
    upload(page, tmp_path / "rusak.xlsx", b"PK\x03\x04 tidak utuh")
    assert page.locator(".error-summary").is_visible()
    assert not faults(page)


def test_a_file_that_is_refused_while_it_is_read(window, world, tmp_path):
    page = window(world.users["admin"])
    upload(page, tmp_path / "surat.csv", b"Yth. Bapak Lurah\nSampai jumpa\n")
    assert not faults(page)  # still waiting for the worker
    work_off_the_queue()
    page.get_by_text("Berkas ditolak.").wait_for()
    assert not faults(page)


def test_a_search_that_finds_nobody(window, world):
    page = window(world.users["petugas"])
    page.goto(reverse("search"))
    page.get_by_role("textbox").fill("TIDAK ADA ORANGNYA")
    send(page, "Cari")
    assert not faults(page)


@pytest.mark.parametrize(
    ("role", "address", "status"),
    [
        ("petugas", "/dasbor/", 403),
        ("petugas", "/tidak-ada/", 404),
        ("petugas", "/keluar/", 405),
        ("analis", "/dasbor/?dari=kemarin", 422),
        ("analis", "/dasbor/rumah-tangga/", 422),
        ("petugas", "/rumah-tangga/?rt=x", 200),
    ],
)
def test_an_address_that_does_not_lead_there(window, world, role, address, status):
    page = window(world.users[role])
    assert page.goto(address).status == status
    assert not faults(page)


def test_a_decision_that_came_second(window, world, door):
    household = door("XAVERIUS", "YULIANA")
    officer = Officer(window(world.users["petugas"]))
    officer.page.goto(f"/tugas/{household.public_id}/")
    form = officer.opens("Meninggal")
    form.get_by_role("checkbox", name="XAVERIUS").check()
    form.get_by_role("radio", name="YULIANA").check()
    colleague = UserFactory(role="petugas", area=world.own["area"])
    visit(household, by=colleague, round=world.own["round"], on=datetime.date(2021, 4, 2))
    with officer.page.expect_response(lambda response: response.status == 409):
        form.get_by_role("button", name="Laporkan ke penyelia").click()
    officer.page.get_by_role("alert").wait_for()
    assert not faults(officer.page)
