"""The register's figures: how many a release lists, how they stand, and the list behind each.

One definition serves both: `placed()` gives every household of a release the one word that
counts it. The figures group by that word, the lists filter on it, so they cannot differ.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, fields

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)

from registry.models import Area, Delivery, Household, Listing, Release
from registry.models.household import WAITING_HEAD, HouseholdQuerySet

DROPPED = "dropped"
REPORTED = Q(closed_at=None) & ~Q(reported="")


@dataclass(frozen=True)
class RegisterCounts:
    """Households of one release, in the areas where they are registered today.

    `listed` is the sum of the six after it, each household being in exactly one of them.
    `waiting_head` and `reported` are parts of those six; `dropped` is not listed any more.
    """

    listed: int = 0
    confirmed: int = 0
    unverified: int = 0
    not_found: int = 0
    deceased: int = 0
    moved: int = 0
    closed: int = 0
    waiting_head: int = 0
    reported: int = 0
    dropped: int = 0

    def __add__(self, other: "RegisterCounts") -> "RegisterCounts":
        return RegisterCounts(*(getattr(self, name) + getattr(other, name) for name in FIGURES))

    @property
    def not_confirmed(self) -> int:
        """The other half of the sentence "42.124 = 30.199 terkonfirmasi + 11.925 belum"."""
        return self.listed - self.confirmed


FIGURES = tuple(field.name for field in fields(RegisterCounts))
BUCKETS = FIGURES[1:7]


def newest_release() -> Release | None:
    return Release.objects.first()


def release_before(release: Release) -> Release | None:
    """The one that `release` is held against to see who is listed no longer."""
    older = Q(issued_on__lt=release.issued_on) | Q(issued_on=release.issued_on, pk__lt=release.pk)
    return preceding(Release.objects.filter(older), release.source)


def preceding(older: QuerySet[Release], source: str) -> Release | None:
    """The newest of the same source: two national lists do not drop from each other.

    The first release of a source is held against the list it replaced: DTSEN against DTKS.
    """
    own = Case(When(source=source, then=Value(0)), default=Value(1))
    return older.order_by(own, "-issued_on", "-id").first()


def register_counts(
    release: Release | None = None, area_ids: Collection[int] | None = None
) -> RegisterCounts:
    """The figures of these areas together (None: everywhere).

    Without any release every household counts as listed.
    """
    return sum(register_counts_by_area(release, area_ids).values(), RegisterCounts())


def register_counts_by_area(
    release: Release | None = None, area_ids: Collection[int] | None = None
) -> dict[int, RegisterCounts]:
    """The figures per area id, in one query; an area without a household is not in it."""
    households = Household.objects.all()
    if area_ids is not None:
        households = households.filter(area_id__in=area_ids)
    rows = (
        placed(release, households)
        .values("area_id", "word")  # type: ignore[misc]
        .annotate(
            total=Count("pk"),
            waiting_head=Count("pk", filter=WAITING_HEAD),
            reported=Count("pk", filter=REPORTED),
        )
        .order_by()
    )
    by_area: dict[int, RegisterCounts] = defaultdict(RegisterCounts)
    for row in rows:
        by_area[row["area_id"]] += _counts_of(**{k: v for k, v in row.items() if k != "area_id"})
    return dict(by_area)


def register_households(
    figure: str, release: Release | None = None, households: HouseholdQuerySet | None = None
) -> HouseholdQuerySet:
    """The list behind one figure (a key of RegisterCounts) among `households`.

    Give `Household.objects.visible_to(user)` for what a user may see. KeyError: no such figure.
    """
    if figure not in FIGURES:
        raise KeyError(figure)
    found = placed(release, Household.objects.all() if households is None else households)
    if figure == DROPPED or figure in BUCKETS:
        return found.filter(Q(word=figure))
    listed = found.exclude(Q(word=DROPPED))
    return {
        "listed": listed,
        "waiting_head": listed.filter(WAITING_HEAD),
        "reported": listed.filter(REPORTED),
    }[figure]


def placed(release: Release | None, households: HouseholdQuerySet) -> HouseholdQuerySet:
    """The households `release` speaks of, each with the one figure that counts it as `word`."""
    found = households.with_bucket()
    if release is None:
        return found.annotate(word=F("bucket"))
    listed = Exists(Listing.objects.filter(release=release, household=OuterRef("pk")))
    return found.filter(listed | _dropped_from(release)).annotate(
        word=Case(When(listed, then=F("bucket")), default=Value(DROPPED), output_field=CharField())
    )


def _dropped_from(release: Release) -> Q:
    """Stood in the release before, in an area this one has delivered; of the listed ones too.

    A release comes in files per kecamatan: what one file lacks is dropped only where the
    household's own kecamatan has arrived.
    """
    before = release_before(release)
    if before is None:
        return Q(pk__in=[])
    stood = Exists(Listing.objects.filter(release=before, household=OuterRef("pk")))
    return Q(stood, area_id__in=_delivered_area_ids(release))


def _delivered_area_ids(release: Release) -> list[int]:
    """The areas that have arrived, with all below them."""
    delivered = Area.objects.filter(pk__in=Delivery.objects.filter(release=release).values("area"))
    within = Area.objects.none()
    for area in delivered:
        within = within | Area.objects.within(area)
    return list(within.values_list("pk", flat=True))


def _counts_of(word: str, total: int, waiting_head: int, reported: int) -> RegisterCounts:
    if word == DROPPED:
        return RegisterCounts(dropped=total)
    return RegisterCounts(
        listed=total, waiting_head=waiting_head, reported=reported, **{word: total}
    )
