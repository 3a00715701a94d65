"""Users and their dated postings: a role held in an area for a time."""

from collections import defaultdict
from datetime import date
from functools import cached_property
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from registry.models.area import Area, Level
from registry.roles import MATRIX, WHOLE_CITY_ONLY, Permission, Role


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """Somebody who logs in. No superuser: only postings give rights (registry/roles.py)."""

    username = models.CharField("nama pengguna", max_length=60, unique=True)
    full_name = models.CharField("nama lengkap", max_length=120, blank=True)
    is_active = models.BooleanField("aktif", default=True)
    date_joined = models.DateTimeField("terdaftar", default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = "pengguna"
        verbose_name_plural = "pengguna"
        ordering = ["username"]

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return self.username

    @cached_property
    def current_postings(self) -> list["Posting"]:
        """Read once per request: the user object lives no longer than that.

        Who is switched off holds none, and so no right anywhere.
        """
        if not self.is_active:
            return []
        return list(self.postings.valid_on(timezone.localdate()).select_related("area"))

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        return frozenset().union(*(posting.permissions for posting in self.current_postings))

    def may(self, permission: Permission) -> bool:
        """Whether any current posting carries this right; `area_ids` says where."""
        return permission in self.permissions

    @cached_property
    def _areas_by_permission(self) -> dict[Permission, frozenset[int]]:
        found: dict[Permission, set[int]] = defaultdict(set)
        for posting in self.current_postings:
            ids = set(Area.objects.within(posting.area).values_list("pk", flat=True))
            for permission in posting.permissions:
                found[permission] |= ids
        return {permission: frozenset(ids) for permission, ids in found.items()}

    def area_ids(self, permission: Permission) -> frozenset[int]:
        """Ids of every area (all levels) where this user holds `permission` today."""
        return self._areas_by_permission.get(permission, frozenset())

    def sees_whole_city(self, permission: Permission) -> bool:
        return any(
            posting.is_of_whole_city and permission in posting.permissions
            for posting in self.current_postings
        )


class PostingQuerySet(models.QuerySet["Posting"]):
    def valid_on(self, day: date) -> "PostingQuerySet":
        return self.filter(valid_from__lte=day).filter(Q(valid_to=None) | Q(valid_to__gte=day))


class Posting(models.Model):
    """A role in an area from one day to another (both included)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="postings", verbose_name="pengguna")
    role = models.CharField("peran", max_length=10, choices=Role)
    area = models.ForeignKey(Area, models.PROTECT, related_name="postings", verbose_name="wilayah")
    valid_from = models.DateField("sejak", default=timezone.localdate)
    valid_to = models.DateField("sampai", null=True, blank=True)

    objects = PostingQuerySet.as_manager()

    class Meta:
        verbose_name = "penempatan"
        verbose_name_plural = "penempatan"
        ordering = ["user", "-valid_from"]
        constraints = [
            models.CheckConstraint(name="posting_role_known", condition=Q(role__in=Role.values)),
            models.CheckConstraint(
                name="posting_ends_after_it_begins",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message="Tanggal akhir mendahului tanggal mulai.",
            ),
            models.UniqueConstraint(
                name="posting_once", fields=["user", "role", "area", "valid_from"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.area}"

    @property
    def is_of_whole_city(self) -> bool:
        return self.area.level in {Level.CITY, Level.PROVINCE}

    @property
    def permissions(self) -> frozenset[Permission]:
        rights = MATRIX[Role(self.role)]
        return rights if self.is_of_whole_city else rights - WHOLE_CITY_ONLY
