"""The DTSEN workbook of the made-up city: what importing it gives is foretold."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from registry.models import Household, Identifier, Listing, Scheme
from tests.verification.demo.test_files import run_json

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "berkas"
    call_command(
        *("make_demo", "--households", "400", "--seed", "5", "--files", str(made)),
        stderr=StringIO(),
    )
    return made


def import_of(folder, entry):
    options = [
        word
        for name, value in entry["options"].items()
        for word in (f"--{name.replace('_', '-')}", value)
    ]
    printed = run_json("import_file", entry["kind"], str(folder / entry["file"]), *options)
    return printed["status"], {word: printed[word] for word in entry["counts"]}


def test_both_sheets_give_what_was_foretold_and_nothing_the_second_time(folder):
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    for entry in [each for each in expected["files"] if each["kind"] == "dtks"]:
        import_of(folder, entry)
    houses = Household.objects.count()
    families, people = expected["dtsen"]["files"]
    for entry in (families, people):
        assert import_of(folder, entry) == (entry["status"], entry["counts"])
    numbers = Identifier.objects.filter(scheme=Scheme.FAMILY)
    assert numbers.count() == families["counts"]["new"] + families["counts"]["changed"]
    assert Household.objects.count() == houses + families["counts"]["new"]
    assert not Listing.objects.filter(release__source="dtsen", decile=None).exists()
    for entry in (families, people):
        assert import_of(folder, entry)[0] == "nothing_to_do"
