"""Closed lists: the values we store, and the words by which sources name them (pure).

Every `read_…` takes a cell and gives a `Reading`: the stored value, or a sentence why there is
none. An empty cell is no error. Matching ignores case and punctuation, nothing else: a word
that no list knows is never guessed.
"""

from functools import lru_cache
from typing import Literal

from django.db.models import TextChoices

from bansos.lib.text import clean_text, header_key, is_blank
from registry.identifiers import Reading

RelationScheme = Literal["statistik", "dukcapil"]


class Sex(TextChoices):
    MALE = "L", "Laki-laki"
    FEMALE = "P", "Perempuan"


class Relation(TextChoices):
    """To the head. Statistics say istri/suami and orang tua/mertua as one: kept as they say it."""

    HEAD = "kepala", "Kepala"
    SPOUSE = "pasangan", "Istri/suami"
    HUSBAND = "suami", "Suami"
    WIFE = "istri", "Istri"
    CHILD = "anak", "Anak"
    CHILD_IN_LAW = "menantu", "Menantu"
    GRANDCHILD = "cucu", "Cucu"
    PARENT_OR_IN_LAW = "ortu_mertua", "Orang tua/mertua"
    PARENT = "orang_tua", "Orang tua"
    PARENT_IN_LAW = "mertua", "Mertua"
    RELATIVE = "famili_lain", "Famili lain"
    HELPER = "pembantu", "Pembantu"
    OTHER = "lainnya", "Lainnya"


class Marital(TextChoices):
    SINGLE = "belum", "Belum kawin"
    MARRIED = "kawin", "Kawin"
    DIVORCED = "cerai_hidup", "Cerai hidup"
    WIDOWED = "cerai_mati", "Cerai mati"


class Existence(TextChoices):
    PRESENT = "tinggal", "Tinggal bersama"
    DECEASED = "meninggal", "Meninggal"
    MOVED = "pindah", "Pindah dalam negeri"
    ABROAD = "luar_negeri", "Ke luar negeri"
    NEW = "baru", "Anggota baru"
    NOT_FOUND = "tidak_ditemukan", "Tidak ditemukan"


class FundingSource(TextChoices):
    STATE = "pusat", "Pusat"
    PROVINCE = "provinsi", "Provinsi"
    CITY = "kota", "Kabupaten/kota"
    VILLAGE = "dana_desa", "Dana desa"
    OTHER = "lain", "Lain"


class ProgramTarget(TextChoices):
    PERSON = "orang", "Orang"
    FAMILY = "keluarga", "Keluarga (KPM)"
    HOUSEHOLD = "rumah_tangga", "Rumah tangga"
    GROUP = "kelompok", "Kelompok"


class PaymentStatus(TextChoices):
    """Five states; the office's own words are kept beside them."""

    CANDIDATE = "calon", "Calon"
    PROCESSING = "diproses", "Diproses"
    PAID = "disalurkan", "Disalurkan"
    FAILED = "gagal", "Gagal"
    EXCLUDED = "dikeluarkan", "Dikeluarkan"


class VisitResult(TextChoices):
    """What a visit found. Moving inside the city is a transfer; only leaving it is an exit."""

    CONFIRMED = "terkonfirmasi", "Terkonfirmasi"
    DECEASED = "meninggal", "Meninggal"
    MOVED_INSIDE = "pindah_dalam", "Pindah di dalam kota"
    MOVED_OUT = "pindah_keluar", "Pindah keluar kota"
    NOT_FOUND = "tidak_ditemukan", "Tidak ditemukan"
    REFUSED = "menolak", "Menolak bantuan"
    CAPABLE = "mampu", "Sudah mampu"
    DUPLICATE = "ganda", "Data ganda"
    POSTPONED = "ditunda", "Ditunda"


def _aliases(words: dict[str, str]) -> dict[str, str]:
    """{stored value: "WORD|WORD"} turned round: {word: stored value}."""
    return {alias: value for value, line in words.items() for alias in line.split("|")}


