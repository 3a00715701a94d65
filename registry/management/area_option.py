"""The option --area of commands that count: the kecamatan or kelurahan, by its code."""

from django.core.management.base import CommandError

from registry.models import Area


def area_ids(code: str | None) -> list[int] | None:
    """The area and all below it; None where no code was given: everywhere."""
    if code is None:
        return None
    area = Area.objects.filter(code=code).first()
    if area is None:
        raise CommandError(f"Wilayah {code!r} tidak dikenal.", returncode=2)
    return list(Area.objects.within(area).values_list("pk", flat=True))
