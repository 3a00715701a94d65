"""Overlap rules (pure)."""

from django.db.models import TextChoices


class Verdict(TextChoices):
    ALLOWED = "diizinkan", "Diizinkan"
    FORBIDDEN = "dilarang", "Dilarang"
    REVIEW = "perlu_ditinjau", "Perlu ditinjau"
    UNCOUNTED = "tidak_dihitung", "Tidak dihitung"


class Unit(TextChoices):
    PERSON = "orang", "Orang"
    KK = "kk", "Kartu keluarga (KK)"
    HOUSEHOLD = "rumah_tangga", "Rumah tangga"
