"""Each office's own columns, under the words it uses (the header rows are theirs, typos too)."""

import datetime
from typing import Any

from tests.registry.imports.cases import BPNT, Case, Write, people, table, text
from tests.registry.imports.families import FAMILY, MEMBER, T1
from tests.registry.imports.lists import CHILD, HEAD

NIK, KK, ID = HEAD["NIK"], HEAD["NOKK"], HEAD["ID DTKS"]
BORN = datetime.date(1980, 5, 12)
SITI = {"Person.name": "SITI AMINAH", "Person.nik": NIK}
RECIPIENT = {"Recipient.name": "SITI AMINAH", "Recipient.nik": NIK}


def columns(cells: dict[str, Any]) -> Write:
    """A workbook of one row: {header word: cell}."""
    return table(list(cells), list(cells.values()))


def dtks(name: str, cells: dict[str, Any], stored: dict[str, Any], **expected: Any) -> Case:
    return Case(name, columns(cells), file="daftar.xlsx", stored={**SITI, **stored}, **expected)


def aid(name: str, cells: dict[str, Any], stored: dict[str, Any], **expected: Any) -> Case:
    kept = {"kind": "recipients", "options": {"program": "BPNT"}, **expected}
    return Case(name, columns(cells), file="bnba.xlsx", stored={**RECIPIENT, **stored}, **kept)


