"""What a large upkeep leaves behind: nothing that readers have to look through."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from programs.models import AidMark
from programs.overlap import upkeep
from programs.overlap.counts import Window, figures
from tests.factories import HouseholdFactory

pytestmark = pytest.mark.django_db(transaction=True)

MARKS = 100_000
JANUARY = Window(2021 * 12, 2021 * 12)


@contextmanager
def beside(statement: str) -> Iterator[None]:
    """Another connection's transaction, open meanwhile. SQLite has no pages to give back."""
    other = connection.copy()
    try:
        if connection.vendor == "postgresql":
            other.set_autocommit(False)
            with other.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                cursor.execute(statement)
        yield
    finally:
        other.close()


def bytes_of_marks() -> int:
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_size('programs_aidmark')")
        return int(cursor.fetchone()[0])


def mark_many() -> None:
    pk = HouseholdFactory.create().pk
    AidMark.objects.bulk_create((AidMark(household_id=pk) for _ in range(MARKS)), 10_000)


def test_marks_of_a_first_load_leave_no_pages_though_an_old_transaction_stands() -> None:
    mark_many()
    with beside("SELECT count(*) FROM registry_household"):
        upkeep.refresh(chunk=MARKS)
    assert bytes_of_marks() < upkeep.SPARSE
    assert figures(JANUARY).households == 1


def test_what_is_marked_meanwhile_stays_marked_and_nobody_waits_for_it() -> None:
    mark_many()
    with beside("INSERT INTO programs_aidmark (household_id) VALUES (1)"):
        upkeep.refresh(chunk=MARKS)
    assert bytes_of_marks() > upkeep.SPARSE or connection.vendor != "postgresql"
    upkeep.refresh()
    assert bytes_of_marks() < upkeep.SPARSE
