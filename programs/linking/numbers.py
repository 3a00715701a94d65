"""Finds the household by the numbers a row gives: NIK, then No. KK. Never by guess.

What is found in a duplicate belongs to the household that was kept.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from programs.linking.link import AMBIGUOUS, OUTSIDE, Link
from programs.models import LinkMethod, LinkState
from registry.matching.likeness import one_digit_off
from registry.models import Membership
from registry.models.household import home_of

MEMBER = ("person_id", "person__name_key", "person__nik")


class Member(NamedTuple):
    person_id: int
    name_key: str
    nik: str | None

    def may_be(self, nik: str, name_key: str) -> bool:
        """Of that name, and no other NIK than a slip of the hand makes of it."""
        if not name_key or self.name_key != name_key:
            return False
        return not (nik and self.nik) or one_digit_off(nik, self.nik)


class Linker:
    """Answers for a batch of (NIK, No. KK): two queries, whatever its length."""

    def __init__(self, wanted: Iterable[tuple[str, str]]) -> None:
        pairs = list(wanted)
        niks = {nik for nik, _ in pairs if nik}
        kks = {kk for _, kk in pairs if kk}
        current = Membership.objects.current().annotate(home=home_of("household"))
        self._by_nik = {
            nik: (person_id, home)
            for nik, person_id, home in current.filter(person__nik__in=niks).values_list(
                "person__nik", "person_id", "home"
            )
        }
        self._by_kk: dict[str, dict[int, list[Member]]] = defaultdict(dict)
        rows = current.filter(kk__in=kks).values_list("kk", "home", *MEMBER)
        for kk, home, *member in rows:
            self._by_kk[kk].setdefault(home, []).append(Member(*member))

    def find(self, nik: str, kk: str, name_key: str) -> Link:
        """By NIK; else by KK, where one household holds it, or one with somebody of that name.

        The person of a KK is who bears the name, unless his NIK is another.
        """
        if nik in self._by_nik:
            person_id, household_id = self._by_nik[nik]
            return Link(LinkState.LINKED, LinkMethod.NIK, person_id, household_id)
        households = self._by_kk.get(kk, {}) if kk else {}
        if not households:
            return OUTSIDE
        bearers = {
            key: [one.person_id for one in people if one.may_be(nik, name_key)]
            for key, people in households.items()
        }
        if len(households) > 1:
            bearers = {key: people for key, people in bearers.items() if people}
            if len(bearers) != 1:
                return AMBIGUOUS
        ((household_id, people),) = bearers.items()
        only = people[0] if len(people) == 1 else None
        return Link(LinkState.LINKED, LinkMethod.KK, only, household_id)