OFFICES = [
    Case(
        "the DTKS export of 23 columns, its own typo in DESA/KELUARAHAN",
        people(HEAD, CHILD),
        counts=(2, 0, 0, 0),
        header_row=1,
        mapped={
            "ID DTKS": "dtks_id",
            "DESA/KELUARAHAN": "village",
            "NOKK": "kk",
            "NIK": "nik",
            "TANGGAL LAHIR": "birth_date",
            "HUB KELUARGA": "relation",
            "BANSOS BPNT-PPKM": "claim_bpnt_ppkm",
            "PBI JKN": "claim_pbi",
            "KETERANGAN PADAN": None,
            "DUSUN": None,
        },
        stored={
            "Person.nik": [NIK, CHILD["NIK"]],
            "Membership.kk": [KK, KK],
            "Membership.relation": ["kepala", "anak"],
            "Household.rt": "005",
            "ListedAid.program_code": ["BPNT", "PBI-JK"],
            "Listing.release__code": "DTKS-2021-07",
        },
    ),
    dtks(
        "an older DTKS export: NOMOR KK, NOMOR NIK, HUBUNGAN KELUARGA",
        {
            "ID DTKS": ID,
            "KECAMATAN": "SAMARINDA ULU",
            "DESA/KELURAHAN": "JAWA",
            "NOMOR KK": KK,
            "NOMOR NIK": NIK,
            "NAMA": "SITI AMINAH",
            "HUBUNGAN KELUARGA": "KEPALA",
        },
        {"Membership.kk": KK, "Membership.relation": "kepala"},
        mapped={"NOMOR KK": "kk", "NOMOR NIK": "nik", "HUBUNGAN KELUARGA": "relation"},
    ),
    dtks(
        "IDBDT, NAMA ART, L/P, TGL LAHIR, SHDK, IBU KANDUNG",
        {
            "IDBDT": ID,
            "KEL/DESA": "JAWA",
            "NO. KK": KK,
            "NIK": NIK,
            "NAMA ART": "SITI AMINAH",
            "L/P": "L",
            "TGL LAHIR": "12-05-1980",
            "SHDK": "KEPALA KELUARGA",
            "IBU KANDUNG": "HALIMAH",
        },
        {
            "Membership.kk": KK,
            "Person.sex": "L",
            "Person.birth_date": BORN,
            "Person.mother_name": "HALIMAH",
        },
    ),
    dtks(
        "ID BDT, NAMA KRT, JK, NO_KK, STATUS HUBUNGAN",
        {
            "ID BDT": ID,
            "Kelurahan": "Jawa",
            "NO_KK": KK,
            "NIK KTP": NIK,
            "NAMA KRT": "SITI AMINAH",
            "JK": "LAKI-LAKI",
            "STATUS HUBUNGAN": "Kepala",
        },
        {"Membership.kk": KK, "Person.sex": "L", "Membership.relation": "kepala"},
    ),
    *[
        dtks(
            f"No. KK under the word {word}",
            {"ID DTKS": ID, "KELURAHAN": "JAWA", word: KK, "NIK": NIK, "NAMA": "SITI AMINAH"},
            {"Membership.kk": KK},
            mapped={word: "kk"},
        )
        for word in ("NKK", "NO KARTU KELUARGA", "No. KK", "Nomer KK")
    ],
    dtks(
        "place and day of birth in one column TTL",
        {
            "ID DTKS": ID,
            "KELURAHAN": "JAWA",
            "NIK": NIK,
            "NAMA": "SITI AMINAH",
            "TTL": "Samarinda, 12-05-1980",
        },
        {"Person.birth_date": BORN, "Person.birth_place": "Samarinda"},
    ),
    *[
        dtks(
            f"RT and RW in one column: {found}",
            {"ID DTKS": ID, "KELURAHAN": "JAWA", "RT/RW": found, "NIK": NIK, "NAMA": "SITI AMINAH"},
            {"Household.rt": rt, "Household.rw": rw},
            mapped={"RT/RW": "rt_rw"},
        )
        for found, rt, rw in (
            *(("001/002", "001", "002"), ("RT 01/RW 02", "001", "002")),
            *(("RT.001 RW -", "001", ""), ("-", "", "")),
        )
    ],
    Case(
        "SIKS-NG, whose rows have no ID DTKS and whose BNPT_PPKM is its own typo",
        columns(
            {
                "id_kec": "6472050",
                "id_desa": "6472050002",
                "Nama": "SITI AMINAH",
                "NIK": NIK,
                "NOKK": KK,
                "Alamat": "JL. MAWAR",
                "rt": "5",
                "rw": "",
                "idsemesta": "64720300001234567",
                "FIRST_SK": "2020",
                "BPNT": "YA",
                "periode_BPNT": "2023-01",
                "BNPT_PPKM": "YA",
                "PKH": "TIDAK",
                "masih_hidup_label": "Ya",
                "keterangan_meninggal": "",
            }
        ),
        file="siks.xlsx",
        mapped={"id_desa": "village", "BNPT_PPKM": "claim_bpnt_ppkm", "periode_BPNT": None},
        stored={
            **SITI,
            "Household.area__name": "Jawa",
            "Household.rt": "005",
            "Membership.kk": KK,
            "ListedAid.program_code": ["BPNT", "BPNT-PPKM"],
        },
    ),
    Case(
        "DTSEN: the sheet of families",
        columns(FAMILY),
        file="dtsen.xlsx",
        kind="dtsen",
        options=T1,
        mapped={"nama_kepala_keluarga": "name", "desil_nasional": "decile"},
        stored={
            **SITI,
            "Household.area__name": "Jawa",
            "Household.head__nik": NIK,
            "Listing.decile": 2,
            "Listing.percentile": 14,
            "Listing.place_in_nation": 1_204_511,
        },
    ),
    Case(
        "DTSEN: the sheet of members, before that of their families",
        columns(MEMBER),
        file="anggota.xlsx",
        kind="dtsen",
        options=T1,
        counts=(0, 0, 0, 1),
        mapped={"hub_kepala_keluarga": "relation", "pekerjaan_utama": "occupation"},
        problem="Impor lembar keluarga lebih dahulu",
    ),
    Case(
        "BDT 2015: words, then KOLOM 1, KOLOM 2 …, and a hundred columns beside",
        table(
            ["IDBDT", "KELURAHAN", "NIK", "NAMA ART", *[f"LUAS {n}" for n in range(100)]],
            [f"KOLOM {n}" for n in range(1, 105)],
            [ID, "JAWA", NIK, "SITI AMINAH", *range(100)],
        ),
        file="bdt.xlsx",
        header_row=1,
        stored=SITI,
    ),
    Case(
        "a recipient list (BNBA) of ten columns",
        columns(
            {
                "NO": 1,
                "NAMA PENERIMA": "SITI AMINAH",
                "NIK KTP": NIK,
                "TAHAP": 1,
                "BANSOS": "BPNT",
                "IDSEMESTA": "",
                "NO KEL": KK,
                "NM KEC": "SAMARINDA ULU",
                "NM KEL": "JAWA",
                "ALAMAT": "JL. MAWAR",
            }
        ),
        file="bnba.xlsx",
        kind="recipients",
        mapped={"NIK KTP": "nik", "NAMA PENERIMA": "name", "BANSOS": "program", "NO": None},
        stored={
            **RECIPIENT,
            "Recipient.program__code": "BPNT",
            "Recipient.kk": KK,
            "Recipient.area__name": "Jawa",
            "Recipient.address": "JL. MAWAR",
        },
    ),
    aid("only NIK and NAMA", {"NIK": NIK, "NAMA": "SITI AMINAH"}, {}),
    *[
        aid(f"the name under the word {word}", {"NIK": NIK, word: "SITI AMINAH"}, {})
        for word in ("NAMA PENGURUS", "NAMA KPM", "Nama Kepala Keluarga")
    ],
    aid(
        "NO KEL is a number of the kelurahan and no family",
        {"NIK": NIK, "NAMA": "SITI AMINAH", "NO KEL": "1006"},
        {"Recipient.kk": ""},
    ),
    Case(
        "a payment list in small letters",
        text(
            "nik,no_kk,no_rekening,nama_pengurus,lembaga_penyalur,tahap/bulan,nominal,keterangan\n"
            f'{NIK},{KK},0123456789,SITI AMINAH,PT POS,April 2021,"Rp 200.000,-",SP2D\n'
        ),
        kind="disbursements",
        options={"program": "BPNT"},
        mapped={
            "no_kk": "kk",
            "nama_pengurus": "name",
            "lembaga_penyalur": "channel",
            "nominal": "amount",
            "keterangan": "status",
            "no_rekening": None,
        },
        stored={
            **RECIPIENT,
            "Recipient.kk": KK,
            "Disbursement.first_month": 2021 * 12 + 3,
            "Disbursement.amount": 200_000,
            "Disbursement.status": "diproses",
            "Disbursement.channel": "PT POS",
        },
    ),
    Case(
        "a payment list with NOMINAL and KET",
        columns({"NAMA KPM": "SITI AMINAH", "NIK": NIK, "NOMINAL": 200_000, "KET": "RETUR"}),
        file="bayar.xlsx",
        kind="disbursements",
        options=BPNT,
        stored={**RECIPIENT, "Disbursement.amount": 200_000, "Disbursement.status": "gagal"},
    ),
]
