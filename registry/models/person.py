"""People (anggota), their place in a household and KK, and the numbers by which lists know them."""

import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from bansos.lib.constraints import one_of
from registry.codes import Existence, Relation, Sex
from registry.models.household import Household
from registry.models.spreadsheet import FromRow
from registry.roles import Permission

if TYPE_CHECKING:
    from registry.models.user import User


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(
        self, user: "User", permission: Permission = Permission.VIEW_REGISTER
    ) -> "PersonQuerySet":
        """People whose present household lies in the user's areas."""
        here = Membership.objects.filter(
            person=OuterRef("pk"),
            valid_to=None,
            household__area_id__in=user.area_ids(permission),
        )
        return self.filter(Exists(here))


class Person(models.Model):
    """One person. A NIK belongs to one row at most; a person may lack one (1.3 % do)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    # NULL, not '': people without NIK must never be each other's duplicates.
    nik = models.CharField("NIK", max_length=16, unique=True, null=True, blank=True)
    name = models.CharField("nama", max_length=120)
    name_key = models.CharField(max_length=120, db_index=True, editable=False)
    # The sounds of the name key (matching/names.py); whoever writes the one writes the other.
    sound_key = models.CharField(max_length=120, db_index=True, editable=False)
    mother_name = models.CharField("nama ibu kandung", max_length=120, blank=True)
    birth_place = models.CharField("tempat lahir", max_length=80, blank=True)
    birth_date = models.DateField("tanggal lahir", null=True, blank=True)
    sex = models.CharField("jenis kelamin", max_length=1, choices=Sex, blank=True)
    occupation = models.CharField("pekerjaan", max_length=80, blank=True)
    existence = models.CharField(
        "keberadaan", max_length=16, choices=Existence, default=Existence.PRESENT
    )
    existence_on = models.DateField(null=True, blank=True)
    existence_recorded_at = models.DateTimeField(null=True, blank=True)
    # No index of its own: hardly any is, and person_merged lists those.
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged_from", db_index=False
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = "anggota"
        verbose_name_plural = "anggota"
        constraints = [
            models.CheckConstraint(name="person_nik_not_blank", condition=~Q(nik="")),
            models.CheckConstraint(
                name="person_existence_known", condition=one_of("existence", Existence.values)
            ),
            models.CheckConstraint(
                name="person_sex_known", condition=one_of("sex", ["", *Sex.values])
            ),
            models.CheckConstraint(
                name="person_merged_elsewhere",
                condition=Q(merged_into=None) | ~Q(merged_into=F("pk")),
            ),
        ]
        indexes = [
            # Few among many: reports of what was paid to the dead begin here.
            models.Index(
                fields=["existence_on"],
                name="person_deceased",
                condition=Q(existence=Existence.DECEASED),
            ),
            models.Index(
                fields=["merged_into"],
                name="person_merged",
                condition=Q(merged_into__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("person_detail", args=[self.public_id])

    @property
    def is_deceased(self) -> bool:
        return self.existence == Existence.DECEASED


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self) -> "MembershipQuerySet":
        return self.filter(valid_to=None)

    def kks_of(self, people: Iterable[int]) -> dict[int, str]:
        """Person id → the No. KK; who has none is not in it."""
        known = self.filter(person__in=set(people)).exclude(kk="")
        return dict(known.values_list("person_id", "kk"))

    def visible_to(
        self, user: "User", permission: Permission = Permission.VIEW_REGISTER
    ) -> "MembershipQuerySet":
        return self.filter(household__area_id__in=user.area_ids(permission))


class Membership(FromRow):
    """A person in a household, under a No. KK, from one day to another; the open one is today's.

    A household may hold several KK and, rarely, one KK stands in two households: a finding.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    household = models.ForeignKey(Household, models.CASCADE, related_name="memberships")
    kk = models.CharField("No. KK", max_length=16, blank=True, db_index=True)
    relation = models.CharField("hubungan", max_length=16, choices=Relation, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="membership_one_open", fields=["person"], condition=Q(valid_to=None)
            ),
            models.CheckConstraint(
                name="membership_ends_after_it_begins",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} ({self.get_relation_display()})"


class Scheme(models.TextChoices):
    """Who gave the number. Numbers come and go with lists; NIK and KK stand on the person."""

    DTKS = "dtks", "ID DTKS"
    BDT = "bdt", "ID BDT"
    IDSEMESTA = "idsemesta", "IDSEMESTA"
    FAMILY = "id_keluarga", "id_keluarga DTSEN"


class Identifier(FromRow):
    """A number under which a list knows one household or one person."""

    scheme = models.CharField(max_length=12, choices=Scheme)
    value = models.CharField(max_length=32)
    household = models.ForeignKey(
        Household, models.CASCADE, null=True, blank=True, related_name="identifiers"
    )
    person = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="identifiers"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(name="identifier_once", fields=["scheme", "value"]),
            models.CheckConstraint(
                name="identifier_scheme_known", condition=one_of("scheme", Scheme.values)
            ),
            models.CheckConstraint(
                name="identifier_of_one_thing",
                condition=Q(household__isnull=False, person=None)
                | Q(household=None, person__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.get_scheme_display()
