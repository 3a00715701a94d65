"""The set-wise import of results against its slow plain twin: effects.apply and effects.settle."""

import datetime
import tempfile
from itertools import pairwise
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.actions.households import Stale, snapshot
from registry.codes import VisitResult
from registry.imports.undoing import undo
from registry.models import Household, RunState
from tests.factories import RoundFactory, UserFactory, make_household, village
from tests.verification.result_lists import bring, row, state_of_city
from tests.verification.steps import figures, open_round, visit
from verification.actions import effects, reviews
from verification.findings import Death, FieldworkRefused, living_members
from verification.models import Visit, VisitDeath
from verification.workflow import (
    CLOSES_AS,
    HEARD_STATES,
    NOBODY_MET,
    REPORTS,
    NotPossible,
    VisitState,
    ends_as,
    in_order,
)

pytestmark = pytest.mark.django_db
FIRST = datetime.date(2021, 4, 1)
# Each with a way of his own to tell of a death (the head's, or by the NIK of the last member),
# and a kelurahan to which he sends whoever moved.
MOVES_TO = {"RAHMAT": "Sidodadi", "BUDI": "Baqa"}
results = st.sampled_from(VisitResult.values)
doors, days = st.integers(0, 2), st.integers(0, 5)
listed = st.lists(st.tuples(doors, results, days, st.sampled_from([*MOVES_TO])), max_size=8)
recorded = st.lists(st.tuples(doors, results, days, st.booleans()), max_size=4)


def day(n):
    return FIRST + datetime.timedelta(days=n)


def neighbourhood(past):
    """Three doors, of one, two and three people, and what officers have recorded there."""
    households = [make_household(members=n, area=village("Jawa")) for n in (1, 2, 3)]
    round_ = RoundFactory(opened_on=FIRST)
    by, reviewer = UserFactory(role="petugas"), UserFactory(role="penyelia")
    for door, result, on, is_accepted in past:
        try:
            options = found_at(households[door], result)
            seen = visit(households[door], result, by=by, round=round_, on=day(on), **options)
            if is_accepted and seen.state == VisitState.REPORTED:
                reviews.accept(visit=seen, by=reviewer)
        except (FieldworkRefused, NotPossible, Stale):
            continue
    return households


def found_at(household, result):
    if result == "pindah_dalam":
        return {"destination": village("Sidodadi")}
    if result == "meninggal":
        return {"deaths": tuple(Death(person) for person in living_members(household)[:1])}
    return {}


def import_rows(households, rows, folder, name="a.csv"):
    cells = []
    for door, result, on, officer in rows:
        found = {"petugas": officer}
        if result == "pindah_dalam":
            found["tujuan"] = MOVES_TO[officer].upper()
        elif result == "meninggal" and officer == "BUDI":
            found["nik"] = last_member(households[door]).nik
        label = VisitResult(result).label
        cells.append(row(households[door], label, day(on).isoformat(), **found))
    return bring(Path(folder), *cells, name=name)


def last_member(household):
    return household.memberships.order_by("id").last().person


def plainly(households, rows):
    """One visit after the other, by the model and the actions."""
    for door, household in enumerate(households):
        told = [(on, officer, result) for at, result, on, officer in rows if at == door]
        keys = {(on, officer) for on, officer, _ in told}
        for on, officer in sorted(keys, key=lambda key: (key[0], _first_row(told, key))):
            words = {word for o, who, word in told if (o, who) == (on, officer)}
            if len(words) == 1:
                made = make_visit(household, words.pop(), day(on), officer)
                if made is not None:
                    carry_out(made)


def _first_row(told, key):
    return next(n for n, (on, officer, _) in enumerate(told) if (on, officer) == key)


def make_visit(household, result, on, officer):
    here = household.visits.filter(visited_on=on, officer__isnull=False, state__in=HEARD_STATES)
    if here.exclude(result=result).exists():
        return None
    now = Household.objects.get(pk=household.pk)
    dead = last_member(now) if officer == "BUDI" else now.head
    if result == "meninggal" and dead is None:
        return None
    made = Visit.objects.create(
        round=open_round(),
        household=now,
        area=now.area,
        officer_name=officer,
        result=result,
        visited_on=on,
        state=VisitState.ACCEPTED if result in REPORTS else VisitState.COUNTED,
        destination=village(MOVES_TO[officer]) if result == "pindah_dalam" else None,
        is_current=False,
        effects={} if household.visits.exists() else {"base": effects.base_of(now)},
    )
    if result == "meninggal":
        VisitDeath.objects.create(visit=made, person=dead)
    return made


