"""What the code of a release says: which one is meant, and of which months it is."""

import datetime
import re

from bansos.lib.dates import month_of
from registry.models import Release

MONTH_IN_CODE = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_ ./]?(1[0-2]|0?[1-9])(?!\d)")
QUARTER_IN_CODE = re.compile(
    r"(?<!\d)(20\d\d)[-_ ./]*(?:TRIWULAN|TW|T|Q)[-_ ./]*([1-4])(?!\d)", re.IGNORECASE
)


def known_release(code: str) -> str:
    """The code as it is stored, whatever letters and blanks somebody types."""
    words = " ".join(code.split())
    known = Release.objects.filter(code__iexact=words).values_list("code", flat=True)
    return known.order_by("code").first() or words


def issued_on(code: str, default: datetime.date) -> datetime.date:
    """The month in a code like DTKS-2021-07 or DTKS 2021_7, the first one of a quarter in
    DTSEN-2025-T2; else the day the file came.
    """
    if found := MONTH_IN_CODE.search(code):
        return datetime.date(int(found[1]), int(found[2]), 1)
    if found := QUARTER_IN_CODE.search(code):
        return datetime.date(int(found[1]), int(found[2]) * 3 - 2, 1)
    return default


def months_of(code: str) -> tuple[int, int] | None:
    """First and last month that the code names; None where it names none."""
    if MONTH_IN_CODE.search(code):
        length = 1
    elif QUARTER_IN_CODE.search(code):
        length = 3
    else:
        return None
    first = month_of(issued_on(code, datetime.date.min))
    return first, first + length - 1
