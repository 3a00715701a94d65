"""How a household stands: what visits say of it, what is only told, why it ended (pure)."""

from django.db.models import TextChoices


class Standing(TextChoices):
    """What the newest accepted visit says of a household that is still here."""

    UNVERIFIED = "belum", "Belum diverifikasi"
    CONFIRMED = "terkonfirmasi", "Terkonfirmasi"
    NOT_FOUND = "tidak_ditemukan", "Tidak ditemukan"


class ClosedReason(TextChoices):
    """Why a household ended here; only an accepted report closes one."""

    DECEASED = "meninggal", "Seluruh anggota meninggal"
    MOVED = "pindah", "Pindah keluar kota"
    REFUSED = "menolak", "Menolak bantuan"
    CAPABLE = "mampu", "Sudah mampu"
    DUPLICATE = "ganda", "Data ganda"


class Reported(TextChoices):
    """What an officer has told and no supervisor has accepted yet; it changes nothing else."""

    NOTHING = "", "—"
    DECEASED = "meninggal", "Dilaporkan meninggal"
    MOVED_INSIDE = "pindah_dalam", "Dilaporkan pindah di dalam kota"
    MOVED_OUT = "pindah_keluar", "Dilaporkan pindah keluar kota"
    REFUSED = "menolak", "Dilaporkan menolak"
    CAPABLE = "mampu", "Dilaporkan sudah mampu"
    DUPLICATE = "ganda", "Dilaporkan data ganda"