SEX_WORDS = _aliases(
    {
        Sex.MALE: "1|L|LK|LAKI LAKI|LAKI2|LAKI|PRIA",
        Sex.FEMALE: "2|P|PR|PEREMPUAN|WANITA",
    }
)
RELATION_WORDS = _aliases(
    {
        Relation.HEAD: "KEPALA|KEPALA KELUARGA|KEPALA RUMAH TANGGA|KEPALA RUTA|KRT|KK",
        Relation.SPOUSE: "PASANGAN|ISTRI SUAMI|SUAMI ISTRI|ISTERI SUAMI|SUAMI ISTERI",
        Relation.HUSBAND: "SUAMI",
        Relation.WIFE: "ISTRI|ISTERI",
        Relation.CHILD: "ANAK|ANAK KANDUNG|ANAK TIRI|ANAK ANGKAT",
        Relation.CHILD_IN_LAW: "MENANTU",
        Relation.GRANDCHILD: "CUCU",
        Relation.PARENT_OR_IN_LAW: "ORANG TUA MERTUA|ORANGTUA MERTUA|ORTU MERTUA",
        Relation.PARENT: "ORANG TUA|ORANGTUA|ORTU",
        Relation.PARENT_IN_LAW: "MERTUA",
        Relation.RELATIVE: "FAMILI LAIN|FAMILI|FAMILI LAINNYA",
        Relation.HELPER: "PEMBANTU|PEMBANTU RUMAH TANGGA|PEMBANTU RUTA|ART PEMBANTU",
        Relation.OTHER: "LAINNYA|LAIN LAIN|LAIN",
    }
)
# The two families clash from 2 on (3 is a child or a wife): the import asks which one a list uses.
RELATION_CODES: dict[RelationScheme, dict[str, str]] = {
    "statistik": {
        "1": Relation.HEAD,
        "2": Relation.SPOUSE,
        "3": Relation.CHILD,
        "4": Relation.CHILD_IN_LAW,
        "5": Relation.GRANDCHILD,
        "6": Relation.PARENT_OR_IN_LAW,
        "7": Relation.HELPER,
        "8": Relation.OTHER,
    },
    "dukcapil": {
        "1": Relation.HEAD,
        "2": Relation.HUSBAND,
        "3": Relation.WIFE,
        "4": Relation.CHILD,
        "5": Relation.CHILD_IN_LAW,
        "6": Relation.GRANDCHILD,
        "7": Relation.PARENT,
        "8": Relation.PARENT_IN_LAW,
        "9": Relation.RELATIVE,
        "10": Relation.HELPER,
        "11": Relation.OTHER,
    },
}
MARITAL_WORDS = _aliases(
    {
        Marital.SINGLE: "1|BELUM|BELUM KAWIN|BELUM MENIKAH|LAJANG",
        Marital.MARRIED: "2|KAWIN|MENIKAH|NIKAH|KAWIN TERCATAT|KAWIN BELUM TERCATAT|KAWIN NIKAH",
        Marital.DIVORCED: "3|CERAI HIDUP",
        Marital.WIDOWED: "4|CERAI MATI",
    }
)
EXISTENCE_WORDS = _aliases(
    {
        Existence.PRESENT: "TINGGAL|TINGGAL BERSAMA|ADA|HIDUP|MASIH HIDUP|TINGGAL DI RUMAH TANGGA",
        Existence.DECEASED: "MENINGGAL|MENINGGAL DUNIA|WAFAT|MD",
        Existence.MOVED: "PINDAH|PINDAH DALAM NEGERI",
        Existence.ABROAD: "LUAR NEGERI|KE LUAR NEGERI|PINDAH KE LUAR NEGERI|PINDAH LUAR NEGERI",
        Existence.NEW: "BARU|ANGGOTA BARU|ART BARU",
        Existence.NOT_FOUND: "TIDAK DITEMUKAN|TDK DITEMUKAN",
    }
)
YES_NO_WORDS = _aliases({"ya": "YA|Y|1|TRUE|V|✓|√", "tidak": "TIDAK|TDK|T|0|FALSE|BUKAN"})
FUNDING_WORDS = _aliases(
    {
        FundingSource.STATE: "PUSAT|APBN|NASIONAL|KEMENSOS|PEMERINTAH PUSAT",
        FundingSource.PROVINCE: "PROVINSI|PROPINSI|APBD PROVINSI|APBD I|PROV",
        FundingSource.CITY: "KOTA|KABUPATEN|KABUPATEN KOTA|KAB KOTA|APBD KOTA|APBD II|APBD",
        FundingSource.VILLAGE: "DANA DESA|DESA|DD|APBDES",
        FundingSource.OTHER: "LAIN|LAINNYA|LAIN LAIN|CSR",
    }
)
TARGET_WORDS = _aliases(
    {
        ProgramTarget.PERSON: "ORANG|INDIVIDU|PERORANGAN|JIWA",
        ProgramTarget.FAMILY: "KELUARGA|KPM|KK|KELUARGA KPM",
        ProgramTarget.HOUSEHOLD: "RUMAH TANGGA|RUTA|RTM|RTS",
        ProgramTarget.GROUP: "KELOMPOK|KUBE",
    }
)
STATUS_WORDS = _aliases(
    {
        PaymentStatus.CANDIDATE: "CALON|CALON PENERIMA|USULAN|DIUSULKAN|CADANGAN|BNBA",
        PaymentStatus.PROCESSING: "DIPROSES|PROSES|DALAM PROSES|SPM|SI|SP2D|OMSPAN|BUREKOL|"
        "VERIFIKASI REKENING|CEK REKENING|BERHASIL CEK REKENING|BELUM SALUR|BELUM CAIR|"
        "BELUM DISALURKAN|BELUM TERSALUR",
        PaymentStatus.PAID: "DISALURKAN|TERSALUR|TERSALURKAN|SALUR|SUDAH SALUR|BERHASIL SALUR|"
        "SUDAH DISALURKAN|BERHASIL TRANSAKSI|TRANSAKSI BERHASIL|TRANSAKSI|SUDAH TRANSAKSI|"
        "BERHASIL|SUKSES|CAIR|SUDAH CAIR|DICAIRKAN|DIBAYAR|DIBAYARKAN|TERBAYAR|LUNAS|"
        "DITERIMA|SUDAH DITERIMA",
        PaymentStatus.FAILED: "GAGAL|RETUR|TIDAK TRANSAKSI|TIDAK BERTRANSAKSI|SETOR KAS NEGARA|"
        "DISETOR KE KAS NEGARA|SETOR KE KAS NEGARA|TIDAK SALUR|TIDAK TERSALUR|TIDAK CAIR|"
        "BATAL|DIBATALKAN|DIKEMBALIKAN",
        PaymentStatus.EXCLUDED: "DIKELUARKAN|EXCLUDE|EXCLUDED|MENINGGAL|GRADUASI|"
        "TIDAK LAYAK|DIHAPUS",
    }
)
# Offices hang the cause on these two: GAGAL OMSPAN, GAGAL CEK REKENING, EXCLUDE MENINGGAL.
STATUS_BEGINNINGS = {"GAGAL ": PaymentStatus.FAILED, "EXCLUDE ": PaymentStatus.EXCLUDED}
RESULT_WORDS = _aliases(
    {
        VisitResult.CONFIRMED: "TERKONFIRMASI|KONFIRMASI|DIKONFIRMASI|TERVERIFIKASI|VALID|LAYAK|"
        "SESUAI|DITEMUKAN|ADA|MASIH ADA|MASIH TINGGAL|MASIH TINGGAL DI ALAMAT|ADA DI TEMPAT|"
        "TERKONFIRMASI TANPA DOKUMEN",
        VisitResult.DECEASED: "MENINGGAL|MENINGGAL DUNIA|WAFAT|MD|ALM|ALMARHUM|ALMARHUMAH|"
        "SUDAH MENINGGAL|SUDAH MENINGGAL DUNIA|TELAH MENINGGAL|TELAH MENINGGAL DUNIA|"
        "KEPALA MENINGGAL|KEPALA KELUARGA MENINGGAL|KRT MENINGGAL|PENGURUS MENINGGAL",
        VisitResult.MOVED_INSIDE: "PINDAH DALAM|PINDAH DI DALAM KOTA|PINDAH DALAM KOTA|"
        "PINDAH KELURAHAN|PINDAH ANTAR KELURAHAN|PINDAH KECAMATAN|PINDAH ANTAR KECAMATAN|"
        "PINDAH DALAM SAMARINDA|PINDAH DI DALAM SAMARINDA",
        VisitResult.MOVED_OUT: "PINDAH KELUAR|PINDAH KELUAR KOTA|PINDAH LUAR KOTA|"
        "PINDAH KE LUAR KOTA|PINDAH LUAR DAERAH|PINDAH KE LUAR DAERAH|PINDAH KELUAR DAERAH|"
        "PINDAH LUAR SAMARINDA|PINDAH KE LUAR SAMARINDA|PINDAH LUAR PROVINSI|"
        "PINDAH KE LUAR PROVINSI",
        VisitResult.NOT_FOUND: "TIDAK DITEMUKAN|TDK DITEMUKAN|TIDAK ADA|TDK ADA|TIDAK KETEMU|"
        "TIDAK DIKENAL|TDK DIKENAL|TIDAK DIKETAHUI|ALAMAT TIDAK DITEMUKAN|"
        "TIDAK DITEMUKAN DI ALAMAT|TIDAK DIKETAHUI KEBERADAANNYA",
        VisitResult.REFUSED: "MENOLAK|MENOLAK BANTUAN|MENOLAK MENERIMA BANTUAN|MENGUNDURKAN DIRI|"
        "MUNDUR|UNDUR DIRI|MUNDUR MANDIRI|GRADUASI MANDIRI",
        VisitResult.CAPABLE: "MAMPU|SUDAH MAMPU|KELUARGA MAMPU|TERGOLONG MAMPU|SEJAHTERA|"
        "SUDAH SEJAHTERA|GRADUASI|TIDAK LAYAK|TDK LAYAK|TIDAK LAYAK MENERIMA BANTUAN|TIDAK MISKIN",
        VisitResult.DUPLICATE: "GANDA|DATA GANDA|DUPLIKAT|DATA DUPLIKAT|DUPLIKASI|DOBEL|"
        "DATA DOBEL|DOUBLE|DATA DOUBLE|TERCATAT GANDA|TERDAFTAR GANDA",
        VisitResult.POSTPONED: "DITUNDA|TUNDA|TIDAK DI RUMAH|TIDAK ADA DI RUMAH|"
        "TIDAK DI TEMPAT|TIDAK BERADA DI TEMPAT|BELUM BERTEMU|BELUM DITEMUI",
    }
)
# Where to says whether it is a transfer or an exit; alone it is read as an exit, with a warning.
MOVED_WORDS = frozenset({"PINDAH", "PINDAH DOMISILI", "PINDAH ALAMAT", "SUDAH PINDAH"})
# The Ministry's field app knows no more than this of a household that was not confirmed.
UNCONFIRMED_WORDS = frozenset({"TIDAK TERKONFIRMASI", "TDK TERKONFIRMASI", "TIDAK VALID"})
RESULTS_EXPECTED = (
    "terkonfirmasi, meninggal, pindah dalam kota, pindah keluar kota, tidak ditemukan, "
    "menolak, mampu, ganda atau ditunda"
)


