"""What each overlap figure means, one sentence of the contract at a time."""

import datetime
from typing import Any

import pytest

from programs.models import OverlapRule, Program, Recipient
from programs.overlap.counts import (
    Figures,
    Window,
    figures,
    figures_by_area,
    household_ids,
)
from programs.overlap.in_force import segments_in_force
from registry.codes import PaymentStatus
from registry.models import Household, ListedAid, Release
from tests.factories import (
    DisbursementFactory,
    HouseholdFactory,
    MembershipFactory,
    RecipientFactory,
    UserFactory,
    village,
)

JANUARY = 2021 * 12
YEAR = Window(JANUARY, JANUARY + 11)

pytestmark = pytest.mark.django_db


def aid(
    household: Household | None, code: str, first: int = 0, last: int | None = None, **fields: Any
) -> Recipient:
    """A recipient with one payment for months `first` to `last` after January 2021."""
    status = fields.pop("status", PaymentStatus.PAID)
    recipient: Recipient = RecipientFactory.create(
        program=Program.objects.get(code=code), household=household, **fields
    )
    pay(recipient, first, last, status=status)
    return recipient


def pay(recipient: Recipient, first: int, last: int | None = None, **fields: Any) -> None:
    DisbursementFactory.create(
        recipient=recipient,
        first_month=JANUARY + first,
        last_month=JANUARY + (first if last is None else last),
        **fields,
    )


def test_a_city_without_households_has_only_zeros() -> None:
    assert figures(YEAR) == Figures()


def test_every_household_is_in_none_one_or_several() -> None:
    HouseholdFactory.create()
    aid(HouseholdFactory.create(), "BPNT")
    both = HouseholdFactory.create()
    aid(both, "BPNT", 0), aid(both, "PKH", 5)
    found = figures(YEAR)
    assert (found.households, found.none, found.one, found.several) == (3, 1, 1, 1)
    assert found.overlap == 0


def test_a_quarterly_payment_meets_a_monthly_one_in_any_of_its_months() -> None:
    home = HouseholdFactory.create()
    aid(home, "PKH", 0, 2), aid(home, "BST", 2)
    found = figures(YEAR)
    assert (found.overlap, found.conflict, found.pairs) == (1, 1, {"BST+PKH": 1})


def test_months_outside_the_window_do_not_meet() -> None:
    home = HouseholdFactory.create()
    aid(home, "PKH", 0, 5), aid(home, "BST", 3, 8)
    assert figures(Window(JANUARY, JANUARY + 2)).overlap == 0
    assert figures(Window(JANUARY + 5, JANUARY + 5)).conflict == 1


def test_only_what_was_disbursed_is_aid() -> None:
    home = HouseholdFactory.create()
    for code, status in (("PKH", PaymentStatus.FAILED), ("BPNT", PaymentStatus.CANDIDATE)):
        aid(home, code, status=status)
    found = figures(YEAR)
    assert (found.none, found.listed_only, found.never) == (1, 1, 0)


def test_two_kk_of_one_house_are_several_but_no_conflict() -> None:
    home = HouseholdFactory.create()
    aid(home, "BPNT", kk="6472030101800001"), aid(home, "BST", kk="6472030101800002")
    found = figures(YEAR)
    assert (found.several, found.overlap, found.conflict, found.review) == (1, 1, 0, 0)


def test_an_unknown_kk_is_the_one_of_its_person() -> None:
    home = HouseholdFactory.create()
    person = MembershipFactory.create(household=home, kk="6472030101800001").person
    aid(home, "BPNT", person=person), aid(home, "BST", kk="6472030101800002")
    assert figures(YEAR).conflict == 0


def test_an_aid_of_nobody_known_meets_every_kk_of_its_household() -> None:
    home = HouseholdFactory.create()
    aid(home, "BPNT"), aid(home, "BST", kk="6472030101800002")
    assert figures(YEAR).conflict == 1


def test_a_pair_that_no_rule_names_is_to_be_reviewed_unless_there_is_a_conflict() -> None:
    home, worse = HouseholdFactory.create(), HouseholdFactory.create()
    aid(home, "BPNT"), aid(home, "BSM-KALTIM", 1), aid(home, "BERAS-PPKM", 1)
    for code in ("BPNT", "BST", "SMD-SEMBAKO-2021"):
        aid(worse, code)
    found = figures(YEAR)
    assert (found.review, found.conflict) == (1, 1)


