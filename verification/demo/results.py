"""The made-up city's earlier round as the list that its enumerators sent up, and what it leaves.

Offices tell a result in a word of their own and name a household by its ID DTKS, now and then by a
NIK alone. Of a house that died out each of the dead has a row; a heir is named by no list.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from verification.demo import noise
from verification.demo.city import City
from verification.demo.documents import NEW_RELEASE, Document
from verification.demo.fates import FIRST_ROUND, RESULT
from verification.demo.plan import HousePlan, PersonPlan, VisitPlan
from verification.demo.sheets import Cell, open_list

HEADER = [
    *("NO", "ID DTKS", "NIK", "NAMA KRT", "HASIL VERVAL", "TGL KUNJUNGAN", "NAMA PETUGAS"),
    *("KETERANGAN", "TUJUAN"),
]
DOCUMENT = Document("verifikasi-2021.csv", "verifications", HEADER)
WORDS = {
    "terkonfirmasi": ("TERKONFIRMASI", "Terkonfirmasi", "SESUAI", "ADA"),
    "tidak_ditemukan": ("TIDAK DITEMUKAN", "Tdk Ditemukan"),
    "meninggal": ("MENINGGAL", "Meninggal dunia"),
    "pindah_dalam": ("PINDAH DALAM KOTA", "Pindah kelurahan", "PINDAH"),
    "pindah_keluar": ("PINDAH KELUAR KOTA", "Pindah luar kota"),
    "menolak": ("MENOLAK", "Mengundurkan diri"),
    "mampu": ("SUDAH MAMPU", "Mampu"),
    "ganda": ("GANDA", "Data ganda"),
    "ditunda": ("DITUNDA", "Tidak di rumah"),
}
# Fate → the register's figure once the list is in; not those that depend on who has a NIK.
FIGURE_OF = {
    **dict.fromkeys(
        ("confirmed", "new_head", "waiting_head", "told_moved", "told_dead"), "confirmed"
    ),
    **dict.fromkeys(("unverified", "postponed", "moved_inside", "told_gone"), "unverified"),
    **dict.fromkeys(("refused", "capable", "duplicate"), "closed"),
    "not_found": "not_found",
    "moved": "moved",
}
BY_NIK_ALONE = 0.1


class ResultList:
    """Takes the city's houses one by one."""

    def __init__(self, city: City, folder: Path) -> None:
        self.random = city.chance("verval")
        self.file = open_list(folder, DOCUMENT, HEADER)
        self.figures: Counter[str] = Counter()

    def send(self, house: HousePlan) -> None:
        dead: set[int] = set()
        for visit in house.visits:
            if visit.round != FIRST_ROUND:
                continue
            told = list(_told(house, visit))
            dead |= {person.number for person in told if visit.result == "meninggal"}
            for person in told:
                self.file.add(self._cells(house, visit, person), "new")
        if NEW_RELEASE in house.releases:
            self._count(house, dead)

    def close(self) -> dict[str, Any]:
        """Adds the rows that nothing can save; what importing the list gives."""
        for cells in faulty_results():
            self.file.add(cells, "problem")
        self.file.close()
        entry = {
            "file": DOCUMENT.name,
            "kind": DOCUMENT.kind,
            "options": DOCUMENT.options,
            "status": "applied",
            "counts": {
                word: self.file.counts[word]
                for word in ("rows", "new", "changed", "same", "problem")
            },
        }
        register = {"release": NEW_RELEASE, "figures": dict(sorted(self.figures.items()))}
        return {"files": [entry], "figures": {"register": register}}

    def _cells(self, house: HousePlan, visit: VisitPlan, person: PersonPlan) -> list[Cell]:
        alone = bool(person.nik) and self.random.random() < BY_NIK_ALONE
        has_nik = alone or person is not house.head or self.random.random() < 0.8
        there = visit.destination.name.upper() if visit.destination else visit.destination_text
        return [
            str(self.file.counts["rows"] + 1),
            "" if alone else house.dtks,
            noise.digits(self.random, person.nik) if has_nik else "",
            noise.spaced(self.random, person.name),
            self.random.choice(WORDS[visit.result]),
            noise.day(self.random, visit.on),
            visit.officer,
            visit.note,
            there,
        ]

    def _count(self, house: HousePlan, dead: set[int]) -> None:
        figure = FIGURE_OF.get(house.fate)
        if figure is None:
            figure = "deceased" if len(dead) == len(house.people) else "confirmed"
        self.figures[figure] += 1
        self.figures["listed"] += 1
        if figure == "confirmed" and house.head.number in dead:
            self.figures["waiting_head"] += 1


def _told(house: HousePlan, visit: VisitPlan) -> Iterator[PersonPlan]:
    """The head, or everybody who died and can be named."""
    if visit.result != RESULT["deceased"]:
        yield house.head
        return
    for person in house.people:
        if person.number in visit.deaths and (person.nik or person is house.head):
            yield person


def faulty_results() -> Iterator[list[Cell]]:
    usual: dict[str, Cell] = {
        **dict.fromkeys(HEADER, ""),
        "ID DTKS": "9999999999000001",
        "HASIL VERVAL": "TERKONFIRMASI",
        "TGL KUNJUNGAN": "01/04/2021",
        "NAMA PETUGAS": "PETUGAS RUSAK",
    }
    faults: list[dict[str, Cell]] = [
        {},
        {"HASIL VERVAL": "4"},
        {"HASIL VERVAL": "ENTAHLAH"},
        {"TGL KUNJUNGAN": ""},
        {"TGL KUNJUNGAN": "01/04/2099"},
        {"ID DTKS": ""},
    ]
    for number, fault in enumerate(faults, start=1):
        yield list(
            (usual | {"NO": str(number), "NAMA KRT": f"BARIS RUSAK {number}"} | fault).values()
        )
