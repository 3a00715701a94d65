"""What a batch of rows says, household by household: the cases that are judged and then written."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from registry.codes import Relation
from registry.imports.importkinds import Values
from registry.imports.judging import Changes, JudgedRow
from registry.imports.people.homes import Family
from registry.models import Household, Listing, Membership, Person


@dataclass(slots=True)
class PersonCase:
    """One row and the person it means; `key` of a new one is given when he is written.

    `leaves`: the household that he heads today and that the file leaves without a head. `stays`: he
    lives in an open household, and that of the row is closed. `is_listed`: where he lives once the
    file is in stood in its release before.
    """

    row: JudgedRow
    person: Person | None
    key: int = 0
    changes: Changes = field(default_factory=dict)
    membership: Membership | None = None
    membership_changes: Changes = field(default_factory=dict)
    moves_in: bool = False
    stays: bool = False
    is_listed: bool = False
    leaves: Household | None = None
    new_claims: set[str] = field(default_factory=set)
    gone_claims: set[str] = field(default_factory=set)
    # The IDSEMESTA that the register does not know yet.
    new_number: str = ""

    def home(self, case: "HouseholdCase") -> int:
        """Where he lives once the file is in."""
        return self.membership.household_id if self.stays and self.membership else case.key


@dataclass(slots=True)
class HouseholdCase:
    """The rows of one household, of one family or several. `speaker` is the head's row.

    `keeps_place`, `keeps_head`: the file speaks of a family that lives there with others, and so
    neither moves the house nor names its head. `ranks` of a listing still to be made are those of
    the row `ranked`. `leaver`: its head, whom the file moves to another household. `also_listed`:
    closed households that the list names besides by their numbers, each with its row.
    """

    household: Household | None
    families: list[Family]
    rows: list[JudgedRow]
    speaker: JudgedRow
    place: Values
    # Whether the file speaks of families and not of the household as a whole.
    joins: bool
    # The numbers under which the list knows it and the register does not, with their rows.
    new_numbers: list[tuple[str, JudgedRow]]
    key: int = 0
    changes: Changes = field(default_factory=dict)
    people: list[PersonCase] = field(default_factory=list)
    head: PersonCase | None = None
    leaver: PersonCase | None = None
    keeps_place: bool = False
    keeps_head: bool = False
    is_listed: bool = False
    ranks: Values = field(default_factory=dict)
    ranked: JudgedRow | None = None
    listing: Listing | None = None
    listing_changes: Changes = field(default_factory=dict)
    also_listed: list[tuple[int, JudgedRow]] = field(default_factory=list)

    @property
    def duplicates(self) -> list[Household]:
        return [household for family in self.families for household in family.duplicates]

    @property
    def cards(self) -> dict[int, str]:
        """Person → the No. KK that the file gives him; new ones under a key that nobody has."""
        return {
            found.key or -found.row.pk: found.row.cleaned.get("kk") or ""
            for found in self.people
            if not found.stays
        }


def cases_of(families: Iterable[Family]) -> list[HouseholdCase]:
    """One case a household, whatever the number of its families."""
    by_house: dict[str, list[Family]] = {}
    for family in families:
        by_house.setdefault(family.house, []).append(family)
    return [_case(joined) for joined in by_house.values()]


def _case(families: list[Family]) -> HouseholdCase:
    rows = families[0].rows
    if len(families) > 1:
        rows = sorted((row for each in families for row in each.rows), key=lambda r: r.number)
    speaker = next((row for row in rows if row.cleaned.get("relation") == Relation.HEAD), rows[0])
    household = families[0].household
    joins = any(family.joins for family in families)
    numbers = [
        (each.number, each.rows[0]) for each in families if each.number and not each.is_known
    ]
    place = _place(speaker.cleaned)
    case = HouseholdCase(household, families, rows, speaker, place, joins, numbers)
    if household is not None:
        case.key = household.pk
    return case


def _place(values: Values) -> Values:
    texts = {name: values.get(name) or "" for name in ("address", "rt", "rw")}
    return {"area_id": values["area"], **texts}


def households_of(cases: Iterable[HouseholdCase]) -> list[Household]:
    """Also the closed ones that led to them."""
    found: list[Household] = []
    for case in cases:
        if case.household is not None:
            found.append(case.household)
        found += [household for family in case.families for household in family.passed]
    return found
