"""manage.py overlap_figures: the keys of the contract, and plain words for a wrong call."""

import json

import pytest
from django.core.management import CommandError, call_command

from registry.models import Area
from tests.factories import DisbursementFactory, HouseholdFactory, ProgramFactory, village

KEYS = [
    "households", "none", "one", "several", "overlap", "conflict", "review", "double", "never",
    "listed_only", "by_program", "pairs",
]  # fmt: skip

pytestmark = pytest.mark.django_db


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    call_command("overlap_figures", *arguments)
    return capsys.readouterr().out


def home_with_both(area: str) -> None:
    home = HouseholdFactory.create(area=village(area))
    for code in ("BPNT", "PKH"):
        DisbursementFactory.create(
            recipient__household=home, recipient__program=ProgramFactory.create(code=code)
        )


def test_json_is_one_object_with_the_keys_of_the_contract(capsys) -> None:
    home_with_both("Jawa")
    found = json.loads(run(capsys, "--from", "2021-01", "--to", "2021-12", "--json"))
    assert list(found) == KEYS
    assert (found["households"], found["several"], found["overlap"]) == (1, 1, 1)
    assert found["by_program"] == {"BPNT": 1, "PKH": 1}
    assert found["pairs"] == {"BPNT+PKH": 1}


def test_an_area_takes_all_that_lies_below_it(capsys) -> None:
    home_with_both("Jawa")
    home_with_both("Rawa Makmur")
    district = Area.objects.districts().get(children=village("Rawa Makmur"))
    window = ("--from", "2021-01", "--to", "2021-01")
    assert json.loads(run(capsys, *window, "--area", district.code, "--json"))["households"] == 1
    assert json.loads(run(capsys, *window, "--area", "64.72", "--json"))["households"] == 2


def test_without_json_it_prints_a_table_in_words(capsys) -> None:
    home_with_both("Jawa")
    out = run(capsys, "--from", "2021-01", "--to", "2021-03")
    assert out.startswith("Januari–Maret 2021\nrumah tangga ")
    assert "BPNT+PKH" in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--from", "2021-05", "--to", "2021-04"), "sesudah"),
        (("--from", "2021-13", "--to", "2021-12"), "2021-13"),
        (("--from", "", "--to", "2021-12"), "tidak terbaca"),
        (("--from", "2021-01", "--to", "2021-12", "--area", "99"), "tidak dikenal"),
    ],
)
def test_a_wrong_call_exits_2_with_plain_words(arguments: tuple[str, ...], words: str) -> None:
    with pytest.raises(CommandError, match=words) as refused:
        call_command("overlap_figures", *arguments)
    assert refused.value.returncode == 2
