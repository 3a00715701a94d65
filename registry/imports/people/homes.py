"""Finds the household that rows belong to: by their list's number, else by No. KK, else by NIK.

A list of ruta (DTKS) has its own number for the household and goes by that alone. A family of
DTSEN, or the rows of one KK in a list without such a number, belongs to the household that holds
its KK or its people, and makes one only where there is none.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from bansos.lib.batches import batched
from registry.imports.applying.table import Table
from registry.imports.judgement import batches
from registry.imports.judging import JudgedRow
from registry.imports.people.closed import (
    follow_duplicates,
    kept_of,
    know_duplicates,
    lead,
    leave_closed,
)
from registry.imports.runrow import hold
from registry.models import Household, Identifier, ImportRun, Membership, Scheme, StagedRow

TWO_KK = (
    "No. KK ini ada di beberapa rumah tangga; dipilih yang memuat paling banyak NIK keluarga ini."
)
TWO_HOUSES = (
    "Orang-orang keluarga ini ada di beberapa rumah tangga; dipilih yang memuat paling banyak NIK."
)
NAMES = 500


@dataclass(slots=True)
class Family:
    """The rows of one number; of one KK where the list has no number for them.

    `joins`: it may belong to a household that does not know its number. `numbered`: the one that
    does; where it is closed the family may live in another. `duplicates`: those of its household;
    `left`: closed ones where it was known and does not live.
    """

    number: str
    joins: bool
    household: Household | None = None
    numbered: Household | None = None
    rows: list[JudgedRow] = field(default_factory=list)
    duplicates: list[Household] = field(default_factory=list)
    left: list[Household] = field(default_factory=list)

    @property
    def is_known(self) -> bool:
        """Whether its number stands in the register already."""
        return self.numbered is not None

    @property
    def passed(self) -> list[Household]:
        return [*self.duplicates, *self.left]

    @property
    def kks(self) -> set[str]:
        return {row.cleaned["kk"] for row in self.rows if row.cleaned.get("kk")}

    @property
    def niks(self) -> set[str]:
        return {row.cleaned["nik"] for row in self.rows if row.cleaned["nik"]}

    @property
    def numbers(self) -> set[str]:
        """By which the register may know its people, wherever they live."""
        return self.niks | {
            row.cleaned["idsemesta"] for row in self.rows if row.cleaned.get("idsemesta")
        }

    @property
    def house(self) -> str:
        """What families of one house share, though the house be still to be made."""
        if self.household is not None:
            return f"#{self.household.pk}"
        kk = next((row.cleaned["kk"] for row in self.rows if row.cleaned.get("kk")), "")
        return f"kk:{kk}" if self.joins and kk else self.number


@dataclass(frozen=True)
class Numbering:
    """How a list names its households: the scheme, and the cleaned value that holds the number.

    `joins`: they are families, which may live in a household that another list named.
    """

    scheme: Scheme
    field: str
    joins: bool = False

    def families(self, batch: Sequence[JudgedRow]) -> list[Family]:
        """The families of whole groups of rows, each with its household as it is now."""
        found: dict[str, Family] = {}
        for row in batch:
            number = row.cleaned[self.field]
            key = number or f"kk:{row.cleaned['kk']}"
            family = found.get(key)
            if family is None:
                family = found[key] = Family(number, self.joins or not number)
            family.rows.append(row)
        families = list(found.values())
        self._by_number(families)
        joining = [each for each in families if each.joins]
        follow_duplicates(joining)
        _by_people([each for each in joining if each.household is None])
        leave_closed(joining)
        _by_company(families)
        know_duplicates(joining)
        return families

    def _by_number(self, families: list[Family]) -> None:
        known = Identifier.objects.filter(
            scheme=self.scheme,
            value__in={family.number for family in families if family.number},
            household__isnull=False,
        )
        homes = {found.value: found.household for found in known.select_related("household")}
        for family in families:
            family.household = family.numbered = homes.get(family.number)

    def gather(self, run: ImportRun) -> None:
        """One group for the families of one house or one KK, so that they are judged together, and
        with them those that take somebody out of it.

        Only ever joins: what is no longer of one house may stay in one group without harm.
        """
        groups = Groups()
        for batch in batches(run):
            families = self.families(batch)
            homes = _homes_of_people(families)
            for family in families:
                own = family.rows[0].group
                shared = (f"kk:{kk}" for kk in family.kks if family.joins)
                left = (f"#{key}" for number in family.numbers for key in homes[number])
                passed = (f"#{household.pk}" for household in family.passed)
                for mark in (family.house, *passed, *shared, *left):
                    groups.join(mark, own)
        groups.keep(run)


class Groups:
    """Which groups belong together: those that bear one mark, and those joined to either."""

    def __init__(self) -> None:
        self._first: dict[str, str] = {}
        self._joined: dict[str, str] = {}

    def root(self, group: str) -> str:
        while group in self._joined:
            group = self._joined[group]
        return group

    def join(self, mark: str, group: str) -> None:
        one, other = self.root(self._first.setdefault(mark, group)), self.root(group)
        if one != other:
            self._joined[other] = one

    def renamed(self) -> Iterator[list[str]]:
        """The groups that go under another name, some hundred at a time."""
        return batched(self._joined, NAMES)

    def keep(self, run: ImportRun) -> None:
        """Writes the name of their root to the rows that go under another one. Raises BegunAnew."""
        table = Table(StagedRow, "id", "group")
        with transaction.atomic():
            hold(run)
            for names in self.renamed():
                rows = run.staged_rows.filter(group__in=names).values_list("pk", "group")
                table.update([(key, self.root(group)) for key, group in rows])


def _by_people(families: list[Family]) -> None:
    """The household that holds the KK today; where none does, the one with most of the NIKs."""
    if not families:
        return
    kks = {kk for family in families for kk in family.kks}
    niks = {nik for family in families for nik in family.niks}
    with_kk = _homes("kk", kks)
    with_nik = _homes("person__nik", niks)
    keys = {key for homes in (with_kk, with_nik) for found in homes.values() for key in found}
    households = Household.objects.in_bulk(keys)
    kept = kept_of(households.values())
    for family in families:
        held = Counter(kept[key].pk for nik in family.niks for key in with_nik[nik])
        holding_kk = {key for kk in family.kks for key in with_kk[kk]}
        found = holding_kk or {key for nik in family.niks for key in with_nik[nik]}
        chosen = {kept[key].pk: kept[key] for key in found}
        if not chosen:
            continue
        if len(chosen) > 1:
            family.rows[0].warn(TWO_KK if holding_kk else TWO_HOUSES)
        best = max(chosen, key=lambda key: (not chosen[key].is_closed, held[key], -key))
        lead(family, chosen[best], [households[k] for k in sorted(found) if kept[k].pk == best])


def _by_company(families: list[Family]) -> None:
    """A family that the register does not know lives with the one that shares its KK in this file:
    sent again, the file would find it there.
    """
    alone = [family for family in families if family.joins and family.household is None]
    if not alone:
        return
    homes: dict[str, Household] = {}
    for family in families:
        if family.household is not None:
            for kk in family.kks:
                homes.setdefault(kk, family.household)
    for family in alone:
        kks = (row.cleaned.get("kk") for row in family.rows)
        family.household = next((homes[kk] for kk in kks if kk in homes), None)


def _homes_of_people(families: list[Family]) -> dict[str, set[int]]:
    """NIK or IDSEMESTA → keys of the households in which its person lives today."""
    joining = [family for family in families if family.joins]
    homes = _homes("person__nik", {nik for family in joining for nik in family.niks})
    numbers = {number for family in joining for number in family.numbers - family.niks}
    for number, found in _homes("person__identifiers__value", numbers).items():
        homes[number] |= found
    return homes


def _homes(path: str, values: Iterable[str]) -> dict[str, set[int]]:
    """Value → keys of the households in which it stands today."""
    found: dict[str, set[int]] = defaultdict(set)
    here = Membership.objects.current().filter(**{f"{path}__in": values})
    for value, household in here.values_list(path, "household_id"):
        found[value].add(household)
    return found
