"""Links a list of recipients without NIK: how many links are right, and how many are found.

The peer is what a good developer writes first: rapidfuzz over name and address of all people of
the same kelurahan, and one cut-off. Thresholds were tuned on seed 1; what is printed is seed 2.
"""

import sys
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from django.db import connection
from rapidfuzz import fuzz, process

from benchmarks.damaged_lists import Living, Row, rows_of
from benchmarks.harness import FULL, Ratio, seconds_of
from programs.linking import Register, RowLinker, Wanted
from programs.linking.rows import candidates_by_row
from programs.models import LinkState
from registry.matching.names import name_key, sound_key
from registry.models import Area, Household, Membership, Person
from verification.demo.city import City

HOUSEHOLDS = {"small": 2_000, FULL: 42_124}
ROWS = {"small": 2_000, FULL: 42_000}
SEED = 2
BATCH = 2_000
# The cut-off of the peer that gave it the best F1 on seed 1.
CUT_OFF = 88
ADULT = ("kepala", "pasangan", "menantu", "ortu_mertua")


@dataclass
class Counts:
    """Of the rows: right and wrong links, right people in the queue, and all who are there."""

    right: int = 0
    wrong: int = 0
    waiting: int = 0
    found_waiting: int = 0
    there: int = 0

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.there)

    @property
    def recall_with_queue(self) -> float:
        return (self.right + self.found_waiting) / max(1, self.there)


def run(size: str) -> list[Ratio]:
    living = make_city(HOUSEHOLDS[size], SEED)
    rows = list(rows_of(adults(living), min(ROWS[size], len(adults(living))), SEED))
    ours, theirs = Counts(), Counts()
    seconds = seconds_of(lambda: link(rows, ours))
    peer_seconds = seconds_of(lambda: plain(rows, living, theirs))
    print(f"linking: {ours}\npeer: {theirs}", file=sys.stderr)
    measures: list[tuple[str, float, float, str]] = [
        ("linking without NIK, time", seconds, peer_seconds, "s"),
        ("… precision of links", ours.precision, theirs.precision, "of 1"),
        ("… recall of links", ours.recall, theirs.recall, "of 1"),
        ("… recall of links and queue", ours.recall_with_queue, theirs.recall, "of 1"),
    ]
    peer = "rapidfuzz over a kelurahan, one cut-off"
    return [
        Ratio(name, connection.vendor, len(rows), one, other, peer, unit=unit)
        for name, one, other, unit in measures
    ]


def wanted(row: Row) -> Wanted:
    return Wanted("", "", name_key(row.name), row.area_id, row.address, row.rt, row.birth_date)


def link(rows: Iterable[Row], counts: Counts) -> None:
    """As an import does: batch by batch, with one register for the whole list."""
    register = Register()
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        asked = [wanted(row) for row in batch]
        links = RowLinker(asked, register)
        unsure: dict[Wanted, Row] = {}
        for row, one in zip(batch, asked, strict=True):
            found = links.find(one)
            counts.there += row.household_id is not None
            if found.state == LinkState.LINKED:
                right = found.household_id == row.household_id and found.person_id in {
                    None,
                    row.person_id,
                }
                counts.right, counts.wrong = counts.right + right, counts.wrong + (not right)
            elif found.state == LinkState.DOUBTFUL:
                counts.waiting += 1
                unsure[one] = row
        _look_into_queue(unsure, register, counts)


def _look_into_queue(unsure: dict[Wanted, Row], register: Register, counts: Counts) -> None:
    for one, candidates in candidates_by_row(list(unsure), register):
        meant = unsure[one].household_id
        counts.found_waiting += any(each.household_id == meant for each in candidates)


def plain(rows: Iterable[Row], living: Iterable[Living], counts: Counts) -> None:
    by_area: dict[int, tuple[list[str], list[Living]]] = defaultdict(lambda: ([], []))
    for one in living:
        texts, people = by_area[one.area_id]
        texts.append(f"{one.name} {one.address}")
        people.append(one)
    for row in rows:
        counts.there += row.household_id is not None
        texts, people = by_area[row.area_id]
        text = f"{row.name} {row.address}"
        best = process.extractOne(text, texts, scorer=fuzz.token_sort_ratio, score_cutoff=CUT_OFF)
        if best is not None:
            right = people[best[2]].household_id == row.household_id
            counts.right, counts.wrong = counts.right + right, counts.wrong + (not right)


def adults(living: Iterable[Living]) -> list[Living]:
    """Lists name grown-ups."""
    return [one for one in living if one.birth_date is None or one.birth_date.year < 2004]


def make_city(households: int, seed: int) -> list[Living]:
    """Fills an empty, migrated database with the people of a made-up city, and nothing else."""
    areas = dict(Area.objects.villages().values_list("code", "pk"))
    living: list[Living] = []
    batch: list[tuple[Household, list[tuple[Person, Membership]]]] = []
    for number, house in enumerate(City(households, seed).houses(), 1):
        area = areas[house.village.code]
        home = Household(pk=number, area_id=area, address=house.address, rt=house.rt, rw=house.rw)
        people = []
        for plan in house.people:
            key, name = plan.number + 1, name_key(plan.name)
            person = Person(
                pk=key,
                name=plan.name,
                name_key=name,
                sound_key=sound_key(name),
                birth_date=plan.birth,
                nik=plan.nik or None,
                sex=plan.sex,
            )
            member = Membership(
                person_id=key, household_id=number, kk=plan.kk, valid_from=house.people[0].birth
            )
            people.append((person, member))
            living.append(
                Living(key, number, area, plan.name, plan.sex, plan.birth, house.address, house.rt)
            )
        batch.append((home, people))
        if len(batch) == BATCH:
            _write(batch)
    _write(batch)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return living


def _write(batch: list[tuple[Household, list[tuple[Person, Membership]]]]) -> None:
    Household.objects.bulk_create([home for home, _ in batch])
    people = [pair for _, pairs in batch for pair in pairs]
    Person.objects.bulk_create([person for person, _ in people])
    Membership.objects.bulk_create([member for _, member in people])
    batch.clear()
