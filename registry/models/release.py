"""Releases of the national list, what each delivered, and who stood in it."""

from django.db import models
from django.db.models import Q

from registry.models.area import Area
from registry.models.household import Household
from registry.models.person import Person
from registry.models.spreadsheet import FromRow


class ListSource(models.TextChoices):
    DTKS = "dtks", "DTKS"
    DTSEN = "dtsen", "DTSEN"
    BDT = "bdt", "BDT 2015"


class Release(models.Model):
    """One issue of a list, e.g. DTKS 2021-07. A decile is true for one release only."""

    code = models.CharField("kode rilis", max_length=40, unique=True)
    source = models.CharField("sumber", max_length=5, choices=ListSource, default=ListSource.DTKS)
    issued_on = models.DateField("tanggal rilis")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "rilis data"
        verbose_name_plural = "rilis data"
        ordering = ["-issued_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="release_source_known", condition=Q(source__in=ListSource.values)
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Delivery(models.Model):
    """A kecamatan whose part of a release has arrived: only there can a household be dropped."""

    release = models.ForeignKey(Release, models.CASCADE, related_name="deliveries")
    area = models.ForeignKey(Area, models.PROTECT, related_name="deliveries")
    run = models.ForeignKey(
        "registry.ImportRun", models.CASCADE, null=True, blank=True, related_name="deliveries"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(name="delivery_once_a_run", fields=["release", "area", "run"]),
        ]

    def __str__(self) -> str:
        return f"{self.release}: {self.area}"


class Listing(FromRow):
    """A household stood in a release, with its ranks there: true for this release only.

    `decile` 1-10, `percentile` 1-100, the places from 1; the poorest come first.
    """

    # No index of its own: the constraint begins with it.
    release = models.ForeignKey(Release, models.CASCADE, related_name="listings", db_index=False)
    household = models.ForeignKey(Household, models.CASCADE, related_name="listings")
    decile = models.PositiveSmallIntegerField("desil", null=True, blank=True)
    percentile = models.PositiveSmallIntegerField("persentil", null=True, blank=True)
    place_in_nation = models.PositiveIntegerField("peringkat nasional", null=True, blank=True)
    place_in_province = models.PositiveIntegerField("peringkat provinsi", null=True, blank=True)
    place_in_city = models.PositiveIntegerField("peringkat kota", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="listing_once", fields=["release", "household"]),
            models.CheckConstraint(
                name="listing_decile_range", condition=Q(decile=None) | Q(decile__range=(1, 10))
            ),
            models.CheckConstraint(
                name="listing_percentile_range",
                condition=Q(percentile=None) | Q(percentile__range=(1, 100)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household} · {self.release}"


class ListedAid(FromRow):
    """A YA in an aid column of a release: what the list claims, never aid received."""

    # No indexes of their own: the constraint and listed_aid_household begin with them.
    release = models.ForeignKey(Release, models.CASCADE, related_name="listed_aid", db_index=False)
    household = models.ForeignKey(
        Household, models.CASCADE, related_name="listed_aid", db_index=False
    )
    person = models.ForeignKey(Person, models.CASCADE, related_name="listed_aid")
    program_code = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="listed_aid_once", fields=["release", "person", "program_code"]
            ),
        ]
        indexes = [models.Index(fields=["household", "program_code"], name="listed_aid_household")]

    def __str__(self) -> str:
        return f"{self.person}: {self.program_code} menurut {self.release}"
