"""Opening a round, and who walks where in it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from registry.forms import DayField, RtField
from registry.models import Area, Level, Posting, Release, User
from registry.roles import MATRIX, Permission
from verification.forms import VillageField
from verification.models import Round


class RoundForm(forms.Form):
    code = forms.SlugField(label="Kode", max_length=20, help_text="Misalnya 2021-2.")
    name = forms.CharField(label="Nama", max_length=80, help_text="Misalnya Agustus–Oktober 2021.")
    opened_on = DayField(label="Mulai", initial=timezone.localdate)
    release = forms.ModelChoiceField(
        Release.objects.all(), label="Rilis data", required=False, empty_label="Tanpa rilis"
    )

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if Round.objects.filter(code=code).exists():
            raise ValidationError("Kode ini sudah dipakai periode lain.")
        return code


class AssignmentForm(forms.Form):
    """Who walks where: only officers and kelurahan within the assigner's own areas."""

    officer = forms.ModelChoiceField(
        User.objects.none(), label="Petugas", to_field_name="username", empty_label="Pilih petugas"
    )
    area = VillageField(
        Area.objects.none(), label="Kelurahan", to_field_name="code", empty_label="Pilih kelurahan"
    )
    rt = RtField(help_text="Kosongkan untuk seluruh kelurahan.")

    def __init__(self, data: Any = None, *, user: User) -> None:
        super().__init__(data, label_suffix="")
        areas = user.area_ids(Permission.ASSIGN)
        roles = [role for role in MATRIX if Permission.VERIFY in MATRIX[role]]
        postings = Posting.objects.valid_on(timezone.localdate())
        posted = postings.filter(role__in=roles, area_id__in=areas).values("user_id")
        officers, village = self.fields["officer"], self.fields["area"]
        officers.queryset = User.objects.filter(  # type: ignore[attr-defined]
            is_active=True, pk__in=posted
        )
        villages = Area.objects.filter(pk__in=areas, level=Level.VILLAGE)
        village.queryset = villages.select_related(  # type: ignore[attr-defined]
            "parent"
        ).order_by("name")
