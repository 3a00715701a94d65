"""Tables of aid; see docs/glossary.md for the words."""

from programs.models.aid import Disbursement, LinkMethod, LinkState, Recipient
from programs.models.program import Benefit, OverlapRule, PeriodType, Program

__all__ = [
    "Benefit",
    "Disbursement",
    "LinkMethod",
    "LinkState",
    "OverlapRule",
    "PeriodType",
    "Program",
    "Recipient",
]
