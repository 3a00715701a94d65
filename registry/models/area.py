"""The city's areas: provinsi > kota > kecamatan > kelurahan, each with the dates it was valid."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from registry.roles import Permission

if TYPE_CHECKING:
    from registry.models.user import User


class Level(models.TextChoices):
    PROVINCE = "provinsi", "Provinsi"
    CITY = "kota", "Kota"
    DISTRICT = "kecamatan", "Kecamatan"
    VILLAGE = "kelurahan", "Kelurahan"


class AreaQuerySet(models.QuerySet["Area"]):
    def visible_to(
        self, user: "User", permission: Permission = Permission.VIEW_REGISTER
    ) -> "AreaQuerySet":
        """The areas of the user's postings that carry `permission`, with all below them."""
        return self.filter(pk__in=user.area_ids(permission))

    def within(self, area: "Area") -> "AreaQuerySet":
        """`area` and everything below it: Kemendagri codes are nested by their dots."""
        return self.filter(Q(code=area.code) | Q(code__startswith=f"{area.code}."))

    def villages(self) -> "AreaQuerySet":
        return self.filter(level=Level.VILLAGE)

    def districts(self) -> "AreaQuerySet":
        return self.filter(level=Level.DISTRICT)

    def valid_on(self, day: date) -> "AreaQuerySet":
        begun = Q(valid_from=None) | Q(valid_from__lte=day)
        return self.filter(begun).filter(Q(valid_to=None) | Q(valid_to__gte=day))


class Area(models.Model):
    """One area. Areas split and get renamed: the old one ends and names its successor."""

    code = models.CharField("kode Kemendagri", max_length=13, unique=True)
    name = models.CharField("nama", max_length=80)
    level = models.CharField("tingkat", max_length=10, choices=Level)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="induk"
    )
    aliases = models.JSONField("ejaan lain", default=list, blank=True)
    bps_code = models.CharField("kode BPS", max_length=10, blank=True)
    postcode = models.CharField("kode pos", max_length=5, blank=True)
    area_ha = models.DecimalField(
        "luas (ha)", max_digits=10, decimal_places=2, null=True, blank=True
    )
    lat = models.FloatField("lintang", null=True, blank=True)
    lng = models.FloatField("bujur", null=True, blank=True)
    valid_from = models.DateField("berlaku sejak", null=True, blank=True)
    valid_to = models.DateField("berlaku sampai", null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name="pengganti",
    )
    outline = models.JSONField("batas (GeoJSON)", null=True, blank=True, editable=False)

    objects = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = "wilayah"
        verbose_name_plural = "wilayah"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(name="area_level_known", condition=Q(level__in=Level.values)),
            models.CheckConstraint(
                name="area_ends_after_it_begins",
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message="Tanggal akhir mendahului tanggal mulai.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.short_level} {self.name}"

    def get_absolute_url(self) -> str:
        return f"{reverse('household_list')}?wilayah={self.code}"

    @property
    def short_level(self) -> str:
        return {Level.DISTRICT: "Kec.", Level.VILLAGE: "Kel.", Level.CITY: "", Level.PROVINCE: ""}[
            Level(self.level)
        ]
