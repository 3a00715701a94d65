"""How dates and numbers look in forms and templates, instead of Django's own Indonesian file.

Django's file prints "23 Jan. 2021" and reads 07/23/2021 as 23 July. Here a date is always
day first, and a form takes no two-digit year: nobody knows which century it means. ISO dates
(2021-07-23) are added by Django itself and are what <input type="date"> sends.
"""

DATE_FORMAT = "j F Y"
TIME_FORMAT = "H.i"
DATETIME_FORMAT = "j F Y H.i"
YEAR_MONTH_FORMAT = "F Y"
MONTH_DAY_FORMAT = "j F"
SHORT_DATE_FORMAT = "d-m-Y"
SHORT_DATETIME_FORMAT = "d-m-Y H.i"
FIRST_DAY_OF_WEEK = 1  # Monday

DATE_INPUT_FORMATS = ["%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y", "%d %m %Y"]
TIME_INPUT_FORMATS = ["%H.%M", "%H:%M", "%H.%M.%S", "%H:%M:%S"]
DATETIME_INPUT_FORMATS = [
    f"{day} {time}" for day in DATE_INPUT_FORMATS for time in TIME_INPUT_FORMATS
]

DECIMAL_SEPARATOR = ","
THOUSAND_SEPARATOR = "."
# Grouping is off (USE_THOUSAND_SEPARATOR) so that ids stay whole: counts ask for `|number`.
NUMBER_GROUPING = 3
