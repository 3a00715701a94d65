"""What a row of a checked list can be told, and the headings it is told under (pure)."""

from django.db.models import TextChoices

# No heading of any list that is imported, so that a checked list may be imported as it came back.
OUR_MARK = "HASIL CEK"
OUR_HEADERS = [
    f"{OUR_MARK}: TERDAFTAR",
    f"{OUR_MARK}: KEADAAN",
    f"{OUR_MARK}: MENERIMA",
    f"{OUR_MARK}: PUTUSAN",
    f"{OUR_MARK}: PENJELASAN",
]


class Registered(TextChoices):
    """Whether the register knows whom the row means."""

    YES = "terdaftar", "Ya"
    MAYBE = "mungkin", "Mungkin"
    SEVERAL = "beberapa", "Lebih dari satu calon"
    NO = "tidak", "Tidak"


class Outcome(TextChoices):
    """The verdict of a row; where several are true the one that stands in its way first."""

    ALLOWED = "boleh", "Boleh"
    FORBIDDEN = "dilarang", "Dilarang"
    RECEIVES = "sudah_menerima", "Sudah menerima program ini"
    LISTED_TWICE = "ganda_di_daftar", "Tercantum dua kali di daftar ini"
    REVIEW = "perlu_ditinjau", "Perlu ditinjau"
    DECEASED = "meninggal", "Meninggal"
    MOVED = "pindah", "Pindah"
    CLOSED = "keluar", "Sudah keluar dari register"
    UNREGISTERED = "tidak_terdaftar", "Tidak terdaftar"
    UNREADABLE = "tidak_terbaca", "Tidak dapat diperiksa"
    # Where no programme is meant, the list is only told what its people receive.
    RECEIVING = "menerima", "Menerima bantuan"
    NOT_RECEIVING = "tidak_menerima", "Tidak menerima pada periode ini"

    @property
    def meaning(self) -> str:
        """In one sentence, for whoever has to act on it."""
        return _MEANINGS[self]


_MEANINGS = {
    Outcome.ALLOWED: "Terdaftar, dan tidak ada aturan yang menghalangi.",
    Outcome.FORBIDDEN: "Aturan melarang program ini bersama yang sudah diterima KK atau orangnya.",
    Outcome.RECEIVES: "Orang atau KK ini sudah dibayar dari program ini untuk bulan itu.",
    Outcome.LISTED_TWICE: "Orang atau KK yang sama ada di baris sebelumnya.",
    Outcome.REVIEW: "Belum pasti: aturannya, orangnya, atau keadaannya perlu diperiksa.",
    Outcome.DECEASED: "Orangnya, atau seluruh rumah tangganya, tercatat meninggal.",
    Outcome.MOVED: "Orangnya, atau rumah tangganya, tercatat pindah.",
    Outcome.CLOSED: "Rumah tangganya ditutup: menolak, sudah mampu, atau data ganda.",
    Outcome.UNREGISTERED: "Tidak ditemukan di register, dan tidak tercatat menerima.",
    Outcome.UNREADABLE: "NIK rusak, atau barisnya tidak menyebut siapa pun.",
    Outcome.RECEIVING: "Rumah tangganya menerima bantuan pada bulan itu.",
    Outcome.NOT_RECEIVING: "Tidak tercatat menerima pada bulan itu.",
}
