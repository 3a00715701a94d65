"""Which fields the cells of a column could be (pure), where its header does not say it.

A proposal from content is only ever a proposal: `mapping` gives it where one column alone looks
like a field. So each test here would rather say nothing than something that is only likely.
"""

import datetime
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import TypeVar

from bansos.lib import dates
from bansos.lib.rupiah import read_rupiah
from bansos.lib.text import clean_text, header_key, is_blank
from registry.codes import read_sex
from registry.identifiers import WOMAN, nik_sex, read_nik
from registry.imports.words import place_key

# Data rows that are looked at; fewer filled cells than FEWEST tell nothing.
ROWS = 200
FEWEST = 3
MOST = 0.9
NEARLY_ALL = 0.98
BIRTH_YEARS = 5
LEAST_RUPIAH, MOST_RUPIAH, RUPIAH_STEP = 10_000, 100_000_000, 500

Cells = Sequence[object]
Test = Callable[[Cells], bool]
Answer = TypeVar("Answer")


def fits(
    rows: Sequence[Cells],
    width: int,
    fields: Collection[str],
    places: Mapping[str, Collection[str]],
) -> dict[int, tuple[str, ...]]:
    """{column: the fields its cells could be}, of those `fields` that content can tell.

    `places` holds the known words for `village` and `district`.
    """
    columns = [[row[at] if at < len(row) else "" for row in rows[:ROWS]] for at in range(width)]
    filled = {
        at: [cell for cell in cells if not is_blank(cell)] for at, cells in enumerate(columns)
    }
    niks = next((columns[at] for at, cells in filled.items() if _enough(cells) and _nik(cells)), [])
    tests: dict[str, Test] = {
        "nik": _nik,
        "kk": _kk,
        "birth_date": _birth_date,
        "period": _period,
        "amount": _amount,
        **{name: partial(_place, known=words) for name, words in places.items()},
    }
    found: dict[int, tuple[str, ...]] = {}
    for at, cells in filled.items():
        if _enough(cells):
            names = [name for name, test in tests.items() if name in fields and test(cells)]
            if "sex" in fields and _sex(columns[at], niks):
                names.append("sex")
            found[at] = tuple(names)
    return {at: names for at, names in found.items() if names}


def _enough(cells: Cells) -> bool:
    return len(cells) >= FEWEST


def _share(cells: Cells, test: Callable[[object], object], least: float = MOST) -> bool:
    """Whether nearly all pass. Most columns are given up after a few cells."""
    misses = (1 - least) * len(cells)
    for cell in cells:
        if not test(cell):
            misses -= 1
            if misses < 0:
                return False
    return True


def _readable(read: Callable[[object], Answer], cell: object) -> Answer | None:
    try:
        return read(cell)
    except ValueError:
        return None


def _number(cell: object) -> str | None:
    """The 16 digits of a text cell whose middle is a date, as in a NIK or a No. KK."""
    return read_nik(cell).value if isinstance(cell, str) else None


def _numbers(cells: Cells) -> list[str]:
    if not _share(cells, _number):
        return []
    return [number for number in map(_number, cells) if number]


def _is_of_woman(number: str) -> bool:
    return int(number[6:8]) > WOMAN


def _nik(cells: Cells) -> bool:
    """Sound NIKs, each once, some of women: no No. KK is dated on a day beyond 40."""
    numbers = _numbers(cells)
    return bool(
        numbers
        and len(set(numbers)) >= NEARLY_ALL * len(numbers)
        and any(map(_is_of_woman, numbers))
    )


def _kk(cells: Cells) -> bool:
    """Sound dates of issue, none of a woman, some numbers shared by several rows."""
    numbers = _numbers(cells)
    return 1 < len(set(numbers)) < NEARLY_ALL * len(numbers) and not any(map(_is_of_woman, numbers))


def _birth_date(cells: Cells) -> bool:
    """Dates, written as such, of several years and none to come. A bare number is no date here."""
    if not _share(cells, _is_past):
        return False
    years = {day.year for day in map(_day, cells) if day}
    return max(years) - min(years) >= BIRTH_YEARS


def _is_past(cell: object) -> bool:
    day = _day(cell)
    return day is not None and day <= dates.today()


def _day(cell: object) -> datetime.date | None:
    if isinstance(cell, datetime.date):
        return dates.read_date(cell)
    if not isinstance(cell, str) or clean_text(cell).isdigit():
        return None
    return _readable(dates.read_date, cell)


def _period(cells: Cells) -> bool:
    """Months in words or figures, but no days and no bare numbers."""

    def is_period(cell: object) -> bool:
        if not isinstance(cell, str) or clean_text(cell).isdigit() or _day(cell):
            return False
        words = header_key(cell).split()
        # "April" alone is a month too: the import's own option names the year.
        is_month = len(words) == 1 and words[0] in dates.MONTH_NUMBERS
        return is_month or _readable(dates.read_period, cell) is not None

    return _share(cells, is_period)


def _amount(cells: Cells) -> bool:
    """Round sums of money: no post code, no RT, no account."""

    def is_sum(cell: object) -> bool:
        rupiah = _readable(read_rupiah, cell)
        return rupiah is not None and (
            LEAST_RUPIAH <= rupiah <= MOST_RUPIAH and rupiah % RUPIAH_STEP == 0
        )

    return _share(cells, is_sum)


def _place(cells: Cells, known: Collection[str]) -> bool:
    return _share(cells, lambda cell: place_key(clean_text(cell)) in known)


def _sex(cells: Cells, niks: Cells) -> bool:
    """Both sexes in words or letters; in 1 and 2, which may count anything, as the NIKs have it."""
    if not _share([cell for cell, _ in _pairs(cells, niks)], lambda cell: read_sex(cell).value):
        return False
    told = [(read_sex(cell).value, nik) for cell, nik in _pairs(cells, niks)]
    if {sex for sex, _ in told if sex} != {"L", "P"}:
        return False
    if not any(clean_text(cell).isdigit() for cell in cells):
        return True
    numbers = [(sex, read_nik(nik).value) for sex, nik in told]
    agreeing = [sex == nik_sex(nik) for sex, nik in numbers if sex and nik]
    return len(agreeing) >= FEWEST and sum(agreeing) >= MOST * len(agreeing)


def _pairs(cells: Cells, niks: Cells) -> Iterable[tuple[object, object]]:
    for at, cell in enumerate(cells):
        if not is_blank(cell):
            yield cell, niks[at] if at < len(niks) else ""
