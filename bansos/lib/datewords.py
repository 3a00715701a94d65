"""Days, times and short months in words; whole months and periods are in lib/dates.py."""

from datetime import date, datetime

from bansos.lib.dates import MONTHS

ZONE_NAME = "WITA"


def day_words(day: date) -> str:
    """23 Juli 2021."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def time_words(moment: datetime) -> str:
    """23 Juli 2021 14.30 WITA; `moment` must already be in the city's zone."""
    return f"{day_words(moment)} {moment:%H.%M} {ZONE_NAME}"


def short_month_words(month: int) -> str:
    """24255 -> "Apr 2021", where a chart has little room."""
    year, index = divmod(month, 12)
    return f"{MONTHS[index][:3]} {year}"
