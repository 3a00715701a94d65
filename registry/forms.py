"""Forms of the register. Numbers of people are asked for by POST only."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from registry.events import Verb
from registry.identifiers import read_nik
from registry.models import Area, Level, Listing, Release, User
from registry.models.audit import AuditQuerySet
from registry.models.household import HouseholdQuerySet
from registry.roles import Permission

BUCKETS = [
    ("confirmed", "Terkonfirmasi"),
    ("unverified", "Belum diverifikasi"),
    ("not_found", "Tidak ditemukan"),
    ("deceased", "Ditutup: seluruh anggota meninggal"),
    ("moved", "Ditutup: pindah keluar kota"),
    ("closed", "Ditutup: alasan lain"),
]
SITUATIONS = [
    ("dilaporkan", "Laporan menunggu penyelia"),
    ("tanpa_kepala", "Menunggu kepala baru"),
]
ANY = ("", "Semua")


class AreaChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of the kecamatan and kelurahan a user may see, by its code; kelurahan are indented."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            queryset=Area.objects.none(),
            to_field_name="code",
            required=False,
            label="Wilayah",
            empty_label="Semua wilayah saya",
            **options,
        )

    def label_from_instance(self, area: Area) -> str:
        return f"— {area.name}" if area.level == Level.VILLAGE else str(area)

    def offer(self, user: User, permission: Permission) -> None:
        # Outlines are large, and a choice shows none.
        visible = Area.objects.visible_to(user, permission).defer("outline")
        self.queryset = visible.filter(level__in=[Level.DISTRICT, Level.VILLAGE]).order_by("code")


class RtField(forms.CharField):
    """An RT as the register writes it, three digits; '' for none."""

    widget = forms.TextInput(attrs={"inputmode": "numeric"})

    def __init__(self, **options: Any) -> None:
        super().__init__(label="RT", required=False, max_length=3, **options)

    def clean(self, value: Any) -> str:
        rt: str = super().clean(value)
        if rt and not rt.isdecimal():
            raise ValidationError("Tulis RT dengan angka, misalnya 7 atau 007.")
        return rt.zfill(3) if rt else ""


class HouseholdFilter(forms.Form):
    """What narrows the list of households; every field is optional, all go in the URL."""

    wilayah = AreaChoice()
    rt = RtField()
    status = forms.ChoiceField(label="Status", required=False, choices=[ANY, *BUCKETS])
    keadaan = forms.ChoiceField(label="Keadaan", required=False, choices=[ANY, *SITUATIONS])
    rilis = forms.ModelChoiceField(
        Release.objects.all(),
        to_field_name="code",
        label="Terdaftar dalam rilis",
        required=False,
        empty_label="Semua rilis",
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wilayah"].offer(user, Permission.VIEW_REGISTER)  # type: ignore[attr-defined]

    def narrow(self, households: HouseholdQuerySet) -> HouseholdQuerySet:
        """`households` with every filter that was filled in."""
        chosen = self.cleaned_data
        if chosen["wilayah"]:
            households = households.within(chosen["wilayah"])
        if chosen["rt"]:
            households = households.filter(rt=chosen["rt"])
        if chosen["status"]:
            households = households.with_bucket().filter(bucket=chosen["status"])  # type: ignore[misc]
        if chosen["keadaan"] == "dilaporkan":
            households = households.exclude(reported="")
        if chosen["keadaan"] == "tanpa_kepala":
            households = households.waiting_head()
        if chosen["rilis"]:
            listed = Listing.objects.filter(release=chosen["rilis"]).values("household")
            households = households.filter(pk__in=listed)
        return households

    def in_words(self) -> dict[str, str]:
        """Label → chosen value, for the page, the export's first sheet and the history."""
        shown = {}
        for name, field in self.fields.items():
            value = self.cleaned_data.get(name)
            if value:
                labels = (
                    dict(getattr(field, "choices", [])) if name in {"status", "keadaan"} else {}
                )
                shown[str(field.label)] = str(labels.get(value, value))
        return shown


class ReasonForm(forms.Form):
    """Why a whole number is shown: one choice, and words where the choice says too little."""

    REASONS = [
        ("kunjungan", "Mencocokkan dokumen saat kunjungan"),
        ("pelayanan", "Melayani permintaan warga ini"),
        ("pencairan", "Menelusuri penyaluran bantuan"),
        ("lain", "Alasan lain (tuliskan)"),
    ]
    alasan = forms.ChoiceField(
        label="Alasan",
        choices=REASONS,
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih alasannya."},
    )
    keterangan = forms.CharField(label="Keterangan", required=False, max_length=200)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("alasan") == "lain" and not cleaned.get("keterangan", "").strip():
            self.add_error("keterangan", "Tuliskan alasannya.")
        return cleaned

    @property
    def reason(self) -> str:
        chosen = dict(self.REASONS)[self.cleaned_data["alasan"]]
        words = self.cleaned_data["keterangan"].strip()
        if self.cleaned_data["alasan"] == "lain":
            return words
        return f"{chosen}: {words}" if words else chosen