def carry_out(made):
    """Of what came as a list only the newest of all visits can do anything."""
    now = Household.objects.get(pk=made.household_id)
    last = in_order(now.visits.filter(state__in=HEARD_STATES))[-1]
    if last == made and (not now.is_closed or opens_again(now, made)):
        moves_nowhere = made.destination_id == now.area_id
        if made.result in REPORTS and not moves_nowhere:
            made.effects |= effects.apply(made, now)
            made.save()
    effects.settle(now, now.visits.order_by("id"))


def opens_again(now, made):
    """Takes back what an older listed visit had closed, where the new one met somebody."""
    values = snapshot(now)
    if made.result in NOBODY_MET or now.closed_reason == ends_as(made.result):
        return False
    for older in reversed(in_order(now.visits.filter(officer=None))):
        after = older.effects.get("after", {})
        if "closed_at" in after and after.items() <= values.items():
            effects.take_back(older, now)
            return True
    return False


def told(households):
    """All that may be compared: moments differ, and keys."""
    found = []
    for household in households:
        said = figures(household)
        said["closed_at"] = said["closed_at"] is not None
        visits = household.visits.order_by("visited_on", "id").values_list(
            *("result", "visited_on", "officer_name", "state", "is_current"),
            *("destination", "area"),
        )
        deaths = VisitDeath.objects.filter(visit__household=household).order_by("id")
        seen = [sorted(v.effects) for v in household.visits.order_by("visited_on", "id")]
        found.append((said, list(visits), seen, list(deaths.values_list("person", "died_on"))))
    return found


@settings(max_examples=15)
@given(recorded, listed)
def test_the_import_does_what_reports_one_after_the_other_do(past, rows):
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        households = neighbourhood(past)
        with transaction.atomic():
            import_rows(households, rows, folder)
            imported = told(households)
            transaction.set_rollback(True)
        plainly(households, rows)
        assert imported == told(households)
        transaction.set_rollback(True)


@settings(max_examples=20)
@given(recorded, listed, st.sets(st.integers(1, 5)))
def test_one_list_does_what_its_days_do_file_by_file(past, rows, cuts):
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        households = neighbourhood(past)
        with transaction.atomic():
            import_rows(households, rows, folder)
            at_once = told(households)
            transaction.set_rollback(True)
        for number, part in enumerate(split(rows, sorted(cuts))):
            import_rows(households, part, folder, f"{number}.csv")
        assert told(households) == at_once
        transaction.set_rollback(True)


def split(rows, cuts):
    """By day, oldest first: a new file begins on each of the days `cuts`."""
    for first, end in pairwise([0, *cuts, 6]):
        part = [each for each in rows if first <= each[2] < end]
        if part:
            yield part


@settings(max_examples=15)
@given(st.lists(listed, min_size=2, max_size=3))
def test_the_newest_result_stands_however_many_files_told_of_others(files):
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        households = neighbourhood([])
        for number, rows in enumerate(files):
            import_rows(households, rows, folder, f"{number}.csv")
            assert [newest_denied(household) for household in households] == ["", "", ""]
        transaction.set_rollback(True)


def newest_denied(household):
    """Which result of the newest day the register contradicts, if any."""
    now = Household.objects.get(pk=household.pk)
    heard = in_order(now.visits.filter(state__in=HEARD_STATES))
    if not heard:
        return ""
    last = heard[-1]
    is_denied = {
        VisitResult.CONFIRMED: now.is_closed,
        VisitResult.DECEASED: not all(d.person.is_deceased for d in last.deaths.all()),
        VisitResult.MOVED_INSIDE: now.is_closed or now.area_id != last.destination_id,
    }.get(last.result, now.closed_reason != CLOSES_AS.get(last.result, now.closed_reason))
    return last.result if is_denied else ""


@settings(max_examples=15)
@given(recorded, listed, listed)
def test_taking_a_file_back_is_as_if_it_had_never_come(past, first, second):
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        households = neighbourhood(past)
        import_rows(households, first, folder)
        before = state_of_city()
        run = import_rows(households, second, folder, "b.csv")
        if run.state == RunState.APPLIED:
            assert undo.undo(run, None).left == []
        assert state_of_city() == before
        transaction.set_rollback(True)


@settings(max_examples=15)
@given(recorded, listed)
def test_the_same_rows_again_change_nothing(past, rows):
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        households = neighbourhood(past)
        import_rows(households, rows, folder)
        before = state_of_city()
        again = import_rows(households, rows, folder, "b.csv")
        assert (again.new, again.changed) == (0, 0)
        assert state_of_city() == before
        transaction.set_rollback(True)
