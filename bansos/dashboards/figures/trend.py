"""The figures month by month. A month of which nothing has been loaded is a gap, not a zero."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from bansos.dashboards.figures.aid import SHARED, hidden_programs
from bansos.dashboards.figures.catalogue import DOUBLES, SHARES
from bansos.dashboards.figures.discretion import AT_MOST, Counted, columns, counted_table
from bansos.dashboards.figures.loaded import Loaded
from bansos.dashboards.figures.scope import Scope
from bansos.lib.charts.lines import LineChart, Series, line_chart
from bansos.lib.dates import joined, period_words
from bansos.lib.suppress import Cell
from programs.models import Program
from programs.overlap.counts import Figures, Window, figures_of_each

# As many as have colours of their own.
MOST_PROGRAMS = 6
# What is forbidden is never green, what waits is amber; of the palette of lines (dashboards.css).
COLOURS = {"none": 5, "one": 0, "several": 3, "conflict": 2, "review": 1, "double": 4}
# "Menerima bersamaan" of a single month is its "lebih dari satu", but for uncounted pairs.
TO_CHECK = tuple(kind for kind in DOUBLES if kind.tone)


@dataclass(frozen=True)
class Trend:
    shares: LineChart
    to_check: LineChart
    programs: LineChart
    further: list[str]
    gaps: list[str]


def trend(scope: Scope, held: Loaded) -> Trend:
    """Lines of every month that is shown, all as of one moment."""
    months = list(held.months)
    counted = figures_of_each([Window(month, month) for month in months], scope.area_ids)
    numbers = _numbers(scope, months, counted)
    codes = _largest_first(numbers)
    loaded_months = {code: held.months_of(code) for code in held.programs}
    known = set[int]().union(*(loaded_months[code] for code in held.counted))

    def series(name: str, key: str, in_months: Collection[int]) -> Series:
        is_known = [month in in_months for month in months]
        return _series(name, numbers[key], is_known, COLOURS.get(key))

    def chart(title: str, lines: list[Series], drawn: int | None = None) -> LineChart:
        return line_chart(title, months, lines, drawn=drawn)

    return Trend(
        chart(
            "Banyaknya program per rumah tangga",
            [series(kind.heading, kind.key, known) for kind in SHARES],
        ),
        chart(
            "Yang perlu diperiksa",
            [series(kind.heading, kind.key, known) for kind in TO_CHECK],
        ),
        chart(
            "Penerima per program",
            [series(code, f"program:{code}", loaded_months.get(code, ())) for code in codes],
            drawn=MOST_PROGRAMS,
        ),
        codes[MOST_PROGRAMS:],
        [
            period_words(*span)
            for span in joined((month, month) for month in months if month not in known)
        ],
    )


def _largest_first(numbers: Mapping[str, Sequence[Counted]]) -> list[str]:
    """The codes of the programmes received in any of the months, by their best month shown.

    A hidden number has no say: its place would tell how large it is.
    """
    found = {
        key.partition(":")[2]: max((n.value for n in row if not n.hidden), default=0)
        for key, row in numbers.items()
        if key.startswith("program:")
    }
    return sorted(found, key=lambda code: (-found[code], code))


def _numbers(
    scope: Scope, months: Sequence[int], counted: Sequence[Figures]
) -> dict[str, list[Counted]]:
    """Figure → a number a month, as whoever looks may see them: none + one + several = all."""
    plain = [*SHARED, *(kind.key for kind in TO_CHECK)]
    codes = sorted({code for figures in counted for code in figures.by_program})
    keys = [*plain, *(f"program:{code}" for code in codes)]
    rows = [
        [(_number(found, key), place.list_url(key)) for key in keys]
        for found, place in zip(counted, _months(scope, months), strict=True)
    ]

    def table(also: Collection[Cell] = ()) -> list[list[Counted]]:
        sums, bounds = range(1, len(SHARED)), columns(keys, *AT_MOST)
        return counted_table(scope, rows, parts=sums, whole=0, bounds=bounds, also=also)

    veiled = _veiled(counted, [row[: len(SHARED)] for row in table()])
    shown = table([(at, keys.index(f"program:{code}")) for at, code in veiled])
    return {key: [row[n] for row in shown] for n, key in enumerate(keys)}


def _number(found: Figures, key: str) -> int:
    kind, _, code = key.partition(":")
    number: int = found.by_program.get(code, 0) if code else getattr(found, kind)
    return number


def _months(scope: Scope, months: Sequence[int]) -> list[Scope]:
    return [replace(scope, window=Window(month, month)) for month in months]


def _veiled(
    counted: Sequence[Figures], shares: Sequence[Sequence[Counted]]
) -> list[tuple[int, str]]:
    """(month, code) of each programme that must be hidden for what it says of the shares."""
    known = set(Program.objects.filter(counted=True).values_list("code", flat=True))
    found = []
    for at, (month, row) in enumerate(zip(counted, shares, strict=True)):
        numbers = {code: n for code, n in month.by_program.items() if code in known}
        hidden = hidden_programs(month, numbers, beside_shares=any(n.hidden for n in row))
        found += [(at, code) for code in hidden]
    return found


def _series(
    name: str, numbers: Sequence[Counted], is_known: Sequence[bool], colour: int | None
) -> Series:
    """A hidden number is a gap in the line too, but its mark stands in the table."""
    seen = [known and not number.hidden for number, known in zip(numbers, is_known, strict=True)]
    return Series(
        name,
        [number.value if draw else None for number, draw in zip(numbers, seen, strict=True)],
        [number.url for number in numbers],
        [str(number) if known else "" for number, known in zip(numbers, is_known, strict=True)],
        colour,
    )
