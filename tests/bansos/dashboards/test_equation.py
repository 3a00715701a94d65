"""The equation of a programme closes in every city, and each term's list is as long as it says."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bansos.dashboards.figures.equation import LISTED, TERMS, Listed, equation
from bansos.dashboards.figures.scope import Scope
from bansos.dashboards.figures.sources import bundles, groups_of, reasons
from programs.models import LinkState, Program, Recipient
from programs.overlap.counts import figures
from registry.codes import PaymentStatus
from registry.models import Area
from tests.factories import DisbursementFactory, RecipientFactory, UserFactory, village
from tests.programs.overlap.cities import AREAS, CODES, START, build, homes, rules, windows

pytestmark = pytest.mark.django_db
RANDOM = settings(
    deadline=None,
    max_examples=20,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

# Rows that no household was found for: programme, state, kelurahan of the list, month, status.
strangers = st.lists(
    st.tuples(
        st.sampled_from(CODES),
        st.sampled_from([LinkState.OUTSIDE, LinkState.AMBIGUOUS]),
        st.sampled_from([*AREAS, None]),
        st.integers(0, 4),
        st.sampled_from([PaymentStatus.PAID, PaymentStatus.PAID, PaymentStatus.FAILED]),
    ),
    max_size=6,
)
places = st.sampled_from([*AREAS, None])


def add(rows):
    for code, state, area, month, status in rows:
        recipient = RecipientFactory.create(
            program=Program.objects.get(code=code),
            link_state=state,
            area=village(area) if area else None,
        )
        DisbursementFactory.create(recipient=recipient, first_month=START + month, status=status)


def looked_at(user, area, window, code):
    areas = tuple(Area.objects.select_related("parent").order_by("code"))
    scope = Scope(areas, window, area=village(area) if area else None)
    return Listed(Program.objects.get(code=code), scope, user)


def plainly(listed):
    """Term → the entries it counts, one recipient at a time, in the words of docs/overlap.md."""
    found = {term.key: [] for term in TERMS} | {LISTED: []}
    window, area = listed.scope.window, listed.scope.area
    housed = set()
    for entry in Recipient.objects.filter(program=listed.program).order_by("pk"):
        place = entry.household.area if entry.household else entry.area
        inside = [
            payment
            for payment in entry.disbursements.all()
            if payment.first_month <= window.last and payment.last_month >= window.first
        ]
        if not inside or (area is not None and place != area):
            continue
        found[LISTED].append(entry)
        found[_plain_term(entry, inside, housed)].append(entry)
    return found


def _plain_term(entry, payments, housed):
    if all(payment.status != PaymentStatus.PAID for payment in payments):
        return "gagal"
    if entry.household is None:
        return "luar" if entry.link_state == LinkState.OUTSIDE else "menunggu"
    if entry.household.closed_at:
        return "ditutup"
    if entry.household_id in housed:
        return "serumah"
    housed.add(entry.household_id)
    return "rumah-tangga"


@RANDOM
@given(homes, rules, strangers, windows, places, st.sampled_from(CODES))
def test_every_entry_is_in_exactly_one_term(homes, rules, strangers, window, area, code):
    build(homes, rules)
    add(strangers)
    listed = looked_at(UserFactory(role="analis"), area, window, code)
    plain, counted = plainly(listed), equation(listed)
    assert counted.closes
    assert counted.counts == {key: len(entries) for key, entries in plain.items()}
    for key, entries in plain.items():
        assert sorted(e.pk for e in listed.behind(key)) == [e.pk for e in entries], key


@RANDOM
@given(homes, rules, windows, places, st.sampled_from(CODES))
def test_its_households_are_those_of_the_figures(homes, rules, window, area, code):
    build(homes, rules)
    listed = looked_at(UserFactory(role="analis"), area, window, code)
    told = figures(window, listed.scope.area_ids).by_program.get(code, 0)
    assert equation(listed).counts["rumah-tangga"] == told


@RANDOM
@given(homes, rules, strangers, windows, st.sampled_from(CODES))
def test_files_and_reasons_add_up_to_the_payments(homes, rules, strangers, window, code):
    build(homes, rules)
    add(strangers)
    listed = looked_at(UserFactory(role="analis"), None, window, code)
    groups = groups_of(listed)
    found = bundles(groups)
    assert sum(bundle.payments for bundle in found) == listed.payments.count()
    assert sum(bundle.unpaid for bundle in found) == sum(one.payments for one in reasons(groups))
