"""Two small files as offices send them: a DTKS export and a payment list of the same people."""

from pathlib import Path

DTKS_HEADER = (
    "ID DTKS|PROVINSI|KABUPATEN/KOTA|KECAMATAN|DESA/KELUARAHAN|ALAMAT|DUSUN|RT|RW|NOKK|NIK|NAMA|"
    "TANGGAL LAHIR|TEMPAT LAHIR|JENIS KELAMIN|PEKERJAAN|NAMA IBU KANDUNG|HUB KELUARGA|"
    "KETERANGAN PADAN|BANSOS BPNT|BANSOS PKH|BANSOS BPNT-PPKM|PBI JKN"
)
# Household → its people, the head first. The first five live in Kel. Jawa, the last elsewhere.
HOUSEHOLDS = {
    "SITI RAHMAH": [],
    "ABDUL GANI": ["NUR HAYATI"],
    "BUDI SANTOSO": ["DEWI LESTARI"],
    "HASAN BASRI": [],
    "WATI SUSANTI": [],
    "LAMBANG JAYA": [],
}
ELSEWHERE = "LAMBANG JAYA"
# SITI: two that go together. BUDI: two that do not. ABDUL: one. The others: none.
PAYMENTS = [
    ("SITI RAHMAH", "PKH"),
    ("SITI RAHMAH", "BPNT"),
    ("ABDUL GANI", "BPNT"),
    ("BUDI SANTOSO", "BPNT"),
    ("BUDI SANTOSO", "BST"),
]
PEOPLE = [name for head, others in HOUSEHOLDS.items() for name in (head, *others)]


def nik(name: str) -> str:
    return f"647203120578{PEOPLE.index(name) + 1:04}"


def kk(head: str) -> str:
    return f"647203010180{list(HOUSEHOLDS).index(head) + 1:04}"


def write_dtks(folder: Path) -> Path:
    """Six households, eight people, and one row whose NIK is damaged."""
    rows = [DTKS_HEADER]
    for number, (head, others) in enumerate(HOUSEHOLDS.items(), 1):
        for name in (head, *others):
            relation = "KEPALA KELUARGA" if name == head else "ISTRI"
            rows.append(_dtks_row(number, head, nik(name), name, relation))
    rows.append(_dtks_row(1, "SITI RAHMAH", "64720312", "ANAK RUSAK", "ANAK"))
    path = folder / "dtks-juli.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def _dtks_row(number: int, head: str, nik: str, name: str, relation: str) -> str:
    village = "LOA BAKUNG" if head == ELSEWHERE else "JAWA"
    district = "SUNGAI KUNJANG" if head == ELSEWHERE else "SAMARINDA ULU"
    place = (
        f"KALIMANTAN TIMUR|KOTA SAMARINDA|{district}|{village}|JL. MAWAR NO {number}||00{number}|"
    )
    born = "12/05/1978|SAMARINDA|L|BURUH|AMINAH"
    claims = "TIDAK|TIDAK|TIDAK|TIDAK"
    dtks_id = f"647205000200000{number}"
    return f"{dtks_id}|{place}|{kk(head)}|{nik}|{name}|{born}|{relation}|PADAN|{claims}"


def write_payments(folder: Path) -> Path:
    """April 2021, all paid."""
    rows = ["NIK;NO KK;NAMA PENERIMA;BANSOS;PERIODE;NOMINAL;KETERANGAN"]
    for head, program in PAYMENTS:
        rows.append(f"{nik(head)};{kk(head)};{head};{program};April 2021;200000;Berhasil transaksi")
    path = folder / "salur-april.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path
