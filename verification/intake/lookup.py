"""Which household a row means: by its ID DTKS (or BDT), by the NIK of somebody who lives there."""

from collections.abc import Iterable
from typing import NamedTuple

from registry.imports.importkinds import Values
from registry.models import Identifier, Membership, Person, Scheme

SCHEMES = (Scheme.BDT, Scheme.DTKS)
UNKNOWN = "ini tidak ada di register. Periksa nomornya, atau impor datanya dahulu."
HOMELESS = "Orang dengan NIK ini tidak tercatat di rumah tangga mana pun. Isi ID DTKS-nya."
TWO_HOUSEHOLDS = (
    "ID DTKS dan NIK menunjuk dua rumah tangga yang berbeda. Periksa keduanya; sisakan nomor yang "
    "benar."
)
ID_LOST = "ID DTKS ini tidak ada di register; rumah tangganya ditemukan lewat NIK."
NIK_LOST = "NIK ini tidak ada di register; rumah tangganya ditemukan lewat ID DTKS."


class Found(NamedTuple):
    """`household`, or `problem`: why there is none. `remark`: which number led nowhere."""

    household: int | None
    problem: str = ""
    remark: str = ""


class Lookup:
    """Three indexed queries, whatever the number of rows.

    `people`: NIK → person. A number that both lists gave out is read as the ID DTKS.
    """

    def __init__(self, rows: Iterable[Values]) -> None:
        wanted = list(rows)
        ids = {values["dtks_id"] for values in wanted if values.get("dtks_id")}
        niks = {values["nik"] for values in wanted if values.get("nik")}
        self.by_id = self._by_id(ids)
        self.people: dict[str, int] = {}
        self.names: dict[str, str] = {}
        for nik, person, key in Person.objects.filter(nik__in=niks).values_list(
            "nik", "pk", "name_key"
        ):
            if nik:
                self.people[nik], self.names[nik] = person, key
        here = Membership.objects.current().filter(person_id__in=self.people.values())
        self.home_of = dict(here.values_list("person_id", "household_id"))

    @staticmethod
    def _by_id(ids: set[str]) -> dict[str, int]:
        known = Identifier.objects.filter(
            scheme__in=SCHEMES, value__in=ids, household__isnull=False
        ).values_list("scheme", "value", "household_id")
        return {
            value: household
            for _, value, household in sorted(known, key=lambda k: k[0] == Scheme.DTKS)
        }

    def find(self, values: Values) -> Found:
        """One number that is known is enough; two that are known must mean one household."""
        number, nik = values.get("dtks_id") or "", values.get("nik") or ""
        by_id = self.by_id.get(number)
        by_nik = self.home_of.get(self.people.get(nik, 0))
        if by_id is not None and by_nik is not None and by_id != by_nik:
            return Found(None, TWO_HOUSEHOLDS)
        if by_id is not None:
            lost = bool(nik) and nik not in self.people
            return Found(by_id, remark=NIK_LOST if lost else "")
        if by_nik is not None:
            return Found(by_nik, remark=ID_LOST if number else "")
        if number:
            return Found(None, f"{'ID DTKS dan NIK' if nik else 'ID DTKS'} {UNKNOWN}")
        return Found(None, HOMELESS if nik in self.people else f"NIK {UNKNOWN}")
