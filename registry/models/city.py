"""The one row about the installation itself."""

from django.db import models
from django.db.models import Q


class City(models.Model):
    """Whether this register holds a made-up city. A real one never becomes a demo, nor back."""

    is_demo = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.CheckConstraint(name="city_only_one", condition=Q(pk=1))]

    def __str__(self) -> str:
        return "kota contoh" if self.is_demo else "kota"

    @classmethod
    def holds_demo(cls) -> bool:
        return cls.objects.filter(is_demo=True).exists()
