"""The columns of DTSEN: the sheet of families with their ranks, and the sheet of their members."""

import math
import re
from typing import Any

from import_export.resources import Resource

from bansos.lib.text import clean_text
from registry import codes
from registry.imports.importkinds import SheetField
from registry.imports.values.cleaning import Reading, SheetWidget
from registry.imports.values.widgets import (
    DateWidget,
    NameWidget,
    NumberWidget,
    RelationWidget,
    RtRwWidget,
    RtWidget,
    RwWidget,
    TextWidget,
    kk_widget,
    nik_widget,
    sex_widget,
)

THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+")


class RankWidget(SheetWidget):
    """A place from 1; 0 and a dash are no rank. A percentile with decimals belongs to the next."""

    def __init__(self, label: str, largest: int = 2**31 - 1) -> None:
        super().__init__()
        self.label = label
        self.largest = largest
        self.expected = f"angka 1 sampai {largest}" if largest <= 100 else "angka mulai 1"

    def read(self, cell: Any) -> Reading:
        text = clean_text(cell).upper().removeprefix("DESIL").strip()
        if text in {"", "-"}:
            return None, ()
        if self.largest >= 1_000 and THOUSANDS.fullmatch(text):
            text = text.replace(".", "")
        try:
            rank = math.ceil(float(text.replace(",", ".")))
        except (ValueError, OverflowError):
            rank = -1
        if not 0 <= rank <= self.largest:
            raise ValueError(f"{self.label} harus {self.expected}.")
        return rank or None, ()


class DtsenResource(Resource):
    """One row a person: the head of a family with its place and ranks, or one of its members."""

    def __init__(self, relation_codes: codes.RelationScheme | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields["relation"].widget = RelationWidget(relation_codes)

    family = SheetField(
        "family",
        "ID_KELUARGA",
        aliases=["ID KELUARGA", "IDKELUARGA", "ID KELUARGA DTSEN"],
        required=True,
        widget=NumberWidget("ID keluarga", required=True),
        examples=["64720300000009991", "64720300000009991"],
        of_house=True,
    )
    idsemesta = SheetField(
        "idsemesta",
        "IDSEMESTA",
        aliases=["ID SEMESTA"],
        widget=NumberWidget("IDSEMESTA"),
        examples=["", ""],
    )
    kk = SheetField(
        "kk",
        "NO_KK",
        aliases=["NOMOR KK", "NOKK", "NO KARTU KELUARGA", "NKK", "KK"],
        widget=kk_widget(),
        examples=["6472030101219991", "6472030101219991"],
        of_house=True,
    )
    nik = SheetField(
        "nik",
        "NIK",
        aliases=["NOMOR NIK", "NIK KTP", "NIK KEPALA KELUARGA", "NO KTP"],
        required=True,
        widget=nik_widget(),
        examples=["6472030101809991", "6472034202829992"],
    )
    name = SheetField(
        "name",
        "NAMA",
        aliases=["NAMA ANGGOTA", "NAMA ANGGOTA KELUARGA", "NAMA LENGKAP", "NAMA KEPALA KELUARGA"],
        required=True,
        widget=NameWidget(120),
        examples=["CONTOH PERTAMA", "CONTOH KEDUA"],
    )
    relation = SheetField(
        "relation",
        "HUB_KEPALA_KELUARGA",
        aliases=[
            *("HUBUNGAN DENGAN KEPALA KELUARGA", "HUB KELUARGA", "HUBUNGAN KELUARGA", "HUBUNGAN"),
            *("STATUS HUBUNGAN", "STATUS HUBUNGAN DALAM KELUARGA", "SHDK"),
        ],
        widget=RelationWidget(),
        examples=["KEPALA", "ISTRI"],
    )
    occupation = SheetField(
        "occupation",
        "PEKERJAAN_UTAMA",
        aliases=["PEKERJAAN", "JENIS PEKERJAAN"],
        widget=TextWidget(80),
        examples=["BURUH", "MENGURUS RUMAH TANGGA"],
    )
    birth_date = SheetField(
        "birth_date",
        "TANGGAL LAHIR",
        aliases=["TGL LAHIR"],
        widget=DateWidget(),
        in_template=False,
    )
    sex = SheetField(
        "sex",
        "JENIS KELAMIN",
        aliases=["L/P", "JK", "JENKEL"],
        widget=sex_widget(),
        in_template=False,
    )
    address = SheetField(
        "address",
        "ALAMAT",
        aliases=["ALAMAT RUMAH", "ALAMAT LENGKAP"],
        widget=TextWidget(255),
        examples=["JL. CONTOH NO. 1", "JL. CONTOH NO. 1"],
        of_house=True,
    )
    rt = SheetField("rt", "RT", widget=RtWidget(), examples=["005", "005"], of_house=True)
    rw = SheetField("rw", "RW", widget=RwWidget(), examples=["", ""], of_house=True)
    rt_rw = SheetField(
        "rt_rw", "RT/RW", aliases=["RT RW"], widget=RtRwWidget(), in_template=False, of_house=True
    )
    city = SheetField(
        "city",
        "KABUPATEN/KOTA",
        aliases=["KAB/KOTA", "KABUPATEN KOTA", "KOTA", "NAMA KABUPATEN"],
        widget=TextWidget(),
        in_template=False,
        of_house=True,
    )
    district = SheetField(
        "district",
        "KECAMATAN",
        aliases=["KEC", "NM KEC", "NAMA KECAMATAN"],
        widget=TextWidget(),
        examples=["SAMARINDA ULU", "SAMARINDA ULU"],
        of_house=True,
    )
    village = SheetField(
        "village",
        "KELURAHAN",
        aliases=["DESA/KELURAHAN", "KEL/DESA", "KELURAHAN/DESA", "NM KEL", "NAMA KELURAHAN"],
        widget=TextWidget(),
        examples=["JAWA", "JAWA"],
        of_house=True,
    )
    area_code = SheetField(
        "area_code",
        "ID_WILAYAH",
        aliases=["KODE WILAYAH", "ID DESA", "KODE DESA", "KODE KELURAHAN", "ID KELURAHAN"],
        widget=TextWidget(20),
        examples=["", ""],
        of_house=True,
    )
    decile = SheetField(
        "decile",
        "DESIL_NASIONAL",
        aliases=["DESIL", "DESIL KESEJAHTERAAN"],
        widget=RankWidget("Desil", 10),
        examples=["2", ""],
    )
    percentile = SheetField(
        "percentile",
        "PERCENTILE_NASIONAL",
        aliases=["PERCENTILE", "PERSENTIL", "PERSENTIL NASIONAL"],
        widget=RankWidget("Persentil", 100),
        examples=["14", ""],
    )
    place_in_nation = SheetField(
        "place_in_nation",
        "PERINGKAT_NASIONAL",
        widget=RankWidget("Peringkat"),
        examples=["1204511", ""],
    )
    place_in_province = SheetField(
        "place_in_province",
        "PERINGKAT_PROVINSI",
        widget=RankWidget("Peringkat"),
        examples=["10233", ""],
    )
    place_in_city = SheetField(
        "place_in_city",
        "PERINGKAT_KABUPATEN",
        aliases=["PERINGKAT KOTA", "PERINGKAT KABUPATEN/KOTA"],
        widget=RankWidget("Peringkat"),
        examples=["1207", ""],
    )
