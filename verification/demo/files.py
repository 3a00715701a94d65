"""The made-up city as the spreadsheets that its offices would send, and what importing them gives.

`expected.json` names the files in the order of import, with the options of `import_file` and the
counts to come out, and the figures of the city (verification/demo/figures.py) as if no officer had
been out yet. `verifications` comes after them, with the figures that it leaves. What stands under
`dtsen` is imported last of all: a newer release changes the figures.
"""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from verification.demo import noise
from verification.demo.aid import CALENDAR
from verification.demo.city import City
from verification.demo.documents import (
    BARE_PROGRAMS,
    NEW_RELEASE,
    OLD_RELEASE,
    Document,
    bnba_cells,
    bnba_document,
    changes_between,
    dtks_cells,
    dtks_document,
    payment_cells,
    payment_documents,
)
from verification.demo.dtsen import Ministry
from verification.demo.faults import faulty_aid, faulty_people
from verification.demo.figures import figures_of
from verification.demo.plan import AidPlan, HousePlan, PaymentPlan
from verification.demo.results import ResultList
from verification.demo.sheets import Cell, ListFile, open_list

COUNTS = ("rows", "new", "changed", "same", "problem", "linked", "ambiguous", "unlinked")
BNBA_PROGRAMS = ("PKH", "BPNT", "BST", "SMD-SEMBAKO-2021")
# Above the rows that nothing can save: no kelurahan, so that none is filled in from above.
NOWHERE = "LAIN-LAIN"
RESENT = ("BST", 0)  # last month's list, sent again under another name


class Post:
    """The files on their way out; each is opened with its first row."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._open: dict[str, ListFile] = {}

    def file(self, document: Document) -> ListFile:
        found = self._open.get(document.name)
        if found is None:
            opened = open_list(self.folder, document, noise.headers(document))
            found = self._open[document.name] = opened
        return found

    def close(self, faultless: str) -> list[ListFile]:
        """Adds the rows that nothing can save to all but one, and gives the written files."""
        for name, file in self._open.items():
            faults = faulty_people if file.document.kind == "dtks" else faulty_aid
            for cells in () if name == faultless else faults(file.document):
                file.add(cells, "problem", heading=NOWHERE)
            file.close()
        return list(self._open.values())


class Office:
    """Writes each household's rows to the lists that hold it."""

    def __init__(self, city: City, folder: Path) -> None:
        self.post = Post(folder)
        self.random = city.chance("catatan")
        self.payments = {(code, number): found for code, number, found in payment_documents()}
        self.batch_of = {
            (code, batch[0]): number
            for code, batches in CALENDAR.items()
            for number, batch in enumerate(batches)
        }
        self.by_workbook = _first_district(city)
        self._repeated = False

    def send(self, house: HousePlan) -> None:
        for release in house.releases:
            self._list(house, release)
        for aid in house.aid:
            self.pay(aid)

    def pay(self, aid: AidPlan) -> None:
        link = "linked" if aid.linked_by else "ambiguous" if aid.ambiguous else "unlinked"
        heading = aid.village.name.upper() if aid.village else ""
        if aid.program in BNBA_PROGRAMS:
            file = self.post.file(bnba_document(aid.program))
            cells = bnba_cells(file.counts["rows"] + 1, aid)
            file.add(self._scribbled(file, cells), "new", link, heading=heading)
        for payment in aid.payments:
            self._pay(aid, payment, link, heading)

    def _pay(self, aid: AidPlan, payment: PaymentPlan, link: str, heading: str) -> None:
        file = self.post.file(self.payments[aid.program, self.batch_of[aid.program, payment.first]])
        cells = payment_cells(file.counts["rows"] + 1, aid, payment)
        scribbled = self._scribbled(file, cells)
        if payment.paid_on and aid.program not in BARE_PROGRAMS:
            at = file.document.header.index("TANGGAL SALUR")
            by_number = self.random.random() < 0.2
            scribbled[at] = (
                noise.serial(payment.paid_on)
                if by_number
                else noise.day(self.random, payment.paid_on)
            )
        file.add(scribbled, "new", link, heading=heading)

    def _list(self, house: HousePlan, release: str) -> None:
        in_workbook = release == NEW_RELEASE and house.village.district_code == self.by_workbook
        part = house.village.district_name.lower().replace(" ", "-") if in_workbook else ""
        document = dtks_document(release, "xlsx" if in_workbook else "csv", part)
        file = self.post.file(document)
        for person in house.people:
            word = "same"
            if release == house.releases[0]:
                word = "new"
            elif changes_between(house, person):
                word = "changed"
            cells = self._scribbled(file, dtks_cells(house, person, release))
            cells[12] = noise.day(self.random, person.birth)
            file.add(cells, word)
            if release == OLD_RELEASE and not self._repeated:
                file.add(cells, "same")
                self._repeated = True

    def _scribbled(self, file: ListFile, cells: list[str]) -> list[Cell]:
        """Each cell as this office may write it."""
        return [
            self._scribble(word, cell)
            for word, cell in zip(file.document.header, cells, strict=True)
        ]

    def _scribble(self, word: str, cell: str) -> Cell:
        way = WAYS.get(word)
        return way(self.random, cell) if way else cell


