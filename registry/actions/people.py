"""What can happen to a person. Steps of larger acts, like those in households.py."""

from datetime import date
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from registry.actions.households import ChangedSince
from registry.codes import Existence
from registry.models import Person

Values = dict[str, Any]


def mark_deceased(*, person: Person, on: date | None) -> Values:
    """Death belongs to a person. Returns what `put_back` needs; the day may be unknown."""
    before = snapshot(person)
    Person.objects.filter(pk=person.pk).update(
        existence=Existence.DECEASED,
        existence_on=on,
        existence_recorded_at=timezone.now(),
        version=F("version") + 1,
    )
    person.refresh_from_db()
    return {"person": person.pk, "before": before, "after": snapshot(person)}


def put_back(*, change: Values) -> None:
    """Takes one `mark_deceased` back. Raises ChangedSince where the person was changed again."""
    person = Person.objects.get(pk=change["person"])
    if snapshot(person) != change["after"]:
        raise ChangedSince(f"Keberadaan {person.name}")
    restore(person, change["before"])
    Person.objects.filter(pk=person.pk).update(
        existence=person.existence,
        existence_on=person.existence_on,
        existence_recorded_at=person.existence_recorded_at,
        version=F("version") + 1,
    )


def restore(person: Person, before: Values) -> None:
    """Gives the object the fields of a `snapshot` again, and writes nothing."""
    person.existence = before["existence"]
    person.existence_on = parse_date(before["existence_on"] or "")
    person.existence_recorded_at = parse_datetime(before["existence_recorded_at"] or "")


def snapshot(person: Person) -> Values:
    """The changed fields as JSON can hold them."""
    on, recorded = person.existence_on, person.existence_recorded_at
    return {
        "existence": str(person.existence),
        "existence_on": on.isoformat() if on else None,
        "existence_recorded_at": recorded.isoformat() if recorded else None,
    }
