"""Forms of the import: upload and its options, and which column is which."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import escape

from bansos.lib import dates
from registry.identifiers import mask_digits
from registry.imports.columns.mapping import How, Match, missing_columns
from registry.imports.columns.recognition import Cells, examples_of, matches_of, sample_of
from registry.imports.importkinds import Choices, Kind, columns_of, kind_of, wired_kinds
from registry.models import City, ImportRun, Release

RELATION_CODES = [
    ("", "Kata-kata (Kepala, Istri, Anak …)"),
    ("statistik", "Angka statistik (1 kepala, 2 istri/suami, 3 anak)"),
    ("dukcapil", "Angka Dukcapil SHDK (1 kepala, 3 istri, 4 anak)"),
]


class ImportOptions(forms.Form):
    """What a file does not say of itself. Which of them count depends on the kind."""

    rilis = forms.CharField(
        label="Kode rilis",
        required=False,
        max_length=40,
        help_text="Misalnya DTKS-2021-07 atau DTSEN-2025-T2. Bila kosong: rilis bulan "
        "ini (DTKS) atau triwulan ini (DTSEN).",
        widget=forms.TextInput(attrs={"list": "rilis-dikenal", "autocomplete": "off"}),
    )
    kode_hubungan = forms.ChoiceField(
        label="Kolom hubungan keluarga berisi",
        required=False,
        choices=RELATION_CODES,
        help_text="Angka 3 berarti anak pada satu daftar dan istri pada daftar lain.",
    )
    program = forms.ChoiceField(
        label="Program", required=False, help_text="Bila daftarnya tidak menyebut program."
    )
    periode = forms.CharField(
        label="Bulan penyaluran",
        required=False,
        max_length=40,
        help_text="Bila daftar penyaluran tidak menyebut bulannya: 2021-04 atau 2021-04..2021-06.",
    )

    FIELD_OF_OPTION = {
        "release": "rilis",
        "relation_codes": "kode_hubungan",
        "program": "program",
        "period": "periode",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(program := self.fields["program"], forms.ChoiceField):
            program.choices = [("", "Disebut di berkasnya"), *choices_of("program")]
        self.known_releases = Release.objects.values_list("code", flat=True)

    def clean_periode(self) -> str:
        text: str = self.cleaned_data["periode"].strip()
        if text:
            try:
                dates.read_period(text)
            except ValueError as error:
                raise ValidationError(str(error)) from error
        return text

    def chosen(self, kind: Kind) -> dict[str, Any]:
        """The options of this kind; what belongs to another kind is left out."""
        return {
            option: self.cleaned_data[field].strip()
            for option, field in self.FIELD_OF_OPTION.items()
            if option in kind.option_names and self.cleaned_data[field].strip()
        }


def choices_of(option: str) -> Choices:
    """The list of an option, from the first kind that has it."""
    kinds = (kind_of(name) for name in wired_kinds())
    return next((k.closed_lists()[option] for k in kinds if option in k.option_names), [])


class UploadForm(ImportOptions):
    """What is being imported."""

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
    kota_contoh = forms.BooleanField(
        label="Masukkan ke kota contoh ini (bukan data warga)", required=False
    )
    field_order = ("jenis", "berkas", "rilis", "kode_hubungan", "program", "periode", "kota_contoh")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = [kind_of(name) for name in wired_kinds()]
        self.fields["jenis"].choices = [(kind.name, kind.label) for kind in self.kinds]  # type: ignore[attr-defined]
        if not City.holds_demo():
            self.fields["kota_contoh"].widget = forms.HiddenInput()

    def option_groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The options by the kinds that have them: (kinds in words, fields)."""
        groups: dict[str, list[forms.BoundField]] = {}
        for option, field in self.FIELD_OF_OPTION.items():
            labels = [kind.label for kind in self.kinds if option in kind.option_names]
            groups.setdefault(", ".join(labels), []).append(self[field])
        return [(kinds, fields) for kinds, fields in groups.items() if kinds]

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
        return self.chosen(kind_of(self.cleaned_data["jenis"]))


class OptionsForm(ImportOptions):
    """The options of one run, changed on its preview."""

    def __init__(self, *args: Any, run: ImportRun, **kwargs: Any) -> None:
        self.kind = kind_of(run.kind)
        told = {field: run.options.get(name) for name, field in self.FIELD_OF_OPTION.items()}
        super().__init__(*args, initial=told, **kwargs)
        for option, field in self.FIELD_OF_OPTION.items():
            if option not in self.kind.option_names:
                del self.fields[field]

    def options(self) -> dict[str, Any]:
        known = {
            option: field
            for option, field in self.FIELD_OF_OPTION.items()
            if field in self.cleaned_data
        }
        return {option: self.cleaned_data[field].strip() for option, field in known.items()}


