"""Data made in the test that needs it. Every name and number here is made up."""

from tests.factories.aid import DisbursementFactory, ProgramFactory, RecipientFactory
from tests.factories.people import (
    HouseholdFactory,
    MembershipFactory,
    PersonFactory,
    head_of,
    make_household,
)
from tests.factories.users import UserFactory, village
from tests.factories.work import AssignmentFactory, RoundFactory, VisitFactory

__all__ = [
    "AssignmentFactory",
    "DisbursementFactory",
    "HouseholdFactory",
    "MembershipFactory",
    "PersonFactory",
    "ProgramFactory",
    "RecipientFactory",
    "RoundFactory",
    "UserFactory",
    "VisitFactory",
    "head_of",
    "make_household",
    "village",
]
