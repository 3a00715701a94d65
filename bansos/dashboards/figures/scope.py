"""What a dashboard is about: which areas of which user, which months, which release."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.text import slugify

from bansos.lib.dates import period_words, to_iso_month
from programs.overlap.counts import Window
from registry.models import Area, Release
from registry.models.area import Level

# Rows of a table beside which the page still has room for its map and its other table.
LONGEST = 20
# The pages that show a scope, by the word in the address of a list that was opened from one.
ORIGINS = {
    "": "dashboard",
    "peta": "dashboard_map",
    "kombinasi": "dashboard_combinations",
    "tren": "dashboard_trend",
    "matriks": "dashboard_matrix",
}
PAGE_NAMES = {
    "": "Ringkasan",
    "peta": "Peta",
    "kombinasi": "Kombinasi program",
    "tren": "Tren per bulan",
    "matriks": "Pasangan program",
}
TOP = "Dasbor"  # the summary of all areas, as the way up to it is called
OTHER_PAGES = {
    "dashboard_compared": "Banding dua periode",
    "dashboard_never": "Belum pernah menerima",
    "dashboard_findings": "Temuan",
}
NO_RT = "-"


@dataclass(frozen=True)
class Scope:
    """`areas` (with their parents) are all the user's dashboard may speak of; `area` narrows them.

    `discreet`: who looks has no right to identities everywhere in `areas`, so that numbers small
    enough to point at somebody are hidden from him (bansos/lib/suppress.py). `sees_outside`: he may
    know how many of a list are not in the register.

    `origin` is the page that shows it; `rt` ("" where none is known) and `left_out` narrow a list.
    Its addresses hold everything, so that a link shows somebody else the same figures.
    """

    areas: tuple[Area, ...]
    window: Window
    area: Area | None = None
    release: Release | None = None
    figure: str = "never"
    by: Level = Level.DISTRICT
    discreet: bool = False
    sees_outside: bool = True
    origin: str = ""
    rt: str | None = None
    left_out: tuple[Area, ...] = ()

    @cached_property
    def area_ids(self) -> frozenset[int]:
        inside = ids_within(self.areas, self.area)
        return inside.difference(*(ids_within(self.areas, area) for area in self.left_out))

    @property
    def asked_areas(self) -> frozenset[int] | None:
        """What a list asks for; None: everywhere, so that no place has to be looked up."""
        return None if self.is_whole_city and not self.left_out else self.area_ids

    @property
    def is_whole_city(self) -> bool:
        return self.area is None and any(area.level == Level.CITY for area in self.areas)

    @property
    def village(self) -> Area | None:
        """The one kelurahan that it is about, chosen or all that the user may see."""
        inside = [area for area in self.areas if area.pk in self.area_ids]
        is_one = len(inside) == 1 and inside[0].level == Level.VILLAGE
        return inside[0] if is_one else None

    @property
    def area_words(self) -> str:
        if self.area is not None:
            return str(self.area)
        known = {area.pk for area in self.areas}
        tops = [area for area in self.areas if area.parent_id not in known]
        return str(tops[0]).strip() if len(tops) == 1 else "Semua wilayah Anda"

    @property
    def narrow_words(self) -> str:
        """The area of a list, with what narrows it further."""
        words = [self.area_words]
        words += [] if self.rt is None else [rt_words(self.rt)]
        words += [f"tanpa {', '.join(map(str, self.left_out))}"] if self.left_out else []
        return " · ".join(words)

    @property
    def period_words(self) -> str:
        return period_words(*self.window)

    @cached_property
    def rows(self) -> list[Area]:
        """What the tables compare: kecamatan, or the kelurahan below; never just one."""
        if self.has_levels and self.by == Level.DISTRICT:
            return self._inside(Level.DISTRICT)
        villages = self._inside(Level.VILLAGE)
        return villages if len(villages) > 1 else []

    @property
    def has_levels(self) -> bool:
        """Whether there are several kecamatan to choose between them and their kelurahan."""
        return self.area is None and len(self._inside(Level.DISTRICT)) > 1

    def _inside(self, level: Level) -> list[Area]:
        return [area for area in self.areas if area.pk in self.area_ids and area.level == level]

    @property
    def is_long(self) -> bool:
        """All kelurahan of the city in one table: the page then leaves the rest to shorter ones,
        so that it stays light on a phone.
        """
        return len(self.rows) > LONGEST

    @property
    def districts(self) -> list[Area]:
        """The kecamatan it touches, in the order of their codes."""
        found = {d.pk: d for a in self.areas if a.pk in self.area_ids and (d := district_of(a))}
        return sorted(found.values(), key=lambda area: area.code)

    @property
    def ways_up(self) -> list[tuple[str, str]]:
        """Name and address of what lies above the chosen area, from the top."""
        if self.area is None:
            return []
        top = replace(self, area=None)
        above = [replace(self, area=a) for a in self.areas if self._lies_in(a)]
        return [(self._top_name, top.url()), *((scope.area_words, scope.url()) for scope in above)]

    @property
    def ways_here(self) -> list[tuple[str, str]]:
        """From the dashboard and the top of the areas down to just above this page."""
        dashboard = [(TOP, replace(self, origin="").url())] if self.origin else []
        return [*dashboard, *self.ways_up]

    @property
    def ways_back(self) -> list[tuple[str, str]]:
        """The same down to this very page, for what opens from it."""
        name = self._top_name if self.area is None else self.area_words
        return [*self.ways_here, (name, self.url())]

    @property
    def _top_name(self) -> str:
        return PAGE_NAMES[self.origin] if self.origin else TOP

    @property
    def pages(self) -> list[tuple[str, str, bool]]:
        """Name and address of each page that shows this scope, and whether it is this one."""
        own = [
            (name, replace(self, origin=origin).url(), origin == self.origin)
            for origin, name in PAGE_NAMES.items()
        ]
        others = [(name, self.address(page), False) for page, name in OTHER_PAGES.items()]
        return own + others

    def _lies_in(self, area: Area) -> bool:
        below = self.area is not None and self.area.code.startswith(f"{area.code}.")
        return below and area.level == Level.DISTRICT

    def within(self, area: Area) -> "Scope":
        return replace(self, area=area)

    def url(self, **changes: str) -> str:
        """The page that shows this scope."""
        looks = {"urut": self.figure, "per": self.by.value}
        page = reverse(ORIGINS[self.origin])
        return f"{page}?{urlencode(self._query() | looks | changes)}"

    def list_url(self, figure: str) -> str:
        """The list behind one figure, under the same filter."""
        narrowed = {
            "asal": self.origin,
            "rt": "" if self.rt is None else self.rt or NO_RT,
            "tanpa": ",".join(area.code for area in self.left_out),
        }
        given = {name: value for name, value in narrowed.items() if value}
        return self.address("dashboard_households", angka=figure, **given)

    @property
    def map_url(self) -> str:
        """The map; of a single kelurahan the figures by RT."""
        return replace(self, origin="peta").url()

    @property
    def findings_url(self) -> str:
        return self.address("dashboard_findings")

    @property
    def undecided_url(self) -> str:
        return self.address("dashboard_undecided")

    def address(self, page: str, *args: str, **more: str) -> str:
        """The page of this name, under the same filter."""
        return f"{reverse(page, args=args)}?{urlencode(more | self._query())}"

    def program_url(self, code: str) -> str:
        """The equation of one programme."""
        return self.address("dashboard_program", code)

    @property
    def file_words(self) -> str:
        """The scope in the name of a file: "kec-palaran_2021-01_2021-03"."""
        first, last = to_iso_month(self.window.first), to_iso_month(self.window.last)
        return f"{slugify(self.area_words)}_{first}_{last}"

    def _query(self) -> dict[str, Any]:
        query = {
            "dari": to_iso_month(self.window.first),
            "sampai": to_iso_month(self.window.last),
        }
        if self.area is not None:
            query["wilayah"] = self.area.code
        if self.release is not None:
            query["rilis"] = self.release.code
        return query


def rt_words(rt: str) -> str:
    return f"RT {rt}" if rt else "RT tidak tercatat"


def ids_within(areas: Iterable[Area], area: Area | None) -> frozenset[int]:
    """Of `areas`, the ids of `area` and everything below it (None: of all)."""
    if area is None:
        return frozenset(a.pk for a in areas)
    below = f"{area.code}."
    return frozenset(a.pk for a in areas if a.pk == area.pk or a.code.startswith(below))


def district_of(area: Area) -> Area | None:
    """The kecamatan an area is or lies in; None above one."""
    if area.level == Level.VILLAGE:
        return area.parent
    return area if area.level == Level.DISTRICT else None
