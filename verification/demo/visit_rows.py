"""Planned visits as rows: an earlier round that is closed and one that is open."""

from datetime import date

from registry.models import Release, User
from verification.demo import fates
from verification.demo.batches import Batches
from verification.demo.plan import HousePlan, VisitPlan, died_on
from verification.models import Review, Round, Visit, VisitDeath
from verification.workflow import Decision

CLOSED_ON = date(2021, 7, 23)


def open_rounds(releases: dict[str, int]) -> dict[str, int]:
    """The two rounds, their keys by code."""
    old, new = (Release.objects.get(pk=key) for key in releases.values())
    rounds = [
        Round(
            code=fates.FIRST_ROUND,
            name="Maret–Juli 2021",
            release=old,
            opened_on=fates.FIRST_DAY,
            closed_on=CLOSED_ON,
        ),
        Round(code=fates.OPEN_ROUND, name="Agustus 2021", release=new, opened_on=fates.OPENED_ON),
    ]
    for round_ in rounds:
        round_.save()
    return {round_.code: round_.pk for round_ in rounds}


class VisitRows:
    """`reviewer` accepted the reports of the earlier round."""

    def __init__(
        self, batches: Batches, areas: dict[str, int], rounds: dict[str, int], reviewer: User
    ) -> None:
        self.batches = batches
        self.areas = areas
        self.rounds = rounds
        self.reviewer = reviewer

    def write(self, house: HousePlan, household: int, first_person: int) -> None:
        for version, visit in enumerate(house.visits, start=1):
            key = self._visit(house, household, first_person, visit, version)
            for person in house.people:
                if person.number in visit.deaths:
                    self.batches.add(
                        VisitDeath,
                        visit_id=key,
                        person_id=first_person + person.number,
                        died_on=died_on(visit, person),
                    )
            if visit.state == "diterima":
                self.batches.add(
                    Review, visit_id=key, decision=Decision.ACCEPT, by_id=self.reviewer.pk
                )

    def _visit(
        self, house: HousePlan, household: int, first_person: int, visit: VisitPlan, version: int
    ) -> int:
        heir, there = visit.new_head, visit.destination
        return self.batches.add(
            Visit,
            round_id=self.rounds[visit.round],
            household_id=household,
            area_id=self.areas[house.village.code],
            officer_name=visit.officer,
            result=visit.result,
            visited_on=visit.on,
            note=visit.note,
            new_head_id=None if heir is None else first_person + heir,
            destination_id=self.areas[there.code] if there else None,
            destination_text=visit.destination_text,
            seen_version=version,
            state=visit.state,
        )
