"""Tables of the register; see docs/glossary.md for the words."""

from registry.models.area import Area, Level
from registry.models.audit import AuditEvent
from registry.models.city import City
from registry.models.household import Household, Residence
from registry.models.person import Identifier, Membership, Person, Scheme
from registry.models.release import Delivery, ListedAid, Listing, ListSource, Release
from registry.models.spreadsheet import (
    ChangeRow,
    ColumnMemory,
    ForeseenEffect,
    FromRow,
    ImportKind,
    ImportRun,
    LeftUnit,
    Outcome,
    RunState,
    SourceFile,
    StagedRow,
)
from registry.models.user import Posting, User
from registry.standing import ClosedReason, Reported, Standing

__all__ = [
    "Area",
    "AuditEvent",
    "ChangeRow",
    "City",
    "ClosedReason",
    "ColumnMemory",
    "Delivery",
    "ForeseenEffect",
    "FromRow",
    "Household",
    "Identifier",
    "ImportKind",
    "ImportRun",
    "LeftUnit",
    "Level",
    "ListSource",
    "ListedAid",
    "Listing",
    "Membership",
    "Outcome",
    "Person",
    "Posting",
    "Release",
    "Reported",
    "Residence",
    "RunState",
    "Scheme",
    "SourceFile",
    "StagedRow",
    "Standing",
    "User",
]
