"""The grid of what is loaded."""

import pytest

from programs.stats import loaded_grid
from registry.codes import PaymentStatus
from tests.factories import (
    DisbursementFactory,
    HouseholdFactory,
    ProgramFactory,
    RecipientFactory,
    village,
)

JANUARY = 2021 * 12

pytestmark = pytest.mark.django_db


def test_nothing_is_loaded_in_an_empty_city() -> None:
    assert loaded_grid() == {}


def test_a_payment_counts_in_every_month_it_covers_in_its_kecamatan() -> None:
    home = HouseholdFactory.create(area=village("Jawa"))
    recipient = RecipientFactory.create(program=ProgramFactory.create(code="BPNT"), household=home)
    for first, last in ((0, 2), (2, 2)):
        DisbursementFactory.create(
            recipient=recipient, first_month=JANUARY + first, last_month=JANUARY + last
        )
    district = home.area.parent_id
    counts = {("BPNT", JANUARY + n, district): count for n, count in enumerate((1, 1, 2))}
    assert loaded_grid() == counts


def test_a_list_of_failed_payments_has_been_loaded_all_the_same() -> None:
    DisbursementFactory.create(status=PaymentStatus.FAILED)
    assert loaded_grid() == {("BPNT", JANUARY, None): 1}


def test_aid_outside_the_register_counts_where_its_list_says() -> None:
    area = village("Jawa")
    DisbursementFactory.create(recipient__area=area)
    DisbursementFactory.create(recipient__area=area.parent)
    DisbursementFactory.create(recipient__area=None)
    assert loaded_grid() == {("BPNT", JANUARY, area.parent_id): 2, ("BPNT", JANUARY, None): 1}


def test_the_grid_takes_three_queries(django_assert_num_queries) -> None:
    DisbursementFactory.create()
    with django_assert_num_queries(3):
        loaded_grid()
