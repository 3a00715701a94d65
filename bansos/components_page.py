"""Every component on one page (/komponen/), with made-up content: to look at, and to test by."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from bansos.lib.charts.bars import Bar, Stack, bar_chart, stacked_chart
from bansos.lib.charts.grid import GridRow, grid
from bansos.lib.charts.lines import Series, line_chart
from bansos.lib.charts.map import Place, circle_map
from bansos.lib.dates import month_index
from bansos.lib.pagination import KeysetPage
from registry.access import UserRequest, require
from registry.roles import Permission

MONTHS = [month_index(2021, 1) + n for n in range(12)]
# No word of the page is true; the places are the city's.
DISTRICTS = [
    ("Samarinda Ulu", -0.4807, 117.1250, 5210),
    ("Sungai Kunjang", -0.5187, 117.1003, 4380),
    ("Samarinda Seberang", -0.5216, 117.1410, 3120),
    ("Palaran", -0.5790, 117.1760, 2890),
    ("Samarinda Utara", -0.4010, 117.1880, 4050),
    ("Sambutan", -0.5080, 117.2130, 1640),
]


class SampleForm(forms.Form):
    nama = forms.CharField(label="Nama lengkap", help_text="Seperti tertulis di KTP.")
    kelurahan = forms.ChoiceField(
        label="Kelurahan",
        choices=[("", "Pilih kelurahan"), ("jawa", "Jawa"), ("dadi", "Dadi Mulya")],
    )
    hasil = forms.ChoiceField(
        label="Hasil kunjungan",
        choices=[("ada", "Terkonfirmasi"), ("pindah", "Pindah"), ("tidak", "Tidak ditemukan")],
        widget=forms.RadioSelect,
    )
    program = forms.MultipleChoiceField(
        label="Program",
        choices=[("pkh", "PKH"), ("bpnt", "BPNT"), ("bst", "BST")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    catatan = forms.CharField(
        label="Catatan", widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    setuju = forms.BooleanField(label="Saya sudah bertemu langsung dengan penghuni")


class SampleFilter(forms.Form):
    wilayah = forms.ChoiceField(label="Wilayah", choices=[("", "Semua wilayah")], required=False)
    rt = forms.CharField(label="RT", required=False)


@require(Permission.ADMINISTER)
@require_safe
def components(request: UserRequest) -> HttpResponse:
    return render(request, "components/gallery.html", samples())


def samples() -> dict[str, Any]:
    """The content of the gallery."""
    return {
        "crumbs": [("Beranda", "/"), ("Rumah tangga", "#")],
        "sample_form": SampleForm(prefix="contoh"),
        "failed_form": SampleForm(
            {"nama": "", "hasil": "mungkin", "catatan": "Yang diketik tetap ada."}
        ),
        "filter_form": SampleFilter(prefix="saring"),
        "now": timezone.now(),
        "sample_page": KeysetPage(rows=[], next_cursor="berikut", previous_cursor="sebelum"),
        **_charts(),
    }


def _charts() -> dict[str, Any]:
    pkh = [5200, 5180, 5300, 5250, None, None, 5400, 5380, 5500, 5480, 5600, 5550]
    bst = [3100, 3300, 3280, 3500, 3550, 3600, 2900, 2100, 1200, 600, 0, 0]
    return {
        "bars": bar_chart(
            "Penerima per kecamatan",
            [Bar(name, value, "#") for name, _, _, value in DISTRICTS],
            label_header="Kecamatan",
        ),
        "stacked": stacked_chart(
            "Satu program, beberapa, atau tidak ada",
            ["Satu program", "Beberapa program", "Tidak ada"],
            [
                Stack(name, (value // 2, value // 3, value // 4), "#")
                for name, _, _, value in DISTRICTS[:4]
            ],
            label_header="Kecamatan",
        ),
        "lines": line_chart(
            "Rumah tangga penerima per bulan", MONTHS, [Series("PKH", pkh), Series("BST", bst)]
        ),
        "grid": grid(
            "Data penyaluran yang dimuat",
            "contoh",
            MONTHS,
            [
                GridRow("PKH", pkh, "#"),
                GridRow("BST", bst, "#"),
                GridRow("BPNT", [None] * 5 + [0, 8, 90, 800, 900, 950, 990]),
            ],
        ),
        "map": circle_map(
            "Rangkap bantuan per kecamatan",
            [Place(name, lat, lng, value, "#") for name, lat, lng, value in DISTRICTS],
        ),
    }
