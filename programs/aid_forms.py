"""Writing one payment down by hand, and taking it back."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from bansos.lib.rupiah import read_rupiah
from programs.actions.aid import HandPayment
from programs.candidates.outlook import Outlook, outlook_of
from programs.forms import PeriodField, ProgramChoice
from programs.widgets import MOST_RUPIAH
from registry.codes import PaymentStatus
from registry.forms import DayField
from registry.models import Household, Membership


class AmountField(forms.CharField):
    """Whole rupiah as people write them; empty where the aid is no money."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        super().__init__(**{"required": False, "max_length": 30, "widget": widget, **options})

    def clean(self, value: Any) -> Any:
        try:
            amount = read_rupiah(super().clean(value))
        except ValueError as error:
            raise ValidationError(str(error)) from error
        if amount is not None and amount > MOST_RUPIAH:
            raise ValidationError("Nominal ini terlalu besar untuk satu penerima. Periksa nolnya.")
        return amount


class AidForm(forms.Form):
    """One payment. It is looked at first, and saved only when what it makes has been seen."""

    program = ProgramChoice(
        required=True,
        empty_label="Pilih program",
        error_messages={"required": "Pilih programnya."},
    )
    member = forms.ChoiceField(
        label="Penerima",
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih siapa yang menerima."},
    )
    period = PeriodField(
        label="Untuk bulan", error_messages={"required": "Tuliskan bulan yang dibayar."}
    )
    amount = AmountField(label="Nominal (Rp)", help_text="Kosongkan bila bantuannya barang.")
    status = forms.ChoiceField(
        label="Status", choices=PaymentStatus.choices, initial=PaymentStatus.PAID
    )
    paid_on = DayField(label="Tanggal dibayar", required=False)
    stage = forms.CharField(
        label="Tahap",
        required=False,
        max_length=20,
        help_text="Bila daftar program ini memakai tahap, misalnya 1.",
    )
    basis = forms.CharField(
        label="Dasar pencatatan",
        min_length=5,
        max_length=200,
        help_text="Misalnya nomor kuitansi, surat, atau berita acara.",
        error_messages={
            "required": "Tuliskan dasar pencatatannya.",
            "min_length": "Tuliskan dasarnya dengan lebih jelas.",
        },
    )
    despite = forms.BooleanField(label="Saya tetap mencatat penyaluran ini", required=False)
    why = forms.CharField(label="Mengapa tetap dicatat?", required=False, max_length=200)
    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    ENTRY = ("program", "member", "period", "amount", "status", "paid_on", "stage", "basis")

    def __init__(self, *args: Any, household: Household, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.household = household
        current = household.memberships.current().select_related("person")
        self.members = {
            str(member.person.public_id): member
            for member in sorted(current, key=lambda m: (m.person_id != household.head_id, m.pk))
        }
        self.fields["member"].choices = [  # type: ignore[attr-defined]
            (key, self._words_of(member)) for key, member in self.members.items()
        ]
        if len(self.members) == 1:
            self.fields["member"].initial = next(iter(self.members))

    def _words_of(self, member: Membership) -> str:
        words = member.person.name
        if member.person_id == self.household.head_id:
            words += " (kepala)"
        elif member.relation:
            words += f" ({member.get_relation_display().lower()})"
        return f"{words}, meninggal" if member.person.is_deceased else words

    def clean_stage(self) -> str:
        return str(self.cleaned_data["stage"]).strip()

    def entry_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.ENTRY]

    def outlook(self) -> Outlook:
        """What this payment would make; only of a valid form."""
        chosen = self.cleaned_data
        member = self.members[chosen["member"]]
        return outlook_of(
            self.household, member, chosen["program"], chosen["period"], chosen["status"]
        )

    def require_despite(self, outlook: Outlook) -> bool:
        """Whether all that stops this payment has been passed with a tick and a reason."""
        if not outlook.stops:
            return True
        if not self.cleaned_data["despite"]:
            self.add_error("despite", "Centang bila tetap harus dicatat, atau batalkan.")
        if len(self.cleaned_data.get("why", "").strip()) < 5:
            self.add_error("why", "Tuliskan alasannya, paling sedikit lima huruf.")
        return not self.errors

    def entry(self, outlook: Outlook) -> HandPayment:
        chosen = self.cleaned_data
        return HandPayment(
            program=chosen["program"],
            member=self.members[chosen["member"]],
            months=chosen["period"],
            amount=chosen["amount"],
            status=chosen["status"],
            basis=chosen["basis"].strip(),
            stage=chosen["stage"],
            paid_on=chosen["paid_on"],
            warned=outlook.warnings,
            despite=chosen.get("why", "").strip() if outlook.stops else "",
        )


class CancelForm(forms.Form):
    """Why a payment that was written down by hand is taken back."""

    reason = forms.CharField(
        label="Mengapa dibatalkan?",
        min_length=5,
        max_length=200,
        error_messages={
            "required": "Tuliskan mengapa catatan ini dibatalkan.",
            "min_length": "Tuliskan alasannya dengan lebih jelas.",
        },
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
