"""What a large upkeep leaves behind, and how all of it is made anew."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from programs.models import AidMark, AidRun, AidSpan, AidSummary
from programs.overlap import live, snapshot, spans, upkeep
from programs.overlap.counts import Window, figures
from registry.models import Household
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


def drifted() -> None:
    """Sums that nothing in the tables explains, and a household that went past the triggers."""
    for _ in range(3):
        HouseholdFactory.create()
    upkeep.refresh()
    Household.objects.order_by("pk").first().delete()
    AidMark.objects.all().delete()
    AidSpan.objects.update(households=7)


def test_all_of_it_is_made_from_the_tables() -> None:
    drifted()
    call_command("add_up_aid", "--all", stdout=StringIO(), stderr=StringIO())
    assert figures(JANUARY).households == 2
    assert spans.figures_by_area([JANUARY], None) == [live.figures_by_area(JANUARY)]
    assert AidSummary.objects.count() == 2
    assert not AidRun.objects.exclude(household__in=Household.objects.all()).exists()


def test_figures_are_right_from_the_moment_that_all_is_made_anew() -> None:
    drifted()
    upkeep.begin_anew()
    assert spans.figures_by_area([JANUARY], None) is None
    assert figures(JANUARY).households == 2


@pytest.mark.parametrize("most_marks", [0, 2_000])
def test_figures_are_right_while_half_is_made_anew_and_the_next_upkeep_ends_it(
    monkeypatch: pytest.MonkeyPatch, most_marks: int
) -> None:
    monkeypatch.setattr(snapshot, "MOST_MARKS", most_marks)
    drifted()
    upkeep.begin_anew()
    with pytest.raises(KeyboardInterrupt):
        upkeep.refresh(killed, chunk=1)
    assert AidSummary.objects.count() == AidMark.objects.count() == 1
    assert figures(JANUARY).households == 2
    upkeep.refresh()
    assert spans.figures_by_area([JANUARY], None) == [live.figures_by_area(JANUARY)]


def killed(_: int) -> None:
    raise KeyboardInterrupt
