"""Field work: rounds, assignments, visits."""

import datetime

import factory

from registry.codes import VisitResult
from tests.factories.people import HouseholdFactory
from tests.factories.users import UserFactory, village
from verification.models import Assignment, Round, Visit
from verification.workflow import VisitState


class RoundFactory(factory.django.DjangoModelFactory[Round]):
    class Meta:
        model = Round

    code = factory.Sequence(lambda n: f"periode-{n}")
    name = factory.SelfAttribute("code")
    opened_on = datetime.date(2021, 3, 1)


class AssignmentFactory(factory.django.DjangoModelFactory[Assignment]):
    class Meta:
        model = Assignment

    round = factory.SubFactory(RoundFactory)
    area = factory.LazyFunction(village)
    officer = factory.SubFactory(UserFactory)
    assigned_by = factory.SubFactory(UserFactory)


class VisitFactory(factory.django.DjangoModelFactory[Visit]):
    class Meta:
        model = Visit

    round = factory.SubFactory(RoundFactory)
    household = factory.SubFactory(HouseholdFactory)
    area = factory.SelfAttribute("household.area")
    officer = factory.SubFactory(UserFactory)
    result = VisitResult.CONFIRMED
    visited_on = datetime.date(2021, 4, 1)
    state = VisitState.COUNTED
