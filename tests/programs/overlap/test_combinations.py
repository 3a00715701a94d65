"""Combinations of programmes agree with a plain count of the same city, and with their lists."""

from collections import Counter
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings

from programs.overlap import live_combinations, upkeep
from programs.overlap.combinations import combinations, households_with
from programs.overlap.counts import Window, figures
from programs.overlap.lists import changed_since
from registry.models import Household
from tests.factories import village
from tests.programs.overlap import cities


def plain_combination(household: Household, window: Window) -> tuple[str, ...]:
    months = cities._months(household)
    inside = [month for month in months if window.first <= month.month <= window.last]
    return tuple(sorted({month.program.code for month in inside if month.program.counted}))


@pytest.mark.django_db
@settings(max_examples=25)
@given(cities.homes, cities.rules, cities.windows)
def test_combinations_agree_with_the_plain_count_and_their_lists(
    homes: tuple[cities.Home, ...], rules: list[tuple[Any, ...]], window: Window
) -> None:
    with transaction.atomic():
        cities.build_unadded(homes, rules)
        assert changed_since(upkeep.InForce.today()) is not None
        _agrees_in_all_areas_and_one(window)
        upkeep.refresh()
        _agrees_in_all_areas_and_one(window)
        assert combinations(window) == live_combinations.combinations(window)
        transaction.set_rollback(True)


def _agrees_in_all_areas_and_one(window: Window) -> None:
    for area_ids in (None, [village(cities.AREAS[0]).pk]):
        _agrees(window, area_ids)


def _agrees(window: Window, area_ids: list[int] | None) -> None:
    living = Household.objects.filter(closed_at=None)
    living = living if area_ids is None else living.filter(area_id__in=area_ids)
    plain = {household.pk: plain_combination(household, window) for household in living}
    found = combinations(window, area_ids)
    assert found == Counter(codes for codes in plain.values() if codes)
    for codes in found:
        listed = Household.objects.filter(pk__in=households_with(codes, window, area_ids))
        assert {one.pk for one in listed} == {pk for pk, held in plain.items() if held == codes}
    counted = figures(window, area_ids)
    sizes = Counter({1: 0, 2: 0})
    for codes, households in found.items():
        sizes[min(len(codes), 2)] += households
    assert (sizes[1], sizes[2]) == (counted.one, counted.several)


@pytest.mark.django_db
def test_a_combination_that_nobody_has_gives_an_empty_list() -> None:
    assert not households_with(("BPNT", "PKH"), Window(24252, 24263)).exists()
    assert combinations(Window(24252, 24263)) == {}
