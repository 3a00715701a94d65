"""What the made-up city is made of: plain values, no tables.

Words (standing, status, relation …) are those of registry.codes. Months are year × 12 + month − 1.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Village:
    """A kelurahan of the shipped list."""

    code: str
    name: str
    bps_code: str
    district_code: str
    district_name: str


@dataclass(frozen=True, slots=True)
class PersonPlan:
    number: int
    nik: str
    name: str
    mother: str
    birth_place: str
    birth: date
    sex: str
    occupation: str
    relation: str
    kk: str


@dataclass(frozen=True, slots=True)
class PaymentPlan:
    """One payment for the months first … last."""

    first: int
    last: int
    stage: str
    amount: int | None
    status: str
    raw_status: str
    paid_on: date | None


@dataclass(frozen=True, slots=True)
class AidPlan:
    """A recipient of one programme, as that office's list names him; `person` is his number."""

    program: str
    nik: str
    kk: str
    name: str
    address: str
    village: Village | None
    payments: tuple[PaymentPlan, ...] = ()
    person: int | None = None
    # "nik", "kk", "nama" or "" (outside the register); `ambiguous`: two households hold the KK.
    linked_by: str = ""
    ambiguous: bool = False


@dataclass(frozen=True, slots=True)
class VisitPlan:
    """What was found at the door in the earlier round, or is told in the open one."""

    round: str
    result: str
    state: str
    on: date
    officer: str
    note: str = ""
    deaths: tuple[int, ...] = ()
    new_head: int | None = None
    destination: Village | None = None
    destination_text: str = ""


def died_on(visit: VisitPlan, person: PersonPlan) -> date:
    """A death is told at the door up to half a year later: aid of these months went to the dead."""
    earlier = (31 * person.number + visit.on.toordinal()) % 180
    return max(visit.on - timedelta(days=earlier), person.birth)


@dataclass(frozen=True, slots=True)
class HousePlan:
    """`claims`: programme codes with YA in the aid columns of the list, for the whole household."""

    number: int
    dtks: str
    village: Village
    address: str
    rt: str
    rw: str
    people: tuple[PersonPlan, ...]
    releases: tuple[str, ...]
    claims: frozenset[str]
    aid: tuple[AidPlan, ...]
    standing: str = "belum"
    fate: str = "unverified"
    visits: tuple[VisitPlan, ...] = field(default=())

    @property
    def head(self) -> PersonPlan:
        return self.people[0]
