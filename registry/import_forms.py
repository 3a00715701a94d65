"""Forms of the import: upload, and which column is which."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from bansos.lib import dates
from registry.imports.importkinds import columns_of, kind_of, wired_kinds
from registry.imports.mapping import propose
from registry.models import City, ImportRun

RELATION_CODES = [
    ("", "Kata-kata (Kepala, Istri, Anak …)"),
    ("statistik", "Angka statistik (1 kepala, 2 istri/suami, 3 anak)"),
    ("dukcapil", "Angka Dukcapil SHDK (1 kepala, 3 istri, 4 anak)"),
]


class UploadForm(forms.Form):
    """What is being imported. Which options count depends on the kind (`Kind.option_names`)."""

    jenis = forms.ChoiceField(
        label="Jenis berkas",
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih jenisnya."},
    )
    berkas = forms.FileField(
        label="Berkas",
        help_text=".csv, .xlsx, .xls atau .ods",
        error_messages={"required": "Pilih berkasnya.", "empty": "Berkas ini kosong."},
    )
    rilis = forms.CharField(
        label="Kode rilis",
        required=False,
        max_length=40,
        help_text="Misalnya DTKS-2021-07. Kosong: rilis bulan ini.",
    )
    kode_hubungan = forms.ChoiceField(
        label="Kolom hubungan keluarga berisi",
        required=False,
        choices=RELATION_CODES,
        help_text="Angka 3 berarti anak pada satu daftar dan istri pada daftar lain.",
    )
    program = forms.CharField(
        label="Program",
        required=False,
        max_length=60,
        help_text="Bila daftarnya tidak menyebut program, misalnya BPNT.",
    )
    periode = forms.CharField(
        label="Bulan penyaluran",
        required=False,
        max_length=40,
        help_text="Bila daftar penyaluran tidak menyebut bulannya: 2021-04 atau 2021-04..2021-06.",
    )
    kota_contoh = forms.BooleanField(
        label="Masukkan ke kota contoh ini (bukan data warga)", required=False
    )

    FIELD_OF_OPTION = {
        "release": "rilis",
        "relation_codes": "kode_hubungan",
        "program": "program",
        "period": "periode",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [kind_of(name) for name in wired_kinds()]
        self.fields["jenis"].choices = [(kind.name, kind.label) for kind in kinds]  # type: ignore[attr-defined]
        if not City.holds_demo():
            self.fields["kota_contoh"].widget = forms.HiddenInput()

    def clean_periode(self) -> str:
        text: str = self.cleaned_data["periode"].strip()
        if text:
            try:
                dates.read_period(text)
            except ValueError as error:
                raise ValidationError(str(error)) from error
        return text

    def clean_kota_contoh(self) -> bool:
        """Asked for here, where the tick is; the engine guards the door for commands too."""
        is_ticked: bool = self.cleaned_data["kota_contoh"]
        if City.holds_demo() and not is_ticked:
            raise ValidationError(
                "Basis data ini berisi kota contoh, jadi berkas sungguhan ditolak. Centang bila "
                "berkasnya juga rekaan."
            )
        return is_ticked

    def options(self) -> dict[str, Any]:
        """The options of the chosen kind; what belongs to another kind is left out."""
        known = kind_of(self.cleaned_data["jenis"]).option_names
        return {
            option: self.cleaned_data[field].strip()
            for option, field in self.FIELD_OF_OPTION.items()
            if option in known and self.cleaned_data[field].strip()
        }


class ColumnsForm(forms.Form):
    """One choice for every header of the file: our column, or kept raw only."""

    RAW = ""

    def __init__(self, *args: Any, run: ImportRun, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        columns = columns_of(kind_of(run.kind).resource)
        # Also of a file that was refused because a column is missing.
        told = run.options.get("map")
        matches = propose(run.headers, columns, told, allow_missing=True).matches
        self.headers = [match.header for match in matches]
        choices = [(self.RAW, "— simpan mentah —"), *((c.field, c.label) for c in columns)]
        self.required_columns = {c.field: c.label for c in columns if c.required}
        for index, match in enumerate(matches):
            self.fields[f"kolom_{index}"] = forms.ChoiceField(
                label=match.header,
                choices=choices,
                required=False,
                initial=match.field or self.RAW,
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = [field for field in cleaned.values() if field]
        twice = {field for field in chosen if chosen.count(field) > 1}
        if twice:
            raise ValidationError("Satu kolom dipilih untuk dua judul. Sisakan satu.")
        missing = [label for field, label in self.required_columns.items() if field not in chosen]
        if missing:
            raise ValidationError(f"Kolom wajib belum ditunjuk: {', '.join(missing)}.")
        return cleaned

    def overrides(self) -> dict[str, str]:
        """Header → field, every header named, so that nothing is guessed again."""
        return {
            header: self.cleaned_data[f"kolom_{index}"] for index, header in enumerate(self.headers)
        }
