"""manage.py register_figures: the keys of the contract, and plain words for a wrong call."""

import datetime
import json

import pytest
from django.core.management import CommandError, call_command

from registry.models import Area, Listing, Release
from registry.models.household import Standing
from tests.factories import HouseholdFactory, village

KEYS = [
    "listed", "confirmed", "unverified", "not_found", "deceased", "moved", "closed",
    "waiting_head", "reported", "dropped",
]  # fmt: skip

pytestmark = pytest.mark.django_db


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    call_command("register_figures", *arguments)
    return capsys.readouterr().out


def release(code: str, month: int, *areas: str) -> None:
    issued = Release.objects.create(code=code, issued_on=datetime.date(2021, month, 1))
    for area in areas:
        home = HouseholdFactory.create(area=village(area), standing=Standing.CONFIRMED)
        Listing.objects.create(release=issued, household=home)


def test_json_is_one_object_of_the_newest_release(capsys) -> None:
    release("baru", 7, "Jawa")
    release("lama", 4, "Jawa", "Sidodadi")
    found = json.loads(run(capsys, "--json"))
    assert list(found) == KEYS
    assert (found["listed"], found["confirmed"]) == (1, 1)


def test_a_release_and_an_area_may_be_asked_for(capsys) -> None:
    release("baru", 7)
    release("lama", 4, "Jawa", "Rawa Makmur")
    district = Area.objects.districts().get(children=village("Jawa"))
    asked = ("--release", "lama", "--area", district.code, "--json")
    assert json.loads(run(capsys, *asked))["listed"] == 1


def test_without_json_it_prints_a_table_in_words(capsys) -> None:
    release("baru", 7, "Jawa")
    assert run(capsys).startswith("terdaftar ")


@pytest.mark.parametrize("arguments", [("--release", "2030"), ("--area", "99.99")])
def test_a_wrong_call_exits_2_with_plain_words(arguments: tuple[str, ...]) -> None:
    with pytest.raises(CommandError, match="tidak dikenal") as refused:
        call_command("register_figures", *arguments)
    assert refused.value.returncode == 2
