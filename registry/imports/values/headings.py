"""The kelurahan that heading rows say of the rows below them.

Lists for a whole city come in blocks, "KELURAHAN JAWA" above each, and leave out the column. Only
a kelurahan that the city knows is taken from a heading, and only where the row says none itself.
"""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from django.conf import settings

from registry.identifiers import mask_digits
from registry.imports.columns.noise import HEADING_WORD
from registry.imports.importkinds import Remark, Values
from registry.imports.reading.cells import Row
from registry.imports.values.places import Places
from registry.imports.words import place_key, text_of

VILLAGE, DISTRICT = "village", "district"
LEVEL = re.compile(
    r"\b(?P<village>KELURAHAN|KEL|DESA)\b|\b(?P<district>KECAMATAN|KEC)\b"
    r"|\b(?P<other>RT|RW|DUSUN|LINGKUNGAN|TAHAP|BULAN|TAHUN|PERIODE)\b",
    re.IGNORECASE,
)
# A letterhead says where the office is, not the people.
ADDRESS = re.compile(r"\b(JL|JLN|JALAN|TELP|TELEPON|FAX|KODE POS)\b", re.IGNORECASE)
ELSEWHERE = re.compile(r"^\s*(KABUPATEN|KAB|KOTA)\b", re.IGNORECASE)
# A name ends where a count, a remark or a second name begins: "JAWA (25 KPM)".
NAME = re.compile(r"[\s.:/\-–]*([^\d(,;:/|]*)")
BETWEEN_NAMES = re.compile(r"[,;/|&+()]|\bDAN\b|(?=\b(?:KELURAHAN|KEL|DESA)\b)", re.IGNORECASE)
SHOWN = 80


class Headed(NamedTuple):
    """What counts from this row on; "" where the heading says nothing, or nothing known."""

    row: int
    words: str
    village: str
    district: str


def place_words(text: str) -> dict[str, str]:
    """{"village": "JAWA", "district": "SAMARINDA ULU"} for "Kel. Jawa, Kec. Samarinda Ulu" (pure).

    A word for a level without a name says nothing: "KELURAHAN/DESA JAWA" names one kelurahan.
    """
    found: dict[str, str] = {}
    levels = list(LEVEL.finditer(text))
    for at, level in enumerate(levels):
        end = levels[at + 1].start() if at + 1 < len(levels) else len(text)
        words = _name_in(text[level.end() : end])
        if words and level.lastgroup in (VILLAGE, DISTRICT):
            found.setdefault(str(level.lastgroup), words)
    return found


def _name_in(text: str) -> str:
    found = NAME.match(text)
    return found[1].strip(" .-–") if found else ""


