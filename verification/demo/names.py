"""Made-up names as people of Samarinda bear them: Banjar, Bugis, Kutai, Javanese and others.

Every name is put together by chance from common words; none is a real person's.
"""

import json
from pathlib import Path
from random import Random

POOLS: dict[str, list[str]] = json.loads(
    (Path(__file__).parent / "names.json").read_text(encoding="utf-8")
)
MALE, FEMALE = POOLS["male"], POOLS["female"]
LAST_MALE, LAST_FEMALE = POOLS["last_male"], POOLS["last_female"]
OCCUPATIONS, STREETS, ALLEYS = POOLS["occupations"], POOLS["streets"], POOLS["alleys"]
PLACES = ["SAMARINDA"] * 12 + POOLS["places"]

SINGLE_WORD_SHARE = 0.24


def person_name(random: Random, sex: str) -> str:
    """A name of one word (24 %) or two, now and then with the father's name or a title."""
    first = random.choice(MALE if sex == "L" else FEMALE)
    if random.random() < SINGLE_WORD_SHARE:
        return first
    last = random.choice(LAST_MALE if sex == "L" else LAST_FEMALE)
    name = f"{first} {last}"
    chance = random.random()
    if chance < 0.03:
        return f"{first} {'BIN' if sex == 'L' else 'BINTI'} {random.choice(LAST_MALE)}"
    return f"{'H.' if sex == 'L' else 'HJ.'} {name}" if chance < 0.05 else name


def address_of(random: Random) -> str:
    street = random.choice(STREETS)
    if random.random() < 0.45:
        street = f"{street} {random.choice(ALLEYS)}"
    return f"{street} NO. {random.randint(1, 180)}"
