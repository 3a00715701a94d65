"""manage.py undo_import: each sentence of its contract."""

import json

import pytest
from django.core.management import CommandError, call_command

from registry.actions.identities import reveal_person
from registry.models import Household, Person, RunState
from tests.factories import UserFactory
from tests.registry.imports.lists import CHILD, HEAD, apply, preview, write_list

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(tmp_path):
    return apply(write_list(tmp_path / "dtks.csv", [HEAD, CHILD]))


def refusal(number):
    with pytest.raises(CommandError) as refused:
        call_command("undo_import", str(number))
    assert refused.value.returncode == 2
    return str(refused.value)


def test_it_takes_an_applied_run_back(run, capsys):
    call_command("undo_import", str(run.pk))
    run.refresh_from_db()
    assert run.state == RunState.UNDONE
    assert "1 rumah tangga dihapus" in capsys.readouterr().out
    assert not Household.objects.exists()


def test_what_it_leaves_is_listed_without_identities_and_is_no_failure(run, capsys):
    person = Person.objects.get(name="RUDI")
    reveal_person(
        person=person, household=Household.objects.get(), by=UserFactory(role="admin"), reason="uji"
    )
    call_command("undo_import", str(run.pk), "--json")
    text = capsys.readouterr().out
    printed = json.loads(text)
    assert (printed["status"], printed["run"]) == ("undone", run.pk)
    assert printed["left"] == sum(each["count"] for each in printed["left_behind"]) > 0
    assert HEAD["NIK"] not in text


def test_an_unknown_run_is_refused_in_words():
    assert "tidak ada" in refusal(999_999)


def test_a_run_that_is_not_applied_or_undone_already_is_refused(run, tmp_path):
    assert "pratinjau" in refusal(preview(write_list(tmp_path / "b.csv", [HEAD])).pk)
    call_command("undo_import", str(run.pk))
    assert "diurungkan" in refusal(run.pk)
