"""Applies a run in two steps: all is judged and prepared first, then written in one short lock.

Preparation reads the register and writes none of it, so officers work on. What they decide
meanwhile wins: whoever acts leaves an audit event, and what hangs on the household or person it
names is judged again. docs/decisions/0010-short-write-lock.md.
"""

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter

from django.db import transaction

from registry.events import Verb
from registry.imports.applying.ledger import Ledger
from registry.imports.applying.prepared import APART, Prepared
from registry.imports.importkinds import kind_of
from registry.imports.judgement import batches, count_outcomes, judge_batch, rows_between
from registry.imports.judging import JudgedRow
from registry.imports.runrow import hold
from registry.imports.undoing.scan import READING
from registry.models import AuditEvent, ChangeRow, Household, ImportRun, Person

# Each round is as long as what officers decided in the one before: after a few, next to nothing.
ROUNDS = 10
# A slice that is overtaken again and again is parted, twice at most; numbers keep the file's order.
PARTS = 8
SPAN = PARTS * PARTS
# On PostgreSQL an event may take its number before another one and be committed after it.
TRAIL = 200
FILES = {Verb.IMPORT_APPLIED, Verb.IMPORT_UNDONE}
Bounds = tuple[str, str]


class Overtaken(Exception):
    """Another file was applied or taken back meanwhile: everything has to be judged again."""


@dataclass(frozen=True)
class Mark:
    """How far the history had come: all events up to `floor`, and those of `known` above it."""

    floor: int
    known: frozenset[int]

    @classmethod
    def now(cls) -> "Mark":
        newest = list(AuditEvent.objects.order_by("-pk").values_list("pk", flat=True)[:TRAIL])
        floor = newest[-1] - 1 if len(newest) == TRAIL else 0
        return cls(floor, frozenset(newest))

    def covers(self, event: int) -> bool:
        return event <= self.floor or event in self.known

    def acts_since(self, ignored: Collection[str]) -> list[tuple[int, str, int | None, int | None]]:
        """(event, verb, household, person); who only looked has changed nothing."""
        later = AuditEvent.objects.filter(pk__gt=self.floor)
        later = later.exclude(verb__in=[*READING, *ignored])
        found = later.values_list("pk", "verb", "household_id", "person_id")
        return [act for act in found if not self.covers(act[0])]


@dataclass
class Slice:
    """A batch or a part of one: its first and last group, how many numbers from its own on belong
    to its parts, since when it stands, the keys of its change rows, what it counted.
    """

    bounds: Bounds
    span: int
    mark: Mark
    lines: tuple[int, int]
    links: Counter[str] = field(default_factory=Counter)


class Preparation:
    """All that one apply will write: `prepare`, then `write` in a transaction, then `close`."""

    def __init__(self, run: ImportRun, progress: Callable[[int], None]) -> None:
        self.run = run
        self.kind = kind_of(run.kind)
        self._seen = Mark.now()
        self.context = self.kind.context(run)
        self.ledger = Ledger(run)
        self._progress = progress
        self._prepared = Prepared()
        self._slices: dict[int, Slice] = {}

    def close(self) -> None:
        self._prepared.close()

    def prepare(self) -> None:
        """Judges every row, and what was overtaken once more, until next to nothing is."""
        self.kind.gather(self.run)
        done = 0
        for number, rows in enumerate(batches(self.run)):
            self._judge(APART + 1 + number * SPAN, SPAN, rows)
            done += len(rows)
            self._progress(done)
        judged = len(self._slices)
        for _ in range(ROUNDS):
            stale = self._stale()
            if not stale:
                break
            self._drop(stale)
            self.kind.read_anew(self.context)
            # Where officers overtake most of what is judged, no round would be shorter than the
            # one before it: a list of payments names every household that they decide on.
            in_parts = 2 * len(stale) > judged
            judged = sum(self._judge_again(number, in_parts) for number in sorted(stale))
        count_outcomes(self.run)

    def _judge(self, number: int, span: int, rows: list[JudgedRow]) -> None:
        mark, last = Mark.now(), self.ledger.last
        keeping = self._prepared.keep(number)
        links = judge_batch(self.run, self.kind, rows, self.context, self.ledger, keeping)
        bounds, lines = (rows[0].group, rows[-1].group), (last, self.ledger.last)
        self._slices[number] = Slice(bounds, span, mark, lines, links)

    def _judge_again(self, number: int, in_parts: bool) -> int:
        """How many slices it is now."""
        old = self._slices.pop(number)
        rows = rows_between(self.run, *old.bounds)
        if not in_parts or old.span == 1:
            self._judge(number, old.span, rows)
            return 1
        parts = _parts(rows)
        span = old.span // PARTS
        for at, part in enumerate(parts):
            self._judge(number + at * span, span, part)
        return len(parts)

    def write(self) -> None:
        """In the caller's transaction. Raises Overtaken, before anything is written."""
        self.kind.hold(self._prepared)
        late = self._stale() | self._prepared.slices_outdated() | self._prepared.slices_twice()
        self._drop(late)
        self._prepared.write()
        self.kind.read_anew(self.context)
        for number in sorted(late):
            rows = rows_between(self.run, *self._slices[number].bounds)
            self._slices[number].links = judge_batch(
                self.run, self.kind, rows, self.context, self.ledger
            )
        self.kind.conclude(self.run, self.context, self.ledger)
        self.ledger.flush()
        if late:
            count_outcomes(self.run)
        links: Counter[str] = sum((one.links for one in self._slices.values()), Counter())
        self.run.linked, self.run.ambiguous = links["linked"], links["ambiguous"]
        self.run.unlinked = links["unlinked"]

    def _drop(self, slices: Collection[int]) -> None:
        if not slices:
            return
        self._prepared.drop(slices)
        with transaction.atomic():
            hold(self.run)
            self.ledger.drop(self._slices[number].lines for number in slices)
        self.ledger.count_again(self._prepared.rows_of(ChangeRow, ("id", *Ledger.LINE)))

    def _stale(self) -> set[int]:
        """Slices about whose households or people somebody has acted since they were judged."""
        seen, self._seen = self._seen, Mark.now()
        acts = seen.acts_since(self.kind.indifferent_to)
        if any(verb in FILES for _, verb, _, _ in acts):
            raise Overtaken
        about = {
            Household: [(household, act) for act, _, household, _ in acts if household],
            Person: [(person, act) for act, _, _, person in acts if person],
        }
        stale: set[int] = set()
        for model, pairs in about.items():
            last = dict(sorted(pairs, key=lambda pair: pair[1]))
            for key, number in self._prepared.slices_about(model, last):
                if not self._slices[number].mark.covers(last[key]):
                    stale.add(number)
        return stale


def _parts(rows: list[JudgedRow]) -> list[list[JudgedRow]]:
    """PARTS of them at most, of whole groups."""
    parts: list[list[JudgedRow]] = [[]]
    for _, group in groupby(rows, key=attrgetter("group")):
        if len(parts[-1]) * PARTS >= len(rows):
            parts.append([])
        parts[-1] += group
    return parts
