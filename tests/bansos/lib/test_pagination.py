"""Walks a real table both ways; `registry.Area` serves as one with names that repeat."""

from typing import Any

import pytest

from bansos.lib.pagination import KeysetPage, keyset_page
from registry.models import Area

pytestmark = pytest.mark.django_db

CODES = [f"99.{n:02}" for n in range(7)]


@pytest.fixture(autouse=True)
def areas() -> None:
    Area.objects.bulk_create(
        Area(code=code, name=f"Nama {index % 3}", level="kota") for index, code in enumerate(CODES)
    )


def page(cursor: str | None = None, *, fields: Any = ("name", "pk"), size: int = 3) -> KeysetPage:
    return keyset_page(Area.objects.filter(code__in=CODES), fields=fields, cursor=cursor, size=size)


def walk(fields: Any) -> list[str]:
    codes, cursor = [], None
    while True:
        found = page(cursor, fields=fields)
        codes += [area.code for area in found]
        if not (cursor := found.next_cursor):
            return codes


@pytest.mark.parametrize("fields", [("name", "pk"), ("-name", "-pk"), ("pk",), ("-code",)])
def test_walking_forward_meets_every_row_once_in_order(fields: Any) -> None:
    ordered = Area.objects.filter(code__in=CODES).order_by(*fields)
    assert walk(fields) == [area.code for area in ordered]


@pytest.mark.parametrize("fields", [("name", "pk"), ("-name", "-pk")])
def test_the_way_back_shows_the_same_pages(fields: Any) -> None:
    first = page(fields=fields)
    second = page(first.next_cursor, fields=fields)
    third = page(second.next_cursor, fields=fields)
    assert page(third.previous_cursor, fields=fields).rows == second.rows
    back = page(second.previous_cursor, fields=fields)
    assert (back.rows, back.previous_cursor) == (first.rows, None)
    # Not the cursor itself: it is signed with the second in which it was made.
    assert page(back.next_cursor, fields=fields).rows == second.rows


def test_the_ends_have_no_neighbour() -> None:
    first = page(size=7)
    assert first.alone
    assert page(page(size=6).next_cursor, size=6).next_cursor is None


@pytest.mark.parametrize("cursor", ["", "x", "WzFd:1:abc", None])
def test_a_broken_cursor_shows_the_first_page(cursor: str | None) -> None:
    assert page(cursor).rows == page().rows


def test_a_cursor_of_another_order_shows_the_first_page() -> None:
    cursor = page(fields=("code",)).next_cursor
    assert page(cursor).rows == page().rows


def test_rows_may_be_values() -> None:
    rows = Area.objects.filter(code__in=CODES).values("name", "pk")
    first = keyset_page(rows, fields=("name", "pk"), cursor=None, size=4)
    second = keyset_page(rows, fields=("name", "pk"), cursor=first.next_cursor, size=4)
    assert len(first.rows) + len(second.rows) == len(CODES)


def test_a_row_may_be_sorted_by_its_parent() -> None:
    Area.objects.filter(code__in=CODES[1:]).update(parent=Area.objects.get(code=CODES[0]))
    rows = Area.objects.filter(code__in=CODES[1:])
    first = keyset_page(rows, fields=("parent__name", "pk"), cursor=None, size=4)
    second = keyset_page(rows, fields=("parent__name", "pk"), cursor=first.next_cursor, size=4)
    assert [area.code for area in [*first, *second]] == CODES[1:]


def test_a_mixed_direction_is_refused() -> None:
    with pytest.raises(ValueError, match="rises or falls"):
        page(fields=("name", "-pk"))
