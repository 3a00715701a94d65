"""Tables of field work; see docs/glossary.md for the words."""

from verification.models.review import Review
from verification.models.round import AssignedHousehold, Assignment, Round
from verification.models.visit import Visit, VisitDeath

__all__ = ["AssignedHousehold", "Assignment", "Review", "Round", "Visit", "VisitDeath"]
