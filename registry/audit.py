"""The one place where history is written, called only from actions and the import."""

from typing import Any

from registry.events import Verb
from registry.identifiers import mask_digits
from registry.models import Area, AuditEvent, Household, ImportRun, Person, User

# As the column; a long name is cut rather than its act refused.
LONGEST_SUBJECT = 120


def record(
    verb: Verb,
    *,
    by: User | None,
    area: Area | None = None,
    household: Household | None = None,
    person: Person | None = None,
    run: ImportRun | None = None,
    subject: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> AuditEvent:
    """Writes one event in the caller's transaction.

    `area` defaults to the household's, so that the event is seen where the household is. Whole
    numbers of people are masked here once more: what stands in the history can never be erased.
    """
    return AuditEvent.objects.create(
        verb=verb,
        actor=by,
        area=area or (household.area if household else None),
        household=household,
        person=person,
        run=run,
        subject=mask_digits(subject)[:LONGEST_SUBJECT],
        before=_masked(before),
        after=_masked(after),
        reason=mask_digits(reason),
    )


def _masked(values: dict[str, Any] | None) -> dict[str, Any]:
    return {
        mask_digits(key): mask_digits(value) if isinstance(value, str) else value
        for key, value in (values or {}).items()
    }
