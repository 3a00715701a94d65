"""What is derived of aid so that figures of any window are one sum; programs/overlap/spans.py.

Nothing here is a source: all of it can be made anew from recipients and payments.
"""

from django.db import models

from registry.models import Area, Household


class AidSummary(models.Model):
    """A household's months of aid as they were when they were last added up.

    `months` is the text of `overlap.summary.to_text`. The household may be gone by now, so there
    is no constraint behind the key.
    """

    household = models.OneToOneField(
        Household, models.DO_NOTHING, primary_key=True, related_name="+", db_constraint=False
    )
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    months = models.TextField(blank=True)

    class Meta:
        verbose_name = "ringkasan bantuan"
        verbose_name_plural = "ringkasan bantuan"

    def __str__(self) -> str:
        return self.months


class AidSpan(models.Model):
    """How many households of an area have this span; its fields are those of `months.Span`."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="+", db_index=False)
    kind = models.BigIntegerField()
    previous = models.PositiveIntegerField()
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    households = models.PositiveIntegerField()

    class Meta:
        verbose_name = "rentang bantuan"
        verbose_name_plural = "rentang bantuan"
        constraints = [
            models.UniqueConstraint(
                name="aid_span_once", fields=["first", "last", "previous", "area", "kind"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.first}–{self.last}"


class AidRun(models.Model):
    """A household's months of a kind without a gap: which households a figure counts."""

    household = models.ForeignKey(
        Household, models.DO_NOTHING, related_name="+", db_constraint=False
    )
    kind = models.BigIntegerField()
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        verbose_name = "masa bantuan"
        verbose_name_plural = "masa bantuan"
        indexes = [
            models.Index(fields=["kind", "first", "last", "household"], name="aid_run_of_kind")
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.first}–{self.last}"


class AidMark(models.Model):
    """Something changed about this household, person or recipient since it was last added up.

    Triggers write it (programs/overlap/triggers.py), so that no way of writing can forget to.
    Numbers, not keys: what they name may be gone.
    """

    household_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)
    recipient_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = "bantuan yang berubah"
        verbose_name_plural = "bantuan yang berubah"

    def __str__(self) -> str:
        return f"{self.household_id or self.person_id or self.recipient_id}"


class AidTimeLine(models.Model):
    """The one row that says by which rules the summaries were made (`summaries.InForce`).

    `turn` grows with all that is written here: of two who add up at a time the second notices.
    """

    text = models.TextField(blank=True)
    turn = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = "aturan ringkasan"
        verbose_name_plural = "aturan ringkasan"

    def __str__(self) -> str:
        return self.text
