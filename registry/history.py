"""A household's history for reading: what people did and what files changed, newest first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from registry.events import Verb, sentence
from registry.fieldwords import (
    FIELD_WORDS,
    IMPORT_OPTIONS,
    SILENT,
    SUBJECT_WORDS,
    VALUE_WORDS,
    column_word,
)
from registry.identifiers import mask_digits
from registry.models import (
    Area,
    AuditEvent,
    ChangeRow,
    ClosedReason,
    Household,
    ImportKind,
    Membership,
    Person,
    Reported,
    StagedRow,
    Standing,
)
from registry.roles import Role

# Of a household that many lists touched the newest are enough.
MOST_ENTRIES = 200


@dataclass(frozen=True)
class Change:
    """One value, old → new; either may be empty."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """One line of the history."""

    at: datetime
    sentence: str
    about: str = ""
    reason: str = ""
    changes: list[Change] = field(default_factory=list)
    source: StagedRow | None = None


# Field → {stored value: its words}: closed lists, and what ids stand for on this page.
Words = Mapping[str, Mapping[Any, str]]
CODES: Words = {
    **VALUE_WORDS,
    "standing": dict(Standing.choices),
    "reported": dict(Reported.choices),
    "closed_reason": dict(ClosedReason.choices),
    "kind": dict(ImportKind.choices),
    "role": dict(Role.choices),
}


def changes_between(
    before: dict[str, Any] | None, after: dict[str, Any] | None, words: Words = CODES
) -> list[Change]:
    """The fields that differ, masked and worded; what only one side knows has the other empty."""
    old, new = before or {}, after or {}
    keys = [key for key in [*new, *(k for k in old if k not in new)] if key not in SILENT]
    return [
        Change(
            FIELD_WORDS.get(key, key),
            _worded(old.get(key), words.get(key, {})),
            _worded(new.get(key), words.get(key, {})),
        )
        for key in keys
        if old.get(key) != new.get(key)
    ]


def _worded(value: Any, words: Mapping[Any, str]) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, (list, tuple)):
        return ", ".join(_worded(item, words) for item in value)
    return mask_digits(words.get(value, str(value)))


def subject_in_words(subject: str) -> str:
    """ "user:budi" → "pengguna budi"; what says nothing to a reader is left out.

    Nor does the number by which "penerima:7 · BPNT SITI" is told from namesakes.
    """
    kind, colon, rest = subject.partition(":")
    number, _, words = rest.partition(" · ")
    rest = words if words and number.isdecimal() else rest
    word = SUBJECT_WORDS.get(kind, kind) if colon else ""
    if word is None:
        return ""
    return f"{word} {rest if colon else subject}".strip()


def entry_of_event(event: AuditEvent) -> Entry:
    return Entry(
        at=event.at,
        sentence=sentence(event.verb, str(event.actor) if event.actor else None),
        about=event.person.name if event.person else subject_in_words(event.subject),
        reason=event.reason,
        changes=_changes_of(event),
    )


def _changes_of(event: AuditEvent) -> list[Change]:
    """Where somebody told what the columns of a file mean, the fields are the values."""
    is_mapping = event.verb == Verb.IMPORT_RECHOSEN and not event.after.keys() <= IMPORT_OPTIONS
    if is_mapping:
        return changes_between(_columns(event.before), _columns(event.after))
    return changes_between(event.before, event.after)


def _columns(told: dict[str, str]) -> dict[str, str]:
    return {f"kolom “{header}”": column_word(field) for header, field in told.items()}


def household_history(household: Household, members: Iterable[Membership]) -> list[Entry]:
    """Newest first: the events of the household, and what imports changed of it and its people.

    `members` are all who live or lived there, with their person.
    """
    events = household.events.select_related("actor", "person").order_by("-id")[:MOST_ENTRIES]
    entries = [entry_of_event(event) for event in events]
    entries += _entries_of_imports(household, list(members))
    return sorted(entries, key=lambda entry: entry.at, reverse=True)[:MOST_ENTRIES]


def _entries_of_imports(household: Household, members: list[Membership]) -> list[Entry]:
    names = {("person", member.person_id): member.person.name for member in members}
    names |= {("membership", member.pk): member.person.name for member in members}
    left = _days_of_leaving(members)
    changes = [c for c in _changes(household, members) if not _is_later(c, left)]
    # The file that made the household made its people too: that is said once.
    began_in = {c.run_id for c in changes if c.target == "household" and c.before is None}
    told = [c for c in changes if c.target == "household" or c.before or c.run_id not in began_in]
    words = {**CODES, **words_of_ids(told)}
    return [_entry_of_change(c, names.get((c.target, c.target_id), ""), words) for c in told]


def _changes(household: Household, members: list[Membership]) -> QuerySet[ChangeRow]:
    about = Q(target="household", target_id=household.pk)
    about |= Q(target="person", target_id__in=[member.person_id for member in members])
    about |= Q(target="membership", target_id__in=[member.pk for member in members])
    about |= Q(target="listing", target_id__in=household.listings.values("pk"))
    return (
        ChangeRow.objects.standing()
        .filter(about)
        .select_related("run__applied_by", "row__run")
        .order_by("-id")[:MOST_ENTRIES]
    )


def _days_of_leaving(members: list[Membership]) -> dict[int, date]:
    """Person → the day he left for good. What became of him since is told where he lives now."""
    here = {member.person_id for member in members if member.valid_to is None}
    ended = [(m.valid_to, m.person_id) for m in members if m.valid_to is not None]
    return {person: day for day, person in sorted(ended) if person not in here}


def _is_later(change: ChangeRow, left: dict[int, date]) -> bool:
    day = left.get(change.target_id) if change.target == "person" else None
    return day is not None and localdate(change.run.applied_at) > day


def words_of_ids(changes: list[ChangeRow]) -> Words:
    """The names behind the ids that `changes` speak of; no query where they speak of none."""

    def ids(field: str) -> set[int]:
        sides = [side or {} for change in changes for side in (change.before, change.after)]
        # Of a head who is only foreseen the name stands in the place of the id.
        return {side[field] for side in sides if isinstance(side.get(field), int)}

    areas, heads = ids("area_id"), ids("head_id")
    found: dict[str, Mapping[Any, str]] = {}
    if areas:
        found["area_id"] = {area.pk: str(area) for area in Area.objects.filter(pk__in=areas)}
    if heads:
        people = Person.objects.filter(pk__in=heads)
        found["head_id"] = {person.pk: person.name for person in people}
    return found


def _entry_of_change(change: ChangeRow, about: str, words: Words) -> Entry:
    made = change.before is None
    who = str(change.run.applied_by) if change.run.applied_by else None
    return Entry(
        at=change.run.applied_at or change.run.created_at,
        sentence="Dicatat pertama kali dari berkas" if made else sentence(Verb.IMPORT_APPLIED, who),
        about=about,
        changes=[] if made else changes_between(change.before, change.after, words),
        source=change.row,
    )
