"""The figures in SQL agree with the plain twin and with their own lists, on random cities."""

from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings

from programs.overlap.counts import Figures, Window, figures, figures_by_area, household_ids
from registry.models import Household
from tests.factories import village
from tests.programs.overlap import cities


@pytest.mark.django_db
@settings(max_examples=40)
@given(cities.homes, cities.rules, cities.windows)
def test_figures_agree_with_the_plain_twin_and_their_lists(
    homes: tuple[cities.Home, ...], rules: list[tuple[Any, ...]], window: Window
) -> None:
    with transaction.atomic():
        cities.build(homes, rules)
        assert figures(window) == cities.plain_figures(window)
        for name in cities.AREAS:
            _area_agrees(name, window)
        transaction.set_rollback(True)


def _area_agrees(name: str, window: Window) -> None:
    area = village(name)
    expected = cities.plain_figures(window, area)
    assert figures(window, [area.pk]) == expected
    assert figures_by_area(window).get(area.pk, Figures()) == expected
    marks = {
        household.pk: cities.plain_marks(household, window)
        for household in Household.objects.filter(closed_at=None, area=area)
    }
    for figure in {"none", "one", "double", "review", "never"}.union(*marks.values()):
        behind = Household.objects.filter(area=area, pk__in=household_ids(figure, window))
        assert {household.pk for household in behind} == {
            pk for pk, keys in marks.items() if figure in keys
        }, figure
