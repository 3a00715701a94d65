"""Audit verbs and the sentences in which a person reads them (pure)."""

from django.db.models import TextChoices


class Verb(TextChoices):
    """What can stand in the history. Stored words never change; add new ones."""

    # imports
    IMPORT_UPLOADED = "impor_unggah", "mengunggah berkas"
    IMPORT_APPLIED = "impor_terap", "menerapkan impor"
    IMPORT_UNDONE = "impor_urung", "mengurungkan impor"
    IMPORT_DISCARDED = "impor_batal", "membatalkan impor"
    IMPORT_REFUSED = "impor_tolak", "menolak berkas"
    IMPORT_MENDED = "impor_perbaiki", "memperbaiki nilai di seluruh kolom"
    IMPORT_RECHOSEN = "impor_pilih", "mengubah pilihan impor"
    IMPORT_RETYPED = "impor_jenis", "membuka berkas sebagai jenis lain"
    # identities
    IDENTITY_REVEALED = "tampil_nik", "menampilkan NIK"
    IDENTITY_SEARCHED = "cari_nik", "mencari dengan NIK atau No. KK"
    CITY_ASKED = "cek_kota", "menanyakan NIK di luar wilayahnya"
    NAME_SEARCHED = "cari_nama", "mencari nama"
    LIST_EXPORTED = "unduh", "mengunduh daftar"
    # households and people
    HOUSEHOLD_CORRECTED = "perbaiki_ruta", "memperbaiki data rumah tangga"
    PERSON_CORRECTED = "perbaiki_anggota", "memperbaiki data anggota"
    HEAD_NAMED = "ganti_kepala", "menetapkan kepala rumah tangga"
    # aid
    CANDIDATES_CHECKED = "cek_calon", "memeriksa daftar calon penerima"
    RECIPIENT_LINKED = "hubung_terima", "menghubungkan penerima dengan rumah tangga"
    RECIPIENT_UNLINKED = "hubung_lepas", "melepas hubungan penerima"
    RECIPIENT_LEFT_OUT = "hubung_tolak", "menyatakan penerima di luar register"
    AID_ENTERED = "bantuan_catat", "mencatat bantuan"
    AID_CANCELLED = "bantuan_batal", "membatalkan catatan bantuan"
    RULE_ADDED = "aturan_tambah", "menambah aturan rangkap"
    RULE_CHANGED = "aturan_ubah", "mengubah aturan rangkap"
    RULE_ENDED = "aturan_akhiri", "mengakhiri aturan rangkap"
    # field work
    VISIT_CONFIRMED = "kunjungan_terkonfirmasi", "mencatat terkonfirmasi"
    VISIT_NOT_FOUND = "kunjungan_tak_ketemu", "mencatat tidak ditemukan"
    VISIT_POSTPONED = "kunjungan_tunda", "menunda kunjungan"
    VISIT_REPORTED = "kunjungan_lapor", "melaporkan perubahan"
    VISIT_WITHDRAWN = "kunjungan_tarik", "menarik kembali hasil kunjungan"
    REPORT_ACCEPTED = "laporan_terima", "menerima laporan"
    REPORT_RETURNED = "laporan_kembali", "mengembalikan laporan"
    REPORT_REVOKED = "laporan_cabut", "mencabut penerimaan laporan"
    ROUND_OPENED = "periode_buka", "membuka periode verifikasi"
    ROUND_CLOSED = "periode_tutup", "menutup periode verifikasi"
    ASSIGNED = "tugas_beri", "memberi penugasan"
    UNASSIGNED = "tugas_cabut", "mencabut penugasan"
    # reference data
    REFERENCE_ADDED = "rujukan_tambah", "menambah data rujukan"
    REFERENCE_CHANGED = "rujukan_ubah", "mengubah data rujukan"
    REFERENCE_DELETED = "rujukan_hapus", "menghapus data rujukan"
    USER_ADDED = "pengguna_tambah", "menambah pengguna"
    PASSWORD_SET = "sandi_atur", "mengatur kata sandi"
    OUTLINES_LOADED = "batas_muat", "memuat batas wilayah"
    AREAS_LOADED = "wilayah_muat", "memuat daftar wilayah"
    DEMO_MADE = "kota_contoh", "membuat kota contoh"


def sentence(verb: str, actor: str | None) -> str:
    """ "Budi mencatat terkonfirmasi"; what no person did is the system's."""
    return f"{actor or 'Sistem'} {Verb(verb).label}"
