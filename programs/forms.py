"""Forms about aid: fields that several share, filters of recipients outside, the search box."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from bansos.lib import dates
from bansos.lib.text import header_key
from programs.models import LinkState, Program
from programs.models.aid import RecipientQuerySet
from programs.periods import not_far_ahead
from registry.search import NUMBER_LENGTH, SHORTEST_NAME, digits_of, name_holds

REASONS = [
    ("", "Semua"),
    (LinkState.OUTSIDE.value, "Tidak ada di register"),
    (LinkState.AMBIGUOUS.value, "No. KK di lebih dari satu rumah tangga"),
    (LinkState.DOUBTFUL.value, "Nama mirip, menunggu dipilih"),
]


class ProgramChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of the programmes, by code and name; none is all of them, unless told otherwise."""

    def __init__(self, **options: Any) -> None:
        words = {
            "label": "Program",
            "empty_label": "Semua program",
            "error_messages": {"invalid_choice": "Program itu tidak ada. Pilih dari daftar."},
        }
        given = {"required": False, **words, **options}
        super().__init__(Program.objects.all(), to_field_name="code", **given)

    def label_from_instance(self, program: Program) -> str:
        return program.code if program.name == program.code else f"{program.code} – {program.name}"


class PeriodField(forms.CharField):
    """Months as officers write them; the cleaned value is (first, last)."""

    def __init__(self, **options: Any) -> None:
        help_text = "Misalnya April 2021 atau April–Juni 2021."
        super().__init__(**{"max_length": 40, "help_text": help_text, **options})

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return not_far_ahead(dates.read_period(text))
        except ValueError as error:
            raise ValidationError(str(error)) from error


class NameFilterField(forms.CharField):
    """A name to narrow a list by: it stands in the address, so no number may."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"label": "Nama", "required": False, "max_length": 80, **options})

    def clean(self, value: Any) -> str:
        name: str = super().clean(value)
        if digits_of(name):
            raise ValidationError("Isi nama. NIK dan No. KK dicari lewat halaman Cari.")
        return name


class OutsideFilter(forms.Form):
    """Recipients that no household was found for: by programme, by why, by name."""

    program = ProgramChoice()
    sebab = forms.ChoiceField(label="Sebab", required=False, choices=REASONS)
    nama = NameFilterField()

    def narrow(self, recipients: RecipientQuerySet) -> RecipientQuerySet:
        chosen = self.cleaned_data
        if chosen["program"]:
            recipients = recipients.filter(program=chosen["program"])
        if chosen["sebab"]:
            recipients = recipients.filter(link_state=chosen["sebab"])
        if chosen["nama"]:
            recipients = recipients.filter(name_holds(chosen["nama"], "name_key"))
        return recipients

    def in_words(self) -> dict[str, str]:
        chosen = self.cleaned_data
        words = {
            "Program": chosen["program"].code if chosen["program"] else "",
            "Sebab": dict(REASONS)[chosen["sebab"]] if chosen["sebab"] else "",
            "Nama": chosen["nama"],
        }
        return {label: value for label, value in words.items() if value}


class SearchForm(forms.Form):
    """One box for a name, a NIK or a No. KK. Sent by POST, so that no number enters a URL."""

    q = forms.CharField(
        label="Nama, NIK, atau No. KK",
        max_length=80,
        help_text="Nama boleh sebagian dan lain ejaan. NIK dan No. KK harus lengkap, 16 angka.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Tuliskan nama, NIK, atau No. KK yang dicari."},
    )

    def clean_q(self) -> str:
        text: str = self.cleaned_data["q"].strip()
        digits = digits_of(text)
        if digits and len(digits) != NUMBER_LENGTH:
            raise ValidationError(
                f"NIK dan No. KK terdiri dari 16 angka; yang tertulis {len(digits)} angka."
            )
        if not digits and len(header_key(text).replace(" ", "")) < SHORTEST_NAME:
            raise ValidationError(f"Tuliskan paling sedikit {SHORTEST_NAME} huruf nama.")
        return digits or text

    @property
    def number(self) -> str:
        """The 16 digits that were typed; '' where it was a name."""
        return digits_of(self.cleaned_data["q"])
