"""NIK, No. KK and ID DTKS: reading them from cells, checking, masking, meaning (pure).

A NIK is six digits of the area of first registration (it never changes on moving), the birth
date as DDMMYY with 40 added to the day of women, and a serial from 0001. It is text, always:
a spreadsheet keeps 15 digits of a number, so a numeric cell has lost its last digit for good
and is refused, never repaired. No message repeats a whole number.
"""

import datetime
import math
import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from bansos.lib.dates import today as city_today

PROVINCES = frozenset(
    str(code)
    for first, last in [
        (11, 19),
        (21, 21),
        (31, 36),
        (51, 53),
        (61, 65),
        (71, 76),
        (81, 82),
        (91, 97),
    ]
    for code in range(first, last + 1)
)
WOMAN = 40  # added to the day of birth

_NOISE = re.compile(r"[\s'`‘’\"\u00a0\u200b-\u200f\u202a-\u202e\u2060\ufeff\x00-\x1f.\-‐-―]+")
_TRAILING_ZERO = re.compile(r"[.,]0+\s*$")
_IN_GROUPS = re.compile(r"[0-9][^0-9A-Za-z]+[0-9]")
_SCIENTIFIC = re.compile(r"[0-9](?:[.,][0-9]+)?E\+?[0-9]+", re.IGNORECASE)
_PLACEHOLDER = re.compile(
    r"0+|9{3,}|1234567890123456|\?+|/+|\(?NULL\)?|NONE|NAN|<NA>|\\N|N/A|NIHIL|KOSONG|TIDAKADA"
    r"|BELUMADA"
)
_OTHER_DIGITS = re.compile(r"(?![0-9])\d")
# A digest or a bare UUID is kept: a long hexadecimal word with at least one letter.
_LONG_DIGITS = re.compile(
    r"(?<![0-9A-Za-z])(?=[0-9]*[a-fA-F])[0-9a-fA-F]{32,}(?![0-9A-Za-z])|[0-9]{16,}"
)
# Groups of digits with one and the same sign between each two: "6472 0312 0580 0001".
_GROUPS = re.compile(
    r"(?<![0-9])[0-9]{1,6}([ .\-\u00a0\u2010-\u2015])[0-9]{1,6}(?:\1[0-9]{1,6})+(?![0-9A-Za-z])"
)
_LAST_DAY = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class Reading(NamedTuple):
    """What a cell says. `error` is a sentence: what is expected, what was found, how to mend it."""

    value: str | None
    error: str | None = None
    warnings: tuple[str, ...] = ()
    was_empty: bool = False


def read_nik(cell: object) -> Reading:
    """A NIK, or why it is none. Placeholders (0, -, 999…) are an empty NIK with a warning."""
    digits = _digits(cell, "NIK", 16)
    if isinstance(digits, Reading):
        return digits
    fault = _common_fault(digits)
    if fault is None and not _is_birth_code(digits[6:12]):
        fault = "tanggal lahir di dalamnya (digit 7–12) tidak ada"
    if fault is None:
        return Reading(digits)
    return Reading(
        None,
        f"NIK tidak sah: {fault} ({mask_nik(digits)}). Periksa pada KTP, lalu perbaiki di berkas.",
    )


def read_kk(cell: object) -> Reading:
    """A No. KK. Its date is the day some office issued it: an impossible one is only a warning."""
    digits = _digits(cell, "No. KK", 16)
    return digits if isinstance(digits, Reading) else _checked_kk(digits)


def read_dtks_id(cell: object) -> Reading:
    """An ID DTKS (or ID BDT): 16 to 18 digits."""
    digits = _digits(cell, "ID DTKS", 18)
    return digits if isinstance(digits, Reading) else Reading(digits)


def nik_birth_date(nik: str, today: datetime.date | None = None) -> datetime.date | None:
    """The birth date in a NIK: in this century unless that day is still to come."""
    if len(nik) != 16 or not _is_birth_code(nik[6:12]):
        return None
    day, month, year = int(nik[6:8]) % WOMAN, int(nik[8:10]), int(nik[10:12])
    recent = _date_or_none(2000 + year, month, day)
    if recent and recent <= (today or city_today()):
        return recent
    return _date_or_none(1900 + year, month, day)


