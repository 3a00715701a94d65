"""The columns of the lists of people: the DTKS export and its elders, BDT 2015, SIKS-NG."""

from typing import Any

from import_export.resources import Resource

from registry import codes, identifiers
from registry.imports.importkinds import SheetField
from registry.imports.values.widgets import (
    NOT_ALIVE,
    BirthWidget,
    DateWidget,
    DeathWidget,
    FoundWidget,
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
    yes_no_widget,
)

# Aid columns → programme codes. Claims of the list, never aid received.
CLAIMS = {
    "claim_bpnt": "BPNT",
    "claim_pkh": "PKH",
    "claim_bpnt_ppkm": "BPNT-PPKM",
    "claim_pbi": "PBI-JK",
    "claim_bst": "BST",
    "claim_blt": "BLT",
    "claim_blt_bbm": "BLT-BBM",
    "claim_pena": "PENA",
    "claim_permakanan": "PERMAKANAN",
    "claim_rutilahu": "RUTILAHU",
    "claim_sembako_adaptif": "SEMBAKO-ADAPTIF",
    "claim_yapi": "YAPI",
    "claim_atensi": "ATENSI",
}


def claim_field(name: str, label: str, *aliases: str, **options: Any) -> SheetField:
    return SheetField(name, label, aliases=aliases, widget=yes_no_widget(), **options)


