"""What people do at their browsers, in taps and reading. Nobody here asks the database."""

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.support import figures
from tests.support.windows import work_off_the_queue


@dataclass
class Admin:
    """`javascript` False: the page that waits does not ask again by itself."""

    page: Page
    javascript: bool = True

    def imports(self, path: Path, kind: str, **options: str) -> None:
        """Upload, wait for the preview, apply, wait for the result."""
        self.page.goto("/impor/baru/")
        self.page.get_by_label(kind).check()
        self.page.get_by_label("Berkas", exact=True).set_input_files(path)
        for label, text in options.items():
            self.page.get_by_label(label.replace("_", " ")).fill(text)
        self.page.get_by_role("button", name="Unggah dan baca").click()
        self.waits_for_the_worker()
        expect(self.page.get_by_role("heading", name="Pratinjau")).to_be_visible()
        self.page.get_by_role("button", name="Terapkan impor").click()
        self.waits_for_the_worker()
        expect(self.page.get_by_role("heading", name="Hasil")).to_be_visible()

    def waits_for_the_worker(self) -> None:
        again = self.page.get_by_role("link", name="Muat ulang")
        expect(again).to_be_visible()
        work_off_the_queue()
        if not self.javascript:
            again.click()

    def sees(self, outcome: str, rows: int) -> None:
        link = self.page.get_by_role("link", name=f"{outcome}: {rows}", exact=True)
        expect(link).to_be_visible()


@dataclass
class Supervisor:
    page: Page

    def opens_a_round(self, name: str) -> None:
        self.page.goto("/periode/")
        self.page.get_by_label("Kode").fill("uji")
        self.page.get_by_label("Nama").fill(name)
        self.page.get_by_role("button", name="Buka periode").click()
        expect(self.page.get_by_role("heading", name=name)).to_be_visible()

    def assigns(self, officer: str, area: str) -> None:
        self.page.get_by_label("Petugas", exact=True).select_option(label=officer)
        self.page.get_by_label("Kelurahan", exact=True).select_option(label=area)
        self.page.get_by_role("button", name="Tugaskan").click()
        expect(self.page.get_by_text("Ditugaskan.")).to_be_visible()

    def accepts_the_report_about(self, head: str) -> None:
        self.page.goto("/tinjauan/")
        report = self.page.get_by_role("article").filter(has_text=head)
        report.get_by_role("button", name="Terima").click()
        expect(self.page.get_by_text("Laporan diterima dan dijalankan.")).to_be_visible()

    def returns_the_report_about(self, head: str, note: str) -> None:
        self.page.goto("/tinjauan/")
        report = self.page.get_by_role("article").filter(has_text=head)
        report.get_by_text("Kembalikan dengan catatan").click()
        report.get_by_label("Catatan untuk petugas").fill(note)
        report.get_by_role("button", name="Kembalikan").click()
        expect(self.page.get_by_text("Laporan dikembalikan kepada petugasnya.")).to_be_visible()


@dataclass
class Officer:
    """Walks from the list to a door; the page after each act offers to take it back."""

    page: Page

    def goes_to(self, head: str) -> None:
        self.page.goto("/tugas/")
        self.page.get_by_role("link", name=head).click()
        expect(self.page.get_by_role("heading", name=head, level=1)).to_be_visible()

    def confirms(self, head: str) -> None:
        self.goes_to(head)
        self.page.get_by_role("button", name="Terkonfirmasi").click()
        self.is_told("Tersimpan.")

    def reports_the_head_dead(self, head: str, *, new_head: str) -> None:
        self.goes_to(head)
        form = self.opens("Meninggal")
        form.get_by_role("checkbox", name=head).check()
        form.get_by_role("radio", name=new_head).check()
        self.sends(form)

    def reports_gone_from_the_city(self, head: str, *, to: str) -> None:
        self.goes_to(head)
        form = self.opens("Pindah keluar kota")
        form.get_by_label("Kota atau kabupaten tujuan").fill(to)
        self.sends(form)

    def reports_moved_inside(self, head: str, *, to: str) -> None:
        self.goes_to(head)
        form = self.opens("Pindah di dalam kota")
        form.get_by_label("Kelurahan tujuan").select_option(label=to)
        self.sends(form)

    def opens(self, result: str) -> Locator:
        self.page.locator("summary", has_text=result).click()
        return self.page.locator("details.result[open] form")

    def sends(self, form: Locator) -> None:
        form.get_by_role("button", name="Laporkan ke penyelia").click()
        self.is_told("menunggu penyelia")

    def takes_the_last_one_back(self) -> None:
        self.page.get_by_role("button", name="Urungkan").click()
        self.is_told("Ditarik kembali.")

    def is_told(self, words: str) -> None:
        expect(self.page.locator(".notice", has_text=words)).to_be_visible()


@dataclass
class Analyst:
    page: Page

    def reads(self) -> dict[str, int]:
        """Every figure; each is as many as the commands print and as stand in its list."""
        shown = figures.read(self.page)
        printed = figures.by_the_commands()
        assert {figure: shown.get(figure) for figure in printed} == printed
        assert shown["not_confirmed"] == shown["listed"] - shown["confirmed"]
        assert figures.lengths(self.page) == shown
        return shown

    def list_of(self, figure: str) -> list[str]:
        return figures.heads_behind(self.page, figures.addresses(self.page)[figure])
