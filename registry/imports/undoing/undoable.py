"""What a kind of import can leave behind, and so what an undo has to know of each table."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from django.db import models

# Why something stays, in the words of a listing; one reason for each thing, the first one found.
BY_FILE = "diubah lagi oleh impor lain sesudahnya"
BY_HAND = "sudah ada kunjungan, laporan, atau perbaikan petugas sesudahnya"
BY_DECISION = "petugas sudah memutuskan siapa yang dimaksud"
BY_REVEAL = "NIK-nya sudah ditampilkan, dan jejak auditnya menunjuk ke orang itu"
BY_VALUE = "isinya bukan lagi yang ditulis impor ini"
BY_LIST = "tercatat juga pada daftar dari impor lain"
BY_COMPANY = "bergantung pada data lain yang tetap tinggal"


@dataclass(frozen=True)
class Undoable:
    """One table that a kind writes into. A kind names them in the order in which rows may go.

    `word` is the table's word in the change rows. `by_row`: what was made is found by its `row`
    and not by a change row. `late`: put back only after the made rows are gone, because one open
    row excludes another. `again`: what was changed is a deletion; the row is inserted once more.
    `decided`: which rows an officer has decided on since, where no event of theirs names them.
    `holds`: why a row of ours stays to which a row of this table, not made by the run, points.
    `stranded`: (row of this table, membership) of those rows that would not lead to where their
    person lives, were these memberships open again.
    """

    model: type[models.Model]
    word: str = ""
    by_row: bool = False
    late: bool = False
    again: bool = False
    decided: models.Q | None = None
    holds: str = BY_LIST
    stranded: Callable[[Collection[int]], Iterable[tuple[int, int]]] | None = None

    @property
    def label(self) -> str:
        return LABELS.get(self.word or self.model._meta.model_name or "", "") or str(
            self.model._meta.verbose_name
        )


LABELS = {
    "claim": "bantuan menurut daftar",
    "listing": "pencatatan di rilis",
    "identifier": "nomor menurut daftar",
    "residence": "riwayat wilayah",
    "membership": "keanggotaan",
    "household": "rumah tangga",
    "person": "anggota",
    "delivery": "kecamatan yang sudah diterima",
    "release": "rilis data",
    "visit": "kunjungan",
    "death": "kematian yang dilaporkan",
    "round": "periode verifikasi",
}
