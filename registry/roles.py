"""Who may do what: one matrix for every app (pure Python).

A role is held through a dated `Posting` with an area; the area decides *which rows*, this
matrix decides *which acts*. docs/rights.md is generated from this file.
"""

from django.db.models import TextChoices


class Role(TextChoices):
    PETUGAS = "petugas", "Petugas"
    PENYELIA = "penyelia", "Penyelia"
    ANALIS = "analis", "Analis"
    ADMIN = "admin", "Admin"


class Permission(TextChoices):
    VIEW_REGISTER = "lihat_register", "Melihat rumah tangga di wilayahnya"
    SEARCH = "cari", "Mencari penduduk"
    CHECK_WHOLE_CITY = "cek_kota", "Menanyakan NIK lengkap di luar wilayahnya, dengan alasan"
    REVEAL_IDENTITY = "tampilkan_nik", "Menampilkan NIK lengkap, dengan alasan"
    VERIFY = "verifikasi", "Mencatat hasil kunjungan"
    REVIEW = "tinjau", "Menerima atau mengembalikan laporan petugas lain"
    ASSIGN = "tugaskan", "Membuka periode verifikasi dan menugaskan petugas"
    VIEW_DASHBOARD = "lihat_dasbor", "Melihat dasbor"
    VIEW_OUTSIDE = "lihat_luar", "Melihat penerima di luar register"
    CHECK_CANDIDATES = "cek_calon", "Memeriksa daftar calon penerima sebelum dibayar"
    LINK = "hubungkan", "Menghubungkan penerima dengan rumah tangga"
    ENTER_AID = "catat_bantuan", "Mencatat satu bantuan"
    EXPORT = "unduh", "Mengunduh daftar"
    IMPORT = "impor", "Mengimpor berkas"
    ADMINISTER = "kelola", "Mengelola data rujukan dan pengguna"
    VIEW_AUDIT = "lihat_audit", "Melihat jejak audit"


ROLE_SENTENCES: dict[Role, str] = {
    Role.PETUGAS: "Mengunjungi rumah tangga di wilayah tugasnya dan mencatat hasilnya.",
    Role.PENYELIA: "Membagi tugas dan memeriksa laporan petugas di wilayahnya.",
    Role.ANALIS: "Membaca angka dan daftar seluruh wilayahnya dengan identitas tersamar.",
    Role.ADMIN: "Mengimpor berkas serta mengelola data rujukan dan pengguna.",
}

# Acts upon the whole city: a posting below it does not carry them, whatever its role.
WHOLE_CITY_ONLY = frozenset(
    {
        Permission.CHECK_CANDIDATES,
        Permission.LINK,
        Permission.ENTER_AID,
        Permission.IMPORT,
        Permission.ADMINISTER,
    }
)

MATRIX: dict[Role, frozenset[Permission]] = {
    Role.PETUGAS: frozenset(
        {
            Permission.VIEW_REGISTER,
            Permission.SEARCH,
            Permission.CHECK_WHOLE_CITY,
            Permission.REVEAL_IDENTITY,
            Permission.VERIFY,
        }
    ),
    Role.PENYELIA: frozenset(
        {
            Permission.VIEW_REGISTER,
            Permission.SEARCH,
            Permission.CHECK_WHOLE_CITY,
            Permission.REVEAL_IDENTITY,
            Permission.VERIFY,
            Permission.REVIEW,
            Permission.ASSIGN,
            Permission.VIEW_DASHBOARD,
            Permission.EXPORT,
        }
    ),
    Role.ANALIS: frozenset(
        {
            Permission.VIEW_REGISTER,
            Permission.SEARCH,
            Permission.VIEW_DASHBOARD,
            Permission.VIEW_OUTSIDE,
            Permission.CHECK_CANDIDATES,
            Permission.EXPORT,
        }
    ),
    Role.ADMIN: frozenset(
        {
            Permission.VIEW_REGISTER,
            Permission.SEARCH,
            Permission.REVEAL_IDENTITY,
            Permission.ASSIGN,
            Permission.VIEW_DASHBOARD,
            Permission.VIEW_OUTSIDE,
            Permission.CHECK_CANDIDATES,
            Permission.LINK,
            Permission.ENTER_AID,
            Permission.EXPORT,
            Permission.IMPORT,
            Permission.ADMINISTER,
            Permission.VIEW_AUDIT,
        }
    ),
}
