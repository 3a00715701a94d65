"""Made-up lists of recipients without NIK, as offices send them: damaged names and addresses.

Most rows mean somebody of the city, some mean nobody: strangers, and traps that bear the name of
a neighbour. What a row means is known, so that links can be counted as right or wrong.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from verification.demo.names import STREETS, address_of, person_name

STRANGERS, TRAPS = 0.08, 0.07
DATED = 0.3
OLD_SPELLING = (("U", "OE"), ("C", "TJ"), ("J", "DJ"), ("SY", "SJ"), ("NY", "NJ"), ("F", "P"))
LETTERS = "AEIOUNRSTLKMDGHBPYW"


@dataclass(frozen=True, slots=True)
class Living:
    """Somebody of the register."""

    person_id: int
    household_id: int
    area_id: int
    name: str
    sex: str
    birth_date: date | None
    address: str
    rt: str


@dataclass(frozen=True, slots=True)
class Row:
    """`person_id` and `household_id`: whom it means; None for nobody of the register."""

    name: str
    area_id: int
    address: str
    rt: str
    birth_date: date | None
    person_id: int | None = None
    household_id: int | None = None


def rows_of(living: Sequence[Living], count: int, seed: int) -> Iterator[Row]:
    chance = Random(f"daftar:{seed}")
    for someone in chance.sample(living, count):
        dice = chance.random()
        if dice < STRANGERS:
            yield _stranger(chance, someone)
        elif dice < STRANGERS + TRAPS:
            yield _trap(chance, someone)
        else:
            yield _damaged(chance, someone)


def _stranger(chance: Random, neighbour: Living) -> Row:
    name, address = person_name(chance, neighbour.sex), address_of(chance)
    row = Row(name, neighbour.area_id, address, f"{chance.randint(1, 30):03}", None)
    return _dated(chance, row, _some_day(chance))


def _trap(chance: Random, neighbour: Living) -> Row:
    """The neighbour's name on another house: of his street, or of another one."""
    street = neighbour.address.rsplit(" NO. ", 1)[0]
    if chance.random() < 0.5:
        street = chance.choice(STREETS)
    address = f"{street} NO. {chance.randint(181, 360)}"
    row = Row(neighbour.name, neighbour.area_id, address, f"{chance.randint(1, 30):03}", None)
    return _dated(chance, row, _some_day(chance))


def _damaged(chance: Random, someone: Living) -> Row:
    row = Row(
        name=_name(chance, someone),
        area_id=someone.area_id,
        address=_address(chance, someone.address),
        rt=_rt(chance, someone.rt),
        birth_date=None,
        person_id=someone.person_id,
        household_id=someone.household_id,
    )
    born = someone.birth_date
    if born and chance.random() < 0.05:
        born = born.replace(day=born.day % 28 + 1)
    return _dated(chance, row, born)


def _dated(chance: Random, row: Row, day: date | None) -> Row:
    return replace(row, birth_date=day) if chance.random() < DATED else row


def _some_day(chance: Random) -> date:
    return date(chance.randint(1940, 2003), chance.randint(1, 12), chance.randint(1, 28))


def _name(chance: Random, someone: Living) -> str:
    dice, name = chance.random(), someone.name
    if dice < 0.40:
        return name
    if dice < 0.55:
        return _other_title(chance, name, someone.sex)
    if dice < 0.75:
        return _old_spelling(chance, name)
    if dice < 0.93:
        return typo(chance, name)
    return _word_less(chance, name)


def _other_title(chance: Random, name: str, sex: str) -> str:
    if name.startswith(("H. ", "HJ. ")):
        return name.split(" ", 1)[1]
    title = "H." if sex == "L" else "HJ."
    return chance.choice([f"{title} {name}", f"{name} (ALM)", f"{name}, S.PD"])


def _old_spelling(chance: Random, name: str) -> str:
    fitting = [pair for pair in OLD_SPELLING if pair[0] in name]
    if name.startswith("MUHAMMAD "):
        return name.replace("MUHAMMAD", chance.choice(["M.", "MUH.", "MOHD", "MOCHAMAD"]), 1)
    if not fitting:
        return typo(chance, name)
    new, old = chance.choice(fitting)
    return name.replace(new, old, 1)


def typo(chance: Random, text: str) -> str:
    """One slip of the hand: a letter lost, doubled, another, or two that changed places."""
    at = chance.randrange(1, max(2, len(text)))
    kind = chance.randrange(4)
    if kind == 0:
        return text[:at] + text[at + 1 :]
    if kind == 1:
        return text[:at] + text[at - 1] + text[at:]
    if kind == 2:
        return text[:at] + chance.choice(LETTERS) + text[at + 1 :]
    return text[: at - 1] + text[at : at + 1] + text[at - 1] + text[at + 1 :]


def _word_less(chance: Random, name: str) -> str:
    words = name.split()
    if len(words) < 2:
        return typo(chance, name)
    words.pop(chance.randrange(len(words)))
    return " ".join(words)


def _address(chance: Random, address: str) -> str:
    dice = chance.random()
    street, _, number = address.partition(" NO. ")
    if dice < 0.35:
        return address
    if dice < 0.60:
        other = street.replace("JL.", chance.choice(["JALAN", "JLN", "JL"]))
        return (
            f"{other.replace('GG.', 'GANG')} {chance.choice(['NO ', 'NO.', 'NOMOR ', ''])}{number}"
        )
    if dice < 0.70:
        return typo(chance, address)
    if dice < 0.80:
        return street
    if dice < 0.88:
        return f"{street.split(' GG.')[0]} NO. {number}"
    return "" if dice < 0.95 else address_of(chance)


def _rt(chance: Random, rt: str) -> str:
    dice = chance.random()
    if dice < 0.35:
        return ""
    return rt if dice < 0.9 else f"{chance.randint(1, 30):03}"
