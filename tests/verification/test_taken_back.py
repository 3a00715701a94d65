"""Whoever takes a visit back, officer or supervisor: all is as if it had never been."""

import datetime
import tempfile

import pytest
from django.db import transaction
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.actions.households import ChangedSince
from registry.codes import VisitResult
from registry.models import AuditEvent, Household, Person
from tests.factories import RoundFactory, UserFactory, make_household, village
from tests.verification.result_lists import bring, nik_of_head, row
from tests.verification.steps import officer, report, supervisor, visit
from tests.verification.test_results_revoked import import_all, now, standing
from tests.verification.test_results_twin import (
    day,
    found_at,
    listed,
    neighbourhood,
    recorded,
)
from verification.actions import reviews
from verification.actions.visits import withdraw
from verification.findings import FieldworkRefused
from verification.models import Round
from verification.workflow import VisitState

pytestmark = pytest.mark.django_db
APRIL, MAY, JUNE = (datetime.date(2021, month, 1) for month in (4, 5, 6))


def head_died(household):
    return Person.objects.get(pk=household.head_id).is_deceased


def ended(household):
    return now(household).closed_reason, now(household).closed_on


def take_back(told):
    told.refresh_from_db()
    return withdraw(visit=told, by=told.officer)


def accepted(household, result, by=None, **found):
    told = report(household, result, **found)
    reviews.accept(visit=told, by=by or supervisor())
    return told


def test_a_removal_that_came_too_late_closes_once_the_newer_visit_is_taken_back(tmp_path):
    household = make_household()
    met = visit(household, on=MAY)
    bring(tmp_path, row(household, "menolak", "01/04/2021"))
    assert not now(household).is_closed
    take_back(met)
    assert ended(household) == ("menolak", APRIL)
    event = AuditEvent.objects.get(verb="kunjungan_tarik")
    assert event.after["tetap menurut"] == "Menolak bantuan (1 April 2021)"


def test_a_removal_that_a_waiting_report_held_up_closes_once_that_is_taken_back(tmp_path):
    household = make_household()
    waiting = report(household, "pindah_dalam", on=MAY)
    bring(tmp_path, row(household, "pindah keluar", "01/04/2021"))
    take_back(waiting)
    assert ended(household) == ("pindah", APRIL)


@pytest.mark.parametrize("by_whom", ["officer", "supervisor"])
def test_a_death_that_came_too_late_counts_once_the_newer_visit_is_taken_back(tmp_path, by_whom):
    household = make_household(members=2)
    if by_whom == "officer":
        newer = visit(household, on=MAY)
    else:
        newer = accepted(household, "menolak", on=MAY)
    bring(tmp_path, row(household, "meninggal", "01/04/2021", nik=nik_of_head(household)))
    assert not head_died(household)
    if by_whom == "officer":
        take_back(newer)
    else:
        reviews.revoke(visit=newer, by=supervisor())
    assert (head_died(household), now(household).is_waiting_head) == (True, True)


@pytest.mark.parametrize("result", ["menolak", "meninggal"])
def test_of_two_that_end_it_the_one_that_came_too_late_gives_its_day(tmp_path, result):
    household = make_household(members=1)
    met = visit(household, on=MAY)
    told = (row(household, result, day) for day in ("01/04/2021", "01/06/2021"))
    bring(tmp_path, *told)
    assert ended(household) == (result, JUNE)
    take_back(met)
    assert ended(household) == (result, APRIL)


def test_a_move_that_came_too_late_is_made_once_the_newer_visit_is_taken_back(tmp_path):
    household = make_household(area=village("Jawa"))
    met = visit(household, on=MAY)
    bring(tmp_path, row(household, "pindah dalam kota", "01/04/2021", tujuan="SIDODADI"))
    take_back(met)
    found = household.residences.order_by("id").values_list("area__name", "valid_from")
    assert (now(household).area, list(found)[-1]) == (village("Sidodadi"), ("Sidodadi", APRIL))


def test_what_another_newer_visit_overtakes_stays_history(tmp_path):
    household = make_household(members=2)
    visit(household, on=datetime.date(2021, 4, 20))
    met = visit(household, on=MAY)
    bring(tmp_path, row(household, "meninggal", "01/04/2021", nik=nik_of_head(household)))
    assert take_back(met) == []
    assert not head_died(household)


def test_a_report_that_waits_again_holds_up_what_is_older(tmp_path):
    household = make_household()
    report(household, "pindah_dalam", on=MAY)
    met = visit(household, on=JUNE)
    bring(tmp_path, row(household, "menolak", "01/04/2021"))
    take_back(met)
    assert (now(household).is_closed, now(household).reported) == (False, "pindah_dalam")