def nik_sex(nik: str) -> str:
    """'L' or 'P' by the day of birth."""
    return "P" if int(nik[6:8]) > WOMAN else "L"


def nik_area(nik: str) -> str:
    """The kecamatan of first registration as a Kemendagri code: 64.72.03."""
    return f"{nik[:2]}.{nik[2:4]}.{nik[4:6]}"


def cross_check(
    nik: str | None,
    kk: str | None,
    birth_date: datetime.date | None,
    sex: str | None,
    city: str = "64.72",
) -> tuple[str, ...]:
    """What does not agree in a row. Warnings only: newcomers are normal, registers err."""
    if not nik:
        return ()
    found = []
    if nik[:4] != city.replace(".", ""):
        found.append(
            f"NIK terbit di luar kota ini (wilayah {nik_area(nik)}); wajar bagi pendatang."
        )
    # Day, month and two digits of the year: the century is no part of a NIK.
    if birth_date and int(nik[6:12]) % 400000 != (
        birth_date.day * 10000 + birth_date.month * 100 + birth_date.year % 100
    ):
        found.append("Tanggal lahir tidak sama dengan yang ada di NIK.")
    if sex and sex != nik_sex(nik):
        found.append("Jenis kelamin tidak sama dengan yang ada di NIK.")
    if nik == kk:
        found.append("NIK sama dengan No. KK.")
    return tuple(found)


def mask_nik(value: str | None) -> str:
    """647203******0001: area and serial stay, the birth date is hidden."""
    if not value:
        return ""
    if len(value) >= 12:
        return f"{value[:6]}{'*' * (len(value) - 10)}{value[-4:]}"
    shown = 2 if len(value) > 4 else 0
    return value[:shown] + "*" * (len(value) - shown)


def mask_kk(value: str | None) -> str:
    """The same shape as a masked NIK."""
    return mask_nik(value)


def mask_digits(text: str) -> str:
    """The text with every run of 16 or more digits masked; digests in hexadecimal stay whole.

    Also 16 digits in groups, where province and day of birth say that they may be somebody's:
    sums of money, dates, codes of areas and telephone numbers stay readable.
    """
    if not text.isascii():  # "６４７２…" is as readable
        text = _OTHER_DIGITS.sub(lambda digit: str(int(digit[0])), text)
    return _GROUPS.sub(_mask_groups, _LONG_DIGITS.sub(_mask_run, text))


def _mask_run(match: re.Match[str]) -> str:
    run = match.group()
    return mask_nik(run) if run.isdigit() else run


def _mask_groups(match: re.Match[str]) -> str:
    """Whatever other groups stand before and after: "RT 5 6472 …"."""
    groups, shown = match[0].split(match[1]), []
    while groups:
        many = next((n for n in range(3, 17) if sum(map(len, groups[:n])) >= 16), 1)
        digits = "".join(groups[:many])
        is_number = len(digits) == 16 and digits[:2] in PROVINCES and _is_birth_code(digits[6:12])
        shown.append(mask_nik(digits) if is_number else groups[0])
        del groups[: many if is_number else 1]
    return match[1].join(shown)


def _digits(cell: object, label: str, longest: int) -> "str | Reading":
    """The bare digits of a cell (16, up to `longest`), or the reading of a cell without them."""
    if type(cell) is str:
        if cell.isdigit() and cell.isascii() and 16 <= len(cell) <= longest:
            return _empty(label, cell) if _PLACEHOLDER.fullmatch(cell) else cell
        return _cleaned(cell, label, longest)
    if cell is None:
        return _empty(label, "")
    if isinstance(cell, (int, float, Decimal)) and not isinstance(cell, bool):
        return _numeric(cell, label, longest)
    return _cleaned(str(cell), label, longest)


