"""What the city decides about two programmes together, as forms."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from bansos.lib.text import clean_text
from programs.actions.rules import Terms
from programs.models import OverlapRule, Program
from programs.models.program import side_words
from programs.overlap.rules import Unit, Verdict
from registry.codes import FundingSource
from registry.forms import DayField

ANYTHING = "apa-pun"
SOURCE = "sumber:"
# What each verdict does to the figures.
VERDICTS = [
    (Verdict.ALLOWED, "Diizinkan: bersamaan tidak melanggar aturan"),
    (Verdict.FORBIDDEN, "Dilarang: dihitung sebagai rangkap tidak diperbolehkan"),
    (Verdict.REVIEW, "Perlu ditinjau: menunggu keputusan"),
    (Verdict.UNCOUNTED, "Tidak dihitung: pasangan ini tidak masuk angka bersamaan"),
]

Side = tuple[Program | None, str]


class SideField(forms.ChoiceField):
    """A programme, or all programmes of a source; `or_any` also offers any programme at all."""

    def __init__(self, *, or_any: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.or_any = or_any

    def offer(self, programs: list[Program]) -> None:
        sources = [(f"{SOURCE}{key}", side_words(None, key)) for key in FundingSource.values]
        groups: list[tuple[str, Any]] = [
            ("", "Pilih program"),
            (
                "Program",
                [(p.code, p.code if p.name == p.code else f"{p.code}: {p.name}") for p in programs],
            ),
            ("Semua dari satu sumber", sources),
        ]
        if self.or_any:
            groups.append((ANYTHING, side_words(None, "")))
        self.choices = groups


class RuleForm(forms.Form):
    """All that a rule says."""

    first = SideField(label="Program pertama")
    second = SideField(label="Program kedua", or_any=True)
    verdict = forms.ChoiceField(
        label="Putusan",
        choices=VERDICTS,
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih putusannya."},
    )
    unit = forms.ChoiceField(
        label="Mengikat",
        choices=Unit.choices,
        initial=Unit.KK,
        help_text="Dua KK serumah dengan bantuan berbeda tidak melanggar aturan yang mengikat KK.",
    )
    valid_from = DayField(
        label="Berlaku sejak",
        required=False,
        help_text="Sejak awal bulan dari tanggal ini. Kosong: juga untuk semua bulan yang lalu.",
    )
    valid_to = DayField(
        label="Berlaku sampai",
        required=False,
        help_text="Sampai akhir bulan dari tanggal ini. Kosong: seterusnya.",
    )
    basis = forms.CharField(
        label="Dasar keputusan",
        max_length=200,
        help_text="Nomor dan tanggal peraturan, surat, atau rapat.",
        error_messages={"required": "Tuliskan dasar keputusannya."},
    )
    note = forms.CharField(
        label="Keterangan",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial, label_suffix="")
        self.programs = {program.code: program for program in Program.objects.all()}
        for name in ("first", "second"):
            self.fields[name].offer(list(self.programs.values()))  # type: ignore[attr-defined]

    def clean_basis(self) -> str:
        return clean_text(self.cleaned_data["basis"])

    @property
    def terms(self) -> Terms:
        """What a valid form says."""
        said = self.cleaned_data
        first, first_source = self._side(said["first"])
        second, second_source = self._side(said["second"])
        return Terms(
            first=first,
            first_source=first_source,
            second=second,
            second_source=second_source,
            **{name: said[name] for name in ("verdict", "unit", "valid_from", "valid_to")},
            basis=said["basis"],
            note=said["note"],
        )

    def _side(self, choice: str) -> Side:
        if choice == ANYTHING:
            return None, ""
        if choice.startswith(SOURCE):
            return None, choice.removeprefix(SOURCE)
        return self.programs[choice], ""


class ReasonedForm(forms.Form):
    """Why a rule that stands is touched, and which state of it was seen."""

    reason = forms.CharField(
        label="Alasan",
        min_length=5,
        max_length=200,
        error_messages={
            "required": "Tuliskan alasannya.",
            "min_length": "Tuliskan alasannya dengan lebih jelas.",
        },
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput)

    @property
    def why(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("reason", "seen_version")}


class RuleChangeForm(RuleForm, ReasonedForm):
    """A rule corrected. The shipped ones have no basis in writing, so it may stay empty."""

    field_order = [*RuleForm.base_fields, "reason"]

    def __init__(self, data: Any = None, *, rule: OverlapRule) -> None:
        super().__init__(data, initial=_as_typed(rule) | {"seen_version": rule.version})
        self.fields["basis"].required = False
        self.fields["reason"].label = "Alasan perbaikan"


class RuleEndForm(ReasonedForm):
    on = DayField(
        label="Berakhir pada",
        help_text="Aturan berlaku sampai akhir bulan dari tanggal ini.",
        error_messages={"required": "Isi tanggal berakhirnya."},
    )
    field_order = ["on", "reason"]

    def __init__(self, data: Any = None, *, rule: OverlapRule) -> None:
        initial = {"on": timezone.localdate(), "seen_version": rule.version}
        super().__init__(data, initial=initial, label_suffix="", auto_id="id_akhir_%s")
        self.fields["reason"].label = "Alasan diakhiri"

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on.year < 2000:
            raise ValidationError("Tanggal ini terlalu jauh di masa lalu.")
        return on


def chosen_pair(parameters: Any) -> dict[str, str]:
    """The sides that an address proposes; what is no programme is left to the form to refuse."""
    return {name: str(parameters.get(name, "")) for name in ("first", "second")}


def _as_typed(rule: OverlapRule) -> dict[str, Any]:
    """A rule as its form would have been filled in."""
    return Terms.of(rule).fields | {
        "first": _choice(rule.first, rule.first_source),
        "second": _choice(rule.second, rule.second_source),
    }


def _choice(program: Program | None, source: str) -> str:
    if program is not None:
        return program.code
    return f"{SOURCE}{source}" if source else ANYTHING
