"""Every layout of the table of cases goes back to its sender and is read again as it was."""

import pytest

from registry.imports import choosing, runs
from registry.imports.corrections.correction import write_correction_file
from registry.models import Outcome
from tests.registry.imports.cases import Case
from tests.registry.imports.cases.encodings import ENCODINGS
from tests.registry.imports.cases.layouts import LAYOUTS
from tests.registry.imports.cases.offices import OFFICES
from tests.registry.imports.lists import counts, preview, problems_of

pytestmark = pytest.mark.django_db
TABLE = [*LAYOUTS, *OFFICES, *ENCODINGS]


@pytest.fixture
def given_back(tmp_path):
    """The run of a case, and its correction file as if every row had a problem."""

    def write(case: Case):
        run = preview(case.write(tmp_path / case.file), case.kind, case.options)
        remark = [["", "", "Periksa."]]
        run.staged_rows.update(outcome=Outcome.PROBLEM, problems=remark)
        ending = ".csv" if run.file_name.lower().endswith((".csv", ".txt")) else ".xlsx"
        path = tmp_path / f"perbaikan{ending}"
        assert write_correction_file(run, path) == run.rows
        return run, path

    return write


@pytest.mark.parametrize("case", TABLE, ids=str)
def test_unchanged_it_leaves_its_run_as_it_was(case: Case, given_back):
    run, path = given_back(case)
    choosing.take_correction(run=run, path=path, name=path.name, by=None)
    runs.read(run)
    assert (run.error, counts(run)) == ("", case.counts), problems_of(run)
    assert not run.staged_rows.exclude(mended_by=None).exists()


@pytest.mark.parametrize("case", TABLE, ids=str)
def test_as_a_file_of_its_own_it_says_the_same(case: Case, given_back):
    run, path = given_back(case)
    again = preview(path, case.kind, {})
    assert (again.error, again.rows) == ("", run.rows)
    assert (again.corrects, again.header_row) == (run, run.header_row)
    assert {field: again.headers.index(h) for h, field in again.mapping.items() if field} == {
        field: run.headers.index(h) for h, field in run.mapping.items() if field
    }
    assert counts(again) == case.counts, problems_of(again)
