"""What the address of a finding says: of whom, where, in which months."""

from typing import Any

from django import forms

from bansos.dashboards.figures.findings import FINDINGS, UNKNOWN, Narrowed
from bansos.dashboards.figures.scope import Scope
from bansos.dashboards.forms import ScopeForm
from programs.forms import ProgramChoice


class FindingScopeForm(ScopeForm):
    """Area and months; findings stand for no release."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rilis"].widget = forms.HiddenInput()


class FindingForm(FindingScopeForm):
    """The list behind a finding: of all programmes or one, of all amounts or the unknown ones."""

    angka = forms.ChoiceField(
        label="Temuan",
        choices=[(finding.key, finding.label) for finding in FINDINGS.values()],
        error_messages={
            "required": "Pilih temuan yang ingin dibuka daftarnya.",
            "invalid_choice": "Temuan itu tidak ada. Pilih dari daftar.",
        },
    )
    program = ProgramChoice()
    nominal = forms.ChoiceField(
        label="Nominal",
        required=False,
        choices=[("", "Semua"), (UNKNOWN, "Tidak diketahui")],
    )

    field_order = ["angka", "wilayah", "program", "dari", "sampai", "nominal"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        finding = FINDINGS.get(cleaned.get("angka", ""))
        if finding and not finding.is_paid and cleaned.get("nominal"):
            self.add_error("nominal", "Temuan ini menghitung penerima, tanpa nominal.")
        return cleaned

    def chosen(self) -> Narrowed:
        """What a valid form asks for."""
        said = self.cleaned_data
        code = said["program"].code if said["program"] else ""
        return Narrowed(FINDINGS[said["angka"]], self.scope(), code, said["nominal"])

    def filled(self, scope: Scope) -> dict[str, str]:
        typed = {name: self.data.get(name, "") for name in ("angka", "program", "nominal")}
        return super().filled(scope) | typed

    def in_words(self, chosen: Narrowed) -> dict[str, str]:
        """Label → value, for the export's sheet and the history."""
        words = {
            "Temuan": chosen.finding.label,
            "Wilayah": chosen.scope.area_words.strip(),
            "Periode": chosen.scope.period_words,
            "Program": chosen.program,
            "Nominal": "tidak diketahui" if chosen.nominal else "",
        }
        return {label: value for label, value in words.items() if value}
