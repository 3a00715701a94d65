"""What the register holds today of the households and people that one batch of rows names."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from registry.imports.judging import JudgedRow
from registry.imports.people.shared_numbers import SharedNumbers
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
    `semesta`: IDSEMESTA → the person whom a list knows by it.
    """

    def __init__(
        self,
        batch: Sequence[JudgedRow],
        release: Release | None,
        households: Iterable[Household],
        shared: SharedNumbers,
    ) -> None:
        self._shared = shared
        self.niks = {row.cleaned["nik"] for row in batch if row.cleaned["nik"]}
        self.people = {person.nik: person for person in Person.objects.filter(nik__in=self.niks)}
        self.semesta = self._owners(batch)
        self._by_semesta = self._unnamed(batch) if self.semesta else {}
        # Whom a row means by his IDSEMESTA: no other row means him by his name.
        self.meant = {person.pk for row in batch if (person := self._owner_meant(row))}
        # People who were found by their IDSEMESTA.
        self._met: set[int] = set()
        self._in_open: set[int] | None = None
        ids = [household.pk for household in households]
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
    def _owners(batch: Sequence[JudgedRow]) -> dict[str, int]:
        numbers = {row.cleaned["idsemesta"] for row in batch if row.cleaned.get("idsemesta")}
        if not numbers:
            return {}
        known = Identifier.objects.filter(
            scheme=Scheme.IDSEMESTA, value__in=numbers, person__isnull=False
        )
        return dict(known.values_list("value", "person_id"))

    def _unnamed(self, batch: Sequence[JudgedRow]) -> dict[int, Person]:
        """The owners of the IDSEMESTA of rows whose NIK leads to nobody: few, so read apart."""
        keys = {
            self.semesta.get(row.cleaned.get("idsemesta") or "")
            for row in batch
            if row.cleaned["nik"] not in self.people
        } - {None}
        return Person.objects.in_bulk(keys) if keys else {}

    def numbered(self, row: JudgedRow) -> Person | None:
        """The person of the row's IDSEMESTA, for the first row that has it."""
        person = self._owner_meant(row)
        if person is None or person.pk in self._met:
            return None
        self._met.add(person.pk)
        return person

    def _owner_meant(self, row: JudgedRow) -> Person | None:
        """A NIK says better who is meant: two of them are two people."""
        number = row.cleaned.get("idsemesta") or ""
        key = self.semesta.get(number) if self._by_semesta else None
        person = self._by_semesta.get(key) if key else None
        if person is None or (row.cleaned["nik"] and person.nik) or person.nik in self.niks:
            return None
        bearers = self._shared.get(number)
        # Named in another batch by his NIK.
        return None if bearers is not None and person.nik in bearers.niks else person

    def bears_first(self, row: JudgedRow, number: str) -> bool:
        """Whether no row before it has this IDSEMESTA."""
        bearers = self._shared.get(number)
        return bearers is None or bearers.first == row.pk

    def _read_memberships(self, household_ids: list[int]) -> None:
        current = Membership.objects.current()
        if household_ids:
            here = current.filter(household_id__in=household_ids).select_related("person")
            for membership in here.order_by("pk"):
                self.residents[membership.household_id].append(membership.person)
                self.membership_of[membership.person_id] = membership
        elsewhere = self._named() - self.membership_of.keys()
        if elsewhere:
            for membership in current.filter(person_id__in=elsewhere):
                self.membership_of[membership.person_id] = membership

    def _read_listings(self, release: Release, household_ids: list[int]) -> None:
        people = self._named() | self.membership_of.keys()
        homes = {*household_ids, *(here.household_id for here in self.membership_of.values())}
        if homes:
            listed = Listing.objects.filter(release=release, household_id__in=homes)
            self.listed = set(listed.values_list("household_id", flat=True))
        if people:
            claims = ListedAid.objects.filter(release=release, person_id__in=people)
            for person, code, household in claims.values_list(
                "person_id", "program_code", "household_id"
            ):
                self.claims.setdefault(person, {})[code] = household

    def _named(self) -> set[int]:
        """Those whom the rows name by a number, wherever they live."""
        return {person.pk for person in self.people.values()} | self._by_semesta.keys()

    def living_in(self, *households: int) -> Iterator[Person]:
        for household in households:
            yield from self.residents.get(household, ())

    def lives_in_open(self, person: int) -> bool:
        """Asked for only where the household of his row is closed and another one."""
        if self._in_open is None:
            here = Membership.objects.current().filter(person_id__in=self._named())
            living = here.filter(household__closed_at=None)
            self._in_open = set(living.values_list("person_id", flat=True))
        return person in self._in_open

    def kks_with(self, household: int, cards: dict[int, str], leaving: Collection[int]) -> set[str]:
        """The family cards of a house as they will be once people hold the `cards` of a file, and
        those who are `leaving` have moved to another one.

        After, not before: the same file must find the house as it left it.
        """
        kks = {
            person.pk: cards.get(person.pk) or self.membership_of[person.pk].kk
            for person in self.residents.get(household, [])
            if person.pk not in leaving
        }
        return {*kks.values(), *cards.values()} - {""}