def test_a_visit_taken_back_says_what_holds_now(tmp_path, client_as):
    household, by = make_household(), officer()
    met = visit(household, by=by, on=MAY)
    bring(tmp_path, row(household, "menolak", "01/04/2021"))
    url = reverse("visit_withdraw", args=[met.public_id])
    page = client_as(by).post(url, follow=True).content.decode()
    assert "Yang berlaku sekarang" in page
    assert "Menolak bantuan, 1 April 2021" in page


def test_a_household_that_is_elsewhere_without_the_visit_is_left_for_the_list(tmp_path, client_as):
    household, by = make_household(area=village("Jawa")), officer()
    met = visit(household, by=by, on=MAY)
    bring(tmp_path, row(household, "pindah dalam kota", "01/04/2021", tujuan="SIDODADI"))
    answer = client_as(by).post(reverse("visit_withdraw", args=[met.public_id]))
    assert answer.url == reverse("worklist")


class Circle:
    """`first` was a duplicate of `second`, then refused; since then `second` is its duplicate."""

    def __init__(self):
        self.first, self.second = make_household(), make_household()
        city = self.city = UserFactory(role="penyelia")
        round_ = RoundFactory(code="R1", opened_on=APRIL)
        merged = report(self.first, "ganda", round=round_, on=APRIL, duplicate_of=self.second)
        Round.objects.update(closed_on=MAY)
        round_ = RoundFactory(code="R2", opened_on=APRIL)
        self.refused = report(self.first, "menolak", round=round_, on=MAY)
        for told in (merged, self.refused):
            reviews.accept(visit=told, by=city)
        self.back = accepted(
            self.second, "ganda", city, round=round_, on=MAY, duplicate_of=self.first
        )


def test_no_household_becomes_the_duplicate_of_its_own_duplicate():
    circle = Circle()
    with pytest.raises(FieldworkRefused, match=now(circle.second).head.name) as refused:
        reviews.revoke(visit=circle.refused, by=circle.city)
    assert "cabut dahulu hasil yang menutupnya" in str(refused.value)
    assert ended(circle.first)[0] == "menolak"


def test_the_way_out_of_it_leads_out():
    circle = Circle()
    reviews.revoke(visit=circle.back, by=circle.city)
    reviews.revoke(visit=circle.refused, by=circle.city)
    assert now(circle.first).merged_into == circle.second
    assert not now(circle.second).is_closed


def test_a_household_of_another_area_is_not_named_there():
    circle = Circle()
    Household.objects.filter(pk=circle.second.pk).update(area=village("Baqa"))
    with pytest.raises(FieldworkRefused, match="Minta penyelia di sana") as refused:
        reviews.revoke(visit=circle.refused, by=supervisor())
    assert now(circle.second).head.name not in str(refused.value)
    assert "Baqa" not in str(refused.value)


# A report that waits again once the visit is gone was not heard when the list came.
answered = recorded.map(lambda past: [(*told[:3], True) for told in past])
one_more = st.tuples(st.integers(0, 2), st.sampled_from(VisitResult.values), st.integers(0, 5))


@settings(max_examples=25, derandomize=True)
@given(answered, one_more, st.booleans(), listed)
def test_what_is_taken_back_is_as_if_it_had_never_been_recorded(past, one, is_accepted, rows):
    rows = [told for told in rows if told[2] != one[2]]
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        households = neighbourhood(past)
        with transaction.atomic():
            told = tell(households, one, is_accepted=is_accepted)
            import_all(households, rows, folder)
            is_gone = told is not None and is_taken_back(told)
            found = ends(households)
            transaction.set_rollback(True)
        import_all(households, rows, folder)
        assert not is_gone or found == ends(households)
        transaction.set_rollback(True)


def ends(households):
    """Of several moves that came too late the last is made, in one step and on its day."""
    return [{**each, "residences": None} for each in standing(households)]


def tell(households, one, *, is_accepted):
    """None where it could not be recorded."""
    door, result, on = one
    try:
        told = visit(
            households[door],
            result,
            by=UserFactory(role="petugas"),
            on=day(on),
            **found_at(households[door], result),
        )
    except FieldworkRefused:
        return None
    if is_accepted and told.state == VisitState.REPORTED:
        reviews.accept(visit=told, by=UserFactory(role="penyelia"))
    return told


def is_taken_back(told):
    told.refresh_from_db()
    try:
        if told.state == VisitState.ACCEPTED:
            reviews.revoke(visit=told, by=UserFactory(role="penyelia"))
        else:
            withdraw(visit=told, by=told.officer)
    except (FieldworkRefused, ChangedSince):
        return False
    return True
