"""What a supervisor said of a report; never by the officer who made it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from verification.models.visit import Visit
from verification.workflow import Decision


class Review(models.Model):
    """One decision on one visit. A decision taken back is a further row: both stay."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="reviews")
    decision = models.CharField("keputusan", max_length=12, choices=Decision)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reviews")
    at = models.DateTimeField(auto_now_add=True)
    note = models.TextField("catatan", blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="review_decision_known", condition=Q(decision__in=Decision.values)
            ),
            models.CheckConstraint(
                name="review_return_has_note", condition=~Q(decision="dikembalikan") | ~Q(note="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_decision_display()} oleh {self.by}"
