"""On random cities every number of the map, trend, matrix and combinations is its list's length."""

from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import given, settings

from bansos.lib.dates import to_iso_month
from programs.overlap.counts import Window
from tests.factories import UserFactory, village
from tests.programs.overlap import cities
from tests.support.numbers import wrong_lists

PAGES = ("peta/", "peta/?per=kelurahan&urut=several", "kombinasi/", "matriks/", "tren/")


@pytest.mark.django_db
@settings(max_examples=6)
@given(cities.homes, cities.rules, cities.windows)
def test_numbers_are_the_lengths_of_their_lists(
    homes: tuple[cities.Home, ...], rules: list[tuple[Any, ...]], window: Window
) -> None:
    with transaction.atomic():
        cities.build(homes, rules)
        client = Client()
        user = UserFactory(role="admin")
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        here = village(cities.AREAS[0]).code
        for page in (*PAGES, f"peta/?wilayah={here}", f"kombinasi/?wilayah={here}"):
            assert wrong_lists(client, _address(page, window)) == {}, page
        transaction.set_rollback(True)


def _address(page: str, window: Window) -> str:
    first, last = (to_iso_month(month) for month in window)
    path, _, query = page.partition("?")
    return f"/dasbor/{path}?{query}&dari={first}&sampai={last}"
