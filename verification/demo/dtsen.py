"""DTSEN of one kecamatan: a workbook with the sheet of families and the sheet of their members.

It is imported after the other files, first the one sheet and then the other. The families are
those of the newest DTKS release, which join the households they live in, and a few that no list
has named before.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any

import xlsxwriter

from verification.demo import noise
from verification.demo.city import City
from verification.demo.documents import NEW_RELEASE, RELATION_CELLS
from verification.demo.names import address_of
from verification.demo.numbers import Numbers
from verification.demo.people import Shape, settle
from verification.demo.plan import HousePlan, PersonPlan, Village
from verification.demo.sheets import WRITTEN_ON

RELEASE = "DTSEN-2025-T1"
NEW_FAMILIES = 0.02
# No kecamatan of the city: the numbers of new people are nobody else's.
ELSEWHERE = "647298"
SHEETS = {
    "Keluarga": [
        *("id_keluarga", "no_kk", "nik", "nama_kepala_keluarga", "alamat", "rt", "rw"),
        *("id_wilayah", "desil_nasional", "percentile_nasional", "peringkat_nasional"),
        *("peringkat_provinsi", "peringkat_kabupaten"),
    ],
    "Anggota": [
        *("id_keluarga", "idsemesta", "nama", "nik", "no_kk", "hub_kepala_keluarga"),
        "pekerjaan_utama",
    ],
}
COUNTS = ("rows", "new", "changed", "same", "problem", "linked", "ambiguous", "unlinked")


class Ministry:
    """Writes the families of each household of its kecamatan, as they come."""

    def __init__(self, city: City, folder: Path, district: str) -> None:
        self.random = city.chance("dtsen")
        self.district = district
        self.name = f"{RELEASE.lower()}.xlsx"
        self.counts = {sheet: Counter[str]() for sheet in SHEETS}
        self._book = xlsxwriter.Workbook(str(folder / self.name), {"constant_memory": True})
        self._book.set_properties({"created": WRITTEN_ON})
        self._sheets = {sheet: self._book.add_worksheet(sheet) for sheet in SHEETS}
        for sheet, header in SHEETS.items():
            self._sheets[sheet].write_row(0, 0, header)
        # No. KK → the family that has it, "" where that one is not in this release.
        self._family_of: dict[str, str] = {}
        self._village: Village | None = None
        self._sent = 0

    def send(self, house: HousePlan) -> None:
        if house.village.district_code != self.district:
            return
        for number, (kk, people) in enumerate(_cards(house.people), start=1):
            self._card(house, kk, list(people), f"{house.dtks}{number:02}")

    def _card(self, house: HousePlan, kk: str, people: list[PersonPlan], number: str) -> None:
        """One KK; somebody who stands in the KK of the house next door belongs to that family."""
        if kk in self._family_of:
            number = self._family_of[kk]
        else:
            # Nothing would lead from the sheet to a family without KK and NIK.
            known = NEW_RELEASE in house.releases and bool(kk or people[0].nik)
            number = number if known else ""
            if kk:
                self._family_of[kk] = number
            if number:
                # Whoever lives with his parents heads his own card.
                people[0] = replace(people[0], relation="kepala")
                self._family(number, people[0], house, "changed")
        for person in people if number else ():
            self._member(number, person, "changed")

    def _family(self, number: str, head: PersonPlan, house: HousePlan, outcome: str) -> None:
        self._village = house.village
        self._sent += 1
        percentile = self.random.randint(1, 45)
        self._add(
            "Keluarga",
            outcome,
            [
                *(number, *self._numbers(head), head.name, house.address, house.rt, house.rw),
                *(house.village.code, (percentile + 9) // 10, percentile),
                *(percentile * 912_000 + self._sent, percentile * 11_900 + self._sent, self._sent),
            ],
        )

    def _numbers(self, person: PersonPlan) -> tuple[str, str]:
        return noise.digits(self.random, person.kk), noise.digits(self.random, person.nik)

    def _member(self, number: str, person: PersonPlan, outcome: str, semesta: str = "") -> None:
        kk, nik = self._numbers(person)
        self._add(
            "Anggota",
            outcome,
            [
                *(number, semesta or f"9{person.number:011}", person.name, nik, kk),
                *(RELATION_CELLS[person.relation][1], person.occupation),
            ],
        )

    def _add(self, sheet: str, outcome: str, cells: Sequence[str | int]) -> None:
        """A NIK is text: as a number it would lose its last digit."""
        counts = self.counts[sheet]
        counts.update(("rows", outcome))
        for column, cell in enumerate(cells):
            if isinstance(cell, int):
                self._sheets[sheet].write_number(counts["rows"], column, cell)
            elif cell:
                self._sheets[sheet].write_string(counts["rows"], column, cell)

    def close(self) -> list[dict[str, Any]]:
        """Adds families that no list has named and rows that nothing can save; what each sheet
        gives, in the order of import.
        """
        if self._village is not None:
            self._strangers(self._village)
            self._faults(self._village)
        self._book.close()
        return [
            {
                "file": self.name,
                "kind": "dtsen",
                "options": {"release": RELEASE, "sheet": sheet},
                "status": "applied",
                "counts": {word: self.counts[sheet][word] for word in COUNTS},
            }
            for sheet in SHEETS
        ]

    def _strangers(self, village: Village) -> None:
        numbers, shape = Numbers(), Shape(several_kk=False, elderly=False, needs_two=False)
        for at in range(1, max(1, round(self._sent * NEW_FAMILIES)) + 1):
            people = settle(self.random, shape, ELSEWHERE, numbers, at * 100)
            house = _new_house(village, address_of(self.random), people)
            number = f"99999999999999{at:04}"
            self._family(number, people[0], house, "new")
            for person in people:
                outcome = "changed" if person is people[0] else "new"
                self._member(number, person, outcome, semesta=f"8{person.number:011}")

    def _faults(self, village: Village) -> None:
        good = ["8888888888888888", "", "", "BARIS RUSAK", "", "", "", village.code, "2"]
        for column, cell in ((0, "-"), (2, "6472033302780001"), (7, "64.71.01.1001"), (8, "11")):
            self._add("Keluarga", "problem", [*good[:column], cell, *good[column + 1 :]])
        self._add("Anggota", "problem", ["7777777777777777", "", "KELUARGA TAK DIKENAL"])


def _cards(people: Iterable[PersonPlan]) -> Iterable[tuple[str, Iterable[PersonPlan]]]:
    return groupby(sorted(people, key=lambda person: person.kk), key=lambda person: person.kk)


def _new_house(village: Village, address: str, people: tuple[PersonPlan, ...]) -> HousePlan:
    return HousePlan(
        number=-1,
        dtks="",
        village=village,
        address=address,
        rt="001",
        rw="",
        people=people,
        releases=(),
        claims=frozenset(),
        aid=(),
    )
