"""Households by exactly which programmes they received: a chart, each row with its list."""

from collections.abc import Mapping

from bansos.dashboards.figures.discretion import Counted, counted_table
from bansos.dashboards.figures.scope import Scope
from bansos.lib.charts.upset import Combination, UpsetChart, upset_chart
from bansos.lib.numbers import percent
from programs.overlap.counts import combinations, figures

SHOWN = 20
Codes = tuple[str, ...]


def combination_chart(scope: Scope) -> UpsetChart:
    """The most frequent first; last the households that received nothing. All add up to `all`."""
    found = combinations(scope.window, scope.asked_areas)
    counted = figures(scope.window, scope.area_ids)
    rows = {codes: (n, scope.list_url(f"set:{'+'.join(codes)}")) for codes, n in found.items()}
    rows[()] = (counted.none, scope.list_url("none"))
    whole = (counted.households, scope.list_url("households"))
    numbers = counted_table(scope, [[number] for number in (*rows.values(), whole)], total=True)
    shown = [(codes, number) for codes, (number,) in zip(rows, numbers, strict=False)]
    # A hidden number stands by its name: its place would say how large it is.
    shown.sort(key=lambda one: (not one[0], one[1].hidden, one[0] if one[1].hidden else ()))
    return _drawn(dict(shown), counted.households)


def _drawn(shown: Mapping[Codes, Counted], households: int) -> UpsetChart:
    names = sorted({code for codes in shown for code in codes})
    return upset_chart(
        "Rumah tangga menurut program yang diterima",
        names,
        [_combination(codes, number, households) for codes, number in shown.items()],
        shown=SHOWN,
        headers=("Program", "Rumah tangga", "Bagian"),
    )


def _combination(codes: Codes, number: Counted, households: int) -> Combination:
    label = " + ".join(codes) if codes[1:] else f"Hanya {codes[0]}" if codes else "Tidak menerima"
    if number.hidden:
        return Combination(codes, 0, label, text=str(number))
    share = percent(number.value, households) if households else ""
    return Combination(codes, number.value, label, number.link, share)