def _cleaned(text: str, label: str, longest: int) -> "str | Reading":
    whole = _TRAILING_ZERO.sub("", text)
    digits = _NOISE.sub("", whole)
    # "0578.0" at the end of a grouped number is a group; "647203120578001.0" has lost a digit.
    if len(digits) < 16 and _IN_GROUPS.search(whole):
        digits = _NOISE.sub("", text)
    if not digits or _PLACEHOLDER.fullmatch(digits.upper()):
        return _empty(label, digits)
    if _SCIENTIFIC.fullmatch(digits) or _SCIENTIFIC.fullmatch(text.strip(" '`")):
        return _lost(label, "ditulis dalam bentuk ilmiah (…E+…)")
    if digits.isascii() and digits.isdigit() and 16 <= len(digits) <= longest:
        return digits
    return _misshapen(digits, label, longest)


def _numeric(cell: int | float | Decimal, label: str, longest: int) -> Reading:
    if not math.isfinite(cell):
        return _empty(label, "")
    digits = str(abs(int(cell)))
    if digits[:15] in {"9" * 15, "123456789012345"} or _PLACEHOLDER.fullmatch(digits):
        return _empty(label, digits)
    if len(digits) >= 16:
        return _lost(label, f"berisi angka ({digits[:6]}{'*' * (len(digits) - 6)})")
    return _misshapen(digits, label, longest)


@lru_cache(maxsize=64)
def _empty_reading(label: str, *, placeholder: bool) -> Reading:
    if label == "ID DTKS":  # lists of other offices have none, and that is no remark
        return Reading(None, was_empty=True)
    detail = ": hanya isian pengganti" if placeholder else ""
    return Reading(None, None, (f"{label} kosong{detail}.",), was_empty=True)


def _empty(label: str, found: str) -> Reading:
    return _empty_reading(label, placeholder=bool(found))


def _lost(label: str, found: str) -> Reading:
    return Reading(
        None,
        f"{label} harus berupa teks; sel ini {found} sehingga digit terakhirnya sudah hilang. "
        f"Ubah format kolom menjadi Teks, lalu salin ulang {label} dari sumbernya.",
    )


def _misshapen(found: str, label: str, longest: int) -> Reading:
    expected = "16 digit" if longest == 16 else f"16 sampai {longest} digit"
    count = f"{len(found)} digit" if found.isdigit() else "huruf atau tanda lain"
    return Reading(
        None,
        f"{label} harus {expected}; tertulis {count} ({_shorten(mask_nik(found))}). "
        f"Periksa pada dokumen aslinya, lalu perbaiki di berkas.",
    )


def _shorten(text: str) -> str:
    return text if len(text) <= 24 else text[:6] + "…" + text[-4:]


def _common_fault(digits: str) -> str | None:
    """What makes 16 digits neither a NIK nor a No. KK."""
    if digits == digits[0] * 16:
        return "satu digit diulang"
    if digits[:2] not in PROVINCES:
        return f"kode provinsi {digits[:2]} tidak ada"
    if digits[12:] == "0000":
        return "nomor urut 0000 tidak ada"
    return None


@lru_cache(maxsize=1 << 16)
def _checked_kk(digits: str) -> Reading:
    """Memoised: a No. KK stands on every member of its family."""
    fault = _common_fault(digits)
    if fault:
        return Reading(
            None,
            f"No. KK tidak sah: {fault} ({mask_kk(digits)}). Periksa pada Kartu Keluarga, "
            "lalu perbaiki di berkas.",
        )
    if _is_birth_code(digits[6:12]):
        return Reading(digits)
    return Reading(digits, None, ("Tanggal di dalam No. KK (digit 7–12) tidak wajar.",))


@lru_cache(maxsize=1 << 17)
def _is_birth_code(code: str) -> bool:
    day, month, year = int(code[:2]), int(code[2:4]), int(code[4:6])
    if day > WOMAN:
        day -= WOMAN
    if not (1 <= month <= 12 and 1 <= day <= _LAST_DAY[month - 1]):
        return False
    return not (day == 29 and month == 2 and year % 4)


def _date_or_none(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None