@pytest.mark.parametrize(("early", "late"), [("PKH", "BST"), ("BST", "PKH")])
def test_the_verdict_is_that_of_the_month_they_share(early: str, late: str) -> None:
    home = HouseholdFactory.create()
    aid(home, early, 0, 5)
    aid(home, late, 4)
    rule = OverlapRule.objects.get(first__code="PKH", second__code="BST")
    rule.valid_to = datetime.date(2021, 4, 30)
    rule.save()
    found = figures(YEAR)
    assert (found.conflict, found.review) == (0, 1)


def test_two_payments_of_one_programme_for_one_month_are_double_and_no_overlap() -> None:
    home = HouseholdFactory.create()
    recipient = aid(home, "BPNT", 0, 2, nik="6472031205800001")
    pay(recipient, 2, 3)
    found = figures(YEAR)
    assert (found.double, found.overlap, found.one) == (1, 0, 1)


def test_two_people_of_one_kk_on_the_same_list_are_double() -> None:
    home = HouseholdFactory.create()
    aid(home, "BPNT", kk="6472030101800001"), aid(home, "BPNT", kk="6472030101800001")
    assert figures(YEAR).double == 1


def test_a_programme_counted_apart_is_in_by_program_only() -> None:
    home = HouseholdFactory.create()
    aid(home, "PBI-JK"), aid(home, "BPNT")
    found = figures(YEAR)
    assert found.by_program == {"BPNT": 1, "PBI-JK": 1}
    assert (found.one, found.several, found.overlap, found.pairs) == (1, 0, 0, {})


def test_a_yes_in_the_dtks_file_makes_a_household_listed_not_paid() -> None:
    home = HouseholdFactory.create()
    release = Release.objects.create(code="uji", issued_on=datetime.date(2021, 1, 1))
    person = MembershipFactory.create(household=home).person
    ListedAid.objects.create(release=release, household=home, person=person, program_code="BPNT")
    found = figures(YEAR)
    assert (found.never, found.listed_only, found.none) == (0, 1, 1)


def test_never_does_not_depend_on_the_window() -> None:
    aid(HouseholdFactory.create(), "BPNT", 24)
    found = figures(YEAR)
    assert (found.none, found.never, found.listed_only) == (1, 0, 0)


def test_a_closed_household_and_aid_outside_the_register_are_in_no_figure() -> None:
    closed = HouseholdFactory.create(
        closed_at=datetime.datetime(2021, 7, 1, tzinfo=datetime.UTC),
        closed_on=datetime.date(2021, 7, 1),
        closed_reason="pindah",
    )
    aid(closed, "BPNT"), aid(None, "BPNT")
    assert figures(YEAR) == Figures()


def test_moving_a_household_moves_its_history_of_aid() -> None:
    old, new = village("Jawa"), village("Rawa Makmur")
    home = HouseholdFactory.create(area=old)
    aid(home, "BPNT")
    before = figures_by_area(YEAR)[old.pk]
    Household.objects.filter(pk=home.pk).update(area=new)
    assert figures_by_area(YEAR) == {new.pk: before}


def test_a_list_starts_at_what_the_user_may_see() -> None:
    mine, other = (
        HouseholdFactory.create(area=village("Jawa")),
        HouseholdFactory.create(area=village("Sidodadi")),
    )
    aid(mine, "BPNT"), aid(other, "BPNT")
    officer = UserFactory.create(role="petugas", area=village("Jawa"))
    seen = Household.objects.visible_to(officer).filter(pk__in=household_ids("one", YEAR))
    assert list(seen) == [mine]


def test_a_list_takes_one_query_and_can_be_filtered_on(
    django_assert_num_queries: Any,
) -> None:
    home = HouseholdFactory.create(rt="007")
    aid(home, "BPNT"), aid(home, "PKH")
    subquery = household_ids("pair:BPNT+PKH", YEAR, [home.area_id])
    with django_assert_num_queries(1):
        assert list(Household.objects.filter(pk__in=subquery, rt="007").order_by("-pk")) == [home]


def test_no_area_at_all_is_an_empty_city() -> None:
    aid(HouseholdFactory.create(), "BPNT")
    assert figures(YEAR, []) == Figures()


def test_an_unknown_figure_is_an_error() -> None:
    with pytest.raises(KeyError):
        household_ids("semua", YEAR)


def test_all_areas_take_a_fixed_number_of_queries(django_assert_max_num_queries: Any) -> None:
    for name in ("Jawa", "Sidodadi", "Rawa Makmur"):
        aid(HouseholdFactory.create(area=village(name)), "BPNT")
    with django_assert_max_num_queries(10):
        figures_by_area(YEAR)


def test_every_pair_of_counted_programmes_has_a_verdict_in_every_month() -> None:
    counted = Program.objects.counted().count()
    pairs = {(segment.first, segment.second) for segment in segments_in_force()}
    assert len(pairs) == counted * (counted - 1) // 2
