"""Dates and months as Indonesian lists write them (pure). Day first, always; never month first.

A month is one whole number, year × 12 + month − 1, so that periods compare and subtract.
Everything raises ValueError with a sentence for the officer who has to mend the cell.
"""

import datetime
import re
from collections.abc import Iterable
from contextlib import suppress
from decimal import Decimal
from functools import lru_cache

from bansos.lib.text import NOTHING

MONTHS = (
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
_OTHER_SPELLINGS = {
    "PEBRUARI": 2, "PEB": 2, "MARCH": 3, "MAY": 5, "JUNE": 6, "JULY": 7, "AGT": 8, "AGS": 8,
    "AGUST": 8, "AUG": 8, "AUGUST": 8, "SEPT": 9, "OCT": 10, "OCTOBER": 10, "NOP": 11,
    "NOPEMBER": 11, "DEC": 12, "DECEMBER": 12, "JANUARY": 1, "FEBRUARY": 2,
}  # fmt: skip
MONTH_NUMBERS = {
    **{name.upper(): number for number, name in enumerate(MONTHS, 1)},
    **{name[:3].upper(): number for number, name in enumerate(MONTHS, 1)},
    **_OTHER_SPELLINGS,
}
FIRST_YEAR, LAST_YEAR = 1900, 2100
FIRST_PERIOD_YEAR, LAST_PERIOD_YEAR = 2000, 2099
WITA = datetime.timezone(datetime.timedelta(hours=8), "WITA")
_EPOCH = datetime.date(1899, 12, 30)  # day 0 of a spreadsheet's serials (after February 1900)
_LAST_SERIAL = (datetime.date(LAST_YEAR, 12, 31) - _EPOCH).days
_DAYS_TO_1904 = (datetime.date(1904, 1, 1) - _EPOCH).days

_NOTHING = re.compile(r"[-–—\s]*|0+|(0{1,4})([-/. ]0{1,4}){2}( 00:00(:00)?)?")
_CLOCK = re.compile(r"(?:[T ]\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)$")
# Midnight of the city is 16.00 of the day before in the time of a server.
_ZONED = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{4}|\d{2})")
_IN_WORDS = re.compile(r"(\d{1,2})[\s\-/.]*([A-Z]{3,})[\s\-/.,]*(\d{4}|\d{2})")
_SERIAL = re.compile(r"(\d{4,5})(?:[.,]\d+)?")
_BEFORE_DIGITS = re.compile(r"([^\d]*?)[\s,/;:.\-]*(\d.*)?", re.DOTALL)

_MONTH_ISO = re.compile(r"(\d{4})[-/. ]?(\d{2}|(?<=\D)\d)")
_MONTH_NUMERIC = re.compile(r"(\d{1,2})[-/. ](\d{4})")
_MONTH_WORD = re.compile(r"([A-Z]{3,})[\s\-/.,]*(\d{4})")
_RANGE = re.compile(
    r"\s*(?:\.\.+|\bS\s*[/.]?\s*D\b\.?|\bSAMPAI(?: DENGAN)?\b|\bHINGGA\b|[–—~])\s*"
    r"|\s+-\s+|(?<=/\d{4})-(?=\d{1,2}/\d{4})"
)
_WORD_RANGE = re.compile(r"([A-Z]{3,})\s*(\d{4})?\s*-\s*([A-Z]{3,})\s*(\d{4})")
_LIST = re.compile(r"\s*(?:,|&|\+|\bDAN\b)\s*")
_QUARTER = re.compile(
    r"(?:TW|TRIWULAN|TRI WULAN|TAHAP|THP|KUARTAL|Q)[\s.\-]*(?:KE)?[\s.\-]*([1-4]|IV|I{1,3})"
    r"[\s,./\-]*(?:TAHUN|THN|TH|TA)?[\s.]*(\d{4})"
)
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4}
# "4-6" and "1/5" are no months without a year: a year behind them would make a day of them.
_YEARLESS = re.compile(r"\d{1,2}|\D+[1-4]?")


def today() -> datetime.date:
    """The day it is in the city, wherever the server stands."""
    return datetime.datetime.now(WITA).date()


