"""Two imports over the same households at once: no error, and what some serial order gives."""

from pathlib import Path
from typing import Any

import pytest

from registry.imports import runs
from registry.models import ImportRun, ListedAid, Membership, RunState
from tests.registry.imports.children import at_once
from tests.registry.imports.lists import CHILD, HEAD, apply, preview, write_list

pytestmark = pytest.mark.django_db(transaction=True)
HOUSEHOLDS = 150
ROUNDS = ("AB", "BA", "AB")
SAID = (
    *("household__identifiers__value", "household__area__name", "household__address"),
    *("household__head__nik", "person__nik", "person__name", "person__occupation"),
    *("kk", "relation"),
)
CLAIMED = ("household__identifiers__value", "person__nik", "program_code")


def household(block: int, n: int, head: dict[str, str], child_lives: int) -> list[dict[str, str]]:
    """Two rows; all numbers of a block begin alike and differ from those of other blocks."""

    def number(digits: str) -> str:
        return f"6472{block:02}{digits}{n:04}"

    home = {"ID DTKS": number("000000"), "NOKK": number("010180")}
    away = {"ID DTKS": f"6472{block:02}000000{child_lives:04}"}
    child = {**CHILD, **home, **away, "NIK": number("150110")}
    return [{**HEAD, **home, "NIK": number("120580"), **head}, child]


def rows_of(office: str, block: int) -> list[dict[str, str]]:
    """The list before; A's, who names a job; B's, who moves houses and the half of the children.

    A and B both bring twenty households that the list before has not.
    """
    said = {
        "": {},
        "A": {"NAMA": "SITI A", "PEKERJAAN": "GURU", "BANSOS PKH": "YA"},
        "B": {"NAMA": "SITI B", "DESA/KELUARAHAN": "AIR HITAM", "BANSOS BPNT": "TIDAK"},
    }[office]
    last = HOUSEHOLDS + (20 if office else 0)
    return [
        row
        for n in range(1, last + 1)
        for row in household(block, n, said, n + n % 2 if office == "B" else n)
    ]


def lists_of(folder: Path, block: int, order: str) -> list[Path]:
    """The two files, in the order in which they come."""
    return [write_list(folder / f"{block}{office}.csv", rows_of(office, block)) for office in order]


def known_before(folder: Path, block: int) -> None:
    apply(write_list(folder / f"{block}.csv", rows_of("", block)))


def unknown_before(folder: Path, block: int) -> None:
    """Both files bring the same new households: there is no row yet that could be locked."""


def register_of(block: int) -> list[str]:
    """Everything said of the households of a block, without what tells blocks apart."""
    prefix = f"6472{block:02}"
    people = Membership.objects.filter(household__identifiers__value__startswith=prefix)
    claims = ListedAid.objects.filter(household__identifiers__value__startswith=prefix)
    found: list[tuple[Any, ...]] = [
        (*said, ended is None) for *said, ended in people.values_list(*SAID, "valid_to")
    ]
    return sorted(str(row).replace(prefix, "") for row in [*found, *claims.values_list(*CLAIMED)])


def in_turn(folder: Path, block: int, order: str) -> list[str]:
    for path in lists_of(folder, block, order):
        assert apply(path).state == RunState.APPLIED
    return register_of(block)


def together(folder: Path, block: int, order: str) -> list[str]:
    both = [preview(path) for path in lists_of(folder, block, order)]
    for run in both:
        runs.ask_apply(run=run, by=None)
    assert at_once(*[("apply", run) for run in both]) == [0, 0]
    ended = ImportRun.objects.filter(pk__in=[run.pk for run in both])
    assert set(ended.values_list("state", "error")) == {(RunState.APPLIED, "")}
    return register_of(block)


@pytest.mark.parametrize("before", [known_before, unknown_before])
def test_two_files_at_once_give_what_one_after_the_other_gives(tmp_path, before):
    serial = []
    for block, order in enumerate(("AB", "BA"), 1):
        before(tmp_path, block)
        serial.append(in_turn(tmp_path, block, order))
    assert serial[0] != serial[1]
    for block, order in enumerate(ROUNDS, 3):
        before(tmp_path, block)
        assert together(tmp_path, block, order) in serial
