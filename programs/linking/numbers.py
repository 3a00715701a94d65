"""Finds the household by the numbers a row gives: NIK, then No. KK. Never by guess.

What is found in a duplicate belongs to the household that was kept.
"""

from collections import defaultdict
from collections.abc import Iterable

from programs.linking.homes import home_of
from programs.linking.link import AMBIGUOUS, OUTSIDE, Link
from programs.models import LinkMethod, LinkState
from registry.models import Membership


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
        self._by_kk: dict[str, dict[int, list[tuple[int, str]]]] = defaultdict(dict)
        rows = current.filter(kk__in=kks).values_list("kk", "home", "person_id", "person__name_key")
        for kk, home, person_id, name in rows:
            self._by_kk[kk].setdefault(home, []).append((person_id, name))

    def find(self, nik: str, kk: str, name_key: str) -> Link:
        """By NIK; else by KK, where one household holds it, or one with somebody of that name."""
        if nik in self._by_nik:
            person_id, household_id = self._by_nik[nik]
            return Link(LinkState.LINKED, LinkMethod.NIK, person_id, household_id)
        households = self._by_kk.get(kk, {}) if kk else {}
        if not households:
            return OUTSIDE
        if len(households) > 1:
            named = {
                key: people
                for key, people in households.items()
                if any(name == name_key for _, name in people)
            }
            if len(named) != 1:
                return AMBIGUOUS
            households = named
        ((household_id, people),) = households.items()
        bearers = [person_id for person_id, name in people if name == name_key]
        only = bearers[0] if len(bearers) == 1 else None
        return Link(LinkState.LINKED, LinkMethod.KK, only, household_id)
