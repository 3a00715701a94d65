"""Lists of families whose No. KK, numbers and place stand in cells merged over a whole house."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from programs.models import Disbursement, Recipient
from registry.models import Household, Identifier, Membership
from tests.registry.imports.lists import RELEASE, apply, counts
from tests.registry.imports.workbooks import Range, merged_book
from verification.models import Visit

JAWA, BUKUAN = ["SAMARINDA ULU", "JAWA"], ["PALARAN", "BUKUAN"]
NAMES = ["SITI", "RUDI", "TINI", "BUDI"]
RELATIONS = ["KEPALA", "ANAK", "ANAK", "ANAK"]
SIZES = [3, 1, 2, 4]


@dataclass(frozen=True)
class HouseList:
    """`house` are the words of the columns that are merged, `own` those of each person."""

    house: Sequence[str]
    own: Sequence[str]
    # Of each house: its cells, and those of its people.
    houses: Sequence[tuple[Sequence[str], Sequence[Sequence[str]]]]
    # Columns of each person that are merged too: what is in them is not said of all.
    also: Sequence[str] = ()

    @property
    def header(self) -> list[str]:
        return [*self.house, *self.own]

    def rows(self, *, written: bool) -> list[list[str]]:
        """All of them; the cells of a house `written` in each row, or in its first one only."""
        rows = [self.header]
        for house, people in self.houses:
            for at, own in enumerate(people):
                rows.append([*(house if written or not at else [""] * len(house)), *own])
        return rows

    @property
    def merged(self) -> list[Range]:
        ranges, first = [], 1
        columns = [*range(len(self.house)), *map(self.header.index, self.also)]
        for _, people in self.houses:
            last = first + len(people) - 1
            if len(people) > 1:
                ranges += [(first, last, column, column) for column in columns]
            first = last + 1
        return ranges

    def write(self, path: Path) -> Path:
        return merged_book(path, self.rows(written=False), self.merged)

    def write_out(self, path: Path) -> Path:
        """Its twin: nothing is merged, and every row says all."""
        return merged_book(path, self.rows(written=True), [])


def people(size: int, start: int, *more: str) -> list[list[str]]:
    """NIK, name, and what else each of them has."""
    return [[f"647203120580{start + n:04}", NAMES[n], *more] for n in range(size)]


def related(rows: list[list[str]]) -> list[list[str]]:
    return [[*row, RELATIONS[at]] for at, row in enumerate(rows)]


def kk(n: int) -> str:
    return f"647203010180{n:04}"


def place(n: int) -> list[str]:
    return [*(JAWA if n < 3 else BUKUAN), f"JL. MAWAR NO. {n}", f"00{n}"]


def dtks() -> HouseList:
    words = ["ID DTKS", "NOKK", "KECAMATAN", "KELURAHAN", "ALAMAT", "RT"]
    houses = [
        ([f"647203000000000{n}", kk(n), *place(n)], related(people(size, 10 * n)))
        for n, size in enumerate(SIZES, start=1)
    ]
    return HouseList(words, ["NIK", "NAMA", "HUB KELUARGA"], houses)


def dtsen() -> HouseList:
    words = ["id_keluarga", "no_kk", "alamat", "rt", "id_wilayah"]
    codes = ["64.72.03.1002", "64.72.01.1003"]
    houses = [
        ([f"KEL000{n}", kk(n), f"JL. MAWAR NO. {n}", f"00{n}", codes[n > 2]], people_of_dtsen(n))
        for n in range(1, len(SIZES) + 1)
    ]
    return HouseList(words, ["nik", "nama", "hub_kepala_keluarga"], houses)


def people_of_dtsen(n: int) -> list[list[str]]:
    return related(people(SIZES[n - 1], 10 * n))


def recipients() -> HouseList:
    words = ["NO KK", "KECAMATAN", "KELURAHAN", "ALAMAT", "RT"]
    houses = [([kk(n), *place(n)], people(size, 10 * n)) for n, size in enumerate(SIZES, start=1)]
    return HouseList(words, ["NIK", "NAMA"], houses)


def payments() -> HouseList:
    """The amount is merged as well: whether it is paid once or to each, the list does not say."""
    houses = [
        ([kk(n), *place(n)], [[*row, "" if at else "200000"] for at, row in enumerate(rows)])
        for n, rows in ((n, people(size, 10 * n)) for n, size in enumerate(SIZES, start=1))
    ]
    return HouseList(recipients().house, ["NIK", "NAMA", "NOMINAL"], houses, ["NOMINAL"])


def results() -> HouseList:
    """Two people of each house who died, by name."""
    houses = [
        ([f"647203000000000{n}"], [[name, "MENINGGAL", "01/04/2021", "RAHMAT"] for name in names])
        for n, names in ((1, NAMES[:2]), (4, NAMES[2:]))
    ]
    return HouseList(["ID DTKS"], ["NAMA", "HASIL", "TANGGAL", "PETUGAS"], houses)


BPNT = {"program": "BPNT"}
# Kind: its list, and its options.
LISTS: dict[str, tuple[HouseList, dict[str, Any]]] = {
    "dtks": (dtks(), RELEASE),
    "dtsen": (dtsen(), {"release": "DTSEN-2025-T1"}),
    "recipients": (recipients(), BPNT),
    "disbursements": (payments(), {**BPNT, "period": "2021-04"}),
    "verifications": (results(), {}),
}


def state_of_register() -> dict[str, list[Any]]:
    """All that a list says, without the keys of the rows that say it."""
    asked: list[tuple[Any, tuple[str, ...]]] = [
        (Household, ("address", "rt", "rw", "area__name", "head__nik", "standing")),
        (Membership, ("person__nik", "kk", "relation", "household__address", "valid_to")),
        (Identifier, ("scheme", "value", "household__address")),
        (Recipient, ("nik", "kk", "name", "address", "rt", "area__name", "area_text")),
        (Disbursement, ("recipient__nik", "amount", "first_month")),
        (Visit, ("household__address", "result", "deaths__person__nik")),
    ]
    return {
        model.__name__: sorted(model.objects.values_list(*fields), key=repr)
        for model, fields in asked
    }


def brought(path: Path, kind: str, options: dict[str, Any]) -> Any:
    """What an import of this file makes of the register, which then is as it was before."""
    with transaction.atomic():
        run = apply(path, kind, options)
        found = (run.error, counts(run), state_of_register())
        transaction.set_rollback(True)
    return found
