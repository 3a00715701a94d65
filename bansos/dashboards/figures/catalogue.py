"""Every figure of the dashboards by its key: its name, what it counts, how loud it is (pure).

The keys are those of `register_figures --json` and `overlap_figures --json`, with `program:PKH`,
`pair:BPNT+PKH` and `set:BPNT+PKH` (exactly these); "not_confirmed" is the other half of the
sentence about the register.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """One figure. `tone` is that of components/figure.html; `short` heads a narrow column."""

    key: str
    label: str
    definition: str
    tone: str = ""
    short: str = ""

    @property
    def heading(self) -> str:
        return self.short or self.label

    @property
    def is_aid(self) -> bool:
        """Counted in a window of months; the register's figures stand for a release."""
        return self.key not in REGISTER_KEYS

    @property
    def programs(self) -> list[str]:
        """The codes of the programmes that it names."""
        codes = self.key.partition(":")[2]
        return codes.split("+") if codes else []

    @property
    def needs_lists(self) -> bool:
        """Says nothing of months whose payment lists have not been loaded."""
        return self.is_aid and self not in (HOUSEHOLDS, *EVER)


REGISTER = (
    Kind("listed", "Terdaftar", "Rumah tangga dalam rilis ini, di wilayah tercatatnya hari ini."),
    Kind("confirmed", "Terkonfirmasi", "Ditemukan di alamatnya pada kunjungan terakhir."),
    Kind(
        "not_confirmed",
        "Belum terkonfirmasi",
        "Terdaftar, tetapi tidak terkonfirmasi.",
        short="Belum",
    ),
)
REASONS = (
    Kind(
        "unverified",
        "Belum diverifikasi",
        "Belum ada hasil kunjungan, atau baru pindah ke wilayah ini.",
    ),
    Kind("not_found", "Tidak ditemukan", "Didatangi, tetapi tidak ada di alamatnya.", "warn"),
    Kind("deceased", "Meninggal", "Ditutup: tidak ada lagi anggota yang hidup.", "plain"),
    Kind("moved", "Pindah", "Ditutup: pindah keluar kota.", "plain"),
    Kind("closed", "Ditutup", "Ditutup: menolak, sudah mampu, atau data ganda.", "plain"),
)
APART = (
    Kind(
        "waiting_head",
        "Menunggu kepala baru",
        "Terkonfirmasi, kepalanya meninggal, penggantinya belum ditetapkan.",
        "warn",
    ),
    Kind(
        "reported",
        "Dilaporkan, menunggu penyelia",
        "Laporan meninggal, pindah, atau lainnya yang belum diterima; masih dihitung di tempatnya.",
        "warn",
    ),
    Kind(
        "dropped",
        "Tidak lagi terdaftar",
        "Ada di rilis sebelumnya, tidak ada di rilis ini, di wilayah yang berkasnya sudah masuk.",
        "plain",
    ),
)
SHARES = (
    Kind(
        "none",
        "Tidak menerima pada periode ini",
        "Tanpa program yang dihitung dalam periode ini, menurut data yang dimuat.",
        "plain",
        short="Tidak menerima",
    ),
    Kind("one", "Satu program", "Tepat satu program yang dihitung dalam periode ini."),
    Kind(
        "several",
        "Lebih dari satu program",
        "Dua program atau lebih dalam periode ini, boleh pada bulan yang berbeda.",
        short="Lebih dari satu",
    ),
)
DOUBLES = (
    Kind(
        "overlap",
        "Menerima bersamaan",
        "Dua program pada bulan yang sama, diperbolehkan atau tidak.",
        short="Bersamaan",
    ),
    Kind(
        "conflict",
        "Rangkap tidak diperbolehkan",
        "Dua program yang dilarang bersama, pada bulan yang sama, bagi yang diikat aturannya: "
        "satu orang, satu KK, atau satu rumah tangga.",
        "stop",
        short="Rangkap dilarang",
    ),
    Kind(
        "review",
        "Perlu ditinjau",
        "Tidak ada yang dilarang, tetapi ada pasangan yang belum diputuskan aturannya.",
        "warn",
    ),
    Kind(
        "double",
        "Dibayar dua kali",
        "Program yang sama dua kali untuk satu bulan, bagi satu NIK atau satu KK.",
        "stop",
    ),
)
EVER = (
    Kind(
        "never",
        "Belum pernah tercatat menerima",
        "Tidak ada di daftar program yang dihitung, dari semua yang dimuat sejak awal; tidak "
        "bergantung pada periode.",
        "warn",
        short="Belum pernah",
    ),
    Kind(
        "listed_only",
        "Terdaftar, belum ada penyaluran",
        "Ada di daftar program yang dihitung, atau YA menurut DTKS, tetapi belum pernah "
        "disalurkan.",
        "warn",
        short="Terdaftar saja",
    ),
)
HOUSEHOLDS = Kind("households", "Rumah tangga", "Yang belum ditutup hari ini.")
AID = (HOUSEHOLDS, *SHARES, *DOUBLES, *EVER)
# What areas can be ordered, and the map be drawn, by.
BY_AREA = (*EVER, *SHARES, *DOUBLES)
REGISTER_KINDS = (*REGISTER, *REASONS, *APART)
REGISTER_KEYS = frozenset(kind.key for kind in REGISTER_KINDS)
KINDS = {kind.key: kind for kind in (*REGISTER_KINDS, *AID)}


def kind_of(key: str) -> Kind:
    """The figure of any key. KeyError: no such figure."""
    family, _, code = key.partition(":")
    if family == "program" and code:
        return Kind(key, f"Penerima {code}", f"Menerima {code} dalam periode ini.")
    if family == "pair" and code:
        words = code.replace("+", " dan ")
        return Kind(
            key,
            f"{words} bersamaan",
            f"Menerima {words} pada bulan yang sama, di mana pun dalam rumah tangga.",
        )
    if family == "set" and code:
        words = listed(code.split("+"))
        return Kind(
            key,
            f"Hanya {words}",
            f"Menerima {words} dalam periode ini, boleh pada bulan yang berbeda, "
            "dan tidak menerima program lain yang dihitung.",
        )
    return KINDS[key]


def listed(names: Sequence[str]) -> str:
    """["BPNT", "BST", "PKH"] → "BPNT, BST dan PKH"."""
    return " dan ".join([*([", ".join(names[:-1])] if names[1:] else []), names[-1]])
