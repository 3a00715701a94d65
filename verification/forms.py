"""What an officer fills in at the door, one form a result; the note of a supervisor's answer."""

import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone

from registry.codes import VisitResult
from registry.forms import DayField
from registry.models import Area, Household, Person, User
from registry.roles import Permission
from verification.findings import Death, VisitFinding, living_members

NOBODY_YET = "belum"


def _rewritten(sent: Mapping[str, Any], **words: str) -> QueryDict:
    """What was sent, with some fields in other words."""
    changed = QueryDict(mutable=True)
    changed.update(sent)
    for name, text in words.items():
        changed[name] = text
    return changed


class FindingForm(forms.Form):
    """The common part. `key` makes a double tap one visit; `seen_version` notices other hands."""

    result: ClassVar[VisitResult]
    button: ClassVar[str] = "Laporkan ke penyelia"
    explanation: ClassVar[str] = ""

    key = forms.UUIDField(widget=forms.HiddenInput)
    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, data: Any = None, *, household: Household, user: User) -> None:
        super().__init__(data, auto_id=f"id_{self.result}_%s", label_suffix="")
        self.household, self.user = household, user
        self.initial["key"] = uuid.uuid4()
        self.initial["seen_version"] = household.version
        self.add_own_fields()
        self.fields["note"] = forms.CharField(
            label="Catatan",
            required=False,
            max_length=1000,
            widget=forms.Textarea(attrs={"rows": 2}),
        )
        self.fields["visited_on"] = DayField(
            label="Tanggal kunjungan",
            initial=timezone.localdate,
            error_messages={"required": "Isi tanggal kunjungan."},
        )

    def add_own_fields(self) -> None:
        """Fields that only this result has."""

    def own_values(self) -> dict[str, Any]:
        """The cleaned values of those fields, as `VisitFinding` takes them."""
        return {}

    def finding(self) -> VisitFinding:
        return VisitFinding(
            result=self.result,
            visited_on=self.cleaned_data["visited_on"],
            note=self.cleaned_data["note"],
            **self.own_values(),
        )

    def sent_on_top(self) -> "FindingForm":
        """The same words on a fresh key and version: for whoever decides against another."""
        version = str(self.household.version)
        words = _rewritten(self.data, key=str(uuid.uuid4()), seen_version=version)
        return type(self)(words, household=self.household, user=self.user)

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        """The visible fields that need no markup of their own."""
        return list(self.visible_fields())


class HeadField(forms.ChoiceField):
    """A living member as the new head, by his public id, or nobody yet."""

    def __init__(self, members: list[Person], **options: Any) -> None:
        self.members = {str(member.public_id): member for member in members}
        named = [(key, member.name) for key, member in self.members.items()]
        super().__init__(
            choices=[*named, (NOBODY_YET, "Belum ditentukan")],
            widget=forms.RadioSelect,
            required=False,
            **options,
        )


class ConfirmForm(FindingForm):
    result = VisitResult.CONFIRMED
    button = "Terkonfirmasi"

    def add_own_fields(self) -> None:
        members = living_members(self.household)
        if self.household.head_id is None and members:
            self.fields["new_head"] = HeadField(members, label="Kepala rumah tangga")

    def own_values(self) -> dict[str, Any]:
        field = self.fields.get("new_head")
        if not isinstance(field, HeadField):
            return {}
        return {"new_head": field.members.get(self.cleaned_data["new_head"])}


