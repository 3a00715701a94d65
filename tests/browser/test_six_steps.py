"""The six steps of an import by keyboard alone, with a file that has twelve kinds of mistakes.

On a phone and on a desk; axe looks at every page on the way.
"""

from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from registry.models import Area, Household, ImportRun
from tests.support.accessibility import low_targets, sideways, unfold, violations
from tests.support.keyboard import choose_file, press, tab_to, tick, type_into
from tests.support.mistakes import MISSPELT, MISSPELT_ROWS, MISTAKES, SOUND_ROWS, write_mistakes
from tests.support.windows import DESK, PHONE, work_off_the_queue

IN_A_MOMENT = 15_000  # ms: the page that waits asks every two seconds


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["360", "1280"])
def test_six_steps_by_keyboard(window, world, tmp_path, size):
    page = window(world.users["admin"], size=size)
    release = f"DTKS-2021-{size['width']}"
    _upload(page, write_mistakes(tmp_path / f"juli-{size['width']}.xlsx"), release)
    _look_at_the_columns(page)
    _mend_the_misspelt_kelurahan(page)
    _read_the_preview(page)
    _take_the_problem_rows_home_and_back(page, tmp_path)
    _apply(page, release)
    _take_it_back(page, release)


def _sound(page: Page) -> None:
    unfold(page)
    assert not [*violations(page), *sideways(page)]
    if page.viewport_size == PHONE:
        assert not low_targets(page)


def _upload(page: Page, path: Path, release: str) -> None:
    page.goto("/impor/")
    press(page, "Impor berkas baru")
    tick(page, "Data DTKS")
    choose_file(page, "Berkas", path)
    type_into(page, "Kode rilis", release)
    _sound(page)
    press(page, "Unggah dan baca")
    _wait_for_the_worker(page)


def _wait_for_the_worker(page: Page) -> None:
    expect(page.get_by_role("link", name="Muat ulang")).to_be_visible()
    _sound(page)
    work_off_the_queue()
    page.get_by_role("link", name="Muat ulang").wait_for(state="detached", timeout=IN_A_MOMENT)


def _look_at_the_columns(page: Page) -> None:
    press(page, "Cocokkan kolom")
    _sound(page)
    press(page, "Baca ulang dengan kolom ini")
    _wait_for_the_worker(page)


def _mend_the_misspelt_kelurahan(page: Page) -> None:
    wrong = MISSPELT_ROWS + len(MISTAKES)
    expect(page.get_by_role("link", name=f"Bermasalah: {wrong}", exact=True)).to_be_visible()
    press(page, "Perbaiki nilai")
    _sound(page)
    type_into(page, f"“{MISSPELT}”", "Sidodadi")
    press(page, "Perbaiki dan baca ulang")
    _wait_for_the_worker(page)


def _read_the_preview(page: Page) -> None:
    expect(
        page.get_by_role("link", name=f"Bermasalah: {len(MISTAKES)}", exact=True)
    ).to_be_visible()
    expect(
        page.get_by_role("link", name=f"Baru: {SOUND_ROWS + MISSPELT_ROWS}", exact=True)
    ).to_be_visible()
    _sound(page)
    press(page, f"Bermasalah: {len(MISTAKES)}")
    _sound(page)
    page.go_back()


def _take_the_problem_rows_home_and_back(page: Page, folder: Path) -> None:
    tab_to(page, "Unduh baris bermasalah")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    _mend_the_names(path)
    choose_file(page, "Berkas perbaikan", path)
    press(page, "Unggah berkas perbaikan")
    _wait_for_the_worker(page)
    expect(
        page.get_by_role("link", name=f"Bermasalah: {len(MISTAKES) - 1}", exact=True)
    ).to_be_visible()


def _mend_the_names(path: Path) -> None:
    """As a clerk does in Excel: fills in the one name that was missing."""
    book = load_workbook(path)
    sheet = book["Data"]
    header = next(row for row in sheet.iter_rows() if any(c.value == "NAMA" for c in row))
    (column,) = [cell.column for cell in header if cell.value == "NAMA"]
    for row in range(header[0].row + 1, sheet.max_row + 1):
        if not sheet.cell(row, column).value:
            sheet.cell(row, column).value = "WARGA TERLUPA"
    book.save(path)


def _apply(page: Page, release: str) -> None:
    press(page, "Terapkan impor")
    _wait_for_the_worker(page)
    expect(page.get_by_role("heading", name="Hasil")).to_be_visible()
    _sound(page)
    listed = Household.objects.filter(listings__release__code=release)
    assert listed.count() == SOUND_ROWS + MISSPELT_ROWS + 1
    mended = listed.filter(area=Area.objects.get(name="Sidodadi", level="kelurahan"))
    assert mended.count() == MISSPELT_ROWS


def _take_it_back(page: Page, release: str) -> None:
    press(page, "Urungkan impor…")
    _sound(page)
    press(page, "Urungkan impor")
    work_off_the_queue()
    page.reload()
    assert ImportRun.objects.latest("id").state == "diurungkan"
    assert not Household.objects.filter(listings__release__code=release).exists()
