"""What the rules say of the households that a file touches: as they are, and as it would make them.

Where the two differ the file makes the difference. The figures of a city (overlap/counts.py),
taken before and after an apply, differ by exactly as much: tests/programs/test_effects.py.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from django.db.models import Q

from programs.journal import Journal, PaymentLine, person_number
from programs.models import Disbursement, Program, Recipient
from programs.overlap.in_force import segments_in_force
from programs.overlap.rules import Aid, Judgement, Segment, judge
from registry.models import Household, Membership

Window = tuple[int, int]


class Owner(NamedTuple):
    """Whose aid it is. `kk`: the one of the list; 0 where the list names none."""

    household: int
    program: int
    person: int
    kk: int


# A payment *disalurkan*: whose, first and last month.
Paid = tuple[Owner, int, int]


@dataclass(frozen=True)
class Turn:
    """One household before and after, with the aid it would then have.

    `row`: the first row of the file that touches it.
    """

    household: int
    row: int
    window: Window
    before: Judgement
    after: Judgement
    aids: list[Aid]


def turns(journal: Journal, window: Window) -> Iterator[Turn]:
    """Living households whose aid in the window the file changes."""
    timeline = _by_pair(segments_in_force())
    programs = {program.pk: program for program in Program.objects.all()}
    for entries in journal.slices():
        part = _Slice(entries, window)
        for household, before, after in part.changed():
            aids = [[_aid(paid, part.kks, programs) for paid in each] for each in (before, after)]
            first, second = (judge(each, _relevant(each, timeline), window) for each in aids)
            row = min(entry.row for entry in entries[household])
            yield Turn(household, row, window, first, second, aids[1])


def _by_pair(segments: Iterable[Segment]) -> dict[tuple[str, str], list[Segment]]:
    found: dict[tuple[str, str], list[Segment]] = defaultdict(list)
    for segment in segments:
        found[segment.first, segment.second].append(segment)
    return found


def _relevant(aids: Iterable[Aid], timeline: dict[tuple[str, str], list[Segment]]) -> list[Segment]:
    """The rules of the few programmes of one household: looking through all takes far longer."""
    codes = sorted({aid.program for aid in aids})
    return [segment for pair in combinations(codes, 2) for segment in timeline.get(pair, ())]


def _aid(paid: Paid, kks: dict[int, int], programs: dict[int, Program]) -> Aid:
    owner, first, last = paid
    program = programs[owner.program]
    kk = owner.kk or kks.get(owner.person, 0)
    person = str(owner.person) if owner.person else None
    return Aid(program.code, first, last, person, str(kk) if kk else None, program.counted)


class _Slice:
    """Some thousand households, read by four queries.

    `kks`: person → his No. KK in the register, for lists that name none.
    """

    def __init__(self, entries: dict[int, list[PaymentLine]], window: Window) -> None:
        self.entries = entries
        recipients = {entry.recipient for each in entries.values() for entry in each} - {0}
        self.owners = _owners(entries.keys(), recipients)
        paid = Disbursement.objects.paid().covering(*window).filter(recipient__in=self.owners)
        self.paid = {
            key: (recipient, first, last)
            for key, recipient, first, last in paid.values_list(
                "pk", "recipient_id", "first_month", "last_month"
            )
        }
        living = Household.objects.living().filter(pk__in=entries.keys())
        self.living = set(living.values_list("pk", flat=True))
        people = {owner.person for owner in self.owners.values()}
        people |= {entry.person for each in entries.values() for entry in each}
        self.kks = _kks({-person for person in people if person < 0})

    def changed(self) -> Iterator[tuple[int, list[Paid], list[Paid]]]:
        """(household, what it has, what it would have), where these are not the same."""
        before, after = self._gathered(self._today()), self._gathered(self._then())
        for household in sorted(self.living):
            if sorted(before[household]) != sorted(after[household]):
                yield household, before[household], after[household]

    @staticmethod
    def _gathered(payments: Iterable[Paid]) -> dict[int, list[Paid]]:
        found: dict[int, list[Paid]] = defaultdict(list)
        for paid in payments:
            found[paid[0].household].append(paid)
        return found

    def _today(self) -> Iterator[Paid]:
        for recipient, first, last in self.paid.values():
            yield self.owners[recipient], first, last

    def _then(self) -> Iterator[Paid]:
        """What an entry says stands in the place of what is known of its payment and recipient."""
        owners, paid = dict(self.owners), dict(self.paid)
        for entry in (entry for each in self.entries.values() for entry in each):
            owner = Owner(entry.household, entry.program, entry.person, entry.kk)
            if entry.recipient:
                owners[entry.recipient] = owner
            if entry.payment and not entry.paid:
                paid.pop(entry.payment, None)
            elif entry.payment:
                paid[entry.payment] = (entry.recipient, entry.first, entry.last)
            elif entry.paid:
                yield owner, entry.first, entry.last
        for recipient, first, last in paid.values():
            yield owners[recipient], first, last


def _owners(households: Collection[int], recipients: Collection[int]) -> dict[int, Owner]:
    """Recipient → whose aid it is today; 0 is the household of who is outside the register."""
    meant = Recipient.objects.filter(Q(household__in=households) | Q(pk__in=recipients))
    columns = ("pk", "household_id", "program_id", "person_id", "nik", "kk")
    return {
        key: Owner(household or 0, program, person_number(person, nik), int(kk or 0))
        for key, household, program, person, nik, kk in meant.values_list(*columns)
    }


def _kks(people: Collection[int]) -> dict[int, int]:
    """By the number of the person, which is his key below zero."""
    known = Membership.objects.current().kks_of(people)
    return {-person: int(kk) for person, kk in known.items()}
