"""Two windows of months to compare, and which change between them a list shows."""

from typing import Any

from django import forms

from bansos.dashboards.figures.catalogue import Kind, kind_of
from bansos.dashboards.figures.compared import (
    ENTERED,
    FIGURES,
    LEFT,
    Compared,
    before_query,
    is_gain,
)
from bansos.dashboards.figures.scope import Scope
from bansos.dashboards.forms import LONGEST_WINDOW, MonthField
from bansos.dashboards.program_forms import FileField, WindowForm, file_words
from bansos.lib.dates import FIRST_PERIOD_YEAR, LAST_PERIOD_YEAR, month_index, period_words
from programs.overlap.counts import Window
from programs.stats import newest_month
from registry.models.household import HouseholdQuerySet
from registry.roles import Permission

FIRST_MONTH = month_index(FIRST_PERIOD_YEAR, 1)
LAST_MONTH = month_index(LAST_PERIOD_YEAR, 12)
WAYS = {ENTERED: "Masuk", LEFT: "Keluar"}


class CompareForm(WindowForm):
    """The newer window, and the older one; left out, the last loaded month and the one before."""

    dari = MonthField(label="Periode baru, dari bulan")
    sampai = MonthField(label="Periode baru, sampai bulan")
    dari_lama = MonthField(label="Periode lama, dari bulan")
    sampai_lama = MonthField(label="Periode lama, sampai bulan")

    field_order = ["wilayah", "dari_lama", "sampai_lama", "dari", "sampai"]

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if not self.errors and given["dari"] is None and given["sampai"] is None:
            given["dari"] = given["sampai"] = newest_month()
        cleaned = super().clean()
        if self.errors:
            return cleaned
        older = _older(cleaned["dari_lama"], cleaned["sampai_lama"], cleaned["window"])
        if older.last < FIRST_MONTH:
            words = period_words(FIRST_MONTH, FIRST_MONTH)
            self.add_error("dari", f"Sebelum {words} tidak ada bulan untuk dibandingkan.")
        elif older.first > older.last:
            self.add_error("sampai_lama", "Bulan akhir mendahului bulan awal.")
        elif older.last - older.first >= LONGEST_WINDOW:
            self.add_error("sampai_lama", f"Paling panjang {LONGEST_WINDOW // 12} tahun.")
        return cleaned | {"older": older}

    def compared(self) -> Compared:
        """The two windows of a valid form."""
        return Compared(self.scope(), self.cleaned_data["older"], self.user)

    def filled(self, scope: Scope) -> dict[str, str]:
        return super().filled(scope) | before_query(self.cleaned_data["older"])


def _older(first: int | None, last: int | None, newer: Window) -> Window:
    """What is left out makes it as long as the newer window, just before it.

    Never of months that no address may hold: the lists behind its numbers could not be opened.
    """
    length = newer.last - newer.first
    if last is None:
        last = newer.first - 1 if first is None else min(first + length, LAST_MONTH)
    return Window(max(last - length, FIRST_MONTH) if first is None else first, last)


class ChangeForm(CompareForm):
    """The households of one change: a figure, in or out of it, and by which file."""

    angka = forms.ChoiceField(label="Angka", choices=[(key, kind_of(key).label) for key in FIGURES])
    arah = forms.ChoiceField(label="Arah", choices=list(WAYS.items()))
    berkas = FileField()

    field_order = ["angka", "arah", "wilayah", "dari_lama", "sampai_lama", "dari", "sampai"]

    @property
    def kind(self) -> Kind:
        return kind_of(self.cleaned_data["angka"])

    @property
    def way_words(self) -> str:
        return WAYS[self.cleaned_data["arah"]]

    def filled(self, scope: Scope) -> dict[str, str]:
        kept = ("angka", "arah", "berkas")
        return super().filled(scope) | {name: self.data.get(name, "") for name in kept}

    @property
    def explanation(self) -> str:
        entered = self.cleaned_data["arah"] == ENTERED
        return (
            "Terhitung pada periode baru, tidak pada periode lama."
            if entered
            else "Terhitung pada periode lama, tidak pada periode baru."
        )

    @property
    def file_words(self) -> str:
        berkas = self.cleaned_data["berkas"]
        return file_words(berkas) if berkas else ""

    def households(
        self, compared: Compared, permission: Permission = Permission.VIEW_DASHBOARD
    ) -> HouseholdQuerySet:
        """As many as the number that led here."""
        figure, way = self.cleaned_data["angka"], self.cleaned_data["arah"]
        if self.cleaned_data["berkas"]:
            return compared.brought_by(figure, way, self.cleaned_data["berkas"], permission)
        return compared.households(figure, way, permission)

    def in_words(self, compared: Compared) -> dict[str, str]:
        """Label → value, for the export's sheet and the history."""
        words = {
            "Angka": self.kind.label,
            "Arah": self.way_words,
            "Wilayah": compared.scope.area_words.strip(),
            "Periode lama": compared.before_words,
            "Periode baru": compared.scope.period_words,
        }
        return words | ({"Berkas": self.file_words} if self.file_words else {})

    def window_with_aid(self, compared: Compared) -> Window:
        """The window whose aid explains the change."""
        gained = is_gain(self.cleaned_data["angka"], self.cleaned_data["arah"])
        return compared.scope.window if gained else compared.before
