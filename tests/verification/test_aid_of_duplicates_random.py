"""Whatever is merged, revoked and listed, in any order: aid is where a fresh look would put it."""

from functools import partial
from random import Random
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from programs.linking import Linker, assign, links_to_renew
from programs.models import LinkMethod, Program, Recipient
from registry.actions.households import ChangedSince
from registry.models import Household, Membership
from tests.factories import MembershipFactory, RecipientFactory, make_household
from tests.verification.steps import VISITED_ON, officer, report, supervisor
from verification.actions.reviews import accept, revoke
from verification.actions.visits import withdraw
from verification.findings import FieldworkRefused
from verification.models import Round, Visit
from verification.workflow import VisitState

pytestmark = pytest.mark.django_db
HOMES = 4
ACTS = ("merge", "list", "revoke", "report", "accept", "withdraw", "move", "next_round")
# Most acts are those that have to meet for anything to go wrong.
WEIGHTS = (6, 6, 4, 2, 2, 1, 2, 1)


def some_acts(chance: Random) -> list[tuple[Any, ...]]:
    one, other, number = (partial(chance.randrange, many) for many in (HOMES, HOMES, 6))
    told = {
        **dict.fromkeys(("merge", "report", "move"), lambda: (one(), other())),
        **dict.fromkeys(("revoke", "accept", "withdraw"), lambda: (number(),)),
        "list": lambda: (one(), chance.choice(["nik", "kk", "nama"])),
        "next_round": tuple,
    }
    return [(act, *told[act]()) for act in chance.choices(ACTS, WEIGHTS, k=16)]


class NothingToDo(Exception):
    """No visit stands so that this act could be done to it."""


class City:
    """Households that turn out duplicates, and the households that recipients came from."""

    def __init__(self) -> None:
        self.homes = [make_household() for _ in range(HOMES)]
        self.others = [MembershipFactory(household=home) for home in self.homes]
        self.by, self.boss = officer(), supervisor()
        self.program = Program.objects.get(code="BPNT")
        self.came_from: dict[int, int] = {}

    def do(self, act: str, *told: Any) -> None:
        try:
            with transaction.atomic():
                getattr(self, act)(*told)
        except (FieldworkRefused, NothingToDo, ChangedSince):
            pass

    def report(self, which: int, kept: int) -> Visit:
        return report(self.homes[which], "ganda", by=self.by, duplicate_of=self.homes[kept])

    def merge(self, which: int, kept: int) -> None:
        accept(visit=self.report(which, kept), by=self.boss)

    def next_round(self) -> None:
        """What was reported before may still be accepted."""
        Round.objects.open().update(closed_on=VISITED_ON)

    def accept(self, number: int) -> None:
        accept(visit=self._visit(number, VisitState.REPORTED), by=self.boss)

    def revoke(self, number: int) -> None:
        revoke(visit=self._visit(number, VisitState.ACCEPTED), by=self.boss)

    def withdraw(self, number: int) -> None:
        withdraw(visit=self._visit(number, VisitState.REPORTED), by=self.by)

    @staticmethod
    def _visit(number: int, state: str) -> Visit:
        visits = Visit.objects.filter(state=state).order_by("pk")
        if not visits:
            raise NothingToDo
        return visits[number % len(visits)]

    def list(self, which: int, method: str) -> None:
        """By a number as an import would find him; by name none of a duplicate is found."""
        home, member = self.homes[which], self.others[which]
        if method == LinkMethod.NAME:
            home.refresh_from_db()
            if home.merged_into_id is None:
                named = RecipientFactory(program=self.program, household=home, link_method=method)
                self.came_from[named.pk] = home.pk
            return
        numbers = {
            "nik": member.person.nik if method == LinkMethod.NIK else "",
            "kk": home.memberships.get(person=home.head).kk if method == LinkMethod.KK else "",
        }
        listed = RecipientFactory(program=self.program, **numbers)
        assign(listed, Linker([tuple(numbers.values())]).find(*numbers.values(), listed.name_key))
        listed.save()

    def move(self, which: int, to: int) -> None:
        """A list of people leads one of them to another household, and his aid with him."""
        member = self.others[which]
        Membership.objects.filter(pk=member.pk).update(household=self.homes[to])
        for moved, link in links_to_renew():
            assign(moved, link)
            moved.save()


def end_of(household: int) -> int:
    kept = dict(Household.objects.values_list("pk", "merged_into"))
    while (further := kept[household]) is not None:
        household = further
    return household


def belongs(recipient: Recipient, came_from: dict[int, int]) -> int:
    """By the plain rule: his NIK, his No. KK, or where he came from; then along the line."""
    if recipient.pk in came_from:
        return end_of(came_from[recipient.pk])
    current = Membership.objects.current()
    found = current.filter(person__nik=recipient.nik) if recipient.nik else None
    return end_of((found or current.filter(kk=recipient.kk)).get().household_id)


@settings(max_examples=25)
@given(st.integers(0, 10**9).map(Random))
def test_aid_is_where_it_belongs_after_every_act(chance):
    done = some_acts(chance)
    with transaction.atomic():
        city = City()
        for act in done:
            city.do(*act)
            for recipient in Recipient.objects.all():
                assert recipient.household_id == belongs(recipient, city.came_from), done
        assert not list(links_to_renew())
        transaction.set_rollback(True)