class ExportForm(forms.Form):
    """A list taken away: as what, why, and with whole numbers or masked ones."""

    format = forms.ChoiceField(
        label="Bentuk berkas", choices=[("xlsx", "Excel (.xlsx)"), ("csv", "CSV (.csv)")]
    )
    alasan = forms.CharField(
        label="Untuk keperluan apa?",
        min_length=5,
        max_length=200,
        error_messages={
            "required": "Tuliskan untuk keperluan apa daftar ini diunduh.",
            "min_length": "Tuliskan keperluannya dengan lebih jelas.",
        },
    )
    lengkap = forms.BooleanField(label="Sertakan NIK dan No. KK lengkap", required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        # It stands below a filter, which may have a field of the same name.
        super().__init__(*args, **{"auto_id": "unduh_%s", **kwargs})
        self.user = user
        if not user.may(Permission.REVEAL_IDENTITY):
            del self.fields["lengkap"]

    @property
    def whole_in(self) -> frozenset[int]:
        """The areas whose people's numbers stand unmasked in the file: nowhere unless asked for."""
        if not self.cleaned_data.get("lengkap"):
            return frozenset()
        return self.user.area_ids(Permission.REVEAL_IDENTITY)

    def choices(self, filters: dict[str, str]) -> dict[str, Any]:
        """For the history: as what and with which filters the list was taken."""
        whole = {"NIK": "lengkap"} if self.cleaned_data.get("lengkap") else {}
        return {"bentuk": self.cleaned_data["format"], **whole, **filters}


class HouseholdExportForm(ExportForm):
    """Also in the layout of the DTKS export, which the import takes back without a change."""

    dtks = forms.BooleanField(
        label="Susunan DTKS: satu baris per orang, NIK lengkap", required=False
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        if not user.may(Permission.REVEAL_IDENTITY):
            del self.fields["dtks"]

    @property
    def in_dtks_layout(self) -> bool:
        return bool(self.cleaned_data.get("dtks"))

    def choices(self, filters: dict[str, str]) -> dict[str, Any]:
        layout = {"susunan": "DTKS", "NIK": "lengkap"} if self.in_dtks_layout else {}
        return {**super().choices(filters), **layout}


class CityQuestionForm(forms.Form):
    """The one door out of one's area: a whole NIK and why it is asked."""

    nik = forms.CharField(
        label="NIK",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        max_length=40,
        error_messages={"required": "Tuliskan NIK lengkap, 16 angka."},
    )
    alasan = forms.CharField(
        label="Alasan menanyakan",
        min_length=5,
        max_length=200,
        error_messages={
            "required": "Tuliskan alasan Anda menanyakan NIK ini.",
            "min_length": "Tuliskan alasannya dengan lebih jelas.",
        },
    )

    def clean_nik(self) -> str:
        reading = read_nik(self.cleaned_data["nik"])
        if reading.value is None:
            raise ValidationError(reading.error or "Tuliskan NIK lengkap, 16 angka.")
        return reading.value


class DayField(forms.DateField):
    """A day chosen in the browser's own calendar, or typed day first."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"], **options)


class AuditFilter(forms.Form):
    """The history by act, by actor's name, by day."""

    perbuatan = forms.ChoiceField(label="Perbuatan", required=False, choices=[ANY, *Verb.choices])
    pelaku = forms.CharField(label="Pelaku", required=False, max_length=60)
    sejak = DayField(label="Sejak tanggal", required=False)
    sampai = DayField(label="Sampai tanggal", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("sejak"), cleaned.get("sampai")
        if isinstance(first, date) and isinstance(last, date) and first > last:
            self.add_error("sampai", "Tanggal akhir mendahului tanggal awal.")
        return cleaned

    def narrow(self, events: AuditQuerySet) -> AuditQuerySet:
        chosen = self.cleaned_data
        if chosen["perbuatan"]:
            events = events.filter(verb=chosen["perbuatan"])
        if chosen["pelaku"]:
            name = chosen["pelaku"]
            events = events.filter(
                Q(actor__username__icontains=name) | Q(actor__full_name__icontains=name)
            )
        if chosen["sejak"]:
            events = events.filter(at__date__gte=chosen["sejak"])
        if chosen["sampai"]:
            events = events.filter(at__date__lte=chosen["sampai"])
        return events