def read_date(cell: object) -> datetime.date | None:
    """A date cell: dd/mm/yyyy, dd-mm-yy, yyyy-mm-dd, "23 Juli 2021", a serial, or nothing."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, datetime.datetime):
        return cell.date()
    if isinstance(cell, datetime.date):
        return cell
    if isinstance(cell, (int, float, Decimal)) and not isinstance(cell, bool):
        return None if cell != cell or cell == 0 else _from_serial(float(cell), str(cell))
    return _date_of_text(str(cell))


def from_1904(cell: object) -> object:
    """A serial of a workbook that counts its days from 1904, as others count it; any other cell
    as it is.
    """
    found = _SERIAL.fullmatch(str(cell).strip())
    serial = int(found[1]) if found else 0
    return serial + _DAYS_TO_1904 if serial > LAST_YEAR else cell


def split_ttl(text: str) -> tuple[str, datetime.date | None]:
    """Samarinda, 12-05-1978 → place and date; either may be missing."""
    match = _BEFORE_DIGITS.fullmatch(" ".join(str(text).split()))
    if match is None:
        return str(text).strip(), None
    place = match[1].strip(" ,-/;:.")
    return place, read_date(match[2])


def month_index(year: int, month: int) -> int:
    return year * 12 + month - 1


def month_of(day: datetime.date) -> int:
    """The month in which a day lies."""
    return month_index(day.year, day.month)


def read_month(cell: object) -> int:
    """'2021-04', '04/2021', 'April 2021', '202104' or a date → its month."""
    if isinstance(cell, datetime.date):
        return _plausible(month_of(cell), str(cell))
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = " ".join(str("" if cell is None else cell).upper().split())
    return _month_of_text(text)


def read_period(cell: object) -> tuple[int, int]:
    """First and last month: one month, a range, a quarter ('TW I 2021') or a stage of PKH.

    "Tahap 1 2021" is the first quarter: the four stages of a year are its quarters.
    """
    if not isinstance(cell, str):
        month = read_month(cell)
        return month, month
    return _period_of_text(" ".join(cell.upper().split()))


def yearless_periods(text: str, years: Iterable[int]) -> list[tuple[int, int]]:
    """What "Mei", "5", "April - Juni" or "TW II" means in each of these years; [] for no months."""
    found = []
    for year in years if _YEARLESS.fullmatch(text) else ():
        with suppress(ValueError):
            found.append(read_period(f"{text} {year}"))
    return found


def names_a_month(text: str) -> bool:
    """Whether a month stands in it as a word: "Mei", but neither "5" nor "Tahap 2"."""
    return any(word in MONTH_NUMBERS for word in re.findall(r"[A-Z]+", text.upper()))


def month_word(month: int) -> str:
    """24255 → 'April 2021'"""
    return f"{MONTHS[month % 12]} {month // 12}"


def period_words(first: int, last: int) -> str:
    """'April 2021', 'Januari–April 2021' or 'November 2020–Januari 2021'"""
    if first == last:
        return month_word(first)
    if first // 12 == last // 12:
        return f"{MONTHS[first % 12]}–{month_word(last)}"
    return f"{month_word(first)}–{month_word(last)}"


def joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches of months in the order of their beginnings, what touches as one."""
    found: list[tuple[int, int]] = []
    for first, last in spans:
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return found


def to_iso_month(month: int) -> str:
    """24255 → '2021-04'"""
    return f"{month // 12:04}-{month % 12 + 1:02}"


@lru_cache(maxsize=1 << 16)
def _date_of_text(raw: str) -> datetime.date | None:
    text = " ".join(raw.replace("\u00a0", " ").strip(" '`\u200b\ufeff").upper().split())
    if _NOTHING.fullmatch(text) or raw.strip() in NOTHING:
        return None
    text = _CLOCK.sub("", _in_the_city(text))
    if match := _YEAR_FIRST.fullmatch(text):
        return _date(match[1], match[2], match[3], raw)
    if match := _DAY_FIRST.fullmatch(text):
        return _date(match[3], match[2], match[1], raw)
    if (match := _IN_WORDS.fullmatch(text)) and match[2] in MONTH_NUMBERS:
        return _date(match[3], str(MONTH_NUMBERS[match[2]]), match[1], raw)
    if match := _SERIAL.fullmatch(text):
        return _from_serial(float(match[1]), raw)
    raise ValueError(
        f"Tanggal “{raw[:30]}” tidak terbaca. Tulis hari/bulan/tahun, misalnya 23/07/2021."
    )


def _in_the_city(text: str) -> str:
    """A time with its zone as it was here; any other text as it is."""
    if _ZONED.fullmatch(text):
        with suppress(ValueError, OverflowError):
            return datetime.datetime.fromisoformat(text).astimezone(WITA).date().isoformat()
    return text


