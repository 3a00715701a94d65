"""The summaries of households as their aid is now, and the rules that they are made by."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from bansos.lib.batches import batched
from programs.models import AidMark, Disbursement, Program, Recipient
from programs.overlap.in_force import segments_among
from programs.overlap.rules import ProgramFact, person_key
from programs.overlap.summary import Holding, TimeLine, summary_of, time_line, to_text
from registry.codes import PaymentStatus
from registry.models import Household, ListedAid, Membership

# Of what is stored: another number means that all of it has to be made anew.
VERSION = "3"
# As many as a statement may have values, everywhere.
BATCH = 5_000
# {household id: (area id, text of its summary)}
Texts = dict[int, tuple[int, str]]


class Differing(NamedTuple):
    """Of two texts of `InForce`: programmes (ids and codes) that are counted in one of them only,
    and pairs of which they say otherwise.
    """

    programs: set[int]
    codes: set[str]
    pairs: set[tuple[int, int]]


@dataclass(frozen=True)
class InForce:
    """By what summaries are made: the programmes, and the stretches of time of their pairs."""

    codes: dict[int, str]
    counted: frozenset[int]
    pairs: tuple[tuple[int, int, int, int, str, str], ...]

    @classmethod
    def today(cls) -> "InForce":
        programs = list(Program.objects.values_list("pk", "code", "source", "counted"))
        ids = {code: pk for pk, code, *_ in programs}
        pairs = tuple(
            (ids[one.first], ids[one.second], one.from_month, one.to_month, one.verdict, one.unit)
            for one in segments_among(
                ProgramFact(code, source, counted) for _, code, source, counted in programs
            )
        )
        counted = frozenset(pk for pk, *_, is_counted in programs if is_counted)
        return cls({pk: code for code, pk in ids.items()}, counted, pairs)

    @cached_property
    def timeline(self) -> TimeLine:
        return time_line(self.pairs)

    @cached_property
    def text(self) -> str:
        """With the codes: what a file of people claims names a programme by its code."""
        counted = [[pk, self.codes[pk]] for pk in sorted(self.counted)]
        return f"{VERSION} {json.dumps([counted, self.pairs])}"

    def differing(self, text: str) -> Differing:
        """`text` is of this version."""
        counted, pairs = json.loads(text.partition(" ")[2])
        mine = {(pk, self.codes[pk]) for pk in self.counted}
        programs = mine ^ {(pk, code) for pk, code in counted}
        changed = {*self.pairs} ^ {tuple(pair) for pair in pairs}
        return Differing(
            {pk for pk, _ in programs},
            {code for _, code in programs},
            {(pair[0], pair[1]) for pair in changed},
        )


def households_of(marks: Collection[AidMark]) -> set[int]:
    """Whose aid what is marked belongs to: today's households of the people and recipients."""
    found = {mark.household_id for mark in marks if mark.household_id}
    recipients = [mark.recipient_id for mark in marks if mark.recipient_id]
    people = [mark.person_id for mark in marks if mark.person_id]
    linked = Recipient.objects.exclude(household=None)
    found |= set(linked.filter(pk__in=recipients).values_list("household_id", flat=True))
    found |= set(linked.filter(person__in=people).values_list("household_id", flat=True))
    return found


def texts_of(household_ids: Iterable[int], in_force: InForce) -> Texts:
    """The summaries of these households as their aid is now; a closed one has none."""
    found: Texts = {}
    for batch in batched(household_ids, BATCH):
        found |= _texts_of(batch, in_force)
    return found


def _texts_of(household_ids: list[int], in_force: InForce) -> Texts:
    places = dict(
        Household.objects.filter(pk__in=household_ids, closed_at=None).values_list("pk", "area_id")
    )
    codes = [in_force.codes[pk] for pk in in_force.counted]
    claimed = set(
        ListedAid.objects.filter(household__in=places, program_code__in=codes).values_list(
            "household_id", flat=True
        )
    )
    held = _holdings(places, in_force)
    found: Texts = {}
    for pk, area_id in places.items():
        summary = summary_of(held.get(pk, ()), in_force.timeline, is_claimed=pk in claimed)
        found[pk] = (area_id, to_text(summary))
    return found


def _holdings(household_ids: Iterable[int], in_force: InForce) -> dict[int, list[Holding]]:
    recipients = list(
        Recipient.objects.filter(household__in=list(household_ids)).values_list(
            "pk", "household_id", "program_id", "person_id", "nik", "kk"
        )
    )
    people = {person for *_, person, _, _ in recipients if person}
    kks = Membership.objects.current().kks_of(people)
    payments: dict[tuple[int, bool], list[tuple[int, int]]] = defaultdict(list)
    rows = Disbursement.objects.filter(recipient__in=[row[0] for row in recipients])
    columns = ("recipient_id", "first_month", "last_month", "status")
    for recipient, first, last, status in rows.values_list(*columns):
        payments[recipient, status == PaymentStatus.PAID].append((first, last))
    found: dict[int, list[Holding]] = defaultdict(list)
    for pk, household, program, person, nik, kk in recipients:
        found[household].append(
            Holding(
                program,
                program in in_force.counted,
                person_key(person, nik),
                kk or kks.get(person),
                tuple(payments[pk, True]),
                tuple(payments[pk, False]),
            )
        )
    return found