class ColumnsForm(forms.Form):
    """One choice for every header of the file: our column, or kept raw only.

    Each shows what its first rows hold, masked, so that one can choose without the file at hand.
    """

    RAW = ""
    GROUPS = (
        ("beda", "Perlu dipilih", "Yang diingat berlawanan dengan judulnya."),
        ("isi", "Diusulkan menurut isinya", "Judulnya tidak dikenal. Periksa contohnya."),
        ("dikenali", "Dikenali", "Judulnya sama persis, kecuali bila tertulis lain."),
        ("mentah", "Disimpan apa adanya", "Tidak hilang, dan tidak masuk ke register."),
    )

    def __init__(self, *args: Any, run: ImportRun, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns = columns_of(kind_of(run.kind).resource)
        # What heading rows say needs no column.
        self.headed: set[str] = set(run.effects.get("headed", []))
        self.contradicted = {header for header, *_ in run.effects.get("contradictions", [])}
        # Also of a file that was refused because a column is missing.
        sample = sample_of(run)
        self.matches = matches_of(run, sample)
        labels = {column.field: column.label for column in self.columns}
        choices = [(self.RAW, "— simpan apa adanya —"), *labels.items()]
        for match in self.matches:
            self.fields[self._name(match)] = forms.ChoiceField(
                # A table without a title row of its own has people's numbers there.
                label=mask_digits(match.header),
                choices=choices,
                required=False,
                initial=match.field or self.RAW,
                help_text=escape(self._help(match, sample, labels)),
            )

    @staticmethod
    def _name(match: Match) -> str:
        return f"kolom_{match.column}"

    def _help(self, match: Match, sample: Cells, labels: dict[str, str]) -> str:
        """Examples, and how the column was recognised."""
        examples = "; ".join(examples_of(sample, match.column)) or "tidak ada isi"
        words = f"Contoh: {examples}."
        if match.how not in (How.RAW, How.EXACT):
            words += f" {match.how.value.capitalize()}."
        needed = {column.field for column in self.columns if column.required}
        if match.how is How.CONTENT and match.field in needed:
            words += " Kolom wajib yang hanya dikenal dari isinya: pastikan benar."
        if match.possible:
            could_be = " atau ".join(labels[field] for field in match.possible)
            words += f" Isinya mirip {could_be}, tetapi tidak pasti."
        return words

    def groups(self) -> list[dict[str, Any]]:
        """The columns by how sure one can be, first those in which something is to be chosen.

        The others are folded away, unless something is wrong with what was chosen.
        """
        found: dict[str, list[Match]] = {name: [] for name, _, _ in self.GROUPS}
        for match in self.matches:
            found[self._group_of(match)].append(match)
        groups = [
            {
                "id": name,
                "heading": heading,
                "text": text,
                "fields": [self[self._name(match)] for match in found[name]],
                "asks": self._asks(name, found[name]),
            }
            for name, heading, text in self.GROUPS
            if found[name]
        ]
        return sorted(groups, key=lambda group: not group["asks"])

    def _group_of(self, match: Match) -> str:
        if match.header in self.contradicted:
            return "beda"
        if match.how is How.CONTENT:
            return "isi"
        return "dikenali" if match.field else "mentah"

    def _asks(self, group: str, matches: list[Match]) -> bool:
        """Whether something is to be chosen among them."""
        if group == "mentah":
            return bool(self.missing) or any(match.possible for match in matches)
        return group in ("beda", "isi")

    @property
    def missing(self) -> list[str]:
        """Labels of required columns that nothing was found for."""
        taken = {match.field for match in self.matches if match.field} | self.headed
        return [column.label for column in missing_columns(self.columns, taken)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = [field for field in cleaned.values() if field]
        if any(chosen.count(field) > 1 for field in chosen):
            raise ValidationError("Satu kolom dipilih untuk dua judul. Sisakan satu.")
        missing = [
            column.label for column in missing_columns(self.columns, {*chosen, *self.headed})
        ]
        if missing:
            raise ValidationError(f"Kolom wajib belum ditunjuk: {', '.join(missing)}.")
        return cleaned

    def overrides(self) -> dict[str, str]:
        """Header → field, every header named, so that nothing is guessed again."""
        return {match.header: self.cleaned_data[self._name(match)] for match in self.matches}
