"""The periods that a title or the name of a file speaks of (pure): "BPNT APRIL 2021_fix.xlsx"."""

import re

from bansos.lib.dates import MONTH_NUMBERS, read_period

_MONTH = "|".join(sorted(MONTH_NUMBERS, key=len, reverse=True))
_YEAR = r"(?:TAHUN *(?:ANGGARAN *)?)?20\d\d(?!\d)"
_TO = r"\s*(?:-|–|S\s*/?\s*D|SAMPAI(?: DENGAN)?|HINGGA)\s*"
# The longest first, so that a range is not read as its last month. A month after the number of a
# day is the date of a letter; so is a month in digits before one.
_PERIOD = re.compile(
    rf"(?<![A-Z])(?:TW|TRI ?WULAN|TAHAP|THP|KUARTAL|Q)[ .\-]*(?:KE)?[ .\-]*(?:[1-4]|IV|I{{1,3}})"
    rf"[ ,./\-]*(?:THN|TH|TA)?[ .]*{_YEAR}"
    rf"|(?<![A-Z\d])(?:{_MONTH})(?: *20\d\d)?{_TO}(?:{_MONTH})[ \-/.,]*{_YEAR}"
    rf"|(?<!\d)(?<!\d[ \-/.])(?<![A-Z])(?:{_MONTH})[ \-/.,]*{_YEAR}"
    r"|(?<!\d)(?<!\d[\-/.])20\d\d[\-.]?(?:0[1-9]|1[0-2])(?!\d|[\-/.]\d)"
    r"|(?<!\d)(?<!\d[ \-/.])(?:0[1-9]|1[0-2])-20\d\d(?!\d)"
    rf"|(?<=BULAN )(?:0?[1-9]|1[0-2])[/\-]{_YEAR}"
)


def named_periods(text: str) -> list[tuple[int, int]]:
    """First and last month of each period in the text, in its order; what is unclear is none."""
    plain = " ".join(re.sub(r"[()\[\]“”\":]", " ", text.upper().replace("_", "-")).split())
    found = []
    for match in _PERIOD.finditer(plain):
        words = re.sub(r" *(?:TAHUN|ANGGARAN) *|[.,]", " ", match[0])
        try:
            found.append(read_period(" ".join(words.split())))
        except ValueError:
            continue
    return found
