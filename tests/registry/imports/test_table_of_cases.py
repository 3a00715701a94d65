"""The table of layout, encoding and value cases: what an office sends, and what comes of it.

The rows stand in `cases/`, by meaning. Each is a real file that goes through the guard, the
reader, the preview and the apply into a real database; SQLite and PostgreSQL must agree.
"""

import re
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from registry.imports import runs
from registry.imports.columns.other_kind import other_kind_of
from registry.imports.refusal import FileRefused
from registry.models import Household, ImportRun, Person, RunState, StagedRow
from tests.registry.imports.cases import Case, RefusedCase
from tests.registry.imports.cases.blocks import BLOCKS
from tests.registry.imports.cases.encodings import ENCODINGS
from tests.registry.imports.cases.exports import EXPORTS
from tests.registry.imports.cases.identities import IDENTITIES
from tests.registry.imports.cases.layouts import LAYOUTS
from tests.registry.imports.cases.offices import OFFICES
from tests.registry.imports.cases.payments import PAYMENTS
from tests.registry.imports.cases.printouts import PRINTOUTS
from tests.registry.imports.cases.refusals import REFUSED
from tests.registry.imports.cases.values import VALUES
from tests.registry.imports.lists import counts, preview, problems_of, warnings_of

pytestmark = pytest.mark.django_db
TABLE = [
    *(*LAYOUTS, *BLOCKS, *OFFICES, *PRINTOUTS, *EXPORTS),
    *(*ENCODINGS, *IDENTITIES, *VALUES, *PAYMENTS),
]
ENOUGH = 60
# Somebody's whole number, which no message may quote.
WHOLE = re.compile(r"\d{16}")


def stored(name: str) -> Any:
    """`Model.field` → the one value, or the values in the order in which they came in."""
    model, _, field = name.partition(".")
    app = "programs" if model in {"Recipient", "Disbursement"} else "registry"
    found = list(apps.get_model(app, model).objects.order_by("pk").values_list(field, flat=True))
    return found[0] if len(found) == 1 else found


@pytest.mark.parametrize("case", TABLE, ids=str)
def test_a_file_becomes_what_the_table_says(case: Case, tmp_path):
    run = preview(case.write(tmp_path / case.file), case.kind, case.options)
    assert (run.error, counts(run)) == ("", case.counts), problems_of(run)
    assert case.problem in problems_of(run)
    assert case.warned in warnings_of(run)
    assert bool(run.warnings) == bool(case.warned), warnings_of(run)
    found = {"sheet": run.sheet, "header_row": run.header_row}
    assert found | case.found == found
    assert {word: run.mapping[word] for word in case.mapped} == case.mapped
    assert not WHOLE.search(problems_of(run) + warnings_of(run))
    assert other_kind_of(run) is None
    runs.ask_apply(run=run, by=None)
    runs.apply(run)
    assert counts(run) == case.counts
    assert {name: stored(name) for name in case.stored} == case.stored


def words_of(case: RefusedCase, folder: Path) -> str:
    """Of the guard's refusal, or of the run that was refused while it was read."""
    try:
        run = preview(case.write(folder / case.file), case.kind, case.options)
    except FileRefused as refusal:
        return refusal.message
    assert ImportRun.objects.get().state == RunState.REFUSED
    return run.error


@pytest.mark.parametrize("case", REFUSED, ids=str)
def test_a_file_is_refused_with_the_words_of_the_table(case: RefusedCase, tmp_path):
    assert case.words in words_of(case, tmp_path)
    kept = (StagedRow, Person, Household)
    assert [model.objects.exists() for model in kept] == [False, False, False]


def test_the_table_is_as_long_as_promised_and_says_nothing_twice():
    names = [str(case) for case in [*TABLE, *REFUSED]]
    assert len(names) >= ENOUGH
    assert len(names) == len(set(names))