class DtksResource(Resource):
    """One row a person. 23 columns in the DTKS export, with its own typo in DESA/KELUARAHAN.

    SIKS-NG has no ID DTKS: IDSEMESTA names the person, and the No. KK his household.
    """

    def __init__(self, relation_codes: codes.RelationScheme | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields["relation"].widget = RelationWidget(relation_codes)

    dtks_id = SheetField(
        "dtks_id",
        "ID DTKS",
        aliases=["IDDTKS", "ID BDT", "IDBDT", "ID DTKS/BDT", "NO ID DTKS", "ID RUTA"],
        required=True,
        unless=["idsemesta"],
        widget=FoundWidget(identifiers.read_dtks_id, "16 sampai 18 digit"),
        examples=["6472030000009991", "6472030000009991"],
        of_house=True,
    )
    idsemesta = SheetField(
        "idsemesta",
        "IDSEMESTA",
        aliases=["ID SEMESTA"],
        widget=NumberWidget("IDSEMESTA"),
        in_template=False,
    )
    city = SheetField(
        "city",
        "KABUPATEN/KOTA",
        aliases=["KAB/KOTA", "KABUPATEN KOTA", "KOTA", "NM KAB", "NAMA KABUPATEN"],
        widget=TextWidget(),
        examples=["KOTA SAMARINDA", "KOTA SAMARINDA"],
        of_house=True,
    )
    district = SheetField(
        "district",
        "KECAMATAN",
        aliases=["KEC", "NM KEC", "ID KEC", "KODE KEC"],
        widget=TextWidget(),
        examples=["SAMARINDA ULU", "SAMARINDA ULU"],
        of_house=True,
    )
    village = SheetField(
        "village",
        "DESA/KELUARAHAN",
        required=True,
        widget=TextWidget(),
        aliases=[
            *("DESA/KELURAHAN", "KELURAHAN", "KEL/DESA", "KELURAHAN/DESA", "NM KEL", "NM DESA"),
            *("DESA", "ID DESA", "ID KEL", "KODE DESA", "KODE KEL", "ID WILAYAH"),
        ],
        examples=["JAWA", "JAWA"],
        of_house=True,
    )
    address = SheetField(
        "address",
        "ALAMAT",
        aliases=["ALAMAT RUMAH", "ALAMAT LENGKAP", "ALAMAT DOMISILI", "ALAMAT KTP"],
        widget=TextWidget(255),
        examples=["JL. CONTOH NO. 1", "JL. CONTOH NO. 1"],
        of_house=True,
    )
    rt = SheetField("rt", "RT", widget=RtWidget(), examples=["005", "005"], of_house=True)
    rw = SheetField("rw", "RW", widget=RwWidget(), examples=["", ""], of_house=True)
    rt_rw = SheetField(
        "rt_rw",
        "RT/RW",
        aliases=["RT RW", "RT DAN RW"],
        widget=RtRwWidget(),
        in_template=False,
        of_house=True,
    )
    kk = SheetField(
        "kk",
        "NOKK",
        widget=kk_widget(),
        aliases=["NOMOR KK", "NO KK", "NO KARTU KELUARGA", "KARTU KELUARGA", "NKK", "KK", "NO KEL"],
        examples=["6472030101219991", "6472030101219991"],
        of_house=True,
    )
    nik = SheetField(
        "nik",
        "NIK",
        aliases=["NOMOR NIK", "NIK KTP", "NIK ART", "NO KTP", "NOMOR INDUK KEPENDUDUKAN"],
        required=True,
        widget=nik_widget(),
        examples=["6472030101809991", "6472034202829992"],
    )
    name = SheetField(
        "name",
        "NAMA",
        # A list that names head and member on one row means the member by its row.
        aliases=[
            *("NAMA ART", "NAMA ANGGOTA", "NAMA ANGGOTA RUMAH TANGGA", "NAMA ANGGOTA KELUARGA"),
            *("NAMA LENGKAP", "NAMA INDIVIDU", "NAMA PENERIMA", "NAMA KPM", "NAMA PENGURUS"),
            *("NAMA KRT", "NAMA KEPALA RUMAH TANGGA", "NAMA KEPALA KELUARGA"),
        ],
        required=True,
        widget=NameWidget(120),
        examples=["CONTOH PERTAMA", "CONTOH KEDUA"],
    )
    birth_date = SheetField(
        "birth_date",
        "TANGGAL LAHIR",
        aliases=["TGL LAHIR", "TGLLAHIR", "TGL LHR"],
        widget=DateWidget(),
        examples=["01/01/1980", "02/02/1982"],
    )
    birth_place = SheetField(
        "birth_place",
        "TEMPAT LAHIR",
        aliases=["TMP LAHIR", "TMPT LHR"],
        widget=TextWidget(80),
        examples=["SAMARINDA", "SAMARINDA"],
    )
    birth = SheetField(
        "birth",
        "TTL",
        aliases=["TEMPAT TANGGAL LAHIR", "TEMPAT DAN TANGGAL LAHIR", "TEMPAT TGLLAHIR"],
        widget=BirthWidget(),
        in_template=False,
    )
    sex = SheetField(
        "sex",
        "JENIS KELAMIN",
        aliases=["L/P", "JK", "JENKEL", "JNS KEL", "KELAMIN", "JENIS KELAMIN (L/P)", "JK (L/P)"],
        widget=sex_widget(),
        examples=["L", "P"],
    )
    occupation = SheetField(
        "occupation",
        "PEKERJAAN",
        aliases=["PEKERJAAN UTAMA", "JENIS PEKERJAAN"],
        widget=TextWidget(80),
        examples=["BURUH", "MENGURUS RUMAH TANGGA"],
    )
    mother_name = SheetField(
        "mother_name",
        "NAMA IBU KANDUNG",
        aliases=["IBU KANDUNG", "NAMA IBU", "NAMA GADIS IBU KANDUNG"],
        widget=TextWidget(120),
        examples=["IBU CONTOH", "IBU CONTOH"],
    )
    relation = SheetField(
        "relation",
        "HUB KELUARGA",
        widget=RelationWidget(),
        aliases=[
            *("HUBUNGAN KELUARGA", "HUBUNGAN", "STATUS HUBUNGAN", "SHDK", "STAT HBKEL"),
            *("HUBUNGAN DENGAN KRT", "HUB KRT", "HUBUNGAN DENGAN KEPALA RUMAH TANGGA"),
            *("STATUS HUBUNGAN DALAM KELUARGA", "HUBUNGAN DALAM KELUARGA"),
            *("HUB KEPALA KELUARGA", "HUBUNGAN DENGAN KEPALA KELUARGA"),
        ],
        examples=["KEPALA", "ISTRI"],
    )
    alive = SheetField(
        "alive",
        "MASIH HIDUP LABEL",
        aliases=["MASIH HIDUP", "STATUS HIDUP"],
        widget=DeathWidget(NOT_ALIVE),
        in_template=False,
    )
    death_note = SheetField(
        "death_note", "KETERANGAN MENINGGAL", widget=DeathWidget(), in_template=False
    )
    claim_bpnt = claim_field("claim_bpnt", "BANSOS BPNT", "BPNT", examples=["YA", ""])
    claim_pkh = claim_field("claim_pkh", "BANSOS PKH", "PKH", examples=["TIDAK", ""])
    claim_bpnt_ppkm = claim_field(
        "claim_bpnt_ppkm", "BANSOS BPNT-PPKM", "BPNT-PPKM", "BNPT_PPKM", examples=["TIDAK", ""]
    )
    claim_pbi = claim_field("claim_pbi", "PBI JKN", "PBI", "PBI-JK", examples=["YA", "YA"])
    claim_bst = claim_field("claim_bst", "BANSOS BST", "BST", in_template=False)
    claim_blt = claim_field("claim_blt", "BANSOS BLT", "BLT", in_template=False)
    claim_blt_bbm = claim_field("claim_blt_bbm", "BANSOS BLT BBM", "BLT BBM", in_template=False)
    claim_pena = claim_field("claim_pena", "BANSOS PENA", "PENA", in_template=False)
    claim_permakanan = claim_field(
        "claim_permakanan", "BANSOS PERMAKANAN", "PERMAKANAN", in_template=False
    )
    claim_rutilahu = claim_field("claim_rutilahu", "BANSOS RUTILAHU", "RUTILAHU", in_template=False)
    claim_sembako_adaptif = claim_field(
        "claim_sembako_adaptif", "SEMBAKO ADAPTIF", in_template=False
    )
    claim_yapi = claim_field("claim_yapi", "BANSOS YAPI", "YAPI", in_template=False)
    claim_atensi = claim_field("claim_atensi", "BANSOS ATENSI", "ATENSI", in_template=False)
