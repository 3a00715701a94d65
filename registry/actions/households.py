"""What can happen to a household: it ends, moves, gets another head, and all of it taken back.

These are the steps of larger acts (an accepted report, a correction): each runs in the caller's
transaction and returns what it changed, old and new, so that the caller writes the one audit row
of the act and can take it back. None of them writes an audit row of its own.
"""

from datetime import date, datetime
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from registry.models import Area, Household, Person, Residence

# The fields an act may change and `put_back` restores, with the reading of their stored text.
_TEXT_OR_ID = ("area_id", "head_id", "closed_reason", "merged_into_id")
_MOMENTS = ("closed_at", "closed_on")
RESTORABLE = (*_TEXT_OR_ID, *_MOMENTS)

Values = dict[str, Any]


class Stale(Exception):
    """The thing was changed since the page was read: nothing was written."""

    def __init__(self, thing: Any) -> None:
        self.thing = thing
        super().__init__("Data ini sudah diubah sejak halaman dibuka.")


class ChangedSince(Exception):
    """What an act changed has been changed again; taking it back would undo a later hand's work."""

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(f"{what} sudah diubah lagi sesudahnya, jadi tidak dapat dikembalikan.")


def claim(*, household: Household, seen_version: int) -> None:
    """Takes the household for this transaction. Raises Stale where somebody was faster.

    The conditional UPDATE is the lock on both databases: whoever comes second finds no row.
    """
    seen = Household.objects.filter(pk=household.pk, version=seen_version)
    if not seen.update(version=F("version") + 1):
        raise Stale(household)
    _read_again(household)


def touch(*, household: Household) -> None:
    """Takes the household whatever its version: for acts guarded by another row's state."""
    Household.objects.filter(pk=household.pk).update(version=F("version") + 1)
    _read_again(household)


def _read_again(household: Household) -> None:
    """With what the history of every act names."""
    named = Household.objects.select_related("area", "head").defer("area__outline")
    household.refresh_from_db(from_queryset=named)


def snapshot(household: Household) -> Values:
    """The restorable fields as JSON can hold them."""
    return {name: _as_text(getattr(household, name)) for name in RESTORABLE}


def line_of(household: Household) -> list[int]:
    """The household, the one that was kept in its place, and so on to the one that stands.

    Each is held: who merges or opens one of them at this moment comes before or after.
    """
    line: list[int] = []
    here: int | None = household.pk
    while here is not None and here not in line:
        line.append(here)
        one = Household.objects.select_for_update(of=("self",), no_key=True).filter(pk=here)
        here = one.values_list("merged_into", flat=True).get()
    return line


def merged_with(household: Household) -> set[int]:
    """The household with its duplicates, and theirs."""
    found, last = {household.pk}, {household.pk}
    while last:
        merged = Household.objects.filter(merged_into__in=last).exclude(pk__in=found)
        last = set(merged.values_list("pk", flat=True))
        found |= last
    return found


def close(
    *, household: Household, reason: str, on: date, merged_into: Household | None = None
) -> None:
    """Ends the household here. It leaves the figures of aid, its history stays."""
    household.closed_at = timezone.now()
    household.closed_on = on
    household.closed_reason = reason
    household.merged_into = merged_into
    household.save(update_fields=["closed_at", "closed_on", "closed_reason", "merged_into"])


def name_head(*, household: Household, person: Person | None) -> None:
    """`None`: the head died or left and nobody has been named yet (waiting_head)."""
    household.head = person
    household.save(update_fields=["head"])


def move(*, household: Household, to: Area, on: date) -> Values:
    """Registers the household in another area; returns what `move_back` needs.

    The dated log keeps its order: a move on or before the day the open residence began ends
    that one on its first day.
    """
    old = household.residences.filter(valid_to=None).first()
    if old is not None:
        old.valid_to = max(on, old.valid_from)
        old.save(update_fields=["valid_to"])
    new = Residence.objects.create(household=household, area=to, valid_from=on)
    household.area = to
    household.save(update_fields=["area"])
    return {"closed": old.pk if old else None, "opened": new.pk}


def move_back(*, household: Household, residences: Values) -> None:
    """Undoes the log of a `move`; the area itself is one of the fields of `put_back`."""
    opened = Residence.objects.filter(pk=residences["opened"], valid_to=None)
    if not opened.exists():
        raise ChangedSince("Wilayah rumah tangga")
    opened.delete()
    household.residences.filter(pk=residences["closed"]).update(valid_to=None)


def put_back(*, household: Household, before: Values, after: Values) -> None:
    """Restores the fields of `before`. Raises ChangedSince where one is no longer as in `after`."""
    now = snapshot(household)
    changed = [name for name in before if now[name] != after[name]]
    if changed:
        raise ChangedSince("Data rumah tangga")
    for name, value in before.items():
        setattr(household, name, from_text(name, value))
    household.save(update_fields=[name.removesuffix("_id") for name in before])


def _as_text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, (date, datetime)) else value


def from_text(name: str, value: Any) -> Any:
    """A field of a `snapshot` as the model holds it."""
    if value is None or name not in _MOMENTS:
        return value
    return parse_datetime(value) if name == "closed_at" else parse_date(value)
