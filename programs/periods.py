"""The months a payment is for, by its row, its stage and the option of its import (pure)."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from bansos.lib import dates

MOST_AHEAD = 12  # months: aid is planned for the year to come, not for later ones


def months_of(
    own: Sequence[Any] | None, stage: str, option: tuple[int, int] | None
) -> tuple[int, int]:
    """The row's own period; else its stage, where that names months; else the option of the import.

    The option tells the year of a month without one. What lies outside the option is refused: one
    of the two is wrong, and nobody can tell which. `own` is as PeriodWidget reads it. Raises
    ValueError in words.
    """
    if own:
        months = (own[0], own[1]) if own[0] else _period_of(own[2], option)
    elif stage:
        months = _period_of_stage(stage, option)
    elif option:
        months = option
    else:
        raise ValueError(
            "Bulan penyaluran tidak ada di baris maupun pilihan impor. "
            "Isi periode, misalnya 2021-04 atau 2021-04..2021-06."
        )
    if option and not _inside(months, option):
        raise ValueError(
            f"{dates.period_words(*months)} di luar bulan yang dipilih untuk impor ini "
            f"({dates.period_words(*option)}). Perbaiki bulannya, atau tekan Ubah pilihan."
        )
    return not_far_ahead(months)


def not_far_ahead(months: tuple[int, int]) -> tuple[int, int]:
    """The months; one far ahead is a slip in the year. Raises ValueError in words."""
    if months[1] > dates.month_of(dates.today()) + MOST_AHEAD:
        words = dates.period_words(*months)
        raise ValueError(f"{words} masih lebih dari setahun lagi. Periksa tahunnya.")
    return months


@lru_cache(maxsize=1 << 12)
def _period_of(text: str, option: tuple[int, int] | None) -> tuple[int, int]:
    """A year alone says no month; it is that of the option, or read_period refuses it."""
    if option and text.isdecimal() and [int(text)] * 2 == [month // 12 for month in option]:
        return option
    return (option and _yearless(text, option)) or dates.read_period(text)


@lru_cache(maxsize=1 << 12)
def _period_of_stage(stage: str, option: tuple[int, int] | None) -> tuple[int, int]:
    """A stage that names no month ("1", "Tahap II 2021") is a part of what the option says."""
    if option and not dates.names_a_month(stage):
        return option
    try:
        return dates.read_period(stage)
    except ValueError:
        if option is None:
            raise
        return _yearless(stage, option) or option


def _yearless(text: str, option: tuple[int, int]) -> tuple[int, int] | None:
    """Months without a year where they lie within the option, else anywhere in its years."""
    found = dates.yearless_periods(text, range(option[0] // 12, option[1] // 12 + 1))
    within = [months for months in found if _inside(months, option)]
    if len(within) > 1:
        words = dates.period_words(*option)
        raise ValueError(f"“{text[:30]}” ada lebih dari sekali dalam {words}. Tulis tahunnya.")
    return next(iter(within or found), None)


def _inside(months: tuple[int, int], option: tuple[int, int]) -> bool:
    return option[0] <= months[0] and months[1] <= option[1]


def same_period(text: str) -> str:
    """2021-04 or 2021-04..2021-06; what cannot be read stays, and is refused with words."""
    try:
        first, last = dates.read_period(text.strip())
    except ValueError:
        return text.strip()
    months = [dates.to_iso_month(month) for month in sorted({first, last})]
    return "..".join(months)