def read_sex(cell: object) -> Reading:
    return _read(cell, "Jenis kelamin", SEX_WORDS, "L atau P")


def read_relation(cell: object, scheme: RelationScheme | None = None) -> Reading:
    """A word of either family; a bare number only when `scheme` says whose number it is."""
    text = clean_text(cell)
    number = text.lstrip("0")
    if not number.isdigit():
        return _read(text, "Hubungan", RELATION_WORDS, "misalnya Kepala, Istri, Anak, Cucu")
    if scheme is None:
        return Reading(
            None,
            "Hubungan ditulis dengan angka, yang berarti lain di daftar statistik dan di daftar "
            "Dukcapil. Pilih daftarnya lewat Ubah pilihan (di baris perintah: "
            "--relation-codes statistik atau dukcapil).",
        )
    return _read(
        number, "Hubungan", RELATION_CODES[scheme], f"kode {scheme} 1–{len(RELATION_CODES[scheme])}"
    )


def read_marital(cell: object) -> Reading:
    return _read(
        cell, "Status kawin", MARITAL_WORDS, "Belum kawin, Kawin, Cerai hidup atau Cerai mati"
    )


def read_existence(cell: object) -> Reading:
    return _read(cell, "Keberadaan", EXISTENCE_WORDS, "misalnya Tinggal bersama, Meninggal, Pindah")


