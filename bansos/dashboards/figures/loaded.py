"""Which programmes, months and kecamatan have payment lists at all.

What was not loaded is never shown as "none": each dashboard says beside its figures what they
rest on.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Max, Min, Q
from django.db.models.functions import Coalesce

from bansos.dashboards.figures.scope import Scope, district_of
from bansos.lib.charts.grid import Grid, GridRow, grid
from bansos.lib.dates import month_of, period_words, today
from programs.models import Disbursement
from registry.codes import PaymentStatus
from registry.models import Area


@dataclass
class LoadedProgram:
    """Of one programme: kecamatan id → month → payments *disalurkan* (0: loaded, none paid)."""

    code: str
    by_district: dict[int, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    def districts_in(self, month: int) -> set[int]:
        return {district for district, months in self.by_district.items() if month in months}

    def paid_in(self, month: int) -> int | None:
        """None: no kecamatan has this month."""
        found = [months[month] for months in self.by_district.values() if month in months]
        return sum(found) if found else None


def loaded_span() -> tuple[int, int]:
    """The first and the last month that any payment list speaks of; without one, this month."""
    ends = Disbursement.objects.aggregate(first=Min("first_month"), last=Max("last_month"))
    now = month_of(today())
    return (
        now if ends["first"] is None else ends["first"],
        now if ends["last"] is None else ends["last"],
    )


@dataclass(frozen=True)
class Loaded:
    """What the months of a scope rest on."""

    scope: Scope
    programs: list[LoadedProgram]

    @property
    def months(self) -> range:
        return range(self.scope.window.first, self.scope.window.last + 1)

    @property
    def sentences(self) -> list[str]:
        """ "PKH Januari–Maret 2021; April 2021 belum di Kec. Palaran", one for each programme."""
        return [f"{program.code} {self._words(program)}" for program in self.programs]

    @property
    def by_program(self) -> Grid:
        rows = [
            GridRow(p.code, [p.paid_in(month) for month in self.months], self._url(p))
            for p in self.programs
        ]
        return grid("Penyaluran yang dimuat, per program", "program", self.months, rows)

    def by_district(self, program: LoadedProgram) -> Grid:
        rows = [
            GridRow(
                district.name,
                [program.by_district.get(district.pk, {}).get(month) for month in self.months],
            )
            for district in self.scope.districts
        ]
        title = f"Penyaluran {program.code} yang dimuat, per kecamatan"
        return grid(title, program.code.lower(), self.months, rows)

    def months_of(self, code: str) -> str:
        """In words, for the row of a programme."""
        found = [program for program in self.programs if program.code == code]
        return self._words(found[0]) if found else "belum dimuat"

    def _url(self, program: LoadedProgram) -> str:
        return f"{self.scope.url(muat=program.code)}#dimuat"

    def _words(self, program: LoadedProgram) -> str:
        everywhere = {district.pk for district in self.scope.districts}
        lacking = {month: everywhere - program.districts_in(month) for month in self.months}
        full = [month for month in self.months if not lacking[month]]
        partly = defaultdict(list)
        for month, districts in lacking.items():
            if districts and districts != everywhere:
                partly[frozenset(districts)].append(month)
        parts = [_spans(full)] if full else []
        parts += [
            f"{_spans(months)} belum di {self._names(districts)}"
            for districts, months in partly.items()
        ]
        return "; ".join(parts) or "belum dimuat pada periode ini"

    def _names(self, districts: Iterable[int]) -> str:
        names = [area.name for area in self.scope.districts if area.pk in set(districts)]
        return ", ".join(names) if len(names) <= 3 else f"{len(names)} kecamatan"


def loaded(scope: Scope) -> Loaded:
    """In one query: a payment counts where its list places it, else where its household lives.

    A kecamatan is loaded with its first row of any status; the payments shown are those of the
    areas of the scope only, so that a kelurahan's page tells nothing of its neighbours.
    """
    programs: dict[str, LoadedProgram] = {}
    districts = _districts(scope)
    for code, first, last, area_id, paid in _payments(scope, districts):
        program = programs.setdefault(code, LoadedProgram(code))
        months = program.by_district[districts[area_id]]
        counted = paid if area_id in scope.area_ids else 0
        for month in range(max(first, scope.window.first), min(last, scope.window.last) + 1):
            months[month] = months.get(month, 0) + counted
    return Loaded(scope, [programs[code] for code in sorted(programs)])


def _districts(scope: Scope) -> dict[int, int]:
    """Area id → its kecamatan's, for all areas of the kecamatan that the scope touches."""
    inside = [district.pk for district in scope.districts]
    areas = Area.objects.filter(Q(pk__in=inside) | Q(parent__in=inside)).select_related("parent")
    return {area.pk: district.pk for area in areas if (district := district_of(area))}


def _payments(scope: Scope, districts: dict[int, int]) -> Iterable[tuple[str, int, int, int, int]]:
    """(programme, first month, last month, area id, payments disalurkan)."""
    return (
        Disbursement.objects.covering(*scope.window)
        .annotate(place=Coalesce("recipient__area_id", "recipient__household__area_id"))
        .filter(place__in=list(districts))
        .values_list("recipient__program__code", "first_month", "last_month", "place")
        .annotate(paid=Count("pk", filter=Q(status=PaymentStatus.PAID)))
        .order_by()
    )


def _spans(months: Iterable[int]) -> str:
    """[24252, 24253, 24255] → "Januari–Februari 2021, April 2021"."""
    spans: list[tuple[int, int]] = []
    for month in months:
        if spans and month == spans[-1][1] + 1:
            spans[-1] = (spans[-1][0], month)
        else:
            spans.append((month, month))
    return ", ".join(period_words(*span) for span in spans)
