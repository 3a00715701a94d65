"""That a list of candidates was checked: the one trace that it leaves."""

from typing import Any

from django.db import transaction

from bansos.lib.dates import to_iso_month
from programs.models import Program
from registry.audit import record
from registry.events import Verb
from registry.models import User


@transaction.atomic
def log_check(
    *, by: User | None, rows: int, period: tuple[int, int], program: Program | None, reason: str
) -> None:
    """Who checked how many rows for what, and why; of whom, no row says."""
    months = "..".join(to_iso_month(month) for month in sorted(set(period)))
    after: dict[str, Any] = {"rows": rows, "period": months}
    if program is not None:
        after["program"] = program.code
    record(Verb.CANDIDATES_CHECKED, by=by, after=after, reason=reason)
