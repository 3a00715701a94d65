"""What happens to a phone in the field: hasty taps, the back button, somebody else's decision."""

import pytest
from playwright.sync_api import expect

from tests.factories import UserFactory
from tests.support.people_at_work import Officer
from verification.models import Visit


@pytest.fixture
def officer(window, world):
    return Officer(window(world.users["petugas"]))


@pytest.fixture
def colleague(window, world):
    user = UserFactory(role="petugas", area=world.own["area"], full_name="Joko Rekan")
    return Officer(window(user))


def open_door(officer, household):
    officer.page.goto(f"/tugas/{household.public_id}/")


def visits(household):
    return Visit.objects.filter(household=household)


@pytest.mark.parametrize("javascript", [True, False], ids=["with script", "without"])
def test_two_taps_on_the_button_make_one_visit(window, world, door, javascript):
    household = door("PONIMAN")
    officer = Officer(window(world.users["petugas"], javascript=javascript))
    open_door(officer, household)
    officer.page.get_by_role("button", name="Terkonfirmasi").dblclick()
    officer.is_told("Tersimpan.")
    assert visits(household).count() == 1


def test_the_back_button_shows_what_was_recorded_and_offers_to_take_it_back(officer, door):
    household = door("QOMARUDIN")
    open_door(officer, household)
    officer.page.get_by_role("button", name="Terkonfirmasi").click()
    officer.is_told("Tersimpan.")
    officer.page.go_back()
    officer.is_told("Hasil baru di bawah ini akan menggantikannya.")
    officer.page.get_by_role("button", name="Tarik kembali").click()
    officer.is_told("Ditarik kembali.")


def test_however_often_a_result_is_sent_one_is_current(officer, door):
    household = door("ROSIDAH")
    for _ in range(2):
        open_door(officer, household)
        officer.page.get_by_role("button", name="Terkonfirmasi").click()
        officer.is_told("Tersimpan.")
    assert visits(household).filter(is_current=True).count() == 1


def test_who_comes_second_is_told_whose_decision_stands_and_keeps_his_words(
    officer, colleague, door
):
    household = door("SARIFAH")
    open_door(officer, household)
    open_door(colleague, household)
    form = officer.opens("Pindah keluar kota")
    form.get_by_label("Catatan").fill("Kata tetangga sudah di Bontang")
    colleague.page.get_by_role("button", name="Terkonfirmasi").click()
    colleague.is_told("Tersimpan.")
    form.get_by_role("button", name="Laporkan ke penyelia").click()
    expect(officer.page.get_by_role("alert")).to_contain_text("Joko Rekan")
    expect(officer.page.get_by_label("Catatan")).to_have_value("Kata tetangga sudah di Bontang")
    officer.page.get_by_role("button", name="Kirim di atas keputusan itu").click()
    officer.is_told("menunggu penyelia")


def test_one_tap_a_door_once_the_walk_has_begun(officer, door):
    for name in ("TASRIP", "TARYONO", "TUKIMAN"):
        door(name)
    officer.page.goto("/tugas/")
    officer.page.get_by_role("link", name="Mulai dari yang pertama").click()
    for _ in range(2):
        before = officer.page.get_by_role("heading", level=1).inner_text()
        officer.page.get_by_role("button", name="Terkonfirmasi").click()
        officer.is_told("Tersimpan.")
        assert officer.page.get_by_role("heading", level=1).inner_text() != before


def test_the_keyboard_alone_confirms_a_household(officer, door):
    household = door("UMAR")
    open_door(officer, household)
    keyboard = officer.page.keyboard
    for _ in range(40):
        keyboard.press("Tab")
        if officer.page.evaluate("document.activeElement.textContent.trim()") == "Terkonfirmasi":
            break
    keyboard.press("Enter")
    officer.is_told("Tersimpan.")
    assert visits(household).count() == 1
