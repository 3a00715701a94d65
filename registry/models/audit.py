"""The history: who did what, when, before → after, why, from which file and row."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from bansos.lib.constraints import one_of
from registry.events import Verb
from registry.models.area import Area
from registry.models.household import Household
from registry.models.person import Person
from registry.models.spreadsheet import ImportRun
from registry.roles import Permission

if TYPE_CHECKING:
    from registry.models.user import User


class AuditQuerySet(models.QuerySet["AuditEvent"]):
    def visible_to(
        self, user: "User", permission: Permission = Permission.VIEW_AUDIT
    ) -> "AuditQuerySet":
        """Events of the user's areas; those of no area (users, files) need the whole city."""
        own = Q(area_id__in=user.area_ids(permission))
        if user.sees_whole_city(permission):
            own |= Q(area=None)
        return self.filter(own)


class AuditEvent(models.Model):
    """Append-only: rows are written by `registry.audit.record` and never touched again."""

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="events"
    )
    verb = models.CharField(max_length=30, choices=Verb)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+")
    household = models.ForeignKey(
        Household, models.PROTECT, null=True, blank=True, related_name="events"
    )
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="events")
    run = models.ForeignKey(ImportRun, models.PROTECT, null=True, blank=True, related_name="events")
    # What it was about, where none of the above: "user:budi", "program:PKH", "visit:<public_id>".
    subject = models.CharField(max_length=120, blank=True)
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict, blank=True)
    reason = models.TextField(blank=True)

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name = "jejak audit"
        verbose_name_plural = "jejak audit"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="audit_verb_known", condition=one_of("verb", Verb.values)),
        ]

    def __str__(self) -> str:
        return f"{self.get_verb_display()} {self.at:%Y-%m-%d %H:%M}"
