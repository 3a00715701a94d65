"""Forms of the queue of links: its filter, whom to look for, what was decided."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from bansos.lib.text import header_key
from programs.forms import NameFilterField, ProgramChoice
from programs.models.aid import RecipientQuerySet
from registry.forms import AreaChoice
from registry.models import Area, User
from registry.roles import Permission
from registry.search import SHORTEST_NAME, digits_of, name_holds


class QueueFilter(forms.Form):
    """Of the recipients who wait: by programme, kelurahan, name."""

    program = ProgramChoice()
    wilayah = AreaChoice()
    nama = NameFilterField()

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        area = self.fields["wilayah"]
        if isinstance(area, AreaChoice):
            area.offer(user, Permission.LINK)

    def narrow(self, recipients: RecipientQuerySet) -> RecipientQuerySet:
        chosen = self.cleaned_data
        wanted = Q()
        if chosen["program"]:
            wanted &= Q(program=chosen["program"])
        if chosen["wilayah"]:
            wanted &= Q(area__in=Area.objects.within(chosen["wilayah"]).values("pk"))
        if chosen["nama"]:
            wanted &= name_holds(chosen["nama"], "name_key")
        return recipients.filter(wanted)

    @property
    def is_narrow(self) -> bool:
        return any(self.cleaned_data.values())


class LookForForm(forms.Form):
    """Somebody else of the register, by name: it stands in the address, so no number does."""

    q = forms.CharField(
        label="Cari orang lain di register",
        max_length=80,
        help_text="Nama, boleh sebagian dan boleh lain ejaan.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Tuliskan nama yang dicari."},
    )

    def clean_q(self) -> str:
        text: str = self.cleaned_data["q"].strip()
        if digits_of(text):
            raise ValidationError("Isi nama saja, tanpa angka.")
        if len(header_key(text).replace(" ", "")) < SHORTEST_NAME:
            raise ValidationError(f"Tuliskan paling sedikit {SHORTEST_NAME} huruf nama.")
        return text


class DecisionForm(forms.Form):
    """The version of the recipient that the officer saw, and the person where he chose one."""

    seen_version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    person = forms.UUIDField(required=False, widget=forms.HiddenInput)


class UnlinkForm(forms.Form):
    """Why a link is taken back."""

    seen_version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    alasan = forms.CharField(
        label="Mengapa hubungan ini keliru?",
        min_length=5,
        max_length=200,
        help_text="Misalnya: orangnya lain, alamat di KTP berbeda. Tercatat di riwayat.",
        error_messages={
            "required": "Tuliskan mengapa hubungan ini keliru.",
            "min_length": "Tuliskan alasannya dengan lebih jelas.",
        },
    )
