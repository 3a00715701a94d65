"""The form that sends a list of candidates in: for which programme and months, and why."""

from typing import Any

from django import forms
from django.utils import timezone

from bansos.lib import dates
from programs.candidates.check import Asked
from programs.forms import PeriodField, ProgramChoice
from registry.models import User


class CandidateForm(forms.Form):
    """A list and what is asked of it."""

    berkas = forms.FileField(
        label="Daftar calon penerima",
        help_text=".xlsx, .xls, .ods atau .csv; NIK, No. KK, atau nama sudah cukup.",
        error_messages={"required": "Pilih berkasnya.", "empty": "Berkas ini kosong."},
    )
    program = ProgramChoice(
        label="Akan dibayar dari program",
        empty_label="Belum ditentukan: tunjukkan saja apa yang sudah diterima",
    )
    periode = PeriodField(
        label="Untuk bulan", error_messages={"required": "Tuliskan bulan yang akan dibayar."}
    )
    lembar = forms.CharField(
        label="Nama lembar",
        required=False,
        max_length=120,
        help_text="Bila kosong: lembar pertama yang berisi daftar orang.",
    )
    alasan = forms.CharField(
        label="Untuk keperluan apa?",
        min_length=5,
        max_length=200,
        error_messages={
            "required": "Tuliskan untuk keperluan apa daftar ini diperiksa.",
            "min_length": "Tuliskan keperluannya dengan lebih jelas.",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        this_month = dates.month_of(timezone.localdate())
        self.fields["periode"].initial = dates.month_word(this_month)

    def asked(self, by: User) -> Asked:
        chosen = self.cleaned_data
        return Asked(
            period=chosen["periode"],
            program=chosen["program"],
            sheet=chosen["lembar"].strip() or None,
            by=by,
            reason=chosen["alasan"].strip(),
        )