class DeathForm(FindingForm):
    result = VisitResult.DECEASED

    def add_own_fields(self) -> None:
        self.members = living_members(self.household)
        self.fields["deaths"] = forms.MultipleChoiceField(
            label="Siapa yang meninggal?",
            choices=[(str(member.public_id), member.name) for member in self.members],
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": "Pilih siapa yang meninggal."},
        )
        for member in self.members:
            label = f"Tanggal meninggal {member.name}"
            self.fields[_died_on(member)] = DayField(label=label, required=False)
        if len(self.members) > 1:
            self.fields["new_head"] = HeadField(
                self.members,
                label="Kepala rumah tangga yang baru",
                help_text="Diisi bila yang meninggal adalah kepala rumah tangga.",
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        dead = self._dead()
        head_died = any(member.pk == self.household.head_id for member in dead)
        asked = head_died and len(dead) < len(self.members)
        if asked and "new_head" not in self.errors and not cleaned.get("new_head"):
            self.add_error("new_head", "Pilih kepala yang baru, atau “Belum ditentukan”.")
        return cleaned

    def _dead(self) -> list[Person]:
        chosen = self.cleaned_data.get("deaths", [])
        return [member for member in self.members if str(member.public_id) in chosen]

    def own_values(self) -> dict[str, Any]:
        field, dead = self.fields.get("new_head"), self._dead()
        values: dict[str, Any] = {
            "deaths": tuple(Death(one, self.cleaned_data[_died_on(one)]) for one in dead)
        }
        if isinstance(field, HeadField):
            values["new_head"] = field.members.get(self.cleaned_data["new_head"])
        return values

    @property
    def rows(self) -> list[tuple[Any, forms.BoundField]]:
        """Each member's tick with the day beside it."""
        ticks = list(self["deaths"])
        return [(tick, self[_died_on(who)]) for tick, who in zip(ticks, self.members, strict=True)]

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        own = {"deaths", *map(_died_on, self.members)}
        return [field for field in self.visible_fields() if field.name not in own]


def _died_on(member: Person) -> str:
    return f"died_on_{member.public_id.hex}"


class VillageField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A kelurahan of the city, named with its kecamatan: some names come twice."""

    def label_from_instance(self, area: Area) -> str:
        return f"{area.name} (Kec. {area.parent.name})" if area.parent else area.name


class MovedInsideForm(FindingForm):
    result = VisitResult.MOVED_INSIDE
    explanation = "Rumah tangga tetap terdaftar dan pindah ke daftar petugas kelurahan tujuan."

    def add_own_fields(self) -> None:
        villages = Area.objects.villages().valid_on(timezone.localdate())
        self.fields["destination"] = VillageField(
            villages.exclude(pk=self.household.area_id).select_related("parent").order_by("name"),
            label="Kelurahan tujuan",
            to_field_name="code",
            empty_label="Pilih kelurahan",
            error_messages={
                "required": "Pilih kelurahan tujuan.",
                "invalid_choice": "Pilih kelurahan dari daftar.",
            },
        )

    def own_values(self) -> dict[str, Any]:
        return {"destination": self.cleaned_data["destination"]}


class MovedOutForm(FindingForm):
    result = VisitResult.MOVED_OUT
    explanation = "Bila diterima penyelia, rumah tangga ditutup di Samarinda."

    def add_own_fields(self) -> None:
        self.fields["destination_text"] = forms.CharField(
            label="Kota atau kabupaten tujuan", required=False, max_length=120
        )

    def own_values(self) -> dict[str, Any]:
        return {"destination_text": self.cleaned_data["destination_text"]}


class NotFoundForm(FindingForm):
    result = VisitResult.NOT_FOUND
    button = "Simpan: tidak ditemukan"
    explanation = (
        "Satu kali tidak ditemukan tidak membatalkan konfirmasi terdahulu; dua kali pada hari "
        "yang berbeda membatalkannya."
    )


class PostponedForm(FindingForm):
    result = VisitResult.POSTPONED
    button = "Simpan: ditunda"
    explanation = "Rumah tangga tetap di daftar tugas, di urutan terakhir."


class RefusedForm(FindingForm):
    result = VisitResult.REFUSED
    explanation = "Bila diterima penyelia, rumah tangga ditutup."


class CapableForm(FindingForm):
    result = VisitResult.CAPABLE
    explanation = "Bila diterima penyelia, rumah tangga ditutup."


class DuplicateForm(FindingForm):
    result = VisitResult.DUPLICATE
    explanation = "Bila diterima penyelia, rumah tangga ini ditutup dan data yang lain tetap."

    def add_own_fields(self) -> None:
        self.fields["duplicate_of"] = forms.CharField(
            label="NIK anggota atau ID DTKS rumah tangga yang tetap",
            required=False,
            max_length=40,
            widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
        )

    def clean_duplicate_of(self) -> Household | None:
        """Only among what the officer may see: the answer must not tell of another area."""
        typed = "".join(self.cleaned_data["duplicate_of"].split())
        self._show("")
        if not typed:
            return None
        known = Q(identifiers__value=typed) | Q(
            memberships__person__nik=typed, memberships__valid_to=None
        )
        if len(typed) == 36:
            known = Q(public_id=_uuid_or_none(typed))
        visible = Household.objects.visible_to(self.user, Permission.VERIFY).living()
        found = visible.filter(known).distinct().first()
        if found is None:
            raise ValidationError("Tidak ada di wilayah Anda. Kosongkan bila tidak tahu.")
        self._show(str(found.public_id))
        return found

    def _show(self, text: str) -> None:
        """A whole number is never shown again: the household's public id stands for it."""
        self.data = _rewritten(self.data, duplicate_of=text)

    def own_values(self) -> dict[str, Any]:
        return {"duplicate_of": self.cleaned_data["duplicate_of"]}


def _uuid_or_none(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


# In the order in which the page offers them.
FORMS: dict[str, type[FindingForm]] = {
    form.result: form
    for form in (
        ConfirmForm,
        DeathForm,
        MovedInsideForm,
        MovedOutForm,
        NotFoundForm,
        PostponedForm,
        RefusedForm,
        CapableForm,
        DuplicateForm,
    )
}


class ReviewNoteForm(forms.Form):
    """The words that go back with a returned report, or stay with a revoked one."""

    note = forms.CharField(
        label="Catatan untuk petugas",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
