"""Which round a result belongs to; where none holds its day, the file's own, already closed."""

import datetime
from collections.abc import Iterable

from bansos.lib.dates import MONTHS
from registry.imports.applying.ledger import Ledger
from registry.imports.applying.table import Table
from verification.models import Round


class Rounds:
    """The rounds as they are when a file is judged, and the file's own, once it is planned."""

    def __init__(self) -> None:
        self.known = list(Round.objects.order_by("pk"))
        self.own: Round | None = None
        self._planned: tuple[datetime.date, datetime.date] | None = None

    def find(self, day: datetime.date) -> Round | None:
        """The shortest round that holds this day: an open one, whose end nobody knows, comes last.

        Without one the file's own, once it is there.
        """
        holding = [
            found
            for found in self.known
            if found.opened_on <= day and (found.closed_on is None or day <= found.closed_on)
        ]
        return min(holding, key=_length, default=self.own)

    def plan_own(self, days: Iterable[datetime.date]) -> None:
        """One closed round for all `days` that no round holds, named after the months it spans.

        A round that an earlier file made for the same months is widened instead. Written with
        the first visit in it: a file without a good row leaves no empty round behind.
        """
        missing = sorted(day for day in set(days) if self.find(day) is None)
        if not missing:
            return
        first, last = self._planned = missing[0], missing[-1]
        code = code_of(first, last)
        self.own = next((found for found in self.known if found.code == code), None)
        if self.own is None:
            (key,) = Table(Round, "id").keys(1)
            name = name_of(first, last)
            self.own = Round(pk=key, code=code, name=name, opened_on=first, closed_on=last)

    def keep_own(self, used: Iterable[int], ledger: Ledger) -> None:
        """Writes it down once one of the rounds `used` is it."""
        if self.own is None or self._planned is None or self.own.pk not in used:
            return
        if self.own in self.known:
            _widen(self.own, *self._planned, ledger)
        else:
            _add(self.own)
            ledger.made("round", self.own.pk, None)
        self._planned = None


def _add(own: Round) -> None:
    days = [day and day.isoformat() for day in (own.opened_on, own.closed_on)]
    table = Table(Round, "id", "code", "name", "opened_on", "closed_on")
    table.insert([(own.pk, own.code, own.name, *days)])


def _widen(own: Round, first: datetime.date, last: datetime.date, ledger: Ledger) -> None:
    before = {"opened_on": own.opened_on, "closed_on": own.closed_on}
    own.opened_on = min(own.opened_on, first)
    own.closed_on = own.closed_on and max(own.closed_on, last)
    days = [day and day.isoformat() for day in (own.opened_on, own.closed_on)]
    Table(Round, "id", "opened_on", "closed_on").update([(own.pk, *days)])
    after = {"opened_on": own.opened_on, "closed_on": own.closed_on}
    ledger.changed("round", own.pk, None, before, after)


def code_of(first: datetime.date, last: datetime.date) -> str:
    """IMPOR-202103-202107"""
    return f"IMPOR-{first:%Y%m}-{last:%Y%m}"


def name_of(first: datetime.date, last: datetime.date) -> str:
    """Maret–Juli 2021 (impor)"""
    start, end = (f"{MONTHS[day.month - 1]} {day.year}" for day in (first, last))
    if start == end:
        return f"{end} (impor)"
    if first.year == last.year:
        start = MONTHS[first.month - 1]
    return f"{start}–{end} (impor)"


def _length(found: Round) -> int:
    return ((found.closed_on or datetime.date.max) - found.opened_on).days
