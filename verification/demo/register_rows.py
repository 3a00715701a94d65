"""A planned household as rows of the register."""

from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from registry.codes import Existence
from registry.matching.names import name_key, sound_key
from registry.models import (
    Household,
    Identifier,
    ListedAid,
    Listing,
    Membership,
    Person,
    Residence,
    Scheme,
)
from verification.demo import fates
from verification.demo.batches import Batches
from verification.demo.documents import dtks_cells, dtks_document
from verification.demo.papers import Papers
from verification.demo.plan import HousePlan, PersonPlan, died_on

LISTED_ON = {"DTKS-2021-01": date(2021, 1, 1), "DTKS-2021-07": date(2021, 7, 1)}


class RegisterRows:
    """Writes households and people. `visited` False: as if no officer had been out yet."""

    def __init__(
        self,
        batches: Batches,
        papers: Papers,
        areas: dict[str, int],
        releases: dict[str, int],
        *,
        visited: bool,
    ) -> None:
        self.batches = batches
        self.papers = papers
        self.areas = areas
        self.releases = releases
        self.visited = visited
        self.delivered: set[tuple[str, str]] = set()  # release, kecamatan
        self.documents = {code: dtks_document(code) for code in releases}
        self.first_person = batches.next_key(Person)

    def person_key(self, number: int) -> int:
        """People are written in the order of their numbers."""
        return self.first_person + number

    def write(self, house: HousePlan) -> int:
        """The household's key. The first release that names it is the origin of its rows."""
        first = house.releases[0]
        household = self.batches.add(Household, **self._household(house))
        head_row = 0
        for person in house.people:
            row = self.papers.row(self.documents[first], dtks_cells(house, person, first))
            head_row = head_row or row
            self._person(house, household, person, row)
        self.batches.add(
            Identifier,
            scheme=Scheme.DTKS,
            value=house.dtks,
            household_id=household,
            row_id=head_row,
        )
        self._residences(house, household, head_row)
        self._listings(house, household, head_row)
        return household

    def _household(self, house: HousePlan) -> dict[str, Any]:
        fields: dict[str, Any] = {
            "area_id": self.areas[house.village.code],
            "address": house.address,
            "rt": house.rt,
            "rw": house.rw,
            "head_id": self.person_key(house.head.number),
        }
        return fields | self._found(house) if self.visited and house.visits else fields

    def _found(self, house: HousePlan) -> dict[str, Any]:
        """What the visits changed on the household itself."""
        last, found = house.visits[-1], dict[str, Any]()
        found["version"] = 1 + len(house.visits)
        if house.standing != "belum":
            found |= {"standing": house.standing, "standing_on": house.visits[0].on}
        if house.fate in {"new_head", "waiting_head"}:
            found["head_id"] = None if last.new_head is None else self.person_key(last.new_head)
        if house.fate in fates.CLOSED:
            noon = datetime.combine(last.on, time(12), timezone.get_default_timezone())
            found |= {"closed_at": noon, "closed_on": last.on}
            found["closed_reason"] = fates.CLOSED[house.fate]
        if last.destination:
            found["area_id"] = self.areas[last.destination.code]
        found["reported"] = fates.REPORTED.get(house.fate, "")
        return found

    def _person(self, house: HousePlan, household: int, person: PersonPlan, row: int) -> None:
        self.batches.add(
            Person,
            nik=person.nik or None,
            name=person.name,
            name_key=name_key(person.name),
            sound_key=sound_key(name_key(person.name)),
            mother_name=person.mother,
            birth_place=person.birth_place,
            birth_date=person.birth,
            sex=person.sex,
            occupation=person.occupation,
            **self._existence(house, person),
        )
        self.batches.add(
            Membership,
            person_id=self.person_key(person.number),
            household_id=household,
            kk=person.kk,
            relation=person.relation,
            valid_from=LISTED_ON[house.releases[0]],
            row_id=row,
        )

    def _existence(self, house: HousePlan, person: PersonPlan) -> dict[str, Any]:
        if self.visited:
            for visit in house.visits:
                if person.number in visit.deaths and visit.state == "diterima":
                    at = datetime.combine(visit.on, time(12), timezone.get_default_timezone())
                    return {
                        "existence": Existence.DECEASED,
                        "existence_on": died_on(visit, person),
                        "existence_recorded_at": at,
                        "version": 2,
                    }
        return {}

    def _residences(self, house: HousePlan, household: int, row: int) -> None:
        here, since = self.areas[house.village.code], LISTED_ON[house.releases[0]]
        moved = house.visits[-1] if self.visited and house.fate == "moved_inside" else None
        until = max(moved.on, since) if moved else None
        self.batches.add(
            Residence,
            household_id=household,
            area_id=here,
            valid_from=since,
            valid_to=until,
            row_id=row,
        )
        if moved and moved.destination:
            there = self.areas[moved.destination.code]
            self.batches.add(Residence, household_id=household, area_id=there, valid_from=moved.on)

    def _listings(self, house: HousePlan, household: int, head_row: int) -> None:
        for position, release in enumerate(house.releases):
            row = head_row
            if position:
                cells = dtks_cells(house, house.head, release)
                row = self.papers.row(self.documents[release], cells)
            listed = self.releases[release]
            self.delivered.add((release, house.village.district_code))
            self.batches.add(Listing, release_id=listed, household_id=household, row_id=row)
            if release != "DTKS-2021-07":
                continue  # the older variant has no aid columns
            for code in sorted(house.claims):
                self.batches.add(
                    ListedAid,
                    release_id=listed,
                    household_id=household,
                    person_id=self.person_key(house.head.number),
                    program_code=code,
                    row_id=row,
                )
