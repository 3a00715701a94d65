"""What the register holds today of the households and people that one batch of rows names."""

from collections import defaultdict
from collections.abc import Sequence

from registry.imports.judging import JudgedRow
from registry.models import (
    Household,
    Identifier,
    ListedAid,
    Listing,
    Membership,
    Person,
    Release,
    Residence,
    Scheme,
)


class Live:
    """Read by a handful of indexed queries, whatever the number of rows.

    `claims`: person → {programme code: household}, of the release that is being imported.
    """

    def __init__(self, batch: Sequence[JudgedRow], release: Release | None) -> None:
        self.niks = {row.cleaned["nik"] for row in batch if row.cleaned["nik"]}
        self.households = self._households({row.group for row in batch})
        self.people = {person.nik: person for person in Person.objects.filter(nik__in=self.niks)}
        ids = [household.pk for household in self.households.values()]
        self.residents: dict[int, list[Person]] = defaultdict(list)
        self.membership_of: dict[int, Membership] = {}
        self._read_memberships(ids)
        self.moved_at_door: set[int] = set()
        self.listed: set[int] = set()
        self.claims: dict[int, dict[str, int]] = {}
        if ids:
            # A residence without a row was not opened by a file but at a door.
            opened = Residence.objects.filter(household_id__in=ids, valid_to=None, row=None)
            self.moved_at_door = set(opened.values_list("household_id", flat=True))
        if release is not None:
            self._read_listings(release, ids)

    @staticmethod
    def _households(dtks_ids: set[str]) -> dict[str, Household]:
        known = Identifier.objects.filter(
            scheme=Scheme.DTKS, value__in=dtks_ids, household__isnull=False
        )
        return {
            identifier.value: identifier.household
            for identifier in known.select_related("household")
            if identifier.household is not None
        }

    def _read_memberships(self, household_ids: list[int]) -> None:
        current = Membership.objects.current()
        if household_ids:
            here = current.filter(household_id__in=household_ids).select_related("person")
            for membership in here.order_by("pk"):
                self.residents[membership.household_id].append(membership.person)
                self.membership_of[membership.person_id] = membership
        elsewhere = {person.pk for person in self.people.values()} - self.membership_of.keys()
        if elsewhere:
            for membership in current.filter(person_id__in=elsewhere):
                self.membership_of[membership.person_id] = membership

    def _read_listings(self, release: Release, household_ids: list[int]) -> None:
        people = {person.pk for person in self.people.values()} | self.membership_of.keys()
        if household_ids:
            listed = Listing.objects.filter(release=release, household_id__in=household_ids)
            self.listed = set(listed.values_list("household_id", flat=True))
        if people:
            claims = ListedAid.objects.filter(release=release, person_id__in=people)
            for person, code, household in claims.values_list(
                "person_id", "program_code", "household_id"
            ):
                self.claims.setdefault(person, {})[code] = household
