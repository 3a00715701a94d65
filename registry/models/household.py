"""Households (rumah tangga): where they live, how they stand, who heads them."""

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Case, F, OuterRef, Q, Value, When
from django.db.models.constants import LOOKUP_SEP
from django.db.models.functions import Coalesce
from django.urls import reverse

from bansos.lib.constraints import one_of
from registry.models.area import Area
from registry.models.spreadsheet import FromRow
from registry.roles import Permission
from registry.standing import ClosedReason, Reported, Standing

if TYPE_CHECKING:
    from registry.models.user import User


# The order in which one walks a kelurahan; it has an index (household_walk).
WALK = ("area_id", "rt", "address", "id")
WAITING_HEAD = Q(closed_at=None, standing=Standing.CONFIRMED, head=None)


def home_of(household: str) -> Case:
    """The household at the end of that path; of a duplicate the one it was merged into.

    The kept one may have turned out a duplicate itself, and that one too. What is rare is looked
    up only where it is met: six steps, not a line without end.
    """
    kept = f"{household}__merged_into"
    second = f"{kept}__merged_into"
    further = [LOOKUP_SEP.join(["merged_into"] * steps) for steps in (4, 3, 2, 1)]
    rest = Household.objects.filter(pk=OuterRef(second)).values(end=Coalesce(*further, "pk"))
    return Case(When(**{f"{second}__isnull": False}, then=rest), default=Coalesce(kept, household))


class HouseholdQuerySet(models.QuerySet["Household"]):
    def visible_to(
        self, user: "User", permission: Permission = Permission.VIEW_REGISTER
    ) -> "HouseholdQuerySet":
        """Households registered today in the areas where the user holds `permission`."""
        return self.filter(area_id__in=user.area_ids(permission))

    def within(self, area: Area) -> "HouseholdQuerySet":
        return self.filter(area_id__in=Area.objects.within(area).values("pk"))

    def living(self) -> "HouseholdQuerySet":
        """Not closed today: the ones that figures of aid count."""
        return self.filter(closed_at=None)

    def waiting_head(self) -> "HouseholdQuerySet":
        """Confirmed, the head dead or gone, nobody named in his place yet."""
        return self.filter(WAITING_HEAD)

    def with_bucket(self) -> "HouseholdQuerySet":
        """Annotates `bucket`: the one word of the register's figures each household is in."""
        ended = {ClosedReason.DECEASED: "deceased", ClosedReason.MOVED: "moved"}
        open_words = {
            Standing.UNVERIFIED: "unverified",
            Standing.CONFIRMED: "confirmed",
            Standing.NOT_FOUND: "not_found",
        }
        cases = [When(closed_reason=key, then=Value(word)) for key, word in ended.items()]
        cases.append(When(closed_at__isnull=False, then=Value("closed")))
        cases += [When(standing=key, then=Value(word)) for key, word in open_words.items()]
        return self.annotate(bucket=Case(*cases, output_field=models.CharField()))


class Household(models.Model):
    """A ruta of DTKS or a family of DTSEN. Its identifiers stand in `Identifier`.

    `area`, `address`, `rt`, `rw` are today's; `Residence` keeps the dates. `version` grows with
    every change, so that a decision taken on an old page is noticed.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    area = models.ForeignKey(
        Area, models.PROTECT, related_name="households", verbose_name="kelurahan"
    )
    address = models.CharField("alamat", max_length=255, blank=True)
    rt = models.CharField("RT", max_length=3, blank=True)
    rw = models.CharField("RW", max_length=3, blank=True)
    head = models.ForeignKey(
        "registry.Person", models.SET_NULL, null=True, blank=True, related_name="heads"
    )
    standing = models.CharField(max_length=16, choices=Standing, default=Standing.UNVERIFIED)
    standing_on = models.DateField(null=True, blank=True)
    reported = models.CharField(max_length=16, choices=Reported, default="", blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    closed_reason = models.CharField(max_length=10, choices=ClosedReason, default="", blank=True)
    # No index of its own: hardly any is, and household_merged lists those.
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged_from", db_index=False
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        verbose_name = "rumah tangga"
        verbose_name_plural = "rumah tangga"
        constraints = [
            models.CheckConstraint(
                name="household_standing_known", condition=one_of("standing", Standing.values)
            ),
            models.CheckConstraint(
                name="household_reported_known", condition=one_of("reported", Reported.values)
            ),
            models.CheckConstraint(
                name="household_closed_with_reason",
                condition=(Q(closed_at=None) & Q(closed_on=None) & Q(closed_reason=""))
                | (
                    Q(closed_at__isnull=False)
                    & Q(closed_on__isnull=False)
                    & one_of("closed_reason", ClosedReason.values)
                ),
            ),
            models.CheckConstraint(
                name="household_merged_is_closed",
                condition=Q(merged_into=None)
                | (Q(closed_at__isnull=False) & ~Q(merged_into=F("pk"))),
            ),
        ]
        indexes = [
            models.Index(fields=["area", "rt", "address", "id"], name="household_walk"),
            models.Index(
                fields=["area", "reported"], name="household_reported", condition=~Q(reported="")
            ),
            models.Index(
                fields=["merged_into"],
                name="household_merged",
                condition=Q(merged_into__isnull=False),
            ),
            models.Index(
                fields=["closed_on"],
                name="household_left_city",
                condition=Q(closed_reason=ClosedReason.MOVED),
            ),
        ]

    def __str__(self) -> str:
        return f"Rumah tangga {str(self.public_id)[:8]}"

    def get_absolute_url(self) -> str:
        return reverse("household_detail", args=[self.public_id])

    @property
    def head_name(self) -> str:
        """What a page calls the household."""
        return self.head.name if self.head else "Belum ada kepala"

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None

    @property
    def is_waiting_head(self) -> bool:
        return not self.is_closed and self.standing == Standing.CONFIRMED and self.head_id is None


class Residence(FromRow):
    """Where a household was registered, from one day to another; the open one is today's."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="residences")
    area = models.ForeignKey(Area, models.PROTECT, related_name="residences")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="residence_one_open", fields=["household"], condition=Q(valid_to=None)
            ),
            models.CheckConstraint(
                name="residence_ends_after_it_begins",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household} di {self.area}"
