"""Single households as an officer's task: who gets them, what is passed over, taking back."""

import pytest
from django.core.exceptions import PermissionDenied

from registry.events import Verb
from registry.imports.undoing import undo
from registry.models import AuditEvent, Household
from tests.factories import AssignmentFactory, UserFactory, make_household, village
from tests.registry.imports.lists import HEAD, apply, write_list
from tests.verification.steps import officer, open_round, supervisor, visit
from verification.actions.rounds import (
    Sent,
    assign_households,
    close_round,
    unassign_households,
)
from verification.findings import FieldworkRefused
from verification.models import AssignedHousehold
from verification.worklist import assigned, progress, remaining

pytestmark = pytest.mark.django_db


@pytest.fixture
def round():
    return open_round()


@pytest.fixture
def admin():
    return UserFactory(role="admin")


@pytest.fixture
def walker():
    return officer()


def send(round, walker, by, households=None):
    chosen = Household.objects.all() if households is None else households
    return assign_households(round=round, households=chosen, officer=walker, by=by)


def test_a_household_given_to_an_officer_stands_on_his_list(round, walker, admin):
    mine, other = make_household(rt="002"), make_household(rt="003")
    send(round, walker, admin, Household.objects.filter(pk=mine.pk))
    assert list(remaining(walker, round)) == [mine]
    assert list(assigned(officer(), round)) == []
    assert other not in assigned(walker, round)


def test_what_he_visits_is_done(round, walker, admin):
    household = make_household()
    send(round, walker, admin)
    visit(household, by=walker)
    assert [(part.total, part.remaining) for part in progress(walker, round)] == [(1, 0)]


def test_one_act_leaves_one_audit_row(round, walker, admin):
    make_household(), make_household()
    assert send(round, walker, admin) == Sent(new=2, already=0, beyond=0)
    event = AuditEvent.objects.get(verb=Verb.ASSIGNED)
    assert (event.actor, event.after["rumah tangga"]) == (admin, 2)


def test_the_same_again_changes_nothing(round, walker, admin):
    make_household()
    send(round, walker, admin)
    assert send(round, walker, admin) == Sent(new=0, already=1, beyond=0)
    assert AuditEvent.objects.filter(verb=Verb.ASSIGNED).count() == 1


def test_a_household_somebody_walks_already_stays_with_him(round, walker, admin):
    AssignmentFactory(round=round, officer=officer(), area=village("Jawa"), rt="002")
    make_household(rt="002"), make_household(rt="003")
    assert send(round, walker, admin) == Sent(new=1, already=1, beyond=0)


def test_a_household_of_one_officer_is_not_given_to_another(round, walker, admin):
    make_household()
    send(round, walker, admin)
    assert send(round, officer(), admin) == Sent(new=0, already=1, beyond=0)
    assert AssignedHousehold.objects.get().officer == walker


def test_households_outside_the_officers_areas_are_counted_and_left(round, walker, admin):
    make_household(), make_household(area=village("Bukuan"))
    assert send(round, walker, admin) == Sent(new=1, already=0, beyond=1)


def test_a_supervisor_gives_only_what_lies_in_his_area(round, walker):
    by = UserFactory(role="penyelia", area=village("Bukuan").parent)
    make_household()
    assert send(round, walker, by) == Sent(new=0, already=0, beyond=0)


def test_a_closed_household_is_nobodys_task(round, walker, admin):
    Household.objects.filter(pk=make_household().pk).update(
        closed_at="2021-07-01T00:00:00Z", closed_on="2021-07-01", closed_reason="pindah"
    )
    assert send(round, walker, admin).new == 0


def test_a_household_that_moved_away_leaves_the_list(round, walker, admin):
    household = make_household()
    send(round, walker, admin)
    Household.objects.filter(pk=household.pk).update(area=village("Bukuan"))
    assert not assigned(walker, round).exists()


def test_a_closed_round_takes_no_more(round, walker, admin):
    make_household()
    close_round(round=round, by=admin)
    with pytest.raises(FieldworkRefused):
        send(round, walker, admin)


def test_too_many_at_once_are_refused(round, walker, admin, monkeypatch):
    monkeypatch.setattr("verification.actions.rounds.MOST_AT_ONCE", 1)
    make_household(), make_household()
    with pytest.raises(FieldworkRefused, match="Paling banyak 1"):
        send(round, walker, admin)


def test_who_may_not_assign_gives_nothing(round, walker):
    with pytest.raises(PermissionDenied):
        send(round, walker, UserFactory(role="analis"))


def test_what_was_given_can_be_taken_back(round, walker, admin):
    make_household()
    send(round, walker, admin)
    assert unassign_households(round=round, officer=walker, by=admin) == 1
    assert not assigned(walker, round).exists()
    assert AuditEvent.objects.filter(verb=Verb.UNASSIGNED).count() == 1


def test_a_supervisor_takes_back_only_what_lies_in_his_area(round, walker, admin):
    make_household()
    send(round, walker, admin)
    by = UserFactory(role="penyelia", area=village("Bukuan").parent)
    assert unassign_households(round=round, officer=walker, by=by) == 0


def test_the_round_says_who_was_given_how_many_and_takes_it_back(round, walker, client_as):
    by = supervisor()
    make_household()
    send(round, walker, by)
    client = client_as(by)
    assert client.get(round.get_absolute_url()).context["doors"] == [(walker, 1)]
    client.post(f"/periode/{round.code}/rumah-tangga/cabut/", {"officer": walker.username})
    assert client.get(round.get_absolute_url()).context["doors"] == []


def test_an_import_taken_back_leaves_the_household_that_is_somebodys_task(round, admin, tmp_path):
    run = apply(write_list(tmp_path / "a.csv", [HEAD]))
    household = Household.objects.get()
    walker = UserFactory(role="petugas", area=household.area)
    send(round, walker, admin)
    undo.undo(run, by=admin)
    assert list(assigned(walker, round)) == [household]
