"""Who lives in a made-up household: ages, relations, KK and the small errors of real lists."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from registry.matching.names import name_key
from verification.demo.names import OCCUPATIONS, PLACES, person_name
from verification.demo.numbers import Numbers
from verification.demo.plan import PersonPlan

LISTED_ON = date(2021, 1, 1)
SIZES, SIZE_WEIGHTS = (1, 2, 3, 4, 5, 6, 7, 8), (10, 18, 25, 24, 13, 6, 3, 1)
NO_NIK = 0.013
NO_MOTHER_NAME = 0.20
BIRTH_DATE_DIFFERS = 0.072
SEX_DIFFERS = 0.015
NO_KK = 0.004


@dataclass(frozen=True, slots=True)
class Shape:
    """What is fixed beforehand so that the city's shares come out: KK and who must live there."""

    several_kk: bool
    elderly: bool
    needs_two: bool


@dataclass(slots=True)
class _Seat:
    relation: str
    sex: str
    age: int
    family: int


def settle(
    random: Random, shape: Shape, district: str, numbers: Numbers, first_number: int
) -> tuple[PersonPlan, ...]:
    """The people of one household, its head first, numbered from `first_number`."""
    seats = _seats(random, shape)
    kks = [numbers.kk(random, district) for _ in range(1 + max(seat.family for seat in seats))]
    if len(kks) == 1 and random.random() < NO_KK:
        kks = [""]
    taken: set[str] = set()
    people = []
    for offset, seat in enumerate(seats):
        people.append(
            _person(random, seat, kks[seat.family], district, numbers, taken, first_number + offset)
        )
    return tuple(people)


def _seats(random: Random, shape: Shape) -> list[_Seat]:
    if shape.elderly:
        return _elderly(random)
    size = random.choices(SIZES, SIZE_WEIGHTS)[0]
    size = max(size, 4 if shape.several_kk else 2 if shape.needs_two else 1)
    male_head = random.random() < 0.82
    head_age = random.randint(27, 74)
    seats = [_Seat("kepala", "L" if male_head else "P", head_age, 0)]
    if size > 1 and random.random() < (0.9 if male_head else 0.15):
        seats.append(
            _Seat(
                "pasangan", "P" if male_head else "L", max(20, head_age - random.randint(-3, 9)), 0
            )
        )
    if shape.several_kk:
        seats += _second_family(random, head_age)
    while len(seats) < size:
        seats.append(_further(random, head_age))
    return seats


def _elderly(random: Random) -> list[_Seat]:
    sex = random.choice("LP")
    seats = [_Seat("kepala", sex, random.randint(66, 88), 0)]
    if random.random() < 0.3:
        seats.append(_Seat("pasangan", "P" if sex == "L" else "L", random.randint(64, 84), 0))
    return seats


def _second_family(random: Random, head_age: int) -> list[_Seat]:
    """A married child with a KK of its own under the same roof."""
    age = max(18, head_age - random.randint(20, 28))
    return [
        _Seat("anak", "L", age, 1),
        _Seat("menantu", "P", max(18, age - random.randint(0, 5)), 1),
    ]


def _further(random: Random, head_age: int) -> _Seat:
    chance = random.random()
    sex = random.choice("LP")
    if chance < 0.86:
        return _Seat("anak", sex, max(0, min(head_age - 18, random.randint(0, 26))), 0)
    if chance < 0.92 and head_age > 45:
        return _Seat("cucu", sex, random.randint(0, 12), 0)
    if chance < 0.96 and head_age < 62:
        return _Seat("ortu_mertua", sex, head_age + random.randint(18, 26), 0)
    return _Seat("lainnya", sex, random.randint(5, 70), 0)


def _person(
    random: Random,
    seat: _Seat,
    kk: str,
    district: str,
    numbers: Numbers,
    taken: set[str],
    number: int,
) -> PersonPlan:
    birth = LISTED_ON - timedelta(days=seat.age * 365 + random.randint(1, 364))
    true_sex = seat.sex if random.random() >= SEX_DIFFERS else ("L" if seat.sex == "P" else "P")
    nik = "" if random.random() < NO_NIK else numbers.nik(random, district, birth, true_sex)
    return PersonPlan(
        number=number,
        nik=nik,
        name=_name_of_his_own(random, seat.sex, taken),
        mother="" if random.random() < NO_MOTHER_NAME else person_name(random, "P"),
        birth_place=random.choice(PLACES),
        birth=_as_listed(random, birth),
        sex=seat.sex,
        occupation=random.choice(OCCUPATIONS)
        if 17 < seat.age < 68 and random.random() < 0.6
        else "",
        relation=seat.relation,
        kk=kk,
    )


def _name_of_his_own(random: Random, sex: str, taken: set[str]) -> str:
    """Two of one house never share a name: without NIK it is part of what tells them apart."""
    name = person_name(random, sex)
    while name_key(name) in taken:
        name = f"{name} {person_name(random, sex)}"
    taken.add(name_key(name))
    return name


def _as_listed(random: Random, birth: date) -> date:
    """The list's birth date: for 7.2 % another day than the NIK's."""
    if random.random() >= BIRTH_DATE_DIFFERS:
        return birth
    moved = birth.replace(day=1) if birth.day != 1 else birth.replace(day=2)
    return moved if random.random() < 0.6 else birth - timedelta(days=random.choice((1, 31, 365)))
