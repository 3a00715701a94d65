"""A list is checked before it is paid, and one payment is written down, on any screen."""

from playwright.sync_api import expect

from bansos.lib.turns import turn
from programs.models import Disbursement, Program
from tests.factories import DisbursementFactory, RecipientFactory
from tests.programs.candidates.lists import APRIL, sheets_of
from tests.registry.imports.workbooks import xlsx
from tests.support.accessibility import low_targets, sideways, unfold, violations
from tests.support.windows import DESK, PHONE


def faults(page):
    """What keeps somebody out, on a phone and on a desk."""
    found = [*violations(page), *sideways(page), *low_targets(page)]
    page.set_viewport_size(DESK)
    found += [*violations(page), *sideways(page)]
    page.set_viewport_size(PHONE)
    return found


def holding_pkh(door):
    household = door("SITI AMINAH")
    pkh = Program.objects.get(code="PKH")
    recipient = RecipientFactory(household=household, program=pkh, person=household.head)
    DisbursementFactory(recipient=recipient, first_month=APRIL)
    return household


def fill_in_list(page, path):
    page.get_by_label("Daftar calon penerima").set_input_files(path)
    page.get_by_label("Akan dibayar dari program").select_option("BST")
    page.get_by_label("Untuk bulan").fill("April 2021")
    page.get_by_label("Untuk keperluan apa?").fill("Sebelum dibayar")


def test_an_analyst_gets_her_list_back_with_its_verdicts(window, world, door, tmp_path):
    nik = holding_pkh(door).head.nik
    path = xlsx(tmp_path / "calon.xlsx", [["NIK", "NAMA"], [nik, "SITI"]])
    page = window(world.users["analis"])
    page.goto("/cek-calon/")
    assert not faults(page)
    fill_in_list(page, path)
    under_way = page.get_by_text("Sedang diperiksa.")
    assert under_way.is_hidden()
    with page.expect_download() as download:
        page.get_by_role("button", name="Periksa dan unduh hasilnya").click()
    assert under_way.is_visible()
    found = sheets_of(download.value.path().read_bytes())["Lembar"]
    assert found[1][:2] == [nik, "SITI"]
    assert found[1][5] == "Dilarang"


def test_who_waits_sees_how_far_the_list_is_and_when_it_has_ended(
    window, world, settings, tmp_path
):
    user = world.users["analis"]
    page = window(user)
    page.route("**/cek-calon/", stay_on_the_page)
    page.goto("/cek-calon/")
    fill_in_list(page, xlsx(tmp_path / "calon.xlsx", [["NIK", "NAMA"], ["", "SITI"]]))
    button = page.get_by_role("button", name="Periksa dan unduh hasilnya")
    button.click()
    page.get_by_text("Berkas sedang dikirim").wait_for()
    with turn(settings.TURNS_ROOT, f"cek-{user.pk}") as tell:
        tell(4_000, 40_000)
        page.get_by_text("4.000 dari 40.000").wait_for()
        assert button.get_attribute("aria-disabled") == "true"
        assert not [*violations(page), *sideways(page), *low_targets(page)]
    expect(page.get_by_text("Sedang diperiksa.")).to_be_hidden()
    expect(page.get_by_text("4.000 dari 40.000")).to_have_count(0)
    assert button.get_attribute("aria-disabled") is None


def stay_on_the_page(sent):
    """As where the answer is a file. The list never arrives: the test says how far it is."""
    if sent.request.method == "POST":
        sent.fulfill(status=204)
    else:
        sent.continue_()


def test_a_refused_list_says_why_and_keeps_what_was_chosen(window, world, tmp_path):
    path = tmp_path / "surat.pdf"
    path.write_bytes(b"%PDF-1.7 surat")
    page = window(world.users["analis"])
    page.goto("/cek-calon/")
    fill_in_list(page, path)
    page.get_by_role("button", name="Periksa dan unduh hasilnya").click()
    assert page.get_by_role("alert").get_by_text("dokumen PDF").is_visible()
    assert page.get_by_label("Untuk bulan").input_value() == "April 2021"
    assert not faults(page)


def fill_in_payment(page, program):
    page.get_by_label("Program").select_option(program)
    page.get_by_label("Untuk bulan").fill("April 2021")
    page.get_by_label("Nominal (Rp)").fill("300.000")
    page.get_by_label("Dasar pencatatan").fill("Kuitansi 12")


def enter_all_the_same(page, household):
    """From the household's page through both steps, without a script."""
    page.goto(household.get_absolute_url())
    page.get_by_role("link", name="Catat satu bantuan").click()
    fill_in_payment(page, "BST")
    page.get_by_role("button", name="Periksa akibatnya").click()
    assert page.get_by_text("BST + PKH April 2021: rangkap tidak diperbolehkan").is_visible()
    page.get_by_label("Saya tetap mencatat").check()
    page.get_by_label("Mengapa tetap dicatat?").fill("Keputusan rapat")
    page.get_by_role("button", name="Simpan walau melanggar").click()


def test_a_payment_is_entered_and_taken_back_without_a_script(window, world, door):
    household = holding_pkh(door)
    page = window(world.users["admin"], javascript=False)
    enter_all_the_same(page, household)
    assert page.get_by_text("dicatat.").is_visible()
    page.locator("summary", has_text="1 penyaluran").first.click()
    page.get_by_role("link", name="Batalkan catatan April 2021").click()
    page.get_by_label("Mengapa dibatalkan?").fill("Salah orang")
    page.get_by_role("button", name="Batalkan catatan ini").click()
    assert page.get_by_text("Catatan bantuan dibatalkan").is_visible()
    assert Disbursement.objects.filter(recipient__household=household).count() == 1


def test_each_page_of_an_entry_is_for_everybody(window, world, door):
    household = holding_pkh(door)
    page = window(world.users["admin"])
    page.goto(f"{household.get_absolute_url()}bantuan/catat/")
    assert not faults(page)
    fill_in_payment(page, "BST")
    page.get_by_role("button", name="Periksa akibatnya").click()
    unfold(page)
    assert not faults(page)
    page.get_by_role("button", name="Simpan walau melanggar").click()
    assert not faults(page)
    page.goto(f"/bantuan/{world.own['entered'].pk}/batalkan/")
    assert not faults(page)
