"""Verification rounds and who walks where in them."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.lookups import IsNull
from django.urls import reverse
from django.utils import timezone

from registry.models import Area, Household, Release
from registry.roles import Permission

if TYPE_CHECKING:
    from registry.models import User


class RoundQuerySet(models.QuerySet["Round"]):
    def open(self) -> "RoundQuerySet":
        return self.filter(closed_on=None)

    def visible_to(
        self, user: "User", permission: Permission = Permission.VIEW_REGISTER
    ) -> "RoundQuerySet":
        """A round is the whole city's; what one sees inside it is scoped row by row."""
        return self.all() if user.area_ids(permission) else self.none()


class Round(models.Model):
    """One verification round, e.g. Maret–Juli 2021. At most one is open."""

    code = models.SlugField("kode", max_length=20, unique=True)
    name = models.CharField("nama", max_length=80)
    release = models.ForeignKey(
        Release, models.PROTECT, null=True, blank=True, related_name="rounds", verbose_name="rilis"
    )
    opened_on = models.DateField("dibuka")
    closed_on = models.DateField("ditutup", null=True, blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = "periode verifikasi"
        verbose_name_plural = "periode verifikasi"
        ordering = ["-opened_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="round_ends_after_it_begins",
                condition=Q(closed_on=None) | Q(closed_on__gte=F("opened_on")),
            ),
            # Over what is the same for all open ones: empty dates would all be different.
            models.UniqueConstraint(
                IsNull(F("closed_on"), True), name="round_one_open", condition=Q(closed_on=None)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("round_detail", args=[self.code])


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def visible_to(
        self, user: "User", permission: Permission = Permission.VIEW_REGISTER
    ) -> "AssignmentQuerySet":
        return self.filter(area_id__in=user.area_ids(permission))


class Assignment(models.Model):
    """An officer walks a kelurahan, or one RT of it (`rt` empty: all of it), in a round."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="assignments")
    area = models.ForeignKey(
        Area, models.PROTECT, related_name="assignments", verbose_name="kelurahan"
    )
    rt = models.CharField("RT", max_length=3, blank=True)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="assignments", verbose_name="petugas"
    )
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField(auto_now_add=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="assignment_once", fields=["round", "area", "rt", "officer"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer}: {self.area}{f' RT {self.rt}' if self.rt else ''}"


class AssignedHouseholdQuerySet(models.QuerySet["AssignedHousehold"]):
    def visible_to(
        self, user: "User", permission: Permission = Permission.VIEW_REGISTER
    ) -> "AssignedHouseholdQuerySet":
        return self.filter(household__area_id__in=user.area_ids(permission))


class AssignedHousehold(models.Model):
    """An officer visits one household in a round, wherever else he walks.

    A household is given to one officer only: two would stand at one door.
    """

    round = models.ForeignKey(Round, models.CASCADE, related_name="assigned_households")
    household = models.ForeignKey(Household, models.PROTECT, related_name="assignments")
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="assigned_households"
    )
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField(default=timezone.now)

    objects = AssignedHouseholdQuerySet.as_manager()

    class Meta:
        verbose_name = "penugasan rumah tangga"
        verbose_name_plural = "penugasan rumah tangga"
        constraints = [
            models.UniqueConstraint(name="assigned_household_once", fields=["round", "household"]),
        ]

    def __str__(self) -> str:
        return f"{self.officer}: {self.household}"


def somebody_sent(round: Round) -> Q:
    """Of households: whether anybody was sent there in `round`, to the area, the RT or the door."""
    there = Assignment.objects.filter(round=round, area=OuterRef("area"))
    by_area = Exists(there.filter(Q(rt="") | Q(rt=OuterRef("rt"))))
    return by_area | Exists(AssignedHousehold.objects.filter(round=round, household=OuterRef("pk")))