def _date(year: str, month: str, day: str, raw: str) -> datetime.date:
    if int(month) > 12 and int(day) <= 12:
        raise ValueError(
            f"Tanggal “{raw[:30]}” tampaknya ditulis bulan dahulu: bulan {month} tidak ada. "
            "Tulis hari/bulan/tahun, misalnya 23/07/2021."
        )
    try:
        found = datetime.date(_whole_year(year), int(month), int(day))
    except ValueError:
        raise ValueError(
            f"Tanggal “{raw[:30]}” tidak ada di kalender. Periksa pada dokumennya."
        ) from None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ValueError(
            f"Tahun pada tanggal “{raw[:30]}” tidak wajar. Tulis tahun dengan empat digit."
        )
    return found


def _whole_year(year: str) -> int:
    """Two digits mean this century up to the present year, the last one beyond it."""
    if len(year) == 4:
        return int(year)
    this_century = 2000 + int(year)
    return this_century if this_century <= today().year else this_century - 100


def _from_serial(serial: float, raw: str) -> datetime.date:
    # Up to 2100 a number is a year that somebody wrote, not a day in 1905.
    if not LAST_YEAR < serial <= _LAST_SERIAL:
        raise ValueError(
            f"Angka “{raw[:30]}” bukan tanggal. Tulis hari/bulan/tahun, misalnya 23/07/2021."
        )
    return _EPOCH + datetime.timedelta(days=int(serial))


@lru_cache(maxsize=1 << 12)
def _month_of_text(text: str) -> int:
    month = None
    if match := _MONTH_ISO.fullmatch(text):
        month = (int(match[1]), int(match[2]))
    elif match := _MONTH_NUMERIC.fullmatch(text):
        month = (int(match[2]), int(match[1]))
    elif (match := _MONTH_WORD.fullmatch(text)) and match[1] in MONTH_NUMBERS:
        month = (int(match[2]), MONTH_NUMBERS[match[1]])
    elif re.fullmatch(r"\d{5}", text) or _YEAR_FIRST.match(text) or _DAY_FIRST.match(text):
        day = _date_of_text(text)
        month = (day.year, day.month) if day else None
    if month is None or not 1 <= month[1] <= 12:
        raise ValueError(
            f"Bulan “{text[:30]}” tidak terbaca. Tulis misalnya 2021-04 atau April 2021."
        )
    return _plausible(month_index(*month), text)


def _plausible(month: int, text: str) -> int:
    if not FIRST_PERIOD_YEAR <= month // 12 <= LAST_PERIOD_YEAR:
        raise ValueError(f"Tahun pada bulan “{text[:30]}” tidak wajar.")
    return month


@lru_cache(maxsize=1 << 12)
def _period_of_text(text: str) -> tuple[int, int]:
    if match := _QUARTER.fullmatch(text):
        quarter = _ROMAN.get(match[1]) or int(match[1])
        first = _plausible(month_index(int(match[2]), quarter * 3 - 2), text)
        return first, first + 2
    if match := _WORD_RANGE.fullmatch(text):
        return _in_order(
            _with_year(match[1], match[4], match[2]), _with_year(match[3], match[4]), text
        )
    ends = _RANGE.split(text)
    if len(ends) == 2:
        year = re.search(r"\d{4}", ends[1])
        first_end = ends[0] if re.search(r"\d", ends[0]) or not year else f"{ends[0]} {year[0]}"
        return _in_order(read_month(first_end), read_month(ends[1]), text)
    return _one_or_listed(text)


def _with_year(word: str, year: str, own_year: str | None = None) -> int:
    return read_month(f"{word} {own_year or year}")


def _one_or_listed(text: str) -> tuple[int, int]:
    """One month, or months named one by one that follow each other: "April, Mei dan Juni 2021"."""
    named = [part for part in _LIST.split(text) if part]
    year = re.search(r"\d{4}", named[-1]) if named else None
    if len(named) < 2 or year is None:
        month = read_month(text)
        return month, month
    months = [read_month(part if re.search(r"\d", part) else f"{part} {year[0]}") for part in named]
    if months != list(range(months[0], months[0] + len(months))):
        raise ValueError(f"Periode “{text[:40]}” tidak berurutan. Tulis misalnya 2021-04..2021-06.")
    return months[0], months[-1]


def _in_order(first: int, last: int, text: str) -> tuple[int, int]:
    if first > last:
        raise ValueError(f"Periode “{text[:40]}” terbalik: bulan awal sesudah bulan akhir.")
    return first, last