class Headings:
    """Collects the headings of a sheet in order, and tells what counts for each record.

    Headings without a record between them are one block, in whatever order they name its levels.
    An unknown kelurahan ends the one before: its rows are in neither.
    """

    def __init__(self, said: Iterable[Sequence[object]] = ()) -> None:
        self.said = [Headed(int(str(row)), *map(str, rest)) for row, *rest in said]
        # What the headings since the last record say, and the kecamatan that counted before.
        self._block: dict[str, str] | None = None
        self._inherited = ""
        self._are_names_alone = False

    @cached_property
    def _places(self) -> Places:
        """Asked for with the first title or heading, which bare exports do not have."""
        return Places(settings.CITY)

    @cached_property
    def _known(self) -> dict[str, set[str]]:
        return self._places.known_words()

    def __bool__(self) -> bool:
        return any(headed.village for headed in self.said)

    def title(self, row: Row) -> None:
        """A row above the table: only where it names a kelurahan or a kecamatan as such."""
        words = text_of(" ".join(map(str, row.cells)))
        inside = self._inside(words)
        if not ADDRESS.search(words) and (told := place_words(inside)):
            self._note(row.number, words, self._unless_several(told, inside))

    def heading(self, row: Row) -> None:
        """A row between the records; a name alone is enough where it can mean but one place."""
        words = text_of(" ".join(map(str, row.cells)))
        inside = self._inside(words)
        told = place_words(inside)
        if not told and (told := self._bare(inside)):
            self._are_names_alone = True
        if not told and self._is_unknown(inside):
            told = {VILLAGE: ""}
        if told := self._unless_several(told, inside):
            self._note(row.number, words, told)

    def at(self, number: int) -> Headed | None:
        """What the headings above this record say."""
        self._block = None
        at = bisect_left(self.said, (number + 1,))
        return self.said[at - 1] if at else None

    def _inside(self, words: str) -> str:
        """Without the city itself, which every heading may name besides."""
        city = self._places.city
        if city is None:
            return words
        name = re.escape(city.name.upper().removeprefix("KOTA "))
        return re.sub(rf"(?i)\b(KABUPATEN|KAB|KOTA)[ ./:]+{name}\b", "", words)

    def _bare(self, words: str) -> dict[str, str]:
        key = place_key(_name_in(LEVEL.split(words, maxsplit=1)[0]))
        levels = [level for level in (VILLAGE, DISTRICT) if key in self._known[level]]
        if len(levels) > 1:
            return {VILLAGE: ""}  # Sambutan is both: what follows is in no kelurahan that we know
        return dict.fromkeys(levels, key)

    def _unless_several(self, told: dict[str, str], words: str) -> dict[str, str]:
        """No kelurahan where two are named: each row is in one of them, and none says in which."""
        keys = {place_key(_name_in(part)) for part in BETWEEN_NAMES.split(words)}
        villages = (keys & self._known[VILLAGE]) - self._known[DISTRICT]
        found = {self._places.find(city="", district="", village=key).area_id for key in villages}
        return {VILLAGE: ""} if len(found) > 1 else told

    def _is_unknown(self, words: str) -> bool:
        """Another city; or a name that we do not know where names alone are the headings."""
        is_name = self._are_names_alone and _name_in(words) and not HEADING_WORD.match(words)
        return bool(is_name or ELSEWHERE.match(words))

    def _note(self, number: int, words: str, told: Mapping[str, str]) -> None:
        if self._block is None or (VILLAGE in told and VILLAGE in self._block):
            self._block, self._inherited = {}, self.said[-1].district if self.said else ""
        self._block.update(told)
        village, district = self._resolved(self._block)
        self.said.append(Headed(number, mask_digits(words)[:SHOWN], village, district))

    def _resolved(self, block: Mapping[str, str]) -> tuple[str, str]:
        """The names of the register; a kecamatan said before counts while the kelurahan fits."""
        village, district = block.get(VILLAGE, ""), block.get(DISTRICT, "")
        for tried in [district] if district else [self._inherited, ""]:
            place = self._places.find(city="", district=tried, village=village)
            if place.area_id is not None:
                return self._places.names_of(place.area_id)
        return "", district if place_key(district) in self._known[DISTRICT] else ""


class HeadedRows:
    """Fills in what the rows of one kind of list do not say of their place.

    `fields` are those of which any says it: none where headings mean nothing to the kind.
    """

    def __init__(self, fields: Collection[str]) -> None:
        self._fields = fields

    def fill(
        self, values: Values, headed: Headed | None, problems: Sequence[Remark]
    ) -> list[Remark]:
        """Completes the values of a row; what it says, with the heading that said it.

        A cell that cannot be read (`problems`) says something all the same.
        """
        if headed is None or not headed.village or not self._fields or not values:
            return []
        unread = {field for field, _, _ in problems}
        if any(values.get(field) or field in unread for field in self._fields):
            return []
        values[VILLAGE] = headed.village
        if not values.get(DISTRICT) and DISTRICT not in unread:
            values[DISTRICT] = headed.district
        return [("", headed.words, f"Kelurahan dari baris judul: “{headed.village}”.")]
