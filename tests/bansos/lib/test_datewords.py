from datetime import date, datetime

import pytest

from bansos.lib.datewords import day_words, month_words, short_month_words, span_words, time_words


def month(year: int, number: int) -> int:
    return year * 12 + number - 1


def test_a_day_is_written_with_its_whole_month() -> None:
    assert day_words(date(2021, 7, 3)) == "3 Juli 2021"


def test_a_time_has_a_point_and_names_its_zone() -> None:
    assert time_words(datetime(2021, 7, 23, 14, 5)) == "23 Juli 2021 14.05 WITA"


def test_december_stays_in_its_year() -> None:
    assert month_words(month(2020, 12)) == "Desember 2020"
    assert short_month_words(month(2021, 1)) == "Jan 2021"


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (month(2021, 4), month(2021, 4), "April 2021"),
        (month(2021, 1), month(2021, 4), "Januari–April 2021"),
        (month(2020, 11), month(2021, 2), "November 2020–Februari 2021"),
    ],
)
def test_a_span_of_months_names_a_year_once_where_it_can(first: int, last: int, words: str) -> None:
    assert span_words(first, last) == words
