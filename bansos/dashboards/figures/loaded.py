"""Which programmes, months and kecamatan have payment lists at all.

What was not loaded is never shown as "none": each dashboard says beside its figures what they
rest on. Most figures know counted programmes only, so a list of one that is counted apart (PBI-JK)
is told as loaded, but makes no month and no kecamatan known.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from bansos.dashboards.figures.catalogue import Kind, listed
from bansos.dashboards.figures.scope import Scope, district_of
from bansos.lib.charts.grid import Grid, GridRow, grid
from bansos.lib.dates import joined, period_words
from bansos.lib.numbers import grouped
from programs.models import Program
from programs.stats import LoadedGrid, loaded_grid
from registry.models import Area


@dataclass(frozen=True)
class Loaded:
    """What the months of a scope rest on, in every kecamatan it touches."""

    scope: Scope
    named: LoadedGrid

    @property
    def months(self) -> range:
        return range(self.scope.window.first, self.scope.window.last + 1)

    @cached_property
    def programs(self) -> list[str]:
        """The codes with any payment list in these months."""
        return sorted({code for code, month, _ in self.named if month in self.months})

    @cached_property
    def counted(self) -> list[str]:
        """Of these programmes, those that figures count."""
        return [code for code in self.programs if code in self._all_counted]

    @cached_property
    def _all_counted(self) -> frozenset[str]:
        return frozenset(Program.objects.filter(counted=True).values_list("code", flat=True))

    @property
    def sentences(self) -> list[str]:
        """ "PKH Januari–Maret 2021; April 2021 belum di Palaran", one for each programme."""
        return [f"{code} {self.words_of(code)}" for code in self.programs]

    @property
    def beside_the_period(self) -> list[str]:
        """The same where the period is named before them: a programme that is whole by its code."""
        whole = _spans(self.months)
        told = ((code, self.words_of(code)) for code in self.programs)
        return [code if words == whole else f"{code} {words}" for code, words in told]

    @property
    def by_program(self) -> Grid:
        rows = [
            GridRow(
                code,
                [self._together(code, month) for month in self.months],
                f"{self.scope.url(muat=code)}#dimuat",
            )
            for code in self.programs
        ]
        title = "Penerima pada daftar penyaluran, per program"
        return grid(title, "program", self.months, rows, self._told)

    def by_district(self, code: str) -> Grid:
        rows = [
            GridRow(district.name, [self._of(code, month, district) for month in self.months])
            for district in self.scope.districts
        ]
        title = f"Penerima pada daftar penyaluran {code}, per kecamatan"
        return grid(title, "kecamatan", self.months, rows, self._told)

    def months_of(self, code: str) -> set[int]:
        """The months of which any kecamatan has a payment list of this programme."""
        return {month for month in self.months if self._together(code, month) is not None}

    def lacking(self, *, ever: bool) -> list[Area]:
        """The kecamatan of which the window (`ever`: the whole past) has no counted list."""
        known = {
            pk
            for code, month, pk in self.named
            if code in self._all_counted and (ever or month in self.months)
        }
        return [district for district in self.scope.districts if district.pk not in known]

    def lacking_words(self, kind: Kind) -> str:
        """Whose lists a figure would need of these months and has not; "" where it has them."""
        if not kind.needs_lists:
            return ""
        if not kind.programs:
            return "" if self.counted else "program yang dihitung"
        lacking = [code for code in kind.programs if code not in self.programs]
        return listed(lacking) if lacking else ""

    def words_of(self, code: str) -> str:
        """The months of a programme, and which kecamatan lack one."""
        lacking = {
            month: [d for d in self.scope.districts if self._of(code, month, d) is None]
            for month in self.months
        }
        nowhere = len(self.scope.districts)
        partly = defaultdict(list)
        for month, districts in lacking.items():
            if 0 < len(districts) < nowhere:
                partly[_names(districts)].append(month)
        full = [month for month in self.months if not lacking[month]]
        parts = [_spans(full)] if full else []
        parts += [f"{_spans(months)} belum di {names}" for names, months in partly.items()]
        unplaced = [m for m in self.months if len(lacking[m]) == nowhere]
        unplaced = [month for month in unplaced if self._nowhere(code, month)]
        parts += [f"{_spans(unplaced)} tanpa wilayah"] if unplaced else []
        return "; ".join(parts) or "belum dimuat"

    def _told(self, number: int) -> str:
        """What a hidden number would be computed from is told as loaded, no more.

        So is what holds people outside the register, to who may not know how many there are.
        """
        is_shown = self.scope.sees_outside and not self.scope.discreet
        return grouped(number) if is_shown else "dimuat"

    def _of(self, code: str, month: int, district: Area) -> int | None:
        return self.named.get((code, month, district.pk))

    def _together(self, code: str, month: int) -> int | None:
        found = [self._of(code, month, district) for district in self.scope.districts]
        loaded = [n for n in (*found, self._nowhere(code, month)) if n is not None]
        return sum(loaded) if loaded else None

    def _nowhere(self, code: str, month: int) -> int | None:
        """Of lists that name no place: they are the whole city's."""
        return self.named.get((code, month, None))


def loaded(scope: Scope) -> Loaded:
    """Looks at the whole of each kecamatan it touches, but never beyond the user's own areas."""
    touched = {district.pk for district in scope.districts}
    inside = [a.pk for a in scope.areas if (d := district_of(a)) and d.pk in touched]
    return Loaded(scope, loaded_grid(None if scope.is_whole_city else inside))


def undelivered(scope: Scope) -> list[Area]:
    """The kecamatan whose part of the release has not arrived: the register's figures lack it."""
    if scope.release is None:
        return []
    arrived = set(scope.release.deliveries.values_list("area_id", flat=True))
    return [district for district in scope.districts if district.pk not in arrived]


def _names(districts: list[Area]) -> str:
    return f"{len(districts)} kecamatan" if len(districts) > 3 else ", ".join(map(str, districts))


def _spans(months: Iterable[int]) -> str:
    """[24252, 24253, 24255] → "Januari–Februari 2021, April 2021"."""
    return ", ".join(period_words(*span) for span in joined((month, month) for month in months))
