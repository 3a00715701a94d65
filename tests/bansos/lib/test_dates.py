"""Dates and months as lists write them. Day first, always."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bansos.lib.dates import (
    MONTHS,
    WITA,
    joined,
    month_index,
    month_of,
    month_word,
    period_words,
    read_date,
    read_month,
    read_period,
    split_ttl,
    to_iso_month,
    yearless_periods,
)

DAYS = st.dates(datetime.date(1906, 1, 1), datetime.date(2099, 12, 31))
PERIODS = st.integers(month_index(2000, 1), month_index(2099, 12))
JULY = datetime.date(2021, 7, 23)


def answer(read: Callable[[Any], Any], cell: object) -> Any:
    """What was read, or the sentence of the refusal."""
    try:
        return read(cell)
    except ValueError as refusal:
        return str(refusal)


@given(DAYS, st.sampled_from(["%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d", "%Y/%m/%d", "%d.%m.%Y"]))
def test_a_date_in_digits_reads_back(day: datetime.date, form: str) -> None:
    assert read_date(day.strftime(form)) == day


@given(DAYS)
def test_a_date_in_words_reads_back(day: datetime.date) -> None:
    name = MONTHS[day.month - 1]
    for written in (name, name.upper(), name[:3]):
        assert read_date(f"{day.day} {written} {day.year}") == day


@given(DAYS)
def test_a_serial_reads_back_as_number_and_as_text(day: datetime.date) -> None:
    serial = (day - datetime.date(1899, 12, 30)).days
    assert read_date(serial) == read_date(float(serial)) == read_date(str(serial)) == day


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        (25708, datetime.date(1970, 5, 20)),
        ("23-07-21", JULY),
        ("12-05-78", datetime.date(1978, 5, 12)),
        ("23 Jul 2021", JULY),
        ("23-Juli-2021", JULY),
        ("2021-07-23 00:00:00", JULY),
        ("2021-07-23T08:30:00+08:00", JULY),
        (datetime.datetime(2021, 7, 23, 8, tzinfo=WITA), JULY),
        (JULY, JULY),
        ("5 Nopember 1960", datetime.date(1960, 11, 5)),
        ("'23/07/2021", JULY),
        ("01/02/2021", datetime.date(2021, 2, 1)),
    ],
)
def test_the_ways_lists_write_a_date(cell: object, day: datetime.date) -> None:
    assert read_date(cell) == day


@pytest.mark.parametrize("cell", [None, "", "-", "0000-00-00", "00/00/0000", "0", 0, float("nan")])
def test_the_ways_lists_write_no_date(cell: object) -> None:
    assert read_date(cell) is None


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("07/23/2021", "bulan dahulu"),
        ("2021-23-07", "bulan dahulu"),
        ("29/02/2021", "kalender"),
        ("besok", "tidak terbaca"),
        ("12/05/0978", "tidak wajar"),
        ("1978", "bukan tanggal"),
        (1978, "bukan tanggal"),
        (float("inf"), "bukan tanggal"),
        (True, "tidak terbaca"),
    ],
)
def test_what_is_no_date_is_refused_in_words(cell: object, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read_date(cell)


@given(st.one_of(st.text(), st.integers(), st.floats()))
def test_any_cell_is_a_date_or_nothing_or_a_sentence(cell: object) -> None:
    read = answer(read_date, cell)
    assert read is None or isinstance(read, datetime.date) or str(read).endswith(".")


@pytest.mark.parametrize(
    ("text", "place", "day"),
    [
        ("Samarinda, 12-05-1978", "Samarinda", datetime.date(1978, 5, 12)),
        ("KUTAI KARTANEGARA 3 Mei 1980", "KUTAI KARTANEGARA", datetime.date(1980, 5, 3)),
        ("Samarinda/12/05/1978", "Samarinda", datetime.date(1978, 5, 12)),
        ("Samarinda", "Samarinda", None),
        ("12-05-1978", "", datetime.date(1978, 5, 12)),
        ("", "", None),
    ],
)
def test_place_and_date_of_birth_are_split(text: str, place: str, day: datetime.date) -> None:
    assert split_ttl(text) == (place, day)


@given(PERIODS)
def test_a_month_reads_back_however_it_is_written(month: int) -> None:
    year, number = month // 12, month % 12 + 1
    written = [to_iso_month(month), month_word(month), f"{number:02}/{year}", f"{year}{number:02}"]
    assert {read_month(text) for text in written} == {month}


@given(DAYS.filter(lambda day: day.year >= 2000))
def test_the_month_of_a_day(day: datetime.date) -> None:
    assert read_month(day) == month_of(day) == month_index(day.year, day.month)


@given(PERIODS, PERIODS)
def test_a_period_reads_back_in_both_spellings(one: int, other: int) -> None:
    first, last = sorted((one, other))
    assert read_period(period_words(first, last)) == (first, last)
    assert read_period(f"{to_iso_month(first)}..{to_iso_month(last)}") == (first, last)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2021-04", "April 2021"),
        ("Januari-Maret 2021", "Januari–Maret 2021"),
        ("Nov 2020 - Jan 2021", "November 2020–Januari 2021"),
        ("April s/d Juni 2021", "April–Juni 2021"),
        ("04/2021-06/2021", "April–Juni 2021"),
        ("April, Mei dan Juni 2021", "April–Juni 2021"),
        ("TW I 2021", "Januari–Maret 2021"),
        ("Triwulan 2 Tahun 2021", "April–Juni 2021"),
        ("Tahap 1 2021", "Januari–Maret 2021"),
        ("TAHAP IV TAHUN 2021", "Oktober–Desember 2021"),
    ],
)
def test_the_ways_lists_write_a_period(text: str, words: str) -> None:
    assert period_words(*read_period(text)) == words


@pytest.mark.parametrize(
    "text",
    ["", "2021", "April", "2021-13", "2021-06..2021-04", "Januari, Maret 2021", "Tahap 5 2021"],
)
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"tidak terbaca|tidak berurutan|terbalik"):
        read_period(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Mei", ["Mei 2020", "Mei 2021"]),
        ("5", ["Mei 2020", "Mei 2021"]),
        ("April, Mei dan Juni", ["April–Juni 2020", "April–Juni 2021"]),
        ("TW 2", ["April–Juni 2020", "April–Juni 2021"]),
        *[(text, []) for text in ("", "13", "4-6", "1/5", "12 05", "Aprl", "Mei 2021", "2021")],
    ],
)
def test_months_without_a_year_are_read_in_each_of_some_years(text, found):
    assert [period_words(*months) for months in yearless_periods(text, (2020, 2021))] == found


@given(st.text(max_size=30))
def test_any_text_is_a_period_or_a_sentence(text: str) -> None:
    read = answer(read_period, text)
    assert str(read).endswith(".") if isinstance(read, str) else read[0] <= read[1]


@pytest.mark.parametrize(
    ("spans", "stretches"),
    [
        ([], []),
        ([(1, 1), (2, 4), (6, 7)], [(1, 4), (6, 7)]),
        ([(1, 9), (2, 3), (9, 10)], [(1, 10)]),
    ],
)
def test_months_that_touch_are_one_stretch(spans, stretches):
    assert joined(spans) == stretches
