"""Opening a round, and who walks where in it."""

from collections.abc import Collection
from contextlib import suppress
from typing import Any
from uuid import UUID

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


class OfficerField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of the officers who may verify somewhere in given areas, by his user name."""

    def __init__(self) -> None:
        super().__init__(
            User.objects.none(),
            label="Petugas",
            to_field_name="username",
            empty_label="Pilih petugas",
            error_messages={"required": "Pilih petugasnya."},
        )

    def offer(self, areas: Collection[int]) -> None:
        roles = [role for role in MATRIX if Permission.VERIFY in MATRIX[role]]
        postings = Posting.objects.valid_on(timezone.localdate())
        posted = postings.filter(role__in=roles, area_id__in=areas).values("user_id")
        self.queryset = User.objects.filter(is_active=True, pk__in=posted)


class OfficerForm(forms.Form):
    """An officer within the assigner's own areas."""

    officer = OfficerField()

    def __init__(self, data: Any = None, *, user: User) -> None:
        super().__init__(data, label_suffix="")
        self.fields["officer"].offer(user.area_ids(Permission.ASSIGN))  # type: ignore[attr-defined]


class DoorsForm(OfficerForm):
    """Which households of a list an officer is sent to: those ticked, or all of them."""

    lingkup = forms.ChoiceField(
        choices=[("terpilih", "Yang dicentang"), ("semua", "Seluruh daftar")],
        widget=forms.HiddenInput,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("lingkup") == "terpilih" and not self.ticked:
            raise ValidationError("Centang paling sedikit satu rumah tangga.")
        return cleaned

    @property
    def ticked(self) -> list[UUID]:
        """The public ids that were ticked; whatever is none is no household of any list."""
        found = []
        for text in self.data.getlist("pilih") if hasattr(self.data, "getlist") else []:
            with suppress(ValueError):
                found.append(UUID(text))
        return found

    @property
    def takes_all(self) -> bool:
        return bool(self.cleaned_data["lingkup"] == "semua")


class AssignmentForm(OfficerForm):
    """Who walks where: only officers and kelurahan within the assigner's own areas."""

    area = VillageField(
        Area.objects.none(), label="Kelurahan", to_field_name="code", empty_label="Pilih kelurahan"
    )
    rt = RtField(help_text="Kosongkan untuk seluruh kelurahan.")

    def __init__(self, data: Any = None, *, user: User) -> None:
        super().__init__(data, user=user)
        areas = user.area_ids(Permission.ASSIGN)
        village = self.fields["area"]
        villages = Area.objects.filter(pk__in=areas, level=Level.VILLAGE)
        village.queryset = villages.select_related(  # type: ignore[attr-defined]
            "parent"
        ).order_by("name")
