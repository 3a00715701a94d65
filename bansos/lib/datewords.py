"""Dates, times and months in Indonesian words. Parsing is the other way round: lib/dates.py.

A month is an int, year * 12 + month - 1, as everywhere in the register.
"""

from datetime import date, datetime

MONTH_NAMES = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)
SHORT_MONTH_NAMES = (
    "Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des",
)  # fmt: skip
ZONE_NAME = "WITA"


def day_words(day: date) -> str:
    """23 Juli 2021."""
    return f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}"


def time_words(moment: datetime) -> str:
    """23 Juli 2021 14.30 WITA; `moment` must already be in the city's zone."""
    return f"{day_words(moment)} {moment:%H.%M} {ZONE_NAME}"


def month_words(month: int) -> str:
    """24255 -> "April 2021"."""
    year, index = divmod(month, 12)
    return f"{MONTH_NAMES[index]} {year}"


def short_month_words(month: int) -> str:
    """24255 -> "Apr 2021", where a chart has little room."""
    year, index = divmod(month, 12)
    return f"{SHORT_MONTH_NAMES[index]} {year}"


def span_words(first: int, last: int) -> str:
    """Januari–April 2021; November 2020–Februari 2021; one month alone: April 2021."""
    if first == last:
        return month_words(first)
    if first // 12 == last // 12:
        return f"{MONTH_NAMES[first % 12]}–{month_words(last)}"
    return f"{month_words(first)}–{month_words(last)}"
