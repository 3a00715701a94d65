"""The made-up city, household by household: the same for the same size and seed, everywhere.

Nothing here reads a database. Households come one at a time, so that a city of any size needs
little memory; `City.houses()` may be walked again and gives the same ones.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from registry.areas import SHIPPED, read_csv
from registry.matching.names import name_key
from verification.demo import fates
from verification.demo.aid import PATTERNS, aid_of, recipient
from verification.demo.dealing import deal, quotas
from verification.demo.documents import NEW_RELEASE, OLD_RELEASE
from verification.demo.names import address_of, person_name
from verification.demo.numbers import Numbers
from verification.demo.people import Shape, settle
from verification.demo.plan import AidPlan, HousePlan, PersonPlan, Village

DROPPED_SHARE = 0.008  # stood in the old release and not in the new one
JOINED_SHARE = 0.02  # stand in the new release only
SEVERAL_KK = 0.16
SHARED_KK = 7 / 875
HOUSES_AN_RT = 21
OUTSIDE_LIST = 20_000 / 42_124  # food packs of the city for those in no list, per listed household
CLAIM_AGREES = 0.93


def shipped_villages() -> list[Village]:
    """The city's kelurahan from the list that ships with the product."""
    rows = read_csv(SHIPPED)
    names = {row["code"]: row["name"] for row in rows}
    return [
        Village(row["code"], row["name"], row["bps_code"], row["parent"], names[row["parent"]])
        for row in rows
        if row["level"] == "kelurahan"
    ]


@dataclass(frozen=True)
class City:
    """`households` stand in the newest release; a few more stood in the one before only."""

    households: int
    seed: int

    @property
    def dropped(self) -> int:
        return max(round(self.households * DROPPED_SHARE), int(self.households >= 50))

    @property
    def total(self) -> int:
        return self.households + self.dropped

    def houses(self) -> Iterator[HousePlan]:
        """Every household, kelurahan by kelurahan."""
        return _Builder(self).walk()

    def outside(self) -> Iterator[AidPlan]:
        """Recipients in no list of the register: the city's food packs of July 2021."""
        random = self.chance("luar")
        numbers = Numbers()
        for _ in range(max(1, round(self.households * OUTSIDE_LIST))):
            listed = recipient(random, "SMD-SEMBAKO-2021", _stranger(random, numbers), None, "")
            yield replace(listed, person=None, linked_by="")

    def chance(self, purpose: str) -> Random:
        return Random(f"{self.seed}:{purpose}")

    def digest(self) -> str:
        """One word for the whole city: equal cities have equal ones."""
        found = hashlib.sha256()
        for house in self.houses():
            found.update(repr(house).encode())
        return found.hexdigest()


def _stranger(random: Random, numbers: Numbers) -> PersonPlan:
    """Somebody of a kecamatan of his own, so that no number of the register is given again."""
    shape = Shape(several_kk=False, elderly=False, needs_two=False)
    person = settle(random, shape, "647299", numbers, 0)[0]
    nik = numbers.nik(random, "647299", person.birth, person.sex, born_here=True)
    return replace(person, nik=nik)


