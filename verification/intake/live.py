"""What the register holds today of the households that one batch of rows names."""

from collections import defaultdict
from collections.abc import Collection

from django.utils import timezone

from registry.models import Household, Membership, Person, Residence
from verification.intake.cases import HouseholdCase
from verification.models import Review, Visit
from verification.workflow import Decision, VisitState


class Live:
    """A handful of indexed queries. With `hold` the households are taken first: on PostgreSQL
    officers decide meanwhile, and whoever comes second sees what the first one did.
    """

    def __init__(self, ids: Collection[int], *, dying: Collection[int], hold: bool) -> None:
        if hold:
            rows = Household.objects.filter(pk__in=ids).order_by("pk")
            list(rows.select_for_update(no_key=True).values_list("pk"))
        self.now = timezone.now()
        self.households = Household.objects.in_bulk(ids)
        self.visits: dict[int, list[Visit]] = defaultdict(list)
        visits = Visit.objects.filter(household_id__in=ids).prefetch_related("deaths")
        for visit in visits.order_by("pk"):
            self.visits[visit.household_id].append(visit)
        self._refuted = self._taken_back()
        self.members: dict[int, list[Person]] = defaultdict(list)
        self.people: dict[int, Person] = {}
        self._read_people({*dying, *self._buried_by_files()})
        opened = Residence.objects.filter(household_id__in=ids, valid_to=None)
        self.residences = {residence.household_id: residence for residence in opened}

    def _taken_back(self) -> set[int]:
        """By a supervisor; a corrected row takes an earlier file's visit back without a review."""
        revoked = [
            visit.pk
            for visits in self.visits.values()
            for visit in visits
            if visit.state == VisitState.REVOKED
        ]
        reviews = Review.objects.filter(visit__in=revoked, decision=Decision.REVOKE)
        return set(reviews.values_list("visit", flat=True)) if revoked else set()

    def _buried_by_files(self) -> set[int]:
        """Households of which a file's visit told a death: it may have to be taken back."""
        return {
            visit.household_id
            for visits in self.visits.values()
            for visit in visits
            if visit.row_id is not None and visit.effects.get("people")
        }

    def _read_people(self, ids: set[int]) -> None:
        if not ids:
            return
        here = Membership.objects.current().filter(household_id__in=ids)
        for membership in here.select_related("person").order_by("pk"):
            self.members[membership.household_id].append(membership.person)
            self.people[membership.person_id] = membership.person
        others = {person for key in ids for person in self._told(key)}
        self.people |= Person.objects.in_bulk(others - self.people.keys())

    def _told(self, household: int) -> set[int]:
        """The head, who may have left, and whom visits told to have died."""
        buried = {
            change["person"]
            for visit in self.visits[household]
            for change in visit.effects.get("people", [])
        }
        head = self.households[household].head_id
        return buried if head is None else buried | {head}

    def case(self, household: int) -> HouseholdCase:
        members = self.members[household]
        keys = {person.pk for person in members} | (self._told(household) & self.people.keys())
        return HouseholdCase(
            household=self.households[household],
            visits=self.visits[household],
            members=members,
            people={key: self.people[key] for key in sorted(keys)},
            residence=self.residences.get(household),
            now=self.now,
            refuted=[one for one in self.visits[household] if one.pk in self._refuted],
        )


def names_in(households: Collection[int]) -> dict[int, set[str]]:
    """The name keys of all who are registered there today."""
    found: dict[int, set[str]] = defaultdict(set)
    if households:
        here = Membership.objects.current().filter(household_id__in=households)
        for household, key in here.values_list("household_id", "person__name_key"):
            found[household].add(key)
    return found
