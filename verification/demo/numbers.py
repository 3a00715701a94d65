"""Numbers of the made-up city: NIK, No. KK and ID DTKS, well-formed and never given twice."""

from collections import Counter
from datetime import date
from random import Random

# Where newcomers were first registered: a NIK never changes when its bearer moves.
ELSEWHERE = (
    *("640203", "640305", "640801", "647101", "647401", "630302", "630806", "637101", "737102"),
    *("730811", "731204", "351513", "350612", "337203", "331405", "357806", "760402", "720302"),
)
NEWCOMER_SHARE = 0.14
WOMAN = 40  # is added to the day of birth


class Numbers:
    """Hands out numbers; one counter per area and date, as the real registry does."""

    def __init__(self) -> None:
        self._given: Counter[str] = Counter()

    def nik(
        self, random: Random, district: str, birth: date, sex: str, *, born_here: bool = False
    ) -> str:
        """`district` is the kecamatan's six digits, e.g. 647203."""
        is_newcomer = not born_here and random.random() < NEWCOMER_SHARE
        area = random.choice(ELSEWHERE) if is_newcomer else district
        day = birth.day + (WOMAN if sex == "P" else 0)
        return self._next("", f"{area}{day:02}{birth:%m%y}", random)

    def kk(self, random: Random, district: str) -> str:
        """A KK carries the day it was issued."""
        issued = date(random.randint(2006, 2020), random.randint(1, 12), random.randint(1, 28))
        return self._next("kk", f"{district}{issued:%d%m%y}", random)

    def dtks(self, bps_code: str) -> str:
        """ID DTKS: the kelurahan's BPS code and a serial number."""
        self._given[bps_code] += 1
        return f"{bps_code}{self._given[bps_code]:06}"

    def _next(self, family: str, prefix: str, random: Random) -> str:
        """The first serial of a prefix is drawn, the following ones count on from it."""
        slot = family + prefix
        if slot not in self._given:
            self._given[slot] = random.randint(0, 300)
        self._given[slot] += 1
        return f"{prefix}{self._given[slot]:04}"
