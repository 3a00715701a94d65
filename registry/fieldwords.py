"""The words in which a reader of the history meets stored fields and values (pure)."""

from registry.codes import Existence, Marital, PaymentStatus, Relation, Sex

# Words for the fields that an event or an import may have changed; others show under their name.
FIELD_WORDS = {
    "address": "alamat",
    "area": "kelurahan",
    "area_id": "kelurahan",
    "rt": "RT",
    "rw": "RW",
    "head": "kepala",
    "head_id": "kepala",
    "standing": "status",
    "standing_on": "tanggal status",
    "reported": "laporan",
    "state": "keadaan kunjungan",
    "closed_on": "ditutup pada",
    "closed_reason": "alasan penutupan",
    "name": "nama",
    "nik": "NIK",
    "kk": "No. KK",
    "relation": "hubungan",
    "mother_name": "nama ibu kandung",
    "birth_place": "tempat lahir",
    "birth_date": "tanggal lahir",
    "sex": "jenis kelamin",
    "occupation": "pekerjaan",
    "existence": "keberadaan",
    "existence_on": "sejak",
    "decile": "desil",
    "percentile": "persentil",
    "place_in_nation": "peringkat nasional",
    "place_in_province": "peringkat provinsi",
    "place_in_city": "peringkat kota",
    "kata": "kata yang dicari",
    "role": "peran",
    "areas": "wilayah",
    "kind": "jenis",
    "new": "baru",
    "changed": "berubah",
    "same": "sama",
    "problem": "bermasalah",
    "changes": "nilai yang dicatat",
    "digest": "sidik perubahan",
    "removed": "dihapus kembali",
    "restored": "dikembalikan",
    "left": "tetap",
    "households": "rumah tangga",
    "seed": "benih",
    "visits": "dengan kunjungan",
    "username": "nama pengguna",
    "full_name": "nama lengkap",
    "is_active": "aktif",
    "valid_from": "sejak",
    "valid_to": "sampai",
    "pair": "pasangan",
    "verdict": "putusan",
    "unit": "mengikat",
    "basis": "dasar hukum",
    "note": "keterangan",
    "code": "kode",
    "aliases": "sebutan lain",
    "source": "sumber dana",
    "target": "sasaran",
    "amount": "nilai",
    "counted": "dihitung",
    "program_code": "bantuan menurut daftar",
    "area_text": "kelurahan menurut daftar",
    "link_state": "hubungan ke register",
    "link_method": "dihubungkan lewat",
    "status": "status",
    "raw_status": "status menurut daftar",
    "paid_on": "tanggal bayar",
    "channel": "lembaga penyalur",
    "correction": "berkas perbaikan",
    "rows": "baris",
    "sheet": "lembar",
    "release": "rilis",
    "relation_codes": "kode hubungan",
    "program": "program",
    "period": "bulan",
    "stage": "tahap",
    "city": "kota",
    "district": "kecamatan",
    "village": "kelurahan",
    "result": "hasil",
    "warned": "peringatan",
    "despite": "tetap dicatat karena",
}
# Columns of a file that are no fields of the register, beside those above.
COLUMN_WORDS = {
    "": "disimpan apa adanya",
    "dtks_id": "ID DTKS",
    "idsemesta": "IDSEMESTA",
    "family": "nomor keluarga",
    "rt_rw": "RT dan RW",
    "birth": "tempat dan tanggal lahir",
    "area_code": "kode wilayah",
    "alive": "masih hidup",
    "death_note": "keterangan meninggal",
    "visited_on": "tanggal kunjungan",
    "officer": "petugas",
    "died_on": "tanggal meninggal",
    "destination": "tujuan pindah",
}
CLAIM = "claim_"
# Options of an import: what an event of another choice may be about, beside columns.
IMPORT_OPTIONS = {"sheet", "release", "relation_codes", "program", "period"}


def column_word(field: str) -> str:
    """What a column of a file was taken for, in words."""
    if field.startswith(CLAIM):
        return f"bantuan {field.removeprefix(CLAIM).replace('_', '-').upper()} menurut daftar"
    return COLUMN_WORDS.get(field) or FIELD_WORDS.get(field, field)


# What an event was about, where it was no household, person or file: the word before the colon.
SUBJECT_WORDS = {
    "user": "pengguna",
    "file": "berkas",
    "round": "periode",
    "city": "kota",
    "area": "wilayah",
    "program": "program",
    "overlaprule": "aturan rangkap",
    "posting": "penempatan",
    "release": "rilis",
    "unduh": "",
    # A random number; the household beside it says more.
    "visit": None,
    "payment": None,
}
# Bookkeeping that says nothing to a reader.
SILENT = {
    "version",
    "is_current",
    "merged_into_id",
    "name_key",
    "sound_key",
    "closed_at",
    "existence_recorded_at",
    "public_id",
    "created_at",
    "row",
    "row_id",
    "new_recipient",
}
# Stored words of closed lists → what a reader sees. Other values show as they are.
VALUE_WORDS: dict[str, dict[str, str]] = {
    "relation": dict(Relation.choices),
    "sex": dict(Sex.choices),
    "existence": dict(Existence.choices),
    "marital": dict(Marital.choices),
    "status": dict(PaymentStatus.choices),
    "link_state": {
        "terhubung": "terhubung",
        "ganda": "lebih dari satu calon",
        "ragu": "menunggu dipilih",
        "luar": "di luar",
    },
    "link_method": {"nik": "NIK", "kk": "No. KK", "nama": "nama dan alamat", "petugas": "petugas"},
}
