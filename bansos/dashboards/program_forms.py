"""What the pages of one programme are asked for: a scope, and which entries or payments of it."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst

from bansos.dashboards.figures.equation import TERM, Term
from bansos.dashboards.figures.scope import Scope
from bansos.dashboards.figures.sources import STATES, WITHOUT
from bansos.dashboards.forms import ScopeForm
from bansos.lib.dates import period_words, read_period
from registry.models import ImportRun


class FileField(forms.CharField):
    """The run of a file by its public id, WITHOUT for none; '' where it does not matter."""

    widget = forms.HiddenInput

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, max_length=36, **options)

    def clean(self, value: Any) -> UUID | str:
        text: str = super().clean(value)
        if text in ("", WITHOUT):
            return text
        try:
            return UUID(text)
        except ValueError:
            raise ValidationError("Berkas itu tidak ada.") from None


class WindowForm(ScopeForm):
    """Area and months: aid does not depend on a release."""

    rilis = None  # type: ignore[assignment]


class EntriesForm(WindowForm):
    """The list behind a term of the equation."""

    bagian = forms.ChoiceField(
        label="Bagian",
        choices=[(term.key, capfirst(term.label)) for term in TERM.values()],
        error_messages={
            "required": "Pilih bagian yang ingin dibuka daftarnya.",
            "invalid_choice": "Bagian itu tidak ada. Pilih dari daftar.",
        },
    )

    field_order = ["bagian", "wilayah", "dari", "sampai"]

    @property
    def term(self) -> Term:
        return TERM[self.cleaned_data["bagian"]]

    def filled(self, scope: Scope) -> dict[str, str]:
        return super().filled(scope) | {"bagian": self.term.key}


class PaymentsForm(WindowForm):
    """The list behind a number about payments: of a period, from a file, in a state."""

    keadaan = forms.ChoiceField(
        label="Keadaan",
        required=False,
        choices=[("", "Semua"), *((key, label) for key, (label, _) in STATES.items())],
    )
    masa = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    berkas = FileField()
    alasan = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)

    field_order = ["keadaan", "wilayah", "dari", "sampai"]

    def clean_masa(self) -> tuple[int, int] | None:
        text = self.cleaned_data["masa"]
        try:
            return read_period(text) if text else None
        except ValueError as error:
            raise ValidationError(str(error)) from None

    def filled(self, scope: Scope) -> dict[str, str]:
        kept = ("keadaan", "masa", "berkas", "alasan")
        return super().filled(scope) | {name: self.data.get(name, "") for name in kept}

    @property
    def in_words(self) -> list[str]:
        """What was chosen besides the scope, for the head of the list."""
        chosen = self.cleaned_data
        words = [STATES[chosen["keadaan"]][0]] if chosen["keadaan"] else []
        words += [f"untuk {period_words(*chosen['masa'])}"] if chosen["masa"] else []
        words += [file_words(chosen["berkas"])] if chosen["berkas"] else []
        return words + ([_reason_words(chosen["alasan"])] if chosen["alasan"] else [])


def file_words(berkas: UUID | str) -> str:
    if berkas == WITHOUT:
        return "tidak dari berkas"
    run = ImportRun.objects.filter(public_id=berkas).first()
    return f"dari {run.file_name}" if run else "dari berkas yang tidak ada"


def _reason_words(alasan: str) -> str:
    return "tanpa alasan tertulis" if alasan == WITHOUT else f"“{alasan}”"
