"""The column sets of recipient and payment lists. The kinds that read them are in aid_lists.py."""

from import_export.resources import Resource

from programs.widgets import FamilyNumberWidget, PeriodWidget, RupiahWidget, StatusWidget
from registry.imports.importkinds import SheetField
from registry.imports.values.widgets import (
    DateWidget,
    NameWidget,
    RtWidget,
    TextWidget,
    kk_widget,
    nik_widget,
)

NAMES = [
    *("NAMA PENERIMA", "NAMA KPM", "NAMA PENGURUS", "NAMA LENGKAP", "NAMA ART"),
    *("NAMA KRT", "NAMA KEPALA KELUARGA", "NAMA PENERIMA MANFAAT"),
]
NIKS = [
    *("NIK KTP", "NOMOR NIK", "NO KTP", "NOMOR INDUK KEPENDUDUKAN", "NIK PENERIMA", "NIK KPM"),
    *("NIK PENGURUS", "NIK ART", "NIK KRT", "NIK KEPALA KELUARGA"),
]
KKS = ["NO KK", "NOKK", "NO KARTU KELUARGA", "KARTU KELUARGA", "NKK", "KK"]
DISTRICTS = ["NM KEC", "KEC", "NAMA KECAMATAN", "ID KEC", "KODE KEC"]
VILLAGES = [
    *("NM KEL", "KEL", "KEL/DESA", "DESA/KELURAHAN", "DESA/KELUARAHAN", "KELURAHAN/DESA", "DESA"),
    *("NM DESA", "ID DESA", "ID KEL", "KODE DESA", "KODE KEL", "ID WILAYAH"),
]


class RecipientResource(Resource):
    """A recipient list (BNBA): often no more than NIK and NAMA."""

    name = SheetField(
        "name",
        "NAMA",
        aliases=NAMES,
        required=True,
        widget=NameWidget(120),
        examples=["CONTOH PERTAMA", "CONTOH KEDUA"],
    )
    nik = SheetField(
        "nik",
        "NIK",
        aliases=NIKS,
        widget=nik_widget(),
        examples=["6472030101809991", "6472034202829992"],
    )
    kk = SheetField(
        "kk",
        "NOMOR KK",
        aliases=KKS,
        widget=kk_widget(),
        examples=["6472030101219991", "6472030101219992"],
        of_house=True,
    )
    family = SheetField(
        "family", "NO KEL", widget=FamilyNumberWidget(), in_template=False, of_house=True
    )
    program = SheetField(
        "program",
        "BANSOS",
        aliases=[
            *("PROGRAM", "JENIS BANSOS", "NAMA PROGRAM", "NAMA BANSOS", "JENIS PROGRAM"),
            *("JENIS BANTUAN", "NAMA BANTUAN"),
        ],
        widget=TextWidget(60),
        examples=["BPNT", "BPNT"],
    )
    birth_date = SheetField(
        "birth_date",
        "TANGGAL LAHIR",
        aliases=["TGL LAHIR", "TANGGAL LAHIR PENERIMA", "TGL LAHIR PENERIMA"],
        widget=DateWidget(),
        examples=["01/01/1980", ""],
    )
    district = SheetField(
        "district",
        "KECAMATAN",
        aliases=DISTRICTS,
        widget=TextWidget(),
        examples=["SAMARINDA ULU", "SAMARINDA ULU"],
        of_house=True,
    )
    village = SheetField(
        "village",
        "KELURAHAN",
        aliases=VILLAGES,
        widget=TextWidget(120),
        examples=["JAWA", "JAWA"],
        of_house=True,
    )
    address = SheetField(
        "address",
        "ALAMAT",
        aliases=["ALAMAT RUMAH", "ALAMAT LENGKAP", "ALAMAT PENERIMA", "ALAMAT KPM", "ALAMAT KTP"],
        widget=TextWidget(255),
        examples=["JL. CONTOH NO. 1", "JL. CONTOH NO. 2"],
        of_house=True,
    )
    rt = SheetField(
        "rt",
        "RT",
        aliases=["RT/RW", "RT RW"],
        widget=RtWidget(),
        examples=["005", "006"],
        of_house=True,
    )


class PaymentResource(RecipientResource):
    """A payment list: who was paid how much for which months, in the office's own words."""

    period = SheetField(
        "period",
        "PERIODE",
        aliases=["BULAN", "MASA", "PERIODE SALUR", "BULAN SALUR", "BULAN PENYALURAN"],
        widget=PeriodWidget(),
        examples=["April 2021", "2021-04"],
    )
    stage = SheetField(
        "stage",
        "TAHAP",
        aliases=["TAHAP/BULAN", "TERMIN", "TAHAP SALUR", "TAHAP PENYALURAN"],
        widget=TextWidget(20),
        examples=["", ""],
    )
    amount = SheetField(
        "amount",
        "NOMINAL",
        aliases=[
            *("NOMINAL (RP)", "NOMINAL BANTUAN", "JUMLAH BANTUAN", "NILAI BANTUAN", "BESARAN"),
            *("BESAR BANTUAN", "JUMLAH UANG", "JUMLAH (RP)", "NILAI", "JUMLAH"),
        ],
        widget=RupiahWidget(),
        examples=["200000", "200.000"],
    )
    status = SheetField(
        "status",
        "STATUS",
        aliases=["STATUS SALUR", "STATUS TRANSAKSI", "STATUS PENYALURAN", "KETERANGAN", "KET"],
        widget=StatusWidget(),
        examples=["BERHASIL TRANSAKSI", "GAGAL SALUR"],
    )
    paid_on = SheetField(
        "paid_on",
        "TANGGAL SALUR",
        aliases=[
            *("TGL SALUR", "TANGGAL PENYALURAN", "TANGGAL BAYAR", "TANGGAL TRANSAKSI"),
            *("TANGGAL CAIR", "TANGGAL PENCAIRAN"),
        ],
        widget=DateWidget(),
        examples=["15/04/2021", ""],
    )
    channel = SheetField(
        "channel",
        "LEMBAGA PENYALUR",
        aliases=["BANK", "BANK PENYALUR", "NAMA BANK", "PENYALUR"],
        widget=TextWidget(60),
        examples=["BANK CONTOH", "BANK CONTOH"],
    )
