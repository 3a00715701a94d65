"""The made-up city as spreadsheets: importing them gives the city that made them."""

import json
import os
import subprocess
import sys
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from programs.models import Disbursement, Recipient
from registry.models import Household, ListedAid, Listing, Membership, Person, Release
from verification.demo.city import City
from verification.demo.database import fill

pytestmark = pytest.mark.django_db
SIZE, SEED = 60, 4


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("demo") / "berkas"
    call_command(
        *("make_demo", "--households", str(SIZE), "--seed", str(SEED), "--files", str(made)),
        stderr=StringIO(),
    )
    return made


@pytest.fixture(scope="module")
def expected(folder):
    return json.loads((folder / "expected.json").read_text(encoding="utf-8"))


def run_json(*arguments):
    printed = StringIO()
    call_command(*arguments, "--json", stdout=printed, stderr=StringIO())
    return json.loads(printed.getvalue())


def import_all(folder, expected):
    """What each import printed, beside what was to come out."""
    for entry in expected["files"]:
        options = [
            word
            for name, value in entry["options"].items()
            for word in (f"--{name.replace('_', '-')}", value)
        ]
        yield entry, run_json("import_file", entry["kind"], str(folder / entry["file"]), *options)


def snapshot():
    """All that lists say, by what names things outside this database."""
    dtks = "household__identifiers__value"
    person = ("person__nik", "person__name", "person__birth_date", "person__occupation")
    aid = ("program__code", "nik", "kk", "name", "address", "area__code", "link_state", dtks)
    paid = ("first_month", "last_month", "stage", "amount", "status", "raw_status", "paid_on")
    place = ("identifiers__value", "area__code", "address", "rt", "rw", "head__name", "standing")
    return {
        "households": _sorted(Household.objects, *place),
        "people": _sorted(
            Membership.objects.current(), dtks, "kk", "relation", *person, "person__mother_name"
        ),
        "listings": _sorted(Listing.objects, "release__code", dtks),
        "claims": _sorted(ListedAid.objects, "release__code", dtks, "program_code"),
        "recipients": _sorted(Recipient.objects, *aid, "link_method", "person__name"),
        "payments": _sorted(
            Disbursement.objects, "recipient__program", "recipient__nik", "recipient__name", *paid
        ),
    }


def _empty():
    for table in (Disbursement, Recipient, Household, Person, Release):
        table.objects.all().delete()


def _sorted(rows, *fields):
    return sorted(rows.values_list(*fields), key=str)


def test_every_import_gives_the_counts_that_were_foretold(folder, expected):
    for entry, printed in import_all(folder, expected):
        found = {word: printed[word] for word in entry["counts"]}
        assert (entry["file"], printed["status"], found) == (
            entry["file"],
            entry["status"],
            entry["counts"],
        )


def test_the_imported_city_is_the_one_that_made_the_files(folder, expected):
    list(import_all(folder, expected))
    assert _figures(expected["figures"]) == expected["figures"]
    imported = snapshot()
    _empty()
    fill(City(SIZE, SEED), with_visits=False, on_household=lambda done: None)
    assert snapshot() == imported


def test_the_earlier_round_leaves_the_figures_that_were_foretold(folder, expected):
    list(import_all(folder, expected))
    afterwards = expected["verifications"]
    for entry, printed in import_all(folder, afterwards):
        assert {word: printed[word] for word in entry["counts"]} == entry["counts"]
    wanted = afterwards["figures"]["register"]
    register = run_json("register_figures", "--release", wanted["release"])
    assert {word: register[word] for word in wanted["figures"]} == wanted["figures"]


def _figures(wanted):
    """The figures of the database, in the shape of expected.json."""
    overlap = [{**entry, "figures": run_json(*_asked(entry))} for entry in wanted["overlap"]]
    register = run_json("register_figures", "--release", wanted["register"]["release"])
    words = wanted["register"]["figures"]
    counted = {word: register[word] for word in words}
    return {"overlap": overlap, "register": {**wanted["register"], "figures": counted}}


def _asked(entry):
    return ("overlap_figures", "--from", entry["from"], "--to", entry["to"])


def test_writing_files_leaves_the_database_alone(folder):
    assert not Household.objects.exists()


def test_one_kecamatan_comes_as_a_workbook_and_every_list_has_faulty_rows(expected):
    names = [entry["file"] for entry in expected["files"]]
    assert {name.rpartition(".")[2] for name in names} == {"csv", "xlsx"}
    assert sum(name.startswith("dtks") and name.endswith(".xlsx") for name in names) == 1
    assert all(
        entry["counts"]["problem"]
        for entry in expected["files"]
        if "bst-2021-01" not in entry["file"]
    )


def test_the_same_seed_writes_the_same_files(folder, expected, tmp_path):
    call_command(
        *("make_demo", "--households", str(SIZE), "--seed", str(SEED)),
        *("--files", str(tmp_path / "lagi")),
        stderr=StringIO(),
    )
    again = json.loads((tmp_path / "lagi" / "expected.json").read_text(encoding="utf-8"))
    assert again == expected
    for entry in [*expected["files"], *expected["verifications"]["files"]]:
        first, second = folder / entry["file"], tmp_path / "lagi" / entry["file"]
        assert first.read_bytes() == second.read_bytes()


def test_another_process_writes_the_same_files(folder, expected, tmp_path):
    """The order of a set of words is another in each process."""
    made = tmp_path / "lain"
    command = ["manage.py", "make_demo", "--households", str(SIZE), "--seed", str(SEED)]
    subprocess.run(
        [sys.executable, *command, "--files", str(made)],
        cwd=settings.BASE_DIR,
        env={**os.environ, "PYTHONHASHSEED": "7", "BANSOS_DATABASE_URL": "sqlite:///:memory:"},
        capture_output=True,
        check=True,
    )
    for entry in [*expected["files"], *expected["verifications"]["files"]]:
        assert (folder / entry["file"]).read_bytes() == (made / entry["file"]).read_bytes()


def test_another_city_has_no_made_up_one(settings):
    settings.CITY = "64.71"
    with pytest.raises(CommandError, match="DEMO=no") as refused:
        call_command("make_demo", "--households", "5")
    assert refused.value.returncode == 2


def test_a_folder_that_holds_something_is_refused(tmp_path):
    (tmp_path / "lama.txt").write_text("jangan hilang", encoding="utf-8")
    with pytest.raises(CommandError, match="kosong") as refusal:
        call_command("make_demo", "--files", str(tmp_path), stderr=StringIO())
    assert refusal.value.returncode == 2