class _Builder:
    """One walk through the city; what must come out exactly was dealt beforehand."""

    def __init__(self, city: City) -> None:
        self.city = city
        self.villages = shipped_villages()
        self.numbers = Numbers()
        self.person_number = 0
        self.named: set[tuple[str, str, str]] = set()
        self.releases = self._deal_releases()
        self.fates = iter(fates.deal_fates(city.chance("nasib"), city.households))
        self.patterns = iter(self._deal_patterns())

    def walk(self) -> Iterator[HousePlan]:
        number = 0
        for village, count in zip(self.villages, self._sizes(), strict=True):
            before: HousePlan | None = None
            officer = person_name(self.city.chance(f"petugas {village.code}"), "L")
            for _ in range(count):
                before = self._house(number, village, count, officer, before)
                number += 1
                yield before

    def _sizes(self) -> list[int]:
        """Households per kelurahan: uneven, but the same whatever the seed."""
        weights = [Random(f"bobot {village.code}").uniform(0.4, 2.2) for village in self.villages]
        return quotas(self.city.total, weights)

    def _deal_releases(self) -> list[tuple[str, ...]]:
        joined = self.city.households * JOINED_SHARE
        shares = (
            ((OLD_RELEASE, NEW_RELEASE), self.city.households - joined),
            ((NEW_RELEASE,), joined),
        )
        listed = deal(self.city.chance("rilis"), self.city.households, shares)
        listed += [(OLD_RELEASE,)] * self.city.dropped
        self.city.chance("urutan rilis").shuffle(listed)
        return listed

    def _deal_patterns(self) -> list[str]:
        return deal(self.city.chance("bantuan"), self.city.total, PATTERNS)

    def _house(
        self, number: int, village: Village, count: int, officer: str, before: HousePlan | None
    ) -> HousePlan:
        random = Random(f"{self.city.seed}:rumah:{number}")
        releases, pattern = self.releases[number], next(self.patterns)
        fate = next(self.fates) if NEW_RELEASE in releases else "unverified"
        people = self._people(random, village, pattern, fate)
        people, shared = _share_kk(random, people, before)
        address = address_of(random)
        aid = self._told_apart(aid_of(random, pattern, people, village, address))
        return HousePlan(
            number=number,
            dtks=self.numbers.dtks(village.bps_code),
            village=village,
            address=address,
            rt=f"{random.randint(1, max(2, count // HOUSES_AN_RT)):03}",
            rw="001" if random.random() < 0.02 else "",
            people=people,
            releases=releases,
            claims=_claims(random, pattern, aid) if NEW_RELEASE in releases else frozenset(),
            aid=aid + _unclear(random, shared, village, (*people, *_of(before))),
            standing=fates.STANDING.get(fate, "belum"),
            fate=fate,
            visits=fates.visits_of(random, fate, people, self.villages, village, officer),
        )

    def _people(
        self, random: Random, village: Village, pattern: str, fate: str
    ) -> tuple[PersonPlan, ...]:
        two_kk = pattern == "BPNT|BST"
        dead = fate == "deceased" and pattern not in {"BPNT|BST", "BPNT*2"}
        shape = Shape(
            several_kk=two_kk or (not dead and random.random() < SEVERAL_KK),
            elderly=dead,
            needs_two=fate in fates.NEEDS_TWO or pattern == "BPNT*2",
        )
        district = village.district_code.replace(".", "")
        people = settle(random, shape, district, self.numbers, self.person_number)
        self.person_number += len(people)
        return people

    def _told_apart(self, aid: tuple[AidPlan, ...]) -> tuple[AidPlan, ...]:
        """Without NIK and KK a list knows people by name and kelurahan: only one of each."""
        kept = []
        for plan in aid:
            village = plan.village.code if plan.village else ""
            called = (plan.program, name_key(plan.name), village)
            if plan.linked_by not in {"nik", "kk"}:
                if called in self.named:
                    continue
                self.named.add(called)
            kept.append(plan)
        return tuple(kept)


def _share_kk(
    random: Random, people: tuple[PersonPlan, ...], before: HousePlan | None
) -> tuple[tuple[PersonPlan, ...], str]:
    """Now and then the last member stands in the KK of the house next door: a finding, no crash."""
    if before is None or len(people) < 3 or random.random() >= SHARED_KK:
        return people, ""
    kk, last = before.head.kk, people[-1]
    alone = [person for person in people if person.kk == last.kk] == [last]
    if (
        not kk
        or last.kk != people[0].kk
        or alone
        or not all(person.nik for person in before.people)
    ):
        return people, ""
    return (*people[:-1], replace(last, kk=kk)), kk


def _of(house: HousePlan | None) -> tuple[PersonPlan, ...]:
    return house.people if house else ()


def _unclear(
    random: Random, kk: str, village: Village, living: tuple[PersonPlan, ...]
) -> tuple[AidPlan, ...]:
    """A recipient without NIK whose KK stands in two households, and whose name in neither:
    nobody can say whose aid it is.
    """
    if not kk or random.random() < 0.5:
        return ()
    taken = {name_key(person.name) for person in living}
    name = person_name(random, "P")
    while name_key(name) in taken:
        name = person_name(random, "P")
    someone = PersonPlan(-1, "", name, "", "", fates.FIRST_DAY, "P", "", "kepala", kk)
    made = recipient(random, "BSM-KALTIM", someone, village, "")
    return (replace(made, person=None, linked_by="", ambiguous=True),)


CLAIMED = ("BPNT", "PKH", "BPNT-PPKM", "PBI-JK")


def _claims(random: Random, pattern: str, aid: tuple[AidPlan, ...]) -> frozenset[str]:
    """YA in the aid columns: mostly, not always, what the lists of recipients say.

    The dice fall in the order of CLAIMED: that of a set of words is another in each process.
    """
    held = {plan.program for plan in aid}
    said = {code for code in CLAIMED if code in held and random.random() < CLAIM_AGREES}
    if pattern == "claimed":
        said.add(random.choice(("BPNT", "PKH")))
    if random.random() < 0.6:
        said.add("PBI-JK")
    return frozenset(said)
