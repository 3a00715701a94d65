"""Tables of aid; see docs/glossary.md for the words."""

from programs.models.aid import Disbursement, LinkMethod, LinkState, Recipient
from programs.models.program import Benefit, OverlapRule, PeriodType, Program
from programs.models.summary import AidMark, AidRun, AidSpan, AidSummary, AidTimeLine

__all__ = [
    "AidMark",
    "AidRun",
    "AidSpan",
    "AidSummary",
    "AidTimeLine",
    "Benefit",
    "Disbursement",
    "LinkMethod",
    "LinkState",
    "OverlapRule",
    "PeriodType",
    "Program",
    "Recipient",
]
