"""The reports agree with their slow plain twins, and say what is meant in single cases."""

import datetime

import pytest
from django.utils import timezone

from programs.models import Program
from programs.reports import gone, shared_kk
from registry.codes import Existence
from registry.models import Person
from tests.factories import (
    DisbursementFactory,
    RecipientFactory,
    UserFactory,
    make_household,
    village,
)
from tests.programs.reports.holders import (
    JANUARY,
    WINDOWS,
    build,
    plain_doubles,
    plain_holders,
    plain_payments,
)

pytestmark = pytest.mark.django_db

SEEDS = range(8)
YEAR = WINDOWS[0]


@pytest.fixture
def analyst():
    return UserFactory(role="analis")


def pks(found):
    return sorted(found.values_list("pk", flat=True))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("since_recorded", [False, True])
def test_payments_after_death_and_move_are_those_of_the_plain_count(analyst, seed, since_recorded):
    build(seed)
    reports = {"dead": gone.paid_after_death, "moved": gone.paid_after_leaving}
    for what, report in reports.items():
        for window in WINDOWS:
            found = report(analyst, window, since_recorded=since_recorded)
            plain = plain_payments(what, window, since_recorded=since_recorded)
            assert pks(found) == sorted(plain), (what, window)


@pytest.mark.parametrize("seed", SEEDS)
def test_ineligible_holders_are_those_of_the_plain_count(analyst, seed):
    build(seed)
    for window in WINDOWS:
        assert pks(gone.dead_holders(analyst, window)) == sorted(plain_holders("dead", window))
        left = gone.holders_who_left(analyst, window)
        assert pks(left) == sorted(plain_holders("moved", window))


@pytest.mark.parametrize("seed", SEEDS)
def test_one_kk_in_two_households_is_that_of_the_plain_count(analyst, seed):
    build(seed, households=20)
    for window in WINDOWS:
        found, plain = shared_kk.paid_in_two_households(analyst, window), plain_doubles(window)
        assert pks(found) == sorted(plain)
        partners = shared_kk.partners_of(list(found), window)
        assert {key: {p.recipient.pk for p in met} for key, met in partners.items()} == plain


def test_the_random_cities_hold_what_they_are_made_for():
    for seed in SEEDS:
        build(seed)
    for what in ("dead", "moved"):
        whole = plain_payments(what, YEAR, since_recorded=False)
        assert 0 < len(plain_payments(what, YEAR, since_recorded=True)) < len(whole)
    assert plain_doubles(YEAR)


def dead(household, **fields):
    values = {"existence": Existence.DECEASED, "existence_on": datetime.date(2021, 2, 10)}
    Person.objects.filter(pk=household.head_id).update(**values | fields)


def paid(household, code="BPNT", first=JANUARY, last=JANUARY, person=None):
    recipient = RecipientFactory(
        household=household,
        program=Program.objects.get(code=code),
        person=person or household.head,
    )
    return DisbursementFactory(recipient=recipient, first_month=first, last_month=last)


def test_the_month_of_death_itself_is_in_order(analyst):
    household = make_household()
    dead(household)
    paid(household, first=JANUARY + 1, last=JANUARY + 1)
    after = paid(household, first=JANUARY + 1, last=JANUARY + 2)
    assert pks(gone.paid_after_death(analyst, YEAR)) == [after.pk]


def test_a_quarter_counts_only_where_its_late_months_lie_in_the_window(analyst):
    household = make_household()
    dead(household)
    paid(household, first=JANUARY, last=JANUARY + 2)
    until_february = YEAR._replace(last=JANUARY + 1)
    assert pks(gone.paid_after_death(analyst, until_february)) == []


def test_a_new_head_goes_on_receiving(analyst):
    household = make_household(members=2)
    dead(household)
    payment = paid(household, last=JANUARY + 3)
    assert pks(gone.paid_after_death(analyst, YEAR)) == [payment.pk]
    heir = household.memberships.exclude(person=household.head).get().person
    household.head = heir
    household.save(update_fields=["head"])
    assert pks(gone.paid_after_death(analyst, YEAR)) == []
    assert pks(gone.dead_holders(analyst, YEAR)) == [payment.recipient_id]


def test_what_is_for_one_person_ends_with_him(analyst):
    household = make_household(members=2)
    dead(household)
    payment = paid(household, code="PERMAKANAN", last=JANUARY + 3)
    household.head = household.memberships.exclude(person=household.head).get().person
    household.save(update_fields=["head"])
    assert pks(gone.paid_after_death(analyst, YEAR)) == [payment.pk]


def test_a_mother_who_received_is_replaced_by_a_new_recipient_not_by_the_old_head(analyst):
    household = make_household(members=2)
    mother = household.memberships.exclude(person=household.head).get().person
    Person.objects.filter(pk=mother.pk).update(
        existence=Existence.DECEASED, existence_on=datetime.date(2021, 1, 5)
    )
    payment = paid(household, "PKH", last=JANUARY + 3, person=mother)
    assert pks(gone.paid_after_death(analyst, YEAR)) == [payment.pk]
    RecipientFactory(household=household, program=payment.recipient.program, person=household.head)
    assert pks(gone.paid_after_death(analyst, YEAR)) == []


def test_a_month_recorded_at_night_is_that_of_the_city(analyst):
    """23.30 UTC of 31 March is 1 April in Samarinda."""
    household = make_household()
    told = datetime.datetime(2021, 3, 31, 23, 30, tzinfo=datetime.UTC)
    dead(household, existence_recorded_at=told)
    april = paid(household, first=JANUARY + 3, last=JANUARY + 3)
    may = paid(household, "PKH", first=JANUARY + 4, last=JANUARY + 4)
    assert timezone.localtime(told).month == 4
    assert pks(gone.paid_after_death(analyst, YEAR)) == [april.pk, may.pk]
    assert pks(gone.paid_after_death(analyst, YEAR, since_recorded=True)) == [may.pk]


def test_every_row_of_dana_desa_is_a_finding_also_outside_the_register(analyst):
    inside = paid(make_household(), "BLT-DD").recipient
    outside = RecipientFactory(program=inside.program)
    paid(make_household(), "BPNT")
    assert pks(gone.village_fund_holders(analyst)) == sorted([inside.pk, outside.pk])


def test_reports_begin_with_what_one_may_see():
    supervisor = UserFactory(role="penyelia", area=village("Jawa").parent)
    for name in ("Jawa", "Bukuan"):
        household = make_household(area=village(name))
        dead(household)
        paid(household, "BLT-DD", last=JANUARY + 3)
    for found in (
        gone.paid_after_death(supervisor, YEAR),
        gone.dead_holders(supervisor, YEAR),
        gone.village_fund_holders(supervisor),
    ):
        assert found.count() == 1
