"""Finds the kelurahan a row means: by name or alias within its kecamatan, or by code."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from rapidfuzz import process

from registry.imports.importkinds import Remark
from registry.imports.values.cleaning import shown
from registry.imports.words import place_key
from registry.models import Area, Level

LIKENESS = 75
# Digits of a kecamatan in the codes of BPS.
BPS_DISTRICT = 7


@dataclass(frozen=True)
class Place:
    """`area_id`, or `error`: a sentence with the nearest names, about the word of `field`."""

    area_id: int | None
    error: str = ""
    field: str = "village"

    def remark(self, asked: Mapping[str, str]) -> Remark:
        """What is wrong, with the word it is about."""
        return self.field, shown(asked.get(self.field, "")), self.error


class Places:
    """The city's areas by every spelling we know; read once for a whole file."""

    def __init__(self, city_code: str) -> None:
        areas = list(Area.objects.select_related("parent"))
        self.city = next((area for area in areas if area.code == city_code), None)
        self._villages: dict[str, list[Area]] = defaultdict(list)
        self._districts: dict[str, Area] = {}
        # A code without dots may be the Ministry's of one kelurahan and BPS's of another.
        self._by_code: dict[str, list[Area]] = defaultdict(list)
        self._names: dict[int, tuple[str, str]] = {}
        for area in areas:
            if area.level == Level.VILLAGE:
                self._names[area.pk] = area.name, area.parent.name if area.parent else ""
                for key in self._spellings(area):
                    self._villages[key].append(area)
                self._by_code[area.code].append(area)
                for code in {area.code.replace(".", ""), area.bps_code} - {""}:
                    self._by_code[code].append(area)
                self._name_district_by_code(area)
            elif area.level == Level.DISTRICT:
                self._districts.update(dict.fromkeys(self._spellings(area), area))
                self._districts.update(
                    {place_key(area.code): area, area.code.replace(".", ""): area}
                )
        self._found: dict[tuple[str, str, str], Place] = {}

    def _name_district_by_code(self, village: Area) -> None:
        """BPS numbers a kelurahan within its kecamatan: the first seven digits are the latter's."""
        if village.bps_code and village.parent is not None:
            self._districts.setdefault(village.bps_code[:BPS_DISTRICT], village.parent)

    @staticmethod
    def _spellings(area: Area) -> set[str]:
        return {place_key(name) for name in [area.name, *area.aliases]}

    def known_words(self) -> dict[str, set[str]]:
        """By the field that holds them: every spelling and code of kelurahan and kecamatan."""
        codes = {place_key(code) for code in self._by_code}
        return {"village": set(self._villages) | codes, "district": set(self._districts)}

    def names_of(self, area_id: int) -> tuple[str, str]:
        """Kelurahan and kecamatan as the register calls them."""
        return self._names[area_id]

    def find(self, *, city: str, district: str, village: str) -> Place:
        asked = (city, district, village)
        if asked not in self._found:
            self._found[asked] = self._search(*asked)
        return self._found[asked]

    def _search(self, city: str, district: str, village: str) -> Place:
        if city and self.city and place_key(city) not in self._spellings(self.city):
            name = self.city.name
            words = f"Kabupaten/kota “{city}” bukan {name}: baris ini di luar kota."
            return Place(None, words, "city")
        code = self._whole_code(district.strip(), village.strip())
        if code in self._by_code:
            return self._coded(code, district)
        named = self._villages.get(place_key(village), [])
        if district:
            return self._in_district(named, district, village)
        if len(named) == 1:
            return Place(named[0].pk)
        if named:
            return Place(
                None, f"Kelurahan “{village}” ada di beberapa kecamatan. Isi kecamatannya."
            )
        return Place(None, self._unknown("Kelurahan", village, list(self._villages)))

    def _whole_code(self, district: str, village: str) -> str:
        """The code of a kelurahan, also where a list gives only its part within the kecamatan."""
        if village in self._by_code or not (district.isdigit() and village.isdigit()):
            return village
        return next(
            (code for n in (3, 4) if (code := district + village.zfill(n)) in self._by_code),
            village,
        )

    def _coded(self, code: str, district: str) -> Place:
        meant = self._by_code[code]
        parent = self._districts.get(place_key(district))
        if parent is not None:
            meant = [area for area in meant if area.parent_id == parent.pk] or meant
        if len(meant) == 1:
            return Place(meant[0].pk)
        names = " dan ".join(f"{area} ({area.parent})" for area in meant)
        return Place(
            None,
            f"Kode {code} berarti lain pada Kemendagri dan pada BPS: {names}. Tulis nama "
            "kelurahannya, atau kode Kemendagri dengan titik.",
        )

    def _in_district(self, named: list[Area], district: str, village: str) -> Place:
        parent = self._districts.get(place_key(district))
        if parent is None:
            words = self._unknown("Kecamatan", district, list(self._districts))
            return Place(None, words, "district")
        for area in named:
            if area.parent_id == parent.pk:
                return Place(area.pk)
        if named:
            where = " / ".join(str(area.parent) for area in named)
            return Place(
                None,
                f"Kelurahan “{village}” tidak ada di Kec. {parent.name}, melainkan di {where}. "
                "Perbaiki salah satunya.",
            )
        inside = [key for key, areas in self._villages.items() if areas[0].parent_id == parent.pk]
        return Place(None, self._unknown("Kelurahan", village, inside))

    @staticmethod
    def _unknown(what: str, found: str, known: list[str]) -> str:
        if not found:
            return f"{what} kosong. Isi nama {what.lower()}."
        near = process.extractOne(place_key(found), known, score_cutoff=LIKENESS)
        hint = f" Mungkin maksudnya {near[0].title()}?" if near else ""
        return f"{what} “{found}” tidak dikenal di kota ini.{hint}"
