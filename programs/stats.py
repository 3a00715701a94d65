"""What has been loaded: without it nobody can tell "receives nothing" from "not loaded yet"."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count
from django.db.models.functions import Coalesce

from programs.models import Disbursement, Program
from registry.models import Area
from registry.models.area import Level


@dataclass(frozen=True)
class LoadedGrid:
    """Payments by (programme code, month, kecamatan id), of whatever state they are.

    A payment counts in each month it covers, where its household is registered today, else in the
    area that its list names; under None where neither says. What is not in `payments` has not
    been loaded ("data belum dimuat"), which is another thing than nobody having received it.
    """

    payments: dict[tuple[str, int, int | None], int]

    def count(self, program: str, month: int, district_id: int | None) -> int:
        return self.payments.get((program, month, district_id), 0)

    def is_loaded(self, program: str, month: int) -> bool:
        """Whether any kecamatan has data of this programme for this month."""
        return any((code, covered) == (program, month) for code, covered, _ in self.payments)

    @property
    def programs(self) -> list[str]:
        return sorted({code for code, _, _ in self.payments})

    @property
    def months(self) -> range:
        """From the first to the last month of anything loaded, without holes."""
        found = [month for _, month, _ in self.payments]
        return range(min(found), max(found) + 1) if found else range(0)

    def districts_without(self, program: str, month: int) -> set[int]:
        """The kecamatan of the city for which this programme's month has not been loaded."""
        loaded = {
            district
            for code, covered, district in self.payments
            if (code, covered) == (program, month)
        }
        return set(Area.objects.districts().values_list("pk", flat=True)) - loaded


def loaded_grid(area_ids: Collection[int] | None = None) -> LoadedGrid:
    """The grid of these areas (None: everywhere) in three queries."""
    district_of = _district_of_every_area()
    codes = dict(Program.objects.values_list("pk", "code"))
    place = Coalesce("recipient__household__area", "recipient__area")
    found = Disbursement.objects.alias(place=place)
    if area_ids is not None:
        found = found.filter(place__in=area_ids)
    spans = (
        found.values_list("recipient__program", place, "first_month", "last_month")
        .annotate(payments=Count("pk"))
        .order_by()
    )
    payments: Counter[tuple[str, int, int | None]] = Counter()
    for program_id, area_id, first, last, number in spans:
        for month in range(first, last + 1):
            payments[codes[program_id], month, district_of.get(area_id)] += number
    return LoadedGrid(dict(payments))


def _district_of_every_area() -> dict[int | None, int | None]:
    """{kelurahan or kecamatan id: kecamatan id}."""
    found: dict[int | None, int | None] = {}
    for pk, level, parent_id in Area.objects.values_list("pk", "level", "parent_id"):
        if level == Level.DISTRICT:
            found[pk] = pk
        elif level == Level.VILLAGE:
            found[pk] = parent_id
    return found