def read_yes_no(cell: object) -> Reading:
    """`ya` or `tidak` in `value`; an empty cell says neither."""
    return _read(cell, "Isian", YES_NO_WORDS, "YA atau TIDAK")


def read_funding_source(cell: object) -> Reading:
    return _read(cell, "Sumber dana", FUNDING_WORDS, "pusat, provinsi, kota, dana desa atau lain")


def read_program_target(cell: object) -> Reading:
    return _read(cell, "Sasaran", TARGET_WORDS, "orang, keluarga, rumah tangga atau kelompok")


def read_payment_status(cell: object) -> Reading:
    """One of five states. An unknown word is no payment yet: `diproses`, with a warning."""
    reading = _read(cell, "Status", STATUS_WORDS, "")
    if reading.error is None:
        return reading
    key = header_key(clean_text(cell))
    for beginning, status in STATUS_BEGINNINGS.items():
        if key.startswith(beginning):
            return Reading(status.value)
    words = clean_text(cell)[:40]
    return Reading(
        PaymentStatus.PROCESSING.value,
        warnings=(f"Status “{words}” tidak dikenal; dicatat sebagai diproses, bukan disalurkan.",),
    )


def read_visit_result(cell: object) -> Reading:
    """A result in words; numbers mean different things in different apps and are refused."""
    text = clean_text(cell)
    key = header_key(text)
    if key in MOVED_WORDS:
        return Reading(
            VisitResult.MOVED_OUT.value,
            warnings=("“Pindah” tanpa tujuan dibaca sebagai pindah keluar kota.",),
        )
    if key in UNCONFIRMED_WORDS:
        return Reading(
            VisitResult.NOT_FOUND.value,
            warnings=(f"“{text}” tanpa sebab dibaca sebagai tidak ditemukan.",),
        )
    if key.isdigit():
        return Reading(
            None,
            f"Hasil ditulis dengan angka ({text[:10]}), yang berarti lain di tiap aplikasi. "
            f"Tulis dengan kata: {RESULTS_EXPECTED}.",
        )
    return _read(cell, "Hasil", RESULT_WORDS, RESULTS_EXPECTED)


_EMPTY = Reading(None, was_empty=True)


def _read(cell: object, label: str, words: dict[str, str], expected: str) -> Reading:
    if isinstance(cell, bool):
        cell = int(cell)
    if is_blank(cell):
        return _EMPTY
    text = clean_text(cell)
    value = words.get(header_key(text)) or words.get(text)
    return _known(str(value)) if value else _unknown(label, text, expected)


@lru_cache(maxsize=256)
def _known(value: str) -> Reading:
    return Reading(value)


def _unknown(label: str, text: str, expected: str) -> Reading:
    return Reading(None, f"{label} “{text[:30]}” tidak dikenal; tulis {expected}.")
