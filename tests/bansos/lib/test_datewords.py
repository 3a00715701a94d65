from datetime import UTC, date, datetime

from bansos.lib.dates import month_index
from bansos.lib.datewords import day_words, short_month_words, time_words


def test_a_day_is_written_with_its_whole_month() -> None:
    assert day_words(date(2021, 7, 3)) == "3 Juli 2021"


def test_a_time_has_a_point_and_names_its_zone() -> None:
    assert time_words(datetime(2021, 7, 23, 14, 5, tzinfo=UTC)) == "23 Juli 2021 14.05 WITA"


def test_december_stays_in_its_year() -> None:
    assert short_month_words(month_index(2020, 12)) == "Des 2020"
    assert short_month_words(month_index(2021, 1)) == "Jan 2021"
