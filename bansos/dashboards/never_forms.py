"""What narrows the list of those who never received: area, decile, standing."""

from typing import Any

from django import forms

from bansos.dashboards.figures.never import DECILES, UNKNOWN, Never, ranked_release
from bansos.dashboards.figures.scope import Scope
from bansos.dashboards.program_forms import WindowForm
from registry.forms import ANY
from registry.models import Standing


class NeverForm(WindowForm):
    """ "Never" is said of all that was ever loaded, so no months are asked for."""

    dari = None  # type: ignore[assignment]
    sampai = None  # type: ignore[assignment]
    desil_dari = forms.TypedChoiceField(
        label="Desil dari", choices=DECILES, coerce=int, required=False, empty_value=None
    )
    desil_sampai = forms.TypedChoiceField(
        label="Desil sampai", choices=DECILES, coerce=int, required=False, empty_value=None
    )
    status = forms.ChoiceField(
        label="Status verifikasi", required=False, choices=[ANY, *Standing.choices]
    )

    field_order = ["wilayah", "desil_dari", "desil_sampai", "status"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.errors:
            return cleaned
        deciles = (cleaned["desil_dari"] or 1, cleaned["desil_sampai"] or UNKNOWN)
        if deciles[0] > deciles[1]:
            self.add_error("desil_sampai", "Desil akhir mendahului desil awal.")
        return cleaned | {"deciles": deciles}

    def never(self) -> Never:
        chosen = self.cleaned_data
        release = ranked_release()
        return Never(self.scope(), self.user, release, chosen["deciles"], chosen["status"])

    def in_words(self, scope: Scope) -> dict[str, str]:
        """Label → value, for the export's sheet and the history."""
        first, last = (dict(DECILES)[decile] for decile in self.cleaned_data["deciles"])
        standing = dict(Standing.choices).get(self.cleaned_data["status"], "semua")
        return {
            "Angka": "Belum pernah tercatat menerima",
            "Wilayah": scope.area_words.strip(),
            "Desil": first if first == last else f"{first} sampai {last}",
            "Desil menurut rilis": str(ranked_release() or "belum ada"),
            "Status": standing,
        }

    def filled(self, scope: Scope) -> dict[str, str]:
        first, last = self.cleaned_data["deciles"]
        chosen = {"desil_dari": str(first), "desil_sampai": str(last)}
        return super().filled(scope) | chosen | {"status": self.cleaned_data["status"]}
