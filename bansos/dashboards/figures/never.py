"""Households that never received anything, the poorest first: who ought to be visited next."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from bansos.dashboards.figures.behind import rows_in_order
from bansos.dashboards.figures.discretion import Counted, counted_table
from bansos.dashboards.figures.scope import Scope
from programs.overlap.counts import household_ids
from registry.exports import HEADERS
from registry.models import Household, Listing, ListSource, Release, User
from registry.models.household import WALK, HouseholdQuerySet
from registry.roles import Permission

# Where the newest ranked release says nothing: after the ten deciles, never among the rich.
UNKNOWN = 11
DECILES = [(n, f"Desil {n}") for n in range(1, UNKNOWN)] + [(UNKNOWN, "Desil tidak diketahui")]
POOREST_FIRST = ("poverty", "rank", *WALK)
# Of a file; without a ranked release nobody has a decile.
NEVER_HEADERS = [*HEADERS, "DESIL"]


def ranked_release() -> Release | None:
    """The newest release that ranks households; a decile is true for one release only."""
    return Release.objects.filter(source=ListSource.DTSEN).first()


@dataclass(frozen=True)
class Never:
    """`never` of a scope for one user, further narrowed by decile and standing.

    `deciles` (first, last) includes UNKNOWN; `standing` '' is any.
    """

    scope: Scope
    user: User
    release: Release | None
    deciles: tuple[int, int] = (1, UNKNOWN)
    standing: str = ""

    def households(self, permission: Permission = Permission.VIEW_DASHBOARD) -> HouseholdQuerySet:
        """With `poverty` (the decile or UNKNOWN) and `rank` (the percentile, the unknown last)."""
        return self._of_any_decile(permission).filter(Q(poverty__range=self.deciles))

    def _of_any_decile(self, permission: Permission) -> HouseholdQuerySet:
        found = Household.objects.visible_to(self.user, permission).filter(
            area_id__in=self.scope.area_ids,
            pk__in=household_ids("never", self.scope.window, self.scope.asked_areas),
        )
        if self.standing:
            found = found.filter(standing=self.standing)
        if self.release is None:
            unknown = Value(UNKNOWN, output_field=IntegerField())
            return found.annotate(poverty=unknown, rank=unknown)
        ranked = Listing.objects.filter(release=self.release, household=OuterRef("pk"))
        return found.annotate(
            poverty=_or(ranked.values("decile"), UNKNOWN),
            rank=_or(ranked.values("percentile"), 101),
        )

    @property
    def deciles_shown(self) -> list[tuple[str, Counted]]:
        """Each decile with its number and list, also those that are left out of this list."""
        return list(zip((label for _, label in DECILES), self._row, strict=False))

    @property
    def total(self) -> Counted:
        """Of this list: hidden where it would tell of a decile that is hidden."""
        first, last = self.deciles
        if (first, last) == (1, UNKNOWN):
            return self._row[-1]
        chosen = self._row[first - 1 : last]
        return Counted(
            sum(counted.value for counted in chosen),
            self.page_url,
            any(counted.hidden for counted in chosen),
        )

    @cached_property
    def _row(self) -> list[Counted]:
        """The numbers of all deciles, and last their sum."""
        found = self._of_any_decile(Permission.VIEW_DASHBOARD).order_by()
        rows = found.values_list("poverty").annotate(Count("pk"))  # type: ignore[misc]
        numbers: dict[int, int] = dict(rows)
        row = [(numbers.get(n, 0), self.url(n, n)) for n, _ in DECILES]
        total = (sum(numbers.values()), self.url(1, UNKNOWN))
        return counted_table(self.scope, [[*row, total]], parts=range(UNKNOWN), whole=UNKNOWN)[0]

    @property
    def page_url(self) -> str:
        return self.url(*self.deciles)

    def url(self, first: int, last: int) -> str:
        standing = {"status": self.standing} if self.standing else {}
        deciles = {"desil_dari": str(first), "desil_sampai": str(last)}
        return self.scope.address("dashboard_never", **deciles, **standing)


def never_rows(
    never: Never, *, bucket_words: dict[str, str], whole_in: frozenset[int]
) -> Iterator[list[Any]]:
    """The rows of the register's own export, the poorest first, each with its decile."""

    def deciles(chunk: Collection[int]) -> dict[int, int | None]:
        ranked = Listing.objects.filter(release=never.release, household__in=chunk)
        return dict(ranked.values_list("household_id", "decile"))

    return rows_in_order(
        never.households(Permission.EXPORT),
        POOREST_FIRST,
        deciles,
        bucket_words=bucket_words,
        whole_in=whole_in,
    )


def _or(ranks: QuerySet[Listing, Any], otherwise: int) -> Coalesce:
    return Coalesce(Subquery(ranks[:1]), Value(otherwise), output_field=IntegerField())
