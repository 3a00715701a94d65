"""Visits: what was found at a door. A visit is never edited; only its state moves on."""

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from bansos.lib.constraints import one_of
from registry.codes import VisitResult
from registry.models import Area, FromRow, Household, Person
from registry.roles import Permission
from verification.models.round import Round
from verification.workflow import VisitState

if TYPE_CHECKING:
    from registry.models import User


class VisitQuerySet(models.QuerySet["Visit"]):
    def visible_to(
        self, user: "User", permission: Permission = Permission.VIEW_REGISTER
    ) -> "VisitQuerySet":
        return self.filter(household__area_id__in=user.area_ids(permission))

    def waiting(self) -> "VisitQuerySet":
        return self.filter(state=VisitState.REPORTED)


class Visit(FromRow):
    """One visit to one household in one round.

    `key` comes from the form: the same tap sent twice is one visit. `area` is where the household
    was registered then. `effects` holds what acceptance changed, old values first, so that it
    can be taken back. A round's current visit is the last one that was not withdrawn.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.UUIDField(default=uuid.uuid4, unique=True)
    round = models.ForeignKey(Round, models.PROTECT, related_name="visits")
    household = models.ForeignKey(Household, models.PROTECT, related_name="visits")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="visits"
    )
    # Results of an earlier round name an officer who has no account here.
    officer_name = models.CharField(max_length=120, blank=True)
    result = models.CharField("hasil", max_length=16, choices=VisitResult)
    visited_on = models.DateField("tanggal kunjungan")
    note = models.TextField("catatan", blank=True)
    new_head = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="kepala baru"
    )
    destination = models.ForeignKey(
        Area,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="kelurahan tujuan",
    )
    destination_text = models.CharField("tujuan di luar kota", max_length=120, blank=True)
    duplicate_of = models.ForeignKey(
        Household, models.PROTECT, null=True, blank=True, related_name="+"
    )
    seen_version = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=12, choices=VisitState)
    is_current = models.BooleanField(default=True)
    effects = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = "kunjungan"
        verbose_name_plural = "kunjungan"
        ordering = ["-visited_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="visit_one_current_a_round",
                fields=["round", "household"],
                condition=Q(is_current=True),
            ),
            models.CheckConstraint(
                name="visit_state_known", condition=one_of("state", VisitState.values)
            ),
            models.CheckConstraint(
                name="visit_result_known", condition=one_of("result", VisitResult.values)
            ),
            models.CheckConstraint(
                name="visit_has_an_officer",
                condition=Q(officer__isnull=False) | ~Q(officer_name=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["state", "id"], name="visit_waiting", condition=Q(state="dilaporkan")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_result_display()} {self.visited_on:%Y-%m-%d}"


class VisitDeath(models.Model):
    """A member found to have died, as told at a visit. Death belongs to a person."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="deaths")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    died_on = models.DateField("tanggal meninggal", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="visit_death_once", fields=["visit", "person"]),
        ]

    def __str__(self) -> str:
        return f"{self.person} meninggal"