Way = Callable[[Random, str], Cell]
WAYS: dict[str, Way] = {
    **dict.fromkeys(
        ("NIK", "NIK KTP", "NOMOR NIK", "NOKK", "NO KK", "NOMOR KK", "NO KEL"), noise.digits
    ),
    **dict.fromkeys(("NAMA", "NAMA PENERIMA", "ALAMAT", "NAMA IBU KANDUNG"), noise.spaced),
    **dict.fromkeys(("KELURAHAN", "NM KEL", "DESA/KELUARAHAN"), noise.village),
    "NOMINAL": noise.rupiah,
}


def write_files(city: City, folder: Path, on_household: Callable[[int], None]) -> dict[str, Any]:
    """Writes every file and expected.json; returns what the latter holds."""
    folder.mkdir(parents=True, exist_ok=True)
    office, results = Office(city, folder), ResultList(city, folder)
    ministry = Ministry(city, folder, office.by_workbook)
    for house in city.houses():
        office.send(house)
        results.send(house)
        ministry.send(house)
        on_household(house.number + 1)
    for aid in city.outside():
        office.pay(aid)
    resent = office.payments[RESENT].name
    files = [_expected(file) for file in sorted(office.post.close(resent), key=_order)]
    _send_again(folder, resent, files)
    expected = {
        "households": city.households,
        "seed": city.seed,
        "files": files,
        "figures": figures_of(city),
        "verifications": results.close(),
        "dtsen": {"files": ministry.close()},
    }
    text = json.dumps(expected, ensure_ascii=False, indent=1)
    (folder / "expected.json").write_text(text, encoding="utf-8")
    return expected


def _expected(file: ListFile) -> dict[str, Any]:
    return {
        "file": file.document.name,
        "kind": file.document.kind,
        "options": file.document.options,
        "status": "applied",
        "counts": {word: file.counts[word] for word in COUNTS},
    }


def _order(file: ListFile) -> tuple[int, str, str]:
    """Households first, then who should be paid, then what was paid, by month."""
    document = file.document
    kinds = ("dtks", "recipients", "disbursements")
    return kinds.index(document.kind), document.options.get("period", ""), document.name


def _send_again(folder: Path, resent: str, files: list[dict[str, Any]]) -> None:
    """A list that comes a second time, under another name and before anything else happened."""
    for position, entry in enumerate(files):
        if entry["file"] == resent:
            name = resent.replace("salur", "kirim-ulang")
            shutil.copyfile(folder / resent, folder / name)
            counts = {**entry["counts"], "new": 0, "same": entry["counts"]["rows"]}
            again = {**entry, "file": name, "status": "nothing_to_do", "counts": counts}
            files.insert(position + 1, again)
            return


def _first_district(city: City) -> str:
    """The kecamatan whose part of the newest release comes as a workbook."""
    for house in city.houses():
        if NEW_RELEASE in house.releases:
            return house.village.district_code
    return ""
